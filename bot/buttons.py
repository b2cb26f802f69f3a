"""The buttons under answers: what each looks like, and the custom id that carries all it needs to know.

Nothing is kept about a message, so a button works for as long as the message exists. `PATTERN`s are what a
custom id of each kind matches. Passage ids are 13 characters; with five of them the longest custom id has 76 of
Discord's 100.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from discord import ButtonStyle
from discord.ui import Button

_ID = r"[a-z2-7]{13}"
IDS_PATTERN = rf"(?P<passages>{_ID}(?:,{_ID}){{0,4}})"

CONTEXT_PATTERN = rf"context:(?P<passage>{_ID})"
TURN_PATTERN = rf"turn:(?P<passage>{_ID}):(?P<way>[<>])(?P<ordinal>\d{{1,9}})\.(?P<part>\d{{1,9}})"
_BEFORE = rf"(?P<before>{_ID}(?:,{_ID}){{0,2}})"  # passages shown for the question before
MORE_PATTERN = rf"more:(?P<offset>\d{{1,3}})(?::(?P<shown>[1-5])(?::{_BEFORE})?)?"  # earlier versions left out the end
CITE_PATTERN = rf"cite:{IDS_PATTERN}"
SHOW_EVERYONE = "show:everyone"
VOTE_PATTERN = rf"vote:(?P<vote>[+-]):{IDS_PATTERN}"


@dataclass(frozen=True, slots=True)
class Position:
    """A place in a document: the passage at `ordinal` and the part of it, both counted from 0."""

    ordinal: int
    part: int = 0


def context_button(passage_id: str) -> Button[Any]:
    """Show a passage with its neighbours."""
    return Button(label="In context", custom_id=f"context:{passage_id}")


def earlier_button(passage_id: str, last: Position | None) -> Button[Any]:
    """Turn back to the page that ends with `last`; None at the document's start."""
    return _turn_button("◀ Earlier", passage_id, "<", last)


def later_button(passage_id: str, first: Position | None) -> Button[Any]:
    """Turn on to the page that starts with `first`; None at the document's end."""
    return _turn_button("Later ▶", passage_id, ">", first)


def _turn_button(label: str, passage_id: str, way: str, to: Position | None) -> Button[Any]:
    place = to or Position(0)
    custom_id = f"turn:{passage_id}:{way}{place.ordinal}.{place.part}"
    return Button(label=label, custom_id=custom_id, disabled=to is None)


def more_button(offset: int, total: int, shown: int, before: Sequence[str] = ()) -> Button[Any]:
    """Show `shown` passages after the first `offset` of `total`; the question goes on from the passages `before`."""
    custom_id = ":".join([f"more:{offset}:{shown}", *([",".join(before)] if before else [])])
    return Button(label="More passages", custom_id=custom_id, disabled=offset >= total)


def cite_button(passage_ids: Iterable[str]) -> Button[Any]:
    """Show full references of one to five passages."""
    return Button(label="Cite", custom_id=f"cite:{','.join(passage_ids)}")


def show_everyone_button() -> Button[Any]:
    """Show in the channel what one person sees."""
    return Button(label="Show everyone", custom_id=SHOW_EVERYONE)


def vote_buttons(passage_ids: Sequence[str]) -> tuple[Button[Any], Button[Any]]:
    """Say that an answer helped, or did not."""
    ids = ",".join(passage_ids)
    return (
        Button(style=ButtonStyle.secondary, emoji="👍", custom_id=f"vote:+:{ids}"),
        Button(style=ButtonStyle.secondary, emoji="👎", custom_id=f"vote:-:{ids}"),
    )
