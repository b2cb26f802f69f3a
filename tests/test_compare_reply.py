"""Comparisons keep every limit and say plainly who differs, whatever the documents hold."""

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from bot.compare_reply import NO_DIFFERENCE, comparison_reply
from bot.escaping import one_line
from bot.replies import BLUE, GOLD, MAX_QUESTION, Reply
from index.comparing import Comparison, Difference, Reading
from index.model import Document, Hit, Locator, Passage
from tests.component_checks import check_limits, payload, walk
from tests.strategies import examples, hits, long_texts, some_words, texts

QUESTION = "When was the canal opened?"


def hit(rank: int, title: str, text: str) -> Hit:
    csl = {"author": [{"family": "Brandt", "given": "Ilse"}], "issued": {"date-parts": [[1912]]}, "type": "book"}
    document = Document(f"{rank}.md", title, "1911", "en", csl=csl)
    return Hit(Passage("abcde"[rank - 1] * 13, document, 0, 1, text, Locator((), 3, 3)), 1.0, rank, text)


TWO = (hit(1, "The Gazette", "It was opened on 4 May 1911."), hit(2, "Memoirs", "It was opened on 3 May 1911."))
DIFFERENCE = Difference((Reading("4 May 1911", (0,)), Reading("3 May 1911", (1,))))
COMPARED = Comparison(QUESTION, TWO, (DIFFERENCE,), True, False, 12)


@st.composite
def comparisons(draw: st.DrawFn) -> Comparison:
    count = draw(st.integers(1, 5))
    words, letters = draw(some_words()), "abcde"[:count]
    found = tuple(draw(hits(rank, letter * 13, words)) for rank, letter in enumerate(letters, 1))
    readings = st.builds(
        Reading, texts.filter(bool), st.lists(st.integers(0, count - 1), min_size=1, max_size=5).map(tuple)
    )
    differences = st.builds(Difference, st.lists(readings, min_size=2, max_size=5).map(tuple))
    question = one_line(draw(texts))[:MAX_QUESTION].strip() or "Why?"
    several = tuple(draw(st.lists(differences, max_size=4))) if count > 1 else ()
    return Comparison(question, found, several, draw(st.booleans()), True, draw(st.integers(1, 10**9)))


@given(comparisons(), st.lists(long_texts, min_size=5, max_size=5), st.sampled_from(("", "</sources add:123>")))
@examples(60)
def test_a_comparison_keeps_every_limit(comparison: Comparison, references: list[str], add_sources: str) -> None:
    reply = comparison_reply(comparison, references[: len(comparison.hits)], add_sources)
    head, *_, footer = check_limits(reply)
    assert head.startswith("### ")
    assert head.count("**These differ:**") == min(3, len(comparison.differences))
    assert footer.startswith("-# Quoted word for word from ")
    labels = [component.get("label") for component in walk(payload(reply)) if component["type"] == 2]
    assert labels == ["In context"] * len(comparison.hits) + ["Cite"]


def test_who_says_what_stands_above_and_each_passage_has_its_origin_and_reference() -> None:
    reply = comparison_reply(COMPARED, ["Brandt, Ilse. The Gazette. 1912. ¶ 3.", "Memoirs. ¶ 3."])
    assert check_limits(reply) == [
        f"### {QUESTION}\n⚠️ **These differ:** **4 May 1911** in 1 *The Gazette*, **3 May 1911** in 2 *Memoirs*.",
        "**1** · **It was opened on 4 May 1911.**\n-# The Gazette · 1911 · ¶ 3\n-# Ilse Brandt · 1912 · book\n"
        "-# Brandt, Ilse. The Gazette. 1912. ¶ 3.",
        "**2** · **It was opened on 3 May 1911.**\n-# Memoirs · 1911 · ¶ 3\n-# Ilse Brandt · 1912 · book\n"
        "-# Memoirs. ¶ 3.",
        "-# Quoted word for word from 2 of 12 documents\n"
        "-# Which of them is right, Clio does not say; others may differ unseen.",
    ]
    assert colour(reply) == GOLD


def test_without_a_difference_nothing_is_promised() -> None:
    reply = comparison_reply(replace(COMPARED, differences=()), ["", ""])
    assert check_limits(reply)[0] == f"### {QUESTION}"
    assert check_limits(reply)[-1].endswith(NO_DIFFERENCE)


def test_where_one_document_alone_bears_on_it_that_is_said() -> None:
    alone = replace(COMPARED, hits=TWO[:1], differences=(), answered=False, may_help=True)
    reply = comparison_reply(alone, ["A reference."], "</sources add:1>")
    assert check_limits(reply)[0].split("\n")[1:] == [
        "Nothing in this server's sources clearly answers that. **These may help:**",
        "Only one document in this server's sources bears on that, so there is nothing to compare it with:",
    ]
    assert check_limits(reply)[-1] == "-# Quoted word for word from 1 of 12 documents"
    assert colour(reply) == BLUE


def colour(reply: Reply) -> int:
    (container,) = payload(reply)
    return int(container["accent_color"])
