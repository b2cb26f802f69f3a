"""The notes "is typing" that the bot sent."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .channels import Channel


@dataclass(frozen=True, slots=True)
class Typing:
    """The bot showed that it is typing: where, and when by the clock."""

    channel: Channel
    at: float
