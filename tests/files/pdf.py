"""PDF files, set line by line as a printed page is."""

from collections.abc import Sequence
from io import BytesIO

from PIL import Image
from reportlab.lib.pdfencrypt import StandardEncryption
from reportlab.lib.utils import ImageReader, simpleSplit
from reportlab.pdfbase.pdfmetrics import Font, registerFont
from reportlab.pdfgen.canvas import Canvas

_WIDTH, _HEIGHT = 420.0, 595.0  # A5, in points
_MARGIN = 60.0
_SIZE = 11.0
_LEADING = 14.0
_INDENT = 14.0
_FONT = "Times with ligatures"
registerFont(Font(_FONT, "Times-Roman", "MacRomanEncoding"))


def pdf(
    pages: Sequence[str],
    *,
    title: str = "",
    author: str = "",
    subject: str = "",
    head: str = "",
    foot: str = "",
    labels: Sequence[str] = (),
    outline: Sequence[tuple[str, int]] = (),
    password: str | None = None,
    indent: bool = False,
    justified: bool = True,
) -> bytes:
    r"""Make a PDF, one page for each text.

    Paragraphs are parted by an empty line, lines that "\n" ends stay as they are given, others are broken to the width
    of the page; with `indent` a paragraph begins with an indented line and no gap above it. A line "# …" is a heading
    in larger type; "\t" in a line sets what follows in a second column. `head` and `foot` stand on every page, with
    "{page}" in them for its number. `labels` are the printed page numbers, such as "iv". `outline` are bookmarks:
    (title, page from 0). A `password` is needed to open the file. `justified` spreads lines over the whole width.
    """
    out = BytesIO()
    lock = StandardEncryption(password, ownerPassword="owner", strength=128) if password is not None else None
    canvas = Canvas(out, pagesize=(_WIDTH, _HEIGHT), encrypt=lock, invariant=1)
    canvas.setTitle(title)
    canvas.setAuthor(author)
    canvas.setSubject(subject)
    bookmarks = {at: name for name, at in outline}
    for at, text in enumerate(pages):
        if at in bookmarks:
            canvas.bookmarkPage(f"page-{at}")
            canvas.addOutlineEntry(bookmarks[at], f"page-{at}")
        if at < len(labels):
            canvas.addPageLabel(at, prefix=labels[at])
        _running(canvas, head.format(page=at + 1), _HEIGHT - 30)
        _running(canvas, foot.format(page=at + 1), 30)
        _page(canvas, text, indent, justified)
        canvas.showPage()
    canvas.save()
    return out.getvalue()


def scan(pages: int = 1) -> bytes:
    """Make a PDF of pictures without any text, as a scanner does."""
    picture = BytesIO()
    Image.new("L", (210, 297), 230).save(picture, "PNG")
    out = BytesIO()
    canvas = Canvas(out, pagesize=(_WIDTH, _HEIGHT), invariant=1)
    for _ in range(pages):
        canvas.drawImage(ImageReader(BytesIO(picture.getvalue())), 0, 0, _WIDTH, _HEIGHT)
        canvas.showPage()
    canvas.save()
    return out.getvalue()


def _running(canvas: Canvas, line: str, y: float) -> None:
    if line:
        canvas.setFont(_FONT, 9)
        canvas.drawCentredString(_WIDTH / 2, y, line)


def _page(canvas: Canvas, text: str, indent: bool, justified: bool) -> None:
    y = _HEIGHT - _MARGIN
    for paragraph in text.split("\n\n"):
        size = 16.0 if paragraph.startswith("# ") else _SIZE
        lines = _lines(paragraph.removeprefix("# "), size, _INDENT if indent else 0)
        for at, line in enumerate(lines):
            x = _MARGIN + (_INDENT if indent and at == 0 and size == _SIZE else 0)
            for column, part in enumerate(line.split("\t")):
                is_full = justified and "\n" not in paragraph and size == _SIZE and at < len(lines) - 1
                _draw(canvas, part, x + column * 160, y, size, _WIDTH - _MARGIN - x if is_full else 0)
            y -= _LEADING * size / _SIZE
        y -= 0 if indent else 8


def _lines(paragraph: str, size: float, indent: float) -> list[str]:
    if "\n" in paragraph:
        return paragraph.split("\n")
    words = simpleSplit(paragraph, _FONT, size, _WIDTH - 2 * _MARGIN - indent)
    return list(words) if "\t" not in paragraph else [paragraph]


def _draw(canvas: Canvas, line: str, x: float, y: float, size: float, width: float) -> None:
    text = canvas.beginText(x, y)
    text.setFont(_FONT, size)
    if width and line.count(" "):
        text.setWordSpace((width - canvas.stringWidth(line, _FONT, size)) / line.count(" "))
    text.textOut(line)
    canvas.drawText(text)
