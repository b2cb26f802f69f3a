"""A connection that sees one committed state, shared by the snapshots of that state."""

import sqlite3
import threading


class Reader:
    """Reads the state of the database at the moment when its transaction began; closed when the last user lets go.

    `seen` is the store's revision in that state. Safe to use from several threads.
    """

    def __init__(self, connection: sqlite3.Connection, seen: int) -> None:
        self.seen = seen
        self._connection = connection
        self._reading = threading.Lock()
        self._users = 1

    def take(self) -> bool:
        """Count one user more; False when it is closed already."""
        with self._reading:
            if not self._users:
                return False
            self._users += 1
            return True

    def let_go(self) -> None:
        """Count one user less."""
        with self._reading:
            self._users -= 1
            if not self._users:
                self._connection.close()

    def all(self, statement: str, *values: object) -> list[tuple]:  # type: ignore[type-arg]  # rows of any shape
        """Every row that a statement gives."""
        with self._reading:
            return self._connection.execute(statement, values).fetchall()
