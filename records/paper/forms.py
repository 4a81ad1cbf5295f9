"""Two forms of the national basic public health services, as PDF: 接诊记录表 and 个人基本信息表.

Fields, their order, their numbers and the choices follow the National Basic Public Health Service Norms, third edition
(国家基本公共卫生服务规范（第三版）, National Health and Family Planning Commission, 2017, part one, 居民健康档案管理). What is not known
stays an empty square or an empty line: it is filled in by hand, never guessed.
"""

from __future__ import annotations

from typing import Any
from zoneinfo import ZoneInfo

from records.archive.values import SignedEncounter
from records.paper.personal import PersonalInformation
from records.paper.personal_rows import rows
from records.paper.typesetting import Typesetter, typesetter
from records.paper.words import SEX, age_words, date_words

_CHINA = ZoneInfo("Asia/Shanghai")


def encounter_form_pdf(
    encounter: SignedEncounter, *, archive_number: str = "", setter: Typesetter | None = None
) -> bytes:
    """Answer the 接诊记录表 of a signed encounter. `archive_number`: the last eight digits of the archive's number, when known.

    Raises:
        FontsMissing: no font with Chinese characters is installed where one is looked for.
    """
    note, person = encounter.note, encounter.record.person
    diagnosis = f"诊断：{encounter.diagnosis_name}（ICD-10：{encounter.diagnosis_icd10}）"
    referral = f"转诊：{encounter.referral}" if encounter.referral else ""
    provenance = encounter.record.provenance
    values = {
        "title": "接诊记录表",
        "lang": "zh",
        "name": encounter.resident_name,
        "who": f"{SEX[person.sex]['zh']}，{age_words(person.age_days, 'zh')}",
        "archive_number": archive_number,
        "fields": [
            {"label": "就诊者的主观资料", "text": note.subjective},
            {"label": "就诊者的客观资料", "text": note.objective},
            {"label": "评估", "text": _joined(note.assessment, diagnosis)},
            {"label": "处置计划", "text": _joined(note.plan, referral)},
        ],
        "doctor": f"{encounter.practitioner_name}（{encounter.community_name_zh}）",
        "date": date_words(encounter.signed_at.astimezone(_CHINA), "zh"),
        "footer": f"网上问诊，医生审阅后电子签署（{encounter.signature[-24:]}）。就诊号 {encounter.encounter_id}，"
        f"第 {encounter.encounter_no} 号签署；软件 {provenance.software}，知识图谱 {provenance.graph_version}，"
        f"语言模型 {provenance.language_model or '无'}。",
    }
    return (setter or typesetter()).pdf("encounter_form", values)


def basic_information_pdf(person: PersonalInformation, *, setter: Typesetter | None = None) -> bytes:
    """Answer the 个人基本信息表; raises `FontsMissing`."""
    values = {
        "title": "个人基本信息表",
        "lang": "zh",
        "name": person.name,
        "archive_number": person.archive_number,
        "rows": rows(person),
        "remark": person.remark,
        "footer": "空格为未知，请建档医生当面询问后填写；居民自述的疾病以医疗机构的诊断为准。",
    }
    return (setter or typesetter()).pdf("basic_information", values)


def _joined(*parts: Any) -> str:
    return "\n".join(part for part in parts if part)
