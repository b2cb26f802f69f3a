"""Lists of names for one and the same thing, and where a question holds one of them.

A list is text, a group of names a line, all of them equal:

    Beijing = Peking = Pei-p'ing
    # a line that begins so is a remark

A name may be of several words. One that stands in two groups has the other names of both, but does not make one group
of them: Georgia may be Gruzia, and GA, without Gruzia being GA.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache

from index.names.letters import folded

BETWEEN = "="
MOST_CHARACTERS = 200_000  # of a list
MOST_OWN = 3_500  # characters of a server's own list: as many as one form takes and one message shows
MOST_NAMES = 20  # of a group
LONGEST_NAME = 80  # characters
MOST_FAULTS = 5  # that are told of a list

_WORD = re.compile(r"[^\W_]+")
_BULLET = re.compile(r"^(?:[-*+•]|\d{1,3}[.)])\s+")
_MARKUP = re.compile(r"[*_`~]{1,3}(?=\S)(.+?)(?<=\S)[*_`~]{1,3}")
_REMARK = "#"

Group = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Mention:
    """A name in a text, from `start` to `end`, and the others of its groups, in their order."""

    start: int
    end: int
    name: str
    others: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Fault:
    """A line of a list that is not used, counted from 1, and why, as a clause."""

    line: int
    reason: str

    def __str__(self) -> str:
        return f"line {self.line} {self.reason}"


class AliasList:
    """Groups of names. What a text holds of them is found by their words, whatever their case and accents."""

    def __init__(self, groups: Sequence[Group] = ()) -> None:
        self.groups = tuple(groups)

    def mentions(self, text: str) -> list[Mention]:
        """The names that a text holds, in its order; of names that begin at one place, the longest."""
        words = [(folded(word[0]), word.start(), word.end()) for word in _WORD.finditer(text)]
        found: list[Mention] = []
        at = 0
        while at < len(words):
            name = self._name_at([word for word, _, _ in words[at : at + self._longest]])
            if name:
                start, end = words[at][1], words[at + len(name) - 1][2]
                found.append(Mention(start, end, text[start:end], self._others[name]))
            at += len(name) or 1
        return found

    def _name_at(self, words: Sequence[str]) -> tuple[str, ...]:
        return next((name for end in range(len(words), 0, -1) if (name := tuple(words[:end])) in self._others), ())

    @cached_property
    def _longest(self) -> int:
        return max(map(len, self._others), default=0)

    @cached_property
    def _others(self) -> Mapping[tuple[str, ...], tuple[str, ...]]:
        """The other names of each name, by its words."""
        found: dict[tuple[str, ...], dict[str, None]] = {}
        for group in self.groups:
            for name in group:
                found.setdefault(words_of(name), {}).update(dict.fromkeys(group))
        return {
            words: tuple(other for other in others if words_of(other) != words)
            for words, others in found.items()
            if words
        }


def words_of(name: str) -> tuple[str, ...]:
    """The words of a name, in lower case and without accents; what two names share that are one."""
    return tuple(folded(word) for word in _WORD.findall(name))


def parse(text: str) -> tuple[AliasList, tuple[Fault, ...]]:
    """Read a list; what cannot be used of it is left out and told, the first faults at least."""
    if len(text) > MOST_CHARACTERS:
        return AliasList(), (Fault(1, f"begins a list of more than {MOST_CHARACTERS:,} characters; make it shorter"),)
    groups: list[Group] = []
    faults: list[Fault] = []
    for number, line in enumerate(text.splitlines(), 1):
        plain = _plain(line)
        if not plain or plain.startswith(_REMARK):
            continue
        names = group_of(plain.split(BETWEEN))
        if reason := _why_not(names):
            faults.append(Fault(number, reason))
        else:
            groups.append(names)
    return AliasList(groups), tuple(faults[:MOST_FAULTS])


@lru_cache(maxsize=256)
def parsed_once(text: str) -> tuple[AliasList, tuple[Fault, ...]]:
    """Like `parse`, for a text that is read again and again."""
    return parse(text)


def merged(text: str, more: str, most: int = MOST_OWN) -> str:
    """A list with the groups of another that it lacks behind it, as many as fit."""
    known = {frozenset(map(words_of, group)) for group in parse(text)[0].groups}
    for group in parse(more)[0].groups:
        line = f" {BETWEEN} ".join(group)
        longer = f"{text.rstrip()}\n{line}".lstrip()
        if frozenset(map(words_of, group)) not in known and len(longer) <= most:
            text = longer
    return text


def group_of(names: Sequence[str]) -> Group:
    """Names each once, on one line, without what is none."""
    found = {words: line for name in names if (words := words_of(line := " ".join(name.split())))}
    return tuple(dict.fromkeys(found.values()))


def groups_said(title: str, also: object) -> Iterator[Group]:
    """The groups that a document's field `also` makes.

    A name or a list of names is of what its title names, up to a colon or a bracket; a mapping says of each name what
    else it is called. Whatever has another shape says nothing.
    """
    said = also if isinstance(also, Mapping) else {re.split(r"[:(]", title)[0]: also}
    for name, others in said.items():
        listed = others if isinstance(others, list) else [others]
        group = group_of([str(name), *(other for other in listed if isinstance(other, str))])
        if not _why_not(group):
            yield group


def _plain(line: str) -> str:
    """A line without a bullet, and without markdown around names."""
    return _MARKUP.sub(r"\1", _BULLET.sub("", line.strip("\ufeff \t"))).strip()


def _why_not(names: Group) -> str:
    if len(names) < 2:
        return f"has no two names with {BETWEEN} between them"
    if len(names) > MOST_NAMES:
        return f"has {len(names)} names, more than {MOST_NAMES}; make several lines of it"
    if any(len(name) > LONGEST_NAME for name in names):
        return f"has a name of more than {LONGEST_NAME} characters; leave it out"
    return ""
