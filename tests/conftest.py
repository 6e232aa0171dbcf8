"""Settings of the whole suite."""

from hypothesis import settings

# The same examples at every run, so that a failure can be repeated; `--hypothesis-profile=explore` searches on.
settings.register_profile("repeatable", derandomize=True, deadline=None, max_examples=60)
settings.register_profile("explore", deadline=None, max_examples=2000)
settings.load_profile("repeatable")
