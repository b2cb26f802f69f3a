"""Replies keep every limit and quote word for word, whatever the documents hold."""

import re
from dataclasses import replace
from typing import TYPE_CHECKING, Any, cast

from discord.components import Container as ContainerComponent
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.buttons import CITE_PATTERN, MORE_PATTERN, VOTE_PATTERN, Position
from bot.conversation import question_of
from bot.escaping import bold, escape, one_line, unescape, visible
from bot.in_context import page_around, page_from, page_reply, page_until, passage_reply
from bot.languages import ask_in_english
from bot.limits import MESSAGE_CONTENT, units
from bot.quoting import ending, opening, parts, quotation
from bot.replies import (
    BLUE,
    GOLD,
    GREY,
    MAX_QUESTION,
    MAX_SHOWN,
    Reply,
    also_line,
    notice,
    reply_for,
    source_line,
)
from index.model import Answer, Document, Fate, Hit, Locator, Passage, Respelling, Traced
from tests.component_checks import check_limits, payload, walk
from tests.strategies import answers, documents, examples, hits, language_tags, long_texts, passages, shown, texts

if TYPE_CHECKING:
    from discord.types.components import ContainerComponent as ContainerData

ADD_SOURCES = "</sources add:1234567890123456789>"
IN_OR_OUTSIDE_A_SERVER = ((ADD_SOURCES, "this server's sources"), ("", "the library"))

questions = texts.map(lambda text: one_line(text)[:MAX_QUESTION].strip() or "Why?")


def components_of(reply: Reply) -> list[ContainerComponent]:
    """The reply's components as discord.py reads them from a message."""
    return [ContainerComponent(cast("ContainerData", data), None) for data in payload(reply)]


@given(answers(questions), st.integers(1, MAX_SHOWN), st.integers(0, 3))
@examples(150)
def test_an_answer_keeps_every_limit(answer: Answer, count: int, offset: int) -> None:
    offset = min(offset, len(answer.hits) - 1)
    reply = reply_for(answer, offset, count, ADD_SOURCES)
    heading, *_, footer = check_limits(reply)
    assert unescape(heading) == f"### {answer.question}"
    assert "\n" not in footer
    assert colour(reply) == GOLD
    check_passages(reply, answer, offset, count)


@given(answers(questions), st.integers(1, MAX_SHOWN), st.integers(0, 3))
@examples(100)
def test_what_may_help_is_quoted_as_an_answer_and_marked_as_unsure(answer: Answer, count: int, offset: int) -> None:
    unsure = replace(answer, answered=False, may_help=True)
    offset = min(offset, len(answer.hits) - 1)
    for command, where in IN_OR_OUTSIDE_A_SERVER:
        reply = reply_for(unsure, offset, count, command)
        heading, *_, footer = check_limits(reply)
        question, said = heading.split("\n")
        assert unescape(question) == f"### {answer.question}"
        assert said == f"Nothing in {where} clearly answers that. **These may help:**"
        hint = f"\n-# A moderator can add sources with {command}." if command else ""
        assert footer.endswith(f" of {len(answer.hits)}{hint}")
        assert colour(reply) == BLUE
        check_passages(reply, answer, offset, count)


@given(answers(questions), st.lists(st.builds(Respelling, texts, texts, st.booleans()), min_size=1, max_size=9))
@examples(100)
def test_what_was_searched_in_place_of_a_name_is_said_below_the_question(
    answer: Answer, respelt: list[Respelling]
) -> None:
    changed = replace(answer, respelt=tuple(respelt))
    for one in (changed, replace(changed, answered=False, may_help=True), replace(changed, answered=False)):
        reply = reply_for(one, 0, MAX_SHOWN, ADD_SOURCES)
        check_limits(reply)
        assert question_of(components_of(reply)) == answer.question


def test_the_line_that_names_what_was_searched_is_small_and_escaped() -> None:
    respelt = (Respelling("*Dvorzak*", "Dvořák"),)
    reply = reply_for(Answer("Who was *Dvorzak*?", (), False, 0.1, 3, 1.0, respelt=respelt))
    assert check_limits(reply)[0].split("\n")[1] == "-# Searched for: Dvořák (for \\*Dvorzak\\*)"


def test_what_may_help_reads_so_and_has_the_same_buttons_as_an_answer() -> None:
    document = Document("a.md", "The lighthouse", "1874-05-02", "en", "https://example.org/a")
    passage = Passage("a" * 13, document, 0, 1, "It stood there. It was lit in 1874.", Locator((), 3, 3))
    answer = Answer("Who lit it?", (Hit(passage, 1.0, 1, "It was lit in 1874."),), False, 0.3, 12, 1.0, may_help=True)
    reply = reply_for(answer, add_sources=ADD_SOURCES)
    assert check_limits(reply) == [
        "### Who lit it?\nNothing in this server's sources clearly answers that. **These may help:**",
        "**1** · It stood there. **It was lit in 1874.**\n"
        "-# [The lighthouse](https://example.org/a) · 2 May 1874 · ¶ 3",
        "-# Quoted word for word from 1 of 12 documents · passage 1 of 1\n"
        f"-# A moderator can add sources with {ADD_SOURCES}.",
    ]
    sure = reply_for(replace(answer, answered=True, may_help=False))
    assert [button["custom_id"] for button in buttons(reply)] == [button["custom_id"] for button in buttons(sure)]


@given(answers(questions), language_tags)
@examples(100)
def test_a_question_in_another_language_is_answered_with_how_to_ask_and_no_passage(answer: Answer, tag: str) -> None:
    reply = reply_for(replace(answer, answered=False, language=tag), add_sources=ADD_SOURCES)
    heading, *own_words = check_limits(reply)
    english, *expected = ask_in_english(tag)
    question, said = heading.split("\n")
    assert unescape(question) == f"### {answer.question}"
    assert question_of(components_of(reply)) == answer.question
    assert (said, own_words) == (english, expected)
    assert colour(reply) == GREY
    assert not buttons(reply)


def test_the_three_kinds_of_replies_differ_in_colour() -> None:
    assert len({GOLD, BLUE, GREY}) == 3


def colour(reply: Reply) -> int:
    """The accent colour of the reply's one container."""
    (container,) = payload(reply)
    return int(container["accent_color"])


def buttons(reply: Reply) -> list[dict[str, Any]]:
    """All buttons of the reply."""
    return [component for component in walk(payload(reply)) if component["type"] == 2]


def check_passages(reply: Reply, answer: Answer, offset: int, count: int) -> None:
    """Assert that the reply quotes the passages word for word, and that its buttons name them."""
    texts_shown, hits = check_limits(reply), answer.hits[offset : offset + count]
    assert question_of(components_of(reply)) == answer.question
    for text, hit in zip(texts_shown[1:-1], hits, strict=True):
        *quoted_lines, source = text.removeprefix(f"**{hit.rank}** · ").split("\n")
        if hit.also:
            assert source.startswith("-# also in *")
            source = quoted_lines.pop()
        quoted = "\n".join(quoted_lines)
        assert shown(quoted).strip() in _pieces(hit.passage.text, hit.highlight)
        assert source.startswith("-# ")
    more, *named = [button["custom_id"] for button in buttons(reply)[-4:]]
    found = re.fullmatch(MORE_PATTERN, more)
    assert found
    assert (int(found["offset"]), int(found["shown"])) == (offset + len(hits), count)
    for pattern, custom_id in zip((CITE_PATTERN, VOTE_PATTERN, VOTE_PATTERN), named, strict=True):
        names = re.fullmatch(pattern, custom_id)
        assert names
        assert names["passages"].split(",") == [hit.passage.id for hit in hits]


def test_where_else_it_is_said_is_named_as_far_as_there_is_room() -> None:
    place = Locator(("Part I",), 3, 3)
    also = [Passage(letter * 13, Document("a", letter.upper() * 40), 0, 1, "", place) for letter in "bcdefg"]
    assert also_line(also[:1]) == f"also in *{'B' * 40}* ¶ 3"
    assert also_line(also) == f"also in *{'B' * 40}* ¶ 3 · *{'C' * 40}* ¶ 3 · 4 more"


@given(st.lists(passages(), min_size=1, max_size=40))
@settings(max_examples=50)
def test_where_else_it_is_said_keeps_to_its_room(also: list[Passage]) -> None:
    assert units(also_line(also)) <= 160


def test_five_passages_share_a_message_fairly() -> None:
    sentences = " ".join(f"Sentence number {number} stands here." for number in range(40))
    document = Document("a.md", "*" * 200, "1991-10-18", "en", f"https://example.org/{'a' * 300}")
    place = Locator(("_" * 200,), 1, 2)
    found = (Passage(letter * 13, document, 0, 1, sentences, place) for letter in "abcde")
    hits = tuple(Hit(passage, 1.0, rank, "Sentence number 20 stands here.") for rank, passage in enumerate(found, 1))
    for question, least in (("Why?", 300), ("*" * MAX_QUESTION, 250)):
        for answered in (True, False):
            answer = Answer(question, hits, answered, 1.0, 1, 1.0, may_help=not answered)
            reply = reply_for(answer, 0, 5, ADD_SOURCES)
            quoted = [text.rpartition("\n")[0] for text in check_limits(reply)[1:-1]]
            assert len(quoted) == 5
            assert all("**Sentence number 20 stands here.**" in text and units(text) > least for text in quoted)


@given(passages(), st.integers(60, 700))
def test_a_source_line_keeps_to_its_room(passage: Passage, room: int) -> None:
    assert units(source_line(passage, room)) <= room


def test_a_button_of_an_earlier_version_says_nothing_of_how_many_are_shown() -> None:
    earlier = re.fullmatch(MORE_PATTERN, "more:3")
    assert earlier
    assert earlier["shown"] is None


@given(answers(questions))
@settings(max_examples=50)
def test_no_answer_keeps_every_limit(answer: Answer) -> None:
    for command, where in IN_OR_OUTSIDE_A_SERVER:
        reply = reply_for(replace(answer, answered=False), add_sources=command)
        (text,) = check_limits(reply)
        assert question_of(components_of(reply)) == answer.question
        assert f"Nothing in {where} answers that.\n-# Closest document: " in text
        assert ("A moderator can add sources with" in text) == bool(command)
        assert text.endswith(f" A moderator can add sources with {command}." if command else ".")
        assert colour(reply) == GREY
        assert not buttons(reply)


@given(long_texts)
def test_a_notice_fits_a_message(text: str) -> None:
    assert units(notice(text)) <= MESSAGE_CONTENT


@given(hits(1), st.integers(30, 1500))
def test_a_quotation_is_word_for_word_and_shows_its_highlight(hit: Hit, room: int) -> None:
    text, highlight = hit.passage.text, hit.highlight
    quoted = quotation(text, highlight, room)
    assert units(quoted) <= room
    assert shown(quoted).strip() in _pieces(text, highlight)
    if units(bold(highlight)) <= room - 8:
        assert bold(highlight).strip() in quoted


def _pieces(text: str, highlight: str) -> str:
    """The visible text, joined of the same pieces as a quotation, as a joiner at a seam may be dropped."""
    before, found, after = text.partition(highlight) if highlight else (text, "", "")
    return visible(before) + visible(found) + visible(after)


def test_a_long_passage_is_cut_at_sentences_around_the_highlight() -> None:
    sentences = [f"Sentence number {number} stands here." for number in range(40)]
    quoted = quotation(" ".join(sentences), sentences[20], 200)
    assert quoted == f"[…] {sentences[18]} {sentences[19]} **{sentences[20]}** {sentences[21]} {sentences[22]} […]"
    assert quotation(" ".join(sentences), sentences[0], 100) == f"**{sentences[0]}** {sentences[1]} […]"
    assert quotation(" ".join(sentences), sentences[39], 100) == f"[…] {sentences[38]} **{sentences[39]}**"
    assert opening(" ".join(sentences), 80) == f"{sentences[0]} {sentences[1]} […]"
    assert ending(" ".join(sentences), 80) == f"[…] {sentences[38]} {sentences[39]}"


@given(long_texts, st.integers(2, 500))
def test_parts_leave_nothing_out(text: str, room: int) -> None:
    pieces = parts(text, room)
    assert all(units(escape(piece)) <= room for piece in pieces)
    assert "".join("".join(pieces).split()) == "".join(visible(text).split())


def traced(passage: Passage) -> Traced:
    """A passage that stands as it was."""
    return Traced(passage.id, passage)


@st.composite
def whole_documents(draw: st.DrawFn) -> tuple[Passage, ...]:
    document, of = draw(documents()), draw(st.integers(1, 6))
    return tuple(draw(passages(document, ordinal, of)) for ordinal in range(of))


@given(whole_documents(), st.data())
@settings(max_examples=50)
def test_paging_goes_through_the_whole_document(document: tuple[Passage, ...], data: st.DataObject) -> None:
    passage = data.draw(st.sampled_from(document))
    page = page_around(passage, document)
    check_limits(page_reply(traced(passage), page))
    seen = {piece.position: piece.text for piece, text in page.shown if text == escape(piece.text)}
    assert any(piece.passage.id == passage.id for piece, _ in page.shown)
    for turn, target in ((page_from, page.later), (page_until, page.earlier)):
        while target:
            page = turn(target, document)
            check_limits(page_reply(traced(passage), page))
            seen |= {piece.position: piece.text for piece, _ in page.shown}
            target = page.later if turn is page_from else page.earlier
    expected = "".join("".join(visible(passage.text).split()) for passage in document)
    in_order = sorted(seen, key=lambda position: (position.ordinal, position.part))
    assert "".join("".join(seen[position].split()) for position in in_order) == expected


@given(whole_documents(), long_texts, st.sampled_from(Fate), st.data())
@settings(max_examples=80)
def test_a_passage_by_its_id_keeps_every_limit_and_shows_the_passage_whole_where_it_can(
    document: tuple[Passage, ...], reference: str, fate: Fate, data: st.DataObject
) -> None:
    passage = data.draw(st.sampled_from(document))
    was = traced(passage) if fate is Fate.SAME else Traced("z" * 13, passage, fate, "2026-11-26")
    reply = passage_reply(was, document, reference)
    head, *_, cited = check_limits(reply)
    assert cited.startswith("-# ")
    assert ("26 November 2026" in head.split("\n")[-1]) == (fate is not Fate.SAME)
    quoted = [text for text in check_limits(reply) if f"`{passage.id}`" in text.rpartition("\n")[2]]
    whole = escape(visible(passage.text).strip())
    assert any(text.startswith(whole) for text in quoted) or units(whole) > 2400
    context, cite = (button["custom_id"] for button in buttons(reply))
    assert (context, cite) == (f"context:{passage.id}", f"cite:{passage.id}")


def test_a_changed_passage_is_plainly_said_to_be_changed() -> None:
    document = Document("a.md", "A & B")
    passage = Passage("b" * 13, document, 0, 1, "It was lit on 3 May.", Locator((), 1, 1))
    texts_shown = {}
    for fate in (Fate.CHANGED, Fate.REPLACED):
        was = Traced("a" * 13, passage, fate, "2026-11-26")
        for reply in (page_reply(was, page_around(passage, [passage])), passage_reply(was, [passage], "A & B. ¶ 1.")):
            texts_shown[fate] = check_limits(reply)[:2]
    assert texts_shown[Fate.CHANGED] == [
        "### A & B\n-# passage 1 of 1\n"
        "**This text has been changed since it was quoted** (on 26 November 2026). It reads now:",
        "It was lit on 3 May.\n-# ¶ 1 · as it stands now · `bbbbbbbbbbbbb`",
    ]
    assert texts_shown[Fate.REPLACED] == [
        "### A & B\n-# passage 1 of 1\n"
        "**The passage that was quoted stands here no more** (since 26 November 2026). In its place stands now:",
        "It was lit on 3 May.\n-# ¶ 1 · in its place now · `bbbbbbbbbbbbb`",
    ]


def test_a_page_names_its_place_and_marks_the_passage() -> None:
    document = Document("a.md", "A & B", "1991-10-18", "en", "https://example.org/a")
    passages = [
        Passage(letter * 13, document, number, 5, f"Text {letter}.", Locator((), number + 1, number + 1))
        for number, letter in enumerate("abcde")
    ]
    reply = page_reply(traced(passages[2]), page_around(passages[2], passages))
    texts_shown = check_limits(reply)
    assert texts_shown[0] == "### [A & B](https://example.org/a)\n-# 18 October 1991 · passages 2–4 of 5"
    assert texts_shown[2] == "Text c.\n-# ¶ 3 · the passage quoted · `ccccccccccccc`"
    assert [component["type"] for component in payload(reply)] == [10, 14, 10, 14, 17, 14, 10, 1]
    later = page_reply(traced(passages[2]), page_from(Position(4), passages))
    earlier, end = (c for c in walk(payload(later)) if c["type"] == 2)
    assert not earlier["disabled"]
    assert end["disabled"]
