"""Names, dates and other telling words in a question or a sentence, as far as they can be told from its letters."""

import re

_WORD = re.compile(r"[^\W_]+(?:[’'\-.][^\W_]+)*")

_CAPITAL = r"[^\W\d_a-zß-öø-ÿ][\w’'\-]*"
_JOINING = r"(?:of|of\sthe|de|del|da|van|von)"
_NAME = re.compile(rf"(?:{_CAPITAL}|\d[\d,.]*\d|\d)(?:\s(?:{_JOINING}\s)?(?:{_CAPITAL}|\d+))*")

_ASKING = """
who whom whose what when where why which how whether did do does was were is are am be been being has have had having
can could will would shall should may might must
"""
_HOLDING = """
a an the this that these those and or but nor so if than as of in on at by for from to with without about into onto
over under after before since until till during between among against through upon within toward towards not no also
too very just only there then here now again still yet already ever never he him his himself she her hers herself it
its itself they them their theirs themselves we us our you your i me my one ones other others another else such same
some any all each both either neither every more most many much few several own
"""
_VAGUE = """
happen happened happens take taken took tell know get got come came go went say said think thought mean meant begin end
year years day days time times thing things people reason reasons long old large big first last later earlier next
"""
_OPENING = """
well ok okay thanks please tell explain name describe give list although while though because however
"""

EMPTY = frozenset(f"{_ASKING} {_HOLDING}".split())  # words that say nothing of what a text is about
VAGUE = frozenset(_VAGUE.split())  # words that say little of it
_LEADING = EMPTY | frozenset(_OPENING.split())  # what is written with a capital letter only at the start of a sentence


def telling(text: str) -> list[str]:
    """The words of a text that say what it is about, as they are written."""
    return [word for word in _WORD.findall(text) if word.lower() not in EMPTY]


def names_in(text: str) -> list[str]:
    """Names and numbers in a text, in their order; a capital letter at its start may be that of any word.

    >>> names_in("When did the Treaty of Rapallo end the quarrel of 1918?")
    ['Treaty of Rapallo', '1918']
    """
    found = (name for match in _NAME.finditer(text) if (name := _without_lead(match[0])))
    return list(dict.fromkeys(found))


def _without_lead(name: str) -> str:
    words = name.split(" ")
    while words and words[0].lower() in _LEADING:
        words = words[1:]
    return re.sub(r"[’']s?$", "", " ".join(words)).strip(".,")
