"""Fuzzing by hand, never within the test suite: `python -m tests.fuzz --help`. What it found stands as tests."""
