"""The local Discord, driven by unpatched discord.py clients over its sockets."""

from __future__ import annotations

import asyncio
import io
import os
import re
import subprocess
import sys
import textwrap
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path
from typing import Any

import aiohttp
import discord
import pytest
import pytest_asyncio
from discord import app_commands, ui
from discord.http import Route

from tests.local_discord import (
    PRIVILEGED,
    Channel,
    Choice,
    ClientRefused,
    Guild,
    LocalDiscord,
    Permission,
    Pings,
    ResponseType,
    Upload,
    User,
    WaitTimeout,
)
from tests.local_discord.limits import IDENTIFY_SECONDS
from tests.local_discord.mentions import pings_of

INTENTS = discord.Intents(guilds=True, guild_messages=True, dm_messages=True)
V2 = 1 << 15
Handler = Callable[[discord.Interaction], Awaitable[object]]


class Context(ui.DynamicItem[ui.Button[ui.View]], template=r"context:(?P<passage>\d+)"):
    """A button whose handler is found by its custom_id alone, so that it survives a restart."""

    def __init__(self, passage: int) -> None:
        super().__init__(ui.Button(label="In context", custom_id=f"context:{passage}"))
        self.passage = passage

    @classmethod
    async def from_custom_id(cls, interaction: object, item: object, match: re.Match[str]) -> Context:
        """Make the button again from what its custom_id says."""
        return cls(int(match["passage"]))

    async def callback(self, interaction: discord.Interaction) -> None:
        """Answer the person who pressed it."""
        await interaction.response.send_message(f"around passage {self.passage}", ephemeral=True)


class Feedback(ui.Modal, title="Feedback"):
    """A modal with one text input and one menu."""

    comment: Any = ui.Label(text="Comment", component=ui.TextInput(max_length=20))
    kind: Any = ui.Label(
        text="Kind", component=ui.Select(options=[discord.SelectOption(label="Wrong date", value="date")])
    )

    async def on_submit(self, interaction: discord.Interaction) -> None:
        """Say what was filled in."""
        said = f"{self.comment.component.value} / {self.kind.component.values[0]}"
        await interaction.response.send_message(said, ephemeral=True)


class Bot(discord.AutoShardedClient):
    """A client whose command /act does what the test wants, and which notes the messages it hears."""

    def __init__(self, act: Handler | None = None, **options: Any) -> None:  # noqa: ANN401 - what a client takes
        super().__init__(**{"intents": INTENTS, "guild_ready_timeout": 0.02, **options})
        self.tree = app_commands.CommandTree(self)
        self.heard: asyncio.Queue[discord.Message] = asyncio.Queue()
        self.act = act
        self.add_dynamic_items(Context)
        self._add_commands()

    def _add_commands(self) -> None:
        @self.tree.command(description="Do what the test wants")
        @app_commands.allowed_installs(guilds=True, users=True)
        @app_commands.allowed_contexts(guilds=True, dms=True, private_channels=True)
        async def act(interaction: discord.Interaction, text: str = "", file: discord.Attachment | None = None) -> None:
            interaction.extras["file"] = file
            assert self.act is not None
            await self.act(interaction)

        @self.tree.command(description="Find a document")
        async def find(interaction: discord.Interaction, title: app_commands.Range[str, 2, 10], count: int = 1) -> None:
            await interaction.response.send_message(f"{title} {count}")

        @find.autocomplete("title")
        async def titles(interaction: discord.Interaction, typed: str) -> list[app_commands.Choice[str]]:
            number = int(typed) if typed.isdigit() else 2
            return [app_commands.Choice(name=f"{typed} {i}", value=f"v{i}") for i in range(number)]

        @self.tree.context_menu(name="Find sources")
        async def sources(interaction: discord.Interaction, message: discord.Message) -> None:
            await interaction.response.send_message(f"sources of {message.content}", ephemeral=True)

        library = app_commands.Group(
            name="library",
            description="The library",
            default_permissions=discord.Permissions(manage_guild=True),
        )

        @library.command(description="Add a document")
        async def add(interaction: discord.Interaction, member: discord.Member) -> None:
            await interaction.response.send_message(f"added for {member.name}")

        self.tree.add_command(library)

    async def setup_hook(self) -> None:
        """Register the commands."""
        await self.tree.sync()

    async def before_identify_hook(self, shard_id: int | None, *, initial: bool = False) -> None:
        """Do not wait five seconds between shards, as the default does."""

    async def on_message(self, message: discord.Message) -> None:
        """Note what other people say."""
        if message.author != self.user:
            self.heard.put_nowait(message)

    async def next_heard(self) -> discord.Message:
        """Wait for the next message of another person."""
        return await asyncio.wait_for(self.heard.get(), 5)


@pytest_asyncio.fixture
async def local(monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[LocalDiscord]:
    async with LocalDiscord() as server:
        point_at(server, monkeypatch)
        yield server
        assert not server.violations, server.violations


def point_at(server: LocalDiscord, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Route, "BASE", server.api_url)
    gateway = discord.gateway.yarl.URL(server.gateway_url)  # type: ignore[attr-defined]
    monkeypatch.setattr(discord.gateway.DiscordWebSocket, "DEFAULT_GATEWAY", gateway)


class Clients:
    """Starts bots and stops them again."""

    def __init__(self, server: LocalDiscord) -> None:
        self.server = server
        self.running: list[tuple[Bot, asyncio.Task[None]]] = []

    async def start(self, act: Handler | None = None, **options: Any) -> Bot:  # noqa: ANN401 - what a client takes
        """Return a bot that is ready."""
        bot = Bot(act, **options)
        self.running.append((bot, asyncio.create_task(bot.start(self.server.token))))
        await self.server.ready()
        await asyncio.wait_for(bot.wait_until_ready(), 5)
        return bot

    async def stop(self) -> None:
        """Close every bot as its operator would."""
        for bot, task in self.running:
            await bot.close()
            await asyncio.wait_for(task, 5)
        self.running.clear()


@pytest_asyncio.fixture
async def clients(local: LocalDiscord) -> AsyncIterator[Clients]:
    clients = Clients(local)
    yield clients
    await clients.stop()


@pytest.fixture
def ada(local: LocalDiscord) -> User:
    return local.create_user("ada")


@pytest.fixture
def guild(local: LocalDiscord, ada: User) -> Guild:
    guild = local.create_guild("History")
    guild.add_member(ada)
    return guild


@pytest.fixture
def channel(guild: Guild) -> Channel:
    return guild.create_text_channel("general")


async def test_login_tells_guilds_channels_and_the_bots_own_member(
    local: LocalDiscord, clients: Clients, guild: Guild, channel: Channel
) -> None:
    bot = await clients.start()
    assert bot.user is not None and bot.user.id == local.bot.id
    known = bot.get_guild(guild.id)
    assert known is not None and known.name == "History"
    assert [text.name for text in known.text_channels] == ["general"]
    assert known.me.id == local.bot.id
    assert known.member_count == 3 and len(known.members) == 1


async def test_a_wrong_token_is_refused(local: LocalDiscord) -> None:
    async with Bot() as bot:
        with pytest.raises(discord.LoginFailure):
            await bot.start("wrong")
    assert [(r.path, r.status) for r in local.requests] == [("/users/@me", 401)]


async def test_a_privileged_intent_that_was_not_granted_is_refused(local: LocalDiscord) -> None:
    async with Bot(intents=INTENTS | discord.Intents(message_content=True)) as bot:
        with pytest.raises(discord.PrivilegedIntentsRequired):
            await bot.start(local.token)
    local.violations.take("4014")


async def test_a_guild_made_later_is_joined(local: LocalDiscord, clients: Clients) -> None:
    bot = await clients.start()
    joined = asyncio.create_task(bot.wait_for("guild_join", timeout=5))
    await asyncio.sleep(0)
    made = local.create_guild("Later")
    assert (await joined).id == made.id
    left = asyncio.create_task(bot.wait_for("guild_remove", timeout=5))
    await asyncio.sleep(0)
    made.remove_member(local.bot)
    assert (await left).id == made.id


async def test_two_shards_hear_of_their_own_guilds(monkeypatch: pytest.MonkeyPatch) -> None:
    async with LocalDiscord(shards=2, concurrency=2) as local:
        point_at(local, monkeypatch)
        ada = local.create_user("ada")
        guilds = [local.create_guild(f"G{shard}", shard=shard) for shard in (0, 1)]
        clients = Clients(local)
        bot = await clients.start()
        assert bot.shard_count == 2
        for shard, guild in enumerate(guilds):
            assert bot.get_guild(guild.id).shard_id == shard  # type: ignore[union-attr]
            guild.add_member(ada)
            await ada.say(guild.create_text_channel("general"), f"{local.bot.mention} shard {shard}")
            assert (await bot.next_heard()).guild.id == guild.id  # type: ignore[union-attr]
        assert {(s.shard, s.shards) for s in local.sessions} == {(0, 2), (1, 2)}
        await clients.stop()
        assert not local.violations


async def test_missed_events_are_replayed_after_a_lost_connection(
    local: LocalDiscord, clients: Clients, ada: User, channel: Channel
) -> None:
    bot = await clients.start()
    for code in (None, 4000):
        await local.disconnect(code=code)
        await ada.say(channel, f"{local.bot.mention} during {code}")
        assert (await bot.next_heard()).content.endswith(f"during {code}")
    assert [session.resumed for session in local.sessions] == [2]


async def test_an_ordered_reconnect_resumes(local: LocalDiscord, clients: Clients, ada: User, channel: Channel) -> None:
    bot = await clients.start()
    await local.request_reconnect()
    await local.resumed()
    await ada.say(channel, f"{local.bot.mention} after")
    assert (await bot.next_heard()).content.endswith("after")


async def test_an_invalid_session_is_identified_anew(
    local: LocalDiscord, clients: Clients, ada: User, channel: Channel
) -> None:
    bot = await clients.start()
    (old,) = local.sessions
    local.clock.advance(IDENTIFY_SECONDS)
    await local.invalidate_session()
    await local.ready()
    (new,) = local.sessions
    assert new.id != old.id and not new.resumed
    await ada.say(channel, f"{local.bot.mention} anew")
    assert (await bot.next_heard()).content.endswith("anew")


async def test_a_clean_close_ends_the_session(local: LocalDiscord, clients: Clients) -> None:
    await clients.start()
    await clients.stop()
    await local.gone()
    assert local.sessions == ()


@pytest.mark.parametrize(
    ("sent", "code"),
    [
        ({"op": 2, "d": {"token": "wrong", "intents": 1, "properties": {}}}, 4004),
        ({"op": 2, "d": {"token": "TOKEN", "intents": 1, "properties": {}, "shard": [2, 2]}}, 4010),
        ({"op": 2, "d": {"token": "TOKEN", "intents": "all", "properties": {}}}, 4013),
        ({"op": 3, "d": {}}, 4003),
        ({"op": 99, "d": {}}, 4001),
        ({"no": "op"}, 4002),
        ({"op": 1, "d": {"long": "x" * 4096}}, 4002),
        ({"op": 6, "d": {"token": "wrong", "session_id": "x", "seq": 1}}, 4004),
    ],
)
async def test_the_gateway_refuses_nonsense(local: LocalDiscord, sent: dict[str, Any], code: int) -> None:
    if sent.get("d", {}).get("token") == "TOKEN":
        sent = {**sent, "d": {**sent["d"], "token": local.token}}
    async with (
        aiohttp.ClientSession() as http,
        http.ws_connect(local.gateway_url + "?v=10&encoding=json") as ws,
    ):
        assert (await ws.receive_json(timeout=5))["op"] == 10
        await ws.send_json(sent)
        assert (await ws.receive(timeout=5)).type is aiohttp.WSMsgType.CLOSE
        assert ws.close_code == code
    local.violations.take(str(code))


BEAT_S = 0.2


async def identified(local: LocalDiscord, ws: aiohttp.ClientWebSocketResponse) -> None:
    await ws.send_json({"op": 2, "d": {"token": local.token, "intents": 1, "properties": {}}})
    assert [(await ws.receive_json(timeout=5))["t"] for _ in range(2)] == [None, "READY"]


async def test_a_bot_without_a_heartbeat_is_taken_for_gone() -> None:
    async with (
        LocalDiscord(heartbeat_s=BEAT_S) as local,
        aiohttp.ClientSession() as http,
        http.ws_connect(local.gateway_url + "?v=10&encoding=json") as ws,
    ):
        await identified(local, ws)
        assert (await ws.receive(timeout=5)).type is aiohttp.WSMsgType.CLOSE
        assert ws.close_code == 4009
        local.violations.take("4009")


async def test_a_bot_is_not_blamed_for_the_silence_of_the_tests_own_process() -> None:
    async with (
        LocalDiscord(heartbeat_s=BEAT_S) as local,
        aiohttp.ClientSession() as http,
        http.ws_connect(local.gateway_url + "?v=10&encoding=json") as ws,
    ):
        await identified(local, ws)
        await ws.send_json({"op": 1, "d": None})
        time.sleep(BEAT_S * 3)  # noqa: ASYNC251 nothing is read meanwhile, as while a long test computes
        assert (await ws.receive_json(timeout=5))["op"] == 11
        assert not local.violations


async def test_members_can_be_asked_for_and_presence_set(
    local: LocalDiscord, clients: Clients, ada: User, guild: Guild
) -> None:
    bot = await clients.start(activity=discord.Game("history"))
    known = bot.get_guild(guild.id)
    assert known is not None
    assert [member.id for member in await known.query_members(user_ids=[ada.id])] == [ada.id]
    assert [member.id for member in await known.query_members("ad")] == [ada.id]
    await bot.change_presence(status=discord.Status.idle)
    await known.query_members("ada")
    assert local.presence is not None and local.presence["status"] == "idle"


async def test_an_interaction_that_nobody_hears_says_so(
    local: LocalDiscord, clients: Clients, ada: User, channel: Channel
) -> None:
    await clients.start()
    await clients.stop()
    await local.gone()
    interaction = await ada.slash(channel, "act")
    with pytest.raises(WaitTimeout, match="never heard"):
        await interaction.first_response(timeout=0.01)


@pytest.mark.parametrize(("intents", "members"), [(1, 1), (1 | 2, 3)])
async def test_without_the_members_intent_a_guild_has_one_member(intents: int, members: int) -> None:
    async with LocalDiscord(granted_intents=PRIVILEGED) as local:
        local.create_guild("History").add_member(local.create_user("ada"))
        identify = {"token": local.token, "intents": intents, "properties": {}}
        async with aiohttp.ClientSession() as http, http.ws_connect(local.gateway_url + "?v=10&encoding=json") as ws:
            await ws.send_json({"op": 2, "d": identify})
            events = [await ws.receive_json(timeout=5) for _ in range(3)]
        assert [event["t"] for event in events] == [None, "READY", "GUILD_CREATE"]
        assert len(events[2]["d"]["members"]) == members and events[2]["d"]["member_count"] == 3


async def test_waiting_in_vain_says_what_was_seen(local: LocalDiscord) -> None:
    with pytest.raises(WaitTimeout, match=r"waited 0.01 s for the bot to be ready.*sessions.*no violations"):
        await local.ready(timeout=0.01)


async def test_sync_registers_the_commands(local: LocalDiscord, clients: Clients) -> None:
    bot = await clients.start()
    commands = await local.commands_synced()
    assert [command.name for command in commands] == ["act", "find", "library", "Find sources"]
    assert commands[1].options[0] | {"description": ""} == {
        "type": 3,
        "name": "title",
        "description": "",
        "required": True,
        "min_length": 2,
        "max_length": 10,
        "autocomplete": True,
    }
    fetched = await bot.tree.fetch_commands()
    assert [command.id for command in fetched] == [command.id for command in commands]
    await bot.tree.sync()
    assert local.sync_count == 2
    assert [command.id for command in local.commands] == [command.id for command in commands]


@pytest.mark.parametrize(
    ("definition", "error"),
    [
        ({"name": "Ask", "description": "x"}, "APPLICATION_COMMAND_INVALID_NAME"),
        ({"name": "a" * 33, "description": "x"}, "0.name: BASE_TYPE_BAD_LENGTH"),
        ({"name": "ask", "description": ""}, "0.description: BASE_TYPE_BAD_LENGTH"),
        ({"name": "ask", "description": "x" * 101}, "0.description: BASE_TYPE_BAD_LENGTH"),
        ({"name": "ask", "options": 26}, "0.options: BASE_TYPE_MAX_LENGTH"),
        ({"name": "ask", "options": "optional first"}, "APPLICATION_COMMAND_OPTIONS_REQUIRED_INVALID"),
        ({"name": "ask", "options": "same name"}, "APPLICATION_COMMAND_OPTIONS_NAME_ALREADY_EXISTS"),
        ({"name": "Find", "type": 3, "description": "x"}, "CONTEXT_MENU_DESCRIPTION"),
    ],
)
async def test_a_wrong_definition_is_refused(
    local: LocalDiscord, clients: Clients, definition: dict[str, Any], error: str
) -> None:
    bot = await clients.start()
    option = {"type": 3, "name": "a", "description": "x"}
    options = {
        26: [option | {"name": f"o{i}"} for i in range(26)],
        "optional first": [option, option | {"name": "b", "required": True}],
        "same name": [option, option],
    }
    body = definition | ({"options": options[definition["options"]]} if "options" in definition else {})
    body.setdefault("description", "x")
    with pytest.raises(discord.HTTPException) as caught:
        await bot.http.bulk_upsert_global_commands(local.bot.id, [body])
    assert caught.value.code == 50035
    local.violations.take(error)
    local.violations.clear()
    assert len(local.commands) == 4


async def test_guild_commands_and_single_commands(
    local: LocalDiscord, clients: Clients, ada: User, guild: Guild, channel: Channel
) -> None:
    bot = await clients.start()
    await bot.http.bulk_upsert_guild_commands(local.bot.id, guild.id, [{"name": "here", "description": "Here"}])
    assert len(local.commands) == 4
    assert (await ada.slash(channel, "here")).heard
    elsewhere = local.create_guild("Elsewhere")
    elsewhere.add_member(ada)
    with pytest.raises(ClientRefused, match="no command 'here'"):
        await ada.slash(elsewhere.create_text_channel("x"), "here")
    find = next(command for command in await bot.tree.fetch_commands() if command.name == "find")
    await find.edit(name="look")
    assert [command.name for command in local.commands if command.id == find.id] == ["look"]
    await find.delete()
    with pytest.raises(discord.NotFound) as caught:
        await find.delete()
    assert caught.value.code == 10063
    local.violations.take("10063")


async def test_slash_with_deferral_edit_and_follow_up(
    local: LocalDiscord, clients: Clients, ada: User, channel: Channel
) -> None:
    async def act(interaction: discord.Interaction) -> None:
        await interaction.response.defer(thinking=True)
        view = ui.LayoutView()
        view.add_item(ui.TextDisplay("first"))
        await interaction.edit_original_response(view=view)
        await interaction.followup.send("more", ephemeral=True)

    await clients.start(act)
    interaction = await ada.slash(channel, "act", text="hello")
    first = await interaction.first_response()
    assert first.type is ResponseType.DEFERRED_MESSAGE
    assert not first.ephemeral and 0 < first.acknowledged_after < 3
    message = await interaction.message()
    assert message.text == "first" and not message.ephemeral
    assert [version.flags for version in message.history] == [1 << 7, V2]
    more = await interaction.followup()
    assert (more.text, more.visible_to) == ("more", ada)
    assert await interaction.settled(quiet=0.05) is message


async def test_the_first_follow_up_replaces_the_thinking(clients: Clients, ada: User, channel: Channel) -> None:
    async def act(interaction: discord.Interaction) -> None:
        await interaction.response.defer(thinking=True, ephemeral=True)
        await interaction.followup.send("done")

    await clients.start(act)
    interaction = await ada.slash(channel, "act")
    message = await interaction.message()
    assert (message.text, message.visible_to, interaction.followups) == ("done", ada, [])


async def test_the_interaction_is_faithful(clients: Clients, ada: User, guild: Guild, channel: Channel) -> None:
    seen: list[discord.Interaction] = []

    async def act(interaction: discord.Interaction) -> None:
        seen.append(interaction)
        await interaction.response.send_message("ok")

    await clients.start(act)
    await (await ada.slash(channel, "act")).message()
    (got,) = seen
    assert got.guild_id == guild.id and got.channel_id == channel.id
    assert isinstance(got.user, discord.Member) and got.user.id == ada.id
    assert got.permissions.send_messages and not got.permissions.manage_guild
    assert got.app_permissions.send_messages
    assert got.is_guild_integration() and not got.is_user_integration()
    assert got.context.guild and got.filesize_limit == 10 * 1024 * 1024


async def test_a_person_can_only_send_what_the_command_takes(clients: Clients, ada: User, channel: Channel) -> None:
    await clients.start()
    for command, options, why in (
        ("ask", {}, "no command 'ask'"),
        ("find", {}, "required"),
        ("find", {"title": "x"}, "not 2 to 10 characters"),
        ("find", {"title": "xx", "count": "3"}, "wrong type"),
        ("find", {"title": "xx", "other": 3}, "no option"),
        ("library add", {"member": ada}, "MANAGE_GUILD"),
    ):
        with pytest.raises(ClientRefused, match=why):
            await ada.slash(channel, command, **options)


async def test_a_sub_command_with_a_member(clients: Clients, ada: User, guild: Guild, channel: Channel) -> None:
    await clients.start()
    guild.open_command("library")
    interaction = await ada.slash(channel, "library add", member=ada)
    assert (await interaction.message()).text == "added for ada"


async def test_a_user_installed_app_answers_everywhere(local: LocalDiscord, clients: Clients, ada: User) -> None:
    owners: list[discord.Interaction] = []

    async def act(interaction: discord.Interaction) -> None:
        owners.append(interaction)
        await interaction.response.send_message("here")

    await clients.start(act)
    elsewhere = local.create_guild("Elsewhere", with_bot=False)
    elsewhere.add_member(ada)
    places = [
        elsewhere.create_text_channel("x"),
        local.create_group_dm(ada, local.create_user("ben")),
        ada.dm,
    ]
    with pytest.raises(ClientRefused, match="not offered"):
        await ada.slash(places[0], "act")
    ada.install_app()
    for place in places:
        assert (await (await ada.slash(place, "act")).message()).text == "here"
        assert owners[-1].is_user_integration()
    assert [(got.context.guild, got.context.dm_channel, got.context.private_channel) for got in owners] == [
        (True, False, False),
        (False, False, True),
        (False, True, False),
    ]


async def test_a_user_installed_app_has_five_follow_ups(local: LocalDiscord, clients: Clients, ada: User) -> None:
    codes: asyncio.Queue[int] = asyncio.Queue()

    async def act(interaction: discord.Interaction) -> None:
        await interaction.response.send_message("0")
        try:
            for number in range(6):
                await interaction.followup.send(str(number))
        except discord.HTTPException as error:
            codes.put_nowait(error.code)

    local.rate_limits = False
    await clients.start(act)
    ada.install_app()
    interaction = await ada.slash(local.create_group_dm(ada, local.create_user("ben")), "act")
    assert await asyncio.wait_for(codes.get(), 5) == 40094
    assert [message.text for message in interaction.followups] == ["0", "1", "2", "3", "4"]
    local.violations.take("40094")


async def test_autocomplete(local: LocalDiscord, clients: Clients, ada: User, channel: Channel) -> None:
    await clients.start()
    assert await ada.autocomplete(channel, "find", "title", "ver") == (
        Choice("ver 0", "v0"),
        Choice("ver 1", "v1"),
    )
    assert await ada.autocomplete(channel, "find", "title", "0") == ()
    assert len(await ada.autocomplete(channel, "find", "title", "25")) == 25
    with pytest.raises(WaitTimeout):
        await ada.autocomplete(channel, "find", "title", "26", timeout=0.2)
    local.violations.take("data.choices: BASE_TYPE_MAX_LENGTH")
    if local.openapi is not None:
        local.violations.take("not as specified: data/choices")
    with pytest.raises(ClientRefused, match="completes itself"):
        await ada.autocomplete(channel, "find", "count", "1")


async def test_a_message_command_reads_the_message(clients: Clients, ada: User, channel: Channel) -> None:
    await clients.start()
    said = await ada.say(channel, "The wall fell in 1989.")
    interaction = await ada.use(channel, "Find sources", target=said)
    assert (await interaction.message()).text == "sources of The wall fell in 1989."


async def test_a_second_first_response_is_refused(
    local: LocalDiscord, clients: Clients, ada: User, channel: Channel
) -> None:
    errors: list[int] = []

    async def act(interaction: discord.Interaction) -> None:
        await interaction.response.send_message("one")
        interaction.response._response_type = None
        try:
            await interaction.response.send_message("two")
        except discord.HTTPException as error:
            errors.append(error.code)
        await interaction.followup.send("after")

    await clients.start(act)
    interaction = await ada.slash(channel, "act")
    await interaction.followup()
    assert errors == [40060]
    assert (await interaction.message()).text == "one"
    local.violations.take("already been acknowledged")


async def test_a_first_response_after_three_seconds_is_refused(
    local: LocalDiscord, clients: Clients, ada: User, channel: Channel
) -> None:
    outcome: asyncio.Queue[Exception] = asyncio.Queue()

    async def act(interaction: discord.Interaction) -> None:
        local.clock.advance(3.1)
        try:
            await interaction.response.send_message("late")
        except discord.NotFound as error:
            outcome.put_nowait(error)

    await clients.start(act)
    interaction = await ada.slash(channel, "act")
    error = await asyncio.wait_for(outcome.get(), 5)
    assert isinstance(error, discord.NotFound) and error.code == 10062
    assert interaction.failed and channel.messages == ()
    local.violations.take("10062")


async def test_a_token_works_for_fifteen_minutes_after_a_first_response(
    local: LocalDiscord, clients: Clients, ada: User, channel: Channel
) -> None:
    codes: list[int] = []

    async def act(interaction: discord.Interaction) -> None:
        async def attempt() -> None:
            try:
                await interaction.edit_original_response(content="edited")
            except discord.HTTPException as error:
                codes.append(error.code)

        await attempt()
        await interaction.response.defer(thinking=True)
        local.clock.advance(14 * 60)
        await attempt()
        local.clock.advance(61)
        await attempt()
        await channel_of(interaction).send("by ordinary message")

    await clients.start(act)
    interaction = await ada.slash(channel, "act")
    await local.next_message(channel, after=await interaction.message())
    assert codes == [10015, 50027]
    local.violations.take("10015")
    local.violations.take("50027")


def channel_of(interaction: discord.Interaction) -> discord.TextChannel:
    assert isinstance(interaction.channel, discord.TextChannel)
    return interaction.channel


async def test_content_is_hidden_unless_the_bot_is_meant(
    local: LocalDiscord, clients: Clients, ada: User, channel: Channel
) -> None:
    bot = await clients.start()
    await ada.say(channel, "about the wall", files=(Upload("a.txt", b"a"),))
    heard = await bot.next_heard()
    assert (heard.content, heard.attachments, heard.mentions) == ("", [], [])
    await ada.say(channel, f"{local.bot.mention} about the wall", files=(Upload("a.txt", b"a"),))
    heard = await bot.next_heard()
    assert heard.content.endswith("about the wall") and len(heard.attachments) == 1
    assert [user.id for user in heard.mentions] == [local.bot.id]


async def test_a_reply_is_readable_when_it_pings(
    local: LocalDiscord, clients: Clients, ada: User, channel: Channel
) -> None:
    bot = await clients.start()
    view = ui.LayoutView()
    view.add_item(ui.ActionRow(Context(5)))
    sent = await text_channel(bot, channel).send(view=view)
    own = await local.next_message(channel)
    await ada.say(channel, "and then?", reply_to=own)
    heard = await bot.next_heard()
    assert heard.content == "and then?" and bot.user in heard.mentions
    assert heard.reference is not None and heard.reference.message_id == sent.id
    resolved = heard.reference.resolved
    assert isinstance(resolved, discord.Message) and len(resolved.components) == 1
    await ada.say(channel, "and then?", reply_to=own, ping=False)
    heard = await bot.next_heard()
    assert (heard.content, heard.mentions) == ("", [])
    assert heard.reference is not None and isinstance(heard.reference.resolved, discord.Message)
    assert len(heard.reference.resolved.components) == 1


async def test_the_message_content_intent_shows_everything(monkeypatch: pytest.MonkeyPatch) -> None:
    async with LocalDiscord(granted_intents=PRIVILEGED) as local:
        point_at(local, monkeypatch)
        clients = Clients(local)
        bot = await clients.start(intents=INTENTS | discord.Intents(message_content=True, members=True))
        guild = local.create_guild("History")
        guild.add_member(ada := local.create_user("ada"))
        await ada.say(guild.create_text_channel("general"), "about the wall")
        assert (await bot.next_heard()).content == "about the wall"
        assert len(bot.get_guild(guild.id).members) == 3  # type: ignore[union-attr]
        await clients.stop()
        assert not local.violations


async def test_direct_messages_go_both_ways(local: LocalDiscord, clients: Clients, ada: User, guild: Guild) -> None:
    bot = await clients.start()
    said = await ada.direct_message("in private")
    heard = await bot.next_heard()
    assert heard.content == "in private" and isinstance(heard.channel, discord.DMChannel)
    await heard.reply("answer")
    answer = await local.next_message(ada.dm, after=said)
    assert (answer.text, answer.reply_to) == ("answer", said)
    user = await bot.http.start_private_message(ada.id)
    assert int(user["id"]) == ada.dm.id
    ada.accepts_direct_messages = False
    with pytest.raises(discord.Forbidden) as caught:
        await heard.channel.send("again")
    assert caught.value.code == 50007


async def test_the_bots_permissions_in_a_channel_count(
    local: LocalDiscord, clients: Clients, ada: User, channel: Channel
) -> None:
    bot = await clients.start()
    channel.overwrite(local.bot, deny=Permission.SEND_MESSAGES)
    with pytest.raises(discord.Forbidden) as caught:
        await text_channel(bot, channel).send("x")
    assert caught.value.code == 50013
    channel.overwrite(local.bot, deny=Permission.VIEW_CHANNEL)
    with pytest.raises(discord.Forbidden) as caught:
        await text_channel(bot, channel).send("x")
    assert caught.value.code == 50001
    await ada.say(channel, f"{local.bot.mention} unheard")
    channel.overwrite(local.bot)
    await ada.say(channel, f"{local.bot.mention} heard")
    assert (await bot.next_heard()).content.endswith(" heard")


async def test_typing_and_history(local: LocalDiscord, clients: Clients, ada: User, channel: Channel) -> None:
    bot = await clients.start()
    said = [await ada.say(channel, f"{local.bot.mention} {number}") for number in range(4)]
    place = text_channel(bot, channel)
    await place.typing()
    assert [note.channel for note in local.typing] == [channel]
    assert [m.id async for m in place.history(limit=2)] == [said[3].id, said[2].id]
    assert [m.id async for m in place.history(after=discord.Object(said[1].id))] == [
        said[2].id,
        said[3].id,
    ]
    assert (await place.fetch_message(said[0].id)).content.endswith(" 0")
    await ada.delete(said[0])
    with pytest.raises(discord.NotFound) as caught:
        await place.fetch_message(said[0].id)
    assert caught.value.code == 10008


async def test_files_go_both_ways(local: LocalDiscord, clients: Clients, ada: User, channel: Channel) -> None:
    read: list[bytes] = []

    async def act(interaction: discord.Interaction) -> None:
        read.append(await interaction.extras["file"].read())
        view = ui.LayoutView()
        view.add_item(ui.File("attachment://out.txt"))
        await interaction.response.send_message(view=view, file=discord.File(io.BytesIO(b"out"), "out.txt"))

    await clients.start(act)
    interaction = await ada.slash(channel, "act", file=Upload("in.txt", b"in"))
    message = await interaction.message()
    assert read == [b"in"]
    (attachment,) = message.attachments
    assert (attachment.filename, attachment.data) == ("out.txt", b"out")
    assert message.components[0]["file"]["url"] == attachment.url
    async with aiohttp.ClientSession() as http:
        async with http.get(attachment.url) as answer:
            assert (answer.status, await answer.read()) == (200, b"out")
        local.clock.advance(25 * 3600)
        async with http.get(attachment.url) as answer:
            assert answer.status == 404


async def test_an_edit_keeps_or_drops_files(local: LocalDiscord, clients: Clients, channel: Channel) -> None:
    bot = await clients.start()
    sent = await text_channel(bot, channel).send("x", file=discord.File(io.BytesIO(b"1"), "1.txt"))
    message = await local.next_message(channel)
    await sent.edit(content="y")
    assert [file.filename for file in message.attachments] == ["1.txt"]
    sent = await sent.add_files(discord.File(io.BytesIO(b"2"), "2.txt"))
    assert [file.data for file in message.attachments] == [b"1", b"2"]
    await sent.remove_attachments(sent.attachments[0])
    assert [file.data for file in message.attachments] == [b"2"]
    assert message.text == "y" and len(message.history) == 4


async def test_a_picture_stays_when_its_message_is_edited(
    local: LocalDiscord, clients: Clients, channel: Channel
) -> None:
    bot = await clients.start()
    view = ui.LayoutView()
    view.add_item(ui.MediaGallery(discord.MediaGalleryItem("attachment://map.png")))
    sent = await text_channel(bot, channel).send(view=view, file=discord.File(io.BytesIO(b"png"), "map.png"))
    again = ui.LayoutView.from_message(sent)
    again.add_item(ui.TextDisplay("A map"))
    await sent.edit(view=again)
    message = await local.next_message(channel)
    assert message.text == "A map"
    assert message.components[0]["items"][0]["media"]["attachment_id"] == str(message.attachments[0].id)


async def test_an_answer_that_keeps_changing_does_not_settle(clients: Clients, ada: User, channel: Channel) -> None:
    async def act(interaction: discord.Interaction) -> None:
        await interaction.response.send_message("0")
        for number in range(4):
            await asyncio.sleep(0.03)
            await interaction.edit_original_response(content=str(number))

    await clients.start(act)
    interaction = await ada.slash(channel, "act")
    with pytest.raises(WaitTimeout, match="to stop changing"):
        await interaction.settled(quiet=0.06, timeout=0.05)
    assert (await interaction.settled(quiet=0.2)).text == "3"


async def test_too_large_and_too_many_files_are_refused(
    local: LocalDiscord, clients: Clients, channel: Channel
) -> None:
    bot = await clients.start()
    place = text_channel(bot, channel)
    with pytest.raises(discord.HTTPException) as caught:
        await place.send(file=discord.File(io.BytesIO(bytes(10 * 1024 * 1024 + 1)), "large.bin"))
    assert (caught.value.status, caught.value.code) == (413, 40005)
    local.violations.take("40005")
    with pytest.raises(discord.HTTPException) as caught:
        await place.send(files=[discord.File(io.BytesIO(b"x"), f"{number}.txt") for number in range(11)])
    assert caught.value.code == 50035
    local.violations.take("attachments: BASE_TYPE_MAX_LENGTH")
    local.violations.clear()
    assert channel.messages == ()


async def test_threads_are_channels_too(
    local: LocalDiscord, clients: Clients, ada: User, guild: Guild, channel: Channel
) -> None:
    bot = await clients.start()
    thread = guild.create_thread(channel, "1989")
    said = await ada.say(thread, f"{local.bot.mention} in a thread")
    heard = await bot.next_heard()
    assert isinstance(heard.channel, discord.Thread) and heard.channel.parent_id == channel.id
    await heard.reply("seen")
    assert (await local.next_message(thread, after=said)).text == "seen"


async def test_a_thread_hangs_on_a_message_and_a_reply_may_come_without_its_message(
    local: LocalDiscord, clients: Clients, ada: User, guild: Guild, channel: Channel
) -> None:
    bot = await clients.start()
    first = await ada.say(channel, f"{local.bot.mention} first")
    await bot.next_heard()
    thread = guild.create_thread(channel, "on it", message=first)
    await ada.say(thread, f"{local.bot.mention} in it")
    heard = await bot.next_heard()
    assert isinstance(heard.channel, discord.Thread)
    assert heard.channel.id == first.id
    above = await text_channel(bot, channel).fetch_message(heard.channel.id)
    assert above.flags.has_thread
    assert above.content == f"{local.bot.mention} first"
    local.sends_referenced = False
    await ada.say(channel, f"{local.bot.mention} a reply", reply_to=first)
    heard = await bot.next_heard()
    assert heard.reference is not None
    assert (heard.reference.message_id, heard.reference.resolved) == (first.id, None)


async def test_ephemeral_messages_are_out_of_reach_of_channel_routes(
    local: LocalDiscord, clients: Clients, ada: User, channel: Channel
) -> None:
    async def act(interaction: discord.Interaction) -> None:
        await interaction.response.send_message("secret", ephemeral=True)

    bot = await clients.start(act)
    message = await (await ada.slash(channel, "act")).message()
    with pytest.raises(discord.NotFound):
        await text_channel(bot, channel).fetch_message(message.id)
    local.violations.take("ephemeral")
    assert ada.sees(message) and not local.create_user("ben").sees(message)


@pytest.mark.parametrize(
    ("content", "allowed", "pings"),
    [
        ("<@1> <@&2> @everyone @here", None, Pings(frozenset({1}), frozenset({2}), True, True)),
        ("<@1> <@&2> @everyone", {"parse": []}, Pings()),
        ("<@1> <@!3> <@&2>", {"parse": ["users"]}, Pings(frozenset({1, 3}))),
        (
            "<@1> <@3> <@&2>",
            {"parse": [], "users": ["3"], "roles": ["2"]},
            Pings(frozenset({3}), frozenset({2})),
        ),
        ("@here", {"parse": ["everyone"]}, Pings(here=True)),
    ],
)
async def test_whom_a_text_pings(content: str, allowed: dict[str, Any] | None, pings: Pings) -> None:
    assert pings_of(content, allowed) == pings


async def test_pings_of_replies_and_text_displays(
    local: LocalDiscord, clients: Clients, ada: User, channel: Channel
) -> None:
    bot = await clients.start()
    await ada.say(channel, f"{local.bot.mention}?")
    heard = await bot.next_heard()
    nobody = discord.AllowedMentions.none()
    view = ui.LayoutView()
    view.add_item(ui.Container(ui.TextDisplay("@everyone <@&9>")))
    quiet = await heard.reply(view=view, allowed_mentions=nobody)
    message = await local.next_message(channel)
    assert message.id == quiet.id and not message.pings and not quiet.mention_everyone
    await heard.reply("x", mention_author=True, allowed_mentions=nobody)
    assert channel.messages[-1].pings == Pings(frozenset({ada.id}))
    loud = await heard.channel.send(view=view)
    assert channel.messages[-1].pings == Pings(roles=frozenset({9}), everyone=True)
    assert loud.mention_everyone


def text_channel(bot: Bot, channel: Channel) -> discord.TextChannel:
    found = bot.get_channel(channel.id)
    assert isinstance(found, discord.TextChannel)
    return found


def text(content: str) -> dict[str, Any]:
    return {"type": 10, "content": content}


def button(**changes: object) -> dict[str, Any]:
    return {"type": 2, "style": 1, "label": "B", "custom_id": "b"} | changes


def row(*children: dict[str, Any]) -> dict[str, Any]:
    return {"type": 1, "components": list(children)}


def section(*children: dict[str, Any], **changes: object) -> dict[str, Any]:
    return {"type": 9, "components": list(children), "accessory": button()} | changes


def menu(options: int, **changes: object) -> dict[str, Any]:
    choices = [{"label": f"{i}", "value": f"{i}"} for i in range(options)]
    return {"type": 3, "custom_id": "s", "options": choices} | changes


def roles(*chosen: str, kind: str = "role") -> dict[str, Any]:
    return {"type": 6, "custom_id": "s", "default_values": [{"id": role, "type": kind} for role in chosen]}


def v2(*components: dict[str, Any], **changes: object) -> dict[str, Any]:
    return {"flags": V2, "components": list(components)} | changes


REFUSED: list[tuple[str, dict[str, Any], str]] = [
    ("long content", {"content": "x" * 2001}, "content: BASE_TYPE_MAX_LENGTH"),
    ("empty", {"content": " "}, "50006"),
    ("no flag", {"components": [text("x")]}, "components.0.type: UNION_TYPE_CHOICES"),
    ("content beside components", v2(text("x"), content="x"), "content: MESSAGE_CANNOT_USE_LEGACY_FIELDS"),
    ("embed beside components", v2(text("x"), embeds=[{"title": "x"}]), "embeds: MESSAGE_CANNOT_USE_LEGACY"),
    ("41 components", v2(*[text("x")] * 41), "COMPONENT_MAX_TOTAL_COMPONENTS_EXCEEDED"),
    (
        "41 with the nested ones",
        v2(*[{"type": 17, "components": [text("x")] * 19}] * 2, text("x")),
        "COMPONENT_MAX_TOTAL_COMPONENTS_EXCEEDED",
    ),
    ("4,001 characters", v2(text("x" * 2000), text("y" * 2001)), "COMPONENT_DISPLAYABLE_TEXT_SIZE_EXCEEDED"),
    ("empty text", v2(text("")), "components.0.content: BASE_TYPE_BAD_LENGTH"),
    (
        "four texts in a section",
        v2(section(*[text("x")] * 4)),
        "components.0.components: BASE_TYPE_BAD_LENGTH",
    ),
    ("no text in a section", v2(section()), "components.0.components: BASE_TYPE_BAD_LENGTH"),
    ("no accessory", v2(section(text("x"), accessory=None)), "components.0.accessory: BASE_TYPE_REQUIRED"),
    ("a wrong accessory", v2(section(text("x"), accessory=text("x"))), "components.0.accessory.type: UNION"),
    (
        "a nested container",
        v2({"type": 17, "components": [{"type": 17, "components": [text("x")]}]}),
        "UNION_TYPE",
    ),
    ("a bare button", v2(button()), "components.0.type: UNION_TYPE_CHOICES"),
    (
        "six buttons",
        v2(row(*[button(custom_id=f"{i}") for i in range(6)])),
        "COMPONENT_LAYOUT_WIDTH_EXCEEDED",
    ),
    ("two selects", v2(row(menu(1), menu(1, custom_id="t"))), "COMPONENT_LAYOUT_WIDTH_EXCEEDED"),
    ("a select and a button", v2(row(menu(1), button())), "COMPONENT_LAYOUT_WIDTH_EXCEEDED"),
    ("26 options", v2(row(menu(26))), "components.0.components.0.options: BASE_TYPE_BAD_LENGTH"),
    ("more defaults than values", v2(row(roles("1", "2"))), "default_values: BASE_TYPE_BAD_LENGTH"),
    (
        "a default of another kind",
        v2(row(roles("1", kind="channel"))),
        "default_values.0.type: BASE_TYPE_CHOICES",
    ),
    (
        "a long label",
        v2(row(button(label="x" * 81))),
        "components.0.components.0.label: BASE_TYPE_MAX_LENGTH",
    ),
    ("a long custom_id", v2(row(button(custom_id="x" * 101))), "custom_id: BASE_TYPE_BAD_LENGTH"),
    ("no custom_id", v2(row(button(custom_id=None))), "custom_id: BASE_TYPE_REQUIRED"),
    ("the same custom_id", v2(row(button()), section(text("x"))), "COMPONENT_CUSTOM_ID_DUPLICATED"),
    ("a link with custom_id", v2(row(button(style=5, url="https://a.b"))), "BUTTON_COMPONENT_INVALID_FIELD"),
    ("a button with url", v2(row(button(url="https://a.b"))), "BUTTON_COMPONENT_INVALID_FIELD"),
    ("a bad url", v2(row(button(style=5, custom_id=None, url="ftp://a.b"))), "URL_TYPE_INVALID_SCHEME"),
    ("no label", v2(row(button(label=None))), "BUTTON_COMPONENT_MISSING_LABEL_OR_EMOJI"),
    ("a missing file", v2({"type": 13, "file": {"url": "attachment://a.txt"}}), "ATTACHMENT_NOT_FOUND"),
    (
        "exclusive mentions",
        {"content": "x", "allowed_mentions": {"parse": ["users"], "users": ["1"]}},
        "MESSAGE_ALLOWED_MENTIONS_PARSE_EXCLUSIVE",
    ),
]


@pytest.mark.parametrize(("body", "error"), [case[1:] for case in REFUSED], ids=[case[0] for case in REFUSED])
async def test_what_discord_refuses(local: LocalDiscord, channel: Channel, body: dict[str, Any], error: str) -> None:
    status, answer = await post(local, f"/channels/{channel.id}/messages", body)
    assert status == 400
    assert answer["code"] == (50006 if error == "50006" else 50035)
    assert ("errors" in answer) is (error != "50006")
    local.violations.take(error)
    local.violations.clear()
    assert channel.messages == ()


@pytest.mark.parametrize(
    "body",
    [
        {"content": "x" * 2000},
        v2(*[text("x")] * 40),
        v2(text("x" * 4000)),
        v2(row(*[button(custom_id=f"{i}", label="x" * 80) for i in range(5)]), row(menu(25))),
        v2(
            {
                "type": 17,
                "components": [section(*[text("x")] * 3), {"type": 14}, row(button(custom_id="y" * 100))],
            }
        ),
        v2(row(button(style=5, custom_id=None, url="https://a.b"))),
        {"content": "x", "components": [row(button())]},
    ],
)
async def test_what_discord_takes(local: LocalDiscord, channel: Channel, body: dict[str, Any]) -> None:
    status, answer = await post(local, f"/channels/{channel.id}/messages", body)
    assert (status, len(channel.messages)) == (200, 1)
    ids = [part["id"] for part in answer["components"]]
    assert len(set(ids)) == len(ids) == len(body.get("components", []))


async def test_errors_are_nested_as_the_request_is(local: LocalDiscord, channel: Channel) -> None:
    _, answer = await post(local, f"/channels/{channel.id}/messages", v2(row(button(label="x" * 81))))
    assert answer["errors"]["components"]["0"]["components"]["0"]["label"]["_errors"] == [
        {"code": "BASE_TYPE_MAX_LENGTH", "message": "Must be 80 or fewer in length."}
    ]
    local.violations.clear()


async def test_the_v2_flag_lasts(local: LocalDiscord, clients: Clients, channel: Channel) -> None:
    bot = await clients.start()
    view = ui.LayoutView()
    view.add_item(ui.TextDisplay("x"))
    sent = await text_channel(bot, channel).send(view=view)
    message = await local.next_message(channel)
    for body in ({"flags": 0}, {"content": "x"}):
        with pytest.raises(discord.HTTPException) as caught:
            await bot.http.request(route_of(sent), json=body)
        assert caught.value.code == 50035
    local.violations.take("MESSAGE_CANNOT_REMOVE_COMPONENTS_V2_FLAG")
    local.violations.take("MESSAGE_CANNOT_USE_LEGACY_FIELDS")
    view.add_item(ui.TextDisplay("y"))
    await sent.edit(view=view)
    assert (message.text, message.flags) == ("x\ny", V2)


async def test_a_message_becomes_v2_only_without_its_content(
    local: LocalDiscord, clients: Clients, channel: Channel
) -> None:
    bot = await clients.start()
    sent = await text_channel(bot, channel).send("old")
    view = ui.LayoutView()
    view.add_item(ui.TextDisplay("new"))
    with pytest.raises(discord.HTTPException):
        await sent.edit(view=view)
    local.violations.take("content: MESSAGE_CANNOT_USE_LEGACY_FIELDS")
    await sent.edit(content=None, view=view)
    assert channel.messages[0].text == "new"


async def test_a_pressed_button_survives_a_restart(
    local: LocalDiscord, clients: Clients, ada: User, channel: Channel
) -> None:
    bot = await clients.start()
    view = ui.LayoutView()
    view.add_item(ui.Section("quote", accessory=Context(42)))
    view.add_item(ui.ActionRow(ui.Button(label="Off", custom_id="off", disabled=True)))
    await text_channel(bot, channel).send(view=view)
    message = await local.next_message(channel)
    await clients.stop()
    await local.gone()
    local.clock.advance(IDENTIFY_SECONDS)
    await clients.start()
    pressed = await ada.press(message, label="In context")
    answer = await pressed.message()
    assert (answer.text, answer.visible_to) == ("around passage 42", ada)
    for label, why in (("Off", "disabled"), ("Missing", "0 buttons match")):
        with pytest.raises(AssertionError, match=why):
            await ada.press(message, label=label)


async def test_buttons_of_ephemeral_messages_edit_their_message(
    local: LocalDiscord, clients: Clients, ada: User, channel: Channel
) -> None:
    class Pages(ui.View):
        @ui.button(label="Next")
        async def turn(self, interaction: discord.Interaction, button: ui.Button[Pages]) -> None:
            await interaction.response.edit_message(content="page 2")

        @ui.button(label="Later")
        async def later(self, interaction: discord.Interaction, button: ui.Button[Pages]) -> None:
            await interaction.response.defer()
            await interaction.edit_original_response(content="page 3", view=None)

    async def act(interaction: discord.Interaction) -> None:
        await interaction.response.send_message("page 1", view=Pages(), ephemeral=True)

    await clients.start(act)
    message = await (await ada.slash(channel, "act")).message()
    pressed = await ada.press(message, label="Next")
    assert await pressed.message() is message and message.text == "page 2"
    assert (await pressed.first_response()).type is ResponseType.UPDATE
    assert await (await ada.press(message, custom_id=message.buttons[1].custom_id)).message() is message
    assert message.text == "page 3" and message.ephemeral
    ben = local.create_user("ben")
    with pytest.raises(ClientRefused, match="cannot see"):
        await ben.press(message, label="Next")


async def test_select(clients: Clients, ada: User, channel: Channel) -> None:
    class Pick(ui.View):
        @ui.select(
            options=[
                discord.SelectOption(label="One", value="1"),
                discord.SelectOption(label="Two", value="2"),
            ]
        )
        async def pick(self, interaction: discord.Interaction, select: ui.Select[Pick]) -> None:
            await interaction.response.send_message(f"picked {select.values}")

    async def act(interaction: discord.Interaction) -> None:
        await interaction.response.send_message("pick", view=Pick())

    await clients.start(act)
    message = await (await ada.slash(channel, "act")).message()
    custom_id = message.selects[0]["custom_id"]
    assert (await (await ada.select(message, custom_id, ["Two"])).message()).text == "picked ['2']"
    with pytest.raises(ClientRefused, match="none of the options"):
        await ada.select(message, custom_id, ["Three"])
    with pytest.raises(ClientRefused, match="does not take 2 values"):
        await ada.select(message, custom_id, ["One", "Two"])


async def test_modal(local: LocalDiscord, clients: Clients, ada: User, channel: Channel) -> None:
    async def act(interaction: discord.Interaction) -> None:
        await interaction.response.send_modal(Feedback())

    await clients.start(act)
    interaction = await ada.slash(channel, "act")
    modal = await interaction.modal()
    assert (modal.title, [field.label for field in modal.fields]) == ("Feedback", ["Comment", "Kind"])
    for answers, why in (
        ({"Kind": "Wrong date"}, "Comment: an answer is required"),
        ({"Comment": "x" * 21, "Kind": "Wrong date"}, "21 characters are not 0 to 20"),
        ({"Comment": "x", "Kind": "Other"}, "none of"),
        ({"Remark": "x"}, "no input 'Remark'"),
    ):
        with pytest.raises(AssertionError, match=why):
            await ada.submit(interaction, answers)
    submitted = await ada.submit(interaction, {"Comment": "no", "Kind": "Wrong date"})
    message = await submitted.message()
    assert (message.text, message.visible_to) == ("no / date", ada)


@pytest.mark.parametrize(
    ("changes", "error"),
    [
        ({"title": "x" * 46}, "data.title: BASE_TYPE_BAD_LENGTH"),
        ({"custom_id": ""}, "data.custom_id: BASE_TYPE_BAD_LENGTH"),
        ({"components": 6}, "data.components: BASE_TYPE_BAD_LENGTH"),
        ({"components": 0}, "data.components: BASE_TYPE_BAD_LENGTH"),
    ],
)
async def test_a_wrong_modal_is_refused(
    local: LocalDiscord,
    clients: Clients,
    ada: User,
    channel: Channel,
    changes: dict[str, Any],
    error: str,
) -> None:
    await clients.start(wait_for_raw_answer)
    interaction = await ada.slash(channel, "act")
    inputs = [
        {"type": 18, "label": f"L{i}", "component": {"type": 4, "style": 1, "custom_id": f"c{i}"}}
        for i in range(changes.get("components", 1))
    ]
    data = {"title": "T", "custom_id": "m"} | changes | {"components": inputs}
    path = f"/interactions/{interaction.id}/{interaction.token}/callback"
    status, answer = await post(local, path, {"type": 9, "data": data})
    assert (status, answer["code"]) == (400, 50035)
    local.violations.take(error)
    local.violations.clear()
    assert interaction.first is None


async def test_a_response_of_the_wrong_type_is_refused(
    local: LocalDiscord, clients: Clients, ada: User, channel: Channel
) -> None:
    await clients.start(wait_for_raw_answer)
    interaction = await ada.slash(channel, "act")
    path = f"/interactions/{interaction.id}/{interaction.token}/callback"
    status, answer = await post(local, path, {"type": 7, "data": {"content": "x"}})
    assert (status, answer["code"], interaction.first) == (400, 50035, None)
    local.violations.take("type: BASE_TYPE_CHOICES")


async def wait_for_raw_answer(interaction: discord.Interaction) -> None:
    """Leave the answer to the test."""


def route_of(message: discord.Message) -> Route:
    return Route(
        "PATCH",
        "/channels/{channel_id}/messages/{message_id}",
        channel_id=message.channel.id,
        message_id=message.id,
    )


async def post(local: LocalDiscord, path: str, body: object, method: str = "POST") -> tuple[int, Any]:
    headers = {"Authorization": f"Bot {local.token}"}
    async with (
        aiohttp.ClientSession(headers=headers) as http,
        http.request(method, local.api_url + path, json=body) as answer,
    ):
        assert answer.headers["Content-Type"] == "application/json"
        return answer.status, await answer.json()


async def test_an_unknown_route_is_a_violation(local: LocalDiscord) -> None:
    status, answer = await post(local, "/guilds/1/bans", None, "GET")
    assert (status, answer) == (404, {"message": "404: Not Found", "code": 0})
    local.violations.take("GET /guilds/1/bans")


@pytest.mark.parametrize("everywhere", [False, True])
async def test_an_ordered_limit_is_waited_for(
    local: LocalDiscord, clients: Clients, channel: Channel, everywhere: bool
) -> None:
    bot = await clients.start()
    local.limit_next("POST", "/channels/{id}/messages", 0.05, global_=everywhere)
    await text_channel(bot, channel).send("at last")
    posts = [r for r in local.requests if r.path.endswith("/messages")]
    assert [r.status for r in posts] == [429, 200]
    assert posts[1].at - posts[0].at >= 0.05


async def test_an_interactions_limit_and_failure_are_retried(
    local: LocalDiscord, clients: Clients, ada: User, channel: Channel
) -> None:
    async def act(interaction: discord.Interaction) -> None:
        await interaction.response.send_message("at last")

    await clients.start(act)
    local.limit_next("POST", "/interactions/*/*/callback", 0.05)
    assert (await (await ada.slash(channel, "act")).message()).text == "at last"
    local.fail_next("POST", "/interactions/*/*/callback", 503)
    assert (await (await ada.slash(channel, "act")).message()).text == "at last"
    callbacks = [r.status for r in local.requests if r.path.endswith("/callback")]
    assert callbacks == [429, 200, 503, 200]


async def test_a_bucket_runs_out_and_fills_again(local: LocalDiscord, channel: Channel) -> None:
    path = f"/channels/{channel.id}/messages"
    statuses = [(await post(local, path, {"content": "x"}))[0] for _ in range(6)]
    assert statuses == [200] * 5 + [429]
    local.clock.advance(5)
    assert (await post(local, path, {"content": "x"}))[0] == 200


async def test_a_request_unlike_the_specification_is_a_violation(local: LocalDiscord, channel: Channel) -> None:
    if local.openapi is None:
        pytest.skip("Discord's OpenAPI specification does not lie beside the checkout")
    reference = {"message_id": 5, "channel_id": channel.id, "fail_if_not_exists": False}
    path = f"/channels/{channel.id}/messages"
    await post(local, path, {"content": "x", "message_reference": reference})
    assert not local.violations
    await post(local, path, {"content": "x", "tts": "loud", "components": [row(button(disabled="no"))]})
    assert "tts: 'loud'" in str(local.violations.take("not as specified: tts"))
    assert "disabled: 'no'" in str(local.violations.take("not as specified: components/0/components/0/disabled"))


async def test_state_outlives_the_bots_process(local: LocalDiscord, ada: User, guild: Guild, channel: Channel) -> None:
    for run in ("first", "second"):
        process = start_process(local)
        try:
            await local.ready(timeout=20)
            said = await ada.say(channel, f"{local.bot.mention} {run}")
            answer = await local.next_message(channel, after=said)
            assert answer.text == f"heard {local.bot.mention} {run}"
        finally:
            process.kill()
            process.wait(10)
        await local.gone()
        local.clock.advance(IDENTIFY_SECONDS)
    assert [message.author.name for message in channel.messages] == ["ada", "clio", "ada", "clio"]
    assert local.sync_count == 1 and [command.name for command in local.commands] == ["ping"]


PROGRAM = """
import os, discord
discord.http.Route.BASE = os.environ["CLIO_DISCORD_API"]

class Echo(discord.AutoShardedClient):
    async def setup_hook(self):
        tree = discord.app_commands.CommandTree(self)
        tree.command(name="ping", description="Ping")(ping)
        if not await tree.fetch_commands():
            await tree.sync()
    async def on_message(self, message):
        if message.author != self.user:
            await message.channel.send("heard " + message.content)

async def ping(interaction: discord.Interaction) -> None:
    await interaction.response.send_message("pong")

Echo(intents=discord.Intents(guilds=True, guild_messages=True)).run(os.environ["TOKEN"], log_handler=None)
"""


def start_process(local: LocalDiscord) -> subprocess.Popen[bytes]:
    environment = {**os.environ, "CLIO_DISCORD_API": local.api_url, "TOKEN": local.token}
    program = textwrap.dedent(PROGRAM)
    return subprocess.Popen([sys.executable, "-c", program], env=environment, cwd=Path(__file__).parent)
