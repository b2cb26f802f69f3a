"""Answers as JSON, one object a line."""

import json
from collections.abc import Callable, Iterable, Iterator, Sequence

from index.errors import QuestionError
from index.model import Answer, Document, Failure, Fate, Hit, Holding, Passage, Respelling, Traced

Cite = Callable[[Passage], str]


def answer_object(answer: Answer, cite: Cite) -> dict[str, object]:
    """Turn the answer into the JSON object of the command line; `cite` gives a passage's full reference.

    Its keys are always the same, but for "may_help", "language" and "searched_for", and "also" of a hit, which stand
    only where they say something.
    """
    found: dict[str, object] = {
        "question": answer.question,
        "answered": answer.answered,
        "confidence": float(answer.confidence),
        "hits": [hit_object(hit, cite) for hit in answer.hits],
        "elapsed_ms": round(float(answer.elapsed_ms), 2),
    }
    if answer.may_help:
        found["may_help"] = True
    if answer.language:
        found["language"] = answer.language
    if answer.respelt:
        found["searched_for"] = [_respelling_object(one) for one in answer.respelt]
    return found


def _respelling_object(one: Respelling) -> dict[str, object]:
    """What was searched in place of a name, or beside it."""
    return {"asked": one.asked, "searched": one.searched, "also": one.also}


def refusal_object(question: str, reason: str) -> dict[str, object]:
    """Make the object that stands in an answer's place for a question that cannot be asked."""
    return {
        "question": question,
        "answered": False,
        "confidence": 0.0,
        "hits": [],
        "elapsed_ms": 0.0,
        "error": reason,
    }


def holding_object(holding: Holding) -> dict[str, object]:
    """Describe a document of the library."""
    return {
        **_document_object(holding.document),
        "language": holding.document.language,
        "passages": holding.passages,
        "indexed_at": holding.indexed_at,
    }


def traced_object(traced: Traced, near: Sequence[Passage], reference: str) -> dict[str, object]:
    """Describe what an id leads to, with the texts around it in reading order.

    "asked" and "changed" stand only where that is not the passage that had the id.
    """
    passage = traced.passage
    found: dict[str, object] = {
        **_place_object(passage),
        "text": passage.text,
        "citation": reference,
        "before": [one.text for one in near if one.ordinal < passage.ordinal],
        "after": [one.text for one in near if one.ordinal > passage.ordinal],
    }
    if traced.fate is not Fate.SAME:
        found |= {"asked": traced.id, "changed": traced.since, "fate": traced.fate.value}
    return found


def failure_object(failure: Failure) -> dict[str, object]:
    """A file that could not be read."""
    return {"path": failure.path, "error": failure.reason}


def to_line(value: dict[str, object], indent: int | None = None) -> str:
    """Write the object as JSON text without a line end; on one line unless indented."""
    return json.dumps(value, ensure_ascii=False, indent=indent)


def answer_lines(questions: Iterable[str], ask: Callable[[str], Answer], cite: Cite) -> Iterator[str]:
    """One line of JSON for each line of questions, as soon as it is asked for.

    Output stays in step with input: an empty line or a question that cannot be asked gets an
    object without hits that carries the reason under "error".
    """
    for question in questions:
        try:
            found = answer_object(ask(question), cite)
        except QuestionError as error:
            found = refusal_object(question, str(error))
        yield to_line(found)


def hit_object(hit: Hit, cite: Cite) -> dict[str, object]:
    """Describe a hit."""
    passage = hit.passage
    found: dict[str, object] = {
        "rank": hit.rank,
        "score": float(hit.score),
        "passage_id": passage.id,
        "text": passage.text,
        "highlight": hit.highlight,
        "document": _document_object(passage.document),
        "locator": str(passage.locator),
        "citation": cite(passage),
    }
    if hit.also:
        found["also"] = [_place_object(other) for other in hit.also]
    return found


def _place_object(passage: Passage) -> dict[str, object]:
    """Where else the text of a hit stands."""
    return {
        "passage_id": passage.id,
        "document": _document_object(passage.document),
        "locator": str(passage.locator),
    }


def _document_object(document: Document) -> dict[str, object]:
    return {"path": document.path, "title": document.title, "date": document.date, "url": document.url}
