"""One source in full: what is known of it, how it begins, how to cite it, and its versions."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from discord import ButtonStyle, SelectOption
from discord.ui import ActionRow, Button, Container, Item, Select, Separator, TextDisplay

from bot.escaping import code_block, escape, one_line, shortened
from bot.limits import SELECT_OPTIONS, units
from bot.quoting import opening
from bot.replies import GOLD, GREY, Reply
from bot.sources_view.history import earlier, history, version_label
from bot.sources_view.ids import key_of
from bot.sources_view.listing import failure_of, state_line, url_of
from bot.sources_view.words import (
    counted,
    date_words,
    fitting,
    linked,
    moment,
    name_list,
    named,
    natural,
    person,
    size_text,
)
from index.dates import format_date

if TYPE_CHECKING:
    from index.archive.model import Version
    from index.model import Passage
    from index.records import Record

OPENING_PASSAGES = 2  # from which the first lines are taken
DOCUMENTS = 10  # of a file that holds several: how many are named
_TITLE = 120  # characters
_HEADING_UNITS, _FIELDS_UNITS, _OPENING_UNITS, _REFERENCE_UNITS, _HISTORY_UNITS, _DOCUMENTS_UNITS = (
    700,
    600,
    600,
    500,
    800,
    500,
)  # together below the 4,000 of a message, with what frames them
_REASON = 240  # characters: what to do stands at its end
_VALUE = 150  # characters of one field
_VERSIONS = 8

_FIELDS = {
    "author": "Author",
    "editor": "Editor",
    "translator": "Translator",
    "container-title": "In",
    "publisher": "Publisher",
    "publisher-place": "Place",
    "issued": "Published",
    "edition": "Edition",
    "volume": "Volume",
    "issue": "Issue",
    "page": "Pages",
    "language": "Language",
    "ISBN": "ISBN",
    "DOI": "DOI",
    "archive": "Archive",
    "abstract": "Summary",
}  # CSL-JSON names in the order shown


def show_reply(record: Record, first: Sequence[Passage], reference: str) -> Reply:
    """Show a source; `first` are its first passages and `reference` the citation of the first, or ""."""
    items: list[Item[Any]] = [TextDisplay("\n".join([_heading(record), *_fields(record)]))]
    for text in (_opening(first), _documents(record), _reference(reference)):
        if text:
            items += [Separator(), TextDisplay(text)]
    items += [Separator(), TextDisplay("\n".join(["**Versions**", *_versions(record)])), _buttons(record)]
    if options := _options(record):
        menu: Select[Any] = Select(
            custom_id=f"sources:restore:{key_of(record.name)}",
            placeholder="Bring an earlier version back",
            options=options,
        )
        items.append(ActionRow(menu))
    return Reply(Container(*items, accent_colour=GOLD if record.holdings else GREY))


def removal_reply(record: Record) -> Reply:
    """Ask whether a source is to be removed."""
    key, stamp = key_of(record.name), newest(record).stamp
    what = linked(record.title, url_of(record), _TITLE, _HEADING_UNITS)
    holds = counted(record.passages, "passage")
    holds = f"{counted(record.documents, 'document')} and {holds}" if record.documents > 1 else holds
    text = (
        f"### Remove this source?\n{what}\n-# {named(record.name)} · {holds}\n"
        "No question will be answered from it any more. For 30 days `/sources restore` brings it back."
    )
    row = ActionRow[Any](
        Button(label="Remove", style=ButtonStyle.danger, custom_id=f"sources:removal:{key}:{stamp}"),
        Button(label="Keep", custom_id="sources:keep"),
    )
    return Reply(Container(TextDisplay(text), row, accent_colour=GOLD))


def removed_reply(title: str, name: str) -> Reply:
    """Say that a source is removed, with a button that brings it back."""
    text = (
        f"### Removed: {named(title, _TITLE)}\nNo question is answered from it any more. "
        "For 30 days `/sources restore` brings it back, or this button."
    )
    row = ActionRow[Any](Button(label="Bring it back", custom_id=f"sources:undo:{key_of(name)}"))
    return Reply(Container(TextDisplay(text), row, accent_colour=GREY))


def standing(record: Record) -> Version:
    """The version that counts: the newest to be answered from, or else the last there was."""
    return record.source.standing or record.source.versions[0]


def newest(record: Record) -> Version:
    """The version that was made last, whatever became of it: another one says that the source was changed."""
    return record.source.versions[0]


def people(names: object) -> str:
    """Names of CSL-JSON as people write them: "Given Family", with semicolons between several."""
    if not isinstance(names, list | tuple):
        return ""
    whole = [_name(name) for name in names if isinstance(name, Mapping)]
    return "; ".join(filter(None, whole))


def _name(name: Mapping[str, object]) -> str:
    if isinstance(name.get("literal"), str):
        return one_line(str(name["literal"]))
    parts = (name.get(part) for part in ("given", "non-dropping-particle", "family", "suffix"))
    return one_line(" ".join(part for part in parts if isinstance(part, str)))


def _heading(record: Record) -> str:
    facts = [
        named(record.name),
        date_words(record.date),
        counted(record.passages, "passage"),
        size_text(standing(record).size),
        f"added by {person(record.added_by)} {moment(record.added_at)}",
    ]
    small = "".join(f"\n-# {line}" for line in (" · ".join(filter(None, facts)), state_line(record, _REASON)) if line)
    return f"### {linked(record.title, url_of(record), _TITLE, _HEADING_UNITS - units(small))}{small}"


def _fields(record: Record) -> list[str]:
    """What the library knows of the one document, by the names that people use; nothing of several documents."""
    if len(record.holdings) != 1:
        return []
    csl = record.holdings[0].document.csl
    values = {label: _value(csl.get(name)) for name, label in _FIELDS.items()}
    lines = [f"**{label}** {escape(shortened(value, _VALUE))}" for label, value in values.items() if value]
    return fitting(lines, _FIELDS_UNITS, "field", len(_FIELDS))


def _value(value: object) -> str:
    if isinstance(value, str | int | float):
        return one_line(str(value))
    if isinstance(value, Mapping):
        return _date(value)
    return people(value)


def _date(value: Mapping[str, object]) -> str:
    """A date of CSL-JSON, or a span between two, as people write it."""
    text = value.get("literal") or value.get("raw")
    if isinstance(text, str):
        return one_line(text)
    dates = value.get("date-parts")
    if not isinstance(dates, list | tuple):
        return ""
    return format_date("/".join(_edtf(date) for date in dates if isinstance(date, list | tuple)))


def _edtf(date: Sequence[object]) -> str:
    return "-".join(str(part).rjust(2, "0") for part in date)


def _opening(first: Sequence[Passage]) -> str:
    text = " ".join(one_line(passage.text) for passage in first)
    language = first[0].document.language if first else "en"
    quoted = opening(text, _OPENING_UNITS, language) if text else ""
    if text and not quoted:  # not one sentence fits
        quoted = escape(shortened(text, _OPENING_UNITS // 2 - 1))
    return f"**It begins**\n> {quoted}" if quoted else ""


def _documents(record: Record) -> str:
    if len(record.holdings) < 2:
        return ""
    in_order = sorted(record.holdings, key=lambda holding: natural(holding.document.path))
    titles = [holding.document.title for holding in in_order]
    return f"**{counted(len(titles), 'document')}**\n{name_list(titles, _DOCUMENTS_UNITS, DOCUMENTS)}"


def _reference(reference: str) -> str:
    text = one_line(reference)
    text = text if units(text) <= _REFERENCE_UNITS else shortened(text, _REFERENCE_UNITS // 2)
    return f"**To cite it**\n{code_block(text)}" if text else ""


def _versions(record: Record) -> list[str]:
    return fitting(history(record.source), _HISTORY_UNITS, "version", _VERSIONS)


def _buttons(record: Record) -> ActionRow[Any]:
    key = key_of(record.name)
    is_here, is_listed = bool(record.source.standing), bool(record.source.standing or record.source.failed)
    edit = Button[Any](label="Edit", custom_id=f"sources:edit:{key}", disabled=not is_here)
    reindex = Button[Any](label="Reindex", custom_id=f"sources:reindex:{key}", disabled=not is_here)
    remove = Button[Any](
        label="Remove", style=ButtonStyle.danger, custom_id=f"sources:remove:{key}", disabled=not is_listed
    )
    retry = [Button[Any](label="Try again", custom_id=f"sources:retry:{key}")] if failure_of(record) else []
    return ActionRow(edit, reindex, *retry, remove)


def _options(record: Record) -> list[SelectOption]:
    return [
        SelectOption(label=version_label(version), value=str(version.number))
        for version in earlier(record.source)[:SELECT_OPTIONS]
    ]
