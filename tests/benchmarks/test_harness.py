"""The harness's own arithmetic; nothing here measures anything."""

import json
from contextlib import closing
from pathlib import Path

import numpy as np
import pytest

from index.embedding import BUNDLED
from index.library import Library
from index.model import SHARED, Document, Locator, Passage
from index.readers import read
from index.store.base import Candidate, Embedding
from index.store.local import LocalStore
from index.tokens import TokenSpace
from tests.benchmarks.__main__ import main
from tests.benchmarks.alternating import alternate, dealt
from tests.benchmarks.corpus.composing import Composer
from tests.benchmarks.corpus.mixing import Plan, mixed
from tests.benchmarks.corpus.renaming import Names
from tests.benchmarks.corpus.source import Source
from tests.benchmarks.corpus.writing import Generated, written
from tests.benchmarks.figures import Figure, Goal, Result
from tests.benchmarks.table import as_table, number

DIM = 16
WORDS = "On 4 May 1911 the canal of Port Amsel opened and many ships came to see it under all flags"


def candidate(place: int, draw: np.random.Generator) -> Candidate:
    """A passage of two sentences, with a vector that is their tokens' mean."""
    sentences = [" ".join([*draw.permutation(WORDS.split()), f"number {place}{end}"]) + "." for end in "ab"]
    sentences = [one[0].upper() + one[1:] for one in sentences]
    text = " ".join(sentences)
    spans = ((0, len(sentences[0])), (len(sentences[0]) + 1, len(text)))
    counts = (3, *(len(one.split()) for one in sentences))
    vectors = draw.standard_normal((2, DIM)).astype(np.float32)
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    whole = vectors.sum(0) / np.linalg.norm(vectors.sum(0))
    tokens = draw.integers(0, 256, (sum(counts), 2), np.uint8)
    document = Document(f"real/{place // 2}.md", f"Canal {place // 2}", "1911", "en")
    passage = Passage(f"id{place}", document, place % 2, 2, text, Locator((), place % 2 + 1, place % 2 + 1))
    return Candidate(place, passage, Embedding(bytes([place]), whole, vectors, spans, tokens, counts))


@pytest.fixture(scope="module")
def source() -> Source:
    draw = np.random.default_rng(5)
    space = TokenSpace(
        np.zeros(DIM, np.float32), np.eye(DIM, 4, dtype=np.float32), np.eye(2, DIM, dtype=np.float32), 0.1
    )
    return Source.of([candidate(place, draw) for place in range(20)], space.to_bytes(), BUNDLED)


def test_a_ratio_is_the_median_of_the_rounds_own_ratios() -> None:
    figure = Figure.ratio("ours by theirs", (2.0, 9.0, 4.0), (1.0, 3.0, 4.0), Goal(most=2.0))
    assert (figure.value, figure.low, figure.high) == (2.0, 1.0, 3.0)
    assert figure.verdict == "met"
    assert Figure("share", (0.98,), "", Goal(least=0.99)).verdict == "missed"
    assert Figure("time", (1.0,), "s").verdict == ""


def test_things_are_done_in_turn_and_each_is_first_equally_often() -> None:
    done: list[tuple[str, int]] = []
    actions = (lambda item: done.append(("a", item)), lambda item: done.append(("b", item)))
    seconds = alternate(actions, [1, 2])
    assert done == [("a", 1), ("b", 1), ("b", 2), ("a", 2)]
    assert seconds.shape == (2, 2)
    assert (seconds >= 0).all()
    assert dealt([1, 2, 3, 4, 5], 2) == [[1, 2], [3, 4]]


@pytest.mark.parametrize(
    ("value", "text"), [(1234.5, "1,234"), (38.26, "38.3"), (1.254, "1.25"), (0.01234, "0.012"), (0.0, "0")]
)
def test_numbers_have_three_digits(value: float, text: str) -> None:
    assert number(value) == text


@pytest.mark.parametrize("width", [80, 100])
def test_the_table_keeps_to_its_width(width: int) -> None:
    results = [
        Result(
            "question", "a title that goes on and on " * 6, (Figure("name " * 20, (1.5, 2.5), "×", Goal(2.0)),), 20_000
        ),
        Result.of_skipped("start", "a start", 0, "a folder is missing " * 10),
    ]
    lines = as_table(results, width).splitlines()
    assert max(map(len, lines)) <= width
    (row,) = [line for line in lines if "2.00 ×" in line]
    assert row.endswith(f"{'2.00 ×':>10}  {'1.50–2.50':>17}  {'≤ 2 ×':>10}  {'met':>6}")
    assert "skipped: a folder is missing" in "\n".join(lines)


def test_results_are_written_as_json() -> None:
    result = Result("question", "asked", (Figure("by", (1.0, 3.0), "×", Goal(most=1.25)),), 20_000, ("a note",))
    made = json.loads(json.dumps(result.as_object()))
    assert made["figures"] == [
        {"name": "by", "value": 2.0, "unit": "×", "low": 1.0, "high": 3.0, "rounds": [1.0, 3.0], "goal": "≤ 1.25 ×",
         "verdict": "missed"}
    ]  # fmt: skip
    assert (made["passages"], made["notes"]) == (20_000, ["a note"])


def test_the_benchmarks_can_be_listed(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["list"]) == 0
    assert "question " in capsys.readouterr().out


def test_the_real_passages_come_first_and_a_seed_always_gives_the_same(source: Source) -> None:
    plan = Plan(40, per_document=4)
    assert mixed(source, plan, 0).is_real
    assert np.array_equal(mixed(source, plan, 0).vectors, source.vectors[:4])
    made, again, other = mixed(source, plan, 7), mixed(source, plan, 7), mixed(source, Plan(40, 4, seed=2), 7)
    assert not made.is_real
    assert np.array_equal(made.vectors, again.vectors)
    assert not np.array_equal(made.vectors, other.vectors)
    assert np.allclose(np.linalg.norm(made.vectors, axis=1), 1, atol=1e-5)


def test_a_mixture_lies_near_the_passages_that_its_sentences_are_of(source: Source) -> None:
    plan = Plan(4_000, per_document=10)
    made = [mixed(source, plan, number) for number in range(10, 200)]
    own = [
        source.vectors[one.anchor] @ vector
        for each in made
        for one, vector in zip(each.mixtures, each.vectors, strict=True)
    ]
    assert np.mean(own) > 0.3 + np.mean([vector @ source.vectors[0] for each in made for vector in each.vectors])


def test_what_is_composed_hangs_together(source: Source) -> None:
    made = Composer(source, Plan(60, per_document=3), "documents").compose(15)
    for passage, embedding in zip(made.passages, made.embeddings, strict=True):
        sentences = [passage.text[start:end] for start, end in embedding.spans]
        assert " ".join(sentences) == passage.text
        assert all(sentence.endswith(".") for sentence in sentences)
        assert len(embedding.tokens) == sum(embedding.counts)
        assert len(embedding.counts) == len(sentences) + 1
        assert all(date.edtf.startswith("1911") for date in passage.dates)
    (text,) = read("documents/a.md", made.markdown.encode())
    assert [one for section in text.sections for one in section.paragraphs] == [one.text for one in made.passages]


def test_fewer_tokens_can_be_kept(source: Source) -> None:
    made = Composer(source, Plan(60, per_document=3, tokens=10), "documents").compose(15)
    assert [one.counts for one in made.embeddings] == [(3, 7, 0)] * 3


def test_names_are_others_in_each_document_but_the_same_within_one() -> None:
    names = Names(["the ship of Amsel, then of Karsk and Bellin, in May"])
    text = "the port of Amsel and the tower of Amsel in May"
    renamed = {names.renamed(text, str(document)) for document in range(20)}
    assert len(renamed) > 3
    for one in renamed:
        words = one.split()
        assert words[3] == words[8]
        assert words[-1] == "May"


def test_a_library_is_written_resumed_and_taken_for_an_indexed_one(source: Source, tmp_path: Path) -> None:
    plan = Plan(50, per_document=4)
    place = written(tmp_path / "whole", source, plan)
    with closing(Library.open(place.options)) as library:
        assert library.is_current()
        assert library.status().passages == 50
    gone = "documents/0000/0000009.md"
    before = stamps(place)
    with closing(LocalStore(place.data, BUNDLED)) as store:
        store.remove(store.shelf(SHARED, str(place.documents.resolve())), [gone])
    assert written(tmp_path / "whole", source, plan) == place
    after = stamps(place)
    assert [path for path in before if after[path] != before[path]] == [gone]
    with closing(Library.open(place.options)) as library:
        assert library.is_current()
        assert library.status().passages == 50


def stamps(place: Generated) -> dict[str, int]:
    """When each file was last written, by its path."""
    files = place.documents.rglob("*.md")
    return {file.relative_to(place.documents.parent).as_posix(): file.stat().st_mtime_ns for file in files}
