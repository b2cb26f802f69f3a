"""Deriving a revision of a shelf from the database and, where there is one, from what was derived of an earlier one.

What is derived lies in a folder for each revision. Passages that are new go into a part of their own; parts that did
not change are linked (see `merging`).

A folder is written under another name, brought to the disk and renamed when it is whole. One that is damaged all the
same is made again. Whoever writes holds the shelf's lock: see `derived_folders`.
"""

import json
import logging
import os
import re
import shutil
import sqlite3
import tempfile
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from hashlib import blake2b
from pathlib import Path
from typing import NamedTuple, Self

import numpy as np
from numpy.typing import NDArray

from index.names.aliases import Group, groups_said
from index.store.base import Vector
from index.store.damage import Damaged, sizes_of, telling_the_system
from index.store.derived import DEAD, FACTS, WORDS, Derived
from index.store.durable import bring_to_disk, flush_folder
from index.store.lexical import LexicalWriter, writing
from index.store.links import link_folder
from index.store.merging import DECAY, MOST, left_alone
from index.store.part import Part, Record

logger = logging.getLogger(__name__)

_FORMAT = 11  # to be raised when what is written changes
_NEW = "new-"  # begins the name of a folder that is being written
_NAME = re.compile(r"(\d{9,})-([0-9a-f]+)")  # of a revision's folder: its number and stamp
_OF_MODEL = re.compile(r"(\d+)-[0-9a-f]{8}")  # the name of a model's folder: the format and what tells the model
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
_IS_COMPLETE = "SELECT 1 FROM shelves WHERE id = ? AND complete = ?"  # and no other model has any use then
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
    if target.exists():
        logger.warning("What was derived from the index in %s is damaged; it is made again.", target)
        shutil.rmtree(target)
    _Growing(connection, model, shelf, background).write(target)
    _tidy(target)
    if connection.execute(_IS_COMPLETE, (shelf, model)).fetchone():
        _remove(folder for folder in target.parents[2].glob(f"{_FORMAT}-*/{shelf}") if folder != target.parent)


class _Revision(NamedTuple):
    """A revision that something is derived from, and where it lies; in the order in which they were made."""

    number: int
    stamp: int
    folder: Path

    @classmethod
    def all_in(cls, folder: Path) -> list[Self]:
        """Those in a shelf's folder, latest first; what else may lie there is none of ours."""
        names = ((_NAME.fullmatch(path.name), path) for path in folder.iterdir())
        return sorted((cls(int(name[1]), int(name[2], 16), path) for name, path in names if name), reverse=True)


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
        """Open what lies in a revision's folder. Raises Damaged."""
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
        former = self._former(target.parent)
        new = Path(tempfile.mkdtemp(prefix=_NEW, dir=target.parent))
        try:
            with telling_the_system():
                self._fill(new, former)
            bring_to_disk(new)
            os.replace(new, target)
            flush_folder(target.parent)
        finally:
            shutil.rmtree(new, ignore_errors=True)

    def _former(self, shelf_folder: Path) -> _Former:
        """What was derived of the latest revision that this one came from: not of a history left by a restore."""
        for revision in _Revision.all_in(shelf_folder):
            values = (self.shelf, revision.number, revision.stamp)
            if self.connection.execute(_IS_ANCESTOR, values).fetchone():
                try:
                    return _Former.of(revision.folder)
                except Damaged as error:
                    logger.warning("What was derived from an earlier index is damaged: %s It is not used.", error)
        return _Former()

    def _fill(self, folder: Path, former: _Former) -> None:
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
            "sizes": sizes_of(folder),
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
    """Remove all but the latest and one before; what a process still holds open goes another time.

    What seems to come after the latest is of a history that was left by a restore.
    """
    revisions = _Revision.all_in(latest.parent)
    (this,) = (revision for revision in revisions if revision.folder == latest)
    kept = [this, *(revision for revision in revisions if revision.number < this.number)][:_LATEST_KEPT]
    removed = [revision.folder for revision in revisions if revision not in kept]
    abandoned = [path for path in latest.parent.iterdir() if path.name.startswith(_NEW)]
    models = ((_OF_MODEL.fullmatch(path.name), path) for path in latest.parents[2].iterdir())
    outdated = [path for name, path in models if name and int(name[1]) != _FORMAT]
    _remove([*removed, *abandoned, *outdated])


def _remove(folders: Iterable[Path]) -> None:
    for path in folders:
        shutil.rmtree(path, ignore_errors=True)
