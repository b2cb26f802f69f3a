from collections.abc import Sequence

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index.embedding import Embedder, Encoding, bundled_model
from index.encoding import BACKGROUND, PassageText, encode, space_of
from index.tokens import DIMENSIONS, TokenSpace, cosines
from tests.index.small_embedder import SmallEmbedder, read_again, small_space

CONTEXT, TEXT = "The war", "War was long. The king fell."
ODD = st.sampled_from(
    (
        "The war. ", "Dr. ", "…", "\n", "\n\n", "\t", "\u2003", "\u00a0", "\u200b", "\u2028", "👑", "👩\u200d🚀",
        "漢字。", "é", "e\u0301", "İstanbul ", "a" * 300, "word " * 60, "? ", ") ", "1991 ",
    )
)  # fmt: skip
odd_texts = st.lists(ODD | st.text(max_size=8), min_size=1, max_size=20).map("".join).filter(str.strip)


class MeanEmbedder(SmallEmbedder):
    """Takes the mean of tokens for the whole, of the first `reads` tokens."""

    def __init__(self, reads: int = 1000) -> None:
        super().__init__()
        self._reads = reads

    def embed_questions(self, texts: Sequence[str]) -> list[Encoding]:
        """Embed, vectors as long as tokens are."""
        return [self._mean(one) for one in super().embed_questions(texts)]

    def _mean(self, whole: Encoding) -> Encoding:
        tokens = whole.tokens[: self._reads]
        mean = tokens.mean(0) if len(tokens) else small_space().basis[0]
        return Encoding(np.asarray(mean / np.linalg.norm(mean), np.float32), tokens, whole.spans[: self._reads])


def passage(text: str = TEXT, context: str = CONTEXT, language: str = "en") -> PassageText:
    return PassageText(b"key", context, text, language)


def token_of(embedder: SmallEmbedder, word: str) -> list[float]:
    (encoding,) = embedder.embed_questions([word])
    return list(map(float, encoding.tokens[0]))


def test_tokens_are_counted_by_the_sentence_they_stand_in() -> None:
    embedder = SmallEmbedder()
    (found,) = encode([passage()], embedder, small_space())
    assert found.key == b"key"
    assert [TEXT[start:end] for start, end in found.spans] == ["War was long.", "The king fell."]
    assert found.counts == (2, 3, 3)
    words = ["the", "war", "war", "was", "long", "the", "king", "fell"]
    kept = read_again(small_space(), found.tokens)
    assert kept == pytest.approx(np.array([token_of(embedder, word) for word in words]), abs=1e-6)


def test_sentences_are_read_by_themselves_where_the_whole_is_no_mean() -> None:
    embedder = SmallEmbedder()
    (found,) = encode([passage()], embedder, small_space())
    assert embedder.embedded == [f"{CONTEXT}\n{TEXT}", "War was long.", "The king fell."]
    assert found.sentences.tolist() == [[1, 0, 0, 0, 0, 0, 0], [0, 0, 0, 0, 0, 1, 0]]


def test_a_sentence_is_the_mean_of_its_tokens_where_the_whole_is_one() -> None:
    embedder = MeanEmbedder()
    (found,) = encode([passage()], embedder, small_space())
    assert embedder.embedded == [f"{CONTEXT}\n{TEXT}"]
    tokens = read_again(small_space(), found.tokens)
    for sentence, first, last in ((0, 2, 5), (1, 5, 8)):
        mean = tokens[first:last].mean(0)
        assert found.sentences[sentence] == pytest.approx(mean / np.linalg.norm(mean), abs=1e-6)


def test_a_sentence_that_is_not_read_has_the_vector_of_the_whole() -> None:
    (found,) = encode([passage()], MeanEmbedder(reads=4), small_space())
    assert found.counts == (2, 2, 0)
    assert found.sentences[1] == pytest.approx(found.passage, abs=1e-6)
    assert found.sentences[0] != pytest.approx(found.passage, abs=0.1)


def test_a_model_without_tokens_has_none_kept() -> None:
    embedder = SmallEmbedder(gives_tokens=False)
    space = space_of(embedder)
    assert (space.basis.size, space.background.shape) == (0, (len(BACKGROUND), 7))
    (found,) = encode([passage()], embedder, space)
    assert (found.counts, found.tokens.size, found.sentences.shape) == ((), 0, (2, 7))


def test_passages_come_in_their_order_and_each_is_read_as_it_would_be_alone() -> None:
    texts = [passage(), passage("A treaty of peace."), passage("The plague. Trade, and no war.", "")]
    together = encode(texts, SmallEmbedder(), small_space())
    for one, found in zip(texts, together, strict=True):
        (alone,) = encode([one], SmallEmbedder(), small_space())
        assert (found.spans, found.counts) == (alone.spans, alone.counts)
        assert np.array_equal(found.passage, alone.passage)
        assert np.array_equal(found.sentences, alone.sentences)
    assert encode([], SmallEmbedder(), small_space()) == []


@given(
    odd_texts, st.sampled_from(("", "The war", "👑\nKings")), st.sampled_from(("en", "zh", "xx")), st.integers(1, 40)
)
def test_counts_and_spans_fit_whatever_the_text(text: str, context: str, language: str, reads: int) -> None:
    for embedder in (SmallEmbedder(), MeanEmbedder(reads)):
        (encoding,) = embedder.embed_questions([f"{context}\n{text}"])
        (found,) = encode([passage(text, context, language)], embedder, small_space())
        assert sum(found.counts) == len(found.tokens) == len(encoding.tokens)
        assert len(found.sentences) == len(found.spans)
        assert len(found.counts) == (len(found.spans) + 1 if len(found.tokens) else 0)
        assert all(text[start:end].strip() for start, end in found.spans)
        starts = [int(start) - len(context) - 1 for start in encoding.spans[:, 0]]
        ends = [*(start for start, _ in found.spans[1:]), len(text)]
        for (start, _), end, count in zip(found.spans, ends, found.counts[1:] or (0,) * len(ends), strict=True):
            assert count == sum(start <= place < end for place in starts)
        lengths = np.linalg.norm(found.sentences, axis=1)
        assert np.allclose(lengths, 1, atol=1e-4)


# The bundled model


@pytest.fixture(scope="module")
def embedder() -> Embedder:
    return Embedder()


@pytest.fixture(scope="module")
def space(embedder: Embedder) -> TokenSpace:
    return space_of(embedder)


def test_the_background_is_of_many_questions_that_differ() -> None:
    assert len(BACKGROUND) >= 100
    assert len(set(BACKGROUND)) == len(BACKGROUND)
    assert all(question.strip() == question and question for question in BACKGROUND)


def test_the_space_of_the_bundled_model_is_found_by_the_background(space: TokenSpace) -> None:
    assert space.basis.shape == (384, DIMENSIONS)
    assert space.background.shape == (len(BACKGROUND), 384)
    assert np.allclose(space.basis.T @ space.basis, np.eye(DIMENSIONS), atol=1e-4)


def test_the_first_tokens_of_a_passage_that_is_too_long_are_kept(embedder: Embedder, space: TokenSpace) -> None:
    text = " ".join(f"The fair of {year} was held in the town." for year in range(1700, 1800))
    (encoding,) = embedder.embed_passages([f"{CONTEXT}\n{text}"])
    (found,) = encode([passage(text)], embedder, space)
    assert len(found.tokens) == len(encoding.spans) == embedder.window
    assert len(found.spans) == 100
    read = sum(1 for count in found.counts[1:] if count)
    assert 10 < read < 40
    assert found.counts[0] == 2
    assert not any(found.counts[read + 1 :])
    assert np.allclose(found.sentences[read:], found.passage)
    assert encoding.spans[-1][1] <= len(CONTEXT) + 1 + found.spans[read - 1][1]


def test_the_bundled_model_reads_a_passage_once_and_its_sentences_in_their_place(
    embedder: Embedder, space: TokenSpace
) -> None:
    text = "The canal was opened in 1904 by the mayor. The first ship to pass through it carried salt."
    (found,) = encode([passage(text, "The canal at Corvenna")], embedder, space)
    alone = np.stack([one.vector for one in embedder.embed_passages([text[a:b] for a, b in found.spans])])
    (asked,) = embedder.embed_questions(["What did the first ship carry?"])
    in_place, by_themselves = found.sentences @ asked.vector, alone @ asked.vector
    assert in_place[1] > in_place[0]
    assert by_themselves[1] > by_themselves[0]
    assert not np.allclose(found.sentences, alone, atol=0.05)  # read in their place they know what the canal is
    assert np.linalg.norm(found.sentences, axis=1) == pytest.approx([1, 1], abs=1e-4)


def test_what_the_bundled_model_gives_on_any_processor_can_stand_side_by_side(embedder: Embedder) -> None:
    exact = Embedder(str(bundled_model()))  # named by its folder, a model is taken as it is
    texts = ["Salt.", f"{CONTEXT}\nThe canal was opened in 1904 by the mayor, Luca Brandt.", "ßé 和平 " * 300]
    for one, other in zip(embedder.embed_passages(texts), exact.embed_passages(texts), strict=True):
        assert one.vector @ other.vector > 0.999
        lengths = np.linalg.norm(one.tokens, axis=1) * np.linalg.norm(other.tokens, axis=1)
        assert ((one.tokens * other.tokens).sum(1) > 0.99 * lengths).all()


@settings(max_examples=20)
@given(odd_texts, st.sampled_from(("", "The war", "👑\nKings")))
def test_the_bundled_model_s_tokens_stand_where_they_are_said_to(
    embedder: Embedder, space: TokenSpace, text: str, context: str
) -> None:
    whole = f"{context}\n{text}"
    (encoding,) = embedder.embed_passages([whole])
    assert all(whole[start:end].strip() for start, end in encoding.spans)
    assert (np.diff(encoding.spans[:, 0]) >= 0).all()
    (found,) = encode([passage(text, context)], embedder, space)
    assert sum(found.counts) == len(found.tokens) == len(encoding.tokens) <= embedder.window
    assert len(found.sentences) == len(found.spans)
    assert np.isfinite(found.sentences).all()


def test_half_a_byte_a_number_keeps_how_close_real_tokens_come(embedder: Embedder, space: TokenSpace) -> None:
    asked, said = "Who opened the canal?", "The canal was opened in 1904 by the mayor, Luca Brandt."
    (question,), (read,) = embedder.embed_questions([asked]), embedder.embed_passages([said])
    exact = space.place(question.tokens) @ space.place(read.tokens).T
    kept = cosines([space.small(read.tokens)], space.asked(question.tokens)).T
    assert np.abs(exact - kept).max() < 0.05
    assert np.sqrt(np.square(exact - kept).mean()) < 0.015
    for word in ("canal", "opened"):
        row, column = _place(question, asked, word), _place(read, said, word)
        assert int(exact[row].argmax()) == column


def _place(encoding: Encoding, text: str, word: str) -> int:
    """Which token of a text is this word."""
    start = text.index(word)
    spans: list[list[int]] = encoding.spans.tolist()
    return spans.index([start, start + len(word)])
