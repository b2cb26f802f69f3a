"""What can go wrong in the engine, as one tree.

ClioError                  every error that the engine raises on purpose
├── ReadError              a file cannot be read as a document
│   ├── FileTooLarge       it is over the size limit
│   └── UnknownFormat      no reader knows this kind of file
├── QuestionError          a question that cannot be asked: empty or far too long
├── PassageIdError         what is given for a passage's id is none
├── UnknownPassage         no passage has this id
│   └── PassageGone        one had it, and nothing in its document is like it any more
├── IndexNotReady          nothing is indexed yet, or the index is being made
├── UnknownSource          no source of this collection has this name
│   └── UnknownVersion     the source has no version with this number
├── NotRestorable          a version that cannot be brought back, or none that could
├── UnknownJob             no job of this collection has this number
├── DetailsError           what is said of a source cannot be used
├── CollectionFull         a server's sources would be more than it may keep
├── TooManyPassages        a server's sources make as many passages as they may
├── NoDocuments            there is nothing to be searched
├── EvaluationError        questions to be evaluated, or an earlier run of them, cannot be used
├── ParserError            the process that reads files cannot be started
├── MigrationError         a library cannot be carried from where it is, or to where it is to be
├── ModelError             the embedding model cannot be loaded or does not fit the index
└── StoreError             the data folder cannot be used
    ├── DatabaseUnavailable  PostgreSQL is gone or slow, or takes no changes just now
    │   └── DatabaseReadOnly   it answers, and takes no changes
    ├── DatabaseRefused      PostgreSQL does not take what it is told, now or later
    ├── HalfCarried        a library is being carried there, or was in part
    ├── TakenOver          another process may do by now what this one was doing
    └── ArchiveError       the servers' sources cannot be used
        └── DamagedOriginal  the bytes of a version are not those that were given

Each message is a sentence for the person who meets it: what happened and what to do. Those on the machine itself, with
its paths and what its software says, are for the operator; anyone else is told `for_people`.
"""

_MB = 1_000_000
_SHOWN_CHARS = 40  # of what somebody typed


class ClioError(Exception):
    """Base of all errors of the engine; its text is fit to be shown to the operator."""

    _instead = ""  # what anyone else is told, where the text is not for them

    @property
    def for_people(self) -> str:
        """The sentence that is fit to be shown to anyone."""
        return self._instead or str(self)


class ReadError(ClioError):
    """A file cannot be read as a document."""


class FileTooLarge(ReadError):
    """A file is over the size limit.

    Attributes: `size` and `limit`, both in bytes.
    """

    def __init__(self, size: int, limit: int) -> None:
        self.size, self.limit = size, limit
        super().__init__(
            f"is {size / 1_000_000:.3g} MB, over the limit of {limit / 1_000_000:g} MB; "
            "split it, or raise CLIO_MAX_FILE_MB"
        )


class UnknownFormat(ReadError):
    """No reader knows this kind of file."""


class QuestionError(ClioError):
    """A question that cannot be asked: empty or far too long."""


class UnknownPassage(ClioError):
    """No passage has this id.

    Attribute: `passage_id`.
    """

    def __init__(self, passage_id: str) -> None:
        self.passage_id = passage_id
        super().__init__(
            f"No passage has the id {passage_id!r} any more; its document was changed or removed. "
            "Ask again to find the text that stands there now."
        )


class PassageGone(UnknownPassage):
    """The passage with this id was taken out of its document, and nothing there is like it or in its place.

    Attributes: `passage_id`, `title` and `locator` of where it stood, `since`, the day of the change in ISO 8601.
    """

    def __init__(self, passage_id: str, title: str, locator: str, since: str) -> None:
        super().__init__(passage_id)
        self.title, self.locator, self.since = title, locator, since
        self.args = (
            f"The passage {passage_id} stood in “{title}”, {locator}, until that document was changed on {since}; "
            "nothing there is like it any more. Ask again to find what stands there now.",
        )


class PassageIdError(ClioError):
    """What is given for a passage's id is none.

    Attribute: `given`.
    """

    def __init__(self, given: str) -> None:
        self.given = given
        shown = given if len(given) <= _SHOWN_CHARS else f"{given[:_SHOWN_CHARS]}…"
        super().__init__(
            f"{shown!r} is not the id of a passage. An id has 13 characters, a to z and 2 to 7; a full reference and a "
            "passage in context name it."
        )


class DetailsError(ClioError):
    """What is said of a source cannot be used: a date or a link that is none, or a text far too long."""


class IndexNotReady(ClioError):
    """The index is being made, or not begun yet."""


class NoDocuments(ClioError):
    """There is nothing to be searched: no document was ever put there."""

    def __init__(self) -> None:
        super().__init__(
            "The library holds no documents yet; put some into its folder, as Markdown, text, PDF, DOCX, ODT, EPUB, "
            "HTML or TEI."
        )


class UnknownSource(ClioError):
    """No source of this collection has this name.

    Attribute: `name`.
    """

    def __init__(self, name: str) -> None:
        self.name = name
        super().__init__(f"There is no source named {name!r} in this library; it may have been removed meanwhile.")


class UnknownVersion(UnknownSource):
    """The source has no version with this number, or has it no more.

    Attributes: `name` and `number`.
    """

    def __init__(self, name: str, number: int) -> None:
        super().__init__(name)
        self.number = number
        self.args = (f"The source {name!r} has no version {number} any more; look at its history for those it has.",)


class NotRestorable(ClioError):
    """A version that cannot be brought back, or a source without one that could.

    Attributes: `name`, and `reason`: a clause that goes on after the name.
    """

    def __init__(self, name: str, reason: str) -> None:
        self.name, self.reason = name, reason
        super().__init__(f"The source {name!r} {reason}.")


class UnknownJob(ClioError):
    """No job of this collection has this number.

    Attribute: `number`.
    """

    def __init__(self, number: int) -> None:
        self.number = number
        super().__init__(f"There is no job {number} in this library; it may be over since long.")


class CollectionFull(ClioError):
    """A server's sources would be more than it may keep.

    Attributes, all in bytes: `size` of what is kept, `more` that was given, `allowance`.
    """

    def __init__(self, size: int, more: int, allowance: int) -> None:
        self.size, self.more, self.allowance = size, more, allowance
        super().__init__(
            f"This server's sources and their earlier versions take {_amount(size)} of {_amount(allowance)}; "
            f"{_amount(more)} more do not fit. Remove what is no longer needed (it is kept for 30 days), or ask "
            "the operator to raise CLIO_MAX_SERVER_MB."
        )


class TooManyPassages(ClioError):
    """A server's sources make as many passages as they may.

    Attributes: `passages` that there are, and `limit`.
    """

    def __init__(self, passages: int, limit: int) -> None:
        self.passages, self.limit = passages, limit
        super().__init__(
            f"This server's sources make {passages:,} passages, and {limit:,} are what a server may have. Remove what "
            "is no longer needed, or ask the operator to raise CLIO_MAX_SERVER_PASSAGES."
        )


class EvaluationError(ClioError):
    """Questions to be evaluated, or an earlier run of them, cannot be used; names the file, and the line if any."""


class MigrationError(ClioError):
    """A library cannot be carried from where it is, or to where it is to be."""


class ModelError(ClioError):
    """The embedding model cannot be loaded, or does not fit the index."""

    _instead = "What I search with does not work; my operator finds the reason in the log."


class ParserError(ClioError):
    """The process that reads files cannot be started."""

    _instead = "I can't read files just now; my operator finds the reason in the log."


class StoreError(ClioError):
    """The data folder cannot be used."""

    _instead = "My library's storage has a problem; my operator finds the reason in the log."


class DatabaseUnavailable(StoreError):
    """PostgreSQL is gone or slow: the same may be done when it is back.

    Attributes: `database`, where it is, without user and password; `reason`, what it or the network says.
    """

    _instead = "My database can't be reached just now. Ask again in a minute; nothing is lost."

    def __init__(self, database: str, reason: str) -> None:
        self.database, self.reason = database, reason
        super().__init__(
            f"The database {database} cannot be used just now: {ended(reason)} What was committed is kept; "
            "check that it runs and that CLIO_DATABASE_URL leads to it."
        )


class DatabaseReadOnly(DatabaseUnavailable):
    """PostgreSQL answers and takes no changes: it is a standby, or was set to be read only."""

    _instead = "My database takes no changes just now, so nothing was changed. Questions are answered; try again later."


class HalfCarried(StoreError):
    """A migration to a data folder or a database was begun and has not ended, so that much may be missing there.

    Attribute: `place`, without user and password.
    """

    def __init__(self, place: str) -> None:
        self.place = place
        super().__init__(
            f"{place} holds a library in part: clio migrate, which carries it there, is still at work or was broken "
            "off. Wait until it has ended, or run it again: it goes on where it was. Where it says that both sides "
            "differ, empty the one that it carries to and begin anew."
        )


class DatabaseRefused(StoreError):
    """PostgreSQL answers, and does not do what it is told; waiting mends nothing.

    Attributes: `database`, where it is, without user and password; `reason`, what it says.
    """

    def __init__(self, database: str, reason: str) -> None:
        self.database, self.reason = database, reason
        super().__init__(
            f"The database {database} refuses what Clio asks of it: {ended(reason)} Check that CLIO_DATABASE_URL "
            "leads to a database of Clio's own, with the right user and password."
        )


class TakenOver(StoreError):
    """Another process may do by now what this one was doing: its sign of life came too late.

    Attribute: `name`, of what it was doing.
    """

    _instead = "Another part of me has taken this over; nothing is lost. Look again in a minute."

    def __init__(self, name: str) -> None:
        self.name = name
        super().__init__(
            f"The work on {name} is no longer this process's: its database could not be reached in time. Another "
            "process goes on with it."
        )


class ArchiveError(StoreError):
    """The servers' sources cannot be used."""


class DamagedOriginal(ArchiveError):
    """The bytes of a version are not those that were given: the disk has lost or changed some.

    Attributes: `name` and `number`.
    """

    def __init__(self, name: str, number: int) -> None:
        self.name, self.number = name, number
        super().__init__(
            f"The bytes of {name!r}, version {number}, are damaged on the disk. Remove the source and add its file "
            "again; the operator should check the disk."
        )

    @property
    def for_people(self) -> str:
        """The sentence itself: a moderator can act on it."""
        return str(self)


def _amount(size: int) -> str:
    """Write a number of bytes as people read it: "12 kB", "3.4 MB"."""
    if 0 < size < _MB / 10:
        return f"{max(1, size / 1000):.0f} kB"
    return f"{size / _MB:,.1f}".removesuffix(".0") + " MB"


def ended(reason: str) -> str:
    """A reason that somebody else wrote, as the end of a sentence; some of them end in a question."""
    plain = reason.rstrip(". ")
    return plain if plain.endswith(("?", "!")) else f"{plain}."
