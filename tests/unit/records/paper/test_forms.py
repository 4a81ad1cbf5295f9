"""The national forms: every field of the norms, what was told in its place, and what nobody knows empty."""

from __future__ import annotations

import re

import pytest

from records.archive.values import SignedEncounter
from records.model import RecordFinding, RecordMedicine, Text
from records.paper.forms import basic_information_pdf, encounter_form_pdf
from records.paper.personal import PersonalInformation
from tests.fakes.paper import characters, pages, picture, sizes
from tests.fakes.signed_encounters import signed

SULFA = RecordMedicine(id="sulfonamide", name=Text(zh="磺胺类", en="Sulfonamides"))
PENICILLIN = RecordMedicine(id="benzylpenicillin", name=Text(zh="青霉素", en="Benzylpenicillin"), atc="J01CE01")
AMOXICILLIN = RecordMedicine(id="amoxicillin", name=Text(zh="阿莫西林", en="Amoxicillin"), atc="J01CA04")
COTRIMOXAZOLE = RecordMedicine(id="cotrimoxazole", name=Text(zh="复方磺胺甲噁唑", en="Co-trimoxazole"), atc="J01EE01")
STREPTOMYCIN = RecordMedicine(id="streptomycin", name=Text(zh="链霉素", en="Streptomycin"), atc="J01GA01")
CEPHALOSPORIN = RecordMedicine(id="cephalosporin", name=Text(zh="头孢菌素类", en="Cephalosporins"))


def told(*findings: tuple[str, str, str, str], allergies: tuple[RecordMedicine, ...] = ()) -> SignedEncounter:
    found = tuple(
        RecordFinding(id=some_id, name=Text(zh=name, en=name), kind="history", status=status, said=said)
        for some_id, name, status, said in findings
    )
    whole = signed(name="𠮷野·阿依古丽")
    return whole.model_copy(
        update={"record": whole.record.model_copy(update={"findings": found, "allergies": allergies})}
    )


def joined(pdf: bytes) -> str:
    return "".join("".join(pages(pdf)).split())


def test_the_encounter_form_has_the_fields_of_the_norms_in_their_order():
    text = joined(encounter_form_pdf(signed(name="𠮷野·阿依古丽")))
    fields = (
        "姓名：𠮷野·阿依古丽",
        "编号",
        "就诊者的主观资料",
        "就诊者的客观资料",
        "评估",
        "处置计划",
        "医生签字",
        "接诊日期",
    )
    places = [text.index(field) for field in fields]
    assert places == sorted(places)
    assert "诊断：不稳定型心绞痛（ICD-10：I20.0）" in text
    assert "2026年11月20日" in text


def test_an_empty_field_of_the_note_is_room_to_write_and_no_word():
    whole = signed()
    empty = whole.model_copy(update={"note": whole.note.model_copy(update={"objective": ""})})
    text = joined(encounter_form_pdf(empty))
    assert "就诊者的客观资料：评估" in text
    filled, blank = encounter_form_pdf(whole), encounter_form_pdf(empty)
    heights = [next(c.top for c in characters(pdf) if c.text == "评") for pdf in (filled, blank)]
    assert heights[0] == pytest.approx(
        heights[1], abs=0.1
    )  # the field is as tall as on the form, with words or without


def test_a_long_note_goes_on_overleaf_and_nothing_leaves_the_paper():
    whole = signed()
    long = whole.model_copy(
        update={"note": whole.note.model_copy(update={"plan": "一周后复诊，带上全部检查单。" * 400})}
    )
    pdf = encounter_form_pdf(long)
    assert len(sizes(pdf)) > 1
    for number in range(len(sizes(pdf))):
        assert all(14 <= c.left <= c.right <= 196 and 5 <= c.bottom <= c.top <= 292 for c in characters(pdf, number))
    assert joined(pdf).count("一周后复诊") == 400


def test_an_address_longer_than_a_line_goes_on_in_the_next():
    whole = signed()
    address = "https://example.org/" + "0123456789" * 20
    pdf = encounter_form_pdf(whole.model_copy(update={"note": whole.note.model_copy(update={"plan": f"见 {address}"})}))
    assert all(14 <= c.left <= c.right <= 196 for c in characters(pdf))
    assert address in joined(pdf).replace("\u200b", "").replace("\ufffe", "")


def test_the_name_of_a_field_is_never_left_alone_at_the_end_of_a_page():
    whole = signed()
    long = whole.model_copy(update={"note": whole.note.model_copy(update={"subjective": "\n".join(["咳嗽三天"] * 25)})})
    first, second = pages(encounter_form_pdf(long))
    assert "处置计划" not in first
    assert "处置计划" in second


def test_the_archive_s_number_stands_in_its_squares():
    assert re.search(r"编号12345678|编号123-45678", joined(encounter_form_pdf(signed(), archive_number="12345678")))


def test_what_was_told_is_found_under_its_number():
    person = PersonalInformation.from_encounter(
        told(
            ("hx.hypertension", "高血压", "present", ""),
            ("hx.hepatitis_c", "丙肝", "present", ""),
            ("hx.hepatitis_b", "乙肝", "present", ""),
            ("hx.asthma", "哮喘", "present", ""),
            ("hx.diabetes", "糖尿病", "absent", ""),
            ("hx.stroke", "脑卒中", "unsure", ""),
            ("hx.allergy", "过敏史", "present", "对青霉素和海鲜过敏"),
            ("hx.family_diabetes", "家人有糖尿病", "present", ""),
            ("hx.cesarean", "剖宫产", "present", ""),
            allergies=(PENICILLIN,),
        )
    )
    assert (person.sex, person.birth_date) == ("1", "1970-03-02")
    assert person.diseases == ("2", "10", "13")
    assert person.diseases_other == "哮喘"
    assert (person.allergies, person.allergies_named, person.allergies_said) == (("2",), "", "对青霉素和海鲜过敏")
    assert (person.operations, person.operations_named) == (("2",), "剖宫产")
    text = joined(basic_information_pdf(person))
    assert "13其他：哮喘" in text
    assert "2/10/13///" in text
    assert "居民自述（亲属未注明，请核对）：家人有糖尿病" in text


def test_the_form_says_whether_a_number_was_typed_or_seen_on_the_card():
    typed = told(("hx.diabetes", "糖尿病", "absent", "")).model_copy(
        update={"resident_identity_number": "11010519491231002X"}
    )
    # What a doctor read off the card wins over what was typed.
    seen = typed.model_copy(update={"resident_identity_card": "110105197003020017"})
    first, second = (PersonalInformation.from_encounter(each) for each in (typed, seen))
    assert (first.id_number, second.id_number) == ("11010519491231002X", "110105197003020017")
    assert "身份证号、电话" in first.remark
    assert "核对证件" not in first.remark
    assert second.remark.endswith("身份证号经医生当面核对证件。")
    assert "身份证号、" not in second.remark


def test_what_nobody_knows_is_an_empty_square_and_never_none():
    person = PersonalInformation.from_encounter(told(("hx.diabetes", "糖尿病", "absent", "")))
    assert (person.diseases, person.allergies, person.operations, person.transfusions) == ((), (), (), ())
    assert (person.residency, person.marriage, person.blood_abo) == (None, None, None)
    assert PersonalInformation.from_encounter(told(("hx.allergy", "过敏史", "absent", ""))).allergies == ("1",)
    assert PersonalInformation.from_encounter(told(("hx.allergy", "过敏史", "unsure", ""))).allergies == ()


@pytest.mark.parametrize(
    ("allergies", "codes", "named"),
    [
        ((SULFA,), ("3",), ""),
        ((PENICILLIN, STREPTOMYCIN), ("2", "4"), ""),
        ((CEPHALOSPORIN,), ("5",), "头孢菌素类"),
        ((CEPHALOSPORIN, SULFA), ("3", "5"), "头孢菌素类"),
        ((AMOXICILLIN, COTRIMOXAZOLE), ("2", "3"), "阿莫西林、复方磺胺甲噁唑"),
    ],
)
def test_the_boxes_of_allergies_are_ticked_by_what_was_named_and_the_rest_is_written(allergies, codes, named):
    person = PersonalInformation.from_encounter(told(("hx.allergy", "过敏史", "present", "过敏"), allergies=allergies))
    assert (person.allergies, person.allergies_named, person.allergies_said) == (codes, named, "")
    text = joined(basic_information_pdf(person))
    assert f"4链霉素5其他{'：' + named if named else '______'}" in text


def test_an_allergy_of_which_only_words_are_there_is_ticked_by_them_and_never_by_what_is_borne_well():
    words = "青霉素不过敏；我对磺胺和海鲜过敏"
    person = PersonalInformation.from_encounter(told(("hx.allergy", "过敏史", "present", words)))
    assert (person.allergies, person.allergies_named, person.allergies_said) == (("3",), "", words)


def test_the_basic_form_is_one_sheet_with_every_field_of_the_norms():
    pdf = basic_information_pdf(PersonalInformation(name="测某某"))
    assert sizes(pdf) == [(210.0, 297.0)]
    text = joined(pdf)
    fields = (
        "姓名", "编号", "性别", "出生日期", "身份证号", "工作单位", "本人电话", "联系人姓名", "联系人电话", "常住类型", "民族", "血型",
        "文化程度", "职业", "婚姻状况", "医疗费用支付方式", "药物过敏史", "暴露史", "既往史",
        "疾病", "手术", "外伤", "输血", "家族史", "父亲",
        "母亲", "兄弟姐妹", "子女", "遗传病史", "残疾情况", "生活环境", "厨房排风设施", "燃料类型", "饮水", "厕所", "禽畜栏",
    )  # fmt: skip
    assert [field for field in fields if field not in text] == []
    assert all(13 <= c.left <= c.right <= 197 for c in characters(pdf))


def test_each_unknown_square_is_drawn():
    grey = picture(basic_information_pdf(PersonalInformation(name="测某某")), dpi=150)
    # A column down the middle of the right-most squares crosses two edges of each of them, and the lines of the table.
    column = grey[:, int((210 - 15 - 1.4 - 2.1) / 25.4 * 150)]
    edges = ((column[1:] < 140) & (column[:-1] >= 140)).sum()
    assert edges > 60
