"""Tests of the readers of each format."""

from index.model import Text
from index.readers import read


def one(path: str, data: bytes) -> Text:
    """Read a file that holds one document."""
    (only,) = read(path, data)
    return only


def outline(text: Text) -> list[tuple[tuple[str, ...], tuple[str, ...]]]:
    """Give the sections of a text as pairs of heading path and paragraphs."""
    return [(section.heading, section.paragraphs) for section in text.sections]
