"""The list of a server's sources: found by a filter, ten on a page."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from discord.ui import ActionRow, Button, Container, Item, Section, TextDisplay

from bot.escaping import escape, one_line, shortened
from bot.limits import units
from bot.replies import GOLD, GREY, Reply
from bot.sources_view.ids import MAX_FILTER, key_of, page_id
from bot.sources_view.words import counted, date_words, linked, moment, named, natural, person, size_text
from index.archive.model import State

if TYPE_CHECKING:
    from index.archive.model import Source
    from index.records import Record

PAGE = 10  # sources: with a button each they are 36 of the 40 components that a message may have
_TITLE = 70  # characters
_LINE = 330  # units of one source, in which a title can still be a link
_ROOM = 3500  # units of all sources on a page: of a message's 4,000, what is left beside heading and footer
_SHORT = 40  # characters of a file's name, and of a title where all have to be short
_REASON = 60  # characters
NOTHING = (
    "### This server has no sources yet\nGive me some with `/sources add`, or right-click a message with files and "
    "choose *Apps* → *Add to sources*."
)


def matching(records: Sequence[Record], wanted: str) -> tuple[Record, ...]:
    """The sources whose title or name holds every word of a filter, by title."""
    words = one_line(wanted).casefold().split()
    found = [record for record in records if all(word in f"{record.title}\n{record.name}".casefold() for word in words)]
    return tuple(sorted(found, key=lambda record: (natural(record.title), record.name)))


def list_reply(records: Sequence[Record], wanted: str, page: int, used: int, allowed: int) -> Reply:
    """One page (from 0) of the sources that match; `used` and `allowed` are the bytes kept and those that may be."""
    if not records:
        return Reply(Container(TextDisplay(NOTHING), accent_colour=GREY))
    found = matching(records, wanted)
    page, wanted = min(page, max(0, (len(found) - 1) // PAGE)), one_line(wanted)[:MAX_FILTER]
    shown = found[page * PAGE : (page + 1) * PAGE]
    items: list[Item[Any]] = [TextDisplay(_heading(wanted, len(found)))]
    items += [Section(text, accessory=_show_button(record)) for text, record in zip(_texts(shown), shown, strict=True)]
    items.append(TextDisplay(_footer(found, page, len(shown), f"{size_text(used)} of {size_text(allowed)} used")))
    if len(found) > PAGE:
        items.append(page_row("list", page, (len(found) - 1) // PAGE, f":{wanted}"))
    return Reply(Container(*items, accent_colour=GOLD))


def page_row(kind: str, page: int, last: int, rest: str = "") -> ActionRow[Any]:
    """The two buttons that turn a page (from 0)."""
    return ActionRow(
        Button(label="◀", custom_id=page_id(kind, "<", page, rest), disabled=page <= 0),
        Button(label="▶", custom_id=page_id(kind, ">", page, rest), disabled=page >= last),
    )


def url_of(record: Record) -> str:
    """Where its one document stands on the web; "" where unknown, or where there are several."""
    return record.document.url if record.document and record.documents == 1 else ""


def failure_of(record: Record) -> str:
    """Why a source, or its newest version, could not be read, as a clause; "" when it could."""
    newest = record.source.versions[0]
    return newest.reason if newest.state is State.FAILED else record.failure


def state_line(record: Record, limit: int = _REASON) -> str:
    """What a reader of the list has to know of a source that is not simply there; "" for one that is.

    Of the reason why a file could not be read at most `limit` characters are told.
    """
    if failure := failure_of(record):
        reason = escape(shortened(one_line(failure), limit))
        kept = "; the version before is kept" if record.documents else ""
        return f"⚠️ the newest file {reason}{kept}" if kept else f"⚠️ the file {reason}"
    if not record.source.standing:
        return _out(record.source)
    if record.source.pending:
        return "⏳ a new version waits to be read" if record.source.current else "⏳ waits to be read"
    if record.source.versions[0].state is State.WITHDRAWN:
        return "the newest file was not read: its job was cancelled"
    return ""


def _out(source: Source) -> str:
    """Why a source is out of the library."""
    last = max(source.versions, key=lambda version: version.ended_at)
    if last.state is State.WITHDRAWN:
        return "not read: its job was cancelled; `/sources restore` brings it in"
    return "removed; `/sources restore` brings it back"


def _heading(wanted: str, number: int) -> str:
    if not wanted:
        return "### This server's sources"
    about = f"“{escape(shortened(one_line(wanted), _TITLE))}”"
    return f"### Sources that match {about}" if number else f"### No source matches {about}"


def _texts(records: Sequence[Record]) -> list[str]:
    """Each source on two or three lines; all of them in short where they would not fit."""
    texts = [_text(record) for record in records]
    if sum(units(text) for text in texts) <= _ROOM:
        return texts
    failed = ["⚠️ could not be read · " if failure_of(record) else "" for record in records]
    counts = [f"{note}{counted(record.passages, 'passage')}" for note, record in zip(failed, records, strict=True)]
    return [
        f"{named(one.title, _SHORT)}\n-# {' · '.join(filter(None, (_file(one), count)))}"
        for one, count in zip(records, counts, strict=True)
    ]


def _file(record: Record) -> str:
    """The name of the file, where the title is another."""
    return "" if one_line(record.name) == one_line(record.title) else named(record.name, _SHORT)


def _text(record: Record) -> str:
    facts = [
        _file(record),
        date_words(record.date),
        counted(record.documents, "document") if record.documents > 1 else "",
        counted(record.passages, "passage"),
        f"added by {person(record.added_by)} {moment(record.added_at)}",
    ]
    small = "".join(f"\n-# {line}" for line in (" · ".join(filter(None, facts)), state_line(record)) if line)
    return linked(record.title, url_of(record), _TITLE, _LINE - units(small)) + small


def _show_button(record: Record) -> Button[Any]:
    return Button(label="Show", custom_id=f"sources:show:{key_of(record.name)}")


def _footer(found: Sequence[Record], page: int, shown: int, space: str) -> str:
    passages = counted(sum(record.passages for record in found), "passage")
    place = f"{page * PAGE + 1}–{page * PAGE + shown} of " if len(found) > PAGE else ""
    return f"-# {place}{counted(len(found), 'source')} · {passages} · {space}"
