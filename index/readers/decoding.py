"""Bytes of a text file → characters, whatever encoding it was saved in."""

import codecs
import re

from charset_normalizer import from_bytes

from index.errors import UnknownFormat
from index.readers.kinds import HTML, XML, kind_of

_BOMS = (  # the longer first: UTF-32's mark begins with UTF-16's
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_CONTROLS = re.compile(rb"[\x00-\x08\x0e-\x19\x1c-\x1f]")
_HIGH = re.compile(rb"[\x80-\xff]")
_UTF_8 = re.compile(rb"[\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}|[\xf0-\xf4][\x80-\xbf]{3}")
_STRAY = "clio-stray-bytes"
_STRAY_SHARE = 0.25  # of the characters beyond ASCII; a text with more bytes that are not UTF-8 is none
_NOT_LATIN = ["cp1251", "koi8_r", "cp1253", "cp1255", "cp1256", "cp932", "gb18030", "big5", "euc_kr", "euc_jp"]
_CONTROL_SHARE = 0.01  # of all bytes; above it a file is no text
_FOREIGN_SHARE = 0.35  # of all bytes; Western languages have accents on far fewer letters


def decode(data: bytes) -> str:
    r"""Decode a text file; line ends become "\n".

    A byte order mark decides, then the pattern of UTF-16 without a mark, then UTF-8 (a few stray bytes of
    Windows-1252 pasted into it are read as such). What remains is Windows-1252 (of which Latin-1 is a part, as in
    the WHATWG Encoding Standard), unless so many bytes lie beyond ASCII that the script is not Latin; then
    statistics choose. Statistics are not asked about Western text: on a short one they take Windows-1252 for its
    neighbours.
    Raises UnknownFormat for what is not text.
    """
    text = _decode(data)
    return text.replace("\r\n", "\n").replace("\r", "\n").replace("\x0c", "\n")


def _decode(data: bytes) -> str:
    kind = kind_of(data)
    if kind not in (None, HTML, XML):
        raise UnknownFormat(f"is {kind.name}, not text, whatever its name says; {kind.advice}")
    try:
        for mark, encoding in _BOMS:
            if data.startswith(mark):
                return data.decode(encoding).removeprefix("\ufeff")
        return data.decode(_utf_16_order(data)) if b"\x00" in data else _decode_bytes(data)
    except UnicodeDecodeError as error:
        raise UnknownFormat(f"is not text: byte {error.start} is not valid in {error.encoding}") from None


def _utf_16_order(data: bytes) -> str:
    """In UTF-16 most English letters have one zero byte: at odd places when little-endian."""
    even, odd = data[::2].count(0), data[1::2].count(0)
    if len(data) % 2 == 0 and max(even, odd) > 0.3 * len(data) / 2 and min(even, odd) < 0.05 * max(even, odd):
        return "utf-16-le" if odd > even else "utf-16-be"
    raise UnknownFormat("is not text: it holds zero bytes; save it as text or Markdown")


def _decode_bytes(data: bytes) -> str:
    if len(_CONTROLS.findall(data)) > _CONTROL_SHARE * len(data):
        raise UnknownFormat("is not text: it holds control characters; save it as text or Markdown")
    whole = len(_UTF_8.findall(data))
    if len(_HIGH.findall(_UTF_8.sub(b"", data))) <= _STRAY_SHARE * whole:
        return data.decode("utf-8", _STRAY)
    if len(_HIGH.findall(data)) > _FOREIGN_SHARE * len(data):
        guess = from_bytes(data, cp_isolation=_NOT_LATIN).best()
        if guess is None:
            raise UnknownFormat("is in an encoding that cannot be recognised; save it as UTF-8")
        return str(guess)
    return _western(data)


def _western(data: bytes) -> str:
    try:
        return data.decode("cp1252")
    except UnicodeDecodeError:  # five bytes mean nothing in Windows-1252
        return data.decode("latin-1")


def _stray(error: UnicodeError) -> tuple[str, int]:
    """Read bytes that are not UTF-8, in a text that is, as what they most likely were before: Windows-1252."""
    if not isinstance(error, UnicodeDecodeError):
        raise error
    return _western(error.object[error.start : error.end]), error.end


codecs.register_error(_STRAY, _stray)
