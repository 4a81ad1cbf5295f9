"""Infections that cannot wait: without a spleen, after a malaria country, deep in a limb, a joint, a jaw; and their look-alikes."""

from __future__ import annotations

import pytest

from kg.schema import Sex, Urgency
from tests.unit.kg.hearing import told


@pytest.mark.parametrize(
    ("years", "text", "flag"),
    [
        (45, "年轻时脾脏切了，今天打摆子", "fever_without_spleen"),
        (45, "车祸把脾摘了，发烧", "fever_without_spleen"),
        (45, "没有脾，烧到38.9", "fever_without_spleen"),
        (45, "had a splenectomy, shivering with a fever of 39", "fever_without_spleen"),
        (45, "I have no spleen and feel feverish", "fever_without_spleen"),
        (30, "在安哥拉打工回来一个月，发烧", "fever_after_malaria_area"),
        (30, "刚从喀麦隆回来，一阵冷一阵热，发高烧", "fever_after_malaria_area"),
        (30, "came home from Uganda three weeks ago, fever", "fever_after_malaria_area"),
        (30, "去过东南亚，发烧三天", "fever_after_tropics"),
        (60, "小腿肿了，起紫色水泡，高烧", "deep_soft_tissue_infection"),
        (60, "my arm is red and hot, purple blisters, fever", "deep_soft_tissue_infection"),
        (60, "胳膊红肿变紫，疼得比看着厉害", "spreading_soft_tissue_infection"),
        (6, "胳膊肘肿痛，发烧38.5", "child_swollen_joint_fever"),
        (6, "his knee is swollen and he has a fever", "child_swollen_joint_fever"),
        (40, "牙疼，肿到脖子了，咽不下", "floor_of_mouth_infection"),
        (40, "toothache, my face is swollen, can't swallow", "tooth_infection_going_down"),
        (4, "手足口病，睡着老惊跳", "child_hfmd_danger"),
    ],
)
def test_the_infection_is_flagged(years: float, text: str, flag: str) -> None:
    found, present = told(years, text, Sex.MALE)
    assert flag in {each.id for each in found.red_flags}, (found.red_flags, present)
    assert found.urgency.rank <= Urgency.URGENT.rank


@pytest.mark.parametrize(
    ("years", "text", "finding"),
    [
        (30, "我这人没脾气，就是发烧", "hx.asplenia"),
        (30, "脾脏正常，没有脾大，发烧", "hx.asplenia"),
        (30, "my spleen is normal, fever", "hx.asplenia"),
        (30, "新鞋磨脚，磨出血泡", "blood_blister"),
        (30, "从上海回来，发烧", "exposure.malaria_area"),
    ],
)
def test_what_only_sounds_like_it_is_not_heard(years: float, text: str, finding: str) -> None:
    _, present = told(years, text, Sex.MALE)
    assert finding not in present, present


@pytest.mark.parametrize(
    ("years", "text"),
    [
        (30, "脾切除过，就是感冒流鼻涕"),
        (30, "从非洲回来，没发烧，就是累"),
        (30, "手被门夹了一下，起了血泡"),
        (4, "手足口第三天，精神好，能吃"),
        (30, "牙疼，脸有点肿"),
        (60, "膝盖肿痛，没发烧"),
    ],
)
def test_without_the_sign_of_danger_nobody_is_sent_to_the_emergency_department(years: float, text: str) -> None:
    found, present = told(years, text, Sex.MALE)
    assert found.urgency is not Urgency.EMERGENCY, (found.red_flags, present)
