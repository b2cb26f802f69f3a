"""A document's text → passages: whole sentences, whole paragraphs where they fit, each with its locator."""

from base64 import b32encode
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from hashlib import blake2b
from itertools import islice

from index.dates import find_dates
from index.model import Document, Locator, Passage, Section, Text
from index.sentences import split as split_sentences

VERSION = 2  # to be raised when the same text comes to be split otherwise: documents are then split again

CountTokens = Callable[[Sequence[str]], list[int]]

_JOINT = "\n\n"  # between paragraphs of one passage
_SHORT_CHARS = 150  # a paragraph below this is joined with another under the same heading
_LONGEST_TOKEN_CHARS = 8  # that a token has on average in any real text; English has four to five
_CONTEXT_SHARE = 4  # title and headings take at most 1/4 of what the model reads


def split(text: Text, collection: str, window: int, count_tokens: CountTokens) -> tuple[Passage, ...]:
    """Split a document so that each passage, embedded with its title and headings, fits the model's window.

    `window` is in tokens, special ones left out. A paragraph is one passage; a short one is joined with the
    next, a long one is cut at sentences into parts of about the same length, and only a sentence that does
    not fit by itself is cut between words. A change in one paragraph leaves the passages of others alone.
    """
    pieces: list[tuple[str, Locator]] = []
    number = 1
    measure = _never_less_than_characters_say(count_tokens)
    for section in text.sections:
        room = window - count_tokens([context(text.document.title, section.heading, window, count_tokens)])[0]
        pieces += _pieces(section, number, room, measure)
        number += len(section.paragraphs)
    return tuple(_identified(text.document, collection, pieces))


def context(title: str, heading: Sequence[str], window: int, count_tokens: CountTokens) -> str:
    """Title and headings as they are embedded before a passage, cut to a quarter of the window."""
    whole = "\n".join([title, *heading])
    while count_tokens([whole])[0] > window // _CONTEXT_SHARE and len(whole) > 1:
        shorter = whole[: len(whole) * 7 // 8]
        whole = shorter[: max(shorter.rfind(" "), shorter.rfind("\n"))] if " " in shorter.strip() else shorter
    return whole


def _never_less_than_characters_say(count_tokens: CountTokens) -> CountTokens:
    """A model may take a line of a million letters for one unknown word; a passage should still be readable."""

    def measure(texts: Sequence[str]) -> list[int]:
        counts = zip(texts, count_tokens(texts), strict=True)
        return [max(count, len(text) // _LONGEST_TOKEN_CHARS) for text, count in counts]

    return measure


def _identified(document: Document, collection: str, pieces: Sequence[tuple[str, Locator]]) -> Iterator[Passage]:
    seen: Counter[str] = Counter()
    for ordinal, (text, locator) in enumerate(pieces):
        passage_id = _passage_id(collection, document.path, text, seen[text])
        seen[text] += 1
        dates = find_dates(text, document.date)
        yield Passage(passage_id, document, ordinal, len(pieces), text, locator, dates)


def _passage_id(collection: str, path: str, text: str, occurrence: int) -> str:
    """Derive the id from what the passage is, so that it outlives every reindex; 64 bits make a clash unlikely."""
    name = "\0".join((collection, path, text, str(occurrence))).encode("utf-8", "surrogatepass")
    return b32encode(blake2b(name, digest_size=8).digest()).decode().rstrip("=").lower()


def _pieces(section: Section, number: int, room: int, count_tokens: CountTokens) -> Iterator[tuple[str, Locator]]:
    """Split one section whose first paragraph has this number."""
    pages = iter(section.pages)
    for paragraphs in _joined(section.paragraphs, room, count_tokens):
        page = _span(tuple(islice(pages, len(paragraphs))))
        locator = Locator(section.heading, number, number + len(paragraphs) - 1, page)
        for piece in _cut(_JOINT.join(paragraphs), room, count_tokens):
            yield piece, locator
        number += len(paragraphs)


def _span(pages: Sequence[str]) -> str:
    """Name the pages from the first paragraph's to the last one's: "12", or "12–13"; "" where there are none."""
    if not pages:
        return ""
    first, last = pages[0].partition("–")[0], pages[-1].rpartition("–")[2]
    return first if first == last else f"{first}–{last}"


def _joined(paragraphs: Sequence[str], room: int, count_tokens: CountTokens) -> list[list[str]]:
    """Join a short paragraph with those after it, or else with what stands before it, as far as they fit.

    A caption or a line of verse that stood alone would say little, and yet match a question's words best of all.
    """

    def can_join(first: list[str], second: list[str]) -> bool:
        return count_tokens([_JOINT.join([*first, *second])])[0] <= room

    forward: list[list[str]] = []
    for paragraph in paragraphs:
        if forward and _is_short(forward[-1]) and can_join(forward[-1], [paragraph]):
            forward[-1].append(paragraph)
        else:
            forward.append([paragraph])
    joined: list[list[str]] = []
    for group in forward:
        if joined and _is_short(group) and can_join(joined[-1], group):
            joined[-1] += group
        else:
            joined.append(group)
    return joined


def _is_short(group: list[str]) -> bool:
    return len(_JOINT.join(group)) < _SHORT_CHARS


def _cut(text: str, room: int, count_tokens: CountTokens) -> list[str]:
    """Cut a text into as few parts as fit, about equally long, each an exact piece of it."""
    total = count_tokens([text])[0]
    if total <= room:
        return [text]
    units = [unit for sentence in split_sentences(text) for unit in _words_that_fit(sentence, room, count_tokens)]
    sizes = count_tokens(units)
    limit = room
    while True:
        target = -(-sum(sizes) // -(-sum(sizes) // limit))
        cut = list(_exact(text, _groups(units, sizes, target, limit)))
        if limit <= max(sizes) or max(count_tokens(cut)) <= room:
            return cut
        limit = limit * 9 // 10  # in this model's tokens the whole is more than the sum of its sentences


def _groups(units: Sequence[str], sizes: Sequence[int], target: int, limit: int) -> Iterator[list[str]]:
    """Fill groups of units to about `target` and never above `limit` tokens."""
    group: list[str] = []
    filled = 0
    for unit, size in zip(units, sizes, strict=True):
        if group and (filled + size > limit or filled + size / 2 > target):
            yield group
            group, filled = [], 0
        group.append(unit)
        filled += size
    yield group


def _exact(text: str, groups: Iterator[list[str]]) -> Iterator[str]:
    """Give each group as it stands in the text, with the white space between its units."""
    at = 0
    for group in groups:
        start = at = text.index(group[0], at)
        for unit in group:
            at = text.index(unit, at) + len(unit)
        yield text[start:at]


def _words_that_fit(sentence: str, room: int, count_tokens: CountTokens) -> list[str]:
    """Cut a sentence that does not fit by itself between words, and a word that does not fit anywhere."""
    if count_tokens([sentence])[0] <= room:
        return [sentence]
    middle = sentence.rfind(" ", 1, len(sentence) // 2 + 1)
    middle = middle if middle > 0 else len(sentence) // 2
    halves = (sentence[:middle].strip(), sentence[middle:].strip())
    if not all(halves):
        return [sentence]
    return [unit for half in halves for unit in _words_that_fit(half, room, count_tokens)]
