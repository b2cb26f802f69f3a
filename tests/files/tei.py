"""Texts in the XML of the Text Encoding Initiative."""

from collections.abc import Sequence
from html import escape

_NAMESPACE = "http://www.tei-c.org/ns/1.0"


def tei(
    divisions: Sequence[tuple[str, str, str]],
    *,
    title: str = "A collection",
    author: str = "",
    publisher: str = "",
    date: str = "",
    series: str = "",
    language: str = "en",
) -> bytes:
    """Make a TEI file of divisions: (xml:id or "", XML inside the head, XML of the body).

    A body without tags becomes paragraphs, parted by empty lines. `date` is that of publication.
    """
    author = f"<author>{escape(author)}</author>" if author else ""
    series = f"<seriesStmt><title>{escape(series)}</title></seriesStmt>" if series else ""
    published = f"<publisher>{escape(publisher)}</publisher>" if publisher else "<p>Unpublished</p>"
    published += f'<date when="{date}">{date}</date>' if date else ""
    divs = "".join(_division(*division) for division in divisions)
    return (
        f'<?xml version="1.0" encoding="UTF-8"?>\n<TEI xmlns="{_NAMESPACE}" xml:lang="{language}"><teiHeader><fileDesc>'
        f"<titleStmt><title>{escape(title)}</title>{author}</titleStmt>"
        f"<publicationStmt>{published}</publicationStmt>{series}<sourceDesc><p>Born digital.</p></sourceDesc>"
        f"</fileDesc></teiHeader><text><body>{divs}</body></text></TEI>"
    ).encode()


def _division(name: str, head: str, body: str) -> str:
    if not body.lstrip().startswith("<"):
        body = "".join(f"<p>{escape(part)}</p>" for part in body.split("\n\n"))
    identified = f' xml:id="{name}"' if name else ""
    return f"<div{identified}>{f'<head>{head}</head>' if head else ''}{body}</div>"
