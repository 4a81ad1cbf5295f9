"""From diagnoses as files name them to diseases: each rule finds what it should and nothing else."""

from __future__ import annotations

import pytest

from app.evaluate.truth import TruthIndex, first_diagnosis, fold, trimmed
from kg.schema import Disease, DiseaseId, LocalText, LocalWords


def disease(some_id: str, icd10: str, zh: str, en: str, *more: str) -> Disease:
    words = LocalWords(
        zh=tuple(each for each in more if not each.isascii()), en=tuple(each for each in more if each.isascii())
    )
    return Disease.model_construct(id=DiseaseId(some_id), icd10=icd10, name=LocalText(zh=zh, en=en), aliases=words)


ALL = (
    disease("nstemi", "I21.4", "非ST段抬高型心肌梗死", "Non-ST-elevation myocardial infarction"),
    disease("stemi", "I21.3", "急性心肌梗死", "Heart attack", "心肌梗死"),
    disease("pneumonia", "J18.9", "肺炎", "Pneumonia", "支气管肺炎", "大叶性肺炎"),
    disease("stroke", "I63", "脑梗死（缺血性中风）", "Ischaemic stroke"),
    disease("crohn", "K50", "克罗恩病", "Crohn's disease"),
    disease("anaemia", "D50.9", "缺铁性贫血", "Iron-deficiency anaemia"),
    disease("fracture", "S42", "锁骨骨折", "Fracture of the clavicle", "clavicle fracture"),
    disease("colic", "N23", "输尿管结石", "Ureteric stone", "ureteral stones"),
    disease("tonsillitis", "J03.9", "急性扁桃体炎", "Acute tonsillitis"),
    disease("mastitis", "O91.2", "乳腺炎", "Mastitis"),
    disease("flu", "J11.1", "流行性感冒", "Influenza", "flu", "流感"),
    disease("hernia", "K40", "腹股沟疝", "Inguinal hernia"),
)


@pytest.fixture(scope="module")
def index() -> TruthIndex:
    return TruthIndex({each.id: each for each in ALL})


@pytest.mark.parametrize(
    ("truth", "found"),
    [
        # codes
        ("I21.4", {"nstemi"}),
        ("i21.4", {"nstemi"}),
        ("I214", {"nstemi"}),
        ("I21", {"nstemi", "stemi"}),
        ("I63.9", {"stroke"}),
        ("J18.1", {"pneumonia"}),
        ("I21.0", set()),
        ("Z99", set()),
        # names
        ("HEART  Attack", {"stemi"}),
        ("Crohn disease", {"crohn"}),
        ("Crohn’s Disease", {"crohn"}),
        ("Iron deficiency anemia", {"anaemia"}),
        ("Inguinal hernias", {"hernia"}),
        ("tonsilitis, acute", set()),
        ("acute tonsilitis", {"tonsillitis"}),
        ("脑梗死", {"stroke"}),
        ("ischemic stroke", {"stroke"}),
        # trimmed
        ("Ischemic stroke (left MCA)", {"stroke"}),
        ("左侧锁骨骨折", {"fracture"}),
        ("right clavicle fracture", {"fracture"}),
        ("右侧输尿管结石伴右肾积水", {"colic"}),
        ("急性腹股沟疝", {"hernia"}),
        ("Acute mastitis", {"mastitis"}),
        ("肺炎3级", {"pneumonia"}),
        ("肺炎（T2N0M0）", {"pneumonia"}),
        # contained
        ("右下支气管肺炎", {"pneumonia"}),
        ("急性前壁心肌梗死", {"stemi"}),
        ("complicated ureteral stone of the left side", {"colic"}),
        ("fluency disorder", set()),
        ("甲型流感", set()),
        ("parainfluenza", set()),
        # several in one entry: the first counts
        ("1. 右下支气管肺炎\n2. 腹股沟疝", {"pneumonia"}),
        ("1. 甲型流感\n2. 腹股沟疝", set()),
        ("不明原因胸痛、肺炎", set()),
        ("肺炎，腹股沟疝", {"pneumonia"}),
        ("Mastitis; influenza", {"mastitis"}),
    ],
)
def test_a_diagnosis_names_what_the_rules_say(index, truth, found):
    assert index.named(truth) == found


def test_entries_of_a_list_are_alternatives(index):
    assert index.resolve(["Influenza", "J18"]) == {"flu", "pneumonia"}
    assert index.resolve(["nothing of this kind", "Influenza"]) == {"flu"}
    assert index.resolve([]) == frozenset()


@pytest.mark.parametrize(
    ("entry", "first"),
    [
        ("1. 肺炎\n2. 贫血", "肺炎"),
        ("2型糖尿病、高血压", "2型糖尿病"),
        ("前列腺癌(IV期),骨转移", "前列腺癌(IV期)"),
        ("胃癌（T2、N0）；贫血", "胃癌(T2、N0)"),
        ("Heart failure, congestive", "Heart failure, congestive"),
        ("(1)肺炎(2)贫血", "肺炎"),
    ],
)
def test_the_first_of_several_diagnoses_is_the_main_one(entry, first):
    assert first_diagnosis(entry) == first


def test_stages_grades_and_risk_groups_are_trimmed_and_kinds_are_kept():
    assert trimmed("高血压病3级(很高危)")[-2] == "高血压病"
    assert trimmed("高血压3级极高危")[-2] == "高血压"
    assert trimmed("肺癌IIIB期")[-2] == "肺癌"
    assert trimmed("breast cancer stage IV")[-2] == "breast cancer"
    assert trimmed("1型糖尿病")[-2] == "1型糖尿病"
    assert trimmed("III度房室传导阻滞")[-2] == "III度房室传导阻滞"


def test_folding_tells_different_names_apart():
    assert fold("Hyperthyroidism") != fold("Hypothyroidism")
    assert fold("Viral hepatitis A") != fold("Viral hepatitis B")
    assert fold("diabetes") == fold("Diabetes")
    assert fold("Tumour of the oesophagus") == fold("tumor of the esophagus")
