"""RIS files from CSL-JSON items, and back, by `rispy`."""

import re
from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

import rispy

from index.citation.entries import Found
from index.citation.items import Item, clean

_TYPES = {
    "book": "BOOK", "chapter": "CHAP", "article-journal": "JOUR", "article-magazine": "MGZN",
    "article-newspaper": "NEWS", "webpage": "ELEC", "thesis": "THES", "report": "RPRT", "paper-conference": "CPAPER",
    "manuscript": "MANSCPT", "map": "MAP", "motion_picture": "VIDEO", "legal_case": "CASE", "legislation": "STAT",
    "entry-encyclopedia": "ENCYC", "entry-dictionary": "DICT", "personal_communication": "PCOMM", "dataset": "DATA",
    "document": "GEN",
}  # fmt: skip
_KINDS = {kind: csl for csl, kind in _TYPES.items()} | {
    "WEB": "webpage", "BLOG": "webpage", "CONF": "paper-conference", "UNPB": "manuscript", "JFULL": "article-journal",
    "EBOOK": "book", "ECHAP": "chapter", "EJOUR": "article-journal", "EDBOOK": "book", "SER": "book",
    "MPCT": "motion_picture",
    "MUSIC": "song", "ANCIENT": "classic", "CLSWK": "classic", "UNBILL": "bill", "BILL": "bill", "PAMP": "pamphlet",
    "SLIDE": "speech", "GOVDOC": "report",
}  # fmt: skip
_TEXTS = {
    "title": "title", "title-short": "short_title", "container-title": "secondary_title", "collection-title":
    "tertiary_title", "publisher": "publisher", "publisher-place": "place_published", "edition": "edition",
    "volume": "volume", "number-of-volumes": "number_of_volumes", "genre": "type_of_work", "archive":
    "name_of_database", "archive_location": "call_number", "DOI": "doi", "language": "language", "abstract": "abstract",
}  # fmt: skip
_ALIASES = (
    ("title", "primary_title"), ("container-title", "journal_name"), ("container-title", "alternate_title3"),
    ("container-title", "alternate_title2"), ("abstract", "notes_abstract"),
)  # fmt: skip
_PEOPLE = {"author": "authors", "editor": "secondary_authors", "translator": "subsidiary_authors"}
_MORE_PEOPLE = {"author": ("first_authors",), "editor": ("tertiary_authors",)}
_BOOK_LIKE = ("book", "chapter", "report", "thesis", "paper-conference")


class _Writer(rispy.RisWriter):  # type: ignore[misc]  # untyped
    """Writes works without numbers above them, which not every program passes over."""

    def set_header(self, count: int) -> str:
        return ""


class _Reader(rispy.RisParser):  # type: ignore[misc]
    """Keeps every file that is attached to a work."""

    DEFAULT_LIST_TAGS: ClassVar[list[str]] = [*rispy.LIST_TYPE_TAGS, "L1", "L2"]


def write(items: Sequence[Item]) -> str:
    """Write items as a RIS file."""
    return str(rispy.dumps([_record(clean(item)) for item in items], implementation=_Writer))


def read(text: str) -> tuple[list[Found], int]:
    """Read a RIS file: what was found, and how many works had no end. Raises ValueError when it is none."""
    begun = len(re.findall(r"^\ufeff?TY  ?-", text, re.MULTILINE))
    if not begun:
        raise ValueError("no line TY")
    ended = text if re.search(r"^ER  ?-[^\n]*\s*\Z", text, re.MULTILINE) else f"{text.rstrip()}\nER  - \n"
    try:
        records = rispy.loads(ended, implementation=_Reader, skip_unknown_tags=True)
    except (OSError, KeyError, IndexError, TypeError) as error:  # rispy's ways to say that a file is broken
        raise ValueError(str(error)) from error
    return [_found(record) for record in records], max(0, begun - len(records))


def _record(item: Item) -> dict[str, Any]:
    record: dict[str, Any] = {"type_of_reference": _TYPES.get(str(item["type"]), "GEN")}
    record |= {field: [_name(person) for person in _list(item[csl])] for csl, field in _PEOPLE.items() if csl in item}
    record |= {field: str(item[csl]) for csl, field in _TEXTS.items() if csl in item}
    number = item.get("issue") or item.get("number") or item.get("collection-number")
    serial = item.get("ISBN") or item.get("ISSN")
    record |= {"number": number} if number else {}
    record |= {"issn": serial} if serial else {}
    record |= {"urls": [item["URL"]]} if "URL" in item else {}
    record |= {"notes": [item["note"]]} if "note" in item else {}
    if "page" in item:
        first, _, last = re.sub(r"\s*[-–]+\s*", "-", str(item["page"])).partition("-")
        record |= {"start_page": first} | ({"end_page": last} if last else {})
    if "issued" in item:
        record |= {"date": _date(item["issued"]), "year": _date(item["issued"]).split("/")[0]}
    record |= {"access_date": _date(item["accessed"])} if "accessed" in item else {}
    return {field: value for field, value in record.items() if value}


def _found(record: Mapping[str, Any]) -> Found:
    kind = _KINDS.get(str(record.get("type_of_reference", "")).strip().upper(), "document")
    item: dict[str, object] = {"type": kind}
    item |= {csl: record[field] for csl, field in (*_ALIASES, *_TEXTS.items()) if record.get(field)}
    for csl, field in _PEOPLE.items():
        fields = (field, *_MORE_PEOPLE.get(csl, ()))
        item[csl] = [_person(name) for one in fields for name in record.get(one, ()) if name.strip()]
    item["number" if kind in _BOOK_LIKE else "issue"] = record.get("number", "")
    item["ISBN" if kind in _BOOK_LIKE else "ISSN"] = record.get("issn", "")
    item["URL"] = next(iter(record.get("urls", ())), "")
    item["note"] = "; ".join(record.get("notes", ()))
    item["page"] = "-".join(filter(None, (record.get("start_page"), record.get("end_page"))))
    issued = record.get("date") or record.get("year") or record.get("publication_year") or ""
    item |= {"issued": _csl(str(issued)), "accessed": _csl(str(record.get("access_date", "")))}
    return Found(clean(item), _files(record), str(record.get("id", "")))


def _files(record: Mapping[str, Any]) -> tuple[str, ...]:
    paths = [path for tag in ("file_attachments1", "file_attachments2") for path in record.get(tag, ())]
    names = [re.split(r"[/\\]", path.strip())[-1] for path in paths]
    return tuple(dict.fromkeys(name for name in names if name))


def _name(person: Mapping[str, str]) -> str:
    if "literal" in person:
        return person["literal"]
    given = " ".join(filter(None, (person.get("given"), person.get("dropping-particle"))))
    family = " ".join(filter(None, (person.get("non-dropping-particle"), person["family"])))
    return ", ".join(filter(None, (family, given, person.get("suffix"))))


def _person(name: str) -> dict[str, str]:
    family, comma, rest = name.partition(",")
    given, _, suffix = rest.partition(",")
    if not comma:
        return {"literal": name.strip()}
    return {"family": family.strip(), "given": given.strip(), "suffix": suffix.strip()}


def _date(value: object) -> str:
    """Write a date as RIS has it: year/month/day/other words."""
    assert isinstance(value, Mapping)
    if "literal" in value:
        return f"///{value['literal']}"
    days = value["date-parts"]
    if len(days) > 1:
        return f"{days[0][0]:04}///{'–'.join('-'.join(map(str, day)) for day in days)}"
    year, month, day = (*days[0], 0, 0)[:3]
    return "/".join([f"{year:04}", f"{month:02}" if month else "", f"{day:02}" if day else "", ""])


def _csl(text: str) -> object:
    year, month, day, words = (*text.split("/", 3), "", "", "")[:4]
    if words.strip() and not month:
        return {"literal": words}
    parts = [part.strip() for part in (year, month, day)]
    if not re.fullmatch(r"-?\d{1,6}", parts[0]):
        from_words = re.fullmatch(r"(\d{4})-(\d{1,2})-(\d{1,2})", text.strip())
        return {"date-parts": [list(map(int, from_words.groups()))]} if from_words else {"literal": text.strip(" /")}
    return {"date-parts": [[int(part) for part in parts if part.lstrip("-").isdecimal()]]}


def _list(value: object) -> list[Mapping[str, str]]:
    return value if isinstance(value, list) else []
