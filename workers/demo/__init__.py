"""The sample newsroom that ships with khabar: a few invented publishers, served on loopback.

`newsroom.Newsroom` is all that others need; the pages are drawn from data/ by the layouts.
"""
