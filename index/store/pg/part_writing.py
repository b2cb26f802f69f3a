"""What is derived of passages → the rows of a part."""

from collections.abc import Iterable, Sequence

import numpy as np
from pgvector import HalfVector

from index.postgres.server import Connection
from index.store.pg.deriving import Deriving, Taken
from index.store.pg.parts import Rows

_PART = (
    "INSERT INTO parts (shown, size, dead, highest, rows, norms, codes, centre, dates, inherited, titles) "
    "VALUES (%s, %s, '', %s, %s, %s, %s, %s, %s, %s, %s) RETURNING id"
)


def write_part(connection: Connection, shown: int, derived: Deriving) -> None:
    """Write a part of what is shown."""
    arrays = (derived.highest(), derived.rows, derived.norms(), derived.codes(), derived.centre)
    values = (shown, len(derived.rows), *(array.tobytes() for array in arrays), *derived.dates())
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


def write_rows(connection: Connection, shown: int, taken: Taken, new: Rows) -> int:
    """Write the vectors and the terms of those passages that are new; returns how many terms these have together."""
    places = np.flatnonzero(np.isin(taken.rows, new)).tolist()
    vectors = ((shown, taken.rows[place], HalfVector(taken.vectors[place])) for place in places)
    _copy(connection, "vectors", ("int8", "int8", "halfvec"), vectors)
    terms = [(taken.rows[place], taken.terms[place]) for place in places]
    told = ((row, len(one.ids), one.ids.tobytes(), np.asarray(one.segments, np.int32).tobytes()) for row, one in terms)
    _copy(connection, "terms", ("int8", "int4", "bytea", "bytea"), told)
    return sum(len(one.ids) for _, one in terms)


def _copy(connection: Connection, table: str, types: Sequence[str], rows: Iterable[tuple[object, ...]]) -> None:
    with connection.cursor() as cursor, cursor.copy(f"COPY {table} FROM STDIN (FORMAT BINARY)") as copy:
        copy.set_types(types)
        for row in rows:
            copy.write_row(row)
