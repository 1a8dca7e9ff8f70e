"""Hypothesis profiles: quick and repeatable by default, ``fuzz`` for long runs."""

from hypothesis import settings

settings.register_profile("quick", max_examples=200, deadline=None, derandomize=True)
settings.register_profile("fuzz", max_examples=3000, deadline=None, print_blob=True)
settings.load_profile("quick")
