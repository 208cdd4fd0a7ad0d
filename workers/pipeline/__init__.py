"""The way of one article in plain functions.

    tick.tick       what is due                      turns.poll      sources -> frontier
    relay.relay     outbox -> stream                 turns.harvest   pages -> articles and events
    upkeep.upkeep   sources in step, old rows out

Each takes the services of its process and may be called any number of times, by any number of processes, at once.
"""
