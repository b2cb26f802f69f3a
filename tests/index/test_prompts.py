import pytest

from index.prompts import DOCUMENT, QUERY, prompt_for

NOTHING: dict[str, str | None] = {}


@pytest.mark.parametrize(
    ("name", "question", "passage"),
    [
        ("intfloat/e5-small-v2", "query: ", "passage: "),
        ("intfloat/multilingual-e5-base", "query: ", "passage: "),
        ("/srv/models/E5-large 0123456789abcdef", "query: ", "passage: "),
        ("intfloat/multilingual-e5-large-instruct", "Instruct: Given a web search query", ""),
        ("BAAI/bge-small-en-v1.5", "Represent this sentence for searching relevant passages: ", ""),
        ("BAAI/bge-large-zh", "为这个句子", ""),
        ("mixedbread-ai/mxbai-embed-large-v1", "Represent this sentence for searching relevant passages: ", ""),
        ("nomic-ai/nomic-embed-text-v1.5", "search_query: ", "search_document: "),
        ("all-MiniLM-L6-v2", "", ""),
        ("BAAI/bge-m3", "", ""),
        ("/home/note5-models/mine", "", ""),
    ],
)
def test_a_family_is_known_by_its_name(name: str, question: str, passage: str) -> None:
    for kind, expected in ((QUERY, question), (DOCUMENT, passage)):
        found = prompt_for(name, NOTHING, kind)
        assert found.startswith(expected)
        assert bool(found) == bool(expected)
        assert prompt_for(name, {"query": "", "document": None}, kind) == found  # prompts that say nothing


def test_what_a_model_carries_comes_before_what_its_family_is_told() -> None:
    carried = {"query": "Ask: ", "passage": "Read: ", "clustering": "Sort: "}
    assert prompt_for("e5-small", carried, QUERY) == "Ask: "
    assert prompt_for("e5-small", carried, DOCUMENT) == "Read: "
    assert prompt_for("mine", {"document": "One: ", "passage": "Two: ", "corpus": "Three: "}, DOCUMENT) == "One: "
    assert prompt_for("mine", {"document": "", "corpus": "Three: "}, DOCUMENT) == "Three: "


def test_passages_of_a_model_that_carries_a_prompt_for_questions_alone_get_none() -> None:
    assert prompt_for("e5-small", {"query": "Ask: "}, DOCUMENT) == ""
    assert prompt_for("e5-small", {"passage": "Read: "}, QUERY) == ""
