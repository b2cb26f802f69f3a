"""What the two processes say to each other: a file goes in, its documents or a refusal come out.

A message is its length (8 bytes, big-endian) and so many bytes. A file is two messages, its path and its bytes; the
answer is one, in JSON: nothing that comes from a file is ever unpickled.
"""

import json
import struct
from collections.abc import Sequence
from dataclasses import dataclass
from typing import IO, Any

from index.limits import ReadLimits
from index.model import Document, Section, Text

NO_MEMORY = 77  # the exit status of a process that has too little memory left even to say so

_LENGTH = struct.Struct(">Q")
_PATH_BYTES = 100_000  # no file system has longer paths
_BESIDE_BYTES = 1_000_000  # of bibliographic data, brackets and commas beside a file's text
_CODEC = ("utf-8", "surrogatepass")  # also half a character, as broken files have them, arrives as it was


@dataclass(frozen=True, slots=True)
class Answer:
    """The documents of a file, or why it is refused.

    `error` is "" when it was read, else the name of an error's class, to which `message` is the text; `detail` is for
    the operator's log.
    """

    texts: tuple[Text, ...] = ()
    error: str = ""
    message: str = ""
    detail: str = ""


def answer_bytes(limits: ReadLimits) -> int:
    """How long an answer may be: a character is at most four bytes, and few have to be escaped."""
    return 4 * limits.characters + _BESIDE_BYTES


def send_file(stream: IO[bytes], path: str, data: bytes) -> None:
    """Send a file to be read."""
    _send(stream, path.encode(*_CODEC), data)


def receive_file(stream: IO[bytes], limits: ReadLimits) -> tuple[str, bytes]:
    """Wait for a file: its path and bytes. Raises EOFError when nobody will send one any more."""
    return receive(stream, _PATH_BYTES).decode(*_CODEC), receive(stream, limits.file_bytes)


def send(stream: IO[bytes], message: bytes) -> None:
    """Send one message."""
    _send(stream, message)


def receive(stream: IO[bytes], most: int) -> bytes:
    """Wait for one message. Raises EOFError when the other side is gone, ValueError when it is over `most` bytes."""
    (length,) = _LENGTH.unpack(_exactly(stream, _LENGTH.size))
    if length > most:
        raise ValueError(f"a message of {length} bytes, over the {most} that were expected")
    return _exactly(stream, length)


def pack(answer: Answer) -> bytes:
    """Write an answer as bytes."""
    document = [answer.error, answer.message, answer.detail, [_packed(text) for text in answer.texts]]
    return json.dumps(document, ensure_ascii=False, separators=(",", ":")).encode(*_CODEC)


def unpack(message: bytes) -> Answer:
    """Read an answer. Raises ValueError for what is none: the other process may have been taken over by a file."""
    try:
        error, text, detail, texts = json.loads(message.decode(*_CODEC))
        return Answer(tuple(_unpacked(parts) for parts in texts), _string(error), _string(text), _string(detail))
    except (TypeError, RecursionError) as problem:
        raise ValueError(f"an answer that makes no sense ({problem})") from None


def _send(stream: IO[bytes], *messages: bytes) -> None:
    for message in messages:
        stream.write(_LENGTH.pack(len(message)))
        stream.write(message)
    stream.flush()


def _exactly(stream: IO[bytes], length: int) -> bytes:
    data = stream.read(length)
    if len(data) < length:
        raise EOFError
    return data


def _packed(text: Text) -> list[object]:
    document = text.document
    names = [document.path, document.title, document.date, document.language, document.url]
    sections = [[section.heading, section.paragraphs, section.pages] for section in text.sections]
    return [names, dict(document.csl), sections]


def _unpacked(parts: Sequence[Any]) -> Text:
    names, csl, sections = parts
    if not isinstance(csl, dict):
        raise TypeError("no bibliographic data")
    path, title, date, language, url = _strings(names)
    read = tuple(Section(_strings(heading), _strings(text), _strings(pages)) for heading, text, pages in sections)
    return Text(Document(path, title, date, language, url, csl), read)


def _strings(values: Sequence[object]) -> tuple[str, ...]:
    return tuple(map(_string, values))


def _string(value: object) -> str:
    if not isinstance(value, str):
        raise TypeError(f"{type(value).__name__} where a text should be")
    return value
