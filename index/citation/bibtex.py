"""BibTeX (with biblatex's fields for addresses and days) from CSL-JSON items, and back, by `bibtexparser`."""

import re
from collections.abc import Iterator, Mapping, Sequence

from bibtexparser.entrypoint import parse_string, write_string
from bibtexparser.library import Library
from bibtexparser.middlewares import MonthIntMiddleware
from bibtexparser.middlewares.names import parse_single_name_into_parts, split_multiple_persons_names
from bibtexparser.model import Entry, Field

from index.citation.entries import Found
from index.citation.isodates import csl_of_iso, iso_of_csl
from index.citation.items import Item, clean
from index.citation.keys import keys_for
from index.citation.latex import from_latex, from_verbatim, to_latex

_TYPES = {  # a CSL type, the kind of entry and, where that says less, biblatex's entrysubtype
    "book": ("book", ""),
    "chapter": ("incollection", ""),
    "article-journal": ("article", ""),
    "article-magazine": ("article", "magazine"),
    "article-newspaper": ("article", "newspaper"),
    "paper-conference": ("inproceedings", ""),
    "thesis": ("phdthesis", ""),
    "report": ("techreport", ""),
    "manuscript": ("unpublished", ""),
    "webpage": ("misc", "webpage"),
}
_KINDS = {
    **{kind: csl for csl, (kind, subtype) in _TYPES.items() if not subtype},
    "mastersthesis": "thesis", "thesis": "thesis", "mvbook": "book", "collection": "book", "proceedings": "book",
    "inbook": "chapter", "conference": "paper-conference", "report": "report", "online": "webpage",
    "electronic": "webpage", "www": "webpage", "booklet": "book", "manual": "book",
}  # fmt: skip
_FIELDS = {
    "title": "title", "title-short": "shorttitle", "collection-title": "series", "publisher-place": "address",
    "edition": "edition", "volume": "volume", "number-of-volumes": "volumes", "page": "pages", "genre": "type",
    "chapter-number": "chapter", "archive": "library", "ISBN": "isbn", "ISSN": "issn", "DOI": "doi", "URL": "url",
    "language": "language", "abstract": "abstract", "note": "note",
}  # fmt: skip
_ALIASES = {"location": "publisher-place", "langid": "language", "annote": "note", "lccn": "archive"}
_CONTAINERS = {"article": "journal", "incollection": "booktitle", "inproceedings": "booktitle"}
_PUBLISHERS = {"phdthesis": "school", "techreport": "institution"}
_ADDRESSES = ("doi", "url")  # biblatex takes these as they are
_BACK = {field: csl for csl, field in _FIELDS.items()} | _ALIASES
_CONTAINER_FIELDS = ("journal", "journaltitle", "booktitle", "maintitle", "howpublished")
_PUBLISHER_FIELDS = ("publisher", "institution", "school", "organization")
_PEOPLE = ("author", "editor", "translator")
_OTHERS = "others"


def write(items: Sequence[Item]) -> str:
    """Write items as a BibTeX file, in UTF-8."""
    library = Library()
    cleaned = list(map(clean, items))
    for key, item in zip(keys_for(cleaned), cleaned, strict=True):
        kind, subtype = _TYPES.get(str(item["type"]), ("misc", ""))
        fields = [*_written(item, kind), *([("entrysubtype", subtype)] if subtype else [])]
        library.add(Entry(kind, key, [Field(name, value) for name, value in fields]))
    return str(write_string(library))


def read(text: str) -> tuple[list[Found], int]:
    """Read a BibTeX file: what was found, and how many entries could not be read."""
    library = parse_string(text, append_middleware=[MonthIntMiddleware()])
    return [_found(entry) for entry in library.entries], len(library.failed_blocks)


def _written(item: Item, kind: str) -> Iterator[tuple[str, str]]:
    for people in _PEOPLE:
        if people in item:
            yield people, " and ".join(map(_name, item[people]))  # type: ignore[call-overload]  # a list, when clean
    yield from ((field, _spelled(csl, str(item[csl]))) for csl, field in _FIELDS.items() if csl in item)
    yield from _named(item, kind)
    yield from _dated(item)


def _spelled(csl: str, text: str) -> str:
    if csl in ("DOI", "URL"):
        return re.sub(r"[{}\\\\]", lambda found: f"%{ord(found[0]):02X}", text)
    if csl == "page":
        return "--".join(map(to_latex, re.split(r"(?<=\w)\s*[-–]\s*(?=\w)", text)))
    # A title stands in braces of its own, so that no style changes the case of what was written.
    return f"{{{to_latex(text)}}}" if csl == "title" else to_latex(text)


def _named(item: Item, kind: str) -> Iterator[tuple[str, str]]:
    if "container-title" in item:
        yield _CONTAINERS.get(kind, "howpublished"), to_latex(str(item["container-title"]))
    if "publisher" in item:
        yield _PUBLISHERS.get(kind, "publisher"), to_latex(str(item["publisher"]))
    number = item.get("issue") or item.get("number") or item.get("collection-number")
    if number:
        yield "number", to_latex(str(number))


def _dated(item: Item) -> Iterator[tuple[str, str]]:
    if "issued" in item:
        if day := iso_of_csl(item["issued"]):
            yield "date", day
        yield "year", to_latex(_year(item["issued"]))
    if "accessed" in item and (day := iso_of_csl(item["accessed"])):
        yield "urldate", day


def _year(value: object) -> str:
    assert isinstance(value, Mapping)
    if "literal" in value:
        return str(value["literal"])
    years = [day[0] for day in value["date-parts"]]
    return "–".join(f"{-year} BC" if year < 0 else str(year) for year in years)


def _name(person: Mapping[str, str]) -> str:
    if "literal" in person:
        return f"{{{to_latex(person['literal'])}}}"
    particle = " ".join(filter(None, (person.get("dropping-particle"), person.get("non-dropping-particle"))))
    family = _part(person["family"], bool(particle))
    parts = (f"{to_latex(particle)} {family}".strip(), person.get("suffix"), person.get("given"))
    return ", ".join([parts[0], *(_part(part, False) for part in parts[1:] if part)])


def _part(text: str, after_particle: bool) -> str:
    """One part of a name, in braces where it would be read as more than that."""
    latex = to_latex(text)
    is_plain = text[:1].isupper() and not re.search(r",|\band\b|\s[a-z]", text) and not after_particle
    return latex if is_plain or (text.isalpha() and text[:1].isupper()) else f"{{{latex}}}"


def _found(entry: Entry) -> Found:
    fields = {field.key.lower(): str(field.value) for field in entry.fields}
    item: dict[str, object] = {csl: _value(name, fields[name]) for name, csl in _BACK.items() if name in fields}
    item |= {people: _people(fields[people]) for people in _PEOPLE if people in fields}
    kind = entry.entry_type.lower()
    item["type"] = _type(kind, fields)
    for csl, names in (("container-title", _CONTAINER_FIELDS), ("publisher", _PUBLISHER_FIELDS)):
        if named := next((fields[name] for name in names if name in fields), ""):
            item[csl] = from_latex(named)
    if "number" in fields:
        item["issue" if kind == "article" else "number"] = from_latex(fields["number"])
    item |= {"issued": _issued(fields), "accessed": csl_of_iso(fields.get("urldate", ""))}
    if "page" in item:
        item["page"] = str(item["page"]).replace("–", "-")
    return Found(clean(item), _files(fields.get("file", "")), entry.key)


def _value(name: str, value: str) -> str:
    return from_verbatim(value) if name in _ADDRESSES else from_latex(value)


def _type(kind: str, fields: Mapping[str, str]) -> str:
    subtype = fields.get("entrysubtype", "")
    named = next((csl for csl, known in _TYPES.items() if known == (kind, subtype) and subtype), "")
    is_web = kind == "misc" and "url" in fields and not {"howpublished", "publisher"} & set(fields)
    return named or ("webpage" if is_web else _KINDS.get(kind, "document"))


def _issued(fields: Mapping[str, str]) -> object:
    if day := csl_of_iso(fields.get("date", "")):
        return day
    year, month = from_latex(fields.get("year", "")), fields.get("month", "")
    if re.fullmatch(r"-?\d{1,4}", year.strip()) and int(year):
        return {"date-parts": [[int(year), *([int(month)] if month.isdecimal() else [])]]}
    return {"literal": year}


def _people(value: str) -> list[dict[str, str]]:
    return [_person(name) for name in split_multiple_persons_names(value) if name.strip() and name.strip() != _OTHERS]


def _person(name: str) -> dict[str, str]:
    bare = name.strip()
    if re.fullmatch(r"\{.*\}", bare) and _closes_at_end(bare):
        return {"literal": from_latex(bare)}
    parts = parse_single_name_into_parts(bare, strict=False)
    found = {"family": parts.last, "given": parts.first, "non-dropping-particle": parts.von, "suffix": parts.jr}
    return {part: from_latex(" ".join(words)) for part, words in found.items() if words}


def _closes_at_end(text: str) -> bool:
    """Whether the brace that opens a text closes only at its end."""
    depth = 0
    for at, char in enumerate(re.sub(r"\\.", "xx", text)):
        depth += (char == "{") - (char == "}")
        if not depth:
            return at == len(text) - 1
    return False


def _files(value: str) -> tuple[str, ...]:
    """The names of the files that Zotero and JabRef note: "Title:path/to/file.pdf:application/pdf", by semicolons."""
    names = []
    for part in re.split(r"(?<!\\);", value):
        paths = [piece.replace("\\:", ":").replace("\\;", ";") for piece in re.split(r"(?<!\\):", part)]
        names += [path for path in paths if re.search(r"\.\w{2,8}$", path)]
    return tuple(dict.fromkeys(from_verbatim(re.split(r"[/\\]+(?![_%&#{}~$])", name)[-1]) for name in names))
