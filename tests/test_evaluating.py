"""`clio evaluate` and `clio feedback`, run as people run them: real files, the real model, real votes."""

import json
import os
import subprocess
import sys
from contextlib import closing
from io import StringIO
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.cli import main
from bot.evaluation_view import render_comparison, render_run, render_worst
from bot.feedback import Feedback, Kept, Vote
from bot.terminal import PlainConsole
from index.evaluation import Judged, Run, Setting, compare
from index.library import Library, LibraryOptions
from tests.data_folders import data_folder
from tests.index.evaluation.judged import answerable, judged_questions
from tests.strategies import texts

ROOT = Path(__file__).resolve().parent.parent
TREATY = """The treaty of Karlin

4 March 1921

The treaty of Karlin was signed on 4 March 1921 in the old customs house, after three years of war over the river \
tolls. It gave the left bank to Velmora and the islands to Tarsk, and each side took home its prisoners.

The foreign minister of Velmora, Ilse Brandauer, resigned within the month, since neither parliament had been asked \
before she put her name under the treaty.
"""
RAILWAY = """---
title: The coast railway of Velmora
---

# Building

The coast railway of Velmora was opened on 2 May 1887. Its tunnels were cut by miners from Tarsk, who were paid by the \
yard and lived in huts above the cliffs.

# Closing

The last train ran in 1954, when the harbour silted up and the fishing fleet moved north; the rails were sold for \
scrap in the following winter.
"""
QUESTIONS: list[dict[str, object]] = [
    {
        "question": "When was the treaty of Karlin signed?",
        "document": "treaty.txt",
        "passage": "signed on 4 March 1921 in the old customs house",
        "answers": ["4 March 1921"],
        "wording": "close",
    },
    {"question": "Who resigned over the treaty of Karlin?", "document": "The treaty of Karlin", "locator": "¶ 2"},
    {"question": "When was the coast railway of Velmora opened?", "document": "railway.md", "paragraph": 0},
    {"question": "When was the coast railway of Velmora opened, and when did its last train run?", "golds": [
        {"document": "railway.md", "locator": "¶ 1"}, {"document": "sources/railway.md", "locator": "¶ 2"},
    ]},
    {"question": "When did the last train run on the coast railway?", "document": "treaty.txt"},
    {"question": "How do I reset the password of my router?", "answerable": False},
]  # fmt: skip
OFF_TOPIC: list[dict[str, object]] = [{"question": "Which planet has the most moons?"}]


pytestmark = pytest.mark.usefixtures("no_settings")


@pytest.fixture(scope="module")
def options(tmp_path_factory: pytest.TempPathFactory) -> LibraryOptions:
    folder = tmp_path_factory.mktemp("evaluating")
    sources = folder / "sources"
    sources.mkdir()
    (sources / "treaty.txt").write_text(TREATY, encoding="utf-8")
    (sources / "railway.md").write_text(RAILWAY, encoding="utf-8")
    options = LibraryOptions(data_folder(folder / "data"), (sources,))
    with closing(Library.open(options)) as library:
        assert library.reindex().failed == ()
    return options


@pytest.fixture
def places(options: LibraryOptions) -> list[str]:
    return ["--data", str(options.data), "--documents", str(options.documents[0])]


def write(name: str, lines: list[dict[str, object]]) -> str:
    Path(name).write_text("".join(f"{json.dumps(line)}\n" for line in lines), encoding="utf-8")
    return name


def asked_files() -> list[str]:
    return [write("questions.jsonl", QUESTIONS), "--off-topic", write("off.jsonl", OFF_TOPIC)]


def test_the_figures_in_a_pipe(places: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["evaluate", *asked_files(), *places]) == 0
    out, err = capsys.readouterr()
    lines = out.splitlines()
    assert "\x1b" not in out
    assert max(map(len, lines)) <= 80
    assert all(line == line.rstrip() for line in lines)
    assert lines[0] == "7 questions of questions.jsonl and off.jsonl: 5 answerable, 2 unanswerable"
    assert lines[1].startswith("2 documents, 4 passages, model all-MiniLM-L6-v2")
    figures = {line[:24].strip(): line[24:].split() for line in lines if line.endswith((" 1", " 2", " 5", " 7"))}
    assert figures["right passage first"][:2] == ["80.0", "%"]
    assert figures["right passage among 10"][:2] == ["100.0", "%"]
    assert figures["parts found among 3"][:2] == ["100.0", "%"]
    assert figures["marked sentence answers"][:2] == ["100.0", "%"]
    assert figures["unanswerable, answered"][-1] == "2"
    assert ["AUROC", "of", "confidence", "1.000"] in [line.split() for line in lines]
    assert "answerable, by group" in out and "\nclose " in out
    assert "Wrong, with the rank of the right passage (1)" in lines
    assert "When did the last train run on the coast railway?" in out
    assert "first: The coast railway of Velmora · Closing · ¶ 2 · The last train" in " ".join(out.split())
    assert err.startswith("clio: asking questions (0 of 7)\n")


def test_a_run_as_json_is_what_the_next_is_compared_with(places: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["evaluate", *asked_files(), "--json", *places]) == 0
    out = capsys.readouterr().out
    assert out.count("\n") == 1
    run = json.loads(out)
    assert run["settings"]["documents"] == 2 and run["settings"]["file"] == "questions.jsonl"
    assert run["figures"]["right@1"]["value"] == 0.8
    assert [one["rank"] == 1 for one in run["questions"]] == [True, True, True, True, False, False, False]
    assert run["questions"][0]["marked"] is True
    assert sorted(run["questions"][3]["ranks"]) == [1, 2]
    Path("run.json").write_text(out, encoding="utf-8")
    assert main(["evaluate", *asked_files(), "--against", "run.json", "--worst", "0", *places]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert "Compared with run.json, on 7 questions that both have (paired" in " ".join(lines)
    at = next(number for number, line in enumerate(lines) if line.startswith("right passage first") and "+" in line)
    assert lines[at].split()[-5:] == ["+0.0", "+0.0", "–", "+0.0", "1.000"]
    assert lines[at + 1] == "  no difference"
    assert "Wrong" not in "".join(lines)


def test_a_real_change_is_told_from_chance(places: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    # The railway's date asked in twenty ways; the earlier run is one in which another document was right.
    asked = [
        {"question": f"When was the coast railway of Velmora opened? Tell me, please ({number})."}
        for number in range(20)
    ]
    right = write("right.jsonl", [{**one, "document": "railway.md"} for one in asked])
    wrong = write("wrong.jsonl", [{**one, "document": "treaty.txt"} for one in asked])
    assert main(["evaluate", wrong, "--json", *places]) == 0
    Path("run.json").write_text(capsys.readouterr().out, encoding="utf-8")
    assert main(["evaluate", right, "--against", "run.json", *places]) == 0
    lines = capsys.readouterr().out.splitlines()
    at = next(number for number, line in enumerate(lines) if line.startswith("right passage first") and "+" in line)
    assert lines[at].endswith("0.0 %  100.0 %      +100.0  +100.0 – +100.0  < 0.001")
    assert lines[at + 1] == "  better than chance explains"


def test_a_table_is_evaluated_as_well(places: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    Path("q.csv").write_text("question;document;answers\nWhen was Karlin signed?;treaty.txt;1921|4 March 1921\n")
    assert main(["evaluate", "q.csv", "--json", *places]) == 0
    (question,) = json.loads(capsys.readouterr().out)["questions"]
    assert (question["rank"], question["marked"]) == (1, True)


def test_documents_that_the_library_lacks_are_named(places: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    lost: dict[str, object] = {"question": "When was the mill built?", "document": "mill.txt"}
    assert main(["evaluate", write("q.jsonl", [lost, QUESTIONS[0]]), "--json", *places]) == 0
    out, err = capsys.readouterr()
    assert (
        "the library lacks 1 document that questions name, and what only they answer counts as wrong: mill.txt" in err
    )
    assert json.loads(out)["figures"]["right@1"]["value"] == 0.5
    assert json.loads(out)["missing"] == ["mill.txt"]


@pytest.mark.parametrize(
    ("arguments", "reason"),
    [
        (["none.jsonl"], "none.jsonl cannot be read"),
        (["bad.jsonl"], "bad.jsonl, line 2: is not JSON"),
        (
            ["lost.jsonl"],
            "The library holds no document that lost.jsonl names: a.md, b.md, c.md, d.md, e.md and 1 more",
        ),
        (["gone.jsonl"], "No passage that gone.jsonl names is in this library"),
        (["good.jsonl", "--against", "good.jsonl"], "good.jsonl is no run to compare with"),
        (["good.jsonl", "--against", "other.json"], "other.json has no question in common with good.jsonl"),
    ],
)
def test_what_cannot_be_evaluated_is_one_line(
    places: list[str], capsys: pytest.CaptureFixture[str], arguments: list[str], reason: str
) -> None:
    write("good.jsonl", QUESTIONS[:1])
    write("lost.jsonl", [{"question": "When?", "document": f"{letter}.md"} for letter in "abcdef"])
    write("gone.jsonl", [{"question": "When?", "passages": ["a" * 13]}])
    Path("bad.jsonl").write_text('{"question": "When?", "answerable": false}\nWhen?\n')
    assert main(["evaluate", write("o.jsonl", QUESTIONS[1:2]), "--json", *places]) == 0
    Path("other.json").write_text(capsys.readouterr().out, encoding="utf-8")
    assert main(["evaluate", *arguments, *places]) == 1
    out, err = capsys.readouterr()
    assert out == ""
    assert err.startswith(f"clio: {reason}") and err.count("\n") == 1


def test_votes_are_questions_without_anybodys_name(
    places: list[str], options: LibraryOptions, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["feedback", *places]) == 0
    assert capsys.readouterr() == ("", "clio: nobody has given feedback yet\n")
    assert not (options.data / "feedback.db").exists()
    with closing(Library.open(options)) as library:
        hits = library.ask("When was the treaty of Karlin signed?").hits
    best, last = hits[0].passage.id, hits[-1].passage.id
    feedback = Feedback(options.data)
    question = "When was the treaty of Karlin signed?"
    votes = [
        Vote(777001, 888001, question, (best,), True),
        Vote(777002, 888001, question, (best, last), False),
        Vote(777003, 888002, question, (last,), False),
        Vote(777004, 888002, "Of another server's library?", ("a" * 13,), True),
    ]
    assert [feedback.keep(vote) for vote in votes] == [Kept.NEW] * 4
    assert main(["feedback", *places]) == 0
    out, err = capsys.readouterr()
    assert err == ""
    assert not any(number in out for number in ("777", "888"))
    lines = [json.loads(line) for line in out.splitlines()]
    assert [list(line) for line in lines] == [["question", "passages", "helpful", "given_at"]] * 4
    assert [(line["passages"], line["helpful"]) for line in lines] == [
        (list(vote.passages), vote.helpful) for vote in votes
    ]
    Path("votes.jsonl").write_text(out, encoding="utf-8")
    assert main(["evaluate", "votes.jsonl", "--json", *places]) == 0
    out, err = capsys.readouterr()
    assert "left out 1 question of which no passage named is in this library" in err
    run = json.loads(out)
    assert run["left_out"] == 1
    assert run["figures"]["right@1"] | {"low": 0, "high": 0} == {"value": 1, "low": 0, "high": 0, "of": 1}
    assert run["figures"]["unhelpful_first"]["value"] == 0.5


def test_votes_that_cannot_be_read_are_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "feedback.db").write_bytes(b"no database at all " * 100)
    assert main(["feedback", "--data", str(tmp_path)]) == 1
    assert "feedback.db cannot be used (file is not a database)" in capsys.readouterr().err


def test_evaluating_in_a_process_of_its_own(places: list[str]) -> None:
    result = subprocess.run(
        [sys.executable, "-m", "bot", "evaluate", write("q.jsonl", QUESTIONS), *places],
        capture_output=True,
        text=True,
        encoding="utf-8",
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        timeout=100,
    )
    assert (result.returncode, result.stdout.splitlines()[0]) == (
        0,
        "6 questions of q.jsonl: 5 answerable, 1 unanswerable",
    )


def test_the_names_of_groups_are_cut_by_the_columns_that_they_take() -> None:
    judged = tuple(answerable(number, 1, group="外交関係の回復" * 5) for number in range(20))
    console = PlainConsole(file=StringIO(), width=80)
    lines = render_run(Run(Setting("a", "b", "c", 1, 1), judged), console).split("\n")
    (group,) = (line for line in lines if line.plain.startswith("外交"))
    assert group.plain.startswith("外交関係の回復外交関…")
    assert max(line.cell_len for line in lines) <= 80


@settings(max_examples=30)  # each draws 10,000 times
@given(st.lists(judged_questions, max_size=20), texts, st.integers(1, 10))
def test_whatever_was_asked_steers_no_terminal_and_keeps_to_its_columns(
    judged: list[Judged], name: str, worst: int
) -> None:
    run = Run(Setting(name, name, name, 1, 10**6), tuple(judged))
    out = StringIO()
    console = PlainConsole(file=out, width=80, markup=False, emoji=False, highlight=False)
    for text in (
        render_run(run, console),
        render_comparison(compare(judged, judged), name, console),
        *render_worst(judged, worst, console),
    ):
        console.print(text)
        assert all(line.cell_len <= 80 for line in text.split("\n"))
    assert not set(out.getvalue()) & set("\x00\x07\x1b\x9b\r\u202e")
