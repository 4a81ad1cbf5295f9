"""The referral letter (转诊单) as a PDF: from whom to whom, why, what is known, what is asked. A pure function over frozen values.

Its heads follow the outgoing form of 双向转诊单 in the National Basic Public Health Service Norms, third edition (国家基本公共卫生服务规范
（第三版）, National Health and Family Planning Commission, 2017, part one, 居民健康档案管理): 初步印象, 主要现病史（转出原因）, 主要既往史,
治疗经过, doctor's signature, telephone, institution, date; results, medicines, allergies and the question to the hospital are added.
It says nothing that the record does not hold: what nobody asked is printed as not known, which is not the same as none.
"""

from __future__ import annotations

from typing import Any
from zoneinfo import ZoneInfo

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field

from records.model import EncounterRecord, Lang, RecordFinding, RecordReportItem, RecordUrgency
from records.paper.typesetting import Typesetter, typesetter
from records.paper.words import (
    FLAGS,
    LETTER,
    SEX,
    URGENCY,
    age_words,
    date_words,
    number_words,
    range_words,
    unit_words,
)
from records.told import ALLERGY, allergies_told, medicines_told

CHINA = ZoneInfo("Asia/Shanghai")


class ReferralLetter(BaseModel):
    """All that the letter says.

    `medicines`, `allergies` and `history`: None when nobody asked or the answer is not known, empty when it was asked and there is none.
    `to_place`, `to_department` and `question` may be empty: a line is left to write on.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    number: str
    """What the hospital quotes when it answers: the encounter's id."""
    written_at: AwareDatetime
    lang: Lang = "zh"
    to_place: str = ""
    to_department: str = ""
    from_place: str
    from_doctor: str
    from_phone: str = ""
    urgency: RecordUrgency | None = None
    resident_name: str
    sex: str = Field(pattern=r"^(male|female)$")
    age_days: int | None = Field(default=None, ge=0)
    birth_date: str | None = None
    resident_phone: str = ""
    pregnant: bool | None = None
    reason: str
    """Why the resident is sent, in the doctor's words."""
    summary: str = ""
    """The present illness (subjective part of the note)."""
    findings: tuple[RecordFinding, ...] = ()
    results: tuple[RecordReportItem, ...] = ()
    impression: str = ""
    """The doctor's assessment so far; a possibility unless `diagnosis` names one that was confirmed."""
    diagnosis: str = ""
    """The confirmed diagnosis with its code, when there is one."""
    treatment: str = ""
    history: tuple[str, ...] | None = None
    medicines: tuple[str, ...] | None = None
    allergies: tuple[str, ...] | None = None
    question: str = ""
    """What the family doctor asks of the hospital."""


def referral_letter(letter: ReferralLetter, *, setter: Typesetter | None = None) -> bytes:
    """Answer the letter as PDF/A, on as many A4 pages as it needs; the same letter gives the same bytes.

    Raises:
        FontsMissing: no font with Chinese characters is installed where one is looked for.
    """
    return (setter or typesetter()).pdf("letter", _values(letter))


def known_from(record: EncounterRecord, lang: Lang = "zh") -> dict[str, Any]:
    """Answer what a letter takes from the record: person, urgency, findings, results, history, medicines, allergies.

    `ReferralLetter(**known_from(record), …)`. History and medicines that were denied one by one are not "none": nobody asked for all.
    """
    present = [each for each in record.findings if each.status == "present"]
    history = tuple(_name(each, lang) for each in present if each.kind == "history" and each.id != ALLERGY)
    allergies = allergies_told(record)
    return {
        "age_days": record.person.age_days,
        "sex": record.person.sex,
        "pregnant": record.person.pregnant,
        "urgency": record.urgency,
        "findings": tuple(each for each in record.findings if each.kind not in {"history", "medicine"}),
        "results": record.report_items,
        "history": history or None,
        "medicines": medicines_told(record).words(lang) or None,
        "allergies": None if allergies.status in {None, "unsure"} else allergies.words(lang),
    }


def _name(finding: RecordFinding, lang: Lang) -> str:
    return finding.name.zh if lang == "zh" else finding.name.en


def _values(letter: ReferralLetter) -> dict[str, Any]:
    say = {key: words[letter.lang] for key, words in LETTER.items()}
    to = say["to"].format(place=letter.to_place or "____________", department=letter.to_department or "________")
    return {
        "title": say["title"],
        "lang": letter.lang,
        "number": say["number"].format(number=letter.number),
        "date": date_words(letter.written_at.astimezone(CHINA), letter.lang),
        "to": to,
        "sentence": say["sentence"],
        "urgency": None if letter.urgency is None else URGENCY[letter.urgency][letter.lang],
        "person": _person(letter, say),
        "sections": _sections(letter, say),
        "signature": [
            {"label": say["place"], "text": letter.from_place},
            {"label": say["signature"], "text": ""},
            {"label": say["doctor"], "text": letter.from_doctor},
            {"label": say["phone_of_doctor"], "text": letter.from_phone},
        ],
        "footer": say["footer"],
    }


def _person(letter: ReferralLetter, say: dict[str, str]) -> list[dict[str, str]]:
    birth = letter.birth_date or ""
    cells = [
        (say["name"], letter.resident_name),
        (say["sex"], SEX[letter.sex][letter.lang]),
        (say["age"], "" if letter.age_days is None else age_words(letter.age_days, letter.lang)),
        (say["birth"], birth),
        (say["phone"], letter.resident_phone),
        (
            say["pregnant"],
            "" if letter.sex == "male" or letter.pregnant is None else say[f"pregnant_{letter.pregnant}"],
        ),
    ]
    if letter.sex == "male":
        cells[-1] = (say["written"], f"{letter.written_at.astimezone(CHINA):%Y-%m-%d %H:%M}")
    return [{"label": label, "text": text} for label, text in cells]


def _sections(letter: ReferralLetter, say: dict[str, str]) -> list[dict[str, Any]]:
    impression = "\n".join(part for part in (letter.diagnosis, letter.impression) if part)
    sections = [
        _section(say["impression"], impression),
        _section(say["reason"], letter.reason),
        _section(say["summary"], letter.summary),
        _findings(letter, say),
        _results(letter, say),
        _section(say["history"], _listed(letter.history, say)),
        _section(say["medicines"], _listed(letter.medicines, say)),
        _section(say["allergies"], _listed(letter.allergies, say)),
        _section(say["treatment"], letter.treatment),
        _section(say["question"], letter.question, room=not letter.question),
    ]
    return [section for section in sections if section is not None]


def _section(head: str, text: str, *, room: bool = False, note: str | None = None) -> dict[str, Any] | None:
    if not text and not room:
        return {"head": head, "text": None, "table": None, "note": note, "room": True}
    return {"head": head, "text": text or None, "table": None, "note": note, "room": room}


def _listed(words: tuple[str, ...] | None, say: dict[str, str]) -> str:
    if words is None:
        return say["not_known"]
    return say["joint"].join(words) if words else say["none"]


def _findings(letter: ReferralLetter, say: dict[str, str]) -> dict[str, Any] | None:
    parts = []
    for status in ("present", "absent", "unsure"):
        names = [_finding(each, letter.lang) for each in letter.findings if each.status == status]
        if names:
            parts.append(f"{say[status]}{say['joint'].join(names)}")
    return _section(say["findings"], "\n".join(parts)) if parts else None


def _finding(finding: RecordFinding, lang: Lang) -> str:
    name = _name(finding, lang)
    if finding.value is None or finding.status != "present":
        return name  # 38.6 ℃ beside "no high fever" would read as its opposite
    return f"{name} {number_words(finding.value)} {unit_words(finding.unit, lang)}".rstrip()


def _results(letter: ReferralLetter, say: dict[str, str]) -> dict[str, Any] | None:
    if not letter.results:
        return None
    rows = [
        [
            item.name + (f" {item.abbr}" if item.abbr else ""),
            number_words(item.value) if item.value is not None else item.value_text or say["unread"],
            unit_words(item.unit, letter.lang) or "—",
            range_words(item.low, item.high) or "—",
            FLAGS[item.flag][letter.lang] + ("" if item.confirmed_by_resident else " *"),
        ]
        for item in letter.results
    ]
    head = [say["item"], say["result"], say["unit"], say["range"], say["flag"]]
    note = say["from_photo"] if any(not item.confirmed_by_resident for item in letter.results) else None
    return {"head": say["results"], "text": None, "table": {"head": head, "rows": rows}, "note": note, "room": False}
