"""Answers and reports as text: wrapped, marked, and harmless whatever a document contains."""

import io
from dataclasses import replace

import pytest
from rich.console import Console
from rich.text import Text

from bot.terminal import (
    MARKED,
    WIDEST,
    console_for,
    quoted,
    render_answer,
    render_failure,
    render_report,
    render_sources,
)
from index.model import Answer, Document, Failure, Hit, Holding, Locator, Passage, Report, Respelling

SENTENCE = "The lighthouse keepers of Varn signed the charter on 3 March 1804."
TEXT = f"For eleven winters nobody agreed on who should pay for the oil.\n\n{SENTENCE} It held\nuntil 1841."
DOCUMENT = Document("sources/charter.txt", "The charter of Varn", "1804-03-03", url="https://example.org/charter")


def passage(text: str = TEXT, document: Document = DOCUMENT) -> Passage:
    return Passage("aaaaaaaaaaaaa", document, 0, 1, text, Locator(("Origins",), 1, 2))


def answer(*passages: Passage, answered: bool = True, highlight: str = SENTENCE) -> Answer:
    hits = tuple(Hit(found, 1.0 / rank, rank, highlight) for rank, found in enumerate(passages, 1))
    return Answer("When was the charter signed?", hits, answered, 0.9, 12, 3.5)


def console(width: int = 80, terminal: bool = False, no_color: bool = False) -> Console:
    made = Console(
        file=io.StringIO(),
        width=width,
        force_terminal=terminal,
        color_system="standard" if terminal else None,
        no_color=no_color,
        markup=False,
        highlight=False,
        emoji=False,
        legacy_windows=False,
    )
    return made


def shown(text: Text, on: Console) -> str:
    on.print(text)
    assert isinstance(on.file, io.StringIO)
    return on.file.getvalue()


def test_an_answer_in_a_pipe() -> None:
    on = console()
    assert shown(render_answer(answer(passage()), on), on).splitlines() == [
        "When was the charter signed?",
        "",
        "  1  For eleven winters nobody agreed on who should pay for the oil.",
        "",
        "     **The lighthouse keepers of Varn signed the charter on 3 March 1804.** It",
        "     held until 1841.",
        "     — The charter of Varn · 3 March 1804 · Origins · ¶¶ 1–2",
        "     https://example.org/charter",
    ]


def test_where_else_it_is_said_stands_below_the_source() -> None:
    on = console(width=60)
    others = [passage(document=replace(DOCUMENT, title=f"Copy {letter}\x1b[2J")) for letter in "abcde"]
    found = answer(passage())
    several = replace(found, hits=(replace(found.hits[0], also=tuple(others)),))
    assert shown(render_answer(several, on), on).splitlines()[-4:] == [
        "     — The charter of Varn · 3 March 1804 · Origins · ¶¶ 1–2",
        "     https://example.org/charter",
        "       also in Copy a, Origins · ¶¶ 1–2; Copy b, Origins ·",
        "     ¶¶ 1–2; Copy c, Origins · ¶¶ 1–2; 2 more",
    ]


def test_in_a_terminal_the_sentence_is_bold_and_coloured_without_marks() -> None:
    on = console(terminal=True)
    rendered = render_answer(answer(passage()), on)
    assert "**" not in rendered.plain
    marked = [rendered.plain[span.start : span.end] for span in rendered.spans if span.style == MARKED]
    assert " ".join(" ".join(marked).split()) == SENTENCE
    assert "\x1b[1;32m" in shown(rendered, on)


def test_no_color_leaves_the_sentence_bold() -> None:
    on = console(terminal=True, no_color=True)
    output = shown(render_answer(answer(passage()), on), on)
    assert "\x1b[1m" in output
    assert "\x1b[1;32m" not in output


@pytest.mark.parametrize("width", [40, 80, 200])
def test_no_line_is_wider_than_the_terminal_or_than_reads_well(width: int) -> None:
    long_url = Document("a.txt", "A title of many words " * 9, "1804", url="https://example.org/" + "a" * 200)
    on = console(width)
    lines = shown(render_answer(answer(passage(TEXT * 9 + "x" * 300), passage(document=long_url)), on), on).splitlines()
    assert max(len(line) for line in lines) <= min(width, WIDEST)
    assert all(line == line.rstrip() for line in lines)


def test_wide_characters_count_as_two_columns() -> None:
    on = console(40)
    lines = shown(render_answer(answer(passage("漢字の歴史" * 30), highlight=""), on), on).splitlines()
    assert all(Text(line).cell_len <= 40 for line in lines)


def test_nothing_answers_and_nothing_is_quoted() -> None:
    on = console()
    output = shown(render_answer(answer(passage(), answered=False), on), on)
    assert "Nothing in the library answers this question." in output
    assert "The closest document is “The charter of Varn” (3 March 1804)." in " ".join(output.split())
    assert "lighthouse" not in output


def test_what_may_help_is_quoted_below_a_line_that_says_so() -> None:
    on = console()
    unsure = replace(answer(passage(), answered=False), may_help=True)
    assert shown(render_answer(unsure, on), on).splitlines()[:7] == [
        "When was the charter signed?",
        "",
        "Nothing in the library clearly answers this question. These may help:",
        "",
        "  1  For eleven winters nobody agreed on who should pay for the oil.",
        "",
        "     **The lighthouse keepers of Varn signed the charter on 3 March 1804.** It",
    ]


def test_what_was_searched_in_place_of_a_name_is_said_before_what_was_found() -> None:
    respelt = (Respelling("Gorbat\x07schow", "Gorbachev"), Respelling("WWII", "Second World War", also=True))
    for one in (answer(passage()), answer(passage(), answered=False)):
        on = console()
        lines = shown(render_answer(replace(one, respelt=respelt), on), on).splitlines()[2:]
        assert lines[:2] == ["Searched for: Gorbachev (for Gorbatschow), Second World War (beside WWII)", ""]


def test_what_is_quoted_is_what_further_passages_go_on_from() -> None:
    nothing = answer(passage(), passage(), answered=False)
    assert [len(quoted(one)) for one in (nothing, replace(nothing, language="de"))] == [0, 0]
    assert [len(quoted(one)) for one in (replace(nothing, may_help=True), replace(nothing, answered=True))] == [2, 2]


def test_a_question_in_another_language_is_told_so_in_both_and_nothing_is_quoted() -> None:
    on = console()
    foreign = replace(answer(passage(), answered=False), language="de-AT")
    assert shown(render_answer(foreign, on), on).splitlines() == [
        "When was the charter signed?",
        "",
        "The library is in English, and this question seems to be in German. Please ask",
        "it in English.",
        "",
        "Die Bibliothek ist auf Englisch, und diese Frage scheint auf Deutsch zu sein.",
        "Bitte frage auf Englisch.",
    ]


def test_nothing_answers_from_an_empty_library() -> None:
    on = console()
    assert shown(render_answer(answer(answered=False), on), on).endswith("answers this question.\n")


HOSTILE = "\x1b[2J\x1b]0;owned\x07\x1b]8;;http://evil\x1b\\click\x9b31m\r\x08\x00\u202e[bold red]plain[/] :smile:"


@pytest.mark.parametrize("terminal", [False, True])
def test_a_document_cannot_steer_the_terminal_nor_be_read_as_markup(terminal: bool) -> None:
    hostile = Document(HOSTILE, HOSTILE, HOSTILE, url=HOSTILE)
    on = console(terminal=terminal)
    found = Answer(HOSTILE, answer(passage(HOSTILE, hostile), highlight=HOSTILE).hits, True, 0.5, 1, 1.0)
    report = Report(added=(HOSTILE,))
    texts = (
        render_answer(found, on),
        render_report(report, on),
        render_sources([Holding(hostile, 1, "")], [Failure(HOSTILE, HOSTILE)], on),
    )
    for text in texts:
        assert not any(ord(character) < 32 and character != "\n" for character in text.plain)
        assert not set(text.plain) & {"\x7f", "\x9b", "\u202e"}
        assert "[bold red]plain[/] :smile:" in " ".join(text.plain.split())
    assert render_failure(Failure(HOSTILE, "is\x1b[1m odd")) == "click31m[bold red]plain[/] :smile:: is odd"


def test_the_engine_promises_a_substring_but_an_answer_without_one_is_still_shown() -> None:
    on = console()
    output = shown(render_answer(answer(passage(), highlight="not in it"), on), on)
    assert "lighthouse" in output
    assert "**" not in output


def test_a_report_names_what_changed_and_not_without_end() -> None:
    on = console()
    added = tuple(f"sources/{n}.txt" for n in range(12))
    report = Report(added=added, removed=("sources/old.md",), unchanged=3, passages=40)
    lines = shown(render_report(report, on), on).splitlines()
    assert lines[0] == "Documents: 12 added, 0 changed, 1 removed, 3 unchanged, 0 failed."
    assert lines[1:3] == ["Passages: 40 indexed.", "    added  sources/0.txt"]
    assert "           … and 2 more" in lines
    assert lines[-1] == "  removed  sources/old.md"


def test_sources_are_listed_with_date_passages_and_path() -> None:
    on = console()
    holdings = [Holding(DOCUMENT, 1, "2026-01-01T00:00:00Z"), Holding(Document("b.md", "Undated"), 1200, "")]
    failures = [Failure("scan.pdf", "is a scan without text")]
    assert shown(render_sources(holdings, failures, on), on).splitlines() == [
        "The charter of Varn",
        "  3 March 1804 · 1 passage · sources/charter.txt",
        "Undated",
        "  1,200 passages · b.md",
        "",
        "failed  scan.pdf: is a scan without text",
        "",
        "2 documents, 1,201 passages; 1 file failed.",
    ]
    assert render_sources((), (), on).plain == "No documents."


def test_a_stream_that_is_no_terminal_gets_no_colour_codes() -> None:
    stream = io.StringIO()
    on = console_for(stream)
    on.print(render_answer(answer(passage()), on))
    assert "\x1b" not in stream.getvalue()
