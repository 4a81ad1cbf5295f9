"""What examiners find often is told in plain words, and not twice in two ways."""

from __future__ import annotations

import pytest

from agents.reports.narrative import read_narrative
from agents.reports.plain import plain_of
from kg.schema import Person, Sex

WOMAN = Person(age_days=20_000, sex=Sex.FEMALE)


def told(knowledge, text, lang="zh"):
    head = "超声检查报告单\n诊断印象：\n1. " if lang == "zh" else "Ultrasound report\nImpression: "
    read = read_narrative(knowledge, WOMAN, head + text)
    return plain_of(knowledge.graph, [each for statement in read.statements for each in statement.findings], lang)


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("甲状腺右叶结节，TI-RADS 3类", "多数是良性"),
        ("双侧乳腺结节，BI-RADS 3类", "按时复查"),
        ("双侧颈动脉斑块形成", "血压"),
        ("三尖瓣轻度反流", "很常见"),
        ("附件区囊性包块", "剧痛"),
        ("子宫内膜增厚", "妇科"),
        ("颈椎退行性变", "磨损"),
    ],
)
def test_frequent_findings_have_a_sentence(knowledge, text, word):
    assert word in told(knowledge, text)


def test_a_ground_glass_nodule_is_not_told_as_an_inflammation(knowledge):
    said = told(knowledge, "右肺上叶磨玻璃结节，建议3个月复查")
    assert "结节" in said
    assert "发炎" not in said
    assert "发炎" in told(knowledge, "右肺下叶斑片状影")
