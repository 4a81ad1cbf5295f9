"""The referral letter: what it says, that nothing is cut off, and that what nobody asked is not printed as none."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from records.model import RecordFinding, RecordMedicine, RecordReportItem, RecordUrgency, Text
from records.paper.letter import ReferralLetter, known_from, referral_letter
from records.paper.words import age_words
from tests.fakes.paper import characters, pages, sizes
from tests.fakes.signed_encounters import record

LETTER = ReferralLetter(
    **known_from(record()) | {"urgency": RecordUrgency.EMERGENCY},
    number="11" * 16,
    written_at=datetime(2026, 11, 20, 3, 4, 5, tzinfo=UTC),
    to_place="某某市人民医院",
    to_department="心内科",
    from_place="示范社区卫生服务中心",
    from_doctor="示范医生",
    from_phone="0951-5550121",
    resident_name="𠮷野·阿依古丽·买买提明",
    birth_date="1970-03-02",
    resident_phone="13800000000",
    reason="胸闷两天，肌钙蛋白升高，需要急诊评估。",
    summary="胸闷两天",
    impression="考虑急性冠脉综合征",
)


def one_line(letter: ReferralLetter) -> str:
    return "".join("".join(pages(referral_letter(letter))).split())


def test_it_says_from_to_why_and_what_is_known():
    text = one_line(LETTER)
    for part in (
        "双向转诊（转出）单",
        "致：某某市人民医院心内科",
        "2026年11月20日",
        "紧急程度：急诊，立即接诊",
        "𠮷野·阿依古丽·买买提明",
        "13800000000",
        "胸闷两天，肌钙蛋白升高，需要急诊评估。",
        "考虑急性冠脉综合征",
        "有：胸闷",
        "没有：发热",
        "不能确定：咳嗽",
        "示范社区卫生服务中心",
        "0951-5550121",
    ):
        assert part in text, part
    assert sizes(referral_letter(LETTER)) == [(210.0, 297.0)]


def test_results_come_with_unit_range_and_flag_and_say_who_has_seen_the_paper():
    text = one_line(LETTER)
    assert "高敏肌钙蛋白I186.5ng/L≤34.2↑偏高*" in text
    assert "尿蛋白阴性——无法判断看不清的一项" in text  # confirmed by the resident: no star, and no word of normal
    assert "看不清的一项看不清——无法判断*" in text


def test_what_nobody_asked_is_not_printed_as_none():
    unasked = LETTER.model_copy(update={"medicines": None, "allergies": None, "history": None})
    assert one_line(unasked).count("记录里没有，请当面询问") == 3
    asked = LETTER.model_copy(update={"medicines": (), "allergies": ("青霉素",), "history": ("高血压",)})
    text = one_line(asked)
    assert "正在用的药问过，没有过敏史青霉素" in text
    assert "记录里没有" not in text


def test_what_is_known_is_taken_from_the_record():
    def finding(some_id: str, kind: str, status: str, said: str = "") -> RecordFinding:
        return RecordFinding(id=some_id, name=Text(zh=some_id, en=some_id), kind=kind, status=status, said=said)

    told = record().model_copy(
        update={
            "findings": (
                finding("hx.allergy", "history", "present", "我对磺胺过敏"),
                finding("hx.hypertension", "history", "present"),
                finding("hx.stroke", "history", "absent"),
                finding("medicine.arb", "medicine", "present", "缬沙坦"),
                finding("medicine.statin", "medicine", "present", "立普妥"),
            ),
            "allergies": (RecordMedicine(id="sulfonamide", name=Text(zh="磺胺类", en="Sulfonamides")),),
            "medicines": (RecordMedicine(id="valsartan", name=Text(zh="缬沙坦", en="Valsartan"), atc="C09CA03"),),
        }
    )
    known = known_from(told)
    assert known["allergies"] == ("磺胺类",)
    assert known_from(told, "en")["allergies"][0] == "Sulfonamides"
    assert known["history"] == ("hx.hypertension",)
    # By name; where only a class was heard, with the word that was said.
    assert known["medicines"] == ("缬沙坦", "medicine.statin（“立普妥”）")
    assert known["findings"] == ()
    unnamed = told.model_copy(update={"allergies": (), "medicines": ()})
    assert known_from(unnamed)["allergies"] == ("我对磺胺过敏",)
    assert known_from(unnamed)["medicines"] == ("medicine.arb（“缬沙坦”）", "medicine.statin（“立普妥”）")
    untold = unnamed.model_copy(update={"findings": told.findings[1:3]})
    assert (known_from(untold)["allergies"], known_from(untold)["medicines"]) == (None, None)
    denied = unnamed.model_copy(update={"findings": (finding("hx.allergy", "history", "absent"), *told.findings[2:3])})
    assert known_from(denied)["allergies"] == ()
    assert known_from(denied)["history"] is None  # one illness denied is not "no illness"


def test_a_long_letter_goes_on_and_nothing_leaves_the_paper():
    item = RecordReportItem(name="很长的检查项目名称" * 6, value=1.5, unit="10^9/L", low=1, flag="low", confidence=0.9)
    long = LETTER.model_copy(
        update={
            "summary": "反复咳嗽、咳痰、气短，活动后加重。" * 120 + "\nhttps://" + "a" * 300,
            "results": (item,) * 40,
            "resident_name": "阿卜杜热合曼·" * 9,
        }
    )
    pdf = referral_letter(long)
    assert len(sizes(pdf)) > 2
    for number in range(len(sizes(pdf))):
        for each in characters(pdf, number):
            assert 15 <= each.left <= each.right <= 195, each
            assert 5 <= each.bottom <= each.top <= 292, each
    text = "".join("".join(pages(pdf)).split())
    assert text.replace("\u200b", "").count("a" * 40) >= 1
    assert text.count("转诊医生（签字）") == 1


def test_markup_in_what_was_said_stays_text_and_unseen_characters_do_not_reorder_it():
    said = '#panic("x") $a$ *b* <c> @d \\ \u202eabc\u202c \x07'
    text = "".join(pages(referral_letter(LETTER.model_copy(update={"reason": said}))))
    assert '#panic("x") $a$ *b* <c> @d \\ abc' in text


def test_a_character_that_no_font_has_is_printed_as_its_code():
    text = one_line(LETTER.model_copy(update={"resident_name": "王\U0002ebe1"}))
    assert "王〔U+2EBE1〕" in text


def test_the_same_letter_gives_the_same_bytes():
    assert referral_letter(LETTER) == referral_letter(LETTER)


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_both_languages_are_whole(lang):
    text = one_line(LETTER.model_copy(update={"lang": lang}))
    assert ("Whywerefer" in text) == (lang == "en")
    assert ("转出原因" in text) == (lang == "zh")


def test_a_reading_stands_with_its_unit_beside_what_is_present_only():
    def fever(some_id: str, status: str) -> RecordFinding:
        name = Text(zh=some_id, en=some_id)
        return RecordFinding(id=some_id, name=name, kind="symptom", status=status, value=38.6, unit="Cel")

    text = one_line(LETTER.model_copy(update={"findings": (fever("发热", "present"), fever("高热", "absent"))}))
    assert "有：发热38.6℃没有：高热检查结果" in text


@pytest.mark.parametrize(
    ("days", "zh"), [(0, "0 天"), (30, "30 天"), (31, "1 月"), (729, "23 月"), (10_592, "29 岁"), (10_591, "28 岁")]
)
def test_an_age_is_told_as_the_note_tells_it(days, zh):
    assert age_words(days, "zh") == zh
