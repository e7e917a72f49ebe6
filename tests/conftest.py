"""What all tests share: the Hypothesis profile."""

from hypothesis import HealthCheck, settings

settings.register_profile(
    "cosanim", derandomize=True, deadline=None, max_examples=60, suppress_health_check=[HealthCheck.too_slow]
)
settings.load_profile("cosanim")
