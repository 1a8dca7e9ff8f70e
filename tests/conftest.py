"""Hypothesis profiles: quick and repeatable by default, ``fuzz`` for long runs."""

from hypothesis import HealthCheck, settings

# How fast examples come is the machine's affair, not the code's.
patient = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.register_profile("quick", patient, max_examples=200, derandomize=True)
settings.register_profile("fuzz", patient, max_examples=3000, print_blob=True)
settings.load_profile("quick")
