"""CSL-JSON items that any program can read: only fields that CSL knows, each of the kind that it should be.

Metadata come from files and from people, so anything may stand anywhere in them; what cannot be used is left out.
"""

import re
import unicodedata
from collections.abc import Iterator, Mapping
from datetime import date

from index.model import Document, Locator, Passage

Item = Mapping[str, object]

NAMES = ("author", "editor", "translator", "container-author", "collection-editor", "editorial-director")
DATES = ("issued", "accessed", "original-date")
TEXTS = (
    "title", "title-short", "container-title", "container-title-short", "collection-title", "collection-number",
    "publisher", "publisher-place", "edition", "volume", "number-of-volumes", "issue", "number", "page",
    "chapter-number", "genre", "medium", "event-title", "original-title", "archive", "archive_location",
    "archive-place", "DOI", "ISBN", "ISSN", "URL", "language", "abstract", "note",
)  # fmt: skip
UNSTATED = "document"  # the type of a file that does not say what it is

_TYPE = re.compile(r"[a-z]+([-_][a-z]+)*")
_PARTS = ("family", "given", "dropping-particle", "non-dropping-particle", "suffix")
_NUMBER = re.compile(r"-?\d{1,6}")
_NOT_SHOWN = ("Cc", "Cs")  # controls and halves of characters


def item_of(document: Document, today: date | None = None) -> dict[str, object]:
    """The item of a document: its id is the document's path.

    What stands on the web has the day on which it was accessed: `today` where its metadata name none. The date of what
    the document tells of is no date of publication, and not among them.
    """
    item = clean(document.csl) | {"id": document.path}
    if title := plain(document.title):
        item["title"] = title
    if url := plain(document.url):
        item["URL"] = url
    if "URL" in item and "accessed" not in item and today is not None:
        item["accessed"] = {"date-parts": [[today.year, today.month, today.day]]}
    return item


def with_places(passages: list[Passage], today: date | None = None) -> dict[str, object]:
    """The item of the document of some passages, with their places as its note: there is no field for them."""
    item = item_of(passages[0].document, today)
    places = "; ".join(dict.fromkeys(plain(str(passage.locator)) for passage in passages))
    return {**item, "note": places} if places else item


def place_of(locator: Locator) -> tuple[str, str]:
    """The locator as CSL has it: the page where there are pages, else the paragraph."""
    if locator.page:
        return "page", plain(locator.page)
    return "paragraph", f"{locator.first}" if locator.first == locator.last else f"{locator.first}–{locator.last}"


def clean(given: Item) -> dict[str, object]:
    """What can be used of an item, without its id; it always has a type."""
    kind = given.get("type")
    item: dict[str, object] = {"type": kind if isinstance(kind, str) and _TYPE.fullmatch(kind) else UNSTATED}
    for names, read in ((NAMES, people), (DATES, csl_date), (TEXTS, _text)):
        for name in names:
            if value := read(given.get(name)):
                item[name] = value
    return item


def plain(text: str) -> str:
    """A text in one line, without what cannot be seen or written."""
    kept = (" " if char in "\t\n\r" else char for char in text)
    return " ".join("".join(char for char in kept if unicodedata.category(char) not in _NOT_SHOWN).split())


def people(value: object) -> list[dict[str, str]]:
    """The names that can be used; a name is {family, given, ...} or {literal}."""
    given = value if isinstance(value, list | tuple) else [value]
    return [name for name in map(_person, given) if name]


def csl_date(value: object) -> dict[str, object]:
    """A date as {date-parts: [[year, month, day]]}, of one or two, or {literal}; {} when it says nothing."""
    if isinstance(value, str):
        return {"literal": text} if (text := plain(value)) else {}
    if not isinstance(value, Mapping):
        return {}
    given = value.get("date-parts")
    days = [_day(day) for day in given[:2]] if isinstance(given, list | tuple) else []
    if days and all(days):
        return {"date-parts": [list(day) for day in days], **dict(_beside(value, days[0]))}
    text = _text(value.get("literal") or value.get("raw"))
    return {"literal": text} if text else {}


def _beside(value: Item, day: tuple[int, ...]) -> Iterator[tuple[str, object]]:
    if len(day) == 1 and _whole(value.get("season")) in (1, 2, 3, 4):
        yield "season", _whole(value.get("season"))
    if value.get("circa") in (True, 1, "1", "true"):
        yield "circa", True


def _day(value: object) -> tuple[int, ...]:
    """Year, month and day as far as they can be used; () without a year. There is no year 0."""
    parts = [_whole(part) for part in value[:3]] if isinstance(value, list | tuple) else []
    year, month, day = (*parts, 0, 0, 0)[:3]
    if not year:
        return ()
    if not 1 <= month <= 12:
        return (year,)
    return (year, month, day) if 1 <= day <= 31 else (year, month)


def _whole(value: object) -> int:
    """The whole number that a value is or spells; 0 for any other."""
    text = str(value).strip() if isinstance(value, int | str | float) and not isinstance(value, bool) else ""
    return int(text) if _NUMBER.fullmatch(text) and text.isascii() else 0


def _person(value: object) -> dict[str, str]:
    if isinstance(value, str):
        value = {"literal": value}
    if not isinstance(value, Mapping):
        return {}
    if literal := _text(value.get("literal")):
        return {"literal": literal}
    parts = {part: text for part in _PARTS if (text := _text(value.get(part)))}
    return parts if "family" in parts else {"literal": parts["given"]} if "given" in parts else {}


def _text(value: object) -> str:
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        return ""
    return plain(str(value))
