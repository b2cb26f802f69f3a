"""A migration: everything from one side to the other, to be gone on with at any time, and compared at the end."""

from collections.abc import Iterator, Sequence
from contextlib import ExitStack, closing, contextmanager

from index.errors import HalfCarried, MigrationError
from index.model import SHARED, OnProgress, Progress
from index.moving.check import Compared, tally
from index.moving.relation import Row
from index.moving.side import Side
from index.moving.table import Table

_ELSE = "Name one that is empty."


class Migration:
    """A migration from a side to another. Nobody else may write to either meanwhile."""

    def __init__(self, source: Side, target: Side) -> None:
        self._source, self._target = source, target

    def require(self) -> None:
        """Look whether it may be begun, or gone on with; writes nothing. Raises MigrationError, HalfCarried."""
        if not self._source.holdings():
            raise MigrationError(f"{self._source.name} holds no library; nothing is to be carried.")
        if (there := self._source.begun()) and not there.is_ended:
            raise HalfCarried(self._source.name)
        begun, known = self._target.begun(), self._source.known_id()
        if begun and begun.source != known:
            raise MigrationError(f"{self._target.name} holds a library that was carried there from elsewhere. {_ELSE}")
        if not begun and (held := self._target.holdings()):
            raise MigrationError(f"{self._target.name} holds something already ({', '.join(held)}). {_ELSE}")

    def run(self, on_progress: OnProgress) -> tuple[Compared, ...]:
        """Carry what is not there yet, unless that was ended before, and compare both sides.

        It may be broken off at any moment and goes on from there when it is run again. Raises MigrationError.
        """
        with _opened(self._source), _alone(self._source), ExitStack() as stack:
            begun = self._target.begun()
            if not begun:  # first of all, so that whatever is found there is known to be from here
                self._target.ledger.begin(self._source.ledger.id)
            stack.enter_context(_opened(self._target))
            if not begun or not begun.is_ended:
                self._carry(stack, on_progress)
            compared = tuple(self._compare(on_progress))
            if all(one.are_same for one in compared):
                self._target.ledger.end()
            return compared

    def _carry(self, stack: ExitStack, on_progress: OnProgress) -> None:
        if not self._target.holdings():
            self._target.clear()
        for name, table in self._source.tables.items():
            _copy(table, self._target.tables[name], on_progress)
            if name == "shelves":  # the others are only written by a bot
                stack.enter_context(_alone(self._target))
        shelves = _shelves(self._source)
        self._target.settle(shelves)
        self._derive(shelves, on_progress)

    def _derive(self, shelves: Sequence[Row], on_progress: OnProgress) -> None:
        """Derive what shelves are searched by, for the model that each was indexed with."""
        complete = [(number, model) for number, _, _, model in shelves if model]
        for done, (number, model) in enumerate(complete):
            on_progress(Progress("deriving what is searched", done, len(complete)))
            with closing(self._target.store(model)) as store:
                store.snapshot(number).close()

    def _compare(self, on_progress: OnProgress) -> Iterator[Compared]:
        for name, table in self._source.tables.items():
            yield _compared(table, self._target.tables[name], on_progress)


def _copy(source: Table, target: Table, on_progress: OnProgress) -> None:
    """Put those rows into the target that follow on what it has."""
    stage, total = f"carrying {source.relation.name}", source.count()
    done = target.count()
    for batch in source.batches(target.last()):
        on_progress(Progress(stage, min(done, total), total))
        target.put(batch)
        done += len(batch)
    if source.relation.counts and (number := source.number()):
        target.go_on_from(number)


def _compared(source: Table, target: Table, on_progress: OnProgress) -> Compared:
    stage, rows = f"comparing {source.relation.name}", source.count()
    total = rows + target.count()
    return Compared(
        source.relation.name,
        tally(source, lambda done: on_progress(Progress(stage, done, total))),
        tally(target, lambda done: on_progress(Progress(stage, rows + done, total))),
    )


def _shelves(side: Side) -> list[Row]:
    return [row for batch in side.tables["shelves"].batches() for row in batch]


@contextmanager
def _opened(side: Side) -> Iterator[None]:
    try:
        side.open()
        yield
    finally:
        side.close()


@contextmanager
def _alone(side: Side) -> Iterator[None]:
    """Let nobody index the operator's documents until the end of the block; servers' are only indexed by a bot."""
    with closing(side.store("")) as store, ExitStack() as stack:
        for number, collection, *_ in _shelves(side):
            if collection == SHARED and not stack.enter_context(store.writing(number)):
                raise MigrationError(
                    f"Another clio is indexing documents in {side.name} just now; wait until it has finished, and "
                    "migrate again."
                )
        yield
