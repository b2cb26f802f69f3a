"""Messages as they are stored: every version, who sees them, and whom they ping."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from . import limits
from .attachments import Attachment
from .component_tree import SELECTS, Component, ComponentType, texts, walk
from .mentions import Pings, pings_of

if TYPE_CHECKING:
    from .channels import Channel
    from .interactions import Interaction
    from .users import User


@dataclass(frozen=True, slots=True)
class Button:
    """A button as a person sees it."""

    label: str | None
    custom_id: str | None
    url: str | None
    style: int
    disabled: bool
    emoji: str | None


@dataclass(frozen=True, slots=True)
class Version:
    """What a message held from the time `at` (seconds of the clock) until its next edit."""

    at: float
    content: str = ""
    components: tuple[Component, ...] = ()
    embeds: tuple[dict[str, Any], ...] = ()
    attachments: tuple[Attachment, ...] = ()
    flags: int = 0
    allowed_mentions: dict[str, Any] | None = None

    @property
    def text(self) -> str:
        """The content and every text display, joined by line breaks."""
        return "\n".join(part for part in (self.content, *texts(self.components)) if part)

    @property
    def is_v2(self) -> bool:
        """Whether the message is built of components only."""
        return bool(self.flags & limits.FLAG_COMPONENTS_V2)


@dataclass(eq=False, slots=True)
class Message:
    """One message. `visible_to` is the one person who sees it when it is ephemeral; `thread` hangs on it."""

    id: int
    channel: Channel
    author: User
    created_at: datetime
    history: list[Version]
    visible_to: User | None = None
    reply_to: Message | None = None
    mentions: tuple[User, ...] = ()
    interaction: Interaction | None = None
    edited_at: datetime | None = None
    deleted: bool = False
    thread: Channel | None = None

    @property
    def latest(self) -> Version:
        """The message as it stands now."""
        return self.history[-1]

    @property
    def content(self) -> str:
        """The plain content."""
        return self.latest.content

    @property
    def text(self) -> str:
        """The content and every text display, joined by line breaks."""
        return self.latest.text

    @property
    def components(self) -> tuple[Component, ...]:
        """The components as Discord stores them."""
        return self.latest.components

    @property
    def attachments(self) -> tuple[Attachment, ...]:
        """The files of the message."""
        return self.latest.attachments

    @property
    def flags(self) -> int:
        """Discord's message flags."""
        return self.latest.flags

    @property
    def ephemeral(self) -> bool:
        """Whether one person alone sees the message."""
        return self.visible_to is not None

    @property
    def loading(self) -> bool:
        """Whether the message only says that the app is thinking."""
        return bool(self.flags & limits.FLAG_LOADING)

    @property
    def pings(self) -> Pings:
        """Whom the message, or any earlier version of it, pings."""
        replied = self.reply_to.author.id if self.reply_to else None
        found = Pings()
        for version in self.history:
            found |= pings_of(version.text, version.allowed_mentions, replied)
        return found

    @property
    def buttons(self) -> tuple[Button, ...]:
        """The buttons, in reading order."""
        parts = (part for _, part in walk(self.components) if part["type"] == ComponentType.BUTTON)
        return tuple(_button(part) for part in parts)

    @property
    def selects(self) -> tuple[Component, ...]:
        """The select menus, in reading order."""
        return tuple(part for _, part in walk(self.components) if part["type"] in SELECTS)

    def button(self, label: str | None = None, custom_id: str | None = None, emoji: str | None = None) -> Button:
        """Return the one button that matches all that is given; AssertionError when there is not just one."""
        wanted = {"label": label, "custom_id": custom_id, "emoji": emoji}
        given = {key: value for key, value in wanted.items() if value is not None}
        found = [b for b in self.buttons if all(getattr(b, key) == value for key, value in given.items())]
        if len(found) != 1:
            msg = f"{len(found)} buttons match {given}; the message has {list(self.buttons)}"
            raise AssertionError(msg)
        return found[0]

    def __repr__(self) -> str:
        """Show who said what."""
        return f"<Message {self.id} by {self.author.name}: {self.text[:80]!r}>"


def _button(part: Component) -> Button:
    emoji = part.get("emoji") or {}
    return Button(
        part.get("label"),
        part.get("custom_id"),
        part.get("url"),
        part["style"],
        bool(part.get("disabled")),
        emoji.get("name"),
    )
