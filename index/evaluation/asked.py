"""Operators' questions, each with where its answer stands: one JSON object a line, or a CSV table with a header.

A file is read whole before anything is asked. What cannot be used is said in one sentence that names file and line.
"""

import csv
import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from io import StringIO
from pathlib import Path

from index.errors import EvaluationError
from index.question_desk import MAX_QUESTION_CHARS

BETWEEN = "|"  # separates several answers, documents or ids in one field of a CSV table
_DELIMITERS = ",;\t"  # spreadsheets write the one or the other, by country
_LISTS = ("answers", "also", "passages")
_FLAGS = {"true": True, "yes": True, "1": True, "false": False, "no": False, "0": False}
_PLACES = ("passage", "locator", "paragraph")
_PARAGRAPHS = re.compile(r"(?:¶+\s*|^)(\d{1,9})(?:\s*[–-]\s*(\d{1,9}))?\s*$")
_PAGES = re.compile(r"\bpp?\.\s*([^\s·]+)")
_SHOWN_CHARS = 40  # of a value that is wrong

Fields = Mapping[str, object]


class Kind(StrEnum):
    """What is to be counted for a question."""

    ANSWERABLE = "answerable"
    UNANSWERABLE = "unanswerable"
    UNHELPFUL = "unhelpful"  # somebody found that what it was answered with does not help


@dataclass(frozen=True, slots=True)
class Place:
    """Paragraphs first..last of a document, counted from 1, or 0 and 0; `page` as its document numbers it, or ""."""

    first: int
    last: int
    page: str = ""


@dataclass(frozen=True, slots=True)
class Gold:
    """What is right for a question, or for one part of it.

    `passages` are ids. Without them `document` is a file's name, the end of a path, or a title, and any passage of it
    is right but where `words` of the text or a `place` narrow it; `also` names further documents, right as a whole.
    `answers` are accepted answers, each right in itself.
    """

    document: str = ""
    words: str = ""
    place: Place | None = None
    also: tuple[str, ...] = ()
    passages: tuple[str, ...] = ()
    answers: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Asked:
    """One question to be evaluated: `golds` has a member for each of its parts; `group` is "" where none is named."""

    question: str
    kind: Kind
    golds: tuple[Gold, ...] = ()
    group: str = ""


class _Unfit(Exception):
    """A line that cannot be used; the text goes on after file and line."""


def read_questions(file: Path, are_answerable: bool = True) -> tuple[Asked, ...]:
    """Read a file of questions; where they are not answerable, only the question of each is read.

    Raises EvaluationError.
    """
    asked: list[Asked] = []
    for number, line in _lines(file):
        try:
            fields = _json_object(line) if isinstance(line, str) else line
            asked.append(_asked(fields, are_answerable))
        except _Unfit as error:
            raise EvaluationError(f"{file}, line {number}: {error}.") from None
    if not asked:
        raise EvaluationError(f'{file} holds no question; write one a line, such as {{"question": "…"}}.')
    return tuple(asked)


def read_text(file: Path) -> str:
    """Read a file as UTF-8, with or without a byte order mark. Raises EvaluationError."""
    try:
        return file.read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError:
        raise EvaluationError(f"{file} is not UTF-8 text; save it again as UTF-8.") from None
    except OSError as error:
        raise EvaluationError(f"{file} cannot be read ({error.strerror}); check its name and its rights.") from None


def _lines(file: Path) -> Iterator[tuple[int, str | Fields]]:
    """Give each line that is not empty, with its number."""
    text = read_text(file)
    if file.suffix.lower() == ".csv":
        yield from _rows(file, text)
    else:
        yield from ((number, line) for number, line in enumerate(text.split("\n"), start=1) if line.strip())


def _rows(file: Path, text: str) -> Iterator[tuple[int, Fields]]:
    header = text.partition("\n")[0]
    table = csv.DictReader(StringIO(text, newline=""), delimiter=max(_DELIMITERS, key=header.count), strict=True)
    try:
        if "question" not in (table.fieldnames or ()):
            raise EvaluationError(f"{file}, line 1: no column is named question; the first line should name them all.")
        for row in table:
            if None in row:
                what = "has more fields than the first line names; put texts with commas between quotation marks"
                raise EvaluationError(f"{file}, line {table.line_num}: {what}.")
            yield table.line_num, {name: _cell(name, value) for name, value in row.items() if value}
    except csv.Error as error:
        line = table.reader.line_num
        raise EvaluationError(f"{file}, line {line}: is not CSV ({error}); export the table anew.") from None


def _cell(name: str, value: str) -> object:
    """Give a field of a table the type that it has in JSON; what cannot have it stays text, and is told of later."""
    if name in _LISTS:
        return [part.strip() for part in value.split(BETWEEN) if part.strip()]
    if name in ("answerable", "helpful"):
        return _FLAGS.get(value.strip().lower(), value)
    return int(value) if name == "paragraph" and re.fullmatch(r"\s*\d{1,9}\s*", value) else value


def _json_object(line: str) -> Fields:
    try:
        value = json.loads(line)
    except (ValueError, RecursionError):
        raise _Unfit("is not JSON; write one whole object a line, or name a table .csv") from None
    if not isinstance(value, dict):
        raise _Unfit('is not a JSON object; write one a line, such as {"question": "…", "document": "…"}')
    return value


def _asked(fields: Fields, are_answerable: bool) -> Asked:
    question = _question(fields)
    group = _text(fields, "kind") or _text(fields, "wording")
    if not are_answerable or _flag(fields, "answerable") is False:
        return Asked(question, Kind.UNANSWERABLE, group=group)
    if _flag(fields, "helpful") is False:
        shown = _texts(fields, "passages")
        if not shown:
            raise _Unfit('"helpful" is false, but "passages" does not say what did not help')
        return Asked(question, Kind.UNHELPFUL, (Gold(passages=shown),), group)
    return Asked(question, Kind.ANSWERABLE, _golds(fields), group)


def _question(fields: Fields) -> str:
    question = _text(fields, "question")
    if not any(character.isalnum() for character in question):
        raise _Unfit('"question" is missing or empty; every line needs one')
    if len(question) > MAX_QUESTION_CHARS:
        raise _Unfit(f"the question has {len(question):,} characters; at most {MAX_QUESTION_CHARS:,} can be asked")
    return question


def _golds(fields: Fields) -> tuple[Gold, ...]:
    parts = fields.get("golds")
    if parts is None:
        return (_gold(fields, ()),)
    if _has(fields, "document") or _has(fields, "passages"):
        raise _Unfit('says by "golds" and beside them where the answer stands; put all of it into "golds"')
    if not isinstance(parts, list) or not parts or not all(isinstance(part, dict) for part in parts):
        raise _Unfit('"golds" should be a list of objects, each with a "document"; a table .csv cannot hold them')
    return tuple(_gold(part, _texts(fields, "answers")) for part in parts)


def _gold(fields: Fields, answers: tuple[str, ...]) -> Gold:
    document, passages = _text(fields, "document"), _texts(fields, "passages")
    answers = _texts(fields, "answers") or answers
    if document and passages:
        raise _Unfit('has both "document" and "passages"; keep one of them')
    if passages:
        return Gold(passages=passages, answers=answers)
    if not document:
        raise _Unfit(
            'does not say where the answer stands; name the "document", write "answerable": false, or give the file '
            "to --off-topic"
        )
    narrowing = [name for name in _PLACES if _has(fields, name)]
    if len(narrowing) > 1:
        raise _Unfit(f"has both {narrowing[0]} and {narrowing[1]}, which say the same in two ways; keep one of them")
    return Gold(document, _text(fields, "passage"), _place(fields), _texts(fields, "also"), answers=answers)


def _place(fields: Fields) -> Place | None:
    if _has(fields, "paragraph"):
        number = fields["paragraph"]
        if not isinstance(number, int) or isinstance(number, bool) or number < 0:
            raise _Unfit(f'"paragraph" should be a whole number from 0, not {_shown(number)}')
        return Place(number + 1, number + 1)
    locator = _text(fields, "locator")
    return _located(locator) if locator else None


def _located(locator: str) -> Place:
    """Read a place as Clio cites it; the headings before it are not needed."""
    paragraphs, page = _PARAGRAPHS.search(locator), _PAGES.search(locator)
    if not paragraphs and not page:
        raise _Unfit(f'"locator" is {_shown(locator)}; write it as Clio cites, such as "¶ 4" or "p. 12"')
    first = int(paragraphs[1]) if paragraphs else 0
    return Place(first, int(paragraphs[2] or first) if paragraphs else 0, page[1].strip(",;") if page else "")


def _has(fields: Fields, name: str) -> bool:
    return fields.get(name) not in (None, "", [])


def _text(fields: Fields, name: str) -> str:
    """Take a text, on one line; a number counts as one."""
    value = fields.get(name)
    if value is None:
        return ""
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        raise _Unfit(f'"{name}" should be text, not {_shown(value)}')
    # Half of a surrogate pair, which JSON can name, is no character: neither the model nor a terminal takes it.
    return " ".join(str(value).encode("utf-8", "replace").decode("utf-8").split())


def _texts(fields: Fields, name: str) -> tuple[str, ...]:
    """Take a list of texts; one alone needs no list."""
    value = fields.get(name)
    values = value if isinstance(value, list) else [value]
    return tuple(filter(None, (_text({name: each}, name) for each in values)))


def _flag(fields: Fields, name: str) -> bool | None:
    value = fields.get(name)
    if value is not None and not isinstance(value, bool):
        raise _Unfit(f'"{name}" should be true or false, not {_shown(value)}')
    return value


def _shown(value: object) -> str:
    text = json.dumps(value, ensure_ascii=False)
    return text if len(text) <= _SHOWN_CHARS else f"{text[:_SHOWN_CHARS]}…"
