"""Whose medicines and allergies a message tells of, clause by clause: a relative on the way takes nothing from the person it is for."""

from __future__ import annotations

import pytest

from agents.medicines.speaker import own_words
from tests.fakes.conversation import Script, person


@pytest.mark.parametrize(
    ("relation", "text", "medicines", "allergens"),
    [
        ("self", "小肚子疼两天，对磺胺过敏，平时吃优甲乐，我妈有糖尿病", {"levothyroxine"}, {"sulfonamide"}),
        ("self", "肚子疼，生过一个孩子，对磺胺过敏，平时吃优甲乐", {"levothyroxine"}, {"sulfonamide"}),
        ("self", "头疼三天，我妈对青霉素过敏，我吃氨氯地平", {"amlodipine"}, set()),
        ("self", "头疼三天，我妈有高血压，吃氨氯地平", set(), set()),
        ("self", "头疼，我老公对青霉素过敏。平时吃优甲乐", {"levothyroxine"}, set()),
        ("self", "头疼，我和我妈都对青霉素过敏", set(), {"benzylpenicillin"}),
        ("self", "头疼，我在喂奶，宝宝三个月，对青霉素过敏", set(), {"benzylpenicillin"}),
        ("self", "头疼，我有个孩子对青霉素过敏", set(), set()),
        ("child", "孩子咳嗽，我对青霉素过敏", set(), set()),
        ("child", "孩子咳嗽，对青霉素过敏，他爸也有高血压，吃氨氯地平", set(), {"benzylpenicillin"}),
        ("parent", "我妈头晕，对青霉素过敏，在吃氨氯地平", {"amlodipine"}, {"benzylpenicillin"}),
    ],
)
def test_what_is_kept_is_of_the_person_it_is_for(consultation, relation, text, medicines, allergens):
    script = Script(consultation)
    script.start(person(relation, years=4 if relation == "child" else 66 if relation == "parent" else 35))
    script.say(text)
    assert {each for part in script.state.contributions for each in part.medicines} == medicines
    assert {each for part in script.state.contributions for each in part.allergens} == allergens


def test_in_english_too(consultation):
    script = Script(consultation, "en")
    script.start(person(years=35))
    script.say("Headache since Monday. My mother takes warfarin and I'm allergic to penicillin")
    assert script.state.contributions[-1].medicines == ()
    assert script.state.contributions[-1].allergens == ("benzylpenicillin",)


def test_places_are_kept():
    text = "我妈对青霉素过敏，我吃氨氯地平。爸爸也吃"
    assert len(own_words("self", text)) == len(text)
