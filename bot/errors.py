"""What can keep the bot from answering, as one tree.

BotError                   every error that the bot raises on purpose
├── NotReady               the library is still being opened or indexed for the first time
├── LibraryUnavailable     the library could not be opened
├── EmptyLibrary           the library holds no documents
├── TooManyQuestions       more questions wait than will be answered soon
├── Restarting             the bot was told to end
├── QuestionTooLong        a question over the length that Clio takes
└── NoQuestion             a pressed message shows no question

Each message is a sentence for the person who asked.
"""

from index.model import Progress


class BotError(Exception):
    """Base of all errors of the bot; its text is fit to be shown to a person."""


class NotReady(BotError):
    """The library is still being opened or indexed for the first time.

    Attribute: `progress`, how far it is.
    """

    def __init__(self, progress: Progress) -> None:
        self.progress = progress
        super().__init__(f"I am still getting ready: {_describe(progress)}. Ask again in a moment.")


class LibraryUnavailable(BotError):
    """The library could not be opened; the reason is in the log."""

    def __init__(self) -> None:
        super().__init__("I can't open my library; my operator has to look at the log.")


class EmptyLibrary(BotError):
    """The library holds no documents."""

    def __init__(self) -> None:
        super().__init__("My library is empty; my operator has to put documents into it.")


class TooManyQuestions(BotError):
    """More questions wait than will be answered soon."""

    def __init__(self) -> None:
        super().__init__("Too many people are asking at once; please try again in a moment.")


class Restarting(BotError):
    """The bot was told to end, mostly to be started again."""

    def __init__(self) -> None:
        super().__init__("I am being restarted; please ask again in a minute.")


class QuestionTooLong(BotError):
    """A question over the length that Clio takes.

    Attributes: `length` and `limit`, both in characters.
    """

    def __init__(self, length: int, limit: int) -> None:
        self.length, self.limit = length, limit
        super().__init__(f"That question is {length:,} characters long; please ask it in {limit} or fewer.")


class NoQuestion(BotError):
    """A pressed message shows no question; a later version of Clio may have written it."""

    def __init__(self) -> None:
        super().__init__("I can't read the question of that message any more; please ask it again.")


def _describe(progress: Progress) -> str:
    if progress.total <= 0:
        return progress.stage
    return f"{progress.stage}, {progress.done} of {progress.total} ({progress.done * 100 // progress.total} %)"
