"""The words of a text that have a meaning, such that texts which say the same of an event have the same ones."""

from functools import lru_cache

import tantivy

from index.store.lexical import analyzer

_VERBS = (  # by whose forms something happens, each with its past and participle
    "become became|begin began begun|break broke broken|build built|burn burnt|buy bought|come came|draw drew drawn|"
    "drive drove driven|fall fell fallen|fight fought|find found|flee fled|fly flew flown|give gave given|go went gone|"
    "hold held|lay laid|lead led|leave left|light lit|lose lost|make made|meet met|pay paid|rise rose risen|run ran|"
    "see saw seen|sell sold|send sent|shoot shot|sing sang sung|sink sank sunk|speak spoke spoken|strike struck|"
    "swear swore sworn|take took taken|tear tore torn|throw threw thrown|win won|write wrote written"
)
_ALIKE = (  # stems that texts use for one another where they tell when or how many; the first stands for all
    "open inaugur|begin start commenc|arriv reach|build erect construct|found establish|die perish|complet finish|"
    "men soldier troop|peopl inhabit person|ship vessel|recognis recogn recognit"
)
_FORMS = {form: forms.split()[0] for forms in (_VERBS + "|" + _ALIKE).split("|") for form in forms.split()[1:]}

IRREGULAR = frozenset(_VERBS.replace("|", " ").split())


def terms_of(text: str) -> tuple[str, ...]:
    """The words that have a meaning, without endings; "sank" and "sunk" are "sink", "soldiers" are "men"."""
    return tuple(_FORMS.get(term, term) for term in _analyzer().analyze(text))


@lru_cache(maxsize=1)
def _analyzer() -> tantivy.TextAnalyzer:
    return analyzer()
