"""A poll: a source is asked, what it names goes to the frontier, its next turn is set. Begin with `poll.py`."""
