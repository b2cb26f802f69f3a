"""Deriving a revision of a shelf from the database and, where there is one, from what was derived of an earlier one.

What is derived lies in a folder for each revision. Passages that are new go into a part of their own; parts that did
not change are linked (see `merging`).

A folder is written under another name and renamed when it is whole. One that cannot be opened all the same, after a
loss of power say, is made again.
"""

import json
import logging
import os
import shutil
import sqlite3
import tempfile
import time
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from hashlib import blake2b
from pathlib import Path
from typing import Self

import numpy as np
from numpy.typing import NDArray

from index.names.aliases import Group, groups_said
from index.store.base import Vector
from index.store.derived import DEAD, FACTS, WORDS, Derived
from index.store.lexical import LexicalWriter, writing
from index.store.links import link_folder
from index.store.merging import DECAY, MOST, left_alone
from index.store.part import Part, Record

logger = logging.getLogger(__name__)

_FORMAT = 10  # to be raised when what is written changes
_NEW = "new-"  # begins the name of a folder that is being written
_HOUR = 3600.0  # seconds; nobody writes longer
_LATEST_KEPT = 2  # another process may be about to open the one before
_AT_ONCE = 1_000  # passages that are read in one statement

_ROWS = """
SELECT passages.id FROM files JOIN documents ON documents.file = files.id
JOIN passages ON passages.document = documents.id WHERE files.shelf = ?
"""
_EMBEDDED = """
SELECT passages.id FROM passages JOIN embeddings ON embeddings.key = passages.embedding AND embeddings.model = ?
WHERE passages.id IN (SELECT value FROM json_each(?))
"""
_RECORDS = """
SELECT passages.id, documents.title, passages.heading, passages.text, embeddings.passage, embeddings.spans,
    passages.dates, documents.date, passages.ordinal
FROM passages JOIN documents ON documents.id = passages.document
JOIN embeddings ON embeddings.key = passages.embedding
WHERE passages.id IN (SELECT value FROM json_each(?)) ORDER BY passages.id
"""
_ALSO = """
SELECT documents.title, documents.csl FROM files JOIN documents ON documents.file = files.id
WHERE files.shelf = ? AND documents.csl LIKE '%"also"%' ORDER BY documents.id
"""
_IS_ANCESTOR = "SELECT 1 FROM lineage WHERE shelf = ? AND revision = ? AND stamp = ?"

Rows = NDArray[np.int64]


def folder_of(parent: Path, model: str, shelf: int, revision: int, stamp: int) -> Path:
    """Where what is derived from a shelf's revision and one model's embeddings belongs."""
    of_model = parent / f"{_FORMAT}-{blake2b(model.encode(), digest_size=4).hexdigest()}"
    return of_model / str(shelf) / f"{revision:09}-{stamp:x}"


def write(connection: sqlite3.Connection, target: Path, model: str, shelf: int, background: Vector) -> None:
    """Derive the revision of the shelf that `connection` is reading and put it in its place.

    `background` are embeddings of questions that have nothing to do with it, shape (n, dim), or (0, 0).
    """
    target.parent.mkdir(parents=True, exist_ok=True)
    _Growing(connection, model, shelf, background).write(target)
    _tidy(target)


@dataclass(frozen=True, slots=True)
class Plan:
    """Which parts stay as they are, by their places among the former ones, and which rows are derived."""

    kept: tuple[int, ...]
    derived: Rows


def planned(parts: Sequence[Rows], alive: Rows) -> Plan:
    """Plan a revision whose passages are `alive` from the rows of the former one's parts; all in ascending order."""
    standing = [np.intersect1d(rows, alive, assume_unique=True) for rows in parts]
    known = np.concatenate([*standing, np.empty(0, np.int64)])
    pending = np.setdiff1d(alive, known, assume_unique=True)
    kept = left_alone([len(rows) for rows in parts], [len(rows) for rows in standing], len(pending))
    merged = [rows for number, rows in enumerate(standing) if number not in kept]
    return Plan(kept, np.sort(np.concatenate([pending, *merged])))


@dataclass(frozen=True, slots=True)
class _Former:
    """What was derived before: the folders of its parts, their rows, those that stood, and the folder of its words.

    `told` is how many passages the words tell of, see LexicalIndex.
    """

    folders: tuple[Path, ...] = ()
    rows: tuple[Rows, ...] = ()
    standing: Rows = field(default_factory=lambda: np.empty(0, np.int64))
    words: Path | None = None
    told: int = 0

    @classmethod
    def of(cls, folder: Path) -> Self:
        """Open what lies in a revision's folder."""
        derived = Derived.open(folder)
        rows = tuple(part.vectors.rows for part in derived.parts)
        return cls(derived.folders, rows, derived.standing, folder / WORDS, derived.words.told)

    def words_for(self, alive: Rows) -> tuple[Path | None, Rows]:
        """The words to go on from, and the rows that they know; none where too many are gone, which count as well."""
        if len(np.intersect1d(self.standing, alive, assume_unique=True)) < (1 - DECAY) * self.told:
            return None, np.empty(0, np.int64)
        return self.words, self.standing


@dataclass(frozen=True, slots=True)
class _Growing:
    """Writes one revision."""

    connection: sqlite3.Connection
    model: str
    shelf: int
    background: Vector

    def write(self, target: Path) -> None:
        """Write it into a folder, from the latest of its ancestors that can be used, or from nothing."""
        base = self._base(target)
        if base:
            try:
                return self._put(target, base)
            except (OSError, ValueError, KeyError) as error:  # tantivy raises ValueError
                logger.warning("What was derived from the index is damaged (%s); it is made again.", error)
        return self._put(target, None)

    def _base(self, target: Path) -> Path | None:
        """The folder of the latest revision that this one came from: not of a history that was left by a restore."""
        for folder in sorted(target.parent.iterdir(), reverse=True):
            if not folder.name.startswith(_NEW):
                revision, stamp = folder.name.split("-")
                values = (self.shelf, int(revision), int(stamp, 16))
                if self.connection.execute(_IS_ANCESTOR, values).fetchone():
                    return folder
        return None

    def _put(self, target: Path, base: Path | None) -> None:
        new = Path(tempfile.mkdtemp(prefix=_NEW, dir=target.parent))
        try:
            self._fill(new, base)
            os.replace(new, target)
        except OSError:
            if not (target / FACTS).is_file():  # else another process was quicker
                raise
        finally:
            shutil.rmtree(new, ignore_errors=True)

    def _fill(self, folder: Path, base: Path | None) -> None:
        former = _Former.of(base) if base else _Former()
        alive = self._alive(former.standing)
        plan = planned(former.rows, alive)
        names = [f"part-{number}" for number in range(len(plan.kept))]
        for name, number in zip(names, plan.kept, strict=True):
            link_folder(former.folders[number], folder / name)
        words_before, known = former.words_for(alive)
        with writing(folder / WORDS, words_before) as words:
            self._keep_up(words, known, alive, plan.derived)
            for start in range(0, len(plan.derived), MOST):
                names.append(f"part-{len(names)}")
                rows = plan.derived[start : start + MOST]
                fresh = frozenset(np.setdiff1d(rows, known, assume_unique=True).tolist())
                (folder / names[-1]).mkdir()
                Part.write(folder / names[-1], _told(self._records(rows), fresh, words), self.background)
        self._sum_up(folder, names, alive)

    def _keep_up(self, words: LexicalWriter, known: Rows, alive: Rows, derived: Rows) -> None:
        """Take from the words what is gone, and add what they neither know nor are told of while parts are derived."""
        for row in np.setdiff1d(known, alive, assume_unique=True).tolist():
            words.remove(row)
        for record in self._records(np.setdiff1d(alive, np.union1d(known, derived), assume_unique=True)):
            words.add(record.row, record.composed)

    def _alive(self, known: Rows) -> Rows:
        """The rows of the shelf's passages that have an embedding, in ascending order, as `known` ones have."""
        rows = np.sort(np.fromiter((row for (row,) in self.connection.execute(_ROWS, (self.shelf,))), np.int64))
        found = [np.intersect1d(rows, known, assume_unique=True)]
        for some in _some_of(np.setdiff1d(rows, known, assume_unique=True)):
            embedded = self.connection.execute(_EMBEDDED, (self.model, some))
            found.append(np.fromiter((row for (row,) in embedded), np.int64))
        return np.sort(np.concatenate(found))

    def _records(self, rows: Rows) -> Iterator[Record]:
        for some in _some_of(rows):
            for values in self.connection.execute(_RECORDS, (some,)):
                yield Record(*values)

    def _sum_up(self, folder: Path, names: Sequence[str], alive: Rows) -> None:
        parts = [Part.open(folder / name) for name in names]
        rows = np.concatenate([part.vectors.rows for part in parts] or [np.empty(0, np.int64)])
        dead = np.flatnonzero(~np.isin(rows, alive, assume_unique=True))
        length, start = 0, 0
        for part in parts:
            gone = dead[(dead >= start) & (dead < start + len(part))] - start
            length += part.terms.length - int(part.terms.of(gone).lengths.sum())
            start += len(part)
        highest = np.max([part.highest for part in parts], axis=0) if parts else np.empty(0)
        np.save(folder / DEAD, dead)
        facts = {
            "parts": names,
            "passages": len(alive),
            "length": length,
            "level": float(np.median(highest)) if highest.size else 0.0,
            "aliases": self._aliases(),
        }
        (folder / FACTS).write_text(json.dumps(facts), "utf-8")

    def _aliases(self) -> list[Group]:
        """What documents say that things are also called, each group once."""
        said = ((title, json.loads(csl).get("also")) for title, csl in self.connection.execute(_ALSO, (self.shelf,)))
        return list(dict.fromkeys(group for title, also in said if also for group in groups_said(title, also)))


def _told(records: Iterable[Record], fresh: Collection[int], words: LexicalWriter) -> Iterator[Record]:
    """Give records, having told the words of those that are new."""
    for record in records:
        if record.row in fresh:
            words.add(record.row, record.composed)
        yield record


def _some_of(rows: Rows) -> Iterator[str]:
    """Rows as a statement takes them, some at a time."""
    for start in range(0, len(rows), _AT_ONCE):
        yield json.dumps(rows[start : start + _AT_ONCE].tolist())


def _tidy(latest: Path) -> None:
    """Remove all but the newest; what a process still holds open, and what is being written, goes another time."""
    others = sorted(latest.parent.iterdir(), key=lambda path: path.stat().st_mtime, reverse=True)
    whole = [path for path in others if not path.name.startswith(_NEW)]
    abandoned = [path for path in others if path.name.startswith(_NEW) and path.stat().st_mtime < time.time() - _HOUR]
    outdated = [path for path in latest.parents[2].iterdir() if not path.name.startswith(f"{_FORMAT}-")]
    for path in [*whole[_LATEST_KEPT:], *abandoned, *outdated]:
        shutil.rmtree(path, ignore_errors=True)
