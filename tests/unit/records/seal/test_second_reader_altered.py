"""Logs that were altered: the second reader and the product's answer with the same reason.

The corpus of altered messages (`app.bench.mutations`) exchanges the tokens of a directory's answer; here it is the rest of the answer.
"""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterator
from copy import deepcopy
from typing import Any

from records.errors import CannotOpen
from tests.unit.records.seal.test_second_reader import log_case, outcome
from tests.unit.records.seal.test_vectors import open_log_case
from tests.unit.records.seal.vectors import Case, cases

STEP = "A" * 43
ODD = [
    *(None, True, 0, 1, -1, 2**53 - 1, 2**53, 1.0, "", "x", "é", [], {}),
    *(
        STEP,
        [STEP],
        f"{STEP}=",
        STEP[:-1] + "B",
        {"index": 0, "path": []},
        {"from": 0, "path": []},
        {"from": 11, "path": []},
    ),
]
Spot = tuple[str | int, ...]


def spots(value: Any, here: Spot = ()) -> Iterator[Spot]:
    for name, item in value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ():
        yield (*here, name)
        yield from spots(item, (*here, name))


def altered(given: Case, draw: random.Random, heads: list[Any]) -> Case:
    """One place of the answer's log exchanged, taken away, doubled, counted on or turned round; now and then another pin or head seen."""
    made = deepcopy(given)
    spot = draw.choice([spot for spot in spots(made["response"]) if spot[0] == "log"])
    place = made["response"]
    for name in spot[:-1]:
        place = place[name]
    last = spot[-1]
    match draw.choice(("exchange", "exchange", "take", "double", "count", "turn", "see", "see")):
        case "exchange":
            place[last] = deepcopy(draw.choice(ODD))
        case "take":
            del place[last]
        case "double" if isinstance(place, list):
            place.insert(last, place[last])
        case "double":
            place[f"{last}x"] = place[last]
        case "count" if type(place[last]) is int:
            place[last] += draw.choice((-1, 1))
        case "turn" if isinstance(place, list):
            place.reverse()
        case _:
            made["seen"] = draw.choice(heads)
    if draw.random() < 0.1:
        made["pin"] = "x"
    return made


def first_outcome(given: Case) -> Any:
    try:
        return {"opens": open_log_case(given)}
    except CannotOpen as refused:
        return {"reason": refused.reason.value}


def test_altered_logs_are_refused_for_the_same_reason_by_both() -> None:
    good = [case["given"] for case in cases("log") if "opens" in case["wants"]]
    heads = [None, *[case["given"]["seen"] for case in cases("log") if case["given"]["seen"]]]
    draw, told = random.Random(11), Counter[str]()
    for number in range(800):
        given = altered(draw.choice(good), draw, heads)
        first = first_outcome(given)
        assert outcome(lambda given=given: log_case(given)) == first, number
        told[first.get("reason", "opens")] += 1
    assert all(told[reason] >= 5 for reason in ("opens", "json", "chain", "rollback", "log")), told
