"""What holds for all tests, whichever of them are run together."""

import pytest
from hypothesis import HealthCheck, settings

# Tests may share their machine, so no example is timed; and long texts are what is wanted here.
settings.register_profile(
    "suite", deadline=None, suppress_health_check=[HealthCheck.data_too_large, HealthCheck.too_slow]
)
settings.load_profile("suite")


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--full", action="store_true", help="run the long tests at full size: ten minutes instead of two")


@pytest.fixture
def is_full(request: pytest.FixtureRequest) -> bool:
    """Whether the long tests are to be run at full size."""
    return bool(request.config.getoption("--full"))
