"""What a record tells of allergies and medicines, by name first: read in one way for every paper, document and page.

A finding knows that there is an allergy, or of which class a medicine is; the names stand beside it. Whoever printed the finding alone
would leave out what the next doctor must not give. Where nothing was told the answer is None, which is not "none". Pure.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final, Literal

from records.model import EncounterRecord, Lang, RecordFinding, RecordMedicine

ALLERGY: Final = "hx.allergy"
Told = Literal["present", "absent", "unsure"]
_SAYS_ALLERGIC: Final = re.compile(
    r"过敏[史性]?|药物?|[我他她对有都也还和跟与及同是的]|\b(?:i|am|i'm|have|to|an?|and|the|drugs?|medicines?|allerg\w*)\b|[\W_]",
    re.IGNORECASE,
)
_CARRIED: Final = {"zh": "（健康档案）", "en": " (health record)"}
_DENIED_NOW: Final = {"zh": "（健康档案；这次说没有过敏）", "en": " (health record; denied this time)"}
_NOT_SURE: Final = {"zh": "（本人不能确定）", "en": " (not sure)"}
_OWN_WORDS: Final = {"zh": "本人原话：“{said}”", "en": "in their own words: “{said}”"}


@dataclass(frozen=True, slots=True)
class Allergies:
    """What was told of allergies. `status` None: nobody spoke of it. `said`: the resident's words where they say more than the names."""

    status: Told | None
    named: tuple[RecordMedicine, ...] = ()
    said: str = ""
    finding: RecordFinding | None = None

    @property
    def carried(self) -> bool:
        """Whether all of it came out of the resident's signed record, and nothing of it was told this time."""
        named = all(each.carried for each in self.named)
        return self.status == "present" and named and (self.finding is None or self.finding.carried or self._denied)

    @property
    def _denied(self) -> bool:
        return self.finding is not None and self.finding.status == "absent"

    def words(self, lang: Lang) -> tuple[str, ...]:
        """Answer what to print of a present allergy, at least that there is one; nothing of any other."""
        if self.status != "present":
            return ()
        told = None if self.finding is None else self.finding.status
        carried = (_DENIED_NOW if told == "absent" else _CARRIED)[lang]
        fresh = _NOT_SURE[lang] if told == "unsure" else ""
        parts = [_in(each, lang) + (carried if each.carried else fresh) for each in self.named]
        if self.said:
            parts.append(_OWN_WORDS[lang].format(said=self.said) if parts else self.said)
        if not parts and self.finding is not None:
            parts.append(_in(self.finding, lang) + (carried if self.finding.carried else ""))
        return tuple(parts)


@dataclass(frozen=True, slots=True)
class Medicines:
    """What was told as taken: by name, and the classes of which nothing that is named here was said."""

    named: tuple[RecordMedicine, ...]
    classes: tuple[RecordFinding, ...]

    def words(self, lang: Lang) -> tuple[str, ...]:
        """Answer what to print, names first; a class with the resident's words, which may be a brand."""
        named = (_in(each, lang) + (_CARRIED[lang] if each.carried else "") for each in self.named)
        return (*named, *(with_words(each, lang) for each in self.classes))


def allergies_told(record: EncounterRecord) -> Allergies:
    """Answer what a record tells of allergies. What is named is there, whatever else was said of allergies in general."""
    finding = next((each for each in record.findings if each.id == ALLERGY), None)
    status: Told | None = "present" if record.allergies else None if finding is None else finding.status
    said = ""
    if finding is not None and finding.status != "absent" and not finding.carried:
        said = finding.said if _says_more(finding.said, record.allergies) else ""
    return Allergies(status, record.allergies, said, finding)


def medicines_told(record: EncounterRecord) -> Medicines:
    """Answer what a record tells as taken."""
    present = (each for each in record.findings if each.kind == "medicine" and each.status == "present")
    return Medicines(
        record.medicines, tuple(each for each in present if not any(names(each, one) for one in record.medicines))
    )


def names(finding: RecordFinding, medicine: RecordMedicine) -> bool:
    """Answer whether the words that a finding came from are of this medicine."""
    said = finding.said.casefold()
    return any(word.casefold() in said for word in (medicine.name.zh, medicine.name.en) if word)


def with_words(finding: RecordFinding, lang: Lang) -> str:
    """Answer a finding's name with the resident's words, which name the very medicine where the finding is its class."""
    name = _in(finding, lang)
    if not finding.said or finding.said in name:
        return name
    return f"{name}（“{finding.said}”）" if lang == "zh" else f"{name} (“{finding.said}”)"


def _in(each: RecordMedicine | RecordFinding, lang: Lang) -> str:
    return each.name.zh if lang == "zh" else each.name.en


def _says_more(said: str, named: tuple[RecordMedicine, ...]) -> bool:
    rest = said.casefold()
    for each in named:
        for word in (each.name.zh, each.name.zh.removesuffix("类"), each.name.en):
            rest = rest.replace(word.casefold(), " ")
    return bool(_SAYS_ALLERGIC.sub("", rest))
