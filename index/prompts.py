"""What some models want to be told before a question or a passage, where they do not say it themselves.

A sentence-transformers model may carry its prompts. Many that were trained with prompts do not: their model cards
tell people to write them. Those of the common families are here, by the name of the model or of its folder.
"""

import re
from collections.abc import Mapping

QUERY, DOCUMENT = "query", "document"

_SEARCHING = "Represent this sentence for searching relevant passages: "
_RETRIEVING = "Instruct: Given a web search query, retrieve relevant passages that answer the query\nQuery: "

_FAMILIES: tuple[tuple[str, Mapping[str, str]], ...] = (  # the first that fits; from the models' own cards
    (r"e5-[\w.-]*instruct", {QUERY: _RETRIEVING}),
    (r"(^|[/_-])e5-", {QUERY: "query: ", DOCUMENT: "passage: "}),
    (r"bge-(small|base|large)-en", {QUERY: _SEARCHING}),
    (r"bge-(small|base|large)-zh", {QUERY: "为这个句子生成表示以用于检索相关文章："}),  # noqa: RUF001 as the model was trained
    (r"mxbai-embed", {QUERY: _SEARCHING}),
    (r"nomic-embed", {QUERY: "search_query: ", DOCUMENT: "search_document: "}),
)
_OTHER_NAMES = {QUERY: ("query",), DOCUMENT: ("document", "passage", "corpus")}  # under which models carry them


def prompt_for(name: str, carried: Mapping[str, str | None], kind: str) -> str:
    """What a model is told before a text of a kind, QUERY or DOCUMENT; "" for nothing.

    What the model carries itself comes first. Passages of a model that carries a prompt for questions alone get none.
    """
    own = [prompt for other in _OTHER_NAMES[kind] if (prompt := carried.get(other))]
    if own or any(carried.values()):
        return own[0] if own else ""
    family = next((prompts for pattern, prompts in _FAMILIES if re.search(pattern, name, re.IGNORECASE)), {})
    return family.get(kind, "")
