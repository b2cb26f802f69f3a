"""Clauses of several documents → where they give other dates or numbers for the same thing.

A false alarm is worse than a difference that goes unseen: two clauses are compared only where all that can be checked
says that they are about one thing.
"""

from collections.abc import Iterable, Sequence

from index.comparing.asking import Wanted, Wish
from index.comparing.clauses import Clause, When
from index.comparing.model import Difference, Reading
from index.comparing.phrases import are_of_others, is_subject
from index.comparing.quantities import Quantity
from index.comparing.words import terms_of

_OVERLAP = 0.5  # of the words of two clauses that are not asked for by name, from which they tell of one thing
_LEAST = 2  # words that such clauses share
_NOUNS = 0.6  # share of a question's nouns that must stand near a clause


def differences(wish: Wish, documents: Sequence[Sequence[Clause]]) -> tuple[Difference, ...]:
    """Where documents differ, of which these are the clauses, in their order."""
    asked = [[clause for clause in clauses if _is_asked(wish, clause)] for clauses in documents]
    is_vague = not wish.names | wish.nouns
    found = [] if wish.wanted is Wanted.BOTH else [_difference(_one_each(asked, is_vague))]
    if not any(found):
        kind = {Wanted.DATE: When, Wanted.NUMBER: Quantity}.get(wish.wanted)
        alike = [[one for one in clauses if kind is None or isinstance(one.value, kind)] for clauses in documents]
        found = [_difference(group) for group in _alike(alike)]
    return tuple(one for one in found if one)


def _is_asked(wish: Wish, clause: Clause) -> bool:
    """Whether a clause gives what is asked for, of the thing that is asked about."""
    if not isinstance(clause.value, When if wish.wanted is Wanted.DATE else Quantity):
        return False
    said = set(clause.terms) | (set(terms_of(clause.value.noun)) if isinstance(clause.value, Quantity) else set())
    must = wish.deeds or wish.nouns
    return (
        bool(must)
        and must | {wish.counted} <= said | {""}
        and wish.names <= clause.whole
        and len(wish.nouns & clause.near) >= _NOUNS * len(wish.nouns)
        and clause.ordinals <= wish.ordinals
        and is_subject(wish, clause)
    )


def _one_each(documents: Sequence[Sequence[Clause]], is_vague: bool) -> list[tuple[int, list[Clause]]]:
    """The clauses of each document that has any, with its place, but those that tell of another thing than the others.

    Where the question `is_vague`, naming no thing that it is about, each may have no circumstance of its own.
    """
    held = [(place, list(clauses)) for place, clauses in enumerate(documents) if clauses]
    return [
        (place, fitting)
        for place, clauses in held
        if (
            fitting := [
                one for one in clauses if all(_fits(one, others, is_vague) for at, others in held if at != place)
            ]
        )
    ]


def _fits(clause: Clause, others: Iterable[Clause], is_vague: bool) -> bool:
    return any(
        _names_fit(clause, other)
        and _same_modifiers(clause, other)
        and not (is_vague and set(clause.terms) - other.whole and set(other.terms) - clause.whole)
        for other in others
    )


def _names_fit(one: Clause, other: Clause) -> bool:
    """Whether not each begins with a thing, or has a name, that the other's passage never has.

    Nor may what is done by, for or to somebody in one be done by, for or to another in the other.
    """
    leads = one.lead and other.lead and one.lead not in other.whole and other.lead not in one.whole
    names = one.names - other.whole and other.names - one.whole
    return not leads and not names and not are_of_others(one, other)


def _same_modifiers(one: Clause, other: Clause) -> bool:
    """Whether both give a date, or both a number of the same things: 400 mounted soldiers are not 400 soldiers."""
    if not isinstance(one.value, Quantity) or not isinstance(other.value, Quantity):
        return type(one.value) is type(other.value)
    counted = [terms_of(value.noun) or (value.noun,) for value in (one.value, other.value)]
    is_same = counted[0] == counted[1] and one.value.modifiers == other.value.modifiers
    return is_same and not one.is_of_another_time(other)


def _difference(held: Sequence[tuple[int, Sequence[Clause]]]) -> Difference | None:
    """The readings of documents that contradict one another; a document that agrees with all is left out."""
    at_odds = [
        (place, clauses)
        for place, clauses in held
        if any(not _agree(clauses, others) for other, others in held if other != place)
    ]
    groups: list[list[tuple[int, Sequence[Clause]]]] = []
    for entry in at_odds:
        group = next((one for one in groups if all(_agree(entry[1], other) for _, other in one)), None)
        if group is None:
            groups.append([entry])
        else:
            group.append(entry)
    if len(groups) < 2:
        return None
    return Difference(tuple(Reading(group[0][1][0].text, tuple(place for place, _ in group)) for group in groups))


def _agree(some: Iterable[Clause], others: Sequence[Clause]) -> bool:
    """Whether any two of them can both be true: a document that gives several dates gives none for sure."""
    return any(_values_agree(one, other) for one in some for other in others)


def _values_agree(one: Clause, other: Clause) -> bool:
    if isinstance(one.value, When) and isinstance(other.value, When):
        return one.value.agrees(other.value)
    if isinstance(one.value, Quantity) and isinstance(other.value, Quantity):
        return one.value.agrees(other.value)
    return True


def _alike(documents: Sequence[Sequence[Clause]]) -> list[list[tuple[int, Sequence[Clause]]]]:
    """Groups of clauses, at most one of each document, that otherwise say the same."""
    groups: list[list[tuple[int, Sequence[Clause]]]] = []
    used: set[int] = set()
    for place, clauses in enumerate(documents):
        for clause in clauses:
            if id(clause) in used:
                continue
            group: list[tuple[int, Sequence[Clause]]] = [(place, [clause])]
            for other in range(place + 1, len(documents)):
                alike = [one for one in documents[other] if _say_the_same(clause, one)]
                if alike:
                    group.append((other, alike))
                    used |= set(map(id, alike))
            groups += [group] if len(group) > 1 else []
    return groups


def _say_the_same(one: Clause, other: Clause) -> bool:
    """Whether two clauses say the same but for the date or number, and for what one goes on with."""
    shorter, longer = sorted((one.terms, other.terms), key=len)
    return (
        len(shorter) >= _LEAST
        and longer[: len(shorter)] == shorter
        and len(shorter) >= _OVERLAP * len(longer)
        and one.ordinals == other.ordinals
        and _same_modifiers(one, other)
        and bool(one.lead and other.lead)
        and not (one.names - other.whole or other.names - one.whole)
    )
