import asyncio
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from urllib.parse import urlsplit, urlunsplit

import psycopg
import pytest

from index.errors import DatabaseReadOnly, DatabaseRefused, DatabaseUnavailable, StoreError
from index.patience import waiting_at_most
from index.postgres.failures import failure
from index.postgres.server import CONNECT_S, QUESTION_MS, Server, name_of
from index.postgres.steps import bring_up_to_date, require_known
from tests.postgres import TestServer
from tests.proxy import Pooler, Proxy

_STEPS = (
    "CREATE TABLE kings (name TEXT); INSERT INTO kings VALUES ('Otto')",
    "ALTER TABLE kings ADD COLUMN died INTEGER",
)


def test_steps_are_done_once_also_by_several_at_once(database_url: str) -> None:
    begin = threading.Barrier(4)

    def start(_: int) -> None:
        with Server(database_url) as server:
            begin.wait()
            bring_up_to_date(server, "kings", _STEPS)

    with ThreadPoolExecutor(4) as threads:
        list(threads.map(start, range(4)))
    with Server(database_url) as server, server.reading() as connection:
        assert connection.execute("SELECT name, died FROM kings").fetchall() == [("Otto", None)]


def test_steps_that_were_added_keep_what_is_there(database_url: str) -> None:
    with Server(database_url) as server:
        bring_up_to_date(server, "kings", _STEPS[:1])
        with server.writing() as connection:
            connection.execute("INSERT INTO kings VALUES ('Louis')")
        bring_up_to_date(server, "kings", _STEPS)
        with server.reading() as connection:
            assert connection.execute("SELECT count(*), count(died) FROM kings").fetchone() == (2, 0)
        with pytest.raises(StoreError, match="newer version of Clio"):
            bring_up_to_date(server, "kings", _STEPS[:1])


def test_a_table_that_is_in_use_is_changed_later_and_read_meanwhile(schema_url: str) -> None:
    with Server(schema_url) as server, ThreadPoolExecutor(1) as thread:
        bring_up_to_date(server, "kings", _STEPS[:1])
        with server.writing() as at_work:
            at_work.execute("INSERT INTO kings VALUES ('Louis')")
            changing = thread.submit(bring_up_to_date, server, "kings", _STEPS)
            until = time.monotonic() + 1.5
            while time.monotonic() < until:
                read(server, "SELECT name FROM kings")
            assert not changing.done()
        changing.result(10)
        with server.reading() as connection:
            assert connection.execute("SELECT count(*), count(died) FROM kings").fetchone() == (2, 0)


def test_tables_that_a_newer_version_has_changed_are_noticed(schema_url: str) -> None:
    with Server(schema_url) as server:
        bring_up_to_date(server, "kings", _STEPS)
        with server.writing() as connection:
            connection.execute("INSERT INTO table_versions VALUES ('unheard of', 7)")
        require_known(server)
        with server.writing() as connection:
            connection.execute("UPDATE table_versions SET version = 3 WHERE name = 'kings'")
        with pytest.raises(StoreError, match=r"newer version of Clio \(tables kings 3, known 2\); update Clio"):
            require_known(server)


def test_a_transaction_is_whole_or_nothing(database_url: str) -> None:
    with Server(database_url) as server:
        bring_up_to_date(server, "kings", _STEPS)
        with pytest.raises(ZeroDivisionError), server.writing() as connection:
            connection.execute("DELETE FROM kings")
            raise ZeroDivisionError
        with server.reading() as connection:
            assert connection.execute("SELECT count(*) FROM kings").fetchone() == (1,)


def test_a_question_s_statement_that_takes_too_long_is_broken_off_and_work_is_not(database_url: str) -> None:
    sleep = f"SELECT pg_sleep({QUESTION_MS / 1000 + 0.2})"
    with Server(database_url) as server:
        with pytest.raises(DatabaseUnavailable, match="timeout"), server.reading() as connection:
            connection.execute(sleep)
        with server.writing() as connection:
            connection.execute(sleep)


@pytest.mark.parametrize(
    "statement",
    [
        "INSERT INTO kings VALUES (repeat('x', 3000000))",
        "INSERT INTO kings VALUES ('Otto')",
        "SELECT 9223372036854775807 + 1",
        "SELECT 1 / 0",
        "CREATE TABLE kings (name TEXT)",
        "SELECT * FROM nowhere",
    ],
)
def test_what_is_refused_is_not_waited_for(schema_url: str, statement: str) -> None:
    with Server(schema_url) as server:
        with server.writing() as connection:
            connection.execute("CREATE TABLE kings (name TEXT PRIMARY KEY)")
            connection.execute("INSERT INTO kings VALUES ('Otto')")
        with pytest.raises(DatabaseRefused, match=r"refuses what Clio asks of it: .*a database of Clio's own"):
            read(server, statement)
        read(server)


def test_a_connection_that_the_server_ends_is_one_that_was_lost(schema_url: str) -> None:
    with Server(schema_url) as server, pytest.raises(DatabaseUnavailable), server.writing() as connection:
        connection.execute("SET LOCAL idle_in_transaction_session_timeout = 1")
        time.sleep(0.1)
        connection.execute("SELECT 1")


def test_texts_are_taken_whatever_they_hold(schema_url: str) -> None:
    odd = "Otto\0 \ud800 Éva"
    with Server(schema_url) as server, server.writing() as connection:
        connection.execute("CREATE TABLE kings (name TEXT)")
        connection.execute("INSERT INTO kings VALUES (%s)", (odd,))
        connection.cursor().executemany("INSERT INTO kings SELECT unnest(%s::text[])", [([odd],), (["a", odd],)])
        for way in ("", " (FORMAT BINARY)"):
            with connection.cursor().copy(f"COPY kings FROM STDIN{way}") as copy:
                copy.set_types(["text"])
                copy.write_row((odd,))
        found = connection.execute("SELECT name, count(*) FROM kings WHERE name = ANY(%s) GROUP BY 1", ([odd],))
        assert found.fetchall() == [("Otto\ufffd ? Éva", 5)]


def read(server: Server, statement: str = "SELECT 1") -> None:
    with server.reading() as connection:
        connection.execute(statement)


def prepared(url: str) -> int:
    with Server(url) as server:
        for _ in range(10):
            read(server)
        with server.reading() as connection:
            return len(connection.execute("SELECT name FROM pg_prepared_statements").fetchall())


async def test_through_a_pooler_no_statement_is_prepared(database_url: str) -> None:
    async with Pooler(database_url) as pooler:
        assert await asyncio.to_thread(prepared, pooler.url_of(database_url)) == 0
    assert await asyncio.to_thread(prepared, database_url) == 1


def test_all_statements_of_one_answer_have_so_much_time_together(schema_url: str) -> None:
    with Server(schema_url) as server:
        read(server)
        began = time.monotonic()
        with waiting_at_most(0.5):
            with pytest.raises(DatabaseUnavailable):
                for _ in range(10):
                    read(server, "SELECT pg_sleep(0.2)")
            with pytest.raises(DatabaseUnavailable):
                read(server)
        assert time.monotonic() - began < 1.0
        read(server)


def test_nobody_meets_connections_that_were_broken(database_url: str) -> None:
    with Server(database_url) as server:
        with ThreadPoolExecutor(4) as threads:
            list(threads.map(lambda _: read(server, "SELECT pg_sleep(0.2)"), range(4)))
        with psycopg.connect(database_url, autocommit=True) as other:
            ended = other.execute(
                "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity "
                "WHERE datname = current_database() AND pid <> pg_backend_pid()"
            ).fetchone()
        assert ended is not None
        assert ended[0] > 1
        time.sleep(0.6)  # in which they are believed to work
        for _ in range(5):
            read(server)


def test_a_database_that_takes_no_changes_is_read(schema_url: str) -> None:
    with Server(f"{schema_url}%20-cdefault_transaction_read_only%3Don") as server:
        read(server)
        with pytest.raises(DatabaseReadOnly) as caught, server.writing() as connection:
            connection.execute("CREATE TABLE kings (name TEXT)")
        assert "nothing was changed" in caught.value.for_people
        read(server)


async def test_a_long_statement_that_the_network_swallows_is_not_waited_for(postgres_server: TestServer) -> None:
    async with Proxy(postgres_server.url) as network:
        server = Server(network.url_of(postgres_server.url))

        def work(before: Callable[[], object] = int) -> None:
            with server.apart(0.5) as connection:
                before()
                connection.execute("SELECT 1")

        def swallow() -> None:
            network.swallows = True

        try:
            await asyncio.to_thread(work)
            for before in (swallow, int):  # while it works, and when it would begin
                began = time.monotonic()
                with pytest.raises(DatabaseUnavailable):
                    await asyncio.to_thread(work, before)
                assert time.monotonic() - began < CONNECT_S + 2
        finally:
            network.swallows = False
            await asyncio.to_thread(server.close)


async def test_what_the_network_swallows_is_not_waited_for(postgres_server: TestServer) -> None:
    async with Proxy(postgres_server.url) as network:
        server = Server(network.url_of(postgres_server.url))
        try:
            await asyncio.to_thread(read, server)
            network.swallows = True
            for pause_s in (0.6, 0.0):  # one that is tried first, or not even that
                began = time.monotonic()
                with pytest.raises(DatabaseUnavailable):
                    await asyncio.to_thread(read, server)
                assert time.monotonic() - began < QUESTION_MS / 1000 + 0.5
                await asyncio.sleep(pause_s)
            network.swallows = False
            began = time.monotonic()
            while True:
                try:
                    await asyncio.to_thread(read, server)
                except DatabaseUnavailable:
                    assert time.monotonic() - began < 10
                else:
                    break
        finally:
            await asyncio.to_thread(server.close)


def test_a_database_that_cannot_be_reached_is_told_without_the_password() -> None:
    with (
        Server("postgresql://clio:secret@127.0.0.1:1/library?connect_timeout=1") as server,
        pytest.raises(DatabaseUnavailable) as caught,
        server.reading(),
    ):
        pass
    assert "127.0.0.1/library" in str(caught.value)
    assert "secret" not in str(caught.value)
    assert "Ask again in a minute" in caught.value.for_people


@pytest.mark.parametrize("change", [{"path": "/nowhere"}, {"netloc": "nobody@"}])
def test_whom_the_database_does_not_let_in_is_told_why_and_what_to_check(
    postgres_server: TestServer, change: dict[str, str]
) -> None:
    with (
        Server(urlunsplit(urlsplit(postgres_server.url)._replace(**change))) as server,
        pytest.raises(DatabaseRefused, match=r'"(nowhere|nobody)" does not exist.*the right user and password'),
    ):
        read(server)


def test_a_wrong_password_is_none_that_may_be_right_later() -> None:
    said = 'connection to server at "db.example.org" failed: FATAL: {} for user "clio"'
    refused = failure("db", psycopg.OperationalError(said.format("password authentication failed")))
    assert isinstance(refused, DatabaseRefused)
    missing = failure("db", psycopg.OperationalError(said.format("sorry, too many clients already")))
    assert isinstance(missing, DatabaseUnavailable)


def test_an_outage_is_told_once(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level("INFO", "index.postgres.server")
    with Server("postgresql://clio:secret@127.0.0.1:1/library") as server:
        for _ in range(3):
            with pytest.raises(DatabaseUnavailable, match="Connection refused"):
                read(server)
    told = [record.getMessage() for record in caplog.records if record.name == "index.postgres.server"]
    assert len(told) == 1
    assert "The database 127.0.0.1/library cannot be reached, which is tried again: connection failed" in told[0]


def test_a_database_is_named_by_where_it_is() -> None:
    assert name_of("postgresql://clio:secret@db.example.org:5433/clio") == "db.example.org/clio"
    assert name_of("postgresql://postgres:@/clio?host=/run/postgresql&password=secret") == "/run/postgresql/clio"
    assert name_of("postgresql://one,two:5433/clio?user=clio&password=secret") == "one,two/clio"
    assert name_of("postgresql://clio:secret@[::1]") == "::1/clio"
