"""A consumer of khabar's events: keeps the latest version of every Arabic article in a folder of text files."""

import sys
from pathlib import Path
from typing import Any

from workers.notify.subscribe import RedisSeen, once, subscribe

url, folder = sys.argv[1], Path(sys.argv[2])


@once(RedisSeen(url, "archive"))
def keep(event: dict[str, Any]) -> None:
    item = event["data"]["item"]
    path = folder / f"{event['partitionkey']}.txt"
    if item["pubStatus"] == "canceled":
        path.unlink(missing_ok=True)
    elif "bodies" in item:
        path.write_text(f"{item['headlines'][0]['value']}\n\n{item['bodies'][0]['value']}\n", encoding="utf-8")


with subscribe(url, "archive", filters="language=ar", until_caught_up="--once" in sys.argv) as events:
    for delivery in events:
        if delivery.event["type"].startswith("news.article."):
            keep(delivery.event)
        delivery.ack()
