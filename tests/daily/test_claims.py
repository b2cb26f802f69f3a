"""A day is claimed once, by whoever comes first, and for good."""

import sqlite3
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, closing
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.daily.claims import Claim, Claims
from bot.guilds.database import FILE, TABLES
from bot.guilds.settings import Guilds, GuildSettings
from tests.places import Place

DAY = date(2026, 6, 5)


def claims_of(place: Place) -> Claims:
    return Claims(place.data, place.server)


def test_a_day_is_claimed_once_also_by_another_process(place: Place) -> None:
    assert claims_of(place).all() == {}
    assert not (place.data / FILE).exists()
    assert claims_of(place).claim(1, DAY)
    assert not claims_of(place).claim(1, DAY)
    assert not claims_of(place).claim(1, date(2026, 6, 4))
    assert claims_of(place).claim(2, DAY)
    assert claims_of(place).claim(1, date(2026, 6, 6))
    assert claims_of(place).all() == {1: Claim(date(2026, 6, 6)), 2: Claim(DAY)}


@settings(max_examples=20)
@given(st.lists(st.dates(date(2026, 6, 1), date(2026, 6, 3)), max_size=12))
def test_of_days_as_far_apart_as_zones_are_none_is_claimed_twice(
    tmp_path_factory: pytest.TempPathFactory, days: list[date]
) -> None:
    claims = Claims(tmp_path_factory.mktemp("data"))
    claimed = [day for day in days if claims.claim(1, day)]
    assert len(set(claimed)) == len(claimed)


def test_of_many_who_claim_at_once_one_has_it(place: Place) -> None:
    with ThreadPoolExecutor(8) as threads:
        for number in range(3):
            day = DAY + timedelta(days=number)
            assert sum(threads.map(lambda _, day=day: claims_of(place).claim(1, day), range(24))) == 1


CLAIMING = """
import sys
from datetime import date
from pathlib import Path
from bot.daily.claims import Claims
from index.database import open_server
claims = Claims(Path(sys.argv[1]), open_server(sys.argv[2]))
claims.all()
print("ready", flush=True)
sys.stdin.readline()
for server in range(100):
    if claims.claim(server, date(2026, 6, 5)):
        print(server)
"""


def test_of_several_processes_that_claim_at_once_one_has_each_server(place: Place) -> None:
    command = [sys.executable, "-c", CLAIMING, str(place.data), place.url]
    with ExitStack() as stack:
        processes = [
            stack.enter_context(subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True))
            for _ in range(2)
        ]
        assert [process.stdout and process.stdout.readline() for process in processes] == ["ready\n"] * 2
        claimed = [process.communicate("go\n", timeout=60)[0].split() for process in processes]
    assert sorted(map(int, [*claimed[0], *claimed[1]])) == list(range(100))


def test_a_day_claimed_by_a_wrong_clock_is_none(place: Place) -> None:
    assert claims_of(place).claim(1, date(2062, 1, 1))
    assert claims_of(place).claim(1, DAY)
    assert not claims_of(place).claim(1, DAY)


def test_failures_are_counted_until_it_goes_well(place: Place) -> None:
    claims = claims_of(place)
    assert claims.failed(1, "closed") == 0  # nothing was claimed
    claims.claim(1, DAY)
    assert claims.failed(1, "closed") == 1
    claims.claim(1, date(2026, 6, 6))
    assert claims.failed(1, "closed still") == 2
    assert claims.of(1) == Claim(date(2026, 6, 6), 2, "closed still")
    claims.went_well(1)
    assert claims.of(1) == Claim(date(2026, 6, 6))
    assert claims.of(2) is None


def test_settings_of_an_earlier_layout_are_kept(tmp_path: Path) -> None:
    Guilds(tmp_path).change(1, passages=4)
    with closing(sqlite3.connect(tmp_path / FILE)) as servers, servers:
        servers.execute("DROP TABLE daily")
        servers.execute("PRAGMA user_version = 1")
    assert Guilds(tmp_path).of(1) == GuildSettings(passages=4)
    assert Claims(tmp_path).claim(1, DAY)
    with closing(sqlite3.connect(tmp_path / FILE)) as servers:
        assert servers.execute("PRAGMA user_version").fetchone() == (len(TABLES.steps),)


def test_servers_with_a_daily_post_are_found(tmp_path: Path) -> None:
    guilds = Guilds(tmp_path)
    assert guilds.with_daily_post() == {}
    guilds.change(1, daily_channel=5)
    guilds.change(2, passages=2)
    guilds.change(3, daily_channel=6)
    guilds.change(3, daily_channel=0)
    assert Guilds(tmp_path).with_daily_post() == guilds.with_daily_post() == {1: GuildSettings(daily_channel=5)}
