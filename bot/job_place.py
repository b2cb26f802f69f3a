"""Where in Discord a job is told, as the text that the engine keeps with the job."""

import json
from dataclasses import asdict, dataclass
from typing import Self

from index.archive.model import Job


@dataclass(frozen=True, slots=True)
class JobPlace:
    """A channel, and in it a message of the bot's own: `message` is 0 as long as none is known.

    `interaction` is the one that began the job: its response tells of the job for as long as its token, which is
    never written down, is known and valid. The response is a message of the bot's own like any other, unless only
    one person sees it. `notes` are the lines of markdown that stay in the message. `server` is that of the channel, 0
    outside of servers: the process that hears of it tells how far the job is. `is_told` says that its end was told.
    """

    channel: int
    message: int = 0
    interaction: int = 0
    notes: tuple[str, ...] = ()
    server: int = 0
    is_told: bool = False

    @property
    def text(self) -> str:
        """The place as text."""
        return json.dumps(asdict(self))

    def server_of(self, job: Job) -> int | None:
        """The server in which a job is told; None outside of servers. Earlier versions of Clio have not noted it."""
        return self.server or (int(job.collection) if job.collection.isdecimal() else None)

    @classmethod
    def read(cls, text: str) -> Self | None:
        """Read a place from its text; None where the job was not begun in Discord."""
        try:
            values = json.loads(text)
            notes = tuple(str(note) for note in values.get("notes", ()))
            channel, message, interaction = (int(values[name]) for name in ("channel", "message", "interaction"))
            server, is_told = int(values.get("server", 0)), bool(values.get("is_told"))
            return cls(channel, message, interaction, notes, server, is_told)
        except (ValueError, TypeError, KeyError, AttributeError):
            return None
