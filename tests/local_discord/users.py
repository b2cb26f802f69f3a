"""People (and the bot), and what they can do."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .actions import Actions

if TYPE_CHECKING:
    from .world import World


class User(Actions):
    """A person with an account; what a person does is in `Actions`.

    `app_installed` says whether the person added the app to their own account,
    `accepts_direct_messages` whether the bot can write to them in private.
    """

    def __init__(self, world: World, number: int, name: str, *, bot: bool = False) -> None:
        """Make an account that is in no guild yet."""
        super().__init__(world)
        self.id = number
        self.name = name
        self.bot = bot
        self.locale = "en-US"
        self.app_installed = False
        self.accepts_direct_messages = True

    @property
    def mention(self) -> str:
        """The text that pings the person."""
        return f"<@{self.id}>"

    def install_app(self) -> None:
        """Add the app to this person's own account, so that its user commands work everywhere."""
        self.app_installed = True

    def __repr__(self) -> str:
        """Name the person."""
        return f"<User {self.name}>"
