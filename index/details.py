"""What a moderator says of a source, laid over what its file says of itself."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from urllib.parse import urlsplit

from index.dates import is_edtf, parse_date
from index.errors import DetailsError
from index.model import Details, Document, Text

LONGEST = (300, 300, 60, 500)  # characters of title, author, date and URL


def checked(details: Details) -> Details:
    """The details in one line each and the date in EDTF. Raises DetailsError for a date or an address that is none."""
    title, author, date, url = (" ".join(part.split()) for part in details.parts)
    for name, value, longest in zip(
        ("title", "author", "date", "link"), (title, author, date, url), LONGEST, strict=True
    ):
        if len(value) > longest:
            raise DetailsError(f"The {name} has {len(value):,} characters, more than {longest}; please shorten it.")
    return Details(title, author, _date(date), _url(url))


def _date(value: str) -> str:
    if not value:
        return ""
    if is_edtf(value) and "T" not in value:
        return value
    date = parse_date(value)
    if not date:
        raise DetailsError(
            f"{value!r} is no date that I can read. Write it as 18 October 1991, October 1991, 1991 or 1948–1952."
        )
    return date


def _url(value: str) -> str:
    if not value:
        return ""
    try:
        parts = urlsplit(value)
        if parts.scheme in ("http", "https") and parts.hostname and "." in parts.hostname:
            return value
    except ValueError:  # of brackets that are not closed
        pass
    raise DetailsError(
        f"{value!r} is no web address; it should begin with https and name a site, as one copied from a browser does."
    )


def amended(texts: tuple[Text, ...], details: Details) -> tuple[Text, ...]:
    """Lay the details over a file's documents.

    Where a file holds several, the title is that of the whole and the date is left to each.
    """
    if details == Details():
        return texts
    if len(texts) == 1:
        return (replace(texts[0], document=_amended(texts[0].document, details)),)
    return tuple(replace(text, document=_amended_part(text.document, details)) for text in texts)


def _amended(document: Document, details: Details) -> Document:
    csl = {**document.csl, **dict(_csl(details))} | ({"title": details.title} if details.title else {})
    return replace(
        document,
        title=details.title or document.title,
        date=details.date or document.date,
        url=details.url or document.url,
        csl=csl,
    )


def _amended_part(document: Document, details: Details) -> Document:
    csl = {**document.csl, **dict(_csl(details))} | ({"container-title": details.title} if details.title else {})
    return replace(document, url=details.url or document.url, csl=csl)


def _csl(details: Details) -> Iterator[tuple[str, object]]:
    if details.author:
        yield "author", [_person(name) for name in details.author.split(";") if name.strip()]
    if details.url:
        yield "URL", details.url


def _person(name: str) -> Mapping[str, str]:
    """Read "Byron, Ada" as family and given name, and anything else as it is."""
    family, comma, given = (part.strip() for part in name.partition(","))
    return {"family": family, "given": given} if comma and given else {"literal": name.strip()}
