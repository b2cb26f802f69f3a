"""The words of a shelf's passages in PostgreSQL: which passages hold some, how well they fit, what was meant by one."""

from collections.abc import Collection, Mapping, Sequence
from functools import cache

import numpy as np
import tantivy
from numpy.typing import NDArray

from index.postgres.server import Server
from index.store.base import Vector
from index.store.lexical import analyzer
from index.store.name_list import Known
from index.store.pg.connecting import numbers, read
from index.store.pg.parts import Parts
from index.store.pg.postings import Posting, bm25, together
from index.store.pg.shown import Shown
from index.store.terms import Ids, Mask, Places, Terms
from index.store.vocabulary import Close, meant

_NO_TERMS = (b"", np.zeros(1, np.int32).tobytes())  # of a passage that is gone


@cache
def _analyzer() -> tantivy.TextAnalyzer:
    return analyzer()


def terms(text: str) -> list[str]:
    """The terms of a text, as they are indexed."""
    return list(_analyzer().analyze(text))


def matching(parts: Parts, shown: Shown, terms: Sequence[str], limit: int, among: Mask | None) -> list[int]:
    """Rows of the passages that stand, are `among` these and hold any of the terms, best by BM25 first."""
    postings = parts.postings(shown.parts, dict.fromkeys(terms))
    masks = [mask for mask in (shown.standing, among) if mask is not None]
    start, best, places = 0, [np.empty(0, np.float32)], [np.empty(0, np.int64)]
    for fit in bm25([layout.norms for layout in shown.layouts], postings, shown.length, shown.passages):
        for mask in masks:
            fit[~mask[start : start + len(fit)]] = 0.0
        highest = _highest(fit, limit)
        best.append(fit[highest])
        places.append(highest + start)
        start += len(fit)
    found = np.concatenate(places)[_highest(np.concatenate(best), limit)]
    rows: list[int] = shown.rows_at(found).tolist()
    return rows


def frequencies(parts: Parts, shown: Shown, terms: Collection[str]) -> Mapping[str, int]:
    """In how many passages each term stands."""
    postings = parts.postings(shown.parts, terms)
    if shown.standing is None:
        return {term: sum(map(len, of_parts)) for term, of_parts in postings.items()}
    return {term: int(shown.stands(_places_of_all(shown, [held])).sum()) for term, held in postings.items()}


def holding(parts: Parts, shown: Shown, terms: Collection[str]) -> int:
    """In how many passages that stand all these terms stand together."""
    postings = parts.postings(shown.parts, terms)
    return int(shown.stands(_places_of_all(shown, list(postings.values()))).sum())


def closest_word(parts: Parts, shown: Shown, word: str, distance: int) -> Close | None:
    """See Vocabulary."""
    vocabularies = parts.vocabularies(shown.parts, sorted(set(word[:2]))) if shown.parts else []
    found = [close for one in vocabularies if (close := one.closest(word, distance))]
    standing = _standing(parts, shown, [close.word for close in found])
    return meant(word, [close for close in found if close.word in standing])


def names_under(parts: Parts, shown: Shown, keys: Collection[str]) -> list[Known]:
    """See NameList."""
    counts: dict[str, int] = {}
    for known in parts.names(shown.parts, keys) if shown.parts and keys else ():
        counts[known.name] = counts.get(known.name, 0) + known.count
    standing = _standing(parts, shown, list(counts))
    return [Known(name, count) for name, count in counts.items() if name in standing]


def terms_of(server: Server, rows: Sequence[int]) -> Terms:
    """The terms of the passages at these rows, in this order."""
    found = read(server, "SELECT row, ids, segments FROM terms WHERE row = ANY(%s)", numbers(rows)) if rows else []
    by_row = {row: (ids, segments) for row, ids, segments in found}
    told = [by_row.get(row, _NO_TERMS) for row in rows]
    segments = [np.frombuffer(lengths, np.int32) for _, lengths in told]
    return Terms(
        _ids(b"".join(ids for ids, _ in told)),
        _sums(np.concatenate([np.empty(0, np.int32), *segments])),
        _sums(np.asarray(list(map(len, segments)), np.int64)),
    )


def _ids(blob: bytes) -> Ids:
    return np.frombuffer(blob, np.uint32)


def _sums(lengths: NDArray[np.integer]) -> Places:
    return np.concatenate([np.zeros(1, np.int64), np.cumsum(lengths, dtype=np.int64)])


def _highest(fit: Vector, limit: int) -> Places:
    """The places with the highest values above 0, the highest first; of equal ones the first."""
    places = np.flatnonzero(fit)
    if len(places) > limit:
        least = np.partition(fit[places], len(places) - limit)[len(places) - limit]
        places = places[fit[places] >= least]
    return places[np.argsort(-fit[places], kind="stable")[:limit]]


def _standing(parts: Parts, shown: Shown, words: Sequence[str]) -> set[str]:
    """Those of some words, which parts know, that still stand in a passage."""
    if shown.standing is None:
        return set(words)
    of_word = {word: terms(word) for word in words}
    known = parts.postings(shown.parts, {term for some in of_word.values() for term in some})
    return {word for word, some in of_word.items() if not some or _stand(shown, [known[term] for term in some])}


def _stand(shown: Shown, postings: Sequence[Sequence[Posting]]) -> bool:
    return bool(shown.stands(_places_of_all(shown, postings)).any())


def _places_of_all(shown: Shown, postings: Sequence[Sequence[Posting]]) -> Places:
    """The places, counted through all parts, where all of some terms stand, of which is told what each part has."""
    starts = np.cumsum([0, *shown.sizes])
    found = [together(of_part) + start for of_part, start in zip(zip(*postings, strict=True), starts, strict=False)]
    return np.concatenate([np.empty(0, np.int64), *found])
