"""What holds for all tests, whichever of them are run together."""

from hypothesis import HealthCheck, settings

# Tests may share their machine, so no example is timed; and long texts are what is wanted here.
settings.register_profile(
    "suite", deadline=None, suppress_health_check=[HealthCheck.data_too_large, HealthCheck.too_slow]
)
settings.load_profile("suite")
