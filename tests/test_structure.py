"""The shape of the house: who may know whom, and what stands at the top level."""

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
TOP_LEVEL = {"pyproject.toml", "README.md", "LICENSE", "bot", "index", "documents", "tests"}
STOREYS = (  # from the ground up; a module imports none that stands above it
    {
        "errors",
        "likeness",
        "limits",
        "memory",
        "model",
        "names",
        "dates",
        "patience",
        "prompts",
        "sentences",
        "tokens",
        "weights",
    },
    {"passages", "embedding", "forward", "packing", "citation", "postgres", "provenance", "readers"},
    {"committing", "database", "multilingual", "parsing", "parser", "reranking"},
    {"alias_file", "holder", "store"},
    {"archive", "catalogue", "details", "encoding", "folders", "narrowing", "search", "sharing"},
    {"answering", "comparing", "days", "exchange", "moving", "passage_desk", "records"},
    {"preparing"},
    {"reindex"},
    {"collection", "opening", "question_desk", "readings", "working"},
    {"library"},
    {"evaluation"},
)


def imports(file: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(file.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def storey(part: str) -> int:
    return next(number for number, parts in enumerate(STOREYS) if part in parts)


def test_the_engine_knows_nothing_of_the_bot_or_of_discord() -> None:
    for file in (ROOT / "index").rglob("*.py"):
        assert not [name for name in imports(file) if name.split(".")[0] in ("bot", "discord", "tests")], file


def test_no_module_of_the_engine_imports_one_above_it() -> None:
    for file in (ROOT / "index").rglob("*.py"):
        parts = file.relative_to(ROOT / "index").with_suffix("").parts
        if parts == ("__init__",):
            continue
        for name in imports(file):
            if name.startswith("index.") and (other := name.split(".")[1]) in set().union(*STOREYS):
                assert storey(other) <= storey(parts[0]), f"{file} imports {name}"


def test_no_part_is_missing_from_the_storeys() -> None:
    parts = {file.relative_to(ROOT / "index").parts[0].removesuffix(".py") for file in (ROOT / "index").rglob("*.py")}
    assert parts - {"__init__"} == set().union(*STOREYS)


def test_nothing_else_stands_at_the_top_level() -> None:
    if not (ROOT / ".git").exists():
        pytest.skip("not a checkout")
    listed = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=True).stdout.split(
        "\n"
    )
    names = {name.split("/")[0] for name in listed if name}
    assert {name for name in names if not name.startswith(".")} <= TOP_LEVEL


def test_the_command_starts_without_loading_model_discord_or_postgresql() -> None:
    heavy = ("torch", "discord", "sentence_transformers", "psycopg")
    script = f"import sys, bot.cli; print([module for module in {heavy} if module in sys.modules])"
    result = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True, cwd=ROOT)
    assert result.stdout.strip() == "[]"
