"""The command `clio`: parse, call, print."""

import logging
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager, nullcontext
from dataclasses import replace
from datetime import date

from rich.text import Text

from bot.argument_kinds import MOST_COMPARED
from bot.arguments import TIMELINE_SHOWN, Request, parse
from bot.asked_here import citing, print_answer, stream_json, stream_text
from bot.chat import chat
from bot.comparing import comparison_object, render_comparison
from bot.dated_terminal import print_day, print_timeline
from bot.day import read_day
from bot.doctor import examine, render_findings
from bot.evaluating import Task, evaluate, opinion_line
from bot.feedback import Feedback
from bot.importing import keep, planned, render_plan
from bot.json_lines import (
    failure_object,
    holding_object,
    to_line,
    traced_object,
)
from bot.progress import reindex, waiting
from bot.settings import Settings, SettingsError
from bot.streams import complain, leave_pipe, print_line, use_utf8
from bot.terminal import (
    console_for,
    render_report,
    render_sources,
    render_traced,
)
from bot.timeline.request import read_request
from index.citation import DEFAULT_STYLE
from index.database import open_server
from index.errors import ClioError
from index.library import Library
from index.model import Inquiry
from index.moving.ledger import require_whole
from index.passage_desk import passage_id_in

DONE, FAILED = 0, 1
INTERRUPTED = 130  # 128 + SIGINT, as a shell counts it

log = logging.getLogger(__name__)


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command and return the exit status: 0 done, 1 failed, 2 wrong usage."""
    use_utf8()
    try:
        request = parse(argv)
        settings = _settings(request)
        _log_to_stderr(request, settings)
        return _COMMANDS[request.command](request, settings)
    except SystemExit as leaving:  # argparse ends --help and wrong usage so
        return int(leaving.code or 0)
    except KeyboardInterrupt:
        sys.stderr.write("\n" if sys.stderr.isatty() else "")  # what the terminal shows next begins a line
        return INTERRUPTED
    except BrokenPipeError:
        return leave_pipe()
    except (ClioError, SettingsError) as error:
        return _failed(str(error))
    except OSError as error:  # a full disk, a closed terminal
        return _failed(f"{error.strerror or error}{f': {error.filename}' if error.filename else ''}")
    except Exception as error:
        log.info("Unexpected error", exc_info=True)
        return _failed(
            f"unexpected error, a fault of Clio's own ({type(error).__name__}: {error}); --verbose tells more"
        )


def _ask(request: Request, settings: Settings) -> int:
    with _ready_library(settings) as library:
        if request.question != "-":
            print_answer(request, library)
        elif request.json:
            stream_json(request, library)
        else:
            stream_text(request, library)
    return DONE


def _chat(request: Request, settings: Settings) -> int:
    if sys.stdin is None:  # closed by whoever started the process: nobody is there to ask
        return DONE
    with _ready_library(settings) as library:
        chat(library, console_for(sys.stdout), console_for(sys.stderr), request.style or DEFAULT_STYLE)
    return DONE


def _onthisday(request: Request, settings: Settings) -> int:
    day = read_day(request.question, date.today())
    with closing(Library.open(settings.library)) as library:
        _bring_in_line(library)
        print_day(day, library)
    return DONE


def _timeline(request: Request, settings: Settings) -> int:
    wanted = read_request(request.question, request.within.since, request.within.until)
    with _ready_library(settings) as library:
        print_timeline(wanted, library, request.limit or TIMELINE_SHOWN, request.png)
    return DONE


def _index(_: Request, settings: Settings) -> int:
    with closing(Library.open(settings.library)) as library:
        report = reindex(library, console_for(sys.stderr))
    out = console_for(sys.stdout)
    out.print(render_report(report, out))
    return FAILED if report.failed else DONE


def _sources(request: Request, settings: Settings) -> int:
    with closing(Library.open(settings.library)) as library:
        _bring_in_line(library)
        holdings, failures = library.documents(), library.failures()
    if request.json:
        for one in (*map(holding_object, holdings), *map(failure_object, failures)):
            print_line(to_line(one))
    else:
        out = console_for(sys.stdout)
        out.print(render_sources(holdings, failures, out))
    return DONE


def _compare(request: Request, settings: Settings) -> int:
    with _ready_library(settings) as library:
        comparison = library.compare(Inquiry(request.question), request.limit or MOST_COMPARED)
    if request.json:
        found = comparison_object(comparison, citing(request))
        print_line(to_line(found, indent=2 if sys.stdout.isatty() else None))
    else:
        out = console_for(sys.stdout)
        out.print(render_comparison(comparison, citing(request), out))
    return DONE


def _passage(request: Request, settings: Settings) -> int:
    wanted = passage_id_in(request.passage_id)
    with closing(Library.open(settings.library)) as library:
        _bring_in_line(library)
        traced = library.trace(wanted)
        near = library.neighbours(traced.passage)
        reference = library.cite(traced.passage)
    if request.json:
        print_line(to_line(traced_object(traced, near, reference), indent=2 if sys.stdout.isatty() else None))
    else:
        out = console_for(sys.stdout)
        out.print(render_traced(traced, near, reference, out))
    return DONE


def _import(request: Request, settings: Settings) -> int:
    assert request.file is not None
    out = console_for(sys.stdout)
    with closing(Library.open(settings.library)) as library:
        _bring_in_line(library)
        found, failed = planned(request.file, library)
        out.print(render_plan(found, failed), soft_wrap=True)
        if request.dry_run:
            out.print("\nNothing is written, as --dry-run says.")
        elif keep(found, settings.data):
            out.print(Text("\n") + render_report(reindex(library, console_for(sys.stderr)), out))
    return DONE


def _evaluate(request: Request, settings: Settings) -> int:
    task = Task.read(request)  # first: what is wrong with a file is said before anything is indexed or loaded
    with _ready_library(settings) as library:
        evaluate(task, library, request)
    return DONE


def _feedback(_: Request, settings: Settings) -> int:
    with open_server(settings.database_url) or nullcontext() as server:
        require_whole(server or settings.data)
        opinions = Feedback(settings.data, server).opinions()
    for opinion in opinions:
        print_line(opinion_line(opinion))
    if not opinions:
        sys.stderr.write("clio: nobody has given feedback yet\n")
    return DONE


def _doctor(_: Request, settings: Settings) -> int:
    findings = examine(settings)
    out = console_for(sys.stdout)
    out.print(render_findings(findings, out), soft_wrap=True)  # links stay whole, to be copied
    return FAILED if any(finding.failed for finding in findings) else DONE


def _migrate(request: Request, settings: Settings) -> int:
    from bot.migrating import migrate  # here: it needs psycopg, which nobody else should wait for

    migrate(request, settings)
    return DONE


def _run(_: Request, settings: Settings) -> int:
    from bot import serving  # here: discord.py takes a second to load, which no other command should wait for

    return serving.run(settings)


_COMMANDS: dict[str, Callable[[Request, Settings], int]] = {
    "ask": _ask,
    "compare": _compare,
    "passage": _passage,
    "chat": _chat,
    "onthisday": _onthisday,
    "timeline": _timeline,
    "index": _index,
    "sources": _sources,
    "import": _import,
    "evaluate": _evaluate,
    "feedback": _feedback,
    "migrate": _migrate,
    "doctor": _doctor,
    "run": _run,
}


@contextmanager
def _ready_library(settings: Settings) -> Iterator[Library]:
    """Open a library, in line with its documents and with its model loaded."""
    with closing(Library.open(settings.library)) as library:
        _bring_in_line(library)
        with waiting(console_for(sys.stderr), "Loading the model"):
            library.load_model()
        yield library


def _bring_in_line(library: Library) -> None:
    if not library.is_current():
        reindex(library, console_for(sys.stderr))


def _settings(request: Request) -> Settings:
    """Take the operator's settings where the command line does not say otherwise."""
    settings = Settings.load()
    return replace(settings, data=request.data or settings.data, documents=request.documents or settings.documents)


def _log_to_stderr(request: Request, settings: Settings) -> None:
    """Configure logging, once; whoever runs the bot sees when it connects, others only what goes wrong."""
    usual = "INFO" if request.command == "run" else "WARNING"
    chosen = "INFO" if request.verbose and settings.log != "DEBUG" else settings.log
    logging.basicConfig(
        level=chosen or usual, stream=sys.stderr, format="%(asctime)s %(levelname)s %(name)s: %(message)s"
    )
    logging.captureWarnings(True)  # warnings of libraries are for --verbose: nobody who asks can mend them
    logging.getLogger("py.warnings").setLevel(logging.NOTSET if chosen else logging.ERROR)
    # The pool tells each connection that it gives, and each try to connect; an outage is told once by what uses it.
    logging.getLogger("psycopg.pool").setLevel(logging.NOTSET if chosen == "DEBUG" else logging.ERROR)


def _failed(reason: str) -> int:
    complain(reason)
    return FAILED
