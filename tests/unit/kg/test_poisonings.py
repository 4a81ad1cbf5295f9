"""Each poison has its own first aid, and none begins with that of another."""

from __future__ import annotations

import pytest

from kg.closure import closure
from kg.graph import Graph
from kg.load import load_graph
from kg.schema import Finding, FindingId, Person, RedFlag, Sex, Status
from kg.triage import red_flags


@pytest.fixture(scope="module")
def packaged() -> Graph:
    return load_graph()


def flags(graph: Graph, findings: str) -> tuple[RedFlag, ...]:
    told = [Finding(id=FindingId(each), status=Status.PRESENT) for each in findings.split()]
    return red_flags(graph, Person(age_days=12_000, sex=Sex.MALE), closure(graph, told), None)


def help_of(flag: RedFlag) -> str:
    return "".join(each.zh for each in flag.until_help)


@pytest.mark.parametrize(
    ("findings", "first", "has", "has_not"),
    [
        ("poisoning.medicine_overdose", "overdose_now", "药盒", "煤气 农药 电池 肥皂"),
        ("poisoning.sedative", "overdose_now", "侧躺", "煤气 农药 肥皂"),
        ("poisoning.pesticide", "pesticide_now", "肥皂水", "煤气 电池"),
        ("poisoning.paraquat", "pesticide_now", "百草枯", "煤气 电池"),
        ("poisoning.rat_poison", "pesticide_now", "药瓶", "煤气 电池"),
        ("poisoning.corrosive", "corrosive_swallowed", "别催吐", "煤气 肥皂"),
        ("poisoning.bad_alcohol", "bad_alcohol_drunk", "一起喝的人", "煤气 农药"),
        ("poisoning.mushroom", "mushroom_poisoning", "蘑菇", "煤气 农药"),
        ("poisoning.button_battery", "battery_swallowed", "拍片", "煤气 农药 肥皂"),
        ("co_exposure.poisoned", "co_poisoning", "屋外", "药盒 肥皂"),
        ("co_exposure headache", "co_poisoning", "屋外", "药盒 肥皂"),
        ("medicine.cephalosporin_alcohol flushing", "disulfiram_reaction", "几点喝的", "煤气 农药 肥皂"),
        ("poisoning", "poisoning_now", "不催吐", "煤气 农药 电池"),
    ],
)
def test_a_poison_gets_its_own_help_first(packaged: Graph, findings: str, first: str, has: str, has_not: str) -> None:
    found = flags(packaged, findings)
    assert found[0].id == first
    assert found[0].action == "call_120"
    assert has in help_of(found[0])
    assert not [each for each in has_not.split() if each in help_of(found[0])]


@pytest.mark.parametrize("findings", ["co_exposure", "medicine.cephalosporin_alcohol", "alcohol_use", "flushing"])
def test_what_poisons_nobody_yet_calls_no_ambulance(packaged: Graph, findings: str) -> None:
    poisons = {"co_poisoning", "disulfiram_reaction", "poisoning_now", "overdose_now"}
    assert not poisons.intersection(flag.id for flag in flags(packaged, findings))


def test_no_poison_is_told_to_be_vomited_up(packaged: Graph) -> None:
    for flag in flags(packaged, "poisoning.corrosive poisoning.medicine_overdose poisoning.pesticide"):
        assert "催吐" not in help_of(flag).replace("不催吐", "").replace("别催吐", "")
