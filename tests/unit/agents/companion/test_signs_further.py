"""Veiled danger by kind, each beside an ordinary sentence of the same words that nobody is to be frightened by."""

from __future__ import annotations

import pytest

from agents.companion.crisis_words import weight_of
from agents.companion.cues import uneasy
from agents.companion.signs_further import further_despair
from app.knowledge import load_knowledge
from kg.schema import Status
from kg.text import understand

PAIRS = {
    "affairs_settled": ("银行卡密码写在本子上了，我不想给人添麻烦", "密码写在本子上了，老忘"),
    "letter_to_all": ("我给每个人都写了一封信", "给孩子写了一封信，他高兴坏了"),
    "others_eased": ("everyone's life would be simpler minus me", "everyone says the app is simpler without ads"),
    "how_deadly": ("安眠药一次吃几片会停止呼吸", "血压药一天吃几片"),
    "how_deadly_whole": ("降压药一次吃一整瓶会怎么样", "降压药漏吃一顿会怎么样"),
    "then_nothing": ("我撑到孩子考完试就行了", "撑到下班腰就不行了"),
    "careless_of_life": ("我站在马路中间，车来了也懒得躲", "过马路没看车差点被撞，吓得心慌"),
    "of_no_worth": ("我在这个家就是多余的一张嘴", "这药片是多余的吗"),
}


@pytest.mark.parametrize("kind", PAIRS)
def test_a_veiled_sign_is_asked_about_and_its_ordinary_neighbour_is_not(kind: str) -> None:
    veiled, ordinary = PAIRS[kind]
    assert further_despair(veiled) == kind
    assert weight_of(veiled) == "veiled"
    assert further_despair(ordinary) is None
    assert weight_of(ordinary) is None


@pytest.mark.parametrize(
    ("told", "ordinary"),
    [
        ("他喝了酒我就把孩子带到邻居家躲着", "老公喝了酒打呼噜，我睡不着"),
        ("工资卡在他手里，买菜都要问他要", "他管钱，我也省心"),
        ("I sleep with a chair against the door", "I sleep badly in a chair"),
        ("he checks my phone every night", "my son checks my blood pressure every night"),
        ("I told my boss I walked into a door", "I fell and told my husband about it"),
    ],
)
def test_a_cue_of_harm_at_home_is_asked_about_and_its_ordinary_neighbour_is_not(told: str, ordinary: str) -> None:
    assert uneasy(told)
    assert not uneasy(ordinary)


@pytest.mark.parametrize(
    ("told", "overdose"),
    [
        ("药太难受了，我把剩下的半瓶都吃了", True),
        ("took the rest of the box, couldn't stand the pain", True),
        ("I have had twenty paracetamol since this morning", True),
        ("I took the rest of the day off", False),
        ("I have had ten loose stools", False),
        ("吃了两片布洛芬", False),
    ],
)
def test_too_much_of_a_medicine_is_heard_whatever_it_was_for(told: str, overdose: bool) -> None:
    heard = {each.id for each in understand(load_knowledge().lexicon, told).findings if each.status is Status.PRESENT}
    assert ("poisoning.medicine_overdose" in heard) is overdose
