"""What holds for all tests, whichever of them are run together."""

import pytest
from hypothesis import HealthCheck, settings

# Tests may share their machine, so no example is timed; and long texts are what is wanted here. The examples are the
# same in each run, so that a change is judged by itself and not by luck; with --full they are new ones.
settings.register_profile(
    "full", deadline=None, suppress_health_check=[HealthCheck.data_too_large, HealthCheck.too_slow]
)
settings.register_profile("suite", settings.get_profile("full"), derandomize=True)
settings.load_profile("suite")


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--full", action="store_true", help="long tests at full size, and new examples of properties")


def pytest_configure(config: pytest.Config) -> None:
    if config.getoption("--full"):
        settings.load_profile("full")


@pytest.fixture
def is_full(request: pytest.FixtureRequest) -> bool:
    """Whether the long tests are to be run at full size."""
    return bool(request.config.getoption("--full"))
