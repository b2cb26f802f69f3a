"""What a file says of itself → the bibliographic data of a Document, as CSL-JSON has them."""

import re
from collections.abc import Mapping
from pathlib import PurePosixPath

from index.dates import is_edtf, parse_date
from index.errors import ReadError
from index.model import Document

_NAMES = ("author", "editor", "translator")  # CSL's name variables that a front matter may well have
_DATES = ("issued", "accessed", "original-date")  # CSL's date variables
_STRUCTURED = (*_NAMES, *_DATES, "references", "also")  # all else is text


def document(path: str, fields: Mapping[str, object], title: str = "", date: str = "") -> Document:
    """Build a Document from the fields of a file; `title` and `date` are used where the fields have none.

    `fields` are CSL-JSON's, with people and dates also as plain text, plus `date` (EDTF, of the event)
    and `language`. Raises ReadError for a date that cannot be read.
    """
    title = _text(fields.get("title")) or title or PurePosixPath(path).stem.replace("-", " ").replace("_", " ")
    event = _event_date(_text(fields.get("date"))) or date
    url = _text(fields.get("URL") or fields.get("url"))
    return Document(path, title, event, _text(fields.get("language")), url, _csl(path, fields, title, url))


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
