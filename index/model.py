"""The data that flow through the engine: frozen, with tuples inside."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from index.dates import Mention, interval_of


@dataclass(frozen=True, slots=True)
class Document:
    """One source with its bibliographic data.

    `path` is unique in its collection: the name of the folder it was found in, a slash, and the
    file's place in that folder. `date` is the date of what the document tells of, in EDTF, or ""
    where unknown; `language` is a BCP 47 tag; `url` may be "". `csl` is the whole CSL-JSON item
    (https://citeproc-js.readthedocs.io/en/latest/csl-json/markup.html), read-only by convention.
    """

    path: str
    title: str
    date: str = ""
    language: str = ""
    url: str = ""
    csl: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Details:
    """What a moderator says of a source over what the file says of itself; "" leaves it to the file.

    `author` names one person or several between semicolons; `date` is of what the document tells of, as people write
    it or in EDTF; `url` is a web address.
    """

    title: str = ""
    author: str = ""
    date: str = ""
    url: str = ""

    @property
    def parts(self) -> tuple[str, str, str, str]:
        """Title, author, date and URL."""
        return self.title, self.author, self.date, self.url

    def as_text(self) -> str:
        """All in one text, "" when nothing is said."""
        return "\0".join(self.parts) if any(self.parts) else ""


@dataclass(frozen=True, slots=True)
class Section:
    """Paragraphs that stand under the same headings; `heading` is the path from the outermost in.

    `pages` names the page of each paragraph, "12" or "12–13" where it runs over; empty where there are no pages.
    """

    heading: tuple[str, ...]
    paragraphs: tuple[str, ...]
    pages: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Text:
    """A document and what it says, as a reader gives it."""

    document: Document
    sections: tuple[Section, ...]


@dataclass(frozen=True, slots=True)
class Locator:
    """Where a passage stands in its document.

    `first` and `last` are paragraph numbers counted from 1 through the whole document, both
    inclusive; `page` is "12", or "12–13" for a passage on two pages, and "" where the format has none.
    """

    heading: tuple[str, ...]
    first: int
    last: int
    page: str = ""

    def __str__(self) -> str:
        place = f"¶ {self.first}" if self.first == self.last else f"¶¶ {self.first}–{self.last}"
        page = f"{'pp.' if '–' in self.page else 'p.'} {self.page}" if self.page else ""
        parts = [*self.heading, page, place]
        return " · ".join(part for part in parts if part)


@dataclass(frozen=True, slots=True)
class Passage:
    """The piece that is found and quoted.

    `text` is word for word what the document has; `ordinal` counts from 0 through the document;
    `of` is how many passages the document has. `id` is 13 characters of a-z and 2-7 and stays the
    same as long as the same text stands in the same document. `dates` stand in its text, in their order.
    """

    id: str
    document: Document
    ordinal: int
    of: int
    text: str
    locator: Locator
    dates: tuple[Mention, ...] = ()


class Fate(StrEnum):
    """What has become of a passage: it stands as it was, its text was changed, or another stands in its place."""

    SAME = "same"
    CHANGED = "changed"
    REPLACED = "replaced"


@dataclass(frozen=True, slots=True)
class Traced:
    """The passage that an id leads to now; its own is another one where the text was changed.

    `since` is the day of the change, ISO 8601; "" where there was none.
    """

    id: str
    passage: Passage
    fate: Fate = Fate.SAME
    since: str = ""


@dataclass(frozen=True, slots=True)
class Hit:
    """A passage found for a question.

    `score` is higher for better, comparable within one answer only; `rank` counts from 1;
    `highlight` is the substring of the passage's text that answers best: whole sentences. `also` are passages that say
    no more than this one, best first. `clears` says whether, if it came first, it would be given as the
    answer is: as one, or as what may help.
    """

    passage: Passage
    score: float
    rank: int
    highlight: str
    also: tuple[Passage, ...] = ()
    clears: bool = False


@dataclass(frozen=True, slots=True)
class DatedPassage:
    """A passage and the date that it is shown for, in EDTF: `highlight` is the sentence of its text that tells of it.

    That is more than one sentence where the date stands in two. `calendar` is the one that the text names, see Mention.
    """

    passage: Passage
    edtf: str
    highlight: str
    calendar: str = ""

    @property
    def is_of_its_document(self) -> bool:
        """Whether the document tells of that very day, or of a time that begins on it: it does not just mention it."""
        try:
            return interval_of(self.passage.document.date).first == interval_of(self.edtf, self.calendar).first
        except ValueError:  # the document has no date, or one that is none
            return False


@dataclass(frozen=True, slots=True)
class Within:
    """What is searched alone: passages of a time, and of some documents.

    `since` and `until` are dates in EDTF or as people write them, both inclusive, `source` is a document's title or
    file name or a part of one; "" leaves it open.
    """

    since: str = ""
    until: str = ""
    source: str = ""


EVERYWHERE = Within()


@dataclass(frozen=True, slots=True)
class Respelling:
    """A name or word of a question, and what was searched: in its place, or beside it where `also`."""

    asked: str
    searched: str
    also: bool = False


@dataclass(frozen=True, slots=True)
class Answer:
    """What the library says to a question.

    `hits` come best first, also when `answered` is false: then the first is merely the closest, and `may_help` says
    whether the first ones are worth showing all the same, marked as unsure. `confidence` lies in 0..1, higher for
    surer; `documents` is how many were searched. `language` is a BCP 47 tag when the question seems to be asked in a
    language that the library and the model do not know, else "". `earlier` is what it was understood together with,
    None where it was searched by itself; `within` is what alone was searched;
    `respelt` are the words of the question that were searched otherwise than they were asked.
    """

    question: str
    hits: tuple[Hit, ...]
    answered: bool
    confidence: float
    documents: int
    elapsed_ms: float
    may_help: bool = False
    language: str = ""
    earlier: "Earlier | None" = None
    within: Within = EVERYWHERE
    respelt: tuple[Respelling, ...] = ()

    def as_earlier(self, shown: int) -> "Earlier":
        """What a next question may go on from, where the first `shown` passages were shown."""
        together = self.earlier.questions if self.earlier else ()
        return Earlier(self.question, tuple(hit.passage.id for hit in self.hits[:shown]), together)


SHARED = "shared"  # the name of the operator's collection

Collections = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Earlier:
    """What was asked before a question, and the ids of the passages that its answer showed, best first.

    `together` are the questions that it was itself understood together with, the latest first.
    """

    question: str
    passages: tuple[str, ...] = ()
    together: tuple[str, ...] = ()

    @property
    def questions(self) -> tuple[str, ...]:
        """All that was asked, the latest first."""
        return (self.question, *self.together)


@dataclass(frozen=True, slots=True)
class Inquiry:
    """A question as it is put to the library: at most `limit` passages of these collections are wanted.

    `earlier` is what it may go on from; a question that stands by itself is searched as if nothing had been before.
    """

    question: str
    limit: int = 10
    collections: Collections = (SHARED,)
    earlier: Earlier | None = None
    within: Within = EVERYWHERE


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a long piece of work is: `stage` names it for people, `done` of `total` steps.

    `passages` is how many were indexed so far, where that is known.
    """

    stage: str
    done: int
    total: int
    passages: int = 0


OnProgress = Callable[[Progress], None]


@dataclass(frozen=True, slots=True)
class Failure:
    """A file that could not be indexed, and the reason as a clause: "is not text"."""

    path: str
    reason: str


@dataclass(frozen=True, slots=True)
class Report:
    """What a reindex did; each name is a document's or a file's path. The sum of two tells of both."""

    added: tuple[str, ...] = ()
    changed: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()
    unchanged: int = 0
    failed: tuple[Failure, ...] = ()
    passages: int = 0

    def __add__(self, other: "Report") -> "Report":
        return Report(
            added=self.added + other.added,
            changed=self.changed + other.changed,
            removed=self.removed + other.removed,
            unchanged=self.unchanged + other.unchanged,
            failed=self.failed + other.failed,
            passages=self.passages + other.passages,
        )


@dataclass(frozen=True, slots=True)
class Holding:
    """A document as the library holds it: `passages` of it, indexed at `indexed_at` (ISO 8601, UTC).

    `file` is the path of the file that it stands in, which may hold several documents.
    """

    document: Document
    passages: int
    indexed_at: str
    file: str = ""


@dataclass(frozen=True, slots=True)
class Status:
    """The state of the index: counts of what questions are answered from, and what it lives on."""

    documents: int
    passages: int
    model: str
    revision: int
