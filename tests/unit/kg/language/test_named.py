"""Diseases that are named: by the resident, by a report, of somebody else, long ago, in doubt, denied."""

from __future__ import annotations

import pytest

from app.knowledge import load_knowledge
from kg.derived import named_findings, named_id
from kg.inference import infer
from kg.schema import Finding, FindingId, Person, Sex, Status
from kg.text import understand
from kg.triage import triage

MAN = Person(age_days=45 * 365, sex=Sex.MALE)


@pytest.fixture(scope="module")
def knowledge():
    knowledge = load_knowledge()
    return knowledge.graph, knowledge.lexicon


def named(lexicon, text: str) -> dict[str, str]:
    told = understand(lexicon, text).findings
    return {each.id: each.status.value for each in told if each.id.startswith("named.")}


@pytest.mark.parametrize(
    ("text", "finding", "status"),
    [
        ("我感冒了三天", "named.common_cold", "present"),
        ("医生说是肺炎", "named.pneumonia.report", "present"),
        ("CT考虑肺癌可能", "named.lung_cancer", "present"),
        ("胸片未见肺炎", "named.pneumonia.report", "absent"),
        ("The CT scan shows pneumonia", "named.pneumonia.report", "present"),
        ("CT示右侧锁骨中段粉碎性骨折", "named.clavicle_fracture.report", "present"),
        ("彩超提示子宫肌壁间肌瘤", "named.uterine_fibroids.report", "present"),
        ("B超提示胆囊结石", "named.gallstones", "present"),
        # Where pathologists put the organ or the place in brackets.
        ("病理：肺（左上叶）腺癌", "named.lung_cancer.report", "present"),
        ("病理：（直肠）中分化腺癌", "named.colorectal_cancer.report", "present"),
        ("病理：(甲状腺左叶)乳头状癌", "named.thyroid_cancer.report", "present"),
        ("心电图：急性下壁心肌梗死", "named.acute_myocardial_infarction.report", "present"),
        ("宫颈活检：CIN II级", "named.cervical_dysplasia.report", "present"),
        ("肠镜：直肠CA", "named.colorectal_cancer.report", "present"),
    ],
)
def test_a_name_counts_by_who_gave_it(knowledge, text: str, finding: str, status: str) -> None:
    assert named(knowledge[1], text) == {finding: status}


@pytest.mark.parametrize(
    ("text", "finding"),
    [
        ("CT：左肺上叶占位", "chest_shadow.mass"),
        ("膀胱镜：膀胱三角区见菜花样肿物", "report.bladder_mass"),
        ("CTA：前降支中段重度狭窄", "report.coronary_narrowed"),
        ("喉镜：声门区见菜花样新生物", "report.throat_mass"),
        ("肠镜：直肠占位", "report.bowel_mass"),
        ("心脏彩超：左室舒张功能减退", "echo_abnormal.stiff"),
        ("心电图：完全性左束支传导阻滞", "ecg_abnormal.left_block"),
        ("X线：腰椎骨质增生", "report.low_spine_worn"),
        ("肺功能：轻度阻塞性通气功能障碍", "report.airflow_blocked"),
        ("胸水细胞学：查见癌细胞", "report.malignant_cells"),
    ],
)
def test_what_examiners_see_is_a_finding_without_a_name(knowledge, text: str, finding: str) -> None:
    told = {each.id: each.status for each in understand(knowledge[1], text).findings}
    assert told.get(FindingId(finding)) is Status.PRESENT


def test_a_fracture_on_a_picture_is_no_deformed_limb_of_now(knowledge) -> None:
    seen = {each.id for each in understand(knowledge[1], "腰痛半年，X光：L1椎体陈旧性压缩骨折").findings}
    assert "fracture_line" in seen
    assert "injury.deformity" not in seen
    assert "injury.deformity" in {each.id for each in understand(knowledge[1], "摔了一跤，胳膊骨折了").findings}


def test_a_growth_without_a_name_moves_the_ranking(knowledge) -> None:
    graph, _ = knowledge
    blood = Finding(id=FindingId("hematuria"), status=Status.PRESENT)
    growth = Finding(id=FindingId("report.bladder_mass"), status=Status.PRESENT)
    before, after = infer(graph, MAN, [blood]), infer(graph, MAN, [blood, growth])
    assert after.single_probability("bladder_cancer") > 5 * before.single_probability("bladder_cancer")
    assert str(after.ranked[0].disease) == "bladder_cancer"


@pytest.mark.parametrize("text", ["我爸得了肺癌", "以前得过肺结核", "怀疑是不是阑尾炎", "高血压10年", "不是感冒"])
def test_what_is_of_others_of_long_ago_in_doubt_or_denied_is_not_named(knowledge, text: str) -> None:
    assert "present" not in named(knowledge[1], text).values()


def test_a_report_speaks_louder_than_the_resident_and_both_speak_for_one_disease(knowledge) -> None:
    graph, _ = knowledge
    fever = Finding(id=FindingId("fever"), status=Status.PRESENT)

    def of(*ids: str) -> float:
        told = [fever, *(Finding(id=FindingId(each), status=Status.PRESENT) for each in ids)]
        return infer(graph, MAN, told).single_probability("pneumonia")

    assert of() < of(named_id("pneumonia")) < of(named_id("pneumonia", by_report=True)) < 1


def test_every_disease_can_be_named(knowledge) -> None:
    graph, _ = knowledge
    for disease in graph.diseases.values():
        for concept in named_findings(disease):
            assert graph.findings[concept.id] == concept
            assert not concept.askable


def test_who_brings_a_report_alone_is_not_told_that_nothing_complains(knowledge) -> None:
    graph, lexicon = knowledge
    told = understand(lexicon, "医院CT提示肺栓塞").findings
    assert triage(graph, MAN, told, infer(graph, MAN, told)).urgency.value == "emergency"


@pytest.mark.parametrize(
    "text", ["胸口压着疼半小时，出冷汗，左胳膊麻", "突然头痛得像炸开，脖子硬，吐了", "右下肚子疼一天，发烧，吐了"]
)
def test_a_harmless_name_never_makes_it_less_urgent(knowledge, text: str) -> None:
    graph, lexicon = knowledge

    def urgency(said: str) -> int:
        told = understand(lexicon, said, person=MAN).findings
        return triage(graph, MAN, told, infer(graph, MAN, told)).urgency.rank

    for name in ("医生说是感冒", "我觉得是胃炎", "检查提示肌肉拉伤"):
        assert urgency(f"{text}。{name}") <= urgency(text)
