import math
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.search import look, search, weights_for
from index.search.confidence import CONFIDENCE_FEATURES
from index.search.evidence import PASSAGE_FEATURES, SENTENCE_FEATURES
from index.search.interaction import closeness
from index.search.kinds import Kind
from index.search.lexical import lexical_fit
from index.search.marking import marked
from index.search.question import Question
from index.store.base import Embedding
from index.store.terms import Terms, term_ids
from index.tokens import TokenSpace
from index.weights import CONSIDERED, WEIGHTS, Table, Weights, WeightSets, weigh
from tests.index.conftest import Desk
from tests.index.small_embedder import SmallEmbedder, small_space

TINY = 1e-3  # sentences are kept at half the width
NOTHING: Table = {}


def weights(ranking: Table, marking: Table = NOTHING, confidence: Table = NOTHING, second: float = 1.1) -> WeightSets:
    """The same weights for all models; no second sentence is marked, and 1/2 is enough for an answer."""
    own = Weights({"dense": 1.0, "coverage": 1.0}, ranking, marking, confidence, 0.5, 0.2, second)
    return WeightSets(own, own)


def passages_and_sentences(
    desk: Desk, question: str
) -> tuple[dict[str, dict[str, float]], dict[str, dict[str, float]]]:
    """The features of each passage by its document's title, and of each sentence by what it says."""
    snapshot = desk.store.snapshot(desk.shelf.id)
    considered = look(desk.ask(question), [snapshot], WEIGHTS.with_tokens)
    snapshot.close()
    assert considered
    candidates, evidence = considered.candidates, considered.evidence
    titles = [candidate.passage.document.title for candidate in candidates]
    texts = [one.passage.text[start:end] for one in candidates for start, end in one.embedding.spans]
    return (
        {
            title: dict(zip(PASSAGE_FEATURES, row, strict=True))
            for title, row in zip(titles, evidence.passages, strict=True)
        },
        {
            text: dict(zip(SENTENCE_FEATURES, row, strict=True))
            for text, row in zip(texts, evidence.sentences, strict=True)
        },
    )


# What the words say


# Where tokens are compared: two numbers, in steps of 1 / 14.
SPACE = TokenSpace(np.zeros(2, np.float32), np.eye(2, dtype=np.float32), np.eye(1, dtype=np.float32), 1 / 14)


def a_question(
    terms: tuple[str, ...] = (),
    idf: tuple[float, ...] = (),
    mean_length: float = 1.0,
    tokens: tuple[tuple[float, ...], ...] = (),
    token_weights: tuple[tuple[float, ...], ...] = (),
) -> Question:
    """A question whose terms stand beside each other in this order."""
    return Question(
        vector=np.ones(1, np.float32),
        ids=term_ids(terms),
        idf=np.array(idf, np.float64),
        numbers=np.array([term.isdigit() for term in terms], bool),
        pairs=tuple((place, place + 1) for place in range(len(terms) - 1)),
        tokens=SPACE.asked(np.array(tokens, np.float32).reshape(len(tokens), 2)),
        weights=np.array(token_weights, np.float32).reshape(len(tokens), 3),
        kind=Kind.ANY,
        words=frozenset(),
        mean_length=mean_length,
    )


def terms_of(*passages: tuple[tuple[str, ...], ...]) -> Terms:
    segments = [segment for passage in passages for segment in passage]
    return Terms(
        term_ids([term for segment in segments for term in segment]),
        np.cumsum([0, *map(len, segments)]),
        np.cumsum([0, *map(len, passages)]),
    )


def test_words_fit_as_worked_out_by_hand() -> None:
    question = a_question(("cold", "war", "1991"), idf=(1, 2, 3), mean_length=3)
    fit = lexical_fit(
        question,
        terms_of((("cold",), ("war", "1991")), (("tea",), ("cold", "cold")), (("war",), ("tea",))),
    )
    assert fit.coverage == pytest.approx([1, 1 / 6, 2 / 6])
    # "cold war" counts 1, "war 1991" counts 2. The third passage's war stands after the second one's cold: no pair.
    assert fit.bigrams == pytest.approx([3 / 6, 0, 0])
    assert list(fit.numbers) == [1, 0, 0]
    assert fit.segment_coverage == pytest.approx([1 / 6, 5 / 6, 0, 1 / 6, 2 / 6, 0])
    assert fit.segment_bigrams == pytest.approx([0, 2 / 6, 0, 0, 0, 0])
    # K1 (1 - B + B length / mean) is 1.2 for three terms and 0.9 for two. All three terms once: 2.2 / 2.2 each.
    assert fit.bm25 == pytest.approx([1, (2 * 2.2 / 3.2) * 1 / 6, (2.2 / 1.9) * 2 / 6])


def test_a_question_without_terms_fits_nothing_and_asks_for_no_number() -> None:
    fit = lexical_fit(a_question(), terms_of((("cold",), ("war",))))
    assert (list(fit.coverage), list(fit.bigrams), list(fit.bm25), list(fit.numbers)) == ([0], [0], [0], [1])
    assert list(fit.segment_coverage) == [0, 0]


SOME_TERMS = st.lists(st.sampled_from(("cold", "war", "1991", "tea")), max_size=6).map(tuple)


@given(st.lists(st.lists(SOME_TERMS, min_size=1, max_size=3).map(tuple), min_size=1, max_size=5))
def test_what_passages_lie_beside_each_other_makes_no_difference(passages: list[tuple[tuple[str, ...], ...]]) -> None:
    question = a_question(("cold", "war", "1991"), idf=(1, 2, 3), mean_length=3)
    together = lexical_fit(question, terms_of(*passages))
    alone = [lexical_fit(question, terms_of(passage)) for passage in passages]
    for name in ("coverage", "bigrams", "bm25", "numbers", "segment_coverage", "segment_bigrams"):
        values = [getattr(one, name) for one in alone]
        assert np.allclose(getattr(together, name), np.concatenate(values)), name
        assert (getattr(together, name) >= 0).all()


# What the tokens say

HALF = 7  # steps of SPACE


def an_embedding(counts: tuple[int, ...], tokens: tuple[tuple[int, int], ...], sentences: int) -> Embedding:
    levels = np.array(tokens, np.int64).reshape(len(tokens), 2) + 8
    small = (levels[:, :1] + 16 * levels[:, 1:]).astype(np.uint8)
    vector = np.ones(1, np.float32)
    return Embedding(b"", vector, np.ones((sentences, 1), np.float32), ((0, 1),) * sentences, small, counts)


def test_tokens_come_as_close_as_worked_out_by_hand() -> None:
    question = a_question(tokens=((1, 0), (0, 1)), token_weights=((0.75, 0.5, 0), (0.25, 0.5, 1)))
    read = an_embedding((1, 2, 1), ((0, HALF), (HALF, 0), (0, 0), (-HALF, 0)), sentences=2)
    without = an_embedding((), (), sentences=1)
    cut = an_embedding((1, 0), ((HALF, HALF),), sentences=1)
    close = closeness(question, [read, without, cut])

    # The closest to the question's two tokens are (0, 1/2) in the title, (1/2, 0) in the first sentence and
    # (-1/2, 0) in the second. What has no token is taken to be at -1/5.
    assert close.passages == pytest.approx(np.array([[0.5] * 3, [-0.2] * 3, [0.5] * 3]))
    assert close.sentences == pytest.approx(np.array([[0.375, 0.25, 0], [-0.375, -0.25, 0], [-0.2] * 3, [-0.2] * 3]))
    assert close.in_context == pytest.approx(np.array([[0.5] * 3, [0.125, 0.25, 0.5], [-0.2] * 3, [0.5] * 3]))
    # The first sentence with the second is as close as the first alone; the last of a passage has none after it.
    assert close.pairs == pytest.approx(close.sentences)


def test_a_sentence_is_paired_with_the_one_after_it_in_its_own_passage() -> None:
    question = a_question(tokens=((1, 0), (0, 1)), token_weights=((0, 0.5, 0), (0, 0.5, 0)))
    first = an_embedding((0, 1, 1), ((HALF, 0), (0, HALF)), sentences=2)
    close = closeness(question, [first, first])
    assert close.pairs[:, 1] == pytest.approx([0.5, 0.25, 0.5, 0.25])
    assert close.sentences[:, 1] == pytest.approx([0.25] * 4)


# All of it, from files


def test_features_are_as_worked_out_by_hand(desk: Desk) -> None:
    desk.write("a.txt", "Kings\n\nThe war was long. The king liked peace.")
    desk.write("b.txt", "Fields\n\nThe farmers had barley.")
    desk.reindex()
    passages, sentences = passages_and_sentences(desk, "war and barley")

    # Terms of the question: war, barley. Each is in one of two passages: both tell as much.
    # a.txt's terms: king war long king like peac → 6; b.txt's: field farmer barley → 3; mean 4.5.
    # Embedded question: war. a.txt: (war, peace, king) / sqrt 3; its first sentence: war. b.txt: none of the words.
    # Tokens: war, and, barley; "and" is what is left.
    def bm25(length: int) -> float:
        return 2.2 / (1 + 1.2 * (0.25 + 0.75 * length / 4.5)) / 2

    half = {
        f"{part}_{kind}": 0.5 for part in ("close", "sentence", "context", "pair") for kind in ("telling", "content")
    }
    none = {f"{part}_rest": 0 for part in ("close", "sentence", "context", "pair")}
    either = {**half, **none, "coverage": 0.5, "bigrams": 0, "sentence_bigrams": 0, "numbers": 1, "kind": 0}
    first = {"dense": 1 / math.sqrt(3), "sentence_dense": 1, "bm25": bm25(6), "length": 0.06}
    second = {"dense": 0, "sentence_dense": 0, "bm25": bm25(3), "length": 0.03}
    assert passages["Kings"] == pytest.approx({**either, **first}, abs=TINY)
    assert passages["Fields"] == pytest.approx({**either, **second}, abs=TINY)

    opening = {"dense": 1, "coverage": 0.5, "opening": 1, "length": 0.2, "close_telling": 0.5, "context_content": 0.5}
    later = {"dense": 0, "coverage": 0, "opening": 0, "length": 0.2, "close_telling": 0, "context_content": 0}
    assert sentences["The war was long."] == pytest.approx({**sentences["The war was long."], **opening}, abs=TINY)
    assert sentences["The king liked peace."] == pytest.approx(
        {**sentences["The king liked peace."], **later}, abs=TINY
    )


def test_a_rarer_word_tells_more_and_counts_alike_as_content(desk: Desk) -> None:
    desk.write("a.txt", "One\n\nThe war over barley.")
    desk.write("b.txt", "Two\n\nThe war over oats.")
    desk.reindex()
    passages, _ = passages_and_sentences(desk, "war, barley?")
    war, barley = math.log(1 + 0.5 / 2.5), math.log(1 + 1.5 / 1.5)
    assert (passages["One"]["close_telling"], passages["One"]["coverage"]) == pytest.approx((1, 1), abs=TINY)
    assert passages["Two"]["close_telling"] == pytest.approx(war / (war + barley), abs=TINY)
    assert passages["Two"]["coverage"] == pytest.approx(war / (war + barley), abs=TINY)
    assert passages["Two"]["close_content"] == pytest.approx(1 / 2, abs=TINY)


def test_words_that_are_asked_for_may_stand_in_title_or_heading(desk: Desk) -> None:
    desk.write("a.md", "# The war\n\n## Barley\n\nIt was sown late.")
    desk.reindex()
    passages, sentences = passages_and_sentences(desk, "war barley late")
    assert passages["The war"]["coverage"] == pytest.approx(1, abs=TINY)
    assert passages["The war"]["context_content"] == pytest.approx(1, abs=TINY)
    assert passages["The war"]["sentence_content"] == pytest.approx(1 / 3, abs=TINY)
    assert sentences["It was sown late."]["coverage"] == pytest.approx(1 / 3, abs=TINY)
    assert sentences["It was sown late."]["context_content"] == pytest.approx(1, abs=TINY)


def test_neighbouring_words_count_together(desk: Desk) -> None:
    desk.write("a.txt", "One\n\nThe cold spring before the iron war.")
    desk.write("b.txt", "Two\n\nThe iron spring before the cold war.")
    desk.write("c.txt", "Three\n\nThe iron spring was cold. War came before it.")
    desk.reindex()
    passages, _ = passages_and_sentences(desk, "the cold war")
    pairs = {title: (found["bigrams"], found["sentence_bigrams"]) for title, found in passages.items()}
    assert pairs == {"One": (0, 0), "Two": pytest.approx((0.5, 0.5)), "Three": pytest.approx((0.5, 0))}
    found = desk.search("the cold war", weights({"sentence_bigrams": 3}))
    assert found.hits[0].passage.document.title == "Two"
    assert [hit.score for hit in found.hits] == pytest.approx([1.5, 0, 0])


def test_a_question_of_two_years_is_half_answered_by_a_text_of_one(desk: Desk) -> None:
    desk.write("a.txt", "One\n\nThe war began in 1987.")
    desk.write("b.txt", "Two\n\nThe war began in spring.")
    desk.reindex()
    passages, _ = passages_and_sentences(desk, "Which war was there between 1987 and 1991?")
    assert (passages["One"]["numbers"], passages["Two"]["numbers"]) == (0.5, 0)


def test_the_kind_of_answer_counts_in_a_sentence_that_fits(desk: Desk) -> None:
    desk.write("a.txt", "One\n\nThe war began in 1904.")
    desk.write("b.txt", "Two\n\nThe war began in spring.")
    desk.write("c.txt", "Three\n\nThe war began in spring. A mill was built in 1904.")
    desk.reindex()
    passages, sentences = passages_and_sentences(desk, "When did the war begin?")
    assert (passages["One"]["kind"], passages["Two"]["kind"]) == (1, 0)
    # The mill's year stands in a sentence that is further away: by 1 in the cosine and 1 each in telling and content
    # ("war", while nobody wrote "begin": 1/2 of content, its share of telling), and "the", 1 of 3 others, in neither.
    assert 0 < passages["Three"]["kind"] < 0.001
    assert (sentences["A mill was built in 1904."]["kind"], sentences["The war began in spring."]["kind"]) == (1, 0)


# What is made of it


def test_passages_come_by_what_the_weights_say(desk: Desk) -> None:
    desk.write("a.txt", "Kings\n\nThe war was long. The king liked peace.")
    desk.write("b.txt", "Fields\n\nThe farmers had barley.")
    desk.reindex()
    by_closeness = desk.search("war and barley", weights({"dense": 2, "coverage": 1}))
    assert [hit.passage.document.title for hit in by_closeness.hits] == ["Kings", "Fields"]
    assert [hit.score for hit in by_closeness.hits] == pytest.approx([2 / math.sqrt(3) + 0.5, 0.5], abs=TINY)
    assert [hit.rank for hit in by_closeness.hits] == [1, 2]
    by_length = desk.search("war and barley", weights({"length": -100}), limit=1)
    assert [hit.passage.document.title for hit in by_length.hits] == ["Fields"]
    assert by_length.hits[0].score == pytest.approx(-3)


def test_the_shipped_weights_are_what_scores_are_made_of(desk: Desk) -> None:
    desk.write("a.txt", "Kings\n\nThe war was long. The king liked peace.")
    desk.write("b.txt", "Fields\n\nThe farmers had barley.")
    desk.reindex()
    passages, _ = passages_and_sentences(desk, "Was the war long?")
    found = desk.search("Was the war long?")
    for hit in found.hits:
        features = np.array([passages[hit.passage.document.title][name] for name in PASSAGE_FEATURES])
        assert hit.score == pytest.approx(float(weigh(features, PASSAGE_FEATURES, WEIGHTS.with_tokens.ranking)))
    assert [hit.passage.document.title for hit in found.hits] == ["Kings", "Fields"]


def test_every_weight_that_is_shipped_is_of_a_feature_and_speaks_for_a_passage() -> None:
    at_once = ("dense", "coverage", "bigrams", "bm25")
    may_speak_against = ("length", "opening", "constant")
    for one in (WEIGHTS.with_tokens, WEIGHTS.without_tokens):
        for table, names in (
            (one.proposal, at_once),
            (one.ranking, PASSAGE_FEATURES),
            (one.marking, SENTENCE_FEATURES),
            (one.confidence, CONFIDENCE_FEATURES),
        ):
            assert set(table) <= {*names, "constant"}
            assert all(value >= 0 for name, value in table.items() if name not in may_speak_against)
        assert 0 < one.helping < one.answering < 1
    is_of_tokens = {name for name in PASSAGE_FEATURES if name.startswith(("close", "sentence_", "context", "pair"))}
    is_of_tokens -= {"sentence_dense", "sentence_bigrams"}
    assert not is_of_tokens & {name for name, value in WEIGHTS.without_tokens.ranking.items() if value}


def test_a_model_without_tokens_is_weighed_by_other_weights(tmp_path: Path) -> None:
    (tmp_path / "sources").mkdir()
    desk = Desk(tmp_path / "data", tmp_path / "sources", SmallEmbedder(gives_tokens=False))
    desk.write("a.txt", "Kings\n\nThe war was long. The king liked peace.")
    desk.reindex()
    sets = WeightSets(weights({"coverage": 1}).with_tokens, weights({"coverage": 7}).without_tokens)
    assert desk.search("war", sets).hits[0].score == pytest.approx(7)
    asked = replace(desk.ask("war"), encoding=SmallEmbedder().embed_questions(["war"])[0])
    assert weights_for(asked, sets) is sets.with_tokens
    space = TokenSpace.of([np.empty((0, 0), np.float32)], small_space().background)
    assert weights_for(replace(asked, space=space), sets) is sets.without_tokens
    desk.close()


@pytest.mark.parametrize(
    ("odds", "second", "expected"),
    [
        ((1, 4, 2, 3), 0.6, (1, 1)),  # the one that comes close is no neighbour
        ((1, 4, 2, 3), 0.5, (1, 2)),
        ((3, 4, 2), 0.5, (0, 1)),  # the better of two neighbours
        ((4, 4), 1.0, (0, 1)),
        ((4, 4), 1.1, (0, 0)),
        ((4,), 0.0, (0, 0)),
    ],
)
def test_a_neighbour_is_marked_too_where_its_odds_come_close(
    odds: tuple[float, ...], second: float, expected: tuple[int, int]
) -> None:
    assert marked(np.log(odds), np.zeros(len(odds)), second - 1e-9) == expected


def test_the_sentence_that_answers_is_marked_word_for_word(desk: Desk) -> None:
    desk.write("a.txt", "Kings\n\nThe war was long. The king liked peace. Trade fell.")
    desk.reindex()
    by_words = {"coverage": 2.0}
    assert desk.search("king", weights({}, by_words)).hits[0].highlight == "The king liked peace."
    # Both hold half of the question: two of equal odds.
    two = desk.search("king at war", weights({}, by_words, second=0.9)).hits[0]
    assert two.highlight == "The war was long. The king liked peace."
    one = desk.search("king and trade, king", weights({}, by_words, second=0.9)).hits[0]
    assert one.highlight == "The king liked peace. Trade fell."


@pytest.mark.parametrize(("words", "is_pair"), [(40, True), (80, False)])
def test_two_long_sentences_are_not_marked_both(tmp_path: Path, words: int, is_pair: bool) -> None:
    (tmp_path / "sources").mkdir()
    desk = Desk(tmp_path / "data", tmp_path / "sources", SmallEmbedder(window=400))
    first, second = (f"The {name} {'was long ' * (words // 2)}now." for name in ("war", "king"))
    desk.write("a.txt", f"Title\n\n{first} {second}")
    desk.reindex()
    (hit,) = desk.search("king at war", weights({}, {"coverage": 1}, second=0.5)).hits
    assert hit.highlight == (f"{first} {second}" if is_pair else first)
    desk.close()


@pytest.mark.parametrize(
    ("chance", "answered", "may_help"),
    [(0.9, True, False), (0.5, True, False), (0.4, False, True), (0.21, False, True), (0.19, False, False)],
)
def test_how_sure_it_is_decides_what_is_said(desk: Desk, chance: float, answered: bool, may_help: bool) -> None:
    desk.write("a.txt", "Kings\n\nThe war was long. The king liked peace.")
    desk.reindex()
    found = desk.search("war", weights({"dense": 1}, confidence={"constant": math.log(chance / (1 - chance))}))
    assert found.confidence == pytest.approx(chance)
    assert (found.answered, found.may_help) == (answered, may_help)
    assert found.hits


@pytest.mark.parametrize(("log_odds", "chance"), [(-1e6, 0), (-710, 0), (0, 0.5), (710, 1), (1e6, 1)])
def test_however_sure_the_weights_are_it_is_a_chance(desk: Desk, log_odds: float, chance: float) -> None:
    desk.write("a.txt", "Kings\n\nThe war was long.")
    desk.reindex()
    assert desk.search("war", weights({}, confidence={"constant": log_odds})).confidence == pytest.approx(chance)


def test_confidence_is_of_the_first_passage_and_of_what_comes_closer_than_chance(desk: Desk) -> None:
    desk.write("a.txt", "Kings\n\nThe war of trade was long.")
    desk.write("b.txt", "Fields\n\nThe war was over barley.")
    desk.reindex()
    snapshot = desk.store.snapshot(desk.shelf.id)
    # The background asks of trade, of plague and of nothing: the closest passages are at 1 / sqrt 2, 0 and 0.
    assert snapshot.level == pytest.approx(0)
    snapshot.close()
    desk.write("c.txt", "Ships\n\nA plague of the king.")
    desk.reindex()
    snapshot = desk.store.snapshot(desk.shelf.id)
    assert snapshot.level == pytest.approx(1 / math.sqrt(2))
    snapshot.close()
    # By the words, "Fields" comes first: it holds both. It is also the closest of all to the question, war.
    confidence = {"beyond": 2.0, "coverage": 3.0, "constant": -1.0}
    found = desk.search("war over barley", weights({"coverage": 1}, confidence=confidence))
    assert found.hits[0].passage.document.title == "Fields"
    log_odds = 2 * (1 - 1 / math.sqrt(2)) + 3 - 1
    assert found.confidence == pytest.approx(1 / (1 + math.exp(-log_odds)), abs=TINY)
    # By length, "Ships" comes first: nothing speaks for it but that "Fields" is close.
    found = desk.search("war over barley", weights({"length": -1, "coverage": -9}, confidence=confidence))
    assert found.hits[0].passage.document.title == "Ships"
    log_odds = 2 * (1 - 1 / math.sqrt(2)) - 1
    assert found.confidence == pytest.approx(1 / (1 + math.exp(-log_odds)), abs=TINY)


def test_several_shelves_give_what_one_with_all_of_it_gives(tmp_path: Path) -> None:
    texts = {
        "a.txt": "Kings\n\nThe war was long. The king liked peace.",
        "b.txt": "Fields\n\nThe farmers had barley. The war of 1904 was over trade.",
        "c.txt": "Ships\n\nThe plague came by ship after the war.",
        "d.txt": "Treaties\n\nThe treaty of 1904 ended the plague and the war.",
    }
    embedder = SmallEmbedder()
    places = {"all": list(texts), "one": ["a.txt", "d.txt"], "none": [], "other": ["b.txt", "c.txt"]}
    with ExitStack() as stack:
        desks: dict[str, Desk] = {}
        for place, names in places.items():
            (tmp_path / place).mkdir()
            desks[place] = Desk(tmp_path / f"data-{place}", tmp_path / place, embedder)
            stack.callback(desks[place].close)
            for name in names:
                desks[place].write(name, texts[name])
            desks[place].reindex()
        snapshots = {place: desk.store.snapshot(desk.shelf.id) for place, desk in desks.items()}
        for snapshot in snapshots.values():
            stack.callback(snapshot.close)
        asked = desks["all"].ask("When did the treaty end the war over trade, in 1904?")
        whole = search(asked, [snapshots["all"]], 10, WEIGHTS)
        parts = search(asked, [snapshots[place] for place in ("one", "none", "other")], 10, WEIGHTS)
    assert len(whole.hits) == 4
    assert [hit.passage.text for hit in parts.hits] == [hit.passage.text for hit in whole.hits]
    assert [hit.highlight for hit in parts.hits] == [hit.highlight for hit in whole.hits]
    assert [hit.score for hit in parts.hits] == pytest.approx([hit.score for hit in whole.hits])


def test_no_more_passages_are_looked_at_than_may_be_however_alike_they_are(desk: Desk) -> None:
    for number in range(CONSIDERED + 9):
        desk.write(f"{number}.txt", f"Title\n\nThe war was long. {number}")
    desk.reindex()
    assert len(desk.search("war", limit=1000).hits) == CONSIDERED


def test_an_empty_shelf_gives_nothing(desk: Desk) -> None:
    desk.reindex()
    found = desk.search("war")
    assert (found.hits, found.confidence, found.answered, found.may_help) == ((), 0.0, False, False)
    assert search(desk.ask("war"), [], 5, WEIGHTS) == found


@pytest.mark.parametrize(
    "question",
    [
        "Xyzzy plugh?",
        "Who was it?",
        "? ! … — ¶",
        "_ __ ___",
        "👑 👑",
        "1904",
        "war " * 500,
        " ".join(f"w{number}" for number in range(400))[:2_000],
        "x" * 2_000,
        "? " * 1_000,
    ],
)
def test_whatever_is_asked_passages_come_in_order(desk: Desk, question: str) -> None:
    desk.write("a.txt", "Kings\n\nThe war was long. The king liked peace.")
    desk.write("b.txt", "Fields\n\nThe farmers had barley.")
    desk.reindex()
    found = desk.search(question)
    scores = [hit.score for hit in found.hits]
    assert len(scores) == 2
    assert all(map(math.isfinite, scores))
    assert scores == sorted(scores, reverse=True)
    assert 0 <= found.confidence <= 1
    assert all(hit.highlight in hit.passage.text for hit in found.hits)


def test_a_question_that_shares_no_word_with_a_text_is_not_taken_to_cover_it(desk: Desk) -> None:
    desk.write("a.txt", "Kings\n\nThe war was long. The king liked peace.")
    desk.reindex()
    passages, _ = passages_and_sentences(desk, "Xyzzy plugh?")
    nothing = dict.fromkeys(("dense", "coverage", "bigrams", "bm25", "close_telling", "close_content"), 0)
    assert passages["Kings"] == pytest.approx({**passages["Kings"], **nothing})


def test_a_neighbour_that_says_all_that_was_asked_is_marked_too() -> None:
    scores, none = np.array([0.0, 5.0, 0.0]), 1.0
    assert marked(scores, np.array([1.0, 0.5, 0.0]), none) == (0, 1)
    assert marked(scores, np.array([0.0, 0.5, 1.0]), none) == (1, 2)
    assert marked(scores, np.array([1.0, 1.0, 1.0]), none) == (1, 1)  # the best one says it itself
    assert marked(scores, np.array([0.9, 0.5, 0.9]), none) == (1, 1)
