"""A question with greetings, thanks and other small talk around it → the question.

What is taken away names nobody and no year, and nothing in the rest points back to it; otherwise it stays.
"""

import re
from itertools import islice

_QUESTION = r"(?:who|whom|whose|what|when|where|why|which|how|in (?:which|what)|did|was|were|is|are|does)"
_ASKING = re.compile(  # what stands between small talk and a question
    r"^(?:(?:so|but|and|also|ok|okay|well|um+|please|pls|plz|just|actually)\s+)*"
    r"(?:(?:can|could|would|will|do|does)\s+(?:you|u|ya|anyone|anybody|someone|somebody)\s+"
    r"(?:please\s+|pls\s+|plz\s+|happen\s+to\s+|maybe\s+)*(?:tell\s+me|know|explain|say|help\s+me\s+with)\s+"
    r"|(?:i\s+was|i'm|im|i\s+am|just)\s+wondering\s+(?:if\s+|whether\s+)?|tell\s+me\s+)?",
    re.IGNORECASE,
)
_EMOJI = "\u2600-\u27bf\U0001f000-\U0001faff"
_BOUNDARY = re.compile(
    rf"\s*(?:[!?.;:,](?=\s)|[–—]|[{_EMOJI}\ufe0f]+|\s[:;]-?[)(DP]\s|\sbut\s(?={_QUESTION}\b))+\s*", re.IGNORECASE
)
_HELLO = r"(?:he+y+|hi+|hiya|hello|yo|good\s+(?:morning|evening|afternoon|day)|omg|lol|clio|pls|plz|please)\b"
_GREETING = re.compile(rf"^{_HELLO}[\s,.!]*(?:(?:{_HELLO}|(?:bot|there|all|everyone)\b)[\s,.!]*)*", re.IGNORECASE)
_THANKING = frozenset(["thanks", "thank", "thx", "ty", "cheers", "please", "pls", "plz"])
_WITH_THANKS = _THANKING | frozenset(
    ["you", "so", "very", "much", "a", "lot", "in", "advance", "mate", "everyone", "all", "guys"]
)
_AT_ANY_END = frozenset(["thx", "pls", "plz", "please", "ty"])  # in lower case; others end a question only after a stop
_MOST_BOUNDARIES = 8  # that are looked at; whoever talks longer means something by it
_NAMES = re.compile(r"(?<=\w\s)(?!I\b|I'm\b|Clio\b)[^\W\d_a-z]\w|\d")
_POINTS_BACK = re.compile(
    r"\b(?:he|him|his|she|her|they|them|their)\b|\b(?:it|that|this|those|these|there|one)\W*$", re.IGNORECASE
)
_LEAST_WORDS = 3  # of what is left


def without_small_talk(text: str) -> str:
    """Take away what stands around a question and has nothing to do with it.

    >>> without_small_talk("hey clio, quick one for class – do you know who opened the canal at Suez? thanks!")
    'who opened the canal at Suez?'
    """
    plain = _without_thanks(re.sub(rf"[{_EMOJI}\ufe0f\s]+$", "", text))
    plain = _or(_without_greeting(plain), plain)
    for boundary in islice(_BOUNDARY.finditer(plain), _MOST_BOUNDARIES):
        before, after = plain[: boundary.start()], plain[boundary.end() :]
        question = _ASKING.sub("", after)
        if _NAMES.search(f"x {before}") or not re.match(rf"{_QUESTION}\b", question, re.IGNORECASE) or "?" in before:
            continue
        return plain if _POINTS_BACK.search(question) else _or(question, plain)
    question = _ASKING.sub("", plain)
    return _or(question, plain) if re.match(rf"{_QUESTION}\b", question, re.IGNORECASE) else plain


def _without_greeting(text: str) -> str:
    greeting = _GREETING.match(text)
    if not greeting:
        return text
    rest = text[greeting.end() :]
    is_a_name = rest[:1].isupper() and greeting[0].rstrip()[-1:].isalpha()  # "Hey Jude"
    return text if is_a_name else rest


def _without_thanks(text: str) -> str:
    """Take away thanks at the end, where they stand after a stop or are written as nobody's name is."""
    words = text.split(" ")
    end = len(words)
    while end and words[end - 1].strip(".,!?").lower() in _WITH_THANKS:
        end -= 1
    tail = words[end:]
    while tail and tail[0].strip(".,!?").lower() not in _THANKING:
        tail = tail[1:]
    kept = words[: len(words) - len(tail)]
    if not tail or not kept or not (kept[-1][-1:] in ".,!?" or tail[0].strip(".,!?") in _AT_ANY_END):
        return text
    asked = "?" if "?" in tail[-1] else ""
    return " ".join(kept).rstrip(" ,") + asked


def _or(shorter: str, whole: str) -> str:
    """The shorter text, unless too little is left."""
    return shorter if len(shorter.split()) >= _LEAST_WORDS else whole
