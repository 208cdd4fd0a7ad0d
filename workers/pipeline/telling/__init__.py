"""What was stored is told: to the stream, to webhooks and buses, again where asked for. Begin with `relay.py`."""
