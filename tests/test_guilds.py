"""Servers' settings are kept, each server's by itself, and say who may what."""

import json
import logging
import sqlite3
import time
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import ExitStack, closing
from pathlib import Path
from threading import Thread
from typing import Any

import discord
import pytest
import pytest_asyncio
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.commands.daily import DailyButton, DailyForm
from bot.commands.settings import (
    ChannelsMenu,
    CooldownButton,
    CooldownForm,
    ModeratorsMenu,
    PassagesMenu,
    PrivateMenu,
    SharedMenu,
    StyleMenu,
)
from bot.commands.sources import FORMS, ITEMS
from bot.errors import NotAllowed, OtherChannel, SettingsUnavailable, TooSoon, duration
from bot.escaping import unescape
from bot.guilds.database import FILE, ServersKept
from bot.guilds.journal import MAX_WAITING, Journal, Line
from bot.guilds.pauses import Pauses
from bot.guilds.permissions import is_operator, may_moderate
from bot.guilds.settings import Guilds, GuildSettings, reachable_from
from bot.guilds.view import CHANNELS, MODERATORS, settings_reply
from bot.librarian import Librarian
from bot.mishaps import sentence
from bot.sources_view.log import log_reply
from index.archive import Entry
from index.citation import Style
from index.library import LibraryOptions
from index.postgres.server import Server
from tests.component_checks import check_limits, payload, walk
from tests.local_discord import LocalDiscord, TeamMember
from tests.places import Place
from tests.postgres import OwnServer

SETTINGS = (ModeratorsMenu, ChannelsMenu, PrivateMenu, PassagesMenu, SharedMenu, StyleMenu, CooldownButton, DailyButton)
SERVER, OTHER = 1 << 62, 2
ids = st.lists(st.integers(1, 2**63 - 1), max_size=25, unique=True).map(tuple)
values = st.fixed_dictionaries(
    {},
    optional={
        "moderators": ids,
        "channels": ids,
        "private": st.booleans(),
        "cooldown_s": st.integers(0, 3600),
        "passages": st.integers(1, 5),
        "shared": st.booleans(),
        "style": st.sampled_from([style.value for style in Style]),
        "daily_channel": st.integers(0, 2**63 - 1),
        "daily_hour": st.integers(0, 23),
        "daily_since": st.integers(0, 2**33),
        "time_zone": st.sampled_from(("UTC", "Europe/Berlin", "America/Argentina/ComodRivadavia")),
    },
)
UNFIT: list[tuple[str, object]] = [
    ("moderators", (1, 1)),
    ("moderators", tuple(range(1, 27))),
    ("channels", (0,)),
    ("channels", ("5",)),
    ("channels", 5),
    ("private", 1),
    ("cooldown_s", -1),
    ("cooldown_s", 3601),
    ("cooldown_s", 1.5),
    ("passages", 0),
    ("passages", 6),
    ("passages", True),
    ("shared", None),
    ("style", "vancouver"),
    ("style", ["apa"]),
    ("daily_channel", -1),
    ("daily_hour", 24),
    ("daily_since", 1.5),
    ("time_zone", "Europe/Atlantis"),
    ("time_zone", 3),
]


def stored(place: Place, guild_id: int, text: str) -> None:
    """Put a row among those that are kept, as it stands."""
    with ServersKept(place.data, place.server).writing() as session:
        session.execute("DELETE FROM servers WHERE guild_id = ?", (guild_id,))
        session.execute("INSERT INTO servers (guild_id, settings) VALUES (?, ?)", (guild_id, text))


OpenGuilds = Callable[[], Guilds]


@pytest.fixture
def open_guilds(place: Place) -> Iterator[OpenGuilds]:
    """Open settings anew, as another process does, each of them closed at the end."""
    with ExitStack() as stack:
        yield lambda: stack.enter_context(closing(Guilds(place.data, place.server)))


def wait_for(is_so: Callable[[], bool]) -> None:
    until = time.monotonic() + 20
    while not is_so():
        assert time.monotonic() < until
        time.sleep(0.01)


@given(values, values)
@settings(max_examples=30, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_each_server_has_its_own_settings_which_outlive_the_process(
    place: Place, first: dict[str, Any], second: dict[str, Any]
) -> None:
    with closing(Guilds(place.data, place.server)) as guilds:
        for server in (SERVER, OTHER):  # of an earlier example
            guilds.forget(server)
        assert guilds.of(SERVER) == GuildSettings()
        guilds.change(SERVER, **first)
        assert guilds.of(OTHER) == GuildSettings()
        assert guilds.change(OTHER, **second) == guilds.of(OTHER)
        assert guilds.change(SERVER, **second) == GuildSettings(**{**first, **second})
        guilds.forget(OTHER)
        with closing(Guilds(place.data, place.server)) as later:
            for reader in (guilds, later):
                assert reader.of(SERVER) == GuildSettings(**{**first, **second})
                assert reader.of(OTHER) == reader.of(None) == GuildSettings()


@pytest.mark.parametrize(("name", "value"), UNFIT)
def test_what_cannot_be_is_neither_kept_nor_read(
    tmp_path: Path, caplog: pytest.LogCaptureFixture, name: str, value: object
) -> None:
    guilds = Guilds(tmp_path)
    guilds.change(SERVER, cooldown_s=30)
    with pytest.raises(ValueError, match=name):
        guilds.change(SERVER, **{name: value})
    assert Guilds(tmp_path).of(SERVER) == GuildSettings(cooldown_s=30)
    stored(Place(tmp_path), SERVER, json.dumps({"shared": False, "passages": 4, name: value}))
    expected = {"shared": False, "passages": 4} | {name: getattr(GuildSettings(), name)}
    with caplog.at_level(logging.WARNING):
        assert Guilds(tmp_path).of(SERVER) == GuildSettings(**expected)
    assert f"left at its default: {name} cannot be" in caplog.text


def test_settings_of_another_version_are_kept_and_passed_over(place: Place, open_guilds: OpenGuilds) -> None:
    stored(place, SERVER, '{"passages": 5, "voice": "baritone"}')
    guilds = open_guilds()
    assert guilds.of(SERVER) == GuildSettings(passages=5)
    guilds.change(SERVER, private=True)
    with ServersKept(place.data, place.server).reading() as session:
        (text,) = session.execute("SELECT settings FROM servers WHERE guild_id = ?", (SERVER,)).fetchone()
    assert json.loads(text) == {"passages": 5, "voice": "baritone", "private": True}
    with pytest.raises(TypeError, match="pasages"):
        guilds.change(SERVER, pasages=4)


@pytest.mark.parametrize("text", ["", "[]", "{", "null"])
def test_a_row_that_cannot_be_read_is_as_if_nothing_were_set(place: Place, open_guilds: OpenGuilds, text: str) -> None:
    stored(place, SERVER, text)
    guilds = open_guilds()
    assert guilds.of(SERVER) == GuildSettings()
    assert guilds.change(SERVER, passages=5) == GuildSettings(passages=5)


def test_a_file_that_cannot_be_used_leaves_questions_and_refuses_changes(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    for folder, content in (("damaged", b"no database at all" * 100), ("later", b"")):
        data = tmp_path / folder
        data.mkdir()
        (data / FILE).write_bytes(content)
        if not content:
            with closing(sqlite3.connect(data / FILE)) as servers:
                servers.execute("PRAGMA user_version = 99")
        assert Guilds(data).of(SERVER) == GuildSettings()
        with pytest.raises(SettingsUnavailable, match="my operator has to look at the log"):
            Guilds(data).change(SERVER, passages=5)
    assert "file is not a database" in caplog.text
    assert "written by a newer version of Clio" in caplog.text


def test_changes_from_several_threads_or_processes_lose_nothing(place: Place, open_guilds: OpenGuilds) -> None:
    guilds = open_guilds()
    others = open_guilds() if place.server else guilds  # as another process; in a data folder one alone may write

    def change(changing: Guilds, name: str, last: int) -> None:
        for value in range(1, last + 1):
            changing.change(SERVER, **{name: value})

    threads = [
        Thread(target=change, args=(guilds, "cooldown_s", 40)),
        Thread(target=change, args=(others, "passages", 5)),
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert open_guilds().of(SERVER) == GuildSettings(cooldown_s=40, passages=5)
    wait_for(lambda: guilds.of(SERVER) == others.of(SERVER) == GuildSettings(cooldown_s=40, passages=5))


def test_what_another_process_changes_is_heard_of(schema_url: str, tmp_path: Path) -> None:
    with (
        Server(schema_url) as server,
        closing(Guilds(tmp_path, server)) as guilds,
        closing(Guilds(tmp_path, server)) as others,
    ):
        assert guilds.of(SERVER) == GuildSettings()
        others.change(SERVER, passages=5, daily_channel=7)
        others.change(OTHER, private=True)
        wait_for(lambda: guilds.of(SERVER).passages == 5 and guilds.of(OTHER).private)
        assert list(guilds.with_daily_post()) == [SERVER]
        others.forget(SERVER)
        wait_for(lambda: guilds.of(SERVER) == GuildSettings())


def test_what_was_changed_while_the_database_was_away_is_known_when_it_is_back(
    own_server: OwnServer, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    with Server(own_server.url) as server, closing(Guilds(tmp_path, server)) as guilds:
        guilds.change(SERVER, passages=5)
        own_server.stop()
        with pytest.raises(SettingsUnavailable, match=r"database can't be reached just now\. Ask again in a minute"):
            guilds.change(SERVER, passages=4)
        assert guilds.of(SERVER).passages == 5  # as it was known before
        own_server.start()
        with Server(own_server.url) as another:  # which nobody tells of, as by somebody who mends the tables
            stored(Place(tmp_path, another), SERVER, '{"passages": 3}')
        wait_for(lambda: guilds.of(SERVER).passages == 3)
        assert guilds.change(SERVER, private=True) == GuildSettings(passages=3, private=True)


def test_a_server_searches_its_own_sources_and_the_shared_ones(tmp_path: Path) -> None:
    guilds = Guilds(tmp_path)
    assert guilds.collections_for(7) == ("7", "shared") == reachable_from(7)
    guilds.change(7, shared=False)
    assert guilds.collections_for(7) == ("7",)
    assert reachable_from(7) == ("7", "shared")
    assert guilds.collections_for(8) == ("8", "shared")
    assert guilds.collections_for(None) == ("shared",) == reachable_from(None)


@given(st.sets(st.integers(1, 9)), st.sets(st.integers(1, 9)), st.integers(0, 2**53 - 1))
def test_rights_or_a_role_make_a_moderator(moderators: set[int], roles: set[int], bits: int) -> None:
    settings = GuildSettings(moderators=tuple(moderators))
    manages = bool(bits & (1 << 5 | 1 << 3))  # Manage Server, Administrator
    assert may_moderate(discord.Permissions(bits), roles, settings) == (manages or bool(moderators & roles))


def test_a_pause_is_kept_and_what_fails_does_not_count() -> None:
    now = 1000.0
    pauses = Pauses(lambda: now)
    with pauses.turn("ada", 30):
        pass
    now += 18.2
    with pytest.raises(TooSoon) as refused, pauses.turn("ada", 30):
        pass
    assert str(refused.value) == (
        "Please wait 12 seconds before your next question; this server asks for 30 seconds between questions."
    )
    with pytest.raises(KeyError), pauses.turn("bob", 30):
        raise KeyError
    with pauses.turn("bob", 30), pytest.raises(TooSoon), pauses.turn("bob", 30):
        pass
    now += 11.8
    with pauses.turn("ada", 30):
        pass


async def test_only_so_many_lines_wait_for_the_library(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    journal = Journal(Librarian(LibraryOptions(tmp_path, ())))  # which is never opened
    for number in range(MAX_WAITING + 2):
        await journal.write(Line(SERVER, number, "settings", "channels", "#a"))
    lost = [record.message for record in caplog.records if "too many others wait" in record.message]
    assert [message.partition(" is not in")[0] for message in lost] == [
        f"settings by {MAX_WAITING}",
        f"settings by {MAX_WAITING + 1}",
    ]


def test_pauses_remember_only_so_many() -> None:
    now = 0.0
    pauses = Pauses(lambda: now, most=3)
    for person in range(100):
        now += 1
        pauses.begin(person)
    assert [pauses.left(person, 1000) > 0 for person in (0, 96, 97, 99)] == [False, False, True, True]


def test_spans_of_time_are_told_in_words() -> None:
    assert [duration(seconds) for seconds in (1, 119, 120, 121, 3600)] == [
        "1 second", "119 seconds", "2 minutes", "2 minutes 1 second", "60 minutes",
    ]  # fmt: skip


def test_refusals_name_what_is_needed_and_ping_nobody() -> None:
    assert sentence(NotAllowed(())) == "Only members with Manage Server may do that."
    assert sentence(NotAllowed(("Clio_s", "@everyone"))) == (
        r"Only members with Manage Server, or with one of the roles \@Clio\_s, \@\@everyone, may do that."
    )
    assert "or with the role" in sentence(NotAllowed(("Archivists",)))
    assert sentence(OtherChannel((1, 2))) == "In this server I answer in <#1>, <#2>."
    assert "no longer exist" in sentence(OtherChannel(()))


def test_the_log_is_told_in_words() -> None:
    def told(*given: str) -> str:
        (_, text, _) = check_limits(log_reply([Entry("2026-03-01T12:00:00+00:00", "7", *given)], 0, 1))
        return text.partition(" · ")[2]

    assert told("refused", "sources:start:own:all", "not a moderator") == (
        "<@7> was refused the button *Start* of a reindex: not a moderator"
    )
    assert told("refused", "/sources list", "not a moderator") == "<@7> was refused **/sources list**: not a moderator"
    assert told("reindex", "", "") == "<@7> had read again all sources"
    assert told("reindex", "a.md", "") == "<@7> had read again **a.md**"
    assert told("reindex", "", "what had failed") == "<@7> tried again all that had failed"
    assert told("reindex", "a.md", "what had failed") == "<@7> tried again **a.md**"
    assert told("done", "", "retry: nothing was done") == (
        "<@7> finished trying again what had failed: there was nothing to do"
    )
    assert told("failed", "", "import: 2 added; the disk is full") == (
        "<@7> could not finish an import: 2 added; the disk is full"
    )
    assert told("cancel", "", "later: 2 added") == "<@7> cancelled: later: 2 added"


def test_the_log_has_words_for_every_button_menu_and_form() -> None:
    patterns = [item.__discord_ui_compiled_template__.pattern for item in (*ITEMS, *SETTINGS)]
    patterns += [form.pattern.pattern for form in (*FORMS, CooldownForm, DailyForm)]
    for pattern in patterns:
        kind = ":".join(pattern.split(":")[:2])
        (_, text, _) = check_limits(log_reply([Entry("", "7", "refused", f"{kind}:own:5", "")], 0, 1))
        assert kind not in unescape(text)
        assert " was refused the " in text or " was refused w" in text


@given(values, st.sets(st.integers(1, 2**63 - 1)), st.text(min_size=1, max_size=32))
def test_the_message_of_settings_keeps_every_limit(given_values: dict[str, Any], others: set[int], name: str) -> None:
    settings = GuildSettings(**given_values)
    existing = others | set(settings.moderators[::2]) | set(settings.channels[::2])
    reply = settings_reply(settings, existing, existing, name)
    texts = "\n".join(check_limits(reply))
    menus = {part["custom_id"]: part for part in walk(payload(reply)) if part["type"] in (6, 8)}
    for custom_id, chosen, what in (
        (MODERATORS, settings.moderators, "role"),
        (CHANNELS, settings.channels, "channel"),
    ):
        shown = [default["id"] for default in menus[custom_id].get("default_values", ())]
        assert shown == [str(item) for item in chosen if item in existing]
        assert (f"{what} chosen earlier" in texts or f"{what}s chosen earlier" in texts) == (len(shown) < len(chosen))
    assert ("**Server Settings → Integrations → " in texts) == bool(settings.moderators)


@pytest_asyncio.fixture
async def client(monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[tuple[LocalDiscord, discord.Client]]:
    """A client that has logged in, and the Discord that it did at."""
    async with LocalDiscord() as local:
        monkeypatch.setattr(discord.http.Route, "BASE", local.api_url)
        async with discord.Client(intents=discord.Intents.none()) as client:
            await client.login(local.token)
            yield local, client


async def test_the_operator_is_the_owner_or_the_team_as_it_is_now(client: tuple[LocalDiscord, discord.Client]) -> None:
    local, asking = client
    people = ada, bob, eve = [local.create_user(name) for name in ("ada", "bob", "eve")]

    async def operators() -> list[str]:
        return [person.name for person in people if await is_operator(asking, person.id)]

    assert await operators() == []
    local.application_owner = ada
    assert await operators() == ["ada"]
    local.application_team = (TeamMember(bob), TeamMember(eve, accepted=False))
    assert await operators() == ["ada", "bob"]  # ada owns the team
    local.application_owner = eve
    assert await operators() == ["bob", "eve"]
    local.application_team = ()
    assert await operators() == ["eve"]
