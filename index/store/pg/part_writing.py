"""What is derived of passages → the rows of a part."""

from collections.abc import Iterable, Sequence

import numpy as np
from pgvector import HalfVector

from index.postgres.server import Connection
from index.store.pg.deriving import Derived
from index.store.pg.parts import Rows

_PART = (
    "INSERT INTO parts (shown, size, dead, highest, rows, norms, codes, centre, dates, inherited, titles) "
    "VALUES (%s, %s, '', %s, %s, %s, %s, %s, %s, %s, %s) RETURNING id"
)


def write_part(connection: Connection, shown: int, derived: Derived) -> None:
    """Write a part of what is shown."""
    arrays = (
        derived.highest, derived.rows, derived.norms, derived.codes, derived.centre, derived.dates, derived.inherited
    )  # fmt: skip
    values = (shown, len(derived.rows), *(array.tobytes() for array in arrays), derived.titles)
    row = connection.execute(_PART, values).fetchone()
    assert row is not None
    part = row[0]
    postings = (
        (part, term, len(posting), posting.places.tobytes(), posting.counts.tobytes())
        for term, posting in derived.postings()
    )
    _copy(connection, "postings", ("int8", "text", "int4", "bytea", "bytea"), postings)
    _copy(connection, "words", ("int8", "text", "text"), ((part, *lines) for lines in derived.words()))
    _copy(connection, "names", ("int8", "text", "text"), ((part, *lines) for lines in derived.names()))


def write_rows(connection: Connection, shown: int, derived: Derived, new: Rows) -> int:
    """Write the vectors and the terms of those passages that are new; returns how many terms these have together."""
    places = np.flatnonzero(np.isin(derived.rows, new)).tolist()
    terms = [(int(derived.rows[place]), derived.terms[place]) for place in places]
    vectors = ((shown, int(derived.rows[place]), HalfVector(derived.vectors[place])) for place in places)
    _copy(connection, "vectors", ("int8", "int8", "halfvec"), vectors)
    told = ((row, one.length, one.ids, one.segments) for row, one in terms)
    _copy(connection, "terms", ("int8", "int4", "bytea", "bytea"), told)
    return sum(one.length for _, one in terms)


def _copy(connection: Connection, table: str, types: Sequence[str], rows: Iterable[tuple[object, ...]]) -> None:
    with connection.cursor() as cursor, cursor.copy(f"COPY {table} FROM STDIN (FORMAT BINARY)") as copy:
        copy.set_types(types)
        for row in rows:
            copy.write_row(row)
