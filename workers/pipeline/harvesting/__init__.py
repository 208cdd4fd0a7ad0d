"""A harvest: pages of the frontier to articles, each once, written down together. Begin with `harvest.py`."""
