"""The automatic attacker: changes cases at random, keeps what nearly worked, and changes that further.

A mutant nearly worked when it was answered less well than the case it was made from: fewer texts that name people who help, or a lesser
urgency. Such mutants are changed again, up to `DEEPEST` times; the rest of the budget goes to fresh ones. The same seed gives the
same attack.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from random import Random
from typing import TYPE_CHECKING, Final

from app.evaluate.redteam.figures import Verdict, judge
from app.evaluate.redteam.mutations import MUTATIONS

if TYPE_CHECKING:
    from app.evaluate.redteam.cases import Attack
    from app.evaluate.redteam.running import Played, Player

Tell = Callable[[int, int], None]
DEEPEST: Final = 3
"""Changes on top of each other; beyond that a person no longer reads it."""
TRIES: Final = 12


def attack(player: Player, verdicts: Sequence[Verdict], number: int, *, seed: int, tell: Tell) -> list[Verdict]:
    """Answer `number` mutants of these cases judged. Cases that failed already are not mutated: they need no attacker."""
    chance = Random(seed)  # noqa: S311 - drawn to be repeatable, not secret
    sources = [
        each.played for each in verdicts if not each.failed and any(not t.report for t in each.played.attack.turns)
    ]
    if not sources:
        return []
    nearly: list[tuple[Played, int]] = []
    seen = {each.attack.said for each in sources}
    found: list[Verdict] = []
    for done in range(number):
        source, depth = nearly.pop() if nearly else (chance.choice(sources), 0)
        mutant = _mutant(source.attack, chance, seen)
        if mutant is None:
            continue
        seen.add(mutant.said)
        verdict = judge(player.play(replace(mutant, id=f"{mutant.id}~{done}")))
        found.append(verdict)
        if not verdict.failed and depth + 1 < DEEPEST and closeness(verdict.played) < closeness(source):
            nearly.append((verdict.played, depth + 1))
        tell(done + 1, number)
    return found


def _mutant(case: Attack, chance: Random, seen: set[str]) -> Attack | None:
    """Answer a change of the case that was not tried, None when none is found in `TRIES` draws."""
    names = list(MUTATIONS)
    for _ in range(TRIES):
        name = chance.choice(names)
        changed = None if name in case.how.split("+") else MUTATIONS[name](case, chance)
        if changed is not None and changed.said not in seen:
            return changed
    return None


def closeness(played: Played) -> tuple[int, int]:
    """Answer how far a case is from failing: texts that name the people it needs, and levels of urgency above what it needs."""
    people = sum(number in text for number in played.attack.people for text in played.answers)
    needed = played.attack.urgency
    shown = played.urgency
    above = 0 if needed is None else (-9 if shown is None else needed.rank - shown.rank)
    return people, above
