"""One question after another in a terminal, with commands on the last answer."""

import sys
from collections.abc import Callable, Iterator
from dataclasses import replace

from rich.console import Console
from rich.text import Text

from bot.progress import reindex
from bot.terminal import printable, quoted, render_finding, render_hits, render_passage
from index.citation import DEFAULT_STYLE, Style
from index.errors import ClioError
from index.library import Library
from index.model import Earlier, Hit, Inquiry

PROMPT = "? "
AT_ONCE = 3  # passages shown for a question, and again for each :more
KEPT = 30  # passages that :more can go through
WIDEST_CONTEXT = 20  # neighbours on each side
HELP = """\
Type a question, which may go on from the last one: and who was it then?
Or one of these about the last answer:
  :more         further passages (after "nothing answers": the closest ones)
  :context N    passage N with its neighbours; :context N M with M on each side
  :cite N       a full reference to passage N; :cite N apa in that style (chicago, apa, mla)
  :help         this list
  exit          end; Ctrl-D does the same"""


def chat(library: Library, out: Console, err: Console, style: Style = DEFAULT_STYLE) -> None:
    """Answer questions from standard input until its end or `exit`; references are in this style by default."""
    if sys.stdin.isatty():
        _edit_lines()
        out.print("Ask a history question. :help lists what else can be typed, exit ends.", style="dim")
    talk = Chat(library, out, err, style)
    for line in _typed_lines():
        if line in ("exit", "quit", ":exit", ":quit", ":q"):
            return
        if line:
            talk.take(line)


class Chat:
    """The last answer, how much of it was shown, and what a next question may go on from."""

    def __init__(self, library: Library, out: Console, err: Console, style: Style = DEFAULT_STYLE) -> None:
        self._library, self._out, self._err, self._style = library, out, err, style
        self._hits: tuple[Hit, ...] = ()
        self._shown = 0
        self._earlier: Earlier | None = None
        self._commands: dict[str, Callable[[list[int]], None]] = {
            ":more": self._more,
            ":context": self._context,
        }

    def take(self, line: str) -> None:
        """Answer a question or obey a command; what is wrong with either is said on standard error."""
        try:
            self._obey(line) if line.startswith(":") else self._ask(line)
        except ClioError as error:
            self._complain(str(error))

    def _ask(self, question: str) -> None:
        if not self._library.is_current():
            reindex(self._library, self._err)
        answer = self._library.answer(Inquiry(question, KEPT, earlier=self._earlier))
        self._earlier = answer.as_earlier(AT_ONCE)
        self._hits = answer.hits
        first = replace(answer, hits=answer.hits[:AT_ONCE])
        self._shown = len(quoted(first))
        self._show(render_finding(first, self._out))

    def _obey(self, line: str) -> None:
        name, *words = line.split()
        command = self._commands.get(name)
        if name == ":cite":
            self._cite(words)
        elif command is None:
            self._out.print(HELP)
        elif not all(word.isdecimal() for word in words):
            self._complain(f"{name} takes numbers only, for example {name} 1")
        else:
            command([int(word) for word in words])

    def _more(self, _: list[int]) -> None:
        hits = self._hits[self._shown : self._shown + AT_ONCE]
        self._shown += len(hits)
        if not hits:
            self._complain("no further passages")
            return
        self._show(render_hits(hits, self._out))

    def _context(self, numbers: list[int]) -> None:
        hit = self._hit(numbers)
        around = min(numbers[1], WIDEST_CONTEXT) if len(numbers) > 1 else 1
        if hit is None:
            return
        for passage in self._library.neighbours(hit.passage, around, around):
            found = passage.id == hit.passage.id
            label = f"{hit.rank}" if found else ""
            self._show(render_passage(passage, hit.highlight if found else "", label, self._out))

    def _cite(self, words: list[str]) -> None:
        numbers = [int(word) for word in words if word.isdecimal()]
        styles = [style for style in Style if style.value in map(str.lower, words)]
        if len(numbers) + len(styles) < len(words):
            self._complain(f":cite takes a number and a style ({', '.join(style.value for style in Style)})")
        elif hit := self._hit(numbers):
            cited = self._library.cite(hit.passage, *(styles[:1] or [self._style]))
            self._show(Text(f"{printable(cited)} [{hit.passage.id}]"))

    def _hit(self, numbers: list[int]) -> Hit | None:
        """Look up the passage of the last answer that the first number (default 1) names."""
        number = numbers[0] if numbers else 1
        if 1 <= number <= len(self._hits):
            return self._hits[number - 1]
        self._complain(f"the last answer has no passage {number}" if self._hits else "ask a question first")
        return None

    def _show(self, text: Text) -> None:
        self._out.print(text, end="\n\n")

    def _complain(self, what: str) -> None:
        self._err.print(f"clio: {printable(what)}", soft_wrap=True)


def _typed_lines() -> Iterator[str]:
    """Lines from standard input; the prompt stays away where nobody is there to read it."""
    prompt = PROMPT if sys.stdin.isatty() else ""
    while True:
        try:
            yield input(prompt).strip()
        except EOFError:
            if prompt:
                sys.stdout.write("\n")
            return


def _edit_lines() -> None:
    """Arrow keys and history at the prompt, for this conversation only: nothing typed is kept."""
    try:
        import readline  # noqa: F401 importing it is what makes input() use it; Windows has none
    except ImportError:
        return
