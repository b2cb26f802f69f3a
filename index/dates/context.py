"""Whether a number in a text may be a year: what stands before and after it tells."""

import re

from index.dates.counting import BEFORE_YEAR, COUNTED, COUNTING, FUNCTION_WORDS, LABELS, UNITS
from index.dates.vocabulary import words

_LOOK_BACK = 40  # characters that hold the two words before a number
_BEFORE = re.compile(r"(?:(\S+)\s+)?(\S+?)(\s?)$")
_AFTER = re.compile(r"([-–\s]?\s?)([A-Za-z]+|[%°§])(?:\s([A-Za-z]+))?")
_GLUED = re.compile(r"[,.:]\d|[\w@#$€£\\]|[-–—/]\w*\d|[-–—](?!\w)(?=\S)|['’](?!s\b)\w")
_ENDS = re.compile(r"\s*(?:$|[.,;:!?)\]\"”’'–—]|\(|\[)")
_WORD = re.compile(r"\s+([A-Za-z]+)")
_LATEST = 2100
_BEFORE_SMALL = words("in year d. died b. born r. reigned ruled fl. flourished")
_BEFORE_TIME = words("in since until by")
_BEFORE_SPAN = words("years reign king emperor pope bishop")
_STRAY = "([{\"'“‘.,;:"


def may_be_year(text: str, start: int, end: int, number: int, *, span: bool = False) -> bool:
    """Whether digits alone, from `start` to `end`, are a year: 1000 to 2100, and nothing says that they count or name.

    Three digits are one after "in" or "the year" where no noun follows ("in 476, …", "In 800 Charlemagne …").
    """
    if _GLUED.match(text, end) or (start and _glued_before(text, start)):
        return False
    before, last = _words_before(text, start)
    if _is_label(before, last, text, start) or _counts(before, last):
        return False
    dated = last in BEFORE_YEAR or before == "year"
    sure = last in _BEFORE_TIME and (number % 100 > 0 or text[:start].rstrip().endswith("In"))
    if is_counted(text, end, dated=dated, sure=sure):
        return False
    if number >= 1000:
        return number <= _LATEST and (dated or number % 100 > 0 or number > 1700 or _stands_alone(text, start, end))
    leads = _BEFORE_SMALL | _BEFORE_SPAN if span else _BEFORE_SMALL
    if number < 100 or not ends_as_year(text, end, names=True):
        return False
    return last in leads or (span and last in ("from", "between") and ends_as_year(text, end))


def is_counted(text: str, end: int, *, dated: bool = False, sure: bool = False) -> bool:
    """Whether what follows is a unit or a thing that is counted: "1945 metres", "1500 French soldiers".

    `dated`: what stands before goes well with a year; `sure`: it goes with a year alone, as in "in 1945 women …".
    """
    match = _AFTER.match(text, end)
    if not match:
        return False
    word, second = match[2].lower(), (match[3] or "").lower()
    if word in UNITS:
        return True
    if match[1].strip():  # "1945-style"
        return False
    if word in COUNTED:
        return not sure
    return second in COUNTED and not dated and word not in FUNCTION_WORDS


def ends_as_year(text: str, end: int, *, names: bool = False) -> bool:
    """Whether a number is followed by what follows a year: punctuation, a word such as "and", with `names` a name."""
    if _ENDS.match(text, end):
        return True
    match = _WORD.match(text, end)
    return match is not None and (match[1].lower() in FUNCTION_WORDS or (names and match[1][0].isupper()))


def words_before(text: str, start: int) -> tuple[str, str]:
    """The two words before a place, in lower case, without what stands around them; "" where there is none."""
    return _words_before(text, start)


def _words_before(text: str, start: int) -> tuple[str, str]:
    match = _BEFORE.search(text[max(0, start - _LOOK_BACK) : start])
    if not match:
        return "", ""
    return (match[1] or "").lower().strip(_STRAY), match[2].lower().lstrip(_STRAY)


def _glued_before(text: str, start: int) -> bool:
    sign = text[start - 1]
    if sign.isalnum() or sign in "_#@/\\+=$€£¥₤§¶№×*^~<>|&%":
        return True
    earlier = text[start - 2] if start > 1 else " "
    return (sign in ".,:-–—'’" and earlier.isdigit()) or (sign in "-–" and earlier.isupper())


def _is_label(before: str, last: str, text: str, start: int) -> bool:
    """Whether the word before names what the number numbers; "2:" and "(1989):" come before pages."""
    if last.endswith(":"):
        return last[-2:-1].isdigit() or last.endswith("):")
    if last in LABELS or last.rstrip(".") in LABELS or (before, last) in (("executive", "order"), ("public", "law")):
        return True
    return last.isdigit() and len(last) < 4 and text[start - 1] == " "  # a telephone number, a table


def _counts(before: str, last: str) -> bool:
    if last == "than":
        return before not in ("earlier", "later", "sooner")
    if last == "up" or (before, last) == ("up", "to"):
        return False
    return last in COUNTING or (before, last) in (("total", "of"), ("sum", "of"), ("number", "of"), ("force", "of"))


def _stands_alone(text: str, start: int, end: int) -> bool:
    before = text[:start].rstrip()
    return (not before or before.endswith(("(", ","))) and _ENDS.match(text, end) is not None
