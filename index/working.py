"""Work on the shelves: reindexing them step by step, alone in all processes, and showing what is done."""

import time
from collections.abc import Generator, Sequence
from contextlib import closing

from index.archive.archive import Archive
from index.archive.model import Job, JobState
from index.memory import give_back
from index.model import Progress, Report
from index.parser import Parser
from index.reindex import EVERYTHING, OnDealt, Reindex, Scope, Shelf, Tools, is_current
from index.sharing import Views

_LOOK_AGAIN_S = 0.1  # whether another process has finished
_SHOW_EVERY_S = 30.0  # what is done so far of a long work, at most this often
_SHOWING_SHARE = 20  # and so rarely that showing takes at most 1/20 of the time

Steps = Generator[Progress, None, Report]


class Workbench:
    """Where shelves are worked at, for questions to be answered meanwhile from the state before.

    Works are generators: each step takes some tenths of a second, so that several can be done in turn. Closing one
    stops it between two commits; what was committed is kept, and shown at the next `show`.
    """

    def __init__(self, tools: Tools, views: Views) -> None:
        self._tools, self._views = tools, views

    def reindex(self, shelf: Shelf, scope: Scope, on_dealt: OnDealt | None = None) -> Steps:
        """Bring a shelf in line; waits as long as another process works at it."""
        while True:
            with self._tools.store.writing(shelf.id) as is_mine:
                if is_mine:
                    return (yield from self._reindex(shelf, scope, on_dealt))
            yield Progress("waiting for another reindex", 0, 0)
            time.sleep(_LOOK_AGAIN_S)

    def _reindex(self, shelf: Shelf, scope: Scope, on_dealt: OnDealt | None) -> Steps:
        self._views.hold(shelf.id)
        try:
            with Parser(self._tools.limits) as parser:
                reindex = Reindex(shelf, self._tools, parser.read, scope, on_dealt)
                with closing(reindex.steps()) as steps:
                    yield from self._shown_now_and_then(shelf, steps)
        finally:
            self._views.release(shelf.id)
        self._views.publish(shelf.id)
        self._complete(shelf, scope)  # last: other processes answer from it as soon as it is
        give_back()
        return reindex.report

    def show(self, shelf: Shelf) -> None:
        """Let questions see what is committed, unless the shelf is being worked at: then that is shown in time."""
        with self._tools.store.writing(shelf.id) as is_mine:
            if is_mine:
                self._views.publish(shelf.id)

    def _complete(self, shelf: Shelf, scope: Scope) -> None:
        """A shelf that another model indexed is complete only when all of it was dealt with."""
        store, model = self._tools.store, self._tools.embedder.name
        is_whole = scope.paths is None or store.completed_by(shelf.id) in ("", model)
        if is_whole or is_current(shelf, self._tools):
            store.complete(shelf.id)

    def _shown_now_and_then(self, shelf: Shelf, steps: Generator[Progress, None, None]) -> Generator[Progress]:
        pause, shown = _SHOW_EVERY_S, time.monotonic()
        for step in steps:
            yield step
            if time.monotonic() - shown >= pause:
                began = time.monotonic()
                self._views.publish(shelf.id)
                shown = time.monotonic()
                pause = max(_SHOW_EVERY_S, _SHOWING_SHARE * (shown - began))


def do_job(bench: Workbench, archive: Archive, job: Job, shelves: Sequence[Shelf], is_whole: bool) -> Steps:
    """Do a job, or go on with it; what becomes of each file is noted at once.

    One that `is_whole` deals with all that its shelves hold, any other with what stands on its list.
    """
    undone = archive.begin(job.number, ())
    scope = EVERYTHING if is_whole else Scope(frozenset(undone), anew=job.action == "reindex")
    report = Report()
    for shelf in shelves:
        report += yield from bench.reindex(shelf, scope, lambda dealt: archive.note_many(job.number, dealt))
    archive.finish(job.number, JobState.DONE)
    return report
