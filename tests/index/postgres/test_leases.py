import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import psycopg
import pytest

from index.errors import DatabaseUnavailable, TakenOver
from index.postgres.leases import Leases
from index.postgres.server import Server

SHORT_S = 0.8
HOLDER = """
import sys, time
from index.postgres.leases import Leases
from index.postgres.server import Server
lease = Leases(Server(sys.argv[1]), float(sys.argv[2])).take("shelf 1")
print(lease is not None, flush=True)
time.sleep(60)
"""


@pytest.fixture
def server(schema_url: str) -> Iterator[Server]:
    with Server(schema_url) as server:
        yield server


def test_of_many_one_has_a_lease_and_the_next_when_it_is_released(server: Server) -> None:
    leases = Leases(server)
    with ThreadPoolExecutor(6) as threads:
        taken = [lease for lease in threads.map(lambda _: leases.take("shelf 1"), range(12)) if lease]
    (lease,) = taken
    other = leases.take("shelf 2")
    assert other is not None
    other.release()
    with lease:
        assert lease.is_held
        assert Leases(server).take("shelf 1") is None
    assert not lease.is_held
    again = Leases(server).take("shelf 1")
    assert again is not None
    lease.release()  # once more, which does nothing to the other
    assert leases.take("shelf 1") is None
    again.release()


def test_a_lease_is_kept_up_for_as_long_as_it_is_wanted(server: Server) -> None:
    leases = Leases(server, SHORT_S)
    with leases.take("shelf 1") or pytest.fail() as lease:
        until = time.monotonic() + 2 * SHORT_S
        while time.monotonic() < until:
            assert lease.is_held
            assert leases.take("shelf 1") is None
            time.sleep(0.1)


def test_the_lease_of_a_process_that_was_killed_is_had_when_it_has_run_out(server: Server, schema_url: str) -> None:
    leases = Leases(server)
    command = [sys.executable, "-c", HOLDER, schema_url, "2"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "True\n"
        process.kill()
    killed = time.monotonic()
    assert leases.take("shelf 1") is None
    while (lease := leases.take("shelf 1")) is None:
        assert time.monotonic() < killed + 5
        time.sleep(0.05)
    lease.release()


def test_a_lease_that_could_not_be_given_back_is_had_again_where_it_was_had(server: Server, schema_url: str) -> None:
    leases = Leases(server)
    lease = leases.take("shelf 1") or pytest.fail()
    with psycopg.connect(schema_url) as other:
        other.execute("SELECT 1 FROM leases FOR UPDATE")
        lease.release()
        with pytest.raises(DatabaseUnavailable):  # and not None, which would mean that somebody has taken it
            leases.take("shelf 1")
    assert Leases(server).take("shelf 1") is None
    with leases.take("shelf 1") or pytest.fail() as again:
        assert again.is_held
        assert leases.take("shelf 1") is None


def test_whoever_has_lost_a_lease_hears_of_it_and_commits_nothing_more(server: Server) -> None:
    lost = threading.Event()
    lease = Leases(server, SHORT_S).take("shelf 1", lost.set)
    assert lease is not None
    with server.writing() as connection:
        connection.execute("CREATE TABLE kings (name TEXT)")
        lease.confirm(connection)
    with server.reading() as connection:  # as if it had run out and another process had taken it
        connection.execute("UPDATE leases SET owner = 'another'")
    with pytest.raises(TakenOver, match="work on shelf 1"), server.writing() as connection:
        connection.execute("INSERT INTO kings VALUES ('Otto')")
        lease.confirm(connection)
    assert lost.wait(5)
    assert not lease.is_held
    lease.release()
    with server.reading() as connection:
        assert connection.execute("SELECT owner FROM leases").fetchall() == [("another",)]
        assert connection.execute("SELECT count(*) FROM kings").fetchone() == (0,)


def test_nobody_takes_over_while_what_was_confirmed_is_being_committed(server: Server) -> None:
    lease = Leases(server, SHORT_S / 2).take("shelf 1")
    assert lease is not None
    with server.writing() as connection:
        lease.confirm(connection)
        time.sleep(SHORT_S / 2)  # no renewal comes through meanwhile
        assert Leases(server).take("shelf 1") is None
    lease.release()
