"""What holds for all tests, whichever of them are run together, in one process or in several."""

import os
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

from tests.places import place  # noqa: F401 a fixture
from tests.postgres import (  # noqa: F401 fixtures
    _common_database,
    database_url,
    own_server,
    postgres_server,
    schema_url,
)

# Tests may share their machine, so no example is timed; and long texts are what is wanted here. The examples are the
# same in each run, so that a change is judged by itself and not by luck; with --full they are new, and twice as many.
settings.register_profile(
    "full", deadline=None, suppress_health_check=[HealthCheck.data_too_large, HealthCheck.too_slow]
)
settings.register_profile("suite", settings.get_profile("full"), derandomize=True, max_examples=50)
settings.load_profile("suite")


# Processes that share the tests out share the cores too. Said before torch is imported, here and in processes of tests.
if "PYTEST_XDIST_WORKER" in os.environ:
    os.environ.setdefault("OMP_NUM_THREADS", "1")


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--full", action="store_true", help="long tests at full size, and new examples of properties")


def pytest_configure(config: pytest.Config) -> None:
    if config.getoption("--full"):
        settings.load_profile("full")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Put the tests that share a running bot last, however they were named, and files of long tests first.

    Their Discord stands still while a test of another kind computes, and a bot that hears nothing of it for a minute
    goes and connects anew. A long file that came last would leave the other processes without work; which it is, is
    told by how long its tests may take.
    """
    longest: dict[Path, float] = {}
    for item in items:
        may_take = item.get_closest_marker("timeout")
        longest[item.path] = max(longest.get(item.path, 0), _seconds(may_take) if may_take else 0)
    items.sort(key=lambda item: (_shares_a_bot(item), -longest[item.path]))


def _seconds(may_take: pytest.Mark) -> float:
    return float(may_take.args[0] if may_take.args else may_take.kwargs.get("timeout", 0))


def _shares_a_bot(item: pytest.Item) -> bool:
    return not {"discord", "twins"}.isdisjoint(getattr(item, "fixturenames", ()))


@pytest.fixture
def is_full(request: pytest.FixtureRequest) -> bool:
    """Whether the long tests are to be run at full size."""
    return bool(request.config.getoption("--full"))


@pytest.fixture
def no_settings(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """A terminal of 80 columns in an empty folder, without settings of whoever runs the tests."""
    for name in [name for name in os.environ if name.startswith(("CLIO_", "DISCORD_"))]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("COLUMNS", "80")
    monkeypatch.chdir(tmp_path)
