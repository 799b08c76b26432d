"""Invoke the function as an HTTP API would, for forty visitors, who order where posting is free."""

from __future__ import annotations

import json
from collections import Counter
from typing import Any
from uuid import uuid4

from function import client, handler

VISITORS = 40
BASKETS = (25, 45, 55, 95)
COUNTRIES = ("DE", "AT", "FR")


class LambdaContext:
    """What the function asks of Lambda's."""

    def get_remaining_time_in_millis(self) -> int:
        return 3_000


def main() -> None:
    free: Counter[int] = Counter()
    for number in range(VISITORS):
        basket = BASKETS[number % len(BASKETS)]
        country = COUNTRIES[number % len(COUNTRIES)]
        asked = {"visitor": str(uuid4()), "country": country, "basket": basket}
        if _invoke("/delivery", asked)["postage"] == 0:
            _invoke("/orders", asked)
            free[basket] += 1
    for basket in BASKETS:
        print(f"basket of {basket} EUR: posted free {free[basket]} of {VISITORS // len(BASKETS)}")
    lost = client.counters["dropped"] + client.counters["rejected"]
    sent = client.counters["sent"]
    print(f"{VISITORS} visitors, {free.total()} orders; {sent} sent, {lost} lost", flush=True)


def _invoke(path: str, asked: dict[str, Any]) -> dict[str, Any]:
    event = {"version": "2.0", "rawPath": path, "body": json.dumps(asked)}
    answer: dict[str, Any] = json.loads(handler(event, LambdaContext())["body"])
    return answer


if __name__ == "__main__":
    main()
