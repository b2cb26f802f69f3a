"""Whether a clause is about the thing that a question asks about, by where its words stand; English, and rough.

"The lock of the canal was opened" is not about the canal, "Jost Lind" is not "Ada Lind", and what the voters approved
is not what the council did. What is not plain counts as another thing.
"""

import re
from collections.abc import Sequence

from index.comparing.asking import Wish
from index.comparing.clauses import Clause
from index.comparing.words import terms_of

_PHRASE = 3  # words before a noun among which a preposition makes it a part of something else
_FRONTED = frozenset(
    ["in", "on", "at", "by", "under", "over", "near", "during", "after", "before", "from", "with", "for", "below",
     "behind", "beside", "within", "outside", "along", "of", "to", "above", "beyond"]
)  # fmt: skip
_TITLES = frozenset(
    ["mr", "mrs", "miss", "dr", "sir", "lord", "lady", "king", "queen", "prince", "count", "mayor", "general",
     "colonel", "president", "minister", "secretary", "chancellor", "bishop", "pope", "saint", "father", "captain",
     "professor"]
)  # fmt: skip
_OBJECT = re.compile(
    r"\b(by|for|of|from|to|against|between|into)\s+(?:(?:the|an?|his|her|its|their|this|that)\s+)?([\w’'-]+(?:\s[\w’'-]+)?)",
    re.IGNORECASE,
)
_APPOSITION = re.compile(r",\s(?:the|an?|his|her|its|their|then|now)\s[^,|]*,")
_MODIFIED = re.compile(r"^\s+(?:of|in|at|on|for|between|from|to|near|with|against)\s+(?:the\s+|an?\s+)?([\w’'-]+)")


def is_subject(wish: Wish, clause: Clause) -> bool:
    """Whether what is asked about does, or suffers, what the clause tells."""
    words = [word.strip(".,|'’\"“”").lower() for word in _APPOSITION.sub(" ", clause.bare).split()]
    return _is_about(wish, clause, words) and _in_order(wish, clause, words) and not _is_of_a_namesake(wish, clause)


def are_of_others(one: Clause, other: Clause) -> bool:
    """Whether something is done by, for, of or to somebody in each, and to other ones."""
    here, there = _objects(one), _objects(other)
    return any(
        not here[word] & there[word] and not here[word] <= other.whole and not there[word] <= one.whole
        for word in here.keys() & there.keys()
    ) or _modifier(one, other) != _modifier(other, one)


def _objects(clause: Clause) -> dict[str, frozenset[str]]:
    found: dict[str, frozenset[str]] = {}
    for word, what in _OBJECT.findall(clause.bare):
        found[word.lower()] = found.get(word.lower(), frozenset()) | frozenset(terms_of(what))
    return {word: terms for word, terms in found.items() if terms}


def _modifier(clause: Clause, other: Clause) -> str:
    """What stands right behind the first thing that both speak of ("of Hollum"), unless the other knows of it too."""
    common = next((term for term in clause.terms if term in other.terms), "")
    for found in re.finditer(r"[\w’'-]+", clause.bare):
        if common in terms_of(found[0]):
            behind = _MODIFIED.match(clause.bare[found.end() :])
            terms = frozenset(terms_of(behind[1])) if behind else frozenset()
            return "" if terms <= other.whole else min(terms)
    return ""


def _is_about(wish: Wish, clause: Clause, words: Sequence[str]) -> bool:
    """Whether what is asked about stands at the head of its phrase, or a pronoun in its stead."""
    if not wish.heads & set(clause.terms):
        stands_in = not clause.lead or clause.lead in wish.deeds | wish.names
        return (stands_in or not wish.heads) and not _extra(wish, words)
    return all(_stands_free(head, words) for head in wish.heads & set(clause.terms)) and not _extra(wish, words)


def _stands_free(head: str, words: Sequence[str]) -> bool:
    places = [at for at, word in enumerate(words) if head in terms_of(word)]
    return any(not any(word in _FRONTED for word in _before(words, at)) for at in places)


def _before(words: Sequence[str], at: int) -> Sequence[str]:
    """The words right before one, up to a date or number."""
    near = list(words[max(0, at - _PHRASE) : at])
    return near[len(near) - near[::-1].index("") :] if "" in near else near


def _extra(wish: Wish, words: Sequence[str]) -> bool:
    """Whether between what is asked about and what happened to it stands another thing: "Orrin's adjutant"."""
    things, deeds = wish.heads | wish.nouns | wish.names, wish.deeds
    named = [at for at, word in enumerate(words) if things & set(terms_of(word))]
    done = [at for at, word in enumerate(words) if deeds & set(terms_of(word))]
    if not named or not done or done[0] < named[0]:
        return False
    is_fronted = bool(words) and next((word for word in words if word), "") in _FRONTED
    start = named[0] if is_fronted else 0
    between = [word for word in words[start : done[0]] if word not in _TITLES]
    known = things | deeds | wish.ordinals | {wish.counted}
    return any(term not in known for word in between for term in terms_of(word))


def _in_order(wish: Wish, clause: Clause, words: Sequence[str]) -> bool:
    """Whether names come as in the question, where one does something to another; a passive turns them round."""
    places = [next((at for at, word in enumerate(words) if name in terms_of(word)), -1) for name in wish.sequence]
    found = [place for place in places if place >= 0]
    return found == sorted(found) or "by" in words


def _is_of_a_namesake(wish: Wish, clause: Clause) -> bool:
    """Whether the last word of a name stands in a clause behind other names only: "Jost Lind" is not "Ada Lind"."""
    for name in wish.full_names:
        before = re.findall(rf"(?:([A-Z][\w’'-]+)\s)?{re.escape(name.split()[-1])}\b", clause.bare)
        if before and all(word and word not in name.split() and word.lower() not in _TITLES for word in before):
            return True
    return False
