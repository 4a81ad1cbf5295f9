"""What is only feared is no disease and no value of now; what is told beside the fear is never lost."""

import pytest

from kg.schema import Urgency
from tests.unit.kg.hearing import told


@pytest.mark.parametrize(
    "text",
    [
        "担心自己低血糖",
        "担心血糖低",
        "怕是不是糖尿病",
        "担心自己高血压",
        "担心自己中风",
        "害怕会得肺炎",
        "afraid I have diabetes",
        "worried I have low blood sugar",
        "scared of having a seizure",
        "worried about my risk of stroke",
    ],
)
def test_a_disease_or_a_value_that_is_only_feared_is_not_there(text: str) -> None:
    _, present = told(60, text)
    assert not present - {"anxiety", "health_anxiety"}


@pytest.mark.parametrize(
    ("text", "findings"),
    [
        ("worried I might have a stroke, my face is drooping", {"facial_droop"}),
        ("I might be having a heart attack, my chest is crushing", {"chest_pain.pressing"}),
        ("worried about a heart attack, chest pain and sweating", {"chest_pain", "sweating"}),
        ("worried about my chest pain", {"chest_pain"}),
        ("concerned about this lump in my breast", {"breast_lump"}),
        ("worried about my high blood pressure", {"hx.hypertension"}),
        ("afraid I have diabetes, I am very thirsty", {"polydipsia"}),
        ("担心自己低血糖，手抖心慌出冷汗", {"tremor", "palpitations", "sweating.cold"}),
        ("担心自己中风，嘴歪说话不清", {"facial_droop", "speech_difficulty"}),
        ("怕自己心梗，胸口压得慌出冷汗", {"chest_pain.pressing", "sweating.cold"}),
        ("担心胸痛是心梗", {"chest_pain"}),
        ("担心高血压控制不好", {"hx.hypertension"}),
        ("我有高血压，担心高血压引起中风", {"hx.hypertension"}),
        ("低血糖了，很担心", {"low_glucose"}),
        ("担心血压180", {"high_bp.severe"}),
    ],
)
def test_what_is_told_beside_a_fear_is_there(text: str, findings: set[str]) -> None:
    _, present = told(60, text)
    assert findings <= present


@pytest.mark.parametrize(
    "text",
    [
        "If I have a fever, cough or sore throat should I go",
        "if I get a stroke, chest pain or fever what do I do",
    ],
)
def test_an_if_goes_along_its_list(text: str) -> None:
    _, present = told(60, text)
    assert not present


def test_a_fear_with_its_signs_stays_an_emergency() -> None:
    judged, _ = told(60, "担心自己中风，嘴歪说话不清")
    assert judged.urgency is Urgency.EMERGENCY
