"""PostgreSQL stops and starts while the archive is used."""

import threading
import time
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

from index.archive import Archive
from index.errors import DatabaseUnavailable
from index.postgres.leases import Leases
from index.postgres.listening import Listener
from index.postgres.server import Server
from tests.index.archive.conftest import check, give
from tests.postgres import OwnServer


def test_what_was_told_as_done_is_there_after_an_outage_and_work_goes_on(own_server: OwnServer, tmp_path: Path) -> None:
    heard: list[str | None] = []
    with (
        Server(own_server.url) as server,
        closing(Archive(tmp_path, server=server)) as archive,
        Listener(own_server.url, "clio_jobs", heard.append) as listener,
    ):
        told: list[str] = []
        refused: list[DatabaseUnavailable] = []
        over = threading.Event()

        def be_busy(thread: int) -> None:
            number = 0
            while not over.is_set():
                number += 1
                try:
                    give(archive, (f"{thread}-{number}.md", b"%d %d" % (thread, number)))
                except DatabaseUnavailable as error:
                    refused.append(error)
                else:
                    told.append(f"{thread}-{number}.md")

        threads = [threading.Thread(target=be_busy, args=(number,)) for number in range(3)]
        for thread in threads:
            thread.start()
        _wait_for(lambda: len(told) > 20 and listener.is_listening)
        lease = Leases(server, 1.0).take("shelf 1")
        assert lease is not None
        own_server.stop()
        _wait_for(lambda: len(refused) > 3 and not lease.is_held and not listener.is_listening)
        before = len(told)
        own_server.start()
        _wait_for(lambda: len(told) > before + 20 and listener.is_listening)
        over.set()
        for thread in threads:
            thread.join()
        assert all("Ask again in a minute" in error.for_people for error in refused)
        assert {source.name for source in archive.sources("1")} >= set(told)
        assert heard.count(None) == 2
        assert not lease.is_held
        while (again := Leases(server).take("shelf 1")) is None:
            time.sleep(0.02)
        again.release()
        check(archive, tmp_path, "1")


def _wait_for(is_so: Callable[[], bool]) -> None:
    until = time.monotonic() + 30
    while not is_so():
        assert time.monotonic() < until
        time.sleep(0.02)
