"""What the processes of one bot know of each other: whose turn it is to start a session, and who runs which shards."""

import json
import multiprocessing
import os
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, suppress
from pathlib import Path

import psycopg
import pytest

from bot.beside import Beside, OnThisMachine
from bot.on_database import DatabaseTurns, OnDatabase
from bot.run_lock import OutOfReach, ShardTaken
from bot.shards import Shards
from bot.start_turns import TURN_S, FileTurns
from index.postgres.server import Server
from tests.postgres import OwnServer

BOT = "https://discord.example/api 1"
LEASE_S, LONGER_S, PATIENCE_S = 0.6, 1.5, 0.3
NOWHERE = "postgresql://nobody@127.0.0.1:9/nothing"
Begin = Callable[[], Beside]


@pytest.fixture(params=["files", "database"])
def begin(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Begin]:
    """Begins a process of the bot, which is over with the test."""
    url = request.getfixturevalue("schema_url") if request.param == "database" else ""
    with ExitStack() as over:

        def begin() -> Beside:
            here = OnThisMachine(True, tmp_path)
            process = OnDatabase(over.enter_context(Server(url)), here.turns, LEASE_S, PATIENCE_S) if url else here
            over.callback(process.release)
            return process

        yield begin


def test_a_shard_is_run_by_one_process(begin: Begin) -> None:
    first, second = begin(), begin()
    first.hold(BOT, Shards((0, 1), 4))
    second.hold(BOT, Shards((2, 3), 4))
    second.hold("another bot", Shards((0, 1), 4))
    with pytest.raises(ShardTaken, match=r"^another clio run on this \w+ runs shard 1 of 4; stop it first, or give"):
        begin().hold(BOT, Shards((1,), 4))
    time.sleep(LEASE_S)  # they are kept up
    assert (first.taken(), second.taken()) == ("", "")
    with pytest.raises(ShardTaken, match="shard 2 of 4"):
        begin().hold(BOT, Shards((2,), 4))


def test_what_one_process_lets_go_of_the_next_has(begin: Begin) -> None:
    first = begin()
    first.hold(BOT, Shards.all(2))
    first.release()
    begin().hold(BOT, Shards.all(2))


def test_a_bot_is_split_in_one_way_at_a_time(schema_url: str, tmp_path: Path) -> None:
    with Server(schema_url) as server:
        first, second = (OnDatabase(server, FileTurns(tmp_path), LEASE_S, PATIENCE_S) for _ in range(2))
        first.hold(BOT, Shards((0,), 2))
        with pytest.raises(ShardTaken, match="runs shard 0 of 2, and not of 4; stop it first"):
            second.hold(BOT, Shards((3,), 4))
        first.release()


def test_shards_of_a_process_that_was_killed_are_had_when_its_leases_run_out(schema_url: str, tmp_path: Path) -> None:
    with Server(schema_url) as server, psycopg.connect(schema_url, autocommit=True) as connection:
        first, second = (OnDatabase(server, FileTurns(tmp_path), LEASE_S) for _ in range(2))
        first.hold(BOT, Shards.all(1))
        first.release()
        left = (f"bot {BOT}, shard 0 of 1", "of a process that was killed")
        connection.execute("INSERT INTO leases VALUES (%s, %s, clock_timestamp() + interval '1.5 s')", left)
        begun = time.monotonic()
        second.hold(BOT, Shards.all(1))
        assert 1 < time.monotonic() - begun < 5
        second.release()


def test_who_has_lost_a_shard_to_another_process_hears_of_it(schema_url: str, tmp_path: Path) -> None:
    with Server(schema_url) as server, psycopg.connect(schema_url, autocommit=True) as connection:
        process = OnDatabase(server, FileTurns(tmp_path), LEASE_S)
        process.hold(BOT, Shards.all(2))
        connection.execute(
            "UPDATE leases SET owner = 'another', until = until + interval '1 hour' WHERE name LIKE '%1 of 2'"
        )
        time.sleep(LEASE_S)
        assert process.taken() == "another clio run on this database runs shard 1 of 2"
        connection.execute("DELETE FROM leases WHERE owner = 'another'")  # it is had again where nobody has it
        assert process.taken() == ""
        process.release()


def test_a_database_that_cannot_be_reached_is_waited_for(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    with Server(NOWHERE) as server:
        process = OnDatabase(server, FileTurns(tmp_path))
        waiting = threading.Thread(target=process.hold, args=(BOT, Shards.all(1)), daemon=True)
        waiting.start()
        deadline = time.monotonic() + 20
        while "Clio does not connect to Discord before" not in caplog.text and time.monotonic() < deadline:
            time.sleep(0.05)
        assert "The database 127.0.0.1/nothing cannot be used just now" in caplog.text
        assert waiting.is_alive()
        process.release()
        waiting.join(10)
        assert not waiting.is_alive()


def test_shards_are_kept_over_an_outage_of_the_database(own_server: OwnServer, tmp_path: Path) -> None:
    with own_server.database() as url, Server(url) as server:
        process, other = (
            OnDatabase(server, FileTurns(tmp_path), LONGER_S, PATIENCE_S, out_of_reach_s=5) for _ in range(2)
        )
        process.hold(BOT, Shards.all(2))
        own_server.stop()
        time.sleep(1.5 * LONGER_S)
        assert not process.are_held
        assert process.taken() == ""  # nobody else can take them either
        time.sleep(2 * LONGER_S)
        with pytest.raises(OutOfReach, match=r"cannot be used just now: .* That has been so for 5 s, in which another"):
            process.taken()  # as it cannot tell whether they do
        own_server.start()
        deadline = time.monotonic() + 20
        while not process.are_held:
            with suppress(OutOfReach):
                assert process.taken() == ""
            assert time.monotonic() < deadline
            time.sleep(0.1)
        with pytest.raises(ShardTaken, match="runs shard 0 of 2"):
            other.hold(BOT, Shards.all(2))
        process.release()


def test_shards_are_kept_while_a_database_takes_no_changes_and_left_where_it_is_a_standby(
    own_server: OwnServer, tmp_path: Path
) -> None:
    with own_server.database() as url, Server(url) as server:
        process = OnDatabase(server, FileTurns(tmp_path), LEASE_S, PATIENCE_S, out_of_reach_s=2)
        process.hold(BOT, Shards.all(1))
        own_server.set("default_transaction_read_only", "on")
        time.sleep(LONGER_S)
        assert not process.are_held
        process.taken()
        time.sleep(2)
        assert process.taken() == ""
        own_server.set("default_transaction_read_only", "off")

        own_server.become_standby()
        try:
            with pytest.raises(OutOfReach, match=r"read-only transaction.* That has been so for 2 s"):
                until_it_raises(process)
        finally:
            process.release()
            own_server.become_standby(False)


def test_a_database_that_refuses_itself_for_a_while_only_is_waited_for(schema_url: str, tmp_path: Path) -> None:
    with Server(schema_url) as server, psycopg.connect(schema_url, autocommit=True) as connection:
        process = OnDatabase(server, FileTurns(tmp_path), LEASE_S, PATIENCE_S, out_of_reach_s=3)
        process.hold(BOT, Shards.all(1))
        connection.execute("ALTER TABLE leases RENAME TO restored_soon")
        time.sleep(LONGER_S)
        assert not process.are_held
        assert process.taken() == ""
        connection.execute("ALTER TABLE restored_soon RENAME TO leases")
        assert process.taken() == ""
        assert process.are_held

        connection.execute("DROP TABLE leases")
        with pytest.raises(OutOfReach, match=r"refuses what Clio asks of it: .* That has been so for 3 s"):
            until_it_raises(process)
        process.release()


def until_it_raises(process: Beside) -> None:
    deadline = time.monotonic() + 20
    while time.monotonic() < deadline:
        assert process.taken() == ""
        time.sleep(0.1)


def test_turns_are_taken_by_files_while_the_database_cannot_be_reached(tmp_path: Path) -> None:
    with Server(NOWHERE) as server:
        turns = DatabaseTurns(server, FileTurns(tmp_path))
        assert turns.take("key", "a") == 0
        assert turns.take("key", "b") > 0


def test_a_turn_is_one_processs_until_it_is_over(begin: Begin) -> None:
    one, other = begin().turns, begin().turns
    assert one.take("key 0", "a") == 0
    assert 0 < other.take("key 0", "b") <= TURN_S
    assert other.take("key 1", "b") == 0  # another key
    time.sleep(0.2)
    assert one.take("key 0", "a") == 0  # it begins anew for whom it is
    assert TURN_S - 0.1 < other.take("key 0", "b") <= TURN_S


@pytest.mark.parametrize("kept", ["", "[]", '{"key": 1}', '{"key": [1]}'])
def test_a_turn_that_cannot_be_read_or_lies_far_ahead_holds_nobody_up(tmp_path: Path, kept: str) -> None:
    FileTurns(tmp_path).take("key", "a")
    (file,) = tmp_path.glob("*.json")
    file.write_text(kept, encoding="utf-8")
    assert FileTurns(tmp_path).take("key", "b") == 0
    file.write_text(json.dumps({"key": (time.time() + 3600, "a")}), encoding="utf-8")  # the clock was put back
    assert FileTurns(tmp_path).take("key", "b") == 0


def test_where_no_file_can_be_written_nobody_waits(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    (tmp_path / "file").write_text("in the way")
    assert FileTurns(tmp_path / "file").take("key", "a") == 0
    assert "cannot be told" in caplog.text


def _linked(folder: Path, theirs: Path) -> None:
    folder.symlink_to(theirs)


def _open_to_others(folder: Path, theirs: Path) -> None:
    theirs.rename(folder)
    folder.chmod(0o777)


@pytest.mark.skipif(os.name == "nt", reason="each user has a folder for temporary files there")
@pytest.mark.parametrize("make", [_linked, _open_to_others])
def test_a_folder_that_others_could_have_made_is_not_used(
    make: Callable[[Path, Path], None], tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    ours, theirs = tmp_path / "ours", tmp_path / "theirs"
    ours.write_text("of value")
    theirs.mkdir()
    (theirs / "starts.new").symlink_to(ours)
    here = OnThisMachine(True, tmp_path)
    make(tmp_path / f"clio-{os.getuid()}", theirs)
    assert here.turns.take("key", "a") == 0
    here.hold(BOT, Shards.all(1))
    here.release()
    assert ours.read_text() == "of value"
    assert caplog.text.count("is not this user's alone; remove it") == 2


def _take(folder: Path, who: str, taken: "multiprocessing.Queue[float]") -> None:
    taken.put(FileTurns(folder).take("key", who))


def test_of_several_processes_that_start_together_one_has_the_turn(tmp_path: Path, is_full: bool) -> None:
    count = 4 if is_full else 2
    spawn = multiprocessing.get_context("spawn")
    taken = spawn.Queue()
    processes = [spawn.Process(target=_take, args=(tmp_path, str(number), taken)) for number in range(count)]
    for process in processes:
        process.start()
    waits = [taken.get(timeout=30) for _ in processes]
    for process in processes:
        process.join()
    assert [wait == 0 for wait in waits].count(True) == 1
