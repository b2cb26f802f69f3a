"""What is said where names of a question were searched as the library spells them."""

from collections.abc import Sequence

from bot.escaping import one_line, shortened
from index.model import Respelling

_NAME = 40  # characters
_NAMED = 3  # names; of more it is said how many


def searched_for(respelt: Sequence[Respelling]) -> str:
    """What was searched in place of names, or beside them, in plain text: "Searched for: Gorbachev (for Gorbatschow)".

    At most 300 characters; "" where all was searched as it was asked.
    """
    named = [_named(one) for one in respelt[:_NAMED]]
    more = [f"{len(respelt) - _NAMED} more"] if len(respelt) > _NAMED else []
    return f"Searched for: {', '.join(named + more)}" if named else ""


def _named(one: Respelling) -> str:
    searched, asked = (shortened(one_line(name), _NAME) for name in (one.searched, one.asked))
    return f"{searched} ({'beside' if one.also else 'for'} {asked})"
