import queue
import time
from collections.abc import Iterator

import psycopg
import pytest

from index.postgres.listening import Listener


class Heard:
    """What a listener has called back with, in turn."""

    def __init__(self) -> None:
        self._queue: queue.Queue[str | None] = queue.Queue()

    def __call__(self, payload: str | None) -> None:
        """Take it in; "fault" is stumbled over."""
        self._queue.put(payload)
        if payload == "fault":
            raise ZeroDivisionError

    def next(self) -> str | None:
        """The next one, within some seconds."""
        return self._queue.get(timeout=10)


@pytest.fixture
def heard() -> Heard:
    return Heard()


@pytest.fixture
def listener(database_url: str, heard: Heard) -> Iterator[Listener]:
    with Listener(database_url, "clio_kings", heard) as listener:
        assert heard.next() is None
        yield listener


def say(url: str, *payloads: str, channel: str = "clio_kings") -> None:
    """Say something in one transaction."""
    with psycopg.connect(url) as connection:
        for payload in payloads:
            connection.execute("SELECT pg_notify(%s, %s)", (channel, payload))


def wait_until_listening(listener: Listener) -> None:
    until = time.monotonic() + 10
    while not listener.is_listening:
        assert time.monotonic() < until
        time.sleep(0.01)


def test_what_others_say_is_heard_in_turn_and_nothing_of_other_channels(
    listener: Listener, heard: Heard, database_url: str
) -> None:
    say(database_url, "Canute", channel="clio_queens")
    say(database_url, "Otto", "Louis")
    say(database_url, "")
    assert [heard.next() for _ in range(3)] == ["Otto", "Louis", ""]
    wait_until_listening(listener)


def test_a_listener_that_was_away_says_so_and_hears_again(listener: Listener, heard: Heard, database_url: str) -> None:
    wait_until_listening(listener)
    with psycopg.connect(database_url) as connection:
        connection.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'clio listening' "
            "AND datname = current_database()"
        )
    assert heard.next() is None
    wait_until_listening(listener)
    say(database_url, "Otto")
    assert heard.next() == "Otto"


def test_a_fault_in_dealing_with_one_does_not_end_the_listening(
    listener: Listener, heard: Heard, database_url: str, caplog: pytest.LogCaptureFixture
) -> None:
    say(database_url, "fault", "Otto")
    assert [heard.next(), heard.next()] == ["fault", "Otto"]
    assert "could not be dealt with" in caplog.text


def test_a_database_that_is_not_there_is_waited_for_and_told_once_without_the_password(
    heard: Heard, caplog: pytest.LogCaptureFixture
) -> None:
    with Listener("postgresql://clio:secret@127.0.0.1:1/library", "clio_kings", heard) as listener:
        time.sleep(0.4)
        assert not listener.is_listening
    assert caplog.text.count("127.0.0.1/library are not heard of at once") == 1
    assert "secret" not in caplog.text
