"""Reports told in sentences: their parts, their statements, and what each becomes in the graph."""

from __future__ import annotations

import pytest

from agents.reports.kinds import sort_of
from agents.reports.narrative import read_narrative
from agents.reports.sections import sections_of, statements_of
from kg.schema import Person, Sex, Status

MAN = Person(age_days=round(55 * 365.25), sex=Sex.MALE)
ULTRASOUND = """某某医院超声检查报告单
姓名：张三 性别：男 年龄：55岁
临床诊断：腹痛待查
超声所见：
肝脏大小正常，胆囊内见多个强回声团，后伴声影。
超声提示：
1.脂肪肝(轻度)
2.胆囊多发结石，胆囊
壁毛糙
3、脾胰未见明显异常
建议：低脂饮食，半年复查
报告医师：李四 报告日期：2026-11-02"""


def read(knowledge, text, **more):
    return read_narrative(knowledge, MAN, text, **more)


def said(told):
    return {each.text: each.sort for each in told.statements}


def present(told):
    return {each.id for each in told.findings if each.status is Status.PRESENT}


@pytest.mark.parametrize(
    ("text", "sort"),
    [
        (ULTRASOUND, "ultrasound"),
        ("心电图报告\n诊断：窦性心律", "ecg"),
        ("超声心动图报告\n左室大小正常", "echo"),
        ("胸部CT平扫\n影像所见：右肺结节，建议活检", "ct"),
        ("MRI OF THE LUMBAR SPINE\nFindings: disc bulge", "mri"),
        ("病理检查报告\n（胃窦）活检：慢性炎", "pathology"),
        ("诊断：窦性心律，ST段压低，QRS正常", "ecg"),
        ("一些别的字", "other"),
    ],
)
def test_the_kind_of_a_report_is_told_by_its_title_else_by_its_words(text, sort):
    assert sort_of(text) == sort


def test_what_was_seen_what_was_concluded_and_what_is_about_the_person_are_told_apart():
    parts = sections_of(ULTRASOUND)
    assert "强回声团" in parts.seen
    assert "腹痛待查" not in parts.seen + parts.concluded
    assert "李四" not in parts.concluded + parts.advised
    assert parts.advised == "低脂饮食，半年复查"


@pytest.mark.parametrize(
    "text",
    [
        "【检查所见】黏膜充血【内镜诊断】慢性胃炎",
        "检 查 所 见：黏膜充血\n印 象：慢性胃炎",
        "Findings: red.\nImpression: gastritis",
    ],
)
def test_headings_are_found_in_brackets_with_gaps_and_in_english(text):
    parts = sections_of(text)
    assert parts.headed
    assert parts.seen
    assert parts.concluded


def test_a_wrapped_line_of_a_numbered_list_is_put_back_together():
    assert statements_of(sections_of(ULTRASOUND).concluded) == (
        "脂肪肝(轻度)",
        "胆囊多发结石，胆囊壁毛糙",
        "脾胰未见明显异常",
    )


def test_a_conclusion_becomes_findings_normal_parts_and_advice(knowledge):
    told = read(knowledge, ULTRASOUND)
    assert said(told) == {
        "脂肪肝(轻度)": "finding",
        "胆囊多发结石，胆囊壁毛糙": "finding",
        "脾胰未见明显异常": "normal",
        "低脂饮食，半年复查": "advice",
    }
    assert {"named.gallstones.report", "report.gallbladder_thick"} <= present(told)


def test_why_the_test_was_ordered_is_no_finding_of_it(knowledge):
    assert "abdominal_pain" not in present(read(knowledge, ULTRASOUND))


@pytest.mark.parametrize(
    "text",
    ["诊断：窦性心律；正常心电图", "Impression: No acute cardiopulmonary abnormality.", "印象：双肺未见明显异常"],
)
def test_a_normal_report_is_normal_and_no_finding(knowledge, text):
    told = read(knowledge, text)
    assert set(said(told).values()) == {"normal"}
    assert not present(told)


def test_a_suspicion_stays_one_and_counts_less_than_a_conclusion(knowledge):
    doubt = read(knowledge, "诊断意见：考虑肺炎可能")
    sure = read(knowledge, "诊断意见：肺炎")
    assert said(doubt) == {"考虑肺炎可能": "unsure"}
    assert "named.pneumonia.report" not in present(doubt)
    assert "named.pneumonia.report" in present(sure)


def test_what_was_not_seen_is_absent(knowledge):
    told = read(knowledge, "检查所见：双侧胸腔未见积液。\n诊断意见：右肺结节")
    assert {each.id: each.status for each in told.findings}["pleural_fluid"] is Status.ABSENT


def test_an_old_mark_is_no_illness_of_now(knowledge):
    assert "injury.rib" not in present(read(knowledge, "Impression: Old rib fracture."))
    assert "fracture_line" not in present(read(knowledge, "诊断：左侧肋骨陈旧性骨折，骨皮质不连续（陈旧）"))


def test_advice_is_no_finding(knowledge):
    assert not present(read(knowledge, "诊断意见：建议行胃镜检查排除胃癌"))


def test_the_readers_conclusion_is_used_where_the_text_has_no_heading(knowledge):
    assert "named.cholecystitis.report" in present(read(knowledge, "某某医院 彩超", conclusion="胆囊炎"))


def test_a_sentence_that_nobody_understands_is_kept_as_such(knowledge):
    assert said(read(knowledge, "诊断意见：某某征阳转待研")) == {"某某征阳转待研": "unread"}
