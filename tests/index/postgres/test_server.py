import threading
from concurrent.futures import ThreadPoolExecutor

import pytest

from index.errors import DatabaseUnavailable, StoreError
from index.postgres.server import QUESTION_MS, Server, name_of
from index.postgres.steps import bring_up_to_date

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


def test_a_database_is_named_by_where_it_is() -> None:
    assert name_of("postgresql://clio:secret@db.example.org:5433/clio") == "db.example.org/clio"
    assert name_of("postgresql://postgres:@/clio?host=/run/postgresql&password=secret") == "/run/postgresql/clio"
