"""Settings of the whole suite."""

from hypothesis import settings

# The same examples at every run, so that a failure can be repeated; `--hypothesis-profile=explore` (or long) searches on.
settings.register_profile("repeatable", derandomize=True, deadline=None, max_examples=60)
settings.register_profile("explore", deadline=None, max_examples=2000)
settings.register_profile("long", deadline=None, max_examples=100_000)
settings.load_profile("repeatable")
