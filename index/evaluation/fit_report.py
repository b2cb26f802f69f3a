"""What a fit is worth, as lines of text: by set and group, by part of the evidence, and how far confidence is right."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace

import numpy as np

from index.evaluation.figures import auroc
from index.evaluation.fit import OF_TOKENS, WITH_TOKENS, Features, Outcome, fit
from index.evaluation.samples import Sample

_HEAD = f"{'':24}{'n':>6}{'right@1':>9}{'right@3':>9}{'nDCG@10':>9}{'marked':>8}{'twice':>7}{'sure':>7}"
_BINS = 10


def report(outcomes: Sequence[Outcome]) -> list[str]:
    """A table with a line for each set and each group, then the sets' AUROC, then the reliability of confidence.

    `marked` is of right passages that hold the answer in a sentence, `twice` how often two sentences are marked, `sure`
    the median confidence.
    """
    lines = [_HEAD]
    for name, some in _groups([one for one in outcomes if one.sample.is_answerable]):
        lines.append(f"{name[:23]:24}{_row(some)}")
    return [*lines, "", *_separation(outcomes), "", *_reliability(outcomes)]


def ablations(samples: Sequence[Sample]) -> list[str]:
    """What is left when one part of the evidence is taken away, and what one part alone can do."""
    parts: tuple[tuple[str, Callable[[str], bool]], ...] = (
        ("all", lambda name: True),
        ("dense alone", lambda name: name == "dense"),
        ("BM25 alone", lambda name: name == "bm25"),
        ("dense and BM25", lambda name: name in ("dense", "bm25")),
        ("without late interaction", lambda name: name not in OF_TOKENS),
        ("late interaction alone", lambda name: name in OF_TOKENS),
        ("without telling words", lambda name: not name.endswith("_telling")),
        ("without question words", lambda name: not name.endswith("_rest")),
        ("without sentences", lambda name: not name.startswith(("sentence_", "context_", "pair_", "kind"))),
        ("without kind of answer", lambda name: name != "kind"),
        ("without numbers", lambda name: name != "numbers"),
        ("without bigrams", lambda name: "bigrams" not in name),
        ("without length", lambda name: name != "length"),
    )
    lines = [_HEAD]
    for name, is_kept in parts:
        names = tuple(feature for feature in WITH_TOKENS.ranking if is_kept(feature))
        _, outcomes = fit(samples, replace(WITH_TOKENS, ranking=names))
        for group, some in _sets([one for one in outcomes if one.sample.is_answerable]):
            lines.append(f"{name[:23]:24}{_row(some)}  {group}")
    return lines


def _groups(outcomes: Sequence[Outcome]) -> Iterable[tuple[str, list[Outcome]]]:
    yield from _sets(outcomes)
    for key in sorted({(one.sample.set, one.sample.group) for one in outcomes if one.sample.group}):
        yield f"{key[0]} {key[1]}", [one for one in outcomes if (one.sample.set, one.sample.group) == key]


def _sets(outcomes: Sequence[Outcome]) -> Iterable[tuple[str, list[Outcome]]]:
    for name in dict.fromkeys(one.sample.set for one in outcomes):
        yield name, [one for one in outcomes if one.sample.set == name]


def _row(outcomes: Sequence[Outcome]) -> str:
    ranks = np.array([one.rank or 10**9 for one in outcomes])
    marked = [float(one.is_marked) for one in outcomes if one.is_marked is not None]
    figures = (
        float(np.mean(ranks == 1)),
        float(np.mean(ranks <= 3)),
        float(np.mean(np.where(ranks <= 10, 1 / np.log2(ranks + 1.0), 0.0))),
    )
    rest = f"{np.mean(marked or [0.0]):8.4f}{np.mean([one.is_twice for one in outcomes]):7.3f}"
    sure = f"{np.median([one.confidence for one in outcomes]):7.3f}"
    return f"{len(outcomes):6}" + "".join(f"{figure:9.4f}" for figure in figures) + rest + sure


def _separation(outcomes: Sequence[Outcome]) -> Iterable[str]:
    for name, some in _sets(outcomes):
        can = [one.confidence for one in some if one.sample.is_answerable]
        cannot = [one.confidence for one in some if not one.sample.is_answerable]
        if can and cannot:
            least = float(np.quantile(can, 0.05))
            refused = float(np.mean(np.array(cannot) < least))
            yield (
                f"{name}: AUROC {auroc(can, cannot):.4f} against {len(cannot)} that cannot be answered, of which "
                f"{refused:.1%} are refused when 95 % of the others are answered (confidence {least:.3f})"
            )


def _reliability(outcomes: Sequence[Outcome]) -> Iterable[str]:
    """Bins of equally many questions: mean confidence, and the share in which one of the first three is right."""
    yield "confidence  right among 3     n"
    ordered = sorted(outcomes, key=lambda one: one.confidence)
    for some in np.array_split(np.arange(len(ordered)), _BINS):
        bin_ = [ordered[place] for place in some]
        mean = np.mean([one.confidence for one in bin_])
        yield f"{mean:10.3f}{np.mean([1 <= one.rank <= 3 for one in bin_]):15.3f}{len(bin_):6}"


__all__ = ["Features", "ablations", "report"]
