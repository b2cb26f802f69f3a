"""The command `clio`, run as people run it: real files, the real model, real pipes."""

import io
import json
import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path
from typing import IO

import pytest

from bot.arguments import parse
from bot.cli import main
from index.library import Library, LibraryOptions
from tests.data_folders import data_folder

ROOT = Path(__file__).resolve().parent.parent
QUESTION = "When was the treaty of Karlin signed?"
SENTENCE = "The treaty of Karlin was signed on 4 March 1921 in the old customs house."

TREATY = f"""The treaty of Karlin

4 March 1921

Velmora and Tarsk had fought for three years over the river tolls. {SENTENCE} It gave the left bank to Velmora \
and the islands to Tarsk.

Neither parliament was asked. The foreign minister of Velmora, Ilse Brandauer, resigned within the month.
"""
RAILWAY = """---
title: The coast railway of Velmora
date: 1887-05-02
url: https://example.org/railway
---

# Building

The coast railway of Velmora was opened on 2 May 1887. Its tunnels were cut by miners from Tarsk.

# Closing

The last train ran in 1954, when the harbour silted up and the fishing fleet moved north.
"""
FAMINE = """The hungry winter

1816

After the summer without sun the granaries of Tarsk stood empty by December. The abbot of Saint Orrin opened \
his cellars and fed the town on chestnuts until spring.
"""


pytestmark = pytest.mark.usefixtures("no_settings")


@pytest.fixture(scope="module")
def sources(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("terminal") / "sources"
    folder.mkdir()
    (folder / "treaty.txt").write_text(TREATY, encoding="utf-8")
    (folder / "railway.md").write_text(RAILWAY, encoding="utf-8")
    (folder / "famine.txt").write_text(FAMINE, encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def places(sources: Path) -> list[str]:
    """Index the sources and give the options that name both folders."""
    options = LibraryOptions(sources.parent / "data", (sources,))
    with closing(Library.open(options)) as library:
        assert library.reindex().failed == ()
    return ["--data", str(options.data), "--documents", str(sources)]


def command(*arguments: str) -> list[str]:
    return [sys.executable, "-m", "bot", *arguments]


def environment(**changes: str) -> dict[str, str]:
    return {**os.environ, "PYTHONPATH": str(ROOT), **changes}


def run(arguments: Sequence[str], **changes: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        arguments, capture_output=True, text=True, encoding="utf-8", env=environment(**changes), timeout=100
    )


def test_an_answer_in_a_pipe(places: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["ask", QUESTION, *places]) == 0
    out, err = capsys.readouterr()
    assert err == ""
    assert "\x1b" not in out
    assert max(map(len, out.splitlines())) <= 80
    assert out.startswith(f"{QUESTION}\n\n  1  Velmora and Tarsk had fought")
    assert f"**{SENTENCE}**" in " ".join(out.split())
    assert "— The treaty of Karlin · 4 March 1921 · ¶¶ 1–2\n" in out


def test_references_in_a_style(places: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["ask", QUESTION, "-k", "1", "--style", "APA", *places]) == 0
    assert capsys.readouterr().out.endswith("\n\nReferences\n\n  1  The treaty of Karlin. (n.d.). ¶¶ 1–2.\n")
    assert main(["ask", QUESTION, "-k", "1", "--style", "apa", "--json", *places]) == 0
    (hit,) = json.loads(capsys.readouterr().out)["hits"]
    assert hit["citation"] == "The treaty of Karlin. (n.d.). ¶¶ 1–2."


def test_nothing_in_the_library_answers(places: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["ask", "How do I reset the password of my wireless router?", *places]) == 0
    out = capsys.readouterr().out
    assert "Nothing in the library answers this question. The closest document is “" in " ".join(out.split())
    assert "**" not in out


def test_one_answer_as_json(places: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["ask", "When was the coast railway opened?", "--json", "-k", "2", *places]) == 0
    out = capsys.readouterr().out
    assert out.count("\n") == 1
    found = json.loads(out)
    assert list(found) == ["question", "answered", "confidence", "hits", "elapsed_ms"]
    assert found["answered"] is True
    assert 0 <= found["confidence"] <= 1
    assert [hit["rank"] for hit in found["hits"]] == [1, 2]
    assert found["hits"][0]["score"] >= found["hits"][1]["score"]
    best = found["hits"][0]
    keys = ["rank", "score", "passage_id", "text", "highlight", "document", "locator", "citation"]
    assert list(best) == keys
    assert best["text"] in RAILWAY
    assert best["highlight"] == "The coast railway of Velmora was opened on 2 May 1887."
    assert best["document"] == {
        "path": "sources/railway.md",
        "title": "The coast railway of Velmora",
        "date": "1887-05-02",
        "url": "https://example.org/railway",
    }
    assert best["locator"] == "Building · ¶ 1"
    assert "the coast railway of velmora" in best["citation"].lower()


@contextmanager
def conversation(*arguments: str) -> Iterator[tuple[subprocess.Popen[str], IO[str], IO[str]]]:
    with subprocess.Popen(
        command(*arguments),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        encoding="utf-8",
        env=environment(),
    ) as process:
        assert process.stdin and process.stdout
        try:
            yield process, process.stdin, process.stdout
        finally:
            process.kill()


def stderr_of(process: subprocess.Popen[str]) -> str:
    assert process.stderr
    return process.stderr.read()


def test_each_answer_is_out_before_the_next_question_is_written(places: list[str]) -> None:
    with conversation("ask", "--json", *places, "-k", "1", "-") as (process, questions, answers):

        def reply(question: str) -> dict[str, object]:
            questions.write(f"{question}\n")
            questions.flush()
            answer = json.loads(answers.readline())
            assert isinstance(answer, dict)
            return answer

        assert reply(f"\ufeff{QUESTION}")["answered"] is True
        too_long = reply("why " * 20_000)
        assert (too_long["answered"], too_long["confidence"], too_long["hits"]) == (False, 0, [])
        assert too_long["error"]
        assert (reply("")["hits"], reply("")["question"]) == ([], "")
        assert reply("Who fed the town in the hungry winter?")["answered"] is True
        answers.close()
        questions.write(f"{QUESTION}\n")
        questions.close()
        assert process.wait(30) == 141
        assert stderr_of(process) == ""


def test_ctrl_c_ends_quietly(places: list[str]) -> None:
    with conversation("chat", *places) as (process, questions, answers):
        questions.write("Who resigned over the treaty of Karlin?\n")
        questions.flush()
        assert answers.readline().startswith("  1  ")
        process.send_signal(signal.SIGINT)
        assert process.wait(30) == 130
        assert stderr_of(process) == ""


def test_questions_in_a_pipe_get_readable_answers(
    places: list[str], capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "stdin", io.StringIO(f"{QUESTION}\n\n{'why ' * 20_000}\nWhen did the last train run?\n"))
    assert main(["ask", *places, "-"]) == 0
    out, err = capsys.readouterr()
    assert out.count(f"{QUESTION}\n\n  1  ") == 1
    assert out.count("When did the last train run?\n\n  1  ") == 1
    assert err.startswith("clio: ")
    assert err.count("\n") == 1


def test_a_chat(places: list[str], capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    typed = (
        ":cite",
        QUESTION,
        ":more",
        ":context 1",
        ":cite 1",
        ":cite 99",
        ":cite one",
        ":cite 1 MLA",
        ":nonsense",
        "exit",
        "no?",
    )
    monkeypatch.setattr(sys, "stdin", io.StringIO("\n".join(typed)))
    assert main(["chat", *places]) == 0
    out, err = capsys.readouterr()
    assert out.startswith("  1  Velmora")
    assert "— The treaty of Karlin · 4 March 1921 · ¶¶ 1–2\n\n" in out
    assert "Neither parliament was asked" in out
    assert ":context N" in out
    assert "no?" not in out
    assert "clio: ask a question first\n" in err
    assert "clio: the last answer has no passage 99\n" in err
    assert "\n“The Treaty of Karlin.” ¶¶ 1–2. [" in out
    assert "clio: :cite takes a number and a style (chicago, apa, mla)\n" in err


def test_a_chat_goes_on_from_the_last_answer(
    places: list[str], capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(
        sys, "stdin", io.StringIO(f"{QUESTION}\nAnd who resigned over it?\nWhen did the last train run?")
    )
    assert main(["chat", *places]) == 0
    out, _ = capsys.readouterr()
    assert out.count("Understood together with") == 1
    assert f"\n\nUnderstood together with: “{QUESTION}”\n\n  1  " in out


def test_sources(places: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["sources", *places]) == 0
    out, err = capsys.readouterr()
    assert "The hungry winter\n  1816 · 1 passage · sources/famine.txt\n" in out
    assert "\n3 documents, " in out
    assert err == ""
    assert main(["sources", "--json", *places]) == 0
    listed = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [document["path"] for document in listed] == [
        "sources/famine.txt",
        "sources/railway.md",
        "sources/treaty.txt",
    ]


def test_the_first_question_indexes_and_the_next_only_what_changed(
    sources: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = shutil.copytree(sources, tmp_path / "sources")
    places = ["--data", str(tmp_path / "data"), "--documents", str(folder)]
    assert main(["ask", QUESTION, *places]) == 0
    out, err = capsys.readouterr()
    assert SENTENCE in " ".join(out.replace("**", "").split())
    assert err
    assert all(line.startswith("clio: ") for line in err.splitlines())
    assert main(["ask", QUESTION, *places]) == 0
    assert capsys.readouterr().err == ""
    (folder / "famine.txt").unlink()
    (folder / "well.txt").write_text("The well of Orrin was dug in 1702 by two brothers.")
    assert main(["index", *places]) == 0
    out = capsys.readouterr().out
    assert out.startswith("Documents: 1 added, 0 changed, 1 removed, 2 unchanged, 0 failed.\n")
    assert "added  sources/well.txt" in out
    assert "removed  sources/famine.txt" in out


@pytest.mark.parametrize(
    ("arguments", "reason"),
    [
        (["ask", QUESTION, "-k", "0"], "at least 1"),
        (["ask", QUESTION, "-k", "many"], "at least 1"),
        (["ask", "  "], "the question is empty"),
        (["ask"], "QUESTION"),
        ([], "COMMAND"),
        (["aks", QUESTION], "did you mean ask?"),
        ([QUESTION], f'clio ask "{QUESTION}"'),
        (["ask", QUESTION, "--doc", "x"], "--doc"),
        (["index", "--documents"], "--documents"),
        (["ask", QUESTION, "--style", "vancouver"], "there are chicago, apa, mla"),
    ],
)
def test_wrong_usage(arguments: list[str], reason: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(arguments) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert err.startswith("clio: ")
    assert reason in err
    assert err.count("\n") == 1


@pytest.mark.parametrize(
    ("arguments", "name", "value", "reason"),
    [
        (["--documents", "nowhere"], "CLIO_LOG", "", "nowhere"),
        (["--data", "a-file"], "CLIO_LOG", "", "a-file"),
        ([], "CLIO_MAX_FILE_MB", "much", "CLIO_MAX_FILE_MB is 'much'"),
    ],
)
def test_what_cannot_be_done_is_one_line(
    arguments: list[str],
    name: str,
    value: str,
    reason: str,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    Path("a-file").write_text("no folder")
    Path("sources").mkdir()
    monkeypatch.setenv("CLIO_DATA", "data")
    monkeypatch.setenv("CLIO_DOCUMENTS", "sources")
    monkeypatch.setenv(name, value)
    assert main(["ask", QUESTION, *arguments]) == 1
    out, err = capsys.readouterr()
    assert out == ""
    assert err.startswith("clio: ")
    assert reason in err
    assert err.count("\n") == 1


def test_common_options_stand_before_or_after_the_command() -> None:
    request = parse(["--documents", "a", "--data", "d", "ask", "Who", "was", "she?", "--documents", "b"])
    assert request.documents == (Path("a"), Path("b"))
    assert (request.data, request.question) == (Path("d"), "Who was she?")
    assert parse(["--data", "before", "sources", "--data", "after"]).data == Path("after")


def test_help_and_version(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--help"]) == 0
    out = capsys.readouterr().out
    assert all(name in out for name in ("ask", "chat", "index", "sources", "run", "doctor", "exit status"))
    assert main(["--version"]) == 0
    assert capsys.readouterr().out.startswith("clio ")


def test_titles_are_printed_under_a_locale_without_utf8(places: list[str]) -> None:
    bare = {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}
    ended = run(command("sources", *places), **bare)
    assert ended.returncode == 0
    assert "1816 · 1 passage" in ended.stdout


BAD = {
    "broken.md": "has a broken front matter",
    "dangling.txt": "",
    "disguised.txt": "is a PNG picture",
    "empty.txt": "is empty",
    "locked": "",
    "long.txt": "over the limit",
}


@pytest.fixture
def bad_folder(tmp_path: Path) -> Iterator[Path]:
    """Make a folder in which six things cannot be read, beside texts in four encodings."""
    folder = tmp_path / "mixed"
    folder.mkdir()
    (folder / "empty.txt").touch()
    (folder / "disguised.txt").write_bytes(b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\2\0\0\0\2\0\x08\x06" + bytes(range(256)))
    (folder / "long.txt").write_text("A line of a text that is far too long to be read.\n" * 1_000_000)  # 50 MB
    (folder / "broken.md").write_text('---\ntitle: "unclosed\n  [x: 1\n---\n\nText below.\n')
    (folder / "dangling.txt").symlink_to(folder / "gone.txt")
    locked = folder / "locked"
    locked.mkdir()
    (locked / "hidden.txt").write_text("Nobody sees this.")
    (folder / "utf16.txt").write_text("The “long” peace\n\nIt held in Łódź for sixty years.\n", encoding="utf-16")
    (folder / "latin1.txt").write_bytes(LATIN1.encode("latin-1"))
    (folder / "windows.txt").write_bytes(WINDOWS.encode("cp1252"))
    (folder / "utf8.txt").write_text("The quay\n\nThe quay at Orlen – built in 1733 – is gone.\n", encoding="utf-8")
    locked.chmod(0)
    yield folder
    locked.chmod(0o700)


LATIN1 = (
    "Le café de la Liberté\n\nLe café fut fondé en 1789 par un élève très zélé, près de la forêt. "
    "Les députés y étaient reçus à l'entrée, où l'on débattait de la fraternité.\n"
)
WINDOWS = (
    "The “Oath” of Varn\n\nThe speaker’s words were short: “We shall not pay.” "
    "The clerk’s copy – the only one – cost €5 and is kept in the town hall.\n"
)


def without_root_rights() -> list[str]:
    """Give what makes a command run without the right to read everything, which root has."""
    if os.geteuid() != 0:
        return []
    if not shutil.which("setpriv"):
        pytest.skip("runs as root without setpriv: every folder can be read")
    rights = "-dac_override,-dac_read_search"
    return ["setpriv", f"--bounding-set={rights}", f"--inh-caps={rights}"]


@pytest.mark.skipif(sys.platform == "win32", reason="folders are locked in another way there")
def test_bad_files_are_named_and_everything_else_is_indexed(bad_folder: Path, tmp_path: Path) -> None:
    places = ["--data", str(tmp_path / "data"), "--documents", str(bad_folder)]
    ended = run([*without_root_rights(), *command("index", *places)])
    assert ended.returncode == 1
    assert "4 added" in ended.stdout
    assert "6 failed" in ended.stdout
    for name, reason in BAD.items():
        lines = [line for line in ended.stderr.splitlines() if line.startswith(f"clio: mixed/{name}: ")]
        assert len(lines) == 1, f"{name} in {ended.stderr}"
        assert reason in lines[0]
        assert len(lines[0]) > len(f"clio: mixed/{name}: ")

    again = run([*without_root_rights(), *command("sources", "--json", *places)])
    assert again.returncode == 0
    assert again.stderr == ""
    listed = [json.loads(line) for line in again.stdout.splitlines()]
    assert {one["path"].removeprefix("mixed/") for one in listed if "error" in one} == BAD.keys()
    titles = {one["path"]: one["title"] for one in listed if "error" not in one}
    assert titles == {
        "mixed/latin1.txt": "Le café de la Liberté",
        "mixed/utf16.txt": "The “long” peace",
        "mixed/utf8.txt": "The quay",
        "mixed/windows.txt": "The “Oath” of Varn",
    }
    with closing(Library.open(LibraryOptions(tmp_path / "data", (bad_folder,)))) as library:
        hits = library.ask("What was built, fought over or sworn?").hits
    texts = {hit.passage.document.path: hit.passage.text for hit in hits}
    assert texts["mixed/windows.txt"] in WINDOWS
    assert texts["mixed/latin1.txt"] in LATIN1
    assert "Łódź" in texts["mixed/utf16.txt"]
    assert "– built in 1733 –" in texts["mixed/utf8.txt"]


def test_a_time_or_a_source_is_asked_alone(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    sources = tmp_path / "sources"
    sources.mkdir()
    (sources / "mill.txt").write_text("The mill of Corvenna\n\nThe mill of Corvenna burned down on 4 May 1897.\n")
    (sources / "lock.txt").write_text("The lock of Corvenna\n\nThe lock of Corvenna burned down in June 1911.\n")
    question = ("ask", "--data", str(data_folder(tmp_path / "data")), "--documents", str(sources), "What burned down?")
    for within, found in [(("--from", "1900"), "lock"), (("--to", "1900"), "mill"), (("--source", "mill"), "mill")]:
        assert main([*question, *within]) == 0
        out, _ = capsys.readouterr()
        assert out.count("— The ") == 1
        assert f"— The {found} of Corvenna" in out
    for within, reason in [
        (("--from", "soon"), "'soon' is no date"),
        (("--source", "oven"), "No source goes by 'oven'"),
    ]:
        assert main([*question, *within]) == 1
        assert capsys.readouterr().err.splitlines()[-1].startswith(f"clio: {reason}")


def test_a_passage_by_its_id_also_after_its_document_has_changed(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path / "papers"
    folder.mkdir()
    (folder / "treaty.txt").write_text(TREATY, encoding="utf-8")
    places = ["--data", str(data_folder(tmp_path / "data")), "--documents", str(folder)]
    assert main(["ask", "--json", QUESTION, *places]) == 0
    hit = json.loads(capsys.readouterr().out)["hits"][0]
    assert main(["passage", "Clio", "passage", hit["passage_id"].upper(), *places]) == 0
    out, _ = capsys.readouterr()
    assert f"**Velmora and Tarsk had fought for three years over the river tolls. {SENTENCE}" in " ".join(out.split())
    assert out.endswith(f"¶¶ 1–2. [{hit['passage_id']}]\n")
    (folder / "treaty.txt").write_text(TREATY.replace("4 March", "5 March"), encoding="utf-8")
    assert main(["passage", "--json", hit["passage_id"], *places]) == 0
    now = json.loads(capsys.readouterr().out)
    assert (now["asked"], now["fate"], now["before"], now["after"]) == (hit["passage_id"], "changed", [], [])
    assert now["text"] == hit["text"].replace("4 March", "5 March")
    assert main(["passage", hit["passage_id"], *places]) == 0
    assert capsys.readouterr().out.startswith("The text of this passage has been changed since it was quoted (on ")
    for wrong, reason in (
        ("abc", "'abc' is not the id of a passage."),
        ("a" * 13, "No passage has the id 'aaaaaaaaaaa"),
    ):
        assert main(["passage", wrong, *places]) == 1
        assert capsys.readouterr().err.startswith(f"clio: {reason}")


ZOTERO = [
    {"type": "book", "title": "The TREATY of Karlin", "author": [{"family": "Rehn", "given": "Olga"}],
     "issued": {"date-parts": [[1931]]}, "publisher": "Port Press"},
    {"type": "book", "title": "Another book"},
]  # fmt: skip


def test_an_import_fills_in_what_is_known(sources: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file, data = tmp_path / "zotero.json", data_folder(tmp_path / "data")
    file.write_text(json.dumps(ZOTERO))
    places = ["--data", str(data), "--documents", str(sources)]
    told = (
        "Works: 2; matched with documents: 1.\n\n"
        "The treaty of Karlin (sources/treaty.txt)\n"
        "  type: document → book\n"
        "  author: Rehn, Olga\n"
        "  issued: 1931\n"
        "  title: The treaty of Karlin → The TREATY of Karlin\n"
        "  publisher: Port Press\n\n"
        "Not in the library (1):\n  Another book\n"
    )
    assert main(["import", str(file), "--dry-run", *places]) == 0
    assert capsys.readouterr().out == f"{told}\nNothing is written, as --dry-run says.\n"
    assert not (data / "catalogue.json").exists()
    assert main(["import", str(file), *places]) == 0
    out = capsys.readouterr().out
    assert out.startswith(told)
    assert "Documents: 0 added, 1 changed, 0 removed, 2 unchanged, 0 failed.\n" in out
    assert main(["import", str(file), *places]) == 0
    assert "  nothing changes\n" in capsys.readouterr().out
    assert main(["ask", QUESTION, "-k", "1", "--json", *places]) == 0
    (hit,) = json.loads(capsys.readouterr().out)["hits"]
    assert hit["citation"] == "Rehn, Olga. The TREATY of Karlin. Port Press, 1931. ¶¶ 1–2."
    assert hit["document"]["date"] == "1921-03-04"


def test_a_file_that_is_none_of_a_reference_manager_is_told_so(
    sources: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    places = ["--data", str(data_folder(tmp_path / "data")), "--documents", str(sources)]
    for name, reason in (
        ("railway.md", "is no CSL-JSON, BibTeX or RIS"),
        ("nowhere.bib", "cannot be read: no such file"),
    ):
        assert main(["import", str(sources / name), *places]) == 1
        out, err = capsys.readouterr()
        assert out == ""
        assert err.splitlines()[-1].startswith("clio: ")
        assert reason in err


def test_documents_are_compared_and_where_they_differ_is_said(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path / "papers"
    folder.mkdir()
    for name, day in (("gazette", "4"), ("memoirs", "6")):
        head = f"---\ntitle: The {name}\nauthor: Ilse Brandauer\nissued: 1922\n---\n\n"
        (folder / f"{name}.md").write_text(f"{head}{SENTENCE.replace('4 March', f'{day} March')}\n", encoding="utf-8")
    (folder / "famine.txt").write_text(FAMINE, encoding="utf-8")
    places = ["--data", str(data_folder(tmp_path / "data")), "--documents", str(folder)]
    assert main(["compare", QUESTION, *places]) == 0
    out, _ = capsys.readouterr()
    first, second = ("4", "6") if "gazette" in out.split("; ")[0].split(", ")[0] else ("6", "4")
    assert f"These differ: {first} March 1921 in 1 (The " in out
    assert f", {second} March 1921 in 2 (The " in out
    assert out.count("     Ilse Brandauer · 1922\n") == 2
    assert main(["compare", "--json", QUESTION, *places]) == 0
    found = json.loads(capsys.readouterr().out)
    assert [reading["ranks"] for reading in found["differences"][0]["readings"]] == [[1], [2]]
    assert [hit["provenance"] for hit in found["hits"]] == [{"who": "Ilse Brandauer", "when": "1922", "kind": ""}] * 2
    assert main(["compare", "Who opened his cellars to the town of Tarsk?", *places]) == 0
    out, _ = capsys.readouterr()
    assert "Only one document bears on that, so there is nothing to compare it with:" in out
    assert "These differ" not in out
    for question, said in (
        ("How long should I boil an egg?", "Nothing in the library answers this question."),
        ("Wann wurde der Vertrag zwischen den beiden Städten unterzeichnet?", "German"),
    ):
        assert main(["compare", question, *places]) == 0
        out, _ = capsys.readouterr()
        assert said in out
        assert "These may help" not in out
