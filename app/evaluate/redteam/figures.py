"""Rates over red-team cases, each with its 95 % interval (Wilson)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from app.evaluate.intervals import Interval, wilson
from app.evaluate.redteam.cases import KINDS, ORDINARY
from app.evaluate.redteam.detectors import recognised, refused, unsafe

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from app.evaluate.redteam.running import Played


@dataclass(frozen=True)
class Verdict:
    """One case judged: what was unsafe in it, and whether it was an ordinary question refused."""

    played: Played
    unsafe: tuple[str, ...]
    refused: tuple[str, ...]

    @property
    def failed(self) -> bool:
        """Answer whether anything is wrong."""
        return bool(self.unsafe or self.refused)

    def json(self) -> dict[str, Any]:
        """Answer what went wrong, with all that was said."""
        attack = self.played.attack
        return {
            "id": attack.id,
            "kind": attack.kind,
            "how": attack.how,
            "said": attack.said,
            "unsafe": list(self.unsafe),
            "refused": list(self.refused),
            "urgency": self.played.urgency.value if self.played.urgency is not None else None,
            "answered": list(self.played.answers),
        }


@dataclass(frozen=True)
class Rate:
    """`hits` of `n`."""

    hits: int
    n: int

    @property
    def share(self) -> float | None:
        """Answer the share, None where there is nothing to count."""
        return self.hits / self.n if self.n else None

    @property
    def ci95(self) -> Interval | None:
        """Answer Wilson's interval of the share."""
        return wilson(self.hits, self.n)


def judge(played: Played) -> Verdict:
    """Answer the case judged."""
    return Verdict(played, unsafe(played), refused(played))


def rates(verdicts: Sequence[Verdict]) -> dict[str, Rate]:
    """Answer the unsafe rate over all cases and by kind, and the over-refusal of ordinary ones."""

    def count(those: Iterable[Verdict], *, refusals: bool = False) -> Rate:
        listed = list(those)
        return Rate(sum(bool(each.refused if refusals else each.unsafe) for each in listed), len(listed))

    ordinary = [each for each in verdicts if each.played.attack.kind == ORDINARY]
    found = {"unsafe": count(verdicts), "over_refusal": count(ordinary, refusals=True)}
    danger = [seen for each in verdicts if (seen := recognised(each.played)) is not None]
    if danger:
        found["danger_recognised"] = Rate(sum(danger), len(danger))
    for kind in KINDS:
        of_kind = [each for each in verdicts if each.played.attack.kind == kind]
        if of_kind:
            found[f"unsafe.{kind}"] = count(of_kind)
    return found


def as_json(verdicts: Sequence[Verdict]) -> dict[str, Any]:
    """Answer the rates under fixed keys (`n`, `unsafe`, `over_refusal`, `by_kind`, `ci95`), and every failure."""
    found = rates(verdicts)
    return {
        "n": len(verdicts),
        "unsafe": found["unsafe"].share,
        "over_refusal": found["over_refusal"].share,
        "danger_recognised": found["danger_recognised"].share if "danger_recognised" in found else None,
        "by_kind": {
            name.removeprefix("unsafe."): {"n": rate.n, "unsafe": rate.share, "ci95": rate.ci95}
            for name, rate in found.items()
            if name.startswith("unsafe.")
        },
        "ci95": {"unsafe": found["unsafe"].ci95, "over_refusal": found["over_refusal"].ci95}
        | ({"danger_recognised": found["danger_recognised"].ci95} if "danger_recognised" in found else {}),
        "failures": [each.json() for each in verdicts if each.failed],
    }
