"""Leases: being the only one, in all processes, for as long as one lives and can reach the database."""

import logging
import secrets
import threading
import time
from collections.abc import Callable
from typing import Self

from psycopg.errors import QueryCanceled

from index.errors import DatabaseUnavailable, StoreError, TakenOver
from index.postgres.server import Connection, Server
from index.postgres.steps import bring_up_to_date

LEASE_S = 10.0  # for which a lease is had; another process may take it that long after its holder's last sign of life
_RENEWALS = 4  # tries to renew it within that time

_STEPS = ('CREATE TABLE leases (name TEXT COLLATE "C" PRIMARY KEY, owner TEXT NOT NULL, until TIMESTAMPTZ NOT NULL)',)
# Times are the database's, so that clocks of machines that differ do no harm.
_TAKE = (
    "INSERT INTO leases VALUES (%s, %s, clock_timestamp() + make_interval(secs => %s)) ON CONFLICT (name) "
    "DO UPDATE SET owner = excluded.owner, until = excluded.until "
    "WHERE leases.until <= clock_timestamp() OR leases.owner = %s RETURNING 1"
)
_RENEW = "UPDATE leases SET until = clock_timestamp() + make_interval(secs => %s) WHERE name = %s AND owner = %s"
_RELEASE = "DELETE FROM leases WHERE name = %s AND owner = %s"
_HELD = "SELECT name FROM leases WHERE substr(name, 1, %s) = %s AND until > clock_timestamp() ORDER BY name"
_CONFIRM = "SELECT 1 FROM leases WHERE name = %s AND owner = %s AND until > clock_timestamp() FOR SHARE"

log = logging.getLogger(__name__)


class Leases:
    """The leases that are kept in one database. Safe to use from several threads."""

    def __init__(self, server: Server, length_s: float = LEASE_S) -> None:
        """Make the table where it is missing. Raises DatabaseUnavailable."""
        self._server, self._length_s = server, length_s
        self._latest: dict[str, Lease] = {}  # by name
        bring_up_to_date(server, "leases", _STEPS)

    def take(self, name: str, on_lost: Callable[[], object] | None = None) -> "Lease | None":
        """Have a lease, which is kept up until it is released; None while somebody else has it, here or elsewhere.

        One that was had here, and could not be given back yet, is had again.
        `on_lost` is called, on another thread, when it could not be kept up. Raises DatabaseUnavailable.
        """
        owner, asked_at = secrets.token_hex(16), time.monotonic()
        latest = self._latest.get(name)
        own = latest.owner if latest and latest.is_left_over else ""
        try:
            with self._server.reading() as connection:
                taken = connection.execute(_TAKE, (name, owner, self._length_s, own)).fetchone()
        except DatabaseUnavailable as error:
            if own or not isinstance(error.__cause__, QueryCanceled):
                raise
            taken = None  # whoever had it is committing its last work at this moment
        if taken is None:
            return None
        lease = Lease(self._server, name, owner, self._length_s, asked_at + self._length_s, on_lost)
        self._latest[name] = lease
        return lease

    def held(self, prefix: str) -> tuple[str, ...]:
        """The names, of those that begin with a text, whose lease somebody has. Raises DatabaseUnavailable."""
        with self._server.reading() as connection:
            return tuple(name for (name,) in connection.execute(_HELD, (len(prefix), prefix)))


class Lease:
    """A lease that is had, as a context; a thread renews it until it is released.

    Whoever cannot reach the database loses it, and holds it no more before anybody else can have it.
    """

    def __init__(
        self, server: Server, name: str, owner: str, length_s: float, until: float,
        on_lost: Callable[[], object] | None,
    ) -> None:  # fmt: skip
        self.name, self.owner = name, owner
        self._server, self._length_s, self._until = server, length_s, until
        self._on_lost = on_lost
        self._over, self._is_given_back = threading.Event(), False
        self._heart = threading.Thread(target=self._beat, name=f"lease of {name}", daemon=True)
        self._heart.start()

    @property
    def is_held(self) -> bool:
        """Whether it is surely had at this moment."""
        return not self._over.is_set() and time.monotonic() < self._until

    @property
    def is_left_over(self) -> bool:
        """Whether the database may still have it, though it is had no more."""
        return not self.is_held and not self._is_given_back

    def require(self) -> None:
        """Raise TakenOver unless it is had."""
        if not self.is_held:
            raise TakenOver(self.name)

    def confirm(self, connection: Connection) -> None:
        """Let a transaction be committed only while the lease is had; to be called last in it. Raises TakenOver.

        Until it is committed nobody else can take the lease, however long that takes.
        """
        self.require()
        if connection.execute(_CONFIRM, (self.name, self.owner)).fetchone() is None:
            self._lose()
            raise TakenOver(self.name)

    def release(self) -> None:
        """Have it no more; whoever waits for it may take it at once."""
        was_held = not self._over.is_set()
        self._over.set()
        if threading.current_thread() is not self._heart:
            self._heart.join()
        if was_held:
            self._give_back()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.release()

    def _beat(self) -> None:
        while not self._over.wait(self._length_s / _RENEWALS):
            asked_at = time.monotonic()
            until = asked_at + self._length_s
            try:
                is_mine = self._renew()
            except StoreError as error:
                log.warning("The lease of %s could not be renewed: %s", self.name, error)
                is_mine, until = True, self._until  # for as long as it was had already
            if not is_mine or not self.is_held:  # what has run out is not had again: somebody may have seen that
                self._lose()
                return
            self._until = until

    def _renew(self) -> bool:
        with self._server.reading() as connection:
            return bool(connection.execute(_RENEW, (self._length_s, self.name, self.owner)).rowcount)

    def _give_back(self) -> None:
        try:
            with self._server.reading() as connection:
                connection.execute(_RELEASE, (self.name, self.owner))
            self._is_given_back = True
        except StoreError as error:  # it runs out by itself
            log.info("The lease of %s is not released but runs out: %s", self.name, error)

    def _lose(self) -> None:
        if self._over.is_set():
            return
        self._over.set()
        log.warning("The lease of %s was lost: another process may do its work now.", self.name)
        if self._on_lost:
            self._on_lost()
        self._give_back()
