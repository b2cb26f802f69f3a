"""Bounds that hold for every format, and the words for what is over them or is not whole."""

from index.errors import ReadError
from index.limits import ReadLimits

ENTITIES = "declares entities (<!ENTITY …>), which are not read because they can be made to do harm; remove them"
_ENTITY = tuple("<!ENTITY".encode(encoding) for encoding in ("utf-8", "utf-16-le", "utf-16-be"))


def check_entities(data: bytes) -> None:
    """Raise ReadError for XML in which an entity is declared."""
    if any(mark in data for mark in _ENTITY):
        raise ReadError(ENTITIES)


def check_characters(count: int, limits: ReadLimits) -> None:
    """Raise ReadError when a file holds more text than one may."""
    if count > limits.characters:
        raise ReadError(
            f"holds {count:,} characters, over the limit of {limits.characters:,}; "
            "split it, or ask the operator to raise CLIO_MAX_CHARACTERS"
        )


def check_pages(count: int, limits: ReadLimits) -> None:
    """Raise ReadError when a file has more pages than one may."""
    if count > limits.pages:
        raise ReadError(
            f"has {count:,} pages, over the limit of {limits.pages:,}; "
            "split it, or ask the operator to raise CLIO_MAX_PAGES"
        )


def damaged(what: str = "it breaks off or was changed on its way") -> str:
    """Word what is wrong with a file that is not whole."""
    return f"is damaged: {what}; download it again, or open it and save it anew"
