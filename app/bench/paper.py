"""What paper costs: letters, forms, CDA documents and magnets of real consultations, by processor time of one thread."""

from __future__ import annotations

import secrets
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from records.archive.cda import cda_document, cda_personal
from records.archive.values import SignedEncounter
from records.model import EncounterRecord
from records.paper.forms import basic_information_pdf, encounter_form_pdf
from records.paper.letter import ReferralLetter, known_from, referral_letter
from records.paper.magnets import MagnetCard, magnet_sheets
from records.paper.personal import PersonalInformation

_SIGNED_AT = datetime(2026, 11, 20, 3, 4, 5, tzinfo=UTC)


@dataclass(frozen=True)
class PaperCost:
    """Milliseconds of one core a document, and bytes of it, in the mean; magnets all in one file."""

    documents: int
    letter_ms: float
    letter_bytes: float
    encounter_form_ms: float
    encounter_form_bytes: float
    personal_form_ms: float
    personal_form_bytes: float
    cda_ms: float
    cda_bytes: float
    magnets: int
    magnet_ms: float
    magnet_bytes: float


def measure_paper(records: Sequence[EncounterRecord], *, documents: int, magnets: int) -> PaperCost:
    """Print each kind so many times, over the records in turn; the first of each kind, which reads the fonts, is not counted."""
    signed = [_signed(records[number % len(records)], number) for number in range(documents)]
    letter = _cost(signed, lambda each: referral_letter(_letter(each)))
    form = _cost(signed, encounter_form_pdf)
    person = _cost(signed, lambda each: basic_information_pdf(PersonalInformation.from_encounter(each)))
    cda = _cost(signed, lambda each: cda_document(each) + cda_personal(each))
    cards = [_card() for _ in range(magnets)]
    begun = time.process_time()
    sheets = magnet_sheets(cards)
    spent_ms = (time.process_time() - begun) * 1000
    return PaperCost(documents, *letter, *form, *person, *cda, magnets, spent_ms / magnets, len(sheets) / magnets)


def _cost(signed: Sequence[SignedEncounter], make: Callable[[SignedEncounter], bytes]) -> tuple[float, float]:
    make(signed[0])
    begun = time.process_time()
    length = sum(len(make(each)) for each in signed)
    return (time.process_time() - begun) * 1000 / len(signed), length / len(signed)


def _signed(record: EncounterRecord, number: int) -> SignedEncounter:
    return SignedEncounter(
        encounter_id=f"{number:032x}",
        encounter_no=number + 1,
        resident_id=f"{number:032x}",
        resident_name=f"测·某{number}",
        resident_phone="13800000000",
        birth_date=None,
        record=record,
        note=record.note,
        diagnosis_icd10="R69",
        diagnosis_name="原因不明的疾病",
        practitioner_id="0" * 32,
        practitioner_name="示范医生",
        community_id="0" * 32,
        community_name_zh="示范社区卫生服务站",
        community_name_en="Demo community health station",
        signed_at=_SIGNED_AT,
        signature="e30.e30.c2ln",
    )


def _letter(signed: SignedEncounter) -> ReferralLetter:
    return ReferralLetter(
        **known_from(signed.record),
        number=signed.encounter_id,
        written_at=signed.signed_at,
        from_place=signed.community_name_zh,
        from_doctor=signed.practitioner_name,
        resident_name=signed.resident_name,
        reason="需要进一步检查。",
        summary=signed.note.subjective,
        impression=signed.note.assessment,
    )


def _card() -> MagnetCard:
    magnet = secrets.token_hex(16)
    link = f"https://jiayi.health-commission.example/m/{magnet}#{secrets.token_urlsafe(32)}"
    return MagnetCard(magnet, link, "示范社区卫生服务站", "Demo community health station", "示范医生", "0951-5550120")
