"""The encounter record and its note: complete, named, word for word, and growing from revision to revision."""

from __future__ import annotations

import pytest

from agents.casefile import record_of
from agents.dialogue import ConfirmItems, Finish
from agents.graph import Consultation
from agents.problem_codes import PROBLEM_CODES
from agents.reports.port import Reading
from agents.words import age_text, duration_text
from kg.schema import FindingKind, LabResult, Person, Sex
from records.model import EncounterRecord, Provenance
from tests.fakes.conversation import DrawnReader, Script, person, photo

PROVENANCE = Provenance(
    software="jiayi 0.1.0",
    graph_version="0" * 16,
    node_key_id="0" * 32,
    measurement="0" * 64,
    evidence="development",
    language_model=None,
)
IMAGE = b"a report"
BLOOD = Reading(
    what="lab_report",
    items=(
        LabResult(lab=None, name="白细胞", abbr="WBC", value=13.2, value_text="13.2", unit="10^9/L", low=3.5, high=9.5),
    ),
)


def record(script):
    return record_of(
        script.state,
        PROVENANCE,
        script.consultation.knowledge.graph,
        record_id="ab" * 16,
        revision=script.turn,
    )


def test_the_note_reads_as_a_physician_would_write_it(consultation):
    script = Script(consultation, "zh", {"chest_pain.radiating_left_arm": True})
    script.start(person(years=56, sex="male"))
    script.say("胸闷两天，爬楼梯加重，休息能缓解，不发烧，有高血压")
    script.to_the_end()
    made = record(script)
    assert made.chief_complaint == "胸闷2天"
    lines = made.note.subjective.splitlines()
    assert lines[0].startswith("男，56岁")
    assert lines[1] == "主诉：胸闷2天。"
    assert lines[2].startswith("现病史：患者2天前出现胸闷（")
    assert "否认" in lines[2]
    assert "发热" in lines[2]
    assert any(line.startswith("既往史：高血压") for line in lines)
    assert "未经体格检查" in made.note.objective
    assert "鉴别诊断" in made.note.assessment
    assert "未经医生确认" in made.note.assessment
    assert "已告知：" in made.note.plan


def test_the_english_note_has_no_chinese(consultation):
    script = Script(consultation, "en")
    script.start(person(years=29))
    script.say("sore throat and runny nose for two days, no fever, temperature 36.8")
    script.to_the_end()
    note = record(script).note
    for part in (note.subjective, note.objective, note.assessment, note.plan):
        assert not any("\u4e00" <= character <= "\u9fff" for character in part)
    assert note.subjective.splitlines()[1] == "Complaint: Sore throat and runny nose for 2 days."
    assert "Not examined" in note.objective


def test_what_was_not_asked_is_not_in_the_record(consultation):
    script = Script(consultation)
    script.start(person())
    script.say("咳嗽三天，没有发烧")
    made = record(script)
    assert {each.id for each in made.findings} == {"cough", "fever"}
    assert {each.id: each.status for each in made.findings}["fever"] == "absent"
    assert made.urgency is None
    assert made.guidance is None


def test_the_record_holds_guidance_word_for_word_and_everything_named_in_both_languages(consultation):
    script = Script(consultation)
    script.start(person(years=45))
    script.say("肚子疼，拉肚子一天")
    reply = script.to_the_end()
    made = record(script)
    assert made.guidance is not None
    shown = reply.guidance.model_dump(mode="json", exclude={"summary"})
    assert made.guidance.model_dump(mode="json") == {**shown, "held_since": None}
    assert len(made.differential) >= 10
    assert sorted((each.probability for each in made.differential), reverse=True) == [
        each.probability for each in made.differential
    ]
    assert all(each.name.zh and each.name.en and each.icd10 for each in made.differential)
    assert all(each.name.zh and each.name.en for each in made.findings)
    assert made.opinions
    assert EncounterRecord.model_validate_json(made.model_dump_json()) == made


def test_every_score_that_was_taken_is_in_the_record_with_its_source_whether_it_raised_anything_or_not(consultation):
    script = Script(consultation)
    script.start(person(years=70))
    script.say("发烧咳嗽三天，气短")
    script.to_the_end()
    made = record(script)
    taken = [(said.specialty, score) for said in script.state.opinions for score in said.scores]
    written = [(said.specialty, score) for said in made.opinions for score in said.scores]
    assert [(by, score.id, score.low, score.high) for by, score in written] == [
        (by, score.id, score.low, score.high) for by, score in taken
    ]
    assert all(score.name.zh and score.name.en for _, score in written)
    raised = {reason.id for said in made.opinions for reason in said.reasons}
    quiet = {score.id: score.source for _, score in written if f"score.{score.id}" not in raised}
    # Pneumonia is thought of and its signs were not measured: the score says nothing yet, and where it is from all the same.
    assert "Thorax 2003" in quiet["crb65"]


def test_a_record_from_before_scores_were_written_is_read_as_having_none(consultation):
    script = Script(consultation)
    script.start(person(years=70))
    script.say("发烧咳嗽三天，气短")
    script.to_the_end()
    told = record(script).model_dump(mode="json")
    for opinion in told["opinions"]:
        del opinion["scores"]
    assert not any(opinion.scores for opinion in EncounterRecord.model_validate(told).opinions)


def test_a_later_revision_holds_every_line_of_an_earlier_one(consultation):
    script = Script(consultation)
    script.start(person(years=45))
    script.say("肚子疼，拉肚子一天")
    earlier = record(script)
    script.answer_by_facts()
    script.take(Finish())
    later = record(script)
    assert later.transcript[: len(earlier.transcript)] == earlier.transcript
    assert {each.id for each in earlier.findings} <= {each.id for each in later.findings}
    assert later.revision > earlier.revision


def test_report_items_are_in_the_record_with_flag_range_and_attachment(knowledge):
    script = Script(Consultation(knowledge, DrawnReader({IMAGE: BLOOD})))
    script.start(person())
    script.take(photo(IMAGE), IMAGE)
    assert not record(script).report_items[0].confirmed_by_resident
    assert "未核对" in record(script).note.objective
    script.take(ConfirmItems(attachment_id=photo(IMAGE).attachment_id))
    made = record(script)
    item = made.report_items[0]
    assert (item.flag, item.low, item.high, item.confirmed_by_resident) == ("high", 3.5, 9.5, True)
    assert item.attachment_id == made.attachments[0].attachment_id == photo(IMAGE).attachment_id
    assert made.attachments[0].digest == photo(IMAGE).digest
    assert "13.2 ×10⁹/L↑（3.5–9.5）" in made.note.objective


def test_an_emergency_is_in_the_record_at_once(consultation):
    script = Script(consultation)
    script.start(person(years=56, sex="male"))
    script.say("胸口压榨样疼痛半小时，出汗，左臂发麻")
    made = record(script)
    assert made.stage == "emergency"
    assert made.urgency == "emergency"
    assert made.urgency_reasons[0].kind == "red_flag"
    assert made.urgency_reasons[0].source


@pytest.mark.parametrize(
    ("days", "zh", "en"),
    [
        (0.02, "29分钟", "29 minutes"),
        (0.3, "7小时", "7 hours"),
        (1, "1天", "1 day"),
        (13, "13天", "13 days"),
        (14, "2周", "2 weeks"),
        (60, "2个月", "2 months"),
        (1000, "3年", "3 years"),
    ],
)
def test_durations_are_told_in_the_unit_people_use(days, zh, en):
    assert (duration_text(days, "zh"), duration_text(days, "en")) == (zh, en)


@pytest.mark.parametrize(
    ("years", "told"), [(0.05, "18天"), (0.5, "6个月"), (1.5, "18个月"), (3, "3岁"), (29, "29岁"), (56, "56岁")]
)
def test_ages_are_told_as_doctors_write_them(years, told):
    assert age_text(Person(age_days=round(years * 365.25), sex=Sex.MALE), "zh") == told


def test_what_an_archive_files_apart_has_its_code_and_its_name(consultation):
    script = Script(consultation, "zh", {})
    script.start(person(years=56, sex="male"))
    script.say("头痛两天，有高血压，一直吃氨氯地平，青霉素过敏，刚量血压152/95，体温37.2度")
    made = record(script)
    assert {each.id: each.icd10 for each in made.findings if each.icd10} == {"hx.hypertension": "I10"}
    assert [(each.name.zh, each.atc) for each in made.medicines] == [("氨氯地平", "C08CA01")]
    assert ["青霉素" in each.name.zh for each in made.allergies] == [True]
    assert {each.loinc: (each.value, each.unit) for each in made.readings} == {
        "8480-6": (152, "mm[Hg]"),
        "8462-4": (95, "mm[Hg]"),
        "8310-5": (37.2, "Cel"),
    }


@pytest.mark.parametrize(
    ("lang", "text", "allergies", "status", "medicines"),
    [
        ("zh", "头晕两天，对阿司匹林和布洛芬过敏", {"aspirin", "ibuprofen"}, "present", set()),
        ("zh", "头晕两天，对阿司匹林过敏，在吃布洛芬", {"aspirin"}, "present", {"medicine.nsaid"}),
        ("zh", "头晕两天，青霉素不过敏，对磺胺过敏", {"sulfonamide"}, "present", set()),
        ("zh", "头晕两天，青霉素不过敏", set(), None, set()),
        ("zh", "头晕两天，没有过敏", set(), "absent", set()),
        (
            "en",
            "Dizzy for two days. I am allergic to sulfa and penicillin",
            {"sulfonamide", "benzylpenicillin"},
            "present",
            set(),
        ),
        ("en", "Dizzy for two days. I am not allergic to penicillin", set(), None, set()),
    ],
)
def test_an_allergy_is_no_medicine_taken_and_one_denied_denies_no_other(
    consultation, lang, text, allergies, status, medicines
):
    script = Script(consultation, lang)
    script.start(person(years=56, sex="male"))
    script.say(text)
    made = record(script)
    assert {each.id for each in made.allergies} == allergies
    assert {each.id: each.status for each in made.findings}.get("hx.allergy") == status
    assert {each.id for each in made.findings if each.kind == "medicine"} == medicines


def test_what_no_name_covers_is_in_the_words_of_the_allergy(consultation):
    script = Script(consultation)
    script.start(person(years=56, sex="male"))
    script.say("头晕两天，对青霉素和海鲜过敏")
    assert [each.said for each in record(script).findings if each.id == "hx.allergy"] == ["对青霉素和海鲜过敏"]


def test_every_problem_code_is_of_a_history_that_the_graph_has(consultation):
    graph = consultation.knowledge.graph
    assert {each for each in PROBLEM_CODES if graph.findings[each].kind is not FindingKind.HISTORY} == set()
