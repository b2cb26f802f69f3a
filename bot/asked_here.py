"""`clio ask`: answers in the terminal, in a pipe, and as JSON."""

import sys
from functools import partial

from rich.console import Console
from rich.text import Text

from bot.arguments import Request
from bot.json_lines import Cite, answer_lines, answer_object, to_line
from bot.streams import complain, lines_in, print_line
from bot.terminal import console_for, quoted, render_answer, render_references
from index.citation import DEFAULT_STYLE, cite
from index.errors import QuestionError
from index.library import Library
from index.model import Answer, Inquiry

PASSAGES_SHOWN, PASSAGES_IN_JSON = 3, 10


def print_answer(request: Request, library: Library) -> None:
    """Answer the question of the command line."""
    answer = library.answer(_inquiry(request, request.question))
    if request.json:
        print_line(to_line(answer_object(answer, citing(request)), indent=2 if sys.stdout.isatty() else None))
    else:
        out = console_for(sys.stdout)
        _print_text(answer, request, out)


def _inquiry(request: Request, question: str) -> Inquiry:
    return Inquiry(question, _limit(request), within=request.within)


def stream_json(request: Request, library: Library) -> None:
    """Answer each line of standard input by a line of JSON."""
    questions = (line.strip() for line in lines_in())
    for line in answer_lines(questions, lambda question: library.answer(_inquiry(request, question)), citing(request)):
        print_line(line)


def stream_text(request: Request, library: Library) -> None:
    """Answer each line of standard input for people to read."""
    out = console_for(sys.stdout)
    for question in filter(None, map(str.strip, lines_in())):
        try:
            _print_text(library.answer(_inquiry(request, question)), request, out, end="\n\n")
        except QuestionError as error:
            complain(str(error))


def _print_text(answer: Answer, request: Request, out: Console, end: str = "\n") -> None:
    """Print an answer, with references below it where a style was asked for."""
    out.print(render_answer(answer, out), end=end)
    if request.style and quoted(answer):
        between = "" if end.endswith("\n\n") else "\n"
        out.print(Text(between) + render_references(quoted(answer), citing(request), out), end=end)


def citing(request: Request) -> Cite:
    """How passages are cited, in the style that was asked for."""
    return partial(cite, style=request.style or DEFAULT_STYLE)


def _limit(request: Request) -> int:
    return request.limit or (PASSAGES_IN_JSON if request.json else PASSAGES_SHOWN)
