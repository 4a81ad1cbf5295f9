"""Two weights of one person are a loss, from a twentieth on; two of rice, a meant one and a small one are none."""

from __future__ import annotations

import pytest

from kg.schema import Sex
from tests.unit.kg.hearing import told

LOST = [
    "从105斤减到82斤",
    "体重从60公斤掉到48公斤",
    "半年里130斤瘦到了110斤，吃得下",
    "去年150斤，现在130斤",
    "我以前130斤,现在只有110斤了",
    "was 82 kg, now 70",
    "I went from 60 kg to 48 kg in three months",
    "I have gone from 12 stone down to 10",
    "减肥从120斤减到80斤，例假没了",
]
KEPT = [
    "从130斤到128斤",
    "减肥从140斤减到130斤",
    "买了10斤米，现在剩5斤",
    "血压从150降到130，体重60公斤",
    "以前110斤，现在130斤",
    "我妈130斤瘦到100斤，我自己没事，就是咳嗽",
    "went on a diet, from 80 kg to 74 kg",
]


@pytest.mark.parametrize("text", LOST)
def test_two_weights_are_a_loss(text: str) -> None:
    assert "weight_loss" in told(45, text, Sex.FEMALE)[1]


@pytest.mark.parametrize("text", KEPT)
def test_no_loss(text: str) -> None:
    assert "weight_loss" not in told(45, text, Sex.FEMALE)[1]
