"""What can go wrong in the engine, as one tree.

ClioError                  every error that the engine raises on purpose
├── ReadError              a file cannot be read as a document
│   ├── FileTooLarge       it is over the size limit
│   └── UnknownFormat      no reader knows this kind of file
├── QuestionError          a question that cannot be asked: empty or far too long
├── UnknownPassage         no passage has this id
├── IndexNotReady          nothing is indexed yet, or the index is being made
├── ModelError             the embedding model cannot be loaded or does not fit the index
└── StoreError             the data folder cannot be used

Each message is a sentence for the person who meets it: what happened and what to do.
"""


class ClioError(Exception):
    """Base of all errors of the engine; its text is fit to be shown to a person."""


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


class IndexNotReady(ClioError):
    """Nothing is indexed yet, or the index is being made."""


class ModelError(ClioError):
    """The embedding model cannot be loaded, or does not fit the index."""


class StoreError(ClioError):
    """The data folder cannot be used."""
