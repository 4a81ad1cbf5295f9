"""The national encounter form (接诊记录表) as a self-contained page that prints on one A4 sheet.

Fields and their order follow the form of the National Basic Public Health Service Norms, third edition (国家基本公共卫生服务规范
（第三版）, National Health and Family Planning Commission, 2017), part one, 居民健康档案管理: name, number, subjective data,
objective data, assessment, plan, doctor's signature, date.
"""

from __future__ import annotations

from html import escape
from zoneinfo import ZoneInfo

from records.archive.plan import SignedEncounter

_CHINA = ZoneInfo("Asia/Shanghai")
_SEX = {"male": "男", "female": "女"}

_STYLE = """
@page { size: A4; margin: 18mm }
body { font: 12pt/1.5 "Noto Sans CJK SC", "Microsoft YaHei", sans-serif; color: #000 }
h1 { font-size: 18pt; text-align: center; letter-spacing: .3em }
table { width: 100%; border-collapse: collapse }
th, td { border: 1px solid #000; padding: 6pt; text-align: left; vertical-align: top }
th { width: 22%; font-weight: 600 }
td { white-space: pre-wrap; overflow-wrap: anywhere }
footer { margin-top: 8pt; font-size: 9pt; color: #333 }
"""


def encounter_form(encounter: SignedEncounter) -> str:
    """Answer the form as HTML; every value is escaped, none is left out."""
    signed = encounter.signed_at.astimezone(_CHINA)
    person = encounter.record.person
    age = _age(person.age_days)
    plan = encounter.note.plan + (f"\n转诊：{encounter.referral}" if encounter.referral else "")
    rows = (
        ("姓名", f"{encounter.resident_name}　{_SEX[person.sex]}　{age}"),
        ("编号", encounter.encounter_id),
        ("就诊者的主观资料", encounter.note.subjective),
        ("就诊者的客观资料", encounter.note.objective),
        (
            "评估",
            f"{encounter.note.assessment}\n诊断：{encounter.diagnosis_name}（ICD-10：{encounter.diagnosis_icd10}）",
        ),
        ("处置计划", plan),
        ("医生签字", f"{encounter.practitioner_name}（{encounter.community_name_zh}）"),
        ("接诊日期", f"{signed.year} 年 {signed.month} 月 {signed.day} 日 {signed:%H:%M}"),
    )
    body = "\n".join(f"<tr><th scope=row>{escape(name)}</th><td>{escape(value)}</td></tr>" for name, value in rows)
    provenance = encounter.record.provenance
    source = (
        f"网上问诊，医生审阅后签署。软件 {provenance.software}，知识图谱 {provenance.graph_version}，"
        f"语言模型 {provenance.language_model or '无'}。电子签名：{encounter.signature[:32]}…"
    )
    return (
        f'<!doctype html>\n<html lang="zh-CN"><head><meta charset="utf-8"><title>接诊记录表</title><style>{_STYLE}</style></head>\n'
        f"<body><h1>接诊记录表</h1>\n<table>\n{body}\n</table>\n<footer>{escape(source)}</footer></body></html>\n"
    )


def _age(days: int) -> str:
    """Answer an age as the console says it: days below two months, months below three years."""
    if days < 60:  # noqa: PLR2004 - two months
        return f"{days} 天"
    return f"{days // 30} 月" if days < 3 * 365 else f"{int(days / 365.25)} 岁"
