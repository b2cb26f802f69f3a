"""What is installed from a wheel: the command, the engine, and the starter library."""

import json
import os
import shlex
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
from hatchling.builders.wheel import WheelBuilder

ROOT = Path(__file__).resolve().parent.parent


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with what the wheel installs, far from the checkout."""
    folder = tmp_path_factory.mktemp("installed")
    (wheel,) = WheelBuilder(str(ROOT)).build(directory=str(tmp_path_factory.mktemp("wheel")), versions=["standard"])
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(folder)
    return folder


@pytest.fixture(scope="module")
def environment(installed: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """What a command is run with: the wheel in place of the checkout, and a data folder, empty at first."""
    data = tmp_path_factory.mktemp("asked") / "data"
    given = {name: value for name, value in os.environ.items() if name != "CLIO_DOCUMENTS"}
    return {**given, "PYTHONPATH": str(installed), "CLIO_DATA": str(data), "COLUMNS": "80"}


def test_a_wheel_carries_the_starter_library_and_no_tests(installed: Path) -> None:
    in_checkout = {file.name for file in (ROOT / "documents").iterdir()}
    assert {file.name for file in (installed / "documents").iterdir()} == in_checkout
    assert not (installed / "tests").exists()
    (entry_points,) = installed.glob("*.dist-info/entry_points.txt")
    assert "clio = bot.__main__:start" in entry_points.read_text()


def test_a_wheel_carries_what_the_engine_reads_beside_its_code(installed: Path) -> None:
    beside = {file.relative_to(ROOT) for file in (ROOT / "index").rglob("*.*") if file.suffix not in (".py", ".pyc")}
    assert {file.name for file in beside} >= {"weights.json", "background.txt"}
    for file in beside:
        assert (installed / file).read_bytes() == (ROOT / file).read_bytes()


def test_an_installed_wheel_answers_from_its_own_starter_library_in_any_folder(
    environment: dict[str, str], tmp_path: Path
) -> None:
    question = "When did Israel and the Soviet Union resume diplomatic relations?"
    command = [sys.executable, "-P", "-m", "bot", "ask", "--json", "-k", "1", question]
    result = subprocess.run(command, capture_output=True, text=True, check=True, cwd=tmp_path, env=environment)
    (hit,) = json.loads(result.stdout)["hits"]
    assert "18 October 1991" in hit["highlight"]
    assert hit["document"]["path"] == "documents/israel-soviet-union-resume-relations-1991.md"
    assert str(ROOT / "documents") not in result.stderr


def test_a_command_line_in_the_readme_prints_what_the_readme_shows(environment: dict[str, str], tmp_path: Path) -> None:
    shown = (ROOT / "README.md").read_text("utf-8").split("```\n$ clio ask ")[1].split("```")[0]
    arguments, _, expected = shown.partition("\n")
    command = [sys.executable, "-P", "-m", "bot", "ask", *shlex.split(arguments)]
    result = subprocess.run(command, capture_output=True, text=True, check=True, cwd=tmp_path, env=environment)
    assert result.stdout.strip() == expected.strip()
