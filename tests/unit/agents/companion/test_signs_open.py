"""Intent told by parts, a farewell that nobody answers, a voice that orders harm: each beside its ordinary neighbour."""

from __future__ import annotations

import pytest

from agents.companion.commanded import commanded_to_harm, commanded_to_harm_a_child
from agents.companion.crisis import HARM_CHILD, PLAN, SUICIDAL, with_crisis
from agents.companion.crisis_words import weight_of
from agents.companion.others import about_another, kin_named
from kg.schema import Finding, Status


@pytest.mark.parametrize(
    "text",
    [
        "安眠药一瓶，今晚就解脱了",
        "确诊癌症了，不治了，一瓶安眠药吃下去算了",
        "干脆一把药吞了拉倒",
        "半瓶敌敌畏喝下去完事",
        "车停江边了，想开进去",
        "我把车开到水库边上，真想一脚油门下去",
        "a bottle of sleeping pills and tonight it's over",
        "parked by the river, I feel like driving straight in",
        "开车上了大桥，真想打方向冲下去",
        "我给大家发了告别短信，手机关机了",
    ],
)
def test_intent_told_by_its_parts_is_open_and_close(text: str) -> None:
    assert weight_of(text) == "open"
    assert {SUICIDAL, PLAN} <= {each.id for each in with_crisis(text, ())}


@pytest.mark.parametrize(
    "text",
    [
        "我要是没了，保险够娃念完大学吧",
        "万一我哪天走了，这保险够还房贷不",
        "来辆车撞死我就好了",
        "要是有辆大货车把我碾了也挺好",
        "Honestly if a car hit me tonight I wouldn't mind",
    ],
)
def test_a_passive_wish_is_asked_about(text: str) -> None:
    assert weight_of(text) == "veiled"


@pytest.mark.parametrize(
    "text",
    [
        "江边有个停车场，想开进去",
        "海边自驾，想开进沙滩去玩",
        "开车过桥的时候恐高，怕开下去",
        "车停河边，下去走走，崴了脚",
        "医生开了一瓶安眠药，怎么吃",
        "一瓶降压药吃完了，要不要再开",
        "把一板布洛芬吃完了，牙还疼",
        "今晚吃了一片安眠药，明天想清净点",
        "同事离职发了告别信，电话不接，我颈椎疼",
        "想买份保险，万一我走了家里有保障",
        "被车撞了，医生说没事就好了",
        "if a car hit me would insurance pay",
        "took a sleeping pill, now I feel fine",
    ],
)
def test_the_same_words_of_everyday_frighten_nobody(text: str) -> None:
    assert weight_of(text) is None


@pytest.mark.parametrize(
    "text",
    [
        "我室友给大家发了告别短信，电话不接了",
        "我表妹在朋友圈发了遗言，人联系不上",
        "my roommate sent a goodbye text to everyone and isn't answering her phone",
    ],
)
def test_a_farewell_of_somebody_who_cannot_be_reached_is_theirs(text: str) -> None:
    assert weight_of(text) == "open"
    assert about_another(text)
    assert SUICIDAL not in {each.id for each in with_crisis(text, ())}


@pytest.mark.parametrize(
    "text",
    [
        "脑子里有声音叫我把宝宝从楼上扔下去",
        "脑子里有声音叫我把宝宝掐死",
        "耳边老有人催我把娃丢河里",
        "有个声音一直命令我捂孩子",
        "A voice keeps telling me to drown my baby",
    ],
)
def test_a_voice_that_orders_harm_to_a_child_is_heard(text: str) -> None:
    assert commanded_to_harm_a_child(text)
    assert HARM_CHILD in {each.id for each in with_crisis(text, ())}


@pytest.mark.parametrize(
    "text",
    [
        "婆婆让我把孩子送走，我不肯",
        "梦见有声音叫我把宝宝扔了，睡不好",
        "耳朵里有声音，嗡嗡的，没伤着孩子",
        "医生叫我别摇晃宝宝",
        "the nurse told me never to shake my baby",
        "没有声音叫我伤害孩子",
    ],
)
def test_what_people_say_of_a_child_is_no_voice(text: str) -> None:
    assert not commanded_to_harm_a_child(text)


def test_the_relative_named_last_before_a_place_is_found() -> None:
    assert kin_named("我血压高，我老婆头晕", 8) == 5
    assert kin_named("头晕两天", 2) == 2
    assert kin_named("My dizzy spells, my wife faints", 26) == 17


@pytest.mark.parametrize("text", ["累死了，这班上得想死，就是想吐槽一下，颈椎疼", "论文写得想死，跟你抱怨一下"])
def test_a_grumble_that_says_so_is_asked_about_and_no_crisis(text: str) -> None:
    told = Finding(id=SUICIDAL, status=Status.PRESENT)
    assert weight_of(text) == "veiled"
    assert SUICIDAL not in {each.id for each in with_crisis(text, (told,))}


@pytest.mark.parametrize("text", ["这班上得想死", "班上得想死，吐槽一下，其实真的不想活了", "想死，就是吐槽一下"])
def test_words_of_dying_without_it_stay_open(text: str) -> None:
    assert weight_of(text) == "open"


@pytest.mark.parametrize(
    "text",
    [
        "耳朵边老有人叫我拿刀砍隔壁的 我怕我忍不住了 刀在手上",
        "有个声音让我杀了我老公",
        "voices are telling me to stab my neighbour",
    ],
)
def test_a_voice_that_orders_to_kill_is_heard(text: str) -> None:
    assert commanded_to_harm(text)


@pytest.mark.parametrize(
    "text",
    [
        "电影里有个声音叫我砍人",
        "没有声音叫我杀人",
        "有个声音叫我自杀",
        "老板叫我砍价",
        "a voice in the film tells me to kill him",
    ],
)
def test_what_is_no_order_to_kill_others_is_not(text: str) -> None:
    assert not commanded_to_harm(text)
