"""A question with greetings, thanks and other small talk around it → the question.

What is taken away names nobody and no year, and nothing in the rest points back to it; otherwise it stays.
"""

import re

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
_THANKS = re.compile(
    r"[\s,.!?]*(?:\b(?:thanks?|thx|ty|cheers|pls|plz|please)\b[^?]{0,25})+$",
    re.IGNORECASE,
)
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
    plain = re.sub(rf"[{_EMOJI}\ufe0f\s]+$", "", text)
    ended = _THANKS.sub("", plain)
    plain = _or(ended + "?" if "?" in plain[len(ended) :] else ended, plain)
    plain = _or(_GREETING.sub("", plain), plain)
    for boundary in _BOUNDARY.finditer(plain):
        before, after = plain[: boundary.start()], plain[boundary.end() :]
        question = _ASKING.sub("", after)
        if _NAMES.search(f"x {before}") or not re.match(rf"{_QUESTION}\b", question, re.IGNORECASE) or "?" in before:
            continue
        return plain if _POINTS_BACK.search(question) else _or(question, plain)
    question = _ASKING.sub("", plain)
    return _or(question, plain) if re.match(rf"{_QUESTION}\b", question, re.IGNORECASE) else plain


def _or(shorter: str, whole: str) -> str:
    """The shorter text, unless too little is left."""
    return shorter if len(shorter.split()) >= _LEAST_WORDS else whole
