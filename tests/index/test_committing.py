import threading
import time
from concurrent.futures import ThreadPoolExecutor

import pytest

from index.committing import Committing
from index.errors import DatabaseUnavailable, TakenOver
from index.patience import waiting_at_most
from index.postgres.leases import Leases
from index.postgres.server import Server


@pytest.mark.parametrize("kept", ["here", "on a server"])
def test_one_at_a_time_commits_in_a_collection(kept: str, request: pytest.FixtureRequest) -> None:
    at_once, most, counting = 0, 0, threading.Lock()
    server = Server(request.getfixturevalue("schema_url")) if kept == "on a server" else None
    here = Committing.on(None)
    committings = [Committing.on(server) if server else here for _ in range(3)]  # as many processes

    def commit(committing: Committing) -> None:
        nonlocal at_once, most
        with committing("1"):
            with counting:
                at_once += 1
                most = max(most, at_once)
            time.sleep(0.02)
            with counting:
                at_once -= 1

    with ThreadPoolExecutor(3) as threads:
        list(threads.map(commit, committings * 3))
    assert most == 1
    if server:
        with committings[0]("1"), committings[1]("2"):
            pass
        server.close()


def test_who_may_wait_only_moments_waits_no_longer_for_another(schema_url: str) -> None:
    with Server(schema_url) as server:
        committing = Committing.on(server)
        with committing("1"):
            began = time.monotonic()
            with pytest.raises(DatabaseUnavailable), waiting_at_most(0.5), committing("1"):
                pass
            assert time.monotonic() - began < 1.0


def test_whoever_was_out_of_reach_while_committing_is_told(schema_url: str) -> None:
    with Server(schema_url) as server:
        committing = Committing(Leases(server, 0.4))
        with pytest.raises(TakenOver), committing("1"), server.reading() as connection:
            connection.execute("UPDATE leases SET owner = 'another'")
            time.sleep(0.6)
        with server.reading() as connection:
            assert connection.execute("SELECT owner FROM leases").fetchall() == [("another",)]
