"""What is installed from a wheel: the command, the engine, and the starter library."""

import os
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


def test_a_wheel_carries_the_starter_library_and_no_tests(installed: Path) -> None:
    in_checkout = {file.name for file in (ROOT / "documents").iterdir()}
    assert {file.name for file in (installed / "documents").iterdir()} == in_checkout
    assert not (installed / "tests").exists()
    (entry_points,) = installed.glob("*.dist-info/entry_points.txt")
    assert "clio = bot.__main__:start" in entry_points.read_text()


def test_an_installed_wheel_asks_its_own_starter_library_from_any_folder(installed: Path, tmp_path: Path) -> None:
    script = "import bot.settings; print(*sorted(bot.settings.Settings().documents[0].iterdir()), sep='\\n')"
    environment = {**os.environ, "PYTHONPATH": str(installed)}
    result = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True, cwd=tmp_path, env=environment
    )
    assert result.stdout.split() == sorted(str(file) for file in (installed / "documents").iterdir())
