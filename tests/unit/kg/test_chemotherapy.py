"""Chemotherapy told beside the cancer's name, and when it was: a fever within weeks of it cannot wait, one of years later is a fever."""

from __future__ import annotations

import pytest

from app.knowledge import load_knowledge
from kg.inference import infer
from kg.schema import FindingId, Person, Sex
from kg.text import understand
from kg.triage import triage

WOMAN = Person(age_days=round(55 * 365.25), sex=Sex.FEMALE)
CHEMOTHERAPY = FindingId("medicine.chemotherapy")


@pytest.mark.parametrize(
    "text",
    [
        "胃癌化疗，发烧38.6",
        "白血病化疗中，烧起来了",
        "我妈卵巢癌做化疗，昨晚开始发烧",
        "三周前化疗的，今天烧到39度",
        "肠癌上化疗第二次，体温38.4",
        "Breast cancer on chemo, temp 38.6",
        "I have chemo for lymphoma and now a fever of 38.3",
    ],
)
def test_a_fever_under_chemotherapy_is_an_emergency(text):
    knowledge = load_knowledge()
    heard = understand(knowledge.lexicon, text, person=WOMAN)
    posterior = infer(knowledge.graph, WOMAN, heard.findings)
    found = triage(knowledge.graph, WOMAN, heard.findings, posterior)
    assert found.urgency.value == "emergency"
    assert any(flag.id == "fever_on_marrow_toxic_medicine" for flag in found.red_flags)


@pytest.mark.parametrize(
    "text",
    ["十年前化疗过，现在发烧", "chemo five years ago, fever 38.5 today", "没做过化疗，发烧38.5", "感冒发烧38.5"],
)
def test_one_of_years_ago_or_none_is_not(text):
    knowledge = load_knowledge()
    heard = understand(knowledge.lexicon, text, person=WOMAN)
    posterior = infer(knowledge.graph, WOMAN, heard.findings)
    assert not posterior.known.is_present(CHEMOTHERAPY)
    assert not triage(knowledge.graph, WOMAN, heard.findings, posterior).red_flags
