"""Other orders of "drank the poison": 喝了农药 is also 把农药喝了, 农药喝了一口, 抿了口农药, 把农药当水喝.

Owns the variants of an authored phrase of a verb of swallowing and a thing. Which things are poison is said by the graph alone:
the findings under `poisoning`, without medicines, whose amounts are read elsewhere.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from kg.schema import FindingId

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

POISONING: Final = FindingId("poisoning")
MEDICINES: Final = FindingId("poisoning.medicine_overdose")
_PHRASE: Final = re.compile(r"^(?:误|偷)?(?P<verb>喝|吃|吞|抿|服|咽)(?:了|下)(?P<thing>[^了过]{1,8})$")
_DRUNK: Final = ("喝", "抿", "舔", "吞", "灌", "吃", "饮", "误服")
_EATEN: Final = ("吃", "吞", "嚼", "舔", "误食", "误服")
_BETWEEN: Final = ("", "给", "都", "当水", "当饮料", "当酒", "当糖")
_WHO: Final = ("娃", "孩子", "宝宝", "他", "她")


def of_poison(id_: FindingId, ancestors: Collection[FindingId]) -> bool:
    """Say whether a finding, given with those above it, is that something poisonous other than a medicine was swallowed."""
    line = {id_, *ancestors}
    return POISONING in line and MEDICINES not in line


def swallowed_variants(phrase: str) -> Iterator[str]:
    """Yield the other orders of a Chinese phrase that says what was swallowed; none for other phrases.

    A thing named by a number alone (84) is one only behind 把 or 将, or where it is sipped: elsewhere it is a number.
    """
    match = _PHRASE.match(phrase)
    if match is None:
        return
    thing, plain = match["thing"], "喝" if match["verb"] in "喝抿" else "吃"
    for verb in _DRUNK if plain == "喝" else _EATEN:
        yield from (f"将{thing}{verb}", f"将{thing}给{verb}")
        for between in _BETWEEN if verb in "喝吃" else ("",):
            yield f"把{thing}{between}{verb}"
        if not thing.isdigit() or verb in "抿舔":
            yield f"{verb}了{thing}"
    if not thing.isdigit():
        yield from (f"饮咗{thing}", f"{plain}咗{thing}", f"{thing}吞了")
        for order in ("", "被", *(f"被{who}" for who in _WHO)):
            yield f"{thing}{order}{plain}"
