"""One SQL for files and for PostgreSQL."""

import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, closing
from pathlib import Path

import pytest

from index.database import Database, EachTimeFile, Layout, StandingFile, Tables
from index.database.postgres import PostgresDatabase, in_types_of_postgres
from index.errors import DatabaseUnavailable, StoreError
from index.patience import waiting_at_most
from index.postgres.server import Server

KINGS = Tables(
    "kings",
    (
        "CREATE TABLE kings (id INTEGER PRIMARY KEY AUTOINCREMENT, name TEXT NOT NULL UNIQUE, born INTEGER, seal BLOB)",
        "ALTER TABLE kings ADD COLUMN height REAL NOT NULL DEFAULT 0;\nCREATE INDEX kings_by_height ON kings (height)",
    ),
)
Open = Callable[..., Database]


def unusable(path: Path, error: Exception) -> StoreError:
    return StoreError(f"{path.name}: {error}")


@pytest.fixture(params=["standing file", "file each time", "postgres"])
def open_database(tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[Open]:
    kind = request.param
    with ExitStack() as stack:
        server = stack.enter_context(Server(request.getfixturevalue("schema_url"))) if kind == "postgres" else None

        def open_one(tables: Tables = KINGS) -> Database:
            if server:
                return PostgresDatabase(server, tables)
            layout = Layout(tables, ["journal_mode = WAL"], unusable, unusable)
            made = StandingFile if kind == "standing file" else EachTimeFile
            return stack.enter_context(closing(made(tmp_path / "kings.db", layout)))

        yield open_one


@pytest.fixture
def database(open_database: Open) -> Database:
    return open_database()


def add(database: Database, *names: str) -> None:
    with database.writing() as session:
        session.executemany("INSERT INTO kings (name) VALUES (?)", [(name,) for name in names])


def names(database: Database) -> list[str]:
    with database.reading() as session:
        return [name for (name,) in session.execute("SELECT name FROM kings ORDER BY name")]


def test_what_is_written_is_read_as_it_was(database: Database) -> None:
    row = ("Ötzi %s ?", 2**62, b"\0\xff", 1.6)
    with database.writing() as session:
        added = session.execute("INSERT INTO kings (name, born, seal, height) VALUES (?, ?, ?, ?) RETURNING id", row)
        assert added.fetchone() == (1,)
        assert session.execute("UPDATE kings SET born = NULL WHERE name LIKE '%nobody'").rowcount == 0
    with database.reading() as session:
        found = session.execute("SELECT name, born, seal, height FROM kings WHERE name LIKE 'Ö%' AND born = ?", [2**62])
        assert [tuple(map(type, king)) for king in found] == [(str, int, bytes, float)]
        assert session.execute("SELECT name, born, seal, height FROM kings").fetchall() == [row]


def test_lists_of_any_length_are_looked_for(database: Database) -> None:
    add(database, "Otto", "Louis", "Canute")

    def found(condition: str, values: list[str] | list[int]) -> list[str]:
        with database.reading() as session:
            return [name for (name,) in session.execute(f"SELECT name FROM kings WHERE {condition}", [values])]

    assert sorted(found("name = ANY (?)", ["Otto", "Canute", "Arthur"])) == ["Canute", "Otto"]
    assert found("name = ANY (?)", []) == []
    assert found("id <> ALL (?)", [1, 2**40, 3]) == ["Louis"]
    assert len(found("id <> ALL (?)", [])) == 3


def test_texts_are_in_the_order_of_their_code_points(database: Database) -> None:
    add(database, "otto", "Zar", "Édouard", "a b", "a-a")
    assert names(database) == ["Zar", "a b", "a-a", "otto", "Édouard"]


def test_a_transaction_is_whole_or_nothing_and_reading_sees_one_state(database: Database) -> None:
    add(database, "Otto")
    with pytest.raises(ZeroDivisionError), database.writing() as session:
        session.execute("DELETE FROM kings")
        raise ZeroDivisionError
    with database.reading() as session:
        before = session.execute("SELECT count(*) FROM kings").fetchone()
        add(database, "Louis")
        assert session.execute("SELECT count(*) FROM kings").fetchone() == before == (1,)
    assert names(database) == ["Louis", "Otto"]


def test_a_fault_in_a_statement_is_told_and_leaves_it_usable(database: Database) -> None:
    add(database, "Otto")
    with pytest.raises(StoreError, match=r"(?i)unique"):
        add(database, "Louis", "Otto")
    assert names(database) == ["Otto"]


def test_steps_that_were_added_keep_what_is_there(open_database: Open) -> None:
    with open_database(Tables("kings", KINGS.steps[:1])).writing() as session:
        session.execute("INSERT INTO kings (name) VALUES ('Otto')")
    with open_database().reading() as session:
        assert session.execute("SELECT name, height FROM kings").fetchall() == [("Otto", 0.0)]
    with pytest.raises(StoreError, match="newer version of Clio"):
        names(open_database(Tables("kings", KINGS.steps[:1])))


def test_the_clock_goes_on_by_seconds(database: Database) -> None:
    def now() -> float:
        with database.reading() as session:
            (seconds,) = session.execute("SELECT {clock}").fetchone()
            return float(seconds)

    before = now()
    time.sleep(0.05)
    assert abs(before - time.time()) < 60
    assert 0.04 < now() - before < 5


def test_a_lock_is_waited_for_and_shared_by_those_who_say_so(database: Database) -> None:
    at_once, most, counting = 0, [0], threading.Lock()

    def work(shared: bool) -> None:
        nonlocal at_once
        with database.writing() as session:
            session.lock("kings", shared)
            with counting:
                at_once += 1
                most[0] = max(most[0], at_once)
            time.sleep(0.05)
            with counting:
                at_once -= 1

    for shared in (False, True):
        most[0] = 0
        with ThreadPoolExecutor(3) as threads:
            list(threads.map(work, [shared] * 3))
        assert most[0] == (3 if shared and database.is_shared else 1)


def test_whoever_finds_no_tables_yet_waits_for_nobody_else_who_does_so() -> None:
    with Server("postgresql://clio:secret@127.0.0.1:1/library") as server:
        away = PostgresDatabase(server, KINGS)

        def waited_s(_: int) -> float:
            began = time.monotonic()
            with waiting_at_most(1.0), pytest.raises(DatabaseUnavailable):
                names(away)
            return time.monotonic() - began

        with ThreadPoolExecutor(8) as threads:
            assert max(threads.map(waited_s, range(8))) < 2.0


def test_tables_that_several_threads_need_are_made_once(schema_url: str) -> None:
    with Server(schema_url) as server:
        one = PostgresDatabase(server, KINGS)
        with ThreadPoolExecutor(12) as threads:
            list(threads.map(lambda number: add(one, str(number)), range(12)))
        assert len(names(one)) == 12


def test_definitions_are_told_in_postgresql_s_words() -> None:
    step = "CREATE TABLE a (id INTEGER PRIMARY KEY, b INTEGER, c TEXT, INTEGERS BLOB) STRICT;\nDROP TABLE TEXTS"
    assert in_types_of_postgres(step) == (
        "CREATE TABLE a (id BIGINT GENERATED BY DEFAULT AS IDENTITY PRIMARY KEY, b BIGINT, "
        'c TEXT COLLATE "C", INTEGERS BYTEA);\nDROP TABLE TEXTS'
    )
