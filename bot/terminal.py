"""Answers, reports and lists as text for a terminal or a pipe.

Pure functions from the engine's data to `rich.text.Text`. Nothing from a document is ever read as
markup, and control characters are taken out, so a text cannot steer the terminal that shows it.
"""

import re
from collections.abc import Callable, Iterable, Sequence
from typing import TextIO

from rich.console import Console
from rich.text import Text

from bot.languages import ask_in_english
from bot.respelling import searched_for
from index.dates import format_date
from index.model import Answer, Document, Failure, Fate, Hit, Holding, Passage, Report, Traced

WIDEST = 88  # columns; longer lines are hard to read
INDENT = 5  # columns left of a passage, where its number stands
MARK = "**"  # around the marked sentence where there is neither bold nor colour
ALSO_NAMED = 3  # places where the same is said
NAMED = 10  # documents that a report names of each kind
CHANGED = {
    Fate.CHANGED: "The text of this passage has been changed since it was quoted (on {}). It reads now:",
    Fate.REPLACED: "The passage that was quoted stands here no more (since {}). In its place stands now:",
}
NOTHING = "Nothing in the library answers this question."
MAY_HELP = "Nothing in the library clearly answers this question. These may help:"

QUESTION, MARKED, SOURCE = "bold", "bold green", "dim"

# Escape sequences, control characters but tab and newline, and overrides of the reading direction.
_STEERING = re.compile(
    r"\x1b\[[0-?]*[ -/]*[@-~]|\x1b\][^\x07\x1b]*(?:\x07|\x1b\\)?"
    r"|[\x00-\x08\x0b-\x1f\x7f-\x9f\u202d\u202e]"
)
_BREAKS = re.compile(r"\s*[\n\u2028\u2029]\s*")
_PARAGRAPH_BREAK = re.compile(r"\n\s*\n|\u2029")


class PlainConsole(Console):
    """A console that leaves a pipe closed by its reader to the caller, as BrokenPipeError."""

    def on_broken_pipe(self) -> None:
        """Raise the error again; rich would end the process here."""
        raise BrokenPipeError


def console_for(stream: TextIO) -> Console:
    """Make a console that prints texts as they are: no markup, no emoji codes, no highlighting."""
    return PlainConsole(file=stream, markup=False, emoji=False, highlight=False)


def printable(text: str) -> str:
    """Put the text on one line, without anything that steers a terminal."""
    return " ".join(_STEERING.sub("", text).split())


def render_answer(answer: Answer, console: Console) -> Text:
    """Show the question and what the library says to it."""
    question = block(Text(printable(answer.question), QUESTION), console)
    return join((question, render_finding(answer, console)), blank=True)


def render_finding(answer: Answer, console: Console) -> Text:
    """Show the passages that answer or may help, or say that nothing does and which document comes closest.

    Where the question was understood together with earlier ones, or names in it were searched by others, that is
    said first.
    """
    if answer.language:
        return join((block(Text(line), console) for line in ask_in_english(answer.language)), blank=True)
    found = _render_found(answer, console)
    understood = [block(Text(line, SOURCE), console) for line in _understood(answer)]
    return join((join(understood), found), blank=True) if understood else found


def _understood(answer: Answer) -> list[str]:
    """With which earlier questions, and by which names, the question was searched."""
    questions = " · ".join(f"“{printable(one)}”" for one in answer.earlier.questions) if answer.earlier else ""
    together = [f"Understood together with: {questions}"] if questions else []
    return together + ([printable(searched_for(answer.respelt))] if answer.respelt else [])


def _render_found(answer: Answer, console: Console) -> Text:
    if not quoted(answer):
        return block(Text(_nothing_answers(answer)), console)
    passages = render_hits(quoted(answer), console)
    return passages if answer.answered else join((block(Text(MAY_HELP), console), passages), blank=True)


def quoted(answer: Answer) -> tuple[Hit, ...]:
    """The hits that are shown: all when they answer or may help, else none."""
    return answer.hits if answer.answered or answer.may_help else ()


def render_hits(hits: Iterable[Hit], console: Console) -> Text:
    """Each passage under its number, with its source."""
    return join((render_hit(hit, console) for hit in hits), blank=True)


def render_hit(hit: Hit, console: Console) -> Text:
    """A passage, and below its source where else the same is said."""
    passage = render_passage(hit.passage, hit.highlight, f"{hit.rank}", console)
    if not hit.also:
        return passage
    return join((passage, block(Text(f"  also in {also_in(hit.also)}", SOURCE), console, lead="")))


def also_in(passages: Sequence[Passage]) -> str:
    """Name the places of passages that say the same, the first ones at least."""
    named = [f"{printable(one.document.title)}, {printable(str(one.locator))}" for one in passages[:ALSO_NAMED]]
    more = [f"{len(passages) - ALSO_NAMED} more"] if len(passages) > ALSO_NAMED else []
    return "; ".join(named + more)


def render_passage(passage: Passage, highlight: str, label: str, console: Console) -> Text:
    """One passage word for word, `highlight` marked in it, and its source below."""
    body = marked(passage.text, highlight, plain=console.color_system is None)
    source = Text(source_lines(passage), SOURCE)
    return join((block(body, console, lead=f"{label:>3}"), block(source, console, lead="")))


def render_traced(traced: Traced, near: Sequence[Passage], reference: str, console: Console) -> Text:
    """What an id leads to, among its neighbours, with its reference; what has changed since is said first."""
    said = [block(Text(CHANGED[traced.fate].format(format_date(traced.since))), console)] if traced.since else []
    passages = [render_passage(one, one.text if one.id == traced.passage.id else "", "", console) for one in near]
    cited = block(Text(f"{printable(reference)} [{traced.passage.id}]"), console)
    return join((*said, *passages, cited), blank=True)


def render_references(hits: Iterable[Hit], cite: Callable[[Passage], str], console: Console) -> Text:
    """The full reference of each passage, under its number; `cite` gives it."""
    lines = (block(Text(printable(cite(hit.passage))), console, lead=f"{hit.rank:>3}") for hit in hits)
    return join((Text("References", QUESTION), *lines), blank=True)


def source_lines(passage: Passage) -> str:
    """Name title, date and locator after a dash, and the link, where there is one, on a line of its own."""
    document = passage.document
    parts = (document.title, format_date(document.date), str(passage.locator))
    source = "— " + " · ".join(filter(None, map(printable, parts)))
    return "\n".join(filter(None, (source, printable(document.url))))


def render_report(report: Report, console: Console) -> Text:
    """Show what a reindex did: counts, and the names of what changed."""
    counts = (
        ("added", len(report.added)),
        ("changed", len(report.changed)),
        ("removed", len(report.removed)),
        ("unchanged", report.unchanged),
        ("failed", len(report.failed)),
    )
    summary = Text("Documents: " + ", ".join(f"{number:,} {name}" for name, number in counts) + ".")
    indexed = [Text(f"Passages: {report.passages:,} indexed.")] if report.passages else []
    named = (("added", report.added), ("changed", report.changed), ("removed", report.removed))
    lists = (_names(name, paths, console) for name, paths in named if paths)
    return join((block(summary, console), *indexed, *lists))


def render_failure(failure: Failure) -> str:
    """Name the file and why it could not be indexed."""
    return f"{printable(failure.path)}: {printable(failure.reason)}"


def render_sources(holdings: Sequence[Holding], failures: Sequence[Failure], console: Console) -> Text:
    """Each document: its title, then date, number of passages and path below; then what failed, and how many."""
    documents = (join((_holding_title(holding, console), _holding_facts(holding, console))) for holding in holdings)
    passages = sum(holding.passages for holding in holdings)
    total = f"{_count(len(holdings), 'document')}, {_count(passages, 'passage')}" if holdings else "No documents"
    failed = [block(Text(render_failure(failure)), console, lead="failed", indent=8) for failure in failures]
    last = Text(f"{total}; {_count(len(failures), 'file')} failed." if failures else f"{total}.")
    return join((part for part in (join(documents), join(failed), last) if part), blank=True)


def _holding_title(holding: Holding, console: Console) -> Text:
    return block(Text(printable(holding.document.title), QUESTION), console)


def _holding_facts(holding: Holding, console: Console) -> Text:
    document = holding.document
    parts = (format_date(document.date), _count(holding.passages, "passage"), document.path)
    return block(Text(" · ".join(filter(None, map(printable, parts))), SOURCE), console, lead="", indent=2)


def _names(name: str, paths: Sequence[str], console: Console) -> Text:
    shown = [block(Text(printable(path)), console, lead=f"{name:>9}", indent=11) for path in paths[:NAMED]]
    more = len(paths) - NAMED
    return join((*shown, Text(f"{'':11}… and {more:,} more"))) if more > 0 else join(shown)


def _nothing_answers(answer: Answer) -> str:
    if not answer.hits:
        return NOTHING
    return f"{NOTHING} The closest document is {_title_and_date(answer.hits[0].passage.document)}."


def _title_and_date(document: Document) -> str:
    date = printable(format_date(document.date))
    return f"“{printable(document.title)}”" + (f" ({date})" if date else "")


def marked(text: str, highlight: str, plain: bool) -> Text:
    """Set the sentence in bold and colour, or between marks where `plain`."""
    before, sentence, after = text.partition(highlight) if highlight else (text, "", "")
    mark = MARK if plain and sentence else ""
    return Text.assemble(
        (_flow(before), ""), (f"{mark}{_flow(sentence)}{mark}", "" if plain else MARKED), (_flow(after), "")
    )


def _flow(text: str) -> str:
    """Join the lines and keep the paragraphs apart, without anything that steers a terminal."""
    clean = _STEERING.sub("", text.replace("\r\n", "\n")).replace("\t", " ")
    return "\n\n".join(_BREAKS.sub(" ", paragraph) for paragraph in _PARAGRAPH_BREAK.split(clean))


def block(text: Text, console: Console, lead: str | None = None, indent: int = INDENT) -> Text:
    """Wrap the text to the console's width; with a lead, indent it and put the lead before its first line."""
    indent = 0 if lead is None else indent
    width = max(min(console.width, WIDEST) - indent, 10)
    lines = text.wrap(console, width, justify="left", overflow="fold")
    for line in lines:
        line.rstrip()
    margins = [f"{lead or '':{indent}}" if number == 0 else " " * indent for number in range(len(lines))]
    return join(Text(margin) + line if line else line for margin, line in zip(margins, lines, strict=True))


def join(texts: Iterable[Text], blank: bool = False) -> Text:
    """The texts one under the other, with a blank line between them where `blank`."""
    return Text("\n\n" if blank else "\n").join(texts)


def _count(number: int, noun: str) -> str:
    return f"{number:,} {noun}" + ("" if number == 1 else "s")
