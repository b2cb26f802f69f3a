"""What is kept of what was quoted openly, and the list of it."""

import sqlite3
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path

import psycopg
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.bibliography import Bibliography, bibliography_reply, fitting, is_long, text_file
from bot.cited import FILE, KEPT_DAYS, KEPT_PASSAGES, Cited, Place, Quoted
from bot.open_quotes import passage_ids
from bot.shards import Shards
from index.citation import Style
from index.database.postgres import PostgresSession
from index.postgres.server import Server
from tests import places
from tests.component_checks import check_limits
from tests.strategies import long_texts

HERE, THERE, DM = Place(1, 7), Place(2, 7), Place(3, None)
DAY_S = 24 * 3600.0
WAITED_S = 0.2


class Clock:
    """Seconds that a test sets."""

    def __init__(self) -> None:
        self.now = 1_000_000_000.0

    def __call__(self) -> float:
        """The time now."""
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def cited(place: places.Place, clock: Clock) -> Cited:
    return Cited(place.data, clock, place.server)


def quoted(*names: str) -> tuple[Quoted, ...]:
    return tuple(Quoted(name, f"Title {name}", "¶ 1") for name in names)


def ids(found: tuple[Quoted, ...]) -> str:
    return "".join(one.passage_id for one in found)


def test_each_channel_has_a_list_of_its_own(cited: Cited, tmp_path: Path) -> None:
    assert cited.of(HERE) == ()
    assert cited.forget_channel(1) == cited.forget_server(7) == cited.forget_servers_but([], Shards.all(1)) == 0
    assert not (tmp_path / "data").exists()
    cited.keep(HERE, quoted("a", "b"))
    cited.keep(THERE, quoted("c"))
    cited.keep(DM, quoted("d"))
    assert cited.of(HERE) == quoted("a", "b")
    assert (ids(cited.of(THERE)), ids(cited.of(DM))) == ("c", "d")
    assert cited.of(Place(1, 8)) == ()


def test_what_is_forgotten_is_gone_also_from_a_file(cited: Cited, place: places.Place) -> None:
    for number, where in enumerate((HERE, THERE, DM, Place(4, 8))):
        cited.keep(where, quoted(f"passage{number}"))
    assert cited.forget_channel(1) == 1
    assert cited.forget_servers_but([7], Shards.all(1)) == 1
    assert cited.forget_server(7) == 1
    assert [ids(cited.of(where)) for where in (HERE, THERE, DM, Place(4, 8))] == ["", "", "passage2", ""]
    if place.server is None:
        left = (place.data / FILE).read_bytes()
        assert [number for number in range(4) if f"passage{number}".encode() in left] == [2]


RELEASED = """
CREATE TABLE cited (
    channel_id INTEGER NOT NULL, server_id INTEGER NOT NULL, passage_id TEXT NOT NULL, title TEXT NOT NULL,
    locator TEXT NOT NULL, cited_at INTEGER NOT NULL, PRIMARY KEY (channel_id, passage_id)
) STRICT
"""


def test_a_file_of_an_earlier_clio_is_read_and_added_to(tmp_path: Path, clock: Clock) -> None:
    with closing(sqlite3.connect(tmp_path / FILE)) as connection, connection:
        connection.execute(RELEASED)
        connection.execute("INSERT INTO cited VALUES (1, 7, 'a', 'Title a', '¶ 1', ?)", (int(clock.now),))
    cited = Cited(tmp_path, clock)
    assert cited.of(HERE) == quoted("a")
    clock.now += 1
    cited.keep(HERE, quoted("c", "b"))
    assert ids(Cited(tmp_path, clock).of(HERE)) == "acb"


def test_what_is_old_or_too_much_is_dropped(cited: Cited, clock: Clock) -> None:
    cited.keep(HERE, quoted("old", "again"))
    clock.now += KEPT_DAYS * DAY_S
    cited.keep(HERE, quoted("again"))
    assert ids(cited.of(HERE)) == "oldagain"
    clock.now += 1
    assert ids(cited.of(HERE)) == "again"
    clock.now += 1
    cited.keep(HERE, quoted(*map(str, range(KEPT_PASSAGES))))
    assert len(cited.of(HERE)) == KEPT_PASSAGES
    assert "again" not in [one.passage_id for one in cited.of(HERE)]


def test_what_is_old_is_deleted_once_a_day(cited: Cited, clock: Clock) -> None:
    cited.keep(THERE, quoted("old"))
    clock.now += KEPT_DAYS * DAY_S + 1
    cited.keep(HERE, quoted("a"))
    assert cited.forget_channel(THERE.channel) == 0


def test_channels_do_not_wait_for_each_other(schema_url: str, tmp_path: Path) -> None:
    with Server(schema_url) as server, ThreadPoolExecutor(1) as threads:
        cited = Cited(tmp_path, server=server)
        cited.keep(HERE, quoted("a"))
        with psycopg.connect(schema_url) as other:
            PostgresSession(other).lock(f"cited {HERE.channel}")  # as one who keeps something there
            cited.keep(THERE, quoted("b"))
            here = threads.submit(cited.keep, HERE, quoted("c"))
            time.sleep(WAITED_S)
            assert not here.done()
        here.result()
        assert cited.forget_server(7) == 3


def test_the_passages_of_a_message_are_those_of_its_buttons() -> None:
    one, two, three = "a" * 13, "b" * 13, "c" * 13
    row = {"components": [{"custom_id": f"cite:{one},{two}"}, {"custom_id": f"vote:+:{three}"}]}
    section = {"components": [], "accessory": {"custom_id": f"context:{two}"}}
    assert passage_ids([{"type": 17, "components": [section, row]}, {"custom_id": "more:3"}]) == (two, one)


entries = st.lists(long_texts, max_size=60).map(tuple)


@given(entries, entries, st.sampled_from(Style))
@settings(max_examples=50)
def test_a_list_keeps_every_limit(given_entries: tuple[str, ...], gone: tuple[str, ...], style: Style) -> None:
    listed = Bibliography(style, given_entries, gone)
    check_limits(bibliography_reply(listed))
    assert is_long(listed) == (len(fitting(listed)) < len(given_entries))
    assert text_file(listed).count("\n\n") == len(given_entries) + len(gone)


def test_what_is_listed() -> None:
    texts = check_limits(bibliography_reply(Bibliography(Style.MLA, ("Wolf Hall.", "Zeta."), ("The lamp · ¶ 1",))))
    assert texts == [
        "### Works cited\n-# 2 works cited here · MLA",
        "Wolf Hall.\n\nZeta.",
        "**One passage cited here is no longer in the library**\n-# The lamp · ¶ 1",
    ]
    assert check_limits(bibliography_reply(Bibliography(Style.MLA, ()))) == ["### Nothing was cited here yet"]
