"""How much was swallowed, and what is no longer taken: an overdose is heard from its quantity, a stopped medicine is not taken."""

import pytest

from tests.fakes.spoken import line, read

OVERDOSE = "poisoning.medicine_overdose"


def heard(text: str) -> dict[str, str]:
    return {each.id: each.status.value for each in read(text).findings}


@pytest.mark.parametrize(
    "text",
    [
        "吃了三十片安眠药",
        "刚才吃了一把安眠药",
        "吞了一瓶布洛芬",
        "一口气吃了半瓶对乙酰氨基酚",
        "安眠药一下子吃了二十多片",
        "她吃了半盒安眠药",
        "took 30 sleeping pills",
        "swallowed a handful of ibuprofen",
    ],
)
def test_a_quantity_that_no_treatment_has_is_an_overdose(text: str) -> None:
    found = heard(text)
    below = {finding for finding in found if finding in {OVERDOSE, "poisoning.sedative"}}
    assert below, found
    assert all(found[finding] == "present" for finding in below)


@pytest.mark.parametrize(
    "text",
    [
        "吃了一片布洛芬",
        "吃了两盒头孢没好",
        "每天吃十二片，布洛芬",
        "一天吃十粒钙片",
        "took 10 days of amoxicillin",
        "took 400 mg ibuprofen",
        "没吃安眠药",
        "一个疗程吃了三十片阿莫西林",
    ],
)
def test_a_dose_and_a_course_are_no_overdose(text: str) -> None:
    assert not [finding for finding in heard(text) if finding.startswith("poisoning")]


@pytest.mark.parametrize(
    "text", ["误喝了一口农药", "喝了半瓶农药", "喝了两大口敌敌畏", "不小心喝了点敌敌畏", "误服了一瓶农药"]
)
def test_what_was_drunk_is_heard_past_its_portion(text: str) -> None:
    assert [f for f, status in heard(text).items() if f.startswith("poisoning.p") and status == "present"]


@pytest.mark.parametrize(
    "text",
    [
        "以前吃华法林，已经停了",
        "去年停了华法林",
        "华法林停药半年了",
        "早就不吃华法林了",
        "I stopped warfarin last year",
    ],
)
def test_a_medicine_stopped_long_ago_is_not_taken(text: str) -> None:
    taken = {f: status for f, status in heard(text).items() if f.startswith("medicine.")}
    assert taken
    assert set(taken.values()) == {"absent"}


@pytest.mark.parametrize(
    ("text", "medicine"),
    [
        ("一直吃华法林，没停过", "medicine.warfarin"),
        ("昨天刚停了华法林", "medicine.warfarin"),
        ("华法林要不要停", "medicine.warfarin"),
        ("吃华法林，拉肚子停了", "medicine.warfarin"),
        ("停了华法林改吃利伐沙班", "medicine.doac"),
    ],
)
def test_a_medicine_that_goes_on_or_stopped_just_now_counts(text: str, medicine: str) -> None:
    assert heard(text)[medicine] == "present"


@pytest.mark.parametrize(
    ("text", "expected", "never"),
    [
        ("肩膀那块压着疼", "joint_pain.shoulder", "abdominal_tenderness"),
        ("膝盖压痛", "joint_pain.knee", "abdominal_tenderness"),
        ("肚子压着疼", "abdominal_tenderness", "joint_pain"),
        ("头一阵一阵刺痛", "headache", "chest_pain"),
        ("stabbing pain in my ear", "ear_pain", "injury"),
        ("he was stabbed in the neck", "injury.penetrating", "chest_pain"),
        ("被人用刀捅了胸口", "injury.penetrating", "chest_pain.sharp"),
        ("大便后出血一点", "hematochezia", "rash"),
        ("身上起了好多出血点", "rash.petechiae", "hematochezia"),
        ("右胳膊抬不起来", "limb_weakness", "fatigue"),
        ("左腿动不了", "limb_weakness", "fatigue"),
        ("右腿又红又热又肿", "edema.one_leg", "joint_swelling"),
        ("右小腿酸软", "limb_weakness", "cannot_extend_knee"),
    ],
)
def test_what_is_felt_stays_where_it_is_felt(text: str, expected: str, never: str) -> None:
    found = heard(text)
    assert [f for f in found if f == expected or f.startswith(f"{expected}.")], found
    assert not [f for f in found if f == never or f.startswith(f"{never}.")], line(text)


def test_who_owns_a_medicine_is_not_who_took_it() -> None:
    text = "娃娃把外婆的降糖药翻出来了，嘴里有药片"
    assert f"{OVERDOSE}+" in line(text, relation="child").split()


def test_a_rough_breath_sound_is_nothing_felt() -> None:
    assert line("听诊两肺呼吸音粗") == ""
    assert line("娃睡着了呼吸声粗") == "dyspnea+"
