"""What the values of arguments have to be: each function reads one, or raises argparse.ArgumentTypeError."""

import argparse
from pathlib import Path

from index.citation.styles import Style

MOST_COMPARED = 5  # documents
MOST_EVENTS = 20  # passages of a timeline that a picture has room for


def path(value: str) -> Path:
    """A file or folder; ~ is the home folder."""
    if not value.strip():
        raise argparse.ArgumentTypeError("the name is empty")
    try:
        return Path(value).expanduser()
    except RuntimeError:
        raise argparse.ArgumentTypeError(f"no home folder for {value!r}") from None


def style(value: str) -> Style:
    """A style of references, however it is capitalised."""
    try:
        return Style(value.strip().lower())
    except ValueError:
        names = ", ".join(one.value for one in Style)
        raise argparse.ArgumentTypeError(f"no style {value!r}; there are {names}") from None


def at_least_one(value: str) -> int:
    """A whole number from 1."""
    return _number_from(1, value)


def up_to_most_events(value: str) -> int:
    """A whole number from 1 to MOST_EVENTS."""
    number = at_least_one(value)
    if number > MOST_EVENTS:
        raise argparse.ArgumentTypeError(f"should be at most {MOST_EVENTS}, not {value!r}")
    return number


def witnesses(value: str) -> int:
    """A whole number from 2 to MOST_COMPARED."""
    number = _number_from(2, value)
    if number > MOST_COMPARED:
        raise argparse.ArgumentTypeError(f"should be at most {MOST_COMPARED}, not {number}")
    return number


def whole(value: str) -> int:
    """A whole number from 0."""
    return _number_from(0, value)


def _number_from(least: int, value: str) -> int:
    try:
        number = int(value)
    except ValueError:
        number = least - 1
    if number < least:
        raise argparse.ArgumentTypeError(f"should be a whole number of at least {least}, not {value!r}")
    return number
