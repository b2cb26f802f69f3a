"""What a file says of itself → the bibliographic data of a Document, as CSL-JSON has them."""

import re
from collections.abc import Mapping, Sequence
from datetime import date as calendar_date
from pathlib import PurePosixPath

from index.dates import is_edtf, parse_date
from index.errors import ReadError
from index.model import Document

_NAMES = ("author", "editor", "translator")  # CSL's name variables that a front matter may well have
_DATES = ("issued", "accessed", "original-date")  # CSL's date variables
_STRUCTURED = (*_NAMES, *_DATES, "references", "also")  # all else is text
_NO_TITLE = re.compile(
    r"(microsoft (word|powerpoint)|untitled|document|word document|title|no title|unknown|slide|presentation)\s*\d*"
    r"|microsoft (word|powerpoint)\s*-.*|[\W\d_]*"
    r"|.*\.(docx?|pdf|indd|qx[dp]|tex|dvi|rtf|od[tp]|wpd|pptx?|pages|html?|xml)",
    re.IGNORECASE,
)
_NO_NAME = re.compile(
    r"python-docx|admin(istrator)?|(microsoft )?(office )?user|owner|unknown|\(?anonymous\)?|author|default|root|\W*"
    r"|unspecified|microsoft( office)?|.*@.*|https?:.*",
    re.IGNORECASE,
)
_TITLE_CHARS = 500
_LANGUAGE = re.compile(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{1,8})*")
_FIRST_SOFTWARE = 1985  # an earlier time of making is a clock that was never set


def document(path: str, fields: Mapping[str, object], title: str = "", date: str = "") -> Document:
    """Build a Document from the fields of a file; `title` and `date` are used where the fields have none.

    `fields` are CSL-JSON's, with people and dates also as plain text, plus `date` (EDTF, of the event)
    and `language`. Raises ReadError for a date that cannot be read.
    """
    title = _text(fields.get("title")) or title or PurePosixPath(path).stem.replace("-", " ").replace("_", " ")
    event = _event_date(_text(fields.get("date"))) or date
    url = _text(fields.get("URL") or fields.get("url"))
    return Document(path, title, event, _text(fields.get("language")), url, _csl(path, fields, title, url))


def known(
    *,
    title: str = "",
    authors: Sequence[str] = (),
    issued: str = "",
    publisher: str = "",
    container: str = "",
    language: str = "",
    url: str = "",
) -> dict[str, object]:
    """Gather what a file's own metadata say, as fields for `document`.

    What is empty, what programs write by default ("Microsoft Word - x.doc", "Administrator") and a date that cannot
    be read are left out: none of them may keep a file from being read.
    """
    names = [" ".join(name.split()) for name in authors]
    day = _date_within(issued)
    fields: dict[str, object] = {
        "title": "" if _NO_TITLE.fullmatch(title.strip()) else _text(title)[:_TITLE_CHARS],
        "author": [{"literal": name} for name in names if not _NO_NAME.fullmatch(name)],
        "issued": _csl_date(day) if day else "",
        "publisher": _text(publisher),
        "container-title": _text(container),
        "language": tag if _LANGUAGE.fullmatch(tag := language.strip().replace("_", "-")) else "",
        "URL": _text(url),
    }
    return {name: value for name, value in fields.items() if value}


def made_on(year: int, month: int, day: int) -> str:
    """Give the day on which a program says that it made a file, as an ISO date; "" for one that cannot be."""
    try:
        made = calendar_date(year, month, day)
    except ValueError:
        return ""
    return made.isoformat() if _FIRST_SOFTWARE <= year <= calendar_date.today().year + 1 else ""


def _date_within(value: str) -> str:
    """Read a date, with a time or without, as far as it goes."""
    value = value.strip()
    if date := parse_date(value) or parse_date(re.split(r"[T ]\d{1,2}:", value)[0]):
        return date if "/" not in date else ""
    return parse_date(value[:10]) or parse_date(value[:4])


def _csl(path: str, fields: Mapping[str, object], title: str, url: str) -> dict[str, object]:
    item: dict[str, object] = {"type": "document", **fields, "id": path, "title": title}
    item.pop("url", None)
    if url:
        item["URL"] = url
    item |= {name: _people(item[name]) for name in _NAMES if name in item}
    item |= {name: _csl_date(item[name]) for name in _DATES if name in item}
    return {name: value for name, value in item.items() if name in _STRUCTURED or isinstance(value, str)}


def _text(value: object) -> str:
    return " ".join(value.split()) if isinstance(value, str) else ""


def _people(value: object) -> list[dict[str, str]]:
    """Accept "Ada Lovelace", a list of such, and CSL's own {family, given} or {literal}."""
    people = value if isinstance(value, list) else [value]
    return [
        {str(part): _text(name) for part, name in person.items()}
        if isinstance(person, dict)
        else {"literal": _text(person)}
        for person in people
        if person
    ]


def _csl_date(given: object) -> dict[str, object]:
    """Read a date as text or as CSL's own {date-parts: [[year, month, day]]}, whose numbers may be text."""
    if isinstance(given, dict):
        parts = re.findall(r"\d+", str(given.get("date-parts", "")))
        return _csl_date("-".join(f"{int(part):02}" for part in parts[:3]) or given.get("literal") or given.get("raw"))
    value = _text(given)
    date = parse_date(value) or value
    if re.fullmatch(r"\d{4}(-\d{2}){0,2}", date):
        return {"date-parts": [[int(part) for part in date.split("-")]]}
    return {"literal": value}


def _event_date(value: str) -> str:
    if not value:
        return ""
    if is_edtf(value) and "T" not in value:
        return value
    date = parse_date(value) or parse_date(re.split(r"[T ]\d{1,2}:", value)[0])
    if not date:
        raise ReadError(
            f"has the date {value!r}, which cannot be read; write it as 1991-10-18, 1991-10, 1991 or 1948/1952 (EDTF)"
        )
    return date
