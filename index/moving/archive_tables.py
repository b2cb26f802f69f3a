"""The relations of the archive. Which process works at a job is not carried: none does."""

from index.archive.database import DATABASE, open_database
from index.moving.relation import Group, Relation, Shape

_ORIGINALS = 4  # in one transaction, of at most 20 MB each by default
_CLOCK = Relation("clock", ("tick",))

ARCHIVE = Group(
    DATABASE,
    (  # each after what it refers to
        _CLOCK,
        Relation("originals", ("id", "collection", "digest", "size", "data"), at_once=_ORIGINALS, counts=True),
        Relation("sources", ("id", "collection", "key", "name", "numbered"), counts=True),
        Relation(
            "jobs",
            ("number", "collection", "action", "made_by", "place", "state", "made_at", "started_at", "ended_at",
             "trouble"),
            counts=True,
        ),
        Relation("items", ("id", "job", "path", "outcome", "reason", "passages"), counts=True),
        Relation(
            "versions",
            ("stamp", "source", "original", "job", "number", "state", "title", "author", "date", "url", "made_by",
             "made_at", "ended_at", "ended", "reason"),
        ),
        Relation("entries", ("id", "collection", "at", "made_by", "action", "subject", "detail"), counts=True),
        Relation("aliases", ("collection", "text")),
    ),
    open_database,
    # Its only row is there as soon as the table is.
    {"clock": Shape(("tick",), "clock", "UPDATE clock SET tick = ? WHERE tick < ?", lambda row: (row[0], row[0]))},
)  # fmt: skip
