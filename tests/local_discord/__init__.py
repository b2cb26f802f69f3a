"""A Discord for tests: HTTP API v10 and gateway v10 on 127.0.0.1, for unpatched discord.py.

    from tests.local_discord import LocalDiscord, ResponseType

    @pytest_asyncio.fixture
    async def discord():
        async with LocalDiscord() as discord:
            yield discord
            assert not discord.violations

    async def test_a_question_is_answered(discord):
        ada = discord.create_user("ada")
        guild = discord.create_guild("History")
        guild.add_member(ada)
        channel = guild.create_text_channel("general")

        ...start the bot with discord.token and CLIO_DISCORD_API=discord.api_url...
        await discord.ready()
        await discord.commands_synced()

        asked = await ada.slash(channel, "ask", question="When did the Berlin Wall fall?")
        first = await asked.first_response()
        assert first.type is ResponseType.DEFERRED_MESSAGE and first.acknowledged_after < 3
        answer = await asked.message()
        assert "1989" in answer.text and not answer.pings

        pressed = await ada.press(answer, label="In context")
        assert (await pressed.message()).visible_to is ada

        said = await ada.say(channel, f"{discord.bot.mention} and why?")
        reply = await discord.next_message(channel, after=said)
        assert reply.reply_to is said

In a client within the test's own process, set `discord.http.Route.BASE` to `api_url` before it connects;
a client that identifies anew after it lost its session also needs `discord.gateway.DiscordWebSocket
.DEFAULT_GATEWAY` set to `gateway_url`, as discord.py then forgets what GET /gateway/bot told it.

People act through `User`: slash, use (context menus), autocomplete, press, select, submit (modals), say,
direct_message, delete. What Discord's own app would not let them do raises ClientRefused. Every wait has a
timeout in real seconds and raises WaitTimeout, which says what was seen instead. Deadlines are measured
with `discord.clock`, which a test moves with `advance(seconds)`. What the bot does against Discord's rules
is refused as Discord refuses it and kept in `discord.violations`; `violations.take("50035")` removes one
that a test provoked. Rate limits are those of Discord, so discord.py pauses by itself after five messages
to one channel within five seconds; `discord.rate_limits = False` switches that off. `limit_next`,
`fail_next` and `drop_next` order refusals; `disconnect`, `request_reconnect` and `invalidate_session`
disturb the gateway. `starts` counts the sessions that were started: five seconds apart, or the clock has to be moved.
"""

from .attachments import Attachment, Upload
from .channels import Channel, ChannelType
from .clock import Clock
from .command_rules import CommandType
from .commands import Command
from .guilds import Guild, Member, Role
from .http_requests import Request
from .intents import PRIVILEGED, Intent
from .interactions import FirstResponse, Interaction, InteractionType, ResponseType
from .mentions import Pings
from .messages import Button, Message, Version
from .modals import Choice, Field, Modal
from .permissions import Permission
from .refusals import ClientRefused
from .server import LocalDiscord
from .typing_notes import Typing
from .users import User
from .violations import Violation, Violations
from .waiting import WaitTimeout
from .world import TeamMember

__all__ = [
    "PRIVILEGED",
    "Attachment",
    "Button",
    "Channel",
    "ChannelType",
    "Choice",
    "ClientRefused",
    "Clock",
    "Command",
    "CommandType",
    "Field",
    "FirstResponse",
    "Guild",
    "Intent",
    "Interaction",
    "InteractionType",
    "LocalDiscord",
    "Member",
    "Message",
    "Modal",
    "Permission",
    "Pings",
    "Request",
    "ResponseType",
    "Role",
    "TeamMember",
    "Typing",
    "Upload",
    "User",
    "Version",
    "Violation",
    "Violations",
    "WaitTimeout",
]
