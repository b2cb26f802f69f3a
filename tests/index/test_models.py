"""Any sentence-transformers model will do: real ones of many kinds, small and with random weights."""

import json
import logging
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch

from bot.json_lines import answer_object
from index.embedding import Embedder, Encoding, bundled_model
from index.errors import ModelError, StoreError
from index.library import Library, LibraryOptions
from index.model import Answer
from index.reranking import Reranker
from index.search.ranking import RERANKED
from index.weights import FILE
from tests.data_folders import data_folder
from tests.index import small_models
from tests.index.small_models import Make, bert

LONG = " ".join(
    f"In the year {year} the fair was held again and the {year - 1700} traders paid." for year in range(1701, 1760)
)
DOCUMENTS = {
    "canal.md": (
        "# The canal at Corvenna\n\n## The opening\n\nThe canal was opened on 1 June 1904 by the mayor, Luca Brandt. "
        "It had taken eleven years to dig.\n\nThe first ship to pass through it carried salt — for the café “Zoë” — "
        "and its captain was paid in silver, because the bank of the town had failed in the winter before."
    ),
    "mill.txt": "The mill of Tarn\n\nThe mill burned down in 1871. Nobody was hurt, but the flour was lost.",
    "fair.txt": f"The fair of Varn\n\n{LONG}",
}
QUESTION = "Who was hurt when the mill of Tarn burned down?"
CONTEXT = "The canal at Corvenna\nThe opening"
PASSAGE = DOCUMENTS["canal.md"].split("\n\n")[3]

MODELS: dict[str, Make] = {
    "mean": bert(),
    "cls-pooled": bert(48, "cls"),
    "several-poolings": bert(32, ("mean", "max")),
    "dense-head": bert(64, head=24),
    "dense-head-of-one-size": bert(32, head=32),
    "carries-prompts": bert(prompts={"query": "Question: ", "passage": "Text: "}),
    "prompt-for-questions-only": bert(prompts={"query": "Question: "}),
    "prompt-left-out-of-pooling": bert(prompts={"query": "Question: ", "document": "Text: "}, include_prompt=False),
    "e5-tiny": bert(),
    "window-of-32": bert(window=32),
    "half-precision": bert(dtype=torch.bfloat16),
    "static": small_models.static,
    "gpt": small_models.gpt,
    "xlm-roberta": small_models.xlm_roberta,
}
PROMPTS = {"carries-prompts": "Text: ", "prompt-left-out-of-pooling": "Text: ", "e5-tiny": "passage: "}


@pytest.fixture(scope="module")
def models(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder for models, each of which is made when a test first asks for it."""
    return tmp_path_factory.mktemp("models")


@pytest.fixture
def sources(tmp_path: Path) -> Path:
    folder = tmp_path / "sources"
    folder.mkdir()
    for name, text in DOCUMENTS.items():
        (folder / name).write_text(text, "utf-8")
    return folder


@pytest.fixture
def options(tmp_path: Path, sources: Path) -> LibraryOptions:
    return LibraryOptions(data_folder(tmp_path / "data"), (sources,))


@pytest.fixture(params=MODELS)
def model(request: pytest.FixtureRequest, models: Path) -> Path:
    return made(models, request.param)


def made(models: Path, name: str) -> Path:
    folder = models / name
    if not folder.exists():
        MODELS[name](folder, [*DOCUMENTS.values(), "query: passage: Question: Text:"])
    return folder


def judged(models: Path, labels: int = 1) -> str:
    folder = models / f"judge-{labels}"
    if not folder.exists():
        small_models.judge(folder, list(DOCUMENTS.values()), labels)
    return str(folder)


def ask(options: LibraryOptions, question: str = QUESTION, limit: int = 10) -> Answer:
    with closing(Library.open(options)) as library:
        library.reindex()
        return library.ask(question, limit)


def test_a_library_is_indexed_and_asked_with_any_model(model: Path, options: LibraryOptions) -> None:
    with closing(Library.open(replace(options, model=str(model)))) as library:
        report = library.reindex()
        assert (len(report.added), report.failed) == (3, ())
        answer = library.ask(QUESTION)
        written = json.loads(json.dumps(answer_object(answer, library.cite)))
        assert library.reindex().unchanged == 3
    assert answer.hits[0].passage.document.title == "The mill of Tarn"
    texts = {"The mill of Tarn": DOCUMENTS["mill.txt"], "The fair of Varn": LONG}
    for hit in answer.hits:
        source = texts.get(hit.passage.document.title, DOCUMENTS["canal.md"])
        assert hit.passage.text in source
        assert hit.highlight
        assert hit.highlight in hit.passage.text
    keys = ["question", "answered", "confidence", "hits", "elapsed_ms"]
    assert list(written) == keys + ["may_help"] * answer.may_help
    assert 0 <= written["confidence"] <= 1
    scores = [hit["score"] for hit in written["hits"]]
    assert scores == sorted(scores, reverse=True)
    assert [hit["rank"] for hit in written["hits"]] == list(range(1, len(scores) + 1))


def test_tokens_stand_where_their_spans_say(model: Path) -> None:
    embedder = Embedder(str(model))
    text = f"{CONTEXT}\n{PASSAGE}"
    (passage,) = embedder.embed_passages([text])
    assert np.linalg.norm(passage.vector) == pytest.approx(1, abs=1e-5)
    if model.name == "static":
        assert passage.tokens.size == 0
        return
    is_cut = model.name == "window-of-32"
    check_spans(text, passage, "" if is_cut else "“Zoë”")
    (question,) = embedder.embed_questions([QUESTION])
    check_spans(QUESTION, question, "mill of Tarn burned down?")


def check_spans(text: str, encoding: Encoding, held: str) -> None:
    """Tokens follow each other without a gap but white space, from the first character on, each one of a word."""
    assert encoding.tokens.shape[0] == len(encoding.spans) > 10 or len(text) < 40
    end = 0
    for start, stop in encoding.spans.tolist():
        assert start >= end or stop == end  # the bytes of one letter share its span
        assert not text[end:start].strip()
        assert text[start:stop] == text[start:stop].strip() != ""
        assert len(text[start:stop].split()) == 1
        end = stop
    assert text[:end].strip()
    assert held in text[:end]


@pytest.mark.parametrize("name", PROMPTS)
def test_what_a_model_is_told_before_a_passage_is_read_and_is_no_part_of_it(name: str, models: Path) -> None:
    told, plain = Embedder(str(made(models, name))), Embedder(str(made(models, "mean")), passage_prompt=PROMPTS[name])
    texts = ["The mill burned down."]
    if name != "prompt-left-out-of-pooling":
        assert np.allclose(told.embed_passages(texts)[0].vector, plain.embed_passages(texts)[0].vector, atol=1e-5)
    assert np.allclose(told.embed_passages(texts)[0].tokens, plain.embed_passages(texts)[0].tokens, atol=1e-5)
    assert told.window == plain.window < Embedder(str(made(models, "mean"))).window


def test_a_prompt_for_questions_is_not_read_before_passages(models: Path) -> None:
    told, plain = Embedder(str(made(models, "prompt-for-questions-only"))), Embedder(str(made(models, "mean")))
    assert np.allclose(told.embed_passages([PASSAGE])[0].vector, plain.embed_passages([PASSAGE])[0].vector, atol=1e-5)
    assert not np.allclose(told.embed_questions([QUESTION])[0].vector, plain.embed_questions([QUESTION])[0].vector)


def test_a_head_decides_the_size_of_vectors_and_a_window_where_tokens_end(models: Path) -> None:
    (with_head,) = Embedder(str(made(models, "dense-head"))).embed_passages([PASSAGE])
    assert (with_head.vector.shape, with_head.tokens.shape[1]) == ((24,), 64)
    (cut,) = Embedder(str(made(models, "window-of-32"))).embed_passages([LONG])
    assert len(cut.tokens) == len(cut.spans) == 30
    (cut,) = Embedder(str(made(models, "gpt"))).embed_passages([LONG])
    assert len(cut.tokens) == len(cut.spans) > small_models.WINDOW * 0.9  # blanks by themselves are left out


def test_what_a_model_does_not_read_to_its_end_is_found_all_the_same(models: Path, options: LibraryOptions) -> None:
    sources = options.documents[0]
    (sources / "word.txt").write_text(f"A word\n\n{'x' * 900} zeppelin.", "utf-8")
    answer = ask(replace(options, model=str(made(models, "window-of-32"))), "zeppelin")
    assert answer.hits[0].passage.document.title == "A word"
    assert answer.hits[0].highlight in answer.hits[0].passage.text


def test_another_model_embeds_all_passages_again(models: Path, options: LibraryOptions) -> None:
    names = ["mean", "dense-head", "static", "mean"]
    changed = []
    for name in names:
        with closing(Library.open(replace(options, model=str(made(models, name))))) as library:
            was_current = library.is_current()
            report = library.reindex()
            changed.append((was_current, len(report.added + report.changed), report.unchanged))
            assert library.ask(QUESTION).hits[0].passage.document.title == "The mill of Tarn"
    assert [was_current for was_current, _, _ in changed] == [False] * 4


def test_another_prompt_embeds_passages_again_where_it_is_theirs(models: Path, options: LibraryOptions) -> None:
    given = replace(options, model=str(made(models, "mean")))
    plain = ask(given)
    with closing(Library.open(replace(given, query_prompt="query: "))) as library:
        assert library.is_current()
        assert library.ask(QUESTION).hits[0].passage.id == plain.hits[0].passage.id
    with closing(Library.open(replace(given, passage_prompt="passage: "))) as library:
        assert not library.is_current()
        library.reindex()
        assert library.ask(QUESTION).hits[0].passage.id == plain.hits[0].passage.id


def test_prompts_of_the_operator_go_before_those_of_the_model(models: Path) -> None:
    carrying, plain = str(made(models, "carries-prompts")), str(made(models, "mean"))
    told = Embedder(carrying, "query: ", "passage: ")
    alike = Embedder(plain, "query: ", "passage: ")
    assert np.allclose(
        told.embed_questions([QUESTION])[0].vector, alike.embed_questions([QUESTION])[0].vector, atol=1e-5
    )
    assert np.allclose(told.embed_passages([PASSAGE])[0].vector, alike.embed_passages([PASSAGE])[0].vector, atol=1e-5)
    assert Embedder(plain, "query: ").name == Embedder(plain).name != alike.name


def test_a_prompt_that_leaves_no_room_is_refused(models: Path, options: LibraryOptions) -> None:
    given = replace(options, model=str(made(models, "window-of-32")), passage_prompt="the canal of the town " * 5)
    with pytest.raises(ModelError, match="CLIO_PASSAGE_PROMPT"):
        ask(given)


def test_a_damaged_model_is_said_to_be_one(models: Path, options: LibraryOptions, tmp_path: Path) -> None:
    folder = tmp_path / "damaged"
    bert()(folder, list(DOCUMENTS.values()))
    weights = folder / "model.safetensors"
    weights.write_bytes(weights.read_bytes()[:1000])
    with pytest.raises(ModelError, match=r"cannot be loaded.*CLIO_MODEL"):
        ask(replace(options, model=str(folder)))


@pytest.fixture
def fair(options: LibraryOptions, models: Path) -> Iterator[tuple[Library, Library]]:
    """A library with more passages than are ordered anew, asked with and without a reranker."""
    for year in range(1701, 1731):
        text = f"The fair of {year}\n\nThe fair of {year} was held at Varn and {year - 1690} traders paid."
        (options.documents[0] / f"{year}.txt").write_text(text, "utf-8")
    with (
        closing(Library.open(options)) as plain,
        closing(Library.open(replace(options, reranker=judged(models)))) as ordering,
    ):
        plain.reindex()
        yield plain, ordering


def test_a_reranker_orders_the_first_hits_and_leaves_the_others(fair: tuple[Library, Library], models: Path) -> None:
    question = "How many traders paid at the fair of Varn?"
    plain, ordered = (library.ask(question, 40) for library in fair)
    assert len(plain.hits) == len(ordered.hits) > RERANKED
    reranker = Reranker(judged(models))
    texts = [
        "\n".join([hit.passage.document.title, *hit.passage.locator.heading, hit.passage.text])
        for hit in plain.hits[:RERANKED]
    ]
    scores = reranker.scores(question, texts)
    assert scores.dtype == np.float32
    assert len(set(scores.tolist())) == RERANKED
    expected = [plain.hits[place].passage for place in np.argsort(-scores, kind="stable")]
    expected += [hit.passage for hit in plain.hits[RERANKED:]]
    assert [hit.passage for hit in ordered.hits] == expected != [hit.passage for hit in plain.hits]
    assert [(hit.rank, hit.score) for hit in ordered.hits] == [(hit.rank, hit.score) for hit in plain.hits]
    assert fair[1].ask(question, 3).hits == ordered.hits[:3]
    assert 0 < ordered.confidence < plain.confidence  # there is less to say for the passage that is first now
    for hit in ordered.hits:
        assert hit.highlight in hit.passage.text


def test_a_reranker_is_loaded_when_it_is_needed_and_its_fault_is_named(options: LibraryOptions, tmp_path: Path) -> None:
    with closing(Library.open(replace(options, reranker=str(tmp_path / "no-such-judge")))) as library:
        library.reindex()
        with pytest.raises(ModelError, match=r"no-such-judge.*cannot be loaded.*CLIO_RERANKER"):
            library.ask(QUESTION)
        with pytest.raises(ModelError, match="CLIO_RERANKER"):
            library.load_model()


def test_a_classifier_is_no_reranker(models: Path) -> None:
    with pytest.raises(ModelError, match=r"3 numbers.*CLIO_RERANKER"):
        Reranker(judged(models, labels=3)).load()


def test_a_model_that_embeds_is_no_reranker(models: Path) -> None:
    for source in (made(models, "mean"), bundled_model()):
        with pytest.raises(ModelError, match=r"not trained to judge.*CLIO_RERANKER"):
            Reranker(str(source)).scores(QUESTION, ["Nobody was hurt."])


def test_a_reranker_reads_what_is_longer_than_its_window(models: Path) -> None:
    assert np.isfinite(Reranker(judged(models)).scores("Who paid? " * 100, [LONG, "Nobody."])).all()


def test_weights_in_the_data_folder_are_those_of_one_model(
    options: LibraryOptions, caplog: pytest.LogCaptureFixture
) -> None:
    tables = json.loads(FILE.read_text("utf-8"))
    for name in ("with_tokens", "without_tokens"):
        tables[name]["confidence"] = {"constant": 3.0}
    kept = options.data / "weights.json"
    kept.write_text(json.dumps({**tables, "notes": {"model": Embedder().name}}))
    assert ask(options, "How many moons does Jupiter have?").confidence == pytest.approx(1 / (1 + np.exp(-3)))
    kept.write_text(json.dumps({**tables, "notes": {"model": "another"}}))
    with caplog.at_level(logging.WARNING):
        assert ask(options, "How many moons does Jupiter have?").confidence < 0.5
    assert "fitted for another" in caplog.text


@pytest.mark.parametrize("text", ["", "{}", "[]", '{"notes": 1, "with_tokens": {}, "without_tokens": {}}', "\x00"])
def test_weights_that_cannot_be_used_are_named(text: str, options: LibraryOptions) -> None:
    (options.data / "weights.json").write_text(text)
    with pytest.raises(StoreError, match=r"weights\.json cannot be used.*remove the file"):
        Library.open(options)
