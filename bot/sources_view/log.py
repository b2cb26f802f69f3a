"""The log of a server's library: who did what to what, when; the newest first."""

from collections.abc import Sequence
from typing import Any

from discord.ui import Container, Item, TextDisplay

from bot.escaping import escape, one_line, shortened
from bot.replies import GOLD, GREY, Reply
from bot.sources_view.listing import page_row
from bot.sources_view.words import counted, fitting, moment, named, person
from index.archive.model import Entry

PAGE = 15  # entries
ALL_SOURCES = "all sources"
_ROOM = 3500  # units: of a message's 4,000, what is left beside heading and footer
_DETAIL = 120  # characters
_WORDS = {
    "add": "added",
    "replace": "replaced",
    "edit": "changed the details of",
    "remove": "removed",
    "restore": "brought back",
    "reindex": "had read again",
    "retry": "tried again",
    "import": "imported",
    "export": "exported the library",
    "done": "finished",
    "failed": "could not finish",
    "cancel": "cancelled",
    "refused": "was refused",
    "settings": "changed the setting",
    "aliases": "changed the other names",
}
_OF_ALL = ("reindex", "retry")  # without a subject they were done to all sources
_FAILED = "what had failed"  # the archive's word beside the reindex that is a retry
_OVER = ("done", "failed", "cancel")  # their detail is a job's action, a colon, and what it did
_JOBS = {
    "add": "adding files",
    "edit": "changing details",
    "restore": "bringing a version back",
    "reindex": "reading sources again",
    "retry": "trying again what had failed",
    "import": "an import",
    "renew": "bringing the sources up to date",
}
_NOTHING = "nothing was done"  # the archive's word for a job without a file to deal with
_ASKED = {  # custom ids as they begin, and what somebody did who used what they belong to, in markdown
    "sources:list": "the page buttons of the list",
    "sources:log": "the page buttons of the log",
    "sources:show": "the button *Show* of a source",
    "sources:edit": "the button *Edit* of a source",
    "sources:again": "the button *Edit again* of a source",
    "sources:remove": "the button *Remove* of a source",
    "sources:removal": "the button *Remove* that confirms a removal",
    "sources:keep": "the button *Keep* of a removal",
    "sources:restore": "the menu of a source's earlier versions",
    "sources:undo": "the button *Bring it back* of a removed source",
    "sources:reindex": "the button *Reindex* of a source",
    "sources:retry": "the button *Try again* of a source",
    "sources:start": "the button *Start* of a reindex",
    "sources:leave": "the button *Cancel* of a planned reindex",
    "sources:files": "the form *Add sources*",
    "sources:details": "the form *Edit details*",
    "sources:aliases": "the button *Edit* of the other names",
    "sources:names": "the form *Other names*",
    "job:cancel": "the button *Cancel* of a job",
    "job:retry": "the button *Retry failed* of a job",
    "job:details": "the menu *Edit the details of…* of a report",
    "set:moderators": "the moderators' roles in the settings",
    "set:channels": "the channels in the settings",
    "set:private": "who sees answers, in the settings",
    "set:passages": "the number of passages in the settings",
    "set:shared": "what is searched, in the settings",
    "set:style": "the citation style in the settings",
    "set:cooldown": "the button *Change* of the pause in the settings",
    "set:seconds": "the form *Pause between questions*",
    "set:daily": "the button *Daily post* in the settings",
    "set:day": "the form *Daily post*",
}


def log_reply(entries: Sequence[Entry], page: int, total: int) -> Reply:
    """One page (from 0) of the log, which has `total` entries in all."""
    if not total:
        return Reply(Container(TextDisplay("### The log is empty\nNothing was done here yet."), accent_colour=GREY))
    lines = fitting([_line(entry) for entry in entries], _ROOM, "line", PAGE)
    first = page * PAGE + 1
    footer = f"-# {first}–{first + len(entries) - 1} of {counted(total, 'entry', 'entries')}"
    items: list[Item[Any]] = [TextDisplay("### Log"), TextDisplay("\n".join(lines) or "Nothing."), TextDisplay(footer)]
    if total > PAGE:
        items.append(page_row("log", page, (total - 1) // PAGE))
    return Reply(Container(*items, accent_colour=GOLD))


def _line(entry: Entry) -> str:
    return f"{moment(entry.at, 'f')} · {person(entry.by)} {_did(entry)}"


def _did(entry: Entry) -> str:
    """What was done, to what, and more on it, in markdown."""
    if entry.action in _OVER:
        return _ended(entry)
    is_retry = entry.action == "reindex" and entry.detail == _FAILED
    action = "retry" if is_retry else entry.action
    words = _WORDS.get(action) or escape(one_line(action))
    return f"{words}{_subject(entry, is_retry)}{'' if is_retry else _more(entry.detail)}"


def _ended(entry: Entry) -> str:
    """Which job was over, and what it did: "finished an import: 2 added, 31 passages"."""
    job, colon, did = entry.detail.partition(": ")
    if not colon or job not in _JOBS:
        return f"{_WORDS[entry.action]}{_subject(entry)}{_more(entry.detail)}"
    if entry.action == "done" and did == _NOTHING:
        did = "there was nothing to do"
    return f"{_WORDS[entry.action]} {_JOBS[job]}{_more(did)}"


def _subject(entry: Entry, is_retry: bool = False) -> str:
    """What it was done to, with a space before it; "" where the action says it all."""
    if entry.action == "refused" and (asked := _ASKED.get(":".join(entry.subject.split(":")[:2]))):
        return f" {asked}"
    if entry.subject:
        return f" **{named(entry.subject)}**"
    if entry.action in _OF_ALL:
        return " all that had failed" if is_retry else f" {ALL_SOURCES}"
    return ""


def _more(detail: str) -> str:
    return f": {escape(shortened(one_line(detail), _DETAIL))}" if detail else ""
