"""What a model reads out of unread passages counts only where graph, person, words and dictionary bear it out."""

from __future__ import annotations

import pytest

from agents.language.grounding import grounded_findings
from agents.language.port import Proposal
from agents.language.unread import unread
from kg.schema import Person, Sex, Status
from kg.text import understand

MAN = Person(age_days=15_000, sex=Sex.MALE)
HARE = "心里像揣了只兔子一样扑腾"


def ground(knowledge, text, *proposals, person=MAN, relation="self", known=None, lang="zh", passages=None):
    told = understand(knowledge.lexicon, text, lang=lang, person=person, relation=relation)
    made = [Proposal(finding=finding, words=words) for finding, words in proposals]
    passages = (text,) if passages is None else passages
    found = grounded_findings(
        knowledge, text, told, passages, made, person=person, relation=relation, known=known or {}
    )
    assert all(each.status is Status.PRESENT for each in found)
    return {each.id: each.text for each in found}


def test_words_that_the_dictionary_does_not_know_are_read(knowledge):
    assert ground(knowledge, f"{HARE}，两天了", ("palpitations", "揣了只兔子一样扑腾")) == {
        "palpitations": "揣了只兔子一样扑腾"
    }
    english = "there is a hare jumping behind my ribs since monday, and i have a cough"
    assert set(ground(knowledge, english, ("palpitations", "a hare jumping behind my ribs"), lang="en")) == {
        "palpitations"
    }


@pytest.mark.parametrize(
    "text",
    [f"我没有{HARE}的感觉", f"我妈{HARE}", f"去年有一阵{HARE}", f"会不会以后{HARE}？"],
    ids=["denied", "somebody else", "past", "asked"],
)
def test_denial_other_people_and_the_past_are_the_grammars_to_judge(knowledge, text):
    assert ground(knowledge, text, ("palpitations", HARE)) == {}


def test_an_id_that_the_graph_does_not_have_does_not_exist(knowledge):
    assert ground(knowledge, HARE, ("palpitation", HARE), ("", HARE), ("心慌", HARE)) == {}


def test_kinds_that_are_not_a_models_to_read_are_dropped(knowledge):
    graph = knowledge.graph
    for kind in ("diagnosis", "medicine", "lab", "history", "measurement", "risk"):
        some = next(each.id for each in graph.findings.values() if each.kind.value == kind)
        assert ground(knowledge, HARE, (some, HARE)) == {}, some


def test_words_must_stand_in_the_text(knowledge):
    assert ground(knowledge, HARE, ("palpitations", "心慌得厉害")) == {}
    assert ground(knowledge, HARE, ("palpitations", "")) == {}
    assert ground(knowledge, HARE, ("palpitations", "，")) == {}
    assert ground(knowledge, HARE * 9, ("palpitations", HARE * 9)) == {}


def test_words_must_stand_in_a_passage_that_was_asked_about(knowledge):
    text = f"咳嗽三天，{HARE}"
    assert ground(knowledge, text, ("palpitations", HARE), passages=("咳嗽三天",)) == {}
    assert ground(knowledge, text, ("palpitations", HARE), passages=(HARE,)) == {"palpitations": HARE}


def test_what_the_dictionary_read_stands(knowledge):
    assert ground(knowledge, "咳嗽三天", ("hemoptysis", "咳嗽")) == {}
    assert ground(knowledge, f"不心慌，{HARE}", ("palpitations", HARE)) == {}
    assert ground(knowledge, HARE, ("palpitations", HARE), known={"palpitations": Status.ABSENT}) == {}
    assert ground(knowledge, HARE, ("palpitations", HARE), known={"palpitations": Status.UNSURE}) == {}


def test_findings_that_the_person_cannot_have_are_dropped(knowledge):
    woman = Person(age_days=15_000, sex=Sex.FEMALE)
    assert ground(knowledge, HARE, ("vaginal_bleeding", HARE), person=woman) == {"vaginal_bleeding": HARE}
    assert ground(knowledge, HARE, ("vaginal_bleeding", HARE)) == {}


def test_at_most_a_few_proposals_are_looked_at(knowledge):
    many = [("nausea.x", HARE)] * 50 + [("palpitations", HARE)]
    assert ground(knowledge, HARE, *many) == {}


@pytest.mark.parametrize(
    ("text", "passages"),
    [
        ("咳嗽三天，发烧", ()),
        ("两天了", ()),
        ("从昨天晚上开始到现在", ()),
        ("for about two days now", ()),
        (f"{HARE}两天了", (f"{HARE}两天了",)),
        ("你好，谢谢", ()),
        (f"咳嗽三天，{HARE}，没胃口", (HARE,)),
        ("i have a cough, and my bones sing at night like old doors", ("and my bones sing at night like old doors",)),
    ],
)
def test_only_passages_that_nobody_read_are_asked_about(knowledge, text, passages):
    lang = "en" if text.isascii() else "zh"
    told = understand(knowledge.lexicon, text, lang=lang, person=MAN, relation="self")
    assert unread(knowledge, text, lang, told) == passages
