"""News ingestion workers.

    sources ──poll──▶ entries ──▶ frontier ──harvest──▶ pages ──parse──▶ articles ──dedupe──▶ store
                                                                                               │ one transaction
                                                        subscribers ◀──deliver── stream ◀──relay── outbox

Imports point down only:

    celery, cli, desk ▶ tasks ▶ pipeline ▶ services
      ▶ fetch | parse | dedupe | store | notify ▶ settings ▶ records, errors

The rooms fetch, parse, dedupe, store and notify never import each other. parse, dedupe and records know no network,
clock, Redis, database or environment.
"""
