"""A fragment put into the question before it: "And France?" after "When did Britain sign?" asks when France did."""

import re
from collections.abc import Sequence

from index.search.following.words import VAGUE, names_in, telling

_GOING_ON = r"(?:(?:and|but|or|so|also|ok|okay|well|then|what|how|about|of|as)\b[\s,.:–—-]*)*"
_FRAGMENT = re.compile(
    rf"^{_GOING_ON}(?:(?P<how>in|to|at|for|with|from|by|against|on|under|after|before|of|during)\s+)?(?P<the>the\s+)?"
    r"(?P<name>[^?.!]+?)\s*[?.!]*$",
    re.IGNORECASE,
)
_LIKE = (
    {"in", "to", "at", "from"},
    {"under", "by"},
    {"with", "to"},
    {"on", "in"},
)  # that mean much the same to readers
_ASKED = re.compile(
    r"^(?:and\s+|so\s+|but\s+)?(?:(?:in|on|at|to|by|for|from|with|of|under)\s+)?"
    r"(?:when|where|why|whom?|how|(?:what|which)\s+(?:year|day|date|month|reason|place|city|country))\s+"
    r"(?=(?:did|do|does|was|were|is|are|has|have|had|can|could|will|would)\b)",
    re.IGNORECASE,
)
_BARE = re.compile(
    r"^(?:(?:and|but|so)\s+)?(?:(?:in|on|at|to|by|for|from|with|of|under|since|until)\s+)?"
    r"(?:who|whom|what|when|where|why|which|how)\b",
    re.IGNORECASE,
)


def put_into(fragment: str, question: str) -> str:
    """The question with the fragment in the place of what it stands for; "" where that cannot be told.

    >>> put_into("And in Moscow?", "Who became the first German ambassador to Israel?")
    'Who became the first German ambassador in Moscow?'
    >>> put_into("By whom?", "When was the treaty signed?")
    'By whom was the treaty signed?'
    """
    return _asked_otherwise(fragment, question) or _with_another_name(fragment, question)


def resolved(questions: Sequence[str]) -> str:
    """The first of some questions, the latest first, after fragments are put into the ones before them."""
    found = ""
    for question in reversed(questions):
        found = (found and put_into(question, found)) or question
    return found


def _asked_otherwise(fragment: str, question: str) -> str:
    """Ask why, not when; "" where the fragment says more than that, or the question cannot be turned so."""
    says_more = [word for word in telling(fragment) if word.lower() not in VAGUE]
    asked = _ASKED.match(question)
    if says_more or not asked or not _BARE.match(fragment):
        return ""
    return f"{fragment.rstrip(' ?!.')} {question[asked.end() :]}"


def _with_another_name(fragment: str, question: str) -> str:
    found = _FRAGMENT.match(fragment.strip())
    if not found or names_in(found["name"]) != [found["name"].strip()]:
        return ""
    name = found["name"].strip()
    names = names_in(question)
    if name in names:
        return ""
    old = _of_its_kind(name, [one for one in names if one[0].isdigit() == name[0].isdigit()], found["how"], question)
    if not old:
        return ""
    new = f"{found['the'] or ''}{name}"
    before, after = question.split(old, 1)
    plain = re.sub(r"\bthe\s+$", "", before, flags=re.IGNORECASE)
    if found["how"]:
        plain = re.sub(r"\b\w+\s+$", f"{found['how']} ", plain)
    return f"{plain}{new}{after}"


def _of_its_kind(name: str, names: Sequence[str], how: str | None, question: str) -> str:
    """The name in the question that another one is to stand for: after the same kind of word, else the first."""
    if not how:
        return names[0] if names else ""
    alike = {how.lower()}.union(*(words for words in _LIKE if how.lower() in words))
    for one in names:
        before = re.findall(r"(\w+)\s+(?:the\s+)?$", question.split(one, 1)[0], re.IGNORECASE)
        if before and before[0].lower() in alike:
            return one
    return ""
