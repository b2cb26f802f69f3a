"""What a person writes and sees in Discord's app."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from . import limits
from .attachments import Upload
from .channels import Channel, ChannelType
from .message_store import Draft
from .messages import Message
from .permissions import Permission
from .refusals import ClientRefused

if TYPE_CHECKING:
    from .users import User
    from .world import World


class Speech:
    """The acts of a person that need no app."""

    def __init__(self, world: World) -> None:
        """Act in `world`."""
        self._world = world

    @property
    def _me(self) -> User:
        return cast("User", self)

    async def say(
        self,
        channel: Channel,
        content: str,
        *,
        reply_to: Message | None = None,
        ping: bool = True,
        files: tuple[Upload, ...] = (),
    ) -> Message:
        """Post a message; as a reply it pings the other author unless `ping` is off."""
        if Permission.SEND_MESSAGES not in channel.permissions_of(self._me):
            msg = f"{self!r} may not write in {channel!r}"
            raise ClientRefused(msg)
        if len(content) > limits.MESSAGE_CONTENT or not (content.strip() or files):
            msg = f"a message has 1 to {limits.MESSAGE_CONTENT} characters, not {len(content)}"
            raise ClientRefused(msg)
        allowed = {"parse": ["users", "roles", "everyone"], "replied_user": ping}
        draft = Draft({"content": content, "allowed_mentions": allowed}, files)
        return self._world.store.create(channel, self._me, draft, reply_to=reply_to)

    async def direct_message(self, content: str, *, reply_to: Message | None = None) -> Message:
        """Write to the bot in private."""
        return await self.say(self.dm, content, reply_to=reply_to)

    async def delete(self, message: Message) -> None:
        """Delete a message of one's own, or dismiss an ephemeral one."""
        if message.author is not self and message.visible_to is not self:
            msg = f"{self!r} did not write {message!r}"
            raise ClientRefused(msg)
        self._world.store.delete(message)

    @property
    def dm(self) -> Channel:
        """The direct messages between this person and the bot."""
        return self._world.private_channel(ChannelType.DM, (self._me, self._world.bot))

    def sees(self, message: Message) -> bool:
        """Whether the person can see a message."""
        hidden = message.deleted or (message.visible_to not in (None, self))
        return not hidden and Permission.VIEW_CHANNEL in message.channel.permissions_of(self._me)

    def _must_see(self, message: Message) -> None:
        if not self.sees(message):
            msg = f"{self!r} cannot see {message!r}"
            raise ClientRefused(msg)
