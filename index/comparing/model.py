"""What a comparison gives."""

from dataclasses import dataclass

from index.model import Hit


@dataclass(frozen=True, slots=True)
class Reading:
    """A date or a number, word for word as it stands in the first of the `hits` that give it: their places, from 0."""

    text: str
    hits: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Difference:
    """Dates or numbers that cannot all be true of the thing that documents give them for."""

    readings: tuple[Reading, ...]


@dataclass(frozen=True, slots=True)
class Comparison:
    """The best passage on a question of each of several documents, best first, and where they plainly differ.

    There may be one passage, or none. `answered` and `may_help` are as of an answer; `documents` is how many were
    searched; `language` is set where the question is in one that the library does not know.
    """

    question: str
    hits: tuple[Hit, ...]
    differences: tuple[Difference, ...]
    answered: bool
    may_help: bool
    documents: int
    language: str = ""
