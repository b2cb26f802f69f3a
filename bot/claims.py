"""What a message says → the statements in it that can be looked up, each as it stands there."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from bot.escaping import one_line, shortened, visible
from bot.replies import MAX_QUESTION
from index.sentences import split

MOST_CLAIMS = 3  # of one message: more would be a wall of text

_FENCED = re.compile(r"```.*?```", re.DOTALL)
_LINKED = re.compile(r"\[([^\[\]\n]{1,300})\]\(<?[a-z]+://[^\s)]{1,500}(?:\s[^)\n]{0,100})?\)", re.IGNORECASE)
_LINK = re.compile(r"<?\b(?:https?|ftp)://[^\s>]+>?|\bwww\.[^\s>]+|\bdiscord\.gg/\S+", re.IGNORECASE)
_TAG = re.compile(r"<(?:@[!&]?|#|t:|id:|/|a?:)[^\s<>]{1,100}(?: [^<>\n]{1,100})?>|@(?:everyone|here)\b")
_BEFORE_STOP = re.compile(r"(?<=\S) +(?=[.,;:!?])")  # what is left where something was taken out
_LINE_START = re.compile(r"^\s*(?:>>>\s|>\s|-#\s|#{1,3}\s|[-*+]\s|\d{1,3}[.)]\s)+", re.MULTILINE)
_MARKS = re.compile(r"(?<!\\)(?:\*{1,3}|~~|\|\||`+|(?<!\w)_{1,2}(?=\w)|(?<=[\w.,!?])_{1,2}(?!\w))")
_ESCAPED = re.compile(r"\\([^0-9A-Za-z\s])")
_WORD = re.compile(r"[^\W\d_]{3,}|\d+")
_NAME = re.compile(r"(?<=\w\W)[^\W\d_a-z]\w+|\d+")  # a capital letter within a sentence, or a number
_LEAST_WORDS = 2  # of three letters or digits
_ENOUGH = 20  # words from which a sentence says no more for being longer


@dataclass(frozen=True, slots=True)
class Claim:
    """A sentence of at most MAX_QUESTION characters, and the one `before` it, to which it may point back."""

    text: str
    before: str = ""


@dataclass(frozen=True, slots=True)
class Claims:
    """The statements that are looked up, in their order, and how many others were left out."""

    chosen: tuple[Claim, ...]
    left_out: int = 0


def claims_in(text: str) -> Claims:
    """The sentences of a message that say most: those with names and numbers before others, MOST_CLAIMS at most."""
    sentences = [line for sentence in split(plain(text)) if (line := one_line(sentence))]
    claims = [
        Claim(shortened(sentence, MAX_QUESTION), shortened(before, MAX_QUESTION))
        for before, sentence in zip(["", *sentences], sentences, strict=False)
        if len(_WORD.findall(sentence)) >= _LEAST_WORDS
    ]
    places = sorted(sorted(range(len(claims)), key=lambda place: -_worth(claims[place].text))[:MOST_CLAIMS])
    return Claims(tuple(claims[place] for place in places), len(claims) - len(places))


def plain(text: str) -> str:
    """The words of a message, without links, mentions, emoji of servers, code and markdown."""
    text = _LINKED.sub(r"\1", _FENCED.sub("\n", visible(text)))
    text = _BEFORE_STOP.sub("", _TAG.sub(" ", _LINK.sub(" ", text)))
    return _ESCAPED.sub(r"\1", _MARKS.sub("", _LINE_START.sub("", text)))


def joined(texts: Sequence[str]) -> str:
    """Several texts of one message, each on lines of its own."""
    return "\n\n".join(text for text in texts if text.strip())


def _worth(sentence: str) -> float:
    """How much a sentence holds that can be checked."""
    return 2.0 * len(_NAME.findall(sentence)) + min(len(_WORD.findall(sentence)), _ENOUGH) / 10
