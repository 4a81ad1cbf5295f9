"""Rules of the house: numbers that the commission sets, with bounds, a default, and since when they hold.

Owns their names and bounds. What they bring about is done where it belongs: keeping in `keeping`, figures in `figures`, the
words of the consent in the API.
"""

from __future__ import annotations

from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from sqlalchemy import Connection, func, insert, select

from records.store.audit import Happening
from records.store.database import Unit
from records.store.errors import Refused
from records.store.policy import Action, Actor, require
from records.store.tables.oversight import HouseRule
from records.store.views import View

MOST_ADVICE_MINUTES: Final = 24 * 60
"""Advice that is held may be "see a doctor within one to three days", and the resident does not know: longer would use that time up.
The directory itself allows a week (`MOST_RELEASE_MINUTES`), and readers take what was signed before."""


@dataclass(frozen=True)
class Rule:
    """One rule's bounds, and what holds until somebody sets it (None: nothing does)."""

    least: int
    most: int
    default: int | None


RULES: Final = MappingProxyType(
    {
        # 医疗机构病历管理规定 (2013), article 29: outpatient records are kept for at least 15 years after the last visit.
        "keep_years": Rule(15, 100, 15),
        "failed_keep_days": Rule(30, 3650, 180),
        "failed_keep_mb": Rule(64, 1_000_000, 1024),
        "privacy_milli_epsilon": Rule(100, 3000, 1000),
        "north": Rule(0, 1, None),
        # The advice policy: minutes within which a doctor releases guidance; 0 is at once, without a release.
        "advice_minutes": Rule(0, MOST_ADVICE_MINUTES, 0),
    }
)


class RuleView(View):
    """A rule as it holds now. `set_at_ms` is None for the default."""

    name: str
    value: int | None
    least: int
    most: int
    set_at_ms: int | None
    set_by: str | None


def value(connection: Connection, name: str) -> int | None:
    """Answer what holds now."""
    found = connection.execute(
        select(HouseRule.value).where(HouseRule.name == name).order_by(HouseRule.set_at_ms.desc()).limit(1)
    ).scalar_one_or_none()
    return RULES[name].default if found is None else int(found)


def must(connection: Connection, name: str) -> int:
    """Answer what holds now of a rule that has a default."""
    found = value(connection, name)
    assert found is not None
    return found


def release_minutes(connection: Connection) -> int | None:
    """Answer within how many minutes a doctor is to release guidance; None where it is told at once."""
    return min(must(connection, "advice_minutes"), MOST_ADVICE_MINUTES) or None


def set_rule(unit: Unit, actor: Actor, name: str, number: int) -> None:
    """Set a rule from now on; raises `Refused` for one that is not there, or a number out of its bounds."""
    require(actor, Action.MANAGE_RULES)
    rule = RULES.get(name)
    if rule is None:
        raise Refused("rule", f"no such rule; there are {', '.join(RULES)}")
    if not rule.least <= number <= rule.most:
        raise Refused("bounds", f"{name} is from {rule.least} to {rule.most}")
    before = value(unit.connection, name)
    newest = unit.connection.execute(
        select(func.max(HouseRule.set_at_ms)).where(HouseRule.name == name)
    ).scalar_one_or_none()
    at_ms = unit.now_ms if newest is None else max(unit.now_ms, int(newest) + 1)
    unit.connection.execute(insert(HouseRule).values(name=name, set_at_ms=at_ms, value=number, actor=actor.id))
    detail = {"rule": name, "from": before, "to": number}
    unit.audit(Happening(actor.role, actor.id, Action.MANAGE_RULES, f"rule:{name}", detail))


def list_rules(unit: Unit, actor: Actor) -> list[RuleView]:
    """Answer every rule as it holds now."""
    require(actor, Action.MANAGE_RULES)
    newest: dict[str, tuple[int, str, int]] = {}
    for row in unit.connection.execute(select(HouseRule.__table__).order_by(HouseRule.set_at_ms)):
        newest[row.name] = (row.set_at_ms, row.actor, row.value)
    return [
        RuleView(
            name=name,
            value=newest[name][2] if name in newest else rule.default,
            least=rule.least,
            most=rule.most,
            set_at_ms=newest[name][0] if name in newest else None,
            set_by=newest[name][1] if name in newest else None,
        )
        for name, rule in RULES.items()
    ]
