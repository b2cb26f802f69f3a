"""Which shards a process runs, and whose servers they are."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.cited import Cited, Place, Quoted
from bot.settings import Settings, SettingsError
from bot.shards import MOST, Shards


@pytest.mark.parametrize(
    ("text", "ids", "count", "again"),
    [
        ("0-3/16", (0, 1, 2, 3), 16, "0-3/16"),
        ("5/16", (5,), 16, "5/16"),
        ("0,2,7-9/16", (0, 2, 7, 8, 9), 16, "0,2,7-9/16"),
        (" 7 - 9 /16", (7, 8, 9), 16, "7-9/16"),
        ("3, 1 ,2/ 4", (1, 2, 3), 4, "1-3/4"),
        ("0/1", (0,), 1, "0/1"),
        ("4-4/5", (4,), 5, "4/5"),
    ],
)
def test_shards_are_named_by_numbers_and_ranges(text: str, ids: tuple[int, ...], count: int, again: str) -> None:
    shards = Settings.from_environment({"CLIO_SHARDS": text}).shards
    assert shards == Shards(ids, count)
    assert str(shards) == again


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("16", "it should name shards and say of how many, such as 0-3/16"),
        ("/16", "it should name shards and say of how many"),
        ("0-3/", "it should name shards and say of how many"),
        ("0-3/16/2", "it should name shards and say of how many"),
        ("0-3/x", "it should name shards and say of how many"),
        ("0-3/-1", "it should name shards and say of how many"),
        ("0/0", f"there can be 1 to {MOST} shards, not 0"),
        ("0/999999999", f"there can be 1 to {MOST} shards, not 999999999"),
        ("0/" + "9" * 5000, "it should name shards and say of how many"),
        ("16/16", "it names shard 16, but of 16 the last is 15"),
        ("0-999999999/16", "it names shard 999999999, but of 16 the last is 15"),
        ("3-1/16", "its range 3-1 runs backwards; write 1-3"),
        ("0-3,2/16", "it names shard 2 twice"),
        ("0,,1/16", "'' in it is neither a number nor a range; it should look like 0-3/16"),
        ("a-b/16", "'a-b' in it is neither a number nor a range"),
        ("-1/16", "'-1' in it is neither a number nor a range"),
        ("1.5/16", "'1.5' in it is neither a number nor a range"),
        ("²/16", "'²' in it is neither a number nor a range"),
        ("0-1-2/16", "'0-1-2' in it is neither a number nor a range"),
    ],
)
def test_what_cannot_be_is_refused_with_its_reason(text: str, why: str) -> None:
    with pytest.raises(SettingsError) as refused:
        Settings.from_environment({"CLIO_SHARDS": text})
    assert str(refused.value).startswith(f"CLIO_SHARDS is {text!r}; {why}")


def test_without_the_setting_one_process_runs_all() -> None:
    assert Settings.from_environment({}).shards is None
    assert Settings.from_environment({"CLIO_SHARDS": " "}).shards is None
    assert Shards.all(3) == Shards((0, 1, 2), 3)
    assert Shards.all(3).are_all
    assert not Shards((0, 1), 3).are_all


@given(st.sets(st.integers(0, 99), min_size=1), st.integers(0, 2**63 - 1))
def test_what_is_written_is_read_the_same(ids: set[int], server: int) -> None:
    shards = Shards(tuple(sorted(ids)), 100)
    assert Shards.read(str(shards)) == shards
    assert shards.hear_of(server) == ((server >> 22) % 100 in ids)


def test_each_server_is_heard_of_by_one_process_and_all_else_by_the_first() -> None:
    processes = [Shards.read(text) for text in ("0-1/4", "2/4", "3/4")]
    for number in range(100):
        assert sum(shards.hear_of(number << 22) for shards in processes) == 1
    assert [shards.hear_of(None) for shards in processes] == [True, False, False]
    assert [shards.has_first for shards in processes] == [True, False, False]


def test_a_process_forgets_no_server_that_it_does_not_hear_of(tmp_path: Path) -> None:
    cited = Cited(tmp_path)
    servers = [number << 22 for number in range(1, 5)]  # of two shards: odd, even, odd, even
    for server in servers:
        cited.keep(Place(server + 1, server), (Quoted("a", "Title", "¶ 1"),))
    cited.keep(Place(7, None), (Quoted("a", "Title", "¶ 1"),))
    assert cited.forget_servers_but({servers[1]}, Shards((0,), 2)) == 1
    assert [len(cited.of(Place(server + 1, server))) for server in servers] == [1, 1, 1, 0]
    assert cited.forget_servers_but(set(), Shards((1,), 2)) == 2
    assert [len(cited.of(Place(server + 1, server))) for server in servers] == [0, 1, 0, 0]
    assert cited.of(Place(7, None))
