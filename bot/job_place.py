"""Where in Discord a job is told, as the text that the engine keeps with the job."""

import json
from dataclasses import asdict, dataclass
from typing import Self


@dataclass(frozen=True, slots=True)
class JobPlace:
    """A channel, and in it a message of the bot's own: `message` is 0 as long as none is known.

    `interaction` is the one that began the job: its response tells of the job for as long as its token, which is
    never written down, is known and valid. The response is a message of the bot's own like any other, unless only
    one person sees it. `notes` are the lines of markdown that stay in the message.
    """

    channel: int
    message: int = 0
    interaction: int = 0
    notes: tuple[str, ...] = ()

    @property
    def text(self) -> str:
        """The place as text."""
        return json.dumps(asdict(self))

    @classmethod
    def read(cls, text: str) -> Self | None:
        """Read a place from its text; None where the job was not begun in Discord."""
        try:
            values = json.loads(text)
            notes = tuple(str(note) for note in values.get("notes", ()))
            return cls(int(values["channel"]), int(values["message"]), int(values["interaction"]), notes)
        except (ValueError, TypeError, KeyError, AttributeError):
            return None
