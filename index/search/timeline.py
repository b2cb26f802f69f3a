"""A topic and snapshots → the passages that bear on it, each with a date, in order of time."""

from collections.abc import Iterable, Sequence

import numpy as np

from index.dates import Interval, Mention, interval_of
from index.model import DatedPassage, Passage
from index.search.confidence import confidence, confidence_features, level_of
from index.search.considering import Considered
from index.search.evidence import PASSAGE_FEATURES, SENTENCE_FEATURES
from index.search.marking import mark
from index.search.ranking import Asked, look, weights_for
from index.store.base import Candidate, Snapshot
from index.weights import Weights, WeightSets, weigh

_COVERAGE = PASSAGE_FEATURES.index("coverage")
_OF_THE_TOPIC = 0.6  # least share of what the best passage has of the topic's words, by how telling they are


def timeline(
    asked: Asked, snapshots: Sequence[Snapshot], limit: int, sets: WeightSets, span: Interval | None = None
) -> tuple[DatedPassage, ...]:
    """The `limit` passages that bear most on a topic and have a date, within `span`, in order of time.

    A passage is shown by that of its dated sentences which fits best, or else by its document's date. Those that
    surely have to do with something else are left out, and of one document each date is given once.
    """
    weights = weights_for(asked, sets)
    considered = look(asked, snapshots, weights)
    if considered is None:
        return ()
    scores = weigh(considered.evidence.passages, PASSAGE_FEATURES, weights.ranking)
    bears = _bearing(considered, level_of(snapshots), weights)
    found: dict[tuple[str, str], DatedPassage] = {}
    for place in map(int, np.argsort(-scores, kind="stable")):
        if len(found) < limit and bears[place] and (entry := _dated(considered, place, weights, span)):
            found.setdefault((entry.passage.document.path, entry.edtf), entry)
    return in_order(found.values())


def in_order(entries: Iterable[DatedPassage]) -> tuple[DatedPassage, ...]:
    """Entries in order of time; what began earlier, or has no known beginning, comes first."""
    return tuple(sorted(entries, key=_time))


def sentence_of(passage: Passage, mention: Mention, spans: Sequence[tuple[int, int]]) -> str:
    """The sentence of a passage that holds a date, or the sentences; word for word."""
    touched = [span for span in spans if span[0] < mention.end and mention.start < span[1]]
    if not touched:
        return passage.text[mention.start : mention.end]
    return passage.text[touched[0][0] : touched[-1][1]]


def _bearing(considered: Considered, level: float, weights: Weights) -> list[bool]:
    """Whether each passage bears on the topic: it would be shown were it the best one, and has the topic's words."""
    features = considered.evidence.passages
    least = _OF_THE_TOPIC * features[:, _COVERAGE].max()
    alone = [confidence(confidence_features(one[None], 0, level), weights) for one in features]
    return [sure >= weights.helping and one[_COVERAGE] >= least for sure, one in zip(alone, features, strict=True)]


def _dated(considered: Considered, place: int, weights: Weights, span: Interval | None) -> DatedPassage | None:
    candidate, first = considered.candidates[place], considered.evidence.first
    features = considered.evidence.sentences[first[place] : first[place + 1]]
    passage = candidate.passage
    scores = weigh(features, SENTENCE_FEATURES, weights.marking)
    if mention := _best_mention(candidate, scores.tolist(), span):
        sentence = sentence_of(passage, mention, candidate.embedding.spans)
        return DatedPassage(passage, mention.edtf, sentence, mention.calendar)
    if not _touches(passage.document.date, "", span):
        return None
    return DatedPassage(passage, passage.document.date, mark(candidate, features, weights))


def _best_mention(candidate: Candidate, scores: Sequence[float], span: Interval | None) -> Mention | None:
    """The first date within `span` in that of the sentences with one which fits best."""
    best: tuple[float, Mention] | None = None
    for mention in (one for one in candidate.passage.dates if _touches(one.edtf, one.calendar, span)):
        for (start, end), score in zip(candidate.embedding.spans, scores, strict=True):
            if start <= mention.start < end and (best is None or score > best[0]):
                best = (score, mention)
    return best[1] if best else None


def _touches(edtf: str, calendar: str, span: Interval | None) -> bool:
    """Whether it is a date, and of the time that is asked for."""
    try:
        interval = interval_of(edtf, calendar)
    except ValueError:
        return False
    return span is None or interval.overlaps(span)


def _time(entry: DatedPassage) -> tuple[float, float]:
    interval = interval_of(entry.edtf, entry.calendar)
    return (
        float("-inf") if interval.first is None else interval.first,
        float("inf") if interval.last is None else interval.last,
    )
