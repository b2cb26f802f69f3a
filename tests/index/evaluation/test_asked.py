"""Operators' files of questions: what each field says, and what is said of a field that cannot be used."""

import json
from pathlib import Path

import pytest

from index.errors import EvaluationError
from index.evaluation.asked import Asked, Gold, Kind, Place, read_questions


def read(tmp_path: Path, text: str | bytes, name: str = "q.jsonl") -> tuple[Asked, ...]:
    file = tmp_path / name
    file.write_bytes(text if isinstance(text, bytes) else text.encode())
    return read_questions(file)


def one(tmp_path: Path, **fields: object) -> Asked:
    (asked,) = read(tmp_path, json.dumps({"question": "When?", **fields}))
    return asked


def test_every_field_of_a_line(tmp_path: Path) -> None:
    asked = one(
        tmp_path, document="a.md", passage="It was\n 1904.", answers=["1904"], also=["b.md"], kind="date", note={"x": 1}
    )
    gold = Gold("a.md", "It was 1904.", also=("b.md",), answers=("1904",))
    assert asked == Asked("When?", Kind.ANSWERABLE, (gold,), "date")
    assert one(tmp_path, document="a.md", wording="close", passage=None, answers="1904", paragraph=None) == Asked(
        "When?", Kind.ANSWERABLE, (Gold("a.md", answers=("1904",)),), "close"
    )


@pytest.mark.parametrize(
    ("field", "value", "place"),
    [
        ("locator", "¶ 4", Place(4, 4)),
        ("locator", 4, Place(4, 4)),
        ("locator", "Building · p. 12 · ¶¶ 4–6", Place(4, 6, "12")),
        ("locator", "pp. 12–13", Place(0, 0, "12–13")),
        ("locator", "The year 1904 · p. xii", Place(0, 0, "xii")),
        ("paragraph", 0, Place(1, 1)),
        ("paragraph", 3, Place(4, 4)),
    ],
)
def test_a_place_in_a_document(tmp_path: Path, field: str, value: object, place: Place) -> None:
    assert one(tmp_path, document="a.md", **{field: value}).golds == (Gold("a.md", place=place),)


def test_several_questions_in_one_share_the_answers_that_they_do_not_have(tmp_path: Path) -> None:
    golds = [{"document": "a.md", "answers": ["x"]}, {"passages": ["i"]}]
    assert one(tmp_path, golds=golds, answers=["y"]).golds == (
        Gold("a.md", answers=("x",)),
        Gold(passages=("i",), answers=("y",)),
    )


def test_what_is_not_answered_and_what_did_not_help(tmp_path: Path) -> None:
    assert one(tmp_path, answerable=False, document="a.md") == Asked("When?", Kind.UNANSWERABLE)
    assert one(tmp_path, passages=["i"], helpful=False) == Asked("When?", Kind.UNHELPFUL, (Gold(passages=("i",)),))
    assert one(tmp_path, passages=["i"], helpful=True) == Asked("When?", Kind.ANSWERABLE, (Gold(passages=("i",)),))


def test_of_questions_that_cannot_be_answered_nothing_else_is_read(tmp_path: Path) -> None:
    file = tmp_path / "off.jsonl"
    file.write_text('{"question": "Who?", "document": 3, "kind": "sport"}\n\n')
    assert read_questions(file, are_answerable=False) == (Asked("Who?", Kind.UNANSWERABLE, group="sport"),)


@pytest.mark.parametrize("comma", [",", ";", "\t"])
def test_a_table_says_the_same(tmp_path: Path, comma: str) -> None:
    rows = [
        ("question", "document", "paragraph", "answers", "answerable"),
        (f'"When{comma} then?"', "a.md", "0", "1904|the fourth", ""),
        ('"Who\nwas it?"', "", "", "", "No"),
    ]
    text = "\ufeff" + "".join(f"{comma.join(row)}\r\n" for row in rows)
    assert read(tmp_path, text, "q.CSV") == (
        Asked(
            f"When{comma} then?".replace("\t", " ").replace("  ", " "),
            Kind.ANSWERABLE,
            (Gold("a.md", place=Place(1, 1), answers=("1904", "the fourth")),),
        ),
        Asked("Who was it?", Kind.UNANSWERABLE),
    )


def test_half_a_character_does_not_reach_the_model(tmp_path: Path) -> None:
    (asked,) = read(tmp_path, '{"question": "When \\ud800?", "answerable": false}')
    assert asked.question == "When ??"


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ('{"question": "When?"', "is not JSON"),
        ("[" * 100_000, "is not JSON"),
        ('["When?"]', "is not a JSON object"),
        ('{"document": "a.md"}', '"question" is missing or empty'),
        ('{"question": "???", "document": "a.md"}', '"question" is missing or empty'),
        (json.dumps({"question": "why " * 1000, "document": "a"}), "the question has 3,999 characters; at most 2,000"),
        ('{"question": "When?"}', "does not say where the answer stands"),
        ('{"question": "When?", "document": ["a.md"]}', '"document" should be text, not ["a.md"]'),
        ('{"question": "When?", "document": "a", "answers": [null, {}]}', '"answers" should be text, not {}'),
        ('{"question": "When?", "document": "a", "passages": ["i"]}', 'both "document" and "passages"'),
        ('{"question": "When?", "document": "a", "passage": "b", "locator": "1"}', "both passage and locator"),
        ('{"question": "When?", "document": "a", "locator": "chapter two"}', '"locator" is "chapter two"; write'),
        ('{"question": "When?", "document": "a", "paragraph": -1}', "a whole number from 0, not -1"),
        ('{"question": "When?", "document": "a", "paragraph": 1.5}', "a whole number from 0, not 1.5"),
        ('{"question": "When?", "document": "a", "answerable": "no"}', '"answerable" should be true or false'),
        ('{"question": "When?", "golds": []}', '"golds" should be a list of objects'),
        ('{"question": "When?", "golds": [{}]}', "does not say where the answer stands"),
        ('{"question": "When?", "golds": [{"document": "a"}], "document": "a"}', 'by "golds" and beside them'),
        ('{"question": "When?", "helpful": false}', '"passages" does not say what did not help'),
    ],
)
def test_a_bad_line_is_told_by_file_and_number(tmp_path: Path, line: str, reason: str) -> None:
    with pytest.raises(EvaluationError) as raised:
        read(tmp_path, f'{{"question": "Good?", "document": "a.md"}}\n\n{line}\n')
    sentence = str(raised.value)
    assert sentence.startswith(f"{tmp_path / 'q.jsonl'}, line 3: ")
    assert reason in sentence
    assert sentence.endswith(".") and "\n" not in sentence and len(sentence) < 300


@pytest.mark.parametrize(
    ("name", "data", "reason"),
    [
        ("q.jsonl", b"\n \n", "holds no question"),
        ("q.jsonl", b'{"question": "\xff"}', "is not UTF-8 text"),
        ("q.csv", b"", "line 1: no column is named question"),
        ("q.csv", b"q,document\nWhen?,a.md\n", "line 1: no column is named question"),
        ("q.csv", b"question,document\nWhen, then?,a.md\n", "line 2: has more fields than the first line names"),
        ("q.csv", b"question,paragraph,document\nWhen?,two,a.md\n", 'line 2: "paragraph" should be a whole number'),
        ("q.csv", b'question,document\n"When?,a.md\n', "line 2: is not CSV"),
    ],
)
def test_a_bad_file_is_told(tmp_path: Path, name: str, data: bytes, reason: str) -> None:
    with pytest.raises(EvaluationError, match=reason):
        read(tmp_path, data, name)


def test_a_file_that_is_not_there_is_told(tmp_path: Path) -> None:
    for file in (tmp_path / "none.jsonl", tmp_path):
        with pytest.raises(EvaluationError, match="cannot be read"):
            read_questions(file)
