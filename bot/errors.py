"""What can keep the bot from answering, as one tree.

BotError                   every error that the bot raises on purpose
├── NotReady               the library is still being opened, or what is asked for indexed
├── LibraryUnavailable     the library could not be opened
├── EmptyLibrary           the library holds no documents
│   └── NoSources          nor does the server that the question was asked in
├── TooManyQuestions       more questions wait than will be answered soon
├── Restarting             the bot was told to end
├── QuestionTooLong        a question over the length that Clio takes
├── NoQuestion             a pressed message shows no question
├── NothingToLookUp        a message whose sources are to be found says nothing that can be looked up
├── MayNotSpeak            somebody wants to show something where they may not write
├── OtherChannel           the server has Clio answer in other channels
├── TooSoon                the server has its members wait between two questions
├── NotInServer            something that only works in a server that has added Clio
├── NotAllowed             something that only moderators may do
├── NotOperator            something that only the operator may do
├── UnfitNumber            a number that a setting cannot have
├── UnknownZone            a time zone that there is not
├── SettingsUnavailable    the servers' settings cannot be read or kept
├── AlreadyRemoved         a source that something is to be done with is not there any more
├── ChangedMeanwhile       a source is not what it was when somebody was asked about it
├── NeverRead              a source that no version of could be read, whose details are to be changed
├── AlreadyStarted         a plan that is to be begun was begun
├── AlreadyOver            a job that is to be ended has ended
└── NotImported            a zip whose sources cannot be taken in

Each message is a sentence for the person who asked.
"""

from collections.abc import Sequence

from index.model import Progress


class BotError(Exception):
    """Base of all errors of the bot; its text is fit to be shown to a person.

    `markdown` is the text for Discord where it names channels or commands to click on, else "".
    """

    markdown = ""


class NotReady(BotError):
    """The library is still being opened, or what is asked for indexed.

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


class NoSources(EmptyLibrary):
    """There is nothing to search for a server's questions; `add` is the command that adds sources, as markdown."""

    def __init__(self, add: str) -> None:
        self.markdown = f"This server has no sources yet. A moderator can add some with {add}."
        BotError.__init__(self, self.markdown)


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


class NothingToLookUp(BotError):
    """A message whose sources are to be found says nothing that can be looked up; the text says why."""


class MayNotSpeak(BotError):
    """Somebody wants to show something to everyone where they may not write."""

    def __init__(self) -> None:
        super().__init__("You may not send messages here, so this stays between us.")


class OtherChannel(BotError):
    """The server has Clio answer in other channels.

    Attribute: `channels`, the ids of those that still exist.
    """

    def __init__(self, channels: Sequence[int]) -> None:
        self.channels = tuple(channels)
        named = ", ".join(f"<#{channel}>" for channel in channels)
        where = f"in {named}" if named else "only in channels that no longer exist; a moderator can choose others"
        self.markdown = f"In this server I answer {where}."
        super().__init__(self.markdown)


class TooSoon(BotError):
    """The server has its members wait between two questions.

    Attributes: `wait_s`, how long still, and `pause_s`, how long in all; both in seconds.
    """

    def __init__(self, wait_s: int, pause_s: int) -> None:
        self.wait_s, self.pause_s = wait_s, pause_s
        super().__init__(
            f"Please wait {duration(wait_s)} before your next question; "
            f"this server asks for {duration(pause_s)} between questions."
        )


class NotInServer(BotError):
    """Something that only works in a server that has added Clio."""

    def __init__(self) -> None:
        super().__init__("That works in a server only, and only in one that has added me.")


class NotAllowed(BotError):
    """Something that only moderators may do.

    Attribute: `roles`, the names of the roles that make a moderator beside Manage Server.
    """

    def __init__(self, roles: Sequence[str]) -> None:
        self.roles = tuple(roles)
        named = ", ".join(f"@{role}" for role in roles)
        role = f", or with {'the role' if len(roles) == 1 else 'one of the roles'} {named}," if roles else ""
        super().__init__(f"Only members with Manage Server{role} may do that.")


class NotOperator(BotError):
    """Something that only the operator may do."""

    def __init__(self) -> None:
        super().__init__("Only my operator, who owns this application or is in its team, may do that.")


class UnfitNumber(BotError):
    """A number that a setting cannot have.

    Attributes: `given`, as it was typed; `least` and `most`.
    """

    def __init__(self, given: str, least: int, most: int) -> None:
        self.given, self.least, self.most = given, least, most
        super().__init__(f"“{given}” is not a whole number from {least} to {most}, so nothing is changed.")


class UnknownZone(BotError):
    """A time zone that there is not.

    Attributes: `given`, as it was typed; `alike`, names of zones that may have been meant.
    """

    def __init__(self, given: str, alike: Sequence[str]) -> None:
        self.given, self.alike = given, tuple(alike)
        meant = f"did you mean {' or '.join(alike)}?" if alike else "write it like Europe/Berlin or America/New_York."
        super().__init__(f"I know no time zone “{given}”, so nothing is changed; {meant}")


class SettingsUnavailable(BotError):
    """The servers' settings cannot be read or kept; the reason is in the log."""

    def __init__(self, told: str = "") -> None:
        super().__init__(told or "I can't keep this server's settings; my operator has to look at the log.")


class AlreadyRemoved(BotError):
    """A source that something is to be done with is not there any more, or its first file was never read.

    Attribute: `title`.
    """

    def __init__(self, title: str) -> None:
        self.title = title
        super().__init__(f"“{title}” is not in the library any more; /sources restore brings it back.")


class ChangedMeanwhile(BotError):
    """A source is not what it was when somebody was asked about it.

    Attributes: `title`, and `undone`: what therefore was not done, as a clause.
    """

    def __init__(self, title: str, undone: str = "nothing of yours is saved yet") -> None:
        self.title, self.undone = title, undone
        super().__init__(f"“{title}” was changed meanwhile; {undone}. /sources show tells how it is now.")


class NeverRead(BotError):
    """A source that no version of could be read, whose details are to be changed.

    Attribute: `title`.
    """

    def __init__(self, title: str) -> None:
        self.title = title
        super().__init__(
            f"“{title}” could not be read yet, so it has no details to change. Give me its file anew with /sources "
            "add, with the details that it should have."
        )


class AlreadyStarted(BotError):
    """A plan that is to be begun was begun, perhaps by somebody else."""

    def __init__(self) -> None:
        super().__init__("That was started already; the message tells how far it is.")


class AlreadyOver(BotError):
    """A job that is to be ended has ended."""

    def __init__(self) -> None:
        super().__init__("That is over already, so there is nothing to cancel; /sources log says how it ended.")


class NotImported(BotError):
    """A zip whose sources cannot be taken in.

    Attributes: `name`, of the zip, and `reason`, a clause that goes on after it.
    """

    def __init__(self, name: str, reason: str) -> None:
        self.name, self.reason = name, reason
        super().__init__(f"{name} {reason}. Nothing was imported.")


def duration(seconds: int) -> str:
    """A span of time in words: "1 second", "90 seconds", "2 minutes 30 seconds"."""
    if seconds < 120:
        return f"{seconds} second{'s' if seconds != 1 else ''}"
    minutes, rest = divmod(seconds, 60)
    return f"{minutes} minutes" + (f" {duration(rest)}" if rest else "")


def _describe(progress: Progress) -> str:
    if progress.total <= 0:
        return progress.stage
    return f"{progress.stage}, {progress.done} of {progress.total} ({progress.done * 100 // progress.total} %)"
