"""PDF → a document whose paragraphs know their pages."""

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from itertools import islice, takewhile

from pypdfium2 import PdfDocument, PdfiumError
from pypdfium2.raw import FPDF_ERR_PASSWORD

from index.errors import ReadError
from index.limits import ReadLimits
from index.model import Section, Text
from index.readers.bounds import check_characters, check_pages, damaged
from index.readers.metadata import document, known, made_on
from index.readers.outline import Block, sections
from index.readers.pdf_lines import Line, lines_of, without_running_heads
from index.readers.pdf_paragraphs import Paragraph, Setting

_TAIL_BYTES = 2048  # within which a whole file has its end mark
_BOOKMARKS = 2_000  # more are an index, not headings
_BOOKMARK_LINES = 3  # over which a heading may run
_LARGE = 1.2  # times the size of the text is that of a title
_TITLE_CHARS = 200
_NUMBER = re.compile(r"^\s*[\d.]+\s+")
_MADE = re.compile(r"(?:D:)?(\d{4})(\d{2})(\d{2})")


def read(path: str, data: bytes, limits: ReadLimits) -> tuple[Text, ...]:
    """Read a PDF as one document; its bookmarks are its headings.

    Raises ReadError for one that has a password, is damaged, is over the limits, or holds only pictures of text.
    """
    pdf = _open(data)
    try:
        check_pages(len(pdf), limits)
        labels = [pdf.get_page_label(number) or str(number + 1) for number in range(len(pdf))]
        pages = list(_pages(pdf, limits))
        fields = _fields(pdf.get_metadata_dict())
        bookmarks = _bookmarks(pdf)
    finally:
        pdf.close()
    pages = without_running_heads(pages, labels)
    if not any(pages):
        raise ReadError(
            "is a scan: its pages are pictures without text; run text recognition (OCR) on it, and add what that gives"
        )
    setting = Setting(pages)
    title = _title(pages, setting) if not fields.get("title") else ""
    return (Text(document(path, fields, title), tuple(_sections(pages, labels, bookmarks, setting))),)


def _open(data: bytes) -> PdfDocument:
    tail = data.rstrip(b"\x00\r\n\t ")[-_TAIL_BYTES:]
    if b"%%EOF" not in tail and b"startxref" not in tail:
        raise ReadError(damaged("it breaks off before its end"))
    try:
        return PdfDocument(data)
    except PdfiumError as error:
        if error.err_code == FPDF_ERR_PASSWORD:
            raise ReadError("has a password; remove it (print it to a new PDF) and add the file again") from None
        raise ReadError(damaged("it is no whole PDF document")) from None


def _pages(pdf: PdfDocument, limits: ReadLimits) -> Iterator[list[Line]]:
    count = 0
    for number in range(len(pdf)):
        try:
            page = pdf[number]
            lines = lines_of(page, number)
            page.close()
        except PdfiumError:
            raise ReadError(damaged(f"its page {number + 1} cannot be read")) from None
        count += sum(len(line.text) for line in lines)
        check_characters(count, limits)
        yield lines


def _fields(given: Mapping[str, str]) -> dict[str, object]:
    made = _MADE.match(given.get("CreationDate", ""))
    return known(
        title=given.get("Title", ""),
        authors=re.split(r"\s*;\s*", given.get("Author", "")),
        issued=made_on(*map(int, made.groups())) if made else "",
    )


def _bookmarks(pdf: PdfDocument) -> dict[int, list[Block]]:
    """Give the headings on each page that the PDF's own outline names."""
    found: defaultdict[int, list[Block]] = defaultdict(list)
    for bookmark in islice(pdf.get_toc(), _BOOKMARKS + 1):
        target = bookmark.get_dest()
        page = target.get_index() if target else None
        if page is not None and (title := " ".join(bookmark.get_title().split())):
            found[page].append((bookmark.level + 1, title))
    return found if sum(map(len, found.values())) <= _BOOKMARKS else {}


def _sections(
    pages: Sequence[Sequence[Line]], labels: Sequence[str], bookmarks: Mapping[int, Sequence[Block]], setting: Setting
) -> Iterator[Section]:
    blocks: list[Block] = []
    places: list[str] = []
    for headings, parts in _parted(pages, bookmarks):
        blocks += headings
        for paragraph in setting.paragraphs(parts):
            blocks.append((0, setting.text_of(paragraph)))
            places.append(_page(paragraph, labels))
    place = iter(places)
    for section in sections(blocks):
        yield Section(section.heading, section.paragraphs, tuple(islice(place, len(section.paragraphs))))


def _page(paragraph: Paragraph, labels: Sequence[str]) -> str:
    first, last = labels[paragraph[0].page], labels[paragraph[-1].page]
    return first if first == last else f"{first}–{last}"


def _parted(
    pages: Sequence[Sequence[Line]], bookmarks: Mapping[int, Sequence[Block]]
) -> Iterator[tuple[list[Block], list[Sequence[Line]]]]:
    """Part the pages at their headings: what stands above each stretch, and its lines page by page."""
    above: list[Block] = []
    parts: list[Sequence[Line]] = []
    for number, lines in enumerate(pages):
        for level, title in bookmarks.get(number, ()):
            start, end = _place(lines, title)
            yield above, [*parts, lines[:start]]
            above, parts, lines = [(level, title)], [], lines[end:]
        parts.append(lines)
    yield above, parts


def _place(lines: Sequence[Line], title: str) -> tuple[int, int]:
    """Find the lines that are a heading; one that is not on the page as it is named stands at its top."""
    wanted = _letters(title)
    for start in range(len(lines)):
        for end in range(start + 1, min(start + _BOOKMARK_LINES, len(lines)) + 1):
            if _letters(" ".join(line.text for line in lines[start:end])) == wanted:
                return start, end
    return 0, 0


def _letters(text: str) -> str:
    """Give a heading without its number and spaces, of which outline and page may have different ones."""
    return "".join(filter(str.isalnum, _NUMBER.sub("", text))).casefold()


def _title(pages: Sequence[Sequence[Line]], setting: Setting) -> str:
    """Take the largest type on the first page, or the second, for the title if it is larger than that of the text."""
    first = next((page for page in pages[:2] if page), [])
    largest = max((line.size for line in first), default=0.0)
    if not first or largest < _LARGE * setting.size:
        return ""
    start = next(at for at, line in enumerate(first) if line.size == largest)
    lines = takewhile(lambda line: line.size > 0.95 * largest, first[start:])
    title = " ".join(line.text for line in lines)
    return title if len(title) <= _TITLE_CHARS else ""
