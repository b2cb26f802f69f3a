"""Whether a question can be understood by itself, or needs what was asked before it.

All by words and word order, in English: no model reads the conversation.
"""

import re
from enum import IntEnum

from index.search.following.words import VAGUE, names_in, telling


class Need(IntEnum):
    """How much a question needs what went before."""

    NONE = 0
    PERHAPS = 1  # may leave unsaid of what or of whom: "Who were the first ambassadors?"
    MUCH = 2  # says of itself that it goes on: "And who was it then?"


_OPENING = re.compile(
    r"^(?:(?:and|but|so|ok(?:ay)?|also|well|oh|hm+|yes|no|thanks|thank you|thx|or)\b[\s,.!:;–—-]*)+", re.IGNORECASE
)
_WHAT_ABOUT = re.compile(r"^(?:what|how) about\b|^(?:and|or|but) (?:what|how) of\b", re.IGNORECASE)
_BEGINS = re.compile(
    r"^(?:(?:in|on|at|to|by|for|from|with|of|under|against|through|after|before|since|until|during|into) )?"
    r"(?:who|whom|whose|what|when|where|why|which|how|did|do|does|was|were|is|are|has|have|had|can|could|will|would"
    r"|tell|explain|name|describe|give|list|show)\b",
    re.IGNORECASE,
)
_AUXILIARY = r"(?:did|do|does|was|were|is|are|has|have|had|can|could|will|would|should|may|might|must)"
_SUBJECT = re.compile(r"\b(?:he|she|they|his|their|its|theirs|hers)\b(?! own\b)", re.IGNORECASE)
_INVERTED = re.compile(rf"\b{_AUXILIARY}\s+$", re.IGNORECASE)  # what stands before the subject of a question
_WHO = re.compile(r"^(?:who|which|what)\b", re.IGNORECASE)
_OBJECT = re.compile(r"\b(?:him|them)\b|\bher\b|\bit\b", re.IGNORECASE)
_EMPTY_IT = re.compile(
    r"\bit\s+(?:that|take|took|takes|possible|true|necessary|important|happen|come|matter|mean|seem)\b", re.IGNORECASE
)
_CLAUSE = re.compile(
    r"[,;?]|(?<=\w )\b(?:and|but|when|while|after|before|because|that|since|until|if|or|although|though|as|once|who"
    r"|whom|which|where|than)\b",
    re.IGNORECASE,
)
_PLACE = re.compile(
    r"(?<!\bwas )(?<!\bwere )(?<!\bis )(?<!\bare )(?<!\bbe )(?<!\bbeen )(?<!\bhad )(?<!\bhas )(?<!\bwill )(?<!\bdid )"
    r"\bthere\b|\bthere\W*$",
    re.IGNORECASE,
)
_TIME = re.compile(
    r"\bthen\b(?=\W*$)|\b(?:by|since|until|till|back|just) then\b|\b(?:was|were) then\b|\bwho then\b"
    r"|\b(?:at|by|from|in|on|after|before|during|until|since|around) (?:the|that|this) (?:same )?(?:time|day|year|month"
    r"|point|moment|date|period|decade|century)\b(?! (?:of|when|that|in|before|after))"
    r"|\bmeanwhile\b|\b(?:afterwards?|thereafter|beforehand)\b"
    r"|\b(?:before|after|since|until|about|of|against|for|to|on|by|like|with|in|from)"
    r" (?:that|this|these|those)\b(?=\W*$)"
    r"|\bthe (?:year|day|month|week|night) (?:before|after)\b(?=\W*$)"
    r"|\bthe (?:next|following|previous|same) (?:year|day|month|week)\b"
    r"|\b(?:years?|months?|weeks?|days?) (?:later|earlier|before|after)\b(?=\W*$)",
    re.IGNORECASE,
)
_POINTING = re.compile(
    r"(?-i:\b(?:[Tt]his|[Tt]hese)\b(?! [A-Z]))|\bthose\b(?! (?:who|that|of|in))"
    r"|\b(?:was|were|is|are|did|does|do|had|has) (?:that|those|this)\b"
    r"|\bthat (?:year|day|time|war|treaty|agreement|conference|meeting|resolution|vote|decision|speech|letter|law|act"
    r"|country|state|city|place|man|woman|king|queen|president|minister|event|crisis|battle|book|document)\b"
    r"|\b(?:who|what|where|when|which|nobody|somebody|someone|anyone|anybody|everyone) else\b"
    r"|\bthe (?:latter|former)\W*$"
    r"|\binstead\b(?! of)|\b(?:which|what|the) ones?\b|\bones?\W*$|\bthe (?:other|others|same|rest)\W*$",
    re.IGNORECASE,
)
_DEFINITION = re.compile(r"^(?:what|who)\s+(?:is|are|was|were)\s+(?!the\b)\w", re.IGNORECASE)  # "what is a refusenik?"
_QUOTED = re.compile(r"[\"“”„«»].{12,}")
_FEW = 6  # telling words up to which a question that names nothing leaves something unsaid
_LEAST = 2  # telling words of a question that is about something
_SHORT = 9  # telling words up to which a question with a name may leave something unsaid


def need_of(text: str) -> Need:
    """Tell how much a question needs what went before, from its words alone."""
    question = _OPENING.sub("", text).strip()
    goes_on = question != text.strip()
    names = names_in(question)
    if _QUOTED.search(question):
        return Need.NONE
    if not question or _WHAT_ABOUT.match(question):
        return Need.MUCH
    if not _BEGINS.match(question) and (goes_on or question.endswith("?")) and len(question.split()) <= _FEW + 2:
        return Need.MUCH
    if _points_back(question, names):
        return Need.MUCH
    said = [word for word in telling(question) if word.lower() not in VAGUE]
    if names or not _BEGINS.match(question):
        return Need.PERHAPS if len(said) <= _SHORT and _BEGINS.match(question) else Need.NONE
    if _DEFINITION.match(question) and said:
        return Need.NONE
    return Need.MUCH if len(said) < _LEAST or (goes_on and len(said) <= _FEW) else Need.PERHAPS


def is_of_a_time(question: str) -> bool:
    """Whether a question is about a time that it does not name: "then", "in that year"."""
    return bool(_TIME.search(question))


def _points_back(question: str, names: list[str]) -> bool:
    """Whether a word stands for something that is not named before it."""
    pointing = [found for pattern in (_TIME, _PLACE, _POINTING) for found in pattern.finditer(question)]
    objects = _OBJECT.finditer(_EMPTY_IT.sub(lambda found: " " * len(found[0]), question))
    if any(not _named_in_other_clause(question, names, found.start()) for found in (*pointing, *objects)):
        return True
    return any(_is_open(question, names, found) for found in _SUBJECT.finditer(question))


def _is_open(question: str, names: list[str], found: re.Match[str]) -> bool:
    """Whether "he" or "his" is nobody who is named before, nor the one who is asked for: "who gave his name to"."""
    if _named_before(question, names, found.start()):
        return False
    before = question[: found.start()]
    if _INVERTED.search(before):
        return True
    return len(telling(before)) < _LEAST and not (names and _WHO.match(before))


def _named_before(text: str, names: list[str], at: int) -> bool:
    return any(0 <= text.find(name) < at for name in names)


def _named_in_other_clause(text: str, names: list[str], at: int) -> bool:
    """Whether a name stands before a pronoun, in another clause: of its own clause it would say "himself"."""
    ends = [found.start() for found in _CLAUSE.finditer(text, 0, at)]
    return bool(ends) and _named_before(text, names, ends[-1])
