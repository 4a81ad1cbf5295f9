"""The rows of 个人基本信息表 as its template sets them: label, printed choices, numbers in the squares."""

from __future__ import annotations

from typing import Any

from records.paper.personal import PersonalInformation

Row = dict[str, Any]

_DISEASES = (
    "1无　2高血压　3糖尿病　4冠心病　5慢性阻塞性肺疾病　6恶性肿瘤{cancer}　7脑卒中　8严重精神障碍　9结核病　10肝炎　"
    "11其他法定传染病　12职业病　13其他{other}"
)
_FAMILY = "1无　2高血压　3糖尿病　4冠心病　5慢性阻塞性肺疾病　6恶性肿瘤　7脑卒中　8严重精神障碍　9结核病　10肝炎　11先天畸形　12其他"
_LINE = "______"


def rows(person: PersonalInformation) -> list[Row]:
    """Answer every row of the form, in its order."""
    return [
        _choice("性别", "1男　2女　9未说明的性别　0未知的性别", _one(person.sex), 1),
        _pair("出生日期", person.birth_date or "", "身份证号", person.id_number),
        _pair("工作单位", person.employer, "本人电话", person.phone),
        _pair("联系人姓名", person.contact_name, "联系人电话", person.contact_phone),
        _choice("常住类型", "1户籍　2非户籍", _one(person.residency), 1),
        {"kind": "single", "label": "民族（01汉族　99少数民族）", "text": person.ethnicity},
        _choice(
            "血型",
            "1 A型　2 B型　3 O型　4 AB型　5不详 ／ RH：1阴性　2阳性　3不详",
            [person.blood_abo or "", person.blood_rh or ""],
            2,
        ),
        _choice(
            "文化程度",
            "1研究生　2大学本科　3大学专科和专科学校　4中等专业学校　5技工学校　6高中　7初中　8小学　9文盲或半文盲　10不详",
            _one(person.education),
            1,
        ),
        _choice(
            "职业",
            "0国家机关、党群组织、企业、事业单位负责人　1专业技术人员　2办事人员和有关人员　3商业、服务业人员　"
            "4农、林、牧、渔、水利业生产人员　5生产、运输设备操作人员及有关人员　6军人　7不便分类的其他从业人员　8无职业",
            _one(person.occupation),
            1,
        ),
        _choice("婚姻状况", "1未婚　2已婚　3丧偶　4离婚　5未说明的婚姻状况", _one(person.marriage), 1),
        _choice(
            "医疗费用支付方式",
            "1城镇职工基本医疗保险　2城镇居民基本医疗保险　3新型农村合作医疗　4贫困救助　5商业医疗保险　6全公费　7全自费　8其他",
            person.payment,
            3,
        ),
        _choice(
            "药物过敏史",
            f"1无　2青霉素　3磺胺　4链霉素　5其他{f'：{person.allergies_named}' if person.allergies_named else _LINE}"
            + (f"\n居民自述：{person.allergies_said}（是否为药物请核对）" if person.allergies_said else ""),
            person.allergies,
            4,
        ),
        _choice("暴露史", "1无　2化学品　3毒物　4射线", person.exposures, 3),
        {"kind": "group", "label": "既往史", "parts": _past(person)},
        {"kind": "group", "label": "家族史", "parts": _family(person)},
        _choice("遗传病史", f"1无　2有：疾病名称{_LINE}", (), 1),
        _choice(
            "残疾情况", "1无残疾　2视力残疾　3听力残疾　4言语残疾　5肢体残疾　6智力残疾　7精神残疾　8其他残疾", (), 6
        ),
        {"kind": "group", "label": "生活环境*", "parts": _home()},
    ]


def _past(person: PersonalInformation) -> list[Row]:
    printed = _DISEASES.format(cancer=_LINE, other=f"：{person.diseases_other}" if person.diseases_other else _LINE)
    dates = "　".join(f"({number}) 确诊时间____年__月" for number in range(1, 7))
    return [
        _part("疾病", f"{printed}\n{dates}", person.diseases, 6),
        _part("手术", f"1无　2有：{person.operations_named or _LINE}　时间{_LINE}", person.operations, 1),
        _part("外伤", f"1无　2有：{person.injuries_named or _LINE}　时间{_LINE}", person.injuries, 1),
        _part("输血", f"1无　2有：原因{_LINE}　时间{_LINE}", person.transfusions, 1),
    ]


def _family(person: PersonalInformation) -> list[Row]:
    told = f"\n居民自述（亲属未注明，请核对）：{person.family}" if person.family else ""
    return [
        *(_part(who, "", (), 6) for who in ("父亲", "母亲", "兄弟姐妹", "子女")),
        {"label": "编码", "text": f"{_FAMILY}{_LINE}{told}", "codes": None, "count": 0},
    ]


def _home() -> list[Row]:
    return [
        _part("厨房排风设施", "1无　2油烟机　3换气扇　4烟囱", (), 1),
        _part("燃料类型", "1液化气　2煤　3天然气　4沼气　5柴火　6其他", (), 1),
        _part("饮水", "1自来水　2经净化过滤的水　3井水　4河湖水　5塘水　6其他", (), 1),
        _part("厕所", "1卫生厕所　2一格或二格粪池式　3马桶　4露天粪坑　5简易棚厕", (), 1),
        _part("禽畜栏", "1无　2单设　3室内　4室外", (), 1),
    ]


def _pair(label: str, text: str, label2: str, text2: str) -> Row:
    return {"kind": "pair", "label": label, "text": text, "label2": label2, "text2": text2}


def _choice(label: str, text: str, codes: tuple[str, ...] | list[str], count: int) -> Row:
    return {"kind": "choice", **_part(label, text, codes, count)}


def _part(label: str, text: str, codes: tuple[str, ...] | list[str], count: int) -> Row:
    return {"label": label, "text": text, "codes": list(codes), "count": count}


def _one(code: str | None) -> list[str]:
    return [] if code is None else [code]
