"""The command line of `clio`: what may be typed, and the request that it makes."""

import argparse
import difflib
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from importlib import metadata
from pathlib import Path
from typing import NoReturn

from bot import argument_kinds as kinds
from bot.argument_kinds import MOST_COMPARED, MOST_EVENTS
from index.citation.styles import DEFAULT_STYLE, Style
from index.model import EVERYWHERE, Within

COMMANDS = {
    "ask": "answer one question, or with - the questions on standard input",
    "passage": "show a passage by its id, with what stands around it and its reference",
    "compare": "show what several documents say on a question, and where they differ",
    "chat": "ask one question after another",
    "onthisday": "show what happened on a day of the year, today unless said otherwise",
    "timeline": "show what is dated on a topic, in order of time",
    "index": "bring the index in line with the documents and report",
    "sources": "list the documents that questions are answered from",
    "import": "fill in what is known of documents from Zotero and others: a CSL-JSON, BibTeX or RIS file",
    "evaluate": "ask questions with known answers and print how good the answers are",
    "feedback": "print what people thought of answers, as questions that evaluate reads",
    "migrate": "carry all that is kept from the data folder to a database, or back",
    "run": "connect to Discord and answer there",
    "doctor": "check the installation and print the bot's invite link",
}
EXAMPLE = """\
example:
  clio ask "When did Israel and the Soviet Union resume diplomatic relations?"

exit status: 0 done, 1 failed (the reason is on standard error), 2 wrong usage"""
WRONG_USAGE = 2
WORST_SHOWN = 10
TIMELINE_SHOWN = 10  # passages of a timeline


@dataclass(frozen=True, slots=True)
class Request:
    """What the command line asks for.

    `question` is "-" for questions on standard input; `limit` is how many passages (at least 1),
    None for the command's default; `documents` is empty and `data` None where not given. For evaluate,
    `file` holds the questions, `off_topic` those that cannot be answered, `against` an earlier run; the
    `worst` questions are shown, at least 0 of them. `within` is what alone is searched. `passage_id` is as it
    was typed; `dry_run` is for import alone; `style` is what references are given in, None where none was named.
    For migrate `to_database` or `from_database` is the database's URL, "" for that of CLIO_DATABASE_URL, None for the
    other way. For onthisday `question` is the day, "" for today; for timeline it is the topic, and `png` the file for
    the picture.
    """

    command: str
    question: str = ""
    limit: int | None = None
    json: bool = False
    data: Path | None = None
    documents: tuple[Path, ...] = ()
    verbose: bool = False
    file: Path | None = None
    off_topic: Path | None = None
    against: Path | None = None
    worst: int = WORST_SHOWN
    within: Within = EVERYWHERE
    passage_id: str = ""
    style: Style | None = None
    dry_run: bool = False
    png: Path | None = None
    to_database: str | None = field(default=None, repr=False)  # a password may be in it
    from_database: str | None = field(default=None, repr=False)


def parse(argv: Sequence[str] | None = None) -> Request:
    """Read the command line (default: the process's own). Raises SystemExit for --help and for wrong usage."""
    parser = _parser()
    found = parser.parse_args(argv)
    question = _one_line(" ".join(getattr(found, "question", ())))
    if found.command == "timeline" and not question:
        parser.error('the topic is empty; try for example: clio timeline "Suez crisis"')
    if found.command in ("ask", "compare") and not question:
        parser.error('the question is empty; try for example: clio ask "Who was Boris Pankin?"')
    return Request(
        command=found.command,
        question=question,
        limit=getattr(found, "limit", None),
        json=getattr(found, "json", False),
        data=getattr(found, "data", None),
        documents=(*found.documents, *getattr(found, "more_documents", ())),
        verbose=getattr(found, "verbose", False),
        file=getattr(found, "file", None),
        off_topic=getattr(found, "off_topic", None),
        against=getattr(found, "against", None),
        worst=getattr(found, "worst", WORST_SHOWN),
        within=Within(*(_one_line(getattr(found, name, "")) for name in ("since", "until", "source"))),
        passage_id=_one_line(" ".join(getattr(found, "passage_id", ()))),
        style=getattr(found, "style", None),
        dry_run=getattr(found, "dry_run", False),
        png=getattr(found, "png", None),
        to_database=getattr(found, "to_database", None),
        from_database=getattr(found, "from_database", None),
    )


class _Parser(argparse.ArgumentParser):
    """argparse with one clear line for wrong usage in place of the whole usage text."""

    def error(self, message: str) -> NoReturn:
        self.exit(WRONG_USAGE, f"clio: {_suggestion(message) or message} (see clio --help)\n")


def _parser() -> argparse.ArgumentParser:
    parser = _Parser(
        prog="clio",
        description="Ask a history question; get passages, word for word, each with its source.",
        epilog=EXAMPLE,
        formatter_class=argparse.RawDescriptionHelpFormatter,
        allow_abbrev=False,
    )
    parser.add_argument("--version", action="version", version=f"clio {_version()}")
    _add_common(parser, "documents", default=[])
    commands = parser.add_subparsers(dest="command", metavar="COMMAND", required=True, parser_class=_Parser)
    for name, help_text in COMMANDS.items():
        command = commands.add_parser(name, help=help_text, description=help_text.capitalize(), allow_abbrev=False)
        _OWN_ARGUMENTS.get(name, _no_arguments)(command)
        # A subparser's values replace those before the command, so repeated folders need a name of their own.
        _add_common(command, "more_documents", default=argparse.SUPPRESS)
    return parser


def _add_common(parser: argparse.ArgumentParser, documents: str, default: object) -> None:
    suppress = argparse.SUPPRESS
    parser.add_argument("--data", metavar="DIR", type=kinds.path, default=suppress, help="folder of the index")
    parser.add_argument(
        "--documents", metavar="DIR", type=kinds.path, action="append", dest=documents, default=default,
        help="folder of sources; may be given several times",
    )  # fmt: skip
    parser.add_argument("-v", "--verbose", action="store_true", default=suppress, help="log on standard error")


def _add_ask(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("question", nargs="+", metavar="QUESTION", help="the question, or - for one a line on stdin")
    parser.add_argument(
        "-k", dest="limit", metavar="N", type=kinds.at_least_one,
        help="how many passages (default: 3, with --json 10)",
    )  # fmt: skip
    _add_span(parser)
    parser.add_argument("--source", metavar="NAME", default="", help="only sources with this in title or file name")
    _add_style(parser)
    _add_json(parser)


def _add_style(parser: argparse.ArgumentParser) -> None:
    names = ", ".join(style.value for style in Style)
    parser.add_argument(
        "--style", type=kinds.style, metavar="STYLE",
        help=f"style of the references: {names} (default: {DEFAULT_STYLE.value})",
    )  # fmt: skip


def _add_onthisday(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("question", nargs="*", metavar="DATE", help="such as 5 June; today if left out")


def _add_timeline(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("question", nargs="+", metavar="TOPIC", help="what the timeline is about")
    _add_span(parser)
    parser.add_argument(
        "-k", dest="limit", metavar="N", type=kinds.up_to_most_events,
        help=f"how many passages, up to {MOST_EVENTS} (default: {TIMELINE_SHOWN})",
    )  # fmt: skip
    parser.add_argument("--png", metavar="FILE", type=kinds.path, help="draw it, too, into this file")


def _add_span(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--from", dest="since", metavar="DATE", default="", help="only what is of this time or later")
    parser.add_argument("--to", dest="until", metavar="DATE", default="", help="only what is of this time or earlier")


def _add_json(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--json", action="store_true", help="print JSON, one object a line")


def _add_import(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("file", metavar="FILE", type=kinds.path, help="CSL-JSON, BibTeX or RIS")
    parser.add_argument("--dry-run", action="store_true", help="only tell what would change")


def _add_evaluate(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "file", metavar="FILE", type=kinds.path, help="questions, one JSON object a line, or a table .csv"
    )
    parser.add_argument(
        "--off-topic",
        metavar="FILE",
        type=kinds.path,
        help="questions that the library cannot answer, in the same form",
    )
    parser.add_argument(
        "--against", metavar="RUN.json", type=kinds.path, help="compare with what --json printed before"
    )
    parser.add_argument(
        "--worst", metavar="N", type=kinds.whole, default=WORST_SHOWN,
        help=f"how many of the worst questions are shown (default: {WORST_SHOWN})",
    )  # fmt: skip
    parser.add_argument("--json", action="store_true", help="print one JSON object, with what each question came to")


def _add_migrate(parser: argparse.ArgumentParser) -> None:
    ways = parser.add_mutually_exclusive_group(required=True)
    ways.add_argument(
        "--to", dest="to_database", nargs="?", const="", metavar="URL",
        help="from the data folder to this database (default: CLIO_DATABASE_URL)",
    )  # fmt: skip
    ways.add_argument(
        "--from", dest="from_database", nargs="?", const="", metavar="URL",
        help="from this database (default: CLIO_DATABASE_URL) to the data folder",
    )  # fmt: skip


def _add_compare(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("question", nargs="+", metavar="QUESTION", help="the question")
    parser.add_argument(
        "-k", dest="limit", metavar="N", type=kinds.witnesses,
        help=f"how many documents, 2 to {MOST_COMPARED} (default: {MOST_COMPARED})",
    )  # fmt: skip
    _add_style(parser)
    _add_json(parser)


def _add_passage(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("passage_id", nargs="+", metavar="ID", help="the id, as references and JSON name it")
    _add_json(parser)


def _no_arguments(parser: argparse.ArgumentParser) -> None:
    pass


_OWN_ARGUMENTS: dict[str, Callable[[argparse.ArgumentParser], None]] = {
    "ask": _add_ask,
    "compare": _add_compare,
    "passage": _add_passage,
    "chat": _add_style,
    "onthisday": _add_onthisday,
    "timeline": _add_timeline,
    "sources": _add_json,
    "import": _add_import,
    "evaluate": _add_evaluate,
    "migrate": _add_migrate,
}


def _one_line(text: str) -> str:
    """Put the text on one line; bytes that are no text, which reach a process as lone surrogates, become "?"."""
    return " ".join(text.encode("utf-8", "replace").decode("utf-8").split())


def _suggestion(message: str) -> str:
    """Say of an unknown command which one was probably meant; "" for any other message."""
    unknown = re.search(r"invalid choice: '(.*?)' \(", message, re.DOTALL)
    if not unknown:
        return ""
    word = unknown[1]
    if " " in word:
        return f'a question needs the command ask: clio ask "{word}"'
    close = difflib.get_close_matches(word, COMMANDS, n=1)
    return f"no command {word!r}; " + (f"did you mean {close[0]}?" if close else f"there are {', '.join(COMMANDS)}")


def _version() -> str:
    try:
        return metadata.version("clio-history-bot")
    except metadata.PackageNotFoundError:
        return "(not installed)"
