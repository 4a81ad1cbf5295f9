"""What the phone says for a tap is heard: every place, degree and time of `tests/vectors/taps.json`.

The page's tests compare the same file word for word with what the page sends.
"""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest

from agents.intake.questions import AREAS, DURATION, ELSE, OPENING, anything_else, areas, duration, opening
from agents.intake.views import question_view
from agents.knowledge import Knowledge
from agents.state import Asked
from kg.schema import Lang, Person, Sex, Status
from kg.text import Understanding, understand
from tests.fakes.conversation import Script, person

VECTOR: dict[str, Any] = json.loads((Path(__file__).parents[2] / "vectors" / "taps.json").read_text(encoding="utf-8"))
LANGS: tuple[Lang, ...] = ("zh", "en")
DAYS = {"hour": 1 / 24, "day": 1.0, "week": 7.0, "month": 30.44, "year": 365.25}
WORDS = {"hour": 1 / 24, "today": 0.3, "yesterday": 1.0}
NEAR = 0.03
"""Months are not all of one length."""


def heard(knowledge: Knowledge, text: str, lang: Lang, sex: Sex = Sex.MALE) -> Understanding:
    return understand(knowledge.lexicon, text, lang=lang, person=Person(age_days=40 * 365, sex=sex), relation="self")


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("place", VECTOR["places"])
def test_a_place_that_is_tapped_is_heard_as_what_hurts_there(knowledge, place, lang):
    said = VECTOR["places"][place]
    wanted = said["heard"] if isinstance(said["heard"], list) else said["heard"][lang]
    sex = Sex.FEMALE if place.startswith(("breast", "vulva")) else Sex.MALE
    found = heard(knowledge, said[lang], lang, sex).findings
    assert [each.id for each in found] == wanted
    assert all(each.status is Status.PRESENT for each in found)


KINDS = {
    "swelling": r"swelling|edema|bloating|joint_pain\.big_toe|sore_throat|(neck|groin|vulval)_lump|goitre|leg_pain\.thigh|arm_pain",
    "rash": r"^rash",
    "itch": r"itch",
    "numb": r"numb|tingle",
    "lump": r"lump|mass|lymph_nodes|navel_bulge|nose_growth|gum_swelling|tailbone_sinus",
    "injury": r"injury",
}
"""What each kind may be heard as: something of its own sort, at any place."""


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("kind", KINDS)
def test_what_it_is_at_a_place_is_heard_as_that(knowledge, kind, lang):
    assert VECTOR["kinds"].keys() == KINDS.keys()
    assert VECTOR["kinds"][kind].keys() == VECTOR["places"].keys()
    for place, said in VECTOR["kinds"][kind].items():
        sex = Sex.FEMALE if place.startswith(("breast", "vulva")) else Sex.MALE
        found = heard(knowledge, said[lang], lang, sex).findings
        assert found, said[lang]
        assert all(re.search(KINDS[kind], each.id) and each.status is Status.PRESENT for each in found), (
            said[lang],
            found,
        )


@pytest.mark.parametrize("text", ["大腿受伤了", "小腿受伤了", "脚后跟受伤了", "脖子受伤了", "嘴里受伤了", "左臀部发麻"])
def test_an_injured_or_numb_place_says_no_more_than_that(knowledge, text):
    found = heard(knowledge, text, "zh").findings
    assert not {each.id for each in found} & {
        "injury.crush_long",
        "injury.heel_fall",
        "injury.neck_severe",
        "facial_droop",
        "saddle_numbness",
    }


@pytest.mark.parametrize("text", ["外阴发麻", "肛门周围发麻", "numb around my anus"])
def test_a_numb_saddle_is_still_one(knowledge, text):
    assert "saddle_numbness" in {
        each.id for each in heard(knowledge, text, "zh" if not text.isascii() else "en").findings
    }


def test_both_languages_lead_to_the_same_complaint():
    for place, said in VECTOR["places"].items():
        if isinstance(said["heard"], dict):
            roots = [{each.partition(".")[0] for each in said["heard"][one]} for one in LANGS]
            assert roots[0] & roots[1], place


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("score", range(11))
def test_how_bad_is_heard_as_the_number_that_was_set(knowledge, score, lang):
    found = heard(knowledge, VECTOR["scores"][score][lang], lang).findings
    assert [(each.id, each.status, each.severity) for each in found] == [("joint_pain.knee", Status.PRESENT, score)]


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("key", VECTOR["since"])
def test_since_when_is_heard_in_days_beside_a_place_and_as_an_answer(knowledge, key, lang):
    count, _, unit = key.partition("-")
    days = WORDS[key] if not unit else int(count) * DAYS[unit]
    beside = VECTOR["scores"][5][lang].rstrip(".。") + (", " if lang == "en" else "，") + VECTOR["since"][key][lang]
    assert heard(knowledge, beside, lang).findings[0].onset_days == pytest.approx(days, rel=NEAR)
    assert heard(knowledge, beside, lang).findings[0].severity == 5
    if unit:  # picked under the question how long
        assert heard(knowledge, VECTOR["since"][key][lang], lang).duration_days == pytest.approx(days, rel=NEAR)


@pytest.mark.parametrize("lang", LANGS)
def test_two_places_have_degree_and_time_each(knowledge, lang):
    found = heard(knowledge, VECTOR["whole"][lang], lang).findings
    assert [(each.id, each.severity, each.onset_days) for each in found] == [
        ("abdominal_pain.rlq", 7, 1.0),
        ("joint_pain.knee", 7, 1.0),
    ]


def test_the_page_is_told_where_it_may_help(knowledge):
    hints = {
        q.id: question_view(Asked(question=q, turn=1), "zh").hints
        for q in (opening("child"), areas(knowledge.graph), duration(), anything_else())
    }
    assert hints == {
        OPENING: ("where", "since_when"),
        AREAS: ("where", "since_when"),
        ELSE: ("where", "since_when"),
        DURATION: ("since_when",),
    }
    assert question_view(Asked(question=knowledge.graph.questions["q_anal_pain_kind"], turn=1), "zh").hints == ()


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("at", ["opening", "areas", "else"])
def test_taps_are_taken_in_wherever_the_page_offers_them(knowledge, consultation, lang, at):
    script = Script(consultation, lang=lang)
    script.start(person(years=30, sex="male"))
    if at != "opening":
        script.put(areas(knowledge.graph) if at == "areas" else anything_else())
    script.say(VECTOR["whole"][lang])
    assert script.state is not None
    told = {each.id: each for part in script.state.contributions for each in part.findings}
    assert told["abdominal_pain.rlq"].severity == 7
    assert told["abdominal_pain.rlq"].onset_days == 1.0
    assert "joint_pain.knee" in told
    question = script.replies[-1].question
    assert question is None or question.id not in {OPENING, AREAS, DURATION}


@pytest.mark.parametrize("lang", LANGS)
def test_a_picked_time_answers_how_long(consultation, lang):
    script = Script(consultation, lang=lang)
    script.start(person(years=30, sex="male"))
    script.say({"zh": "嗓子疼", "en": "sore throat"}[lang])
    script.put(duration())
    script.say(VECTOR["since"]["2-week"][lang])
    assert script.state is not None
    assert script.state.contributions[-1].duration_days == pytest.approx(14)
