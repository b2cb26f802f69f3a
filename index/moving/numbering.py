"""Which number a table's next row gets: higher than any that was ever given, as ids in old messages name some."""

from typing import Protocol

from index.database import Session

_BEGIN_TO_COUNT = (  # only some tables remember what they gave to rows that are no more
    "INSERT INTO sqlite_sequence (name, seq) SELECT name, 0 FROM sqlite_master WHERE name = ? "
    "AND sql LIKE '%AUTOINCREMENT%' AND name NOT IN (SELECT name FROM sqlite_sequence)"
)


class Numbering(Protocol):
    """How a side counts rows."""

    def last(self, session: Session, table: str, column: str) -> int:
        """The highest number that was given, 0 for none."""

    def go_on_from(self, session: Session, table: str, column: str, number: int) -> None:
        """Give only higher numbers from now on."""


class FileNumbering:
    """SQLite's."""

    def last(self, session: Session, table: str, column: str) -> int:
        """See Numbering."""
        (highest,) = session.execute(f"SELECT max({column}) FROM {table}").fetchone()
        (given,) = session.execute("SELECT max(seq) FROM sqlite_sequence WHERE name = ?", (table,)).fetchone()
        return max(highest or 0, given or 0)

    def go_on_from(self, session: Session, table: str, column: str, number: int) -> None:
        """See Numbering. A table that does not remember goes on from its highest row."""
        session.execute(_BEGIN_TO_COUNT, (table,))
        session.execute("UPDATE sqlite_sequence SET seq = max(seq, ?) WHERE name = ?", (number, table))


class ServerNumbering:
    """PostgreSQL's."""

    def last(self, session: Session, table: str, column: str) -> int:
        """See Numbering."""
        (highest,) = session.execute(f"SELECT max({column}) FROM {table}").fetchone()
        return max(highest or 0, self._given(session, table, column))

    def go_on_from(self, session: Session, table: str, column: str, number: int) -> None:
        """See Numbering."""
        number = max(number, self._given(session, table, column))
        if number:  # a sequence begins at 1
            session.execute("SELECT setval(pg_get_serial_sequence(?, ?), ?)", (table, column, number))

    def _given(self, session: Session, table: str, column: str) -> int:
        statement = "SELECT pg_sequence_last_value(pg_get_serial_sequence(?, ?))"
        (given,) = session.execute(statement, (table, column)).fetchone()
        return given or 0
