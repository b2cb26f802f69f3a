"""Hostile PDF files: broken, endless, or made to fill the memory."""

import struct
import zlib
from collections.abc import Sequence

from tests.files.pdf import pdf

_MEGABYTE = bytes(1_000_000)
_PAGE = "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 420 595] /Contents 4 0 R >>"


def objects(*bodies: bytes | str) -> bytes:
    """Make a PDF of objects, numbered from 1; the first is the catalogue."""
    out, places = b"%PDF-1.5\n", []
    for number, body in enumerate(bodies, 1):
        places.append(len(out))
        out += b"%d 0 obj\n%b\nendobj\n" % (number, body.encode() if isinstance(body, str) else body)
    rows = b"".join(b"%010d 00000 n \n" % place for place in places)
    table = b"xref\n0 %d\n0000000000 65535 f \n%b" % (len(bodies) + 1, rows)
    trailer = b"trailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (len(bodies) + 1, len(out))
    return out + table + trailer


def stream(data: bytes, filters: str) -> bytes:
    """Make a stream object."""
    return b"<< /Length %d /Filter %b >>\nstream\n%b\nendstream" % (len(data), filters.encode(), data)


def zeros(megabytes: int) -> bytes:
    """Compress so many zero bytes, quickly: the same piece again and again, a thousandth as long."""
    packer = zlib.compressobj(9, wbits=-15)
    piece = packer.compress(_MEGABYTE) + packer.flush(zlib.Z_FULL_FLUSH)
    length = megabytes * len(_MEGABYTE)
    checksum = struct.pack(">I", (length % 65_521) << 16 | 1)
    return b"\x78\xda" + piece * megabytes + packer.flush() + checksum


def truncated_pdf() -> bytes:
    """Make a PDF whose download broke off."""
    data = pdf(["The canal was nationalised."] * 5)
    return data[: len(data) // 3]


def page_tree_loop() -> bytes:
    """Make a PDF whose page tree bites its own tail."""
    tree = "<< /Type /Pages /Kids [2 0 R 3 0 R] /Count 2 >>"
    return objects("<< /Type /Catalog /Pages 2 0 R >>", tree, "<< /Type /Pages /Kids [2 0 R] /Count 1 /Parent 2 0 R >>")


def table_loop() -> bytes:
    """Make a PDF whose cross-reference table says that an earlier one is itself."""
    data = objects("<< /Type /Catalog /Pages 2 0 R >>", "<< /Type /Pages /Kids [] /Count 0 >>")
    place = data.rindex(b"xref\n0")
    return data.replace(b"/Root 1 0 R", b"/Root 1 0 R /Prev %d" % place)


def bomb(megabytes: int = 4_000, twice: bool = False) -> bytes:
    """Make a PDF of one page whose contents would unpack to so much; packed `twice`, the file is tiny."""
    data, filters = zeros(megabytes), "/FlateDecode"
    if twice:
        data, filters = zlib.compress(data, 9), "[/FlateDecode /FlateDecode]"
    tree = "<< /Type /Pages /Kids [3 0 R] /Count 1 >>"
    return objects("<< /Type /Catalog /Pages 2 0 R >>", tree, _PAGE, stream(data, filters))


def endless_count() -> bytes:
    """Make a PDF that claims two thousand million pages."""
    tree = "<< /Type /Pages /Kids [3 0 R] /Count 2000000000 >>"
    return objects("<< /Type /Catalog /Pages 2 0 R >>", tree, _PAGE, stream(zlib.compress(b"BT ET"), "/FlateDecode"))


def many_pages(pages: int = 5_000) -> bytes:
    """Make a PDF of a whole shelf of books."""
    texts: Sequence[str] = [f"Page {number}." for number in range(1, pages + 1)]
    return pdf(texts)
