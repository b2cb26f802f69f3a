"""Whether a model understands questions in other languages than English: it is asked, not believed.

A few sentences are compared with their translations. A model that was made for many languages puts each beside its own
translation; one made for English sees strange words.
"""

from collections.abc import Sequence
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from index.embedding import Encoding

_ENGLISH = (
    "When was the peace treaty signed?",
    "Who was the first king of the country?",
    "How many people died of hunger?",
)
_TRANSLATED = (
    ("Wann wurde der Friedensvertrag unterzeichnet?", "Wer war der erste König des Landes?",
     "Wie viele Menschen starben an Hunger?"),
    ("Quand le traité de paix a-t-il été signé ?", "Qui fut le premier roi du pays ?",
     "Combien de personnes sont mortes de faim ?"),
    ("¿Cuándo se firmó el tratado de paz?", "¿Quién fue el primer rey del país?",
     "¿Cuántas personas murieron de hambre?"),
    ("Когда был подписан мирный договор?", "Кто был первым королём страны?", "Сколько людей умерло от голода?"),
    ("和平条约是什么时候签署的?", "谁是这个国家的第一位国王?", "有多少人死于饥饿?"),
)  # fmt: skip
_LEAST_COSINE = 0.6  # with its translation
_LEAST_LEAD = 0.05  # before the other sentences' translations; some models put all sentences close together


class QuestionEmbedder(Protocol):
    """What embeds questions."""

    def embed_questions(self, questions: Sequence[str]) -> list[Encoding]:
        """Embed questions, in their order."""


def is_multilingual(embedder: QuestionEmbedder) -> bool:
    """Whether a model puts sentences of every language of the probe beside their translations."""
    texts = [*_ENGLISH, *(sentence for sentences in _TRANSLATED for sentence in sentences)]
    vectors = np.stack([encoding.vector for encoding in embedder.embed_questions(texts)])
    count = len(_ENGLISH)
    return all(_fit(vectors[:count] @ vectors[start : start + count].T) for start in range(count, len(vectors), count))


def _fit(cosines: NDArray[np.float32]) -> bool:
    """Whether each row, of an English sentence, has its own translation in front; shape (sentences, sentences)."""
    own = np.diag(cosines)
    others = np.where(np.eye(len(own), dtype=bool), -1.0, cosines).max(1)
    return bool((own >= _LEAST_COSINE).all() and (own - others >= _LEAST_LEAD).all())
