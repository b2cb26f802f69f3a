"""The processes that run a bot on one PostgreSQL: leases of its shards, and turns to start sessions."""

import logging
import threading
import time
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager

from bot.run_lock import AlreadyRunning, OutOfReach, ShardTaken
from bot.shards import Shards
from bot.start_turns import TURN_S, Turns
from index.errors import DatabaseReadOnly, DatabaseRefused, DatabaseUnavailable, HalfCarried
from index.moving.ledger import require_whole
from index.postgres.leases import LEASE_S, Lease, Leases
from index.postgres.server import Server
from index.postgres.steps import bring_up_to_date, require_known

LEAST_S = 0.05  # that somebody waits who has no turn
PATIENCE_S = 2.0  # beyond the length of the leases, for those of a process that was killed to run out
LOOK_EVERY_S = 1.0  # whether they did
OUT_OF_REACH_S = 300.0  # that a process runs its shards without the database, in which others may take them
TABLES_EVERY_S = 10.0  # whether a newer version of Clio has changed them
AGAIN_S = 5.0  # between two tries to reach a database that cannot be reached

_BOT = "bot "  # with which the names of all leases of shards begin
_MIGRATION = "clio migrate"

_STEPS = ('CREATE TABLE start_turns (key TEXT COLLATE "C" PRIMARY KEY, who TEXT NOT NULL, until TIMESTAMPTZ NOT NULL)',)
# Times are the database's, so that clocks of machines that differ do no harm.
_TAKE = (
    "INSERT INTO start_turns VALUES (%s, %s, clock_timestamp() + make_interval(secs => %s)) ON CONFLICT (key) "
    "DO UPDATE SET who = excluded.who, until = excluded.until "
    "WHERE start_turns.until <= clock_timestamp() OR start_turns.who = excluded.who RETURNING 1"
)
_LEFT = "SELECT extract(epoch FROM until - clock_timestamp()) FROM start_turns WHERE key = %s"

log = logging.getLogger(__name__)


class OnDatabase:
    """All processes on one database, on whichever machines."""

    def __init__(
        self, server: Server, meanwhile: Turns, lease_s: float = LEASE_S, patience_s: float = PATIENCE_S,
        out_of_reach_s: float = OUT_OF_REACH_S,
    ) -> None:  # fmt: skip
        """Use a database; `meanwhile` takes turns while it cannot be reached.

        Leases of others are waited for as long as one lasts, and `patience_s` beyond; a database that was reached once,
        for `out_of_reach_s`.
        """
        self._server, self._lease_s, self._patience_s = server, lease_s, lease_s + patience_s
        self._out_of_reach_s, self._in_reach_at = out_of_reach_s, float("-inf")
        self._tables_next = 0.0
        self._leases: Leases | None = None
        self._had: tuple[str, Shards] | None = None  # once all leases of them were
        self._held: Mapping[str, Lease] = {}  # by name; another one whenever it changes, as several threads read it
        self._taking = threading.Lock()  # one thread takes leases at a time, and none after they were released
        self._is_over = threading.Event()
        self.turns: Turns = DatabaseTurns(self._server, meanwhile)

    def hold(self, bot: str, shards: Shards) -> None:
        """Have a lease of each shard, kept up by threads of their own.

        Waits for a database that cannot be reached, and for the leases of a process that was killed to run out. Raises
        ShardTaken, and HalfCarried where a migration to the database was broken off.
        """
        deadline, trouble = float("inf"), ""
        while not self._is_over.is_set():
            try:
                missing = self._missing(bot, shards)
            except DatabaseUnavailable as error:
                if str(error) != trouble:
                    log.warning("%s Clio does not connect to Discord before.", error)
                trouble = str(error)
                self._is_over.wait(AGAIN_S)
                continue
            except HalfCarried:
                self.release()
                raise
            if not missing:
                self._had, self._in_reach_at = (bot, shards), time.monotonic()
                return
            if time.monotonic() > deadline:
                self.release()
                raise ShardTaken(missing)
            if deadline == float("inf"):
                log.info("It seems that %s. Waiting up to %d s, as it may have been killed.", missing, self._patience_s)
                deadline = time.monotonic() + self._patience_s
            self._is_over.wait(LOOK_EVERY_S)

    @property
    def are_held(self) -> bool:
        """Whether all that was taken is surely had at this moment."""
        return all(lease.is_held for lease in self._held.values())

    def taken(self) -> str:
        """Take those leases again that were lost while the database could not be reached; why not all can be had.

        Raises OutOfReach when it could not be reached, was a standby or refused itself for long, HalfCarried where
        what it holds was exchanged meanwhile, and StoreError where a newer version of Clio has changed its tables.
        """
        if self._had is None:
            return ""
        missing = ""
        try:
            missing = "" if self.are_held else self._missing(*self._had)
            self._require_known_tables()
        except DatabaseReadOnly as error:
            if self._is_standby():  # others may take them where its primary is now
                self._require_reach(error)
                return ""
        except (DatabaseUnavailable, DatabaseRefused) as error:
            self._require_reach(error)
            return ""
        self._in_reach_at = time.monotonic()
        return missing

    def _is_standby(self) -> bool:
        """Whether it follows another database; one that merely takes no changes is where all look for the leases."""
        try:
            with self._server.reading() as connection:
                return connection.execute("SELECT pg_is_in_recovery()").fetchone() == (True,)
        except (DatabaseUnavailable, DatabaseRefused):
            return True  # which cannot be told, nor whether others have them

    def _require_known_tables(self) -> None:
        if time.monotonic() >= self._tables_next:
            require_known(self._server)
            self._tables_next = time.monotonic() + TABLES_EVERY_S

    def _require_reach(self, error: DatabaseUnavailable | DatabaseRefused) -> None:
        if time.monotonic() - self._in_reach_at > self._out_of_reach_s:
            raise OutOfReach(
                f"{error} That has been so for {self._out_of_reach_s:.0f} s, in which another clio run may have taken "
                "over what this one does. Clio leaves Discord until it can be used again."
            ) from error

    def release(self) -> None:
        """Have them no more."""
        self._is_over.set()
        with self._taking:
            held, self._held = self._held, {}
        with ThreadPoolExecutor(max(1, len(held))) as threads:  # each may wait for a database that is gone
            list(threads.map(Lease.release, held.values()))

    def _missing(self, bot: str, shards: Shards) -> str:
        """Take the leases that are not had yet; why not all can be, as a clause.

        Raises DatabaseUnavailable, and HalfCarried where what the database holds is not to be used.
        """
        of_bot, in_all = f"{_BOT}{bot}, shard ", f" of {shards.count}"
        with self._taking:
            for shard in shards.ids:
                if not self._is_over.is_set() and not self._take(f"{of_bot}{shard}{in_all}"):
                    return f"another clio run on this database runs shard {shard}{in_all}"
        for name in self._known_leases().held(of_bot):
            if not name.endswith(in_all):
                return f"another clio run on this database runs shard {name.removeprefix(of_bot)}, and not{in_all}"
        if self._known_leases().held(_MIGRATION):
            return "clio migrate is at work on this database"
        require_whole(self._server)  # now that none can begin to carry anything there
        return ""

    def _take(self, name: str) -> bool:
        """Whether a lease is had now."""
        if name in self._held and self._held[name].is_held:
            return True
        lease = self._known_leases().take(name)
        if lease:
            self._held = {**self._held, name: lease}
        return lease is not None

    def _known_leases(self) -> Leases:
        self._leases = self._leases or Leases(self._server, self._lease_s)
        return self._leases


class DatabaseTurns:
    """Turns of all processes on one database; while it cannot be reached, those of another kind."""

    def __init__(self, server: Server, meanwhile: Turns) -> None:
        self._server, self._meanwhile = server, meanwhile
        self._is_made = False

    def take(self, key: str, who: str) -> float:
        """Take a turn; see Turns."""
        try:
            if not self._is_made:
                bring_up_to_date(self._server, "start turns", _STEPS)
                self._is_made = True
            with self._server.reading() as connection:
                if connection.execute(_TAKE, (key, who, TURN_S)).fetchone():
                    return 0.0
                (left,) = connection.execute(_LEFT, (key,)).fetchone() or (0.0,)
                return max(LEAST_S, float(left))
        except DatabaseUnavailable as error:
            log.warning("Whether another clio run starts a session just now cannot be told: %s", error)
            return self._meanwhile.take(key, who)


@contextmanager
def no_bot(server: Server) -> Iterator[Lease]:
    """Let no bot run on a database, nor another migration, until the end of the block. Raises AlreadyRunning.

    Waits for the lease of a migration that was killed to run out; gives the one that is had then.
    """
    leases, deadline = Leases(server), time.monotonic() + LEASE_S + PATIENCE_S
    while (lease := leases.take(_MIGRATION)) is None:
        if time.monotonic() > deadline:
            raise AlreadyRunning(
                f"another clio migrate is at work on the database {server.name}; wait until it has ended."
            )
        time.sleep(LOOK_EVERY_S)
    with lease:  # first, so that a bot that starts just now sees it, if it is not seen itself
        if running := leases.held(_BOT):
            raise AlreadyRunning(
                f"a clio run uses the database {server.name} ({running[0]}); stop it first. One that was killed "
                "is taken to run for ten seconds more."
            )
        yield lease
