"""Who an article is, whether it is a copy of another one, and whether it has changed: pure functions.

urls, whatwg, trackers       a URL -> the key under which all its twins meet
identity                     an entry, an article -> its keys, its id, the ids of its events
folding                      text -> the words as they are compared
fingerprint, likeness        an article -> index keys and a sketch; two sketches -> one story or not
boilerplate                  what a source prints on every article, learned
essence, passing, versions   two readings of an article -> what changed that matters, when to look again
"""
