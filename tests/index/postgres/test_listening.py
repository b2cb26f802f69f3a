import asyncio
import queue
import time
from collections.abc import Iterator

import psycopg
import pytest

from index.postgres.listening import Listener
from tests.proxy import Pooler, Proxy, SharingPooler


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


def wait_until_listening(listener: Listener, is_listening: bool = True) -> None:
    until = time.monotonic() + 10
    while listener.is_listening is not is_listening:
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


async def test_a_listener_whose_connection_is_lost_without_a_word_hears_again(database_url: str, heard: Heard) -> None:
    def listen(url: str) -> None:
        with Listener(url, "clio_kings", heard, probe_s=0.2) as listener:
            wait_until_listening(listener)
            loop.call_soon_threadsafe(network.lose_all)
            wait_until_listening(listener, False)
            wait_until_listening(listener)
            assert [heard.next(), heard.next()] == [None, None]
            say(database_url, "Otto")
            assert heard.next() == "Otto"

    loop = asyncio.get_running_loop()
    async with Proxy(database_url) as network:
        await asyncio.to_thread(listen, network.url_of(database_url))


async def test_behind_a_pooler_only_what_others_say_counts_as_heard(database_url: str, heard: Heard) -> None:
    def listen(url: str, is_listening: bool) -> None:
        with Listener(url, "clio_kings", heard) as listener:
            assert heard.next() is None
            if is_listening:
                wait_until_listening(listener)
            else:
                assert heard.next() is None  # it begins anew
                assert not listener.is_listening

    for pooler, is_listening in ((Pooler, True), (SharingPooler, False)):
        async with pooler(database_url) as network:
            await asyncio.to_thread(listen, network.url_of(database_url), is_listening)


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
