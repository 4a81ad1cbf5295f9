"""What was written down: the encounter record and its parts, as frozen values.

This is the doctor's page. Compute writes it, seals it to the commission's record key, and forgets it; only the
commission's store opens it. It knows nothing of the knowledge graph: concepts arrive here with their names and codes,
so that a record can be read in ten years without the graph that produced it. No I/O, no keys.
"""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated, Final, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

SCHEMA_VERSION: Final = 1

Hex16 = Annotated[str, Field(pattern=r"^[0-9a-f]{32}$")]
"""Sixteen random bytes, or a key id, in lower-case hex."""
Digest = Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]
"""SHA-256 in lower-case hex."""
TimeMs = Annotated[int, Field(ge=0)]
"""Unix time in milliseconds."""
Lang = Literal["zh", "en"]
Probability = Annotated[float, Field(ge=0, le=1)]


class RecordValue(BaseModel):
    """Base of all record values: frozen, and unknown fields are refused."""

    # pydantic keeps short strings that it has parsed; a resident's words must not outlive the turn.
    model_config = ConfigDict(frozen=True, extra="forbid", cache_strings="keys")


class Text(RecordValue):
    """A text in both languages."""

    zh: str
    en: str


class RecordUrgency(StrEnum):
    """How soon, most urgent first: now; today; within one to three days; by appointment; at home."""

    EMERGENCY = "emergency"
    URGENT = "urgent"
    SOON = "soon"
    ROUTINE = "routine"
    SELF_CARE = "self_care"


class RecordPerson(RecordValue):
    """Who the consultation is about, as compute knows it: never a name, a phone number or an identity number."""

    age_days: Annotated[int, Field(ge=0)]
    sex: Literal["male", "female"]
    pregnant: bool | None
    relation: Literal["self", "child", "parent", "other"]


class RecordFinding(RecordValue):
    """A finding with the words it came from. `status` absent means it was denied; what was not asked is not listed.

    `carried`: it came out of the resident's signed record, and nobody spoke of it in this consultation.
    """

    id: str
    name: Text
    kind: str
    status: Literal["present", "absent", "unsure"]
    value: float | None = None
    unit: str | None = None
    onset_days: float | None = None
    severity: int | None = None
    said: str = ""
    carried: bool = False
    icd10: str | None = None
    """Of a lasting illness, or of a disease that somebody named: its code. None where the finding is no disease, or several."""


class RecordReportItem(RecordValue):
    """One line of a photographed report. `flag` unknown means it could not be judged, never that it is normal."""

    name: str
    abbr: str = ""
    loinc: str | None = None
    value: float | None = None
    value_text: str = ""
    unit: str = ""
    low: float | None = None
    high: float | None = None
    flag: Literal["low", "high", "normal", "abnormal", "critical_low", "critical_high", "unknown"]
    confidence: Probability
    attachment_id: Hex16 | None = None
    confirmed_by_resident: bool = False


class RecordMedicine(RecordValue):
    """A medicine, a class or a substance that the resident named. `atc`: its code of the WHO's ATC, fifth level, where it has one.

    `carried`: it came out of the resident's signed record, and nobody named it in this consultation.
    """

    id: str
    name: Text
    atc: str | None = None
    carried: Annotated[bool, Field(exclude_if=lambda carried: not carried)] = False
    """Left out where it is not so: a commission that does not know it yet reads the record of a node that does."""


class RecordReading(RecordValue):
    """A reading that the resident took and told, such as a temperature. `unit` is a UCUM code."""

    id: str
    name: Text
    value: float
    unit: str
    loinc: str | None = None


class RecordEvidence(RecordValue):
    """How one finding moved one hypothesis: base-10 logarithm of the likelihood ratio, positive speaks for."""

    finding: str
    name: Text
    status: Literal["present", "absent", "unsure"]
    log10_lr: float
    source: str | None


class RecordHypothesis(RecordValue):
    """A possible cause with its probability and what spoke for and against."""

    disease: str
    name: Text
    icd10: str
    probability: Probability
    evidence: tuple[RecordEvidence, ...]


class RecordReason(RecordValue):
    """Why the urgency is what it is: a red flag by its id, or the expected cost over the differential."""

    kind: Literal["red_flag", "posterior"]
    id: str
    text: Text
    source: str | None = None


class RecordScore(RecordValue):
    """A published score that a specialty took, raised or not: its bounds, alike where nothing was missing, and where it was published.

    What it means is in the opinion's comment.
    """

    id: str
    name: Text
    low: float
    high: float
    source: str


class RecordOpinion(RecordValue):
    """What one specialty said. `failed` is set when the specialty could not answer; the others stand."""

    specialty: str
    name: Text
    hypotheses: tuple[RecordHypothesis, ...]
    urgency: RecordUrgency
    reasons: tuple[RecordReason, ...]
    tests: tuple[Text, ...]
    missing: tuple[Text, ...]
    referral: Text | None
    comment: Text
    failed: bool = False
    scores: tuple[RecordScore, ...] = ()


class RecordGuidance(RecordValue):
    """The resident's page, word for word as it was shown, or as it is to be shown once a doctor has released it."""

    urgency: RecordUrgency
    action: Literal["call_120", "go_to_emergency", "see_doctor_today", "see_doctor_soon", "book_appointment", "home"]
    headline: str
    now: tuple[str, ...]
    where: tuple[str, ...]
    bring: tuple[str, ...]
    watch_for: tuple[str, ...]
    why: tuple[str, ...]
    who_looked: tuple[str, ...]
    comfort: str
    held_since: Annotated[int, Field(ge=1)] | None = None
    """The revision since which it has waited, unchanged, for a doctor's release; None where the resident was shown it."""


class RecordTurn(RecordValue):
    """One line of the transcript."""

    turn: Annotated[int, Field(ge=0)]
    who: Literal["resident", "assistant"]
    text: str
    at_ms: TimeMs
    attachment_id: Hex16 | None = None


class RecordAttachment(RecordValue):
    """A photo, whose original the phone seals to the commission itself; the digest ties the two together."""

    attachment_id: Hex16
    digest: Digest
    media_type: Literal["image/jpeg", "image/png", "image/webp"]
    what: Literal["lab_report", "other_report", "unreadable", "not_a_report"]


class Note(RecordValue):
    """The clinical note: subjective, objective, assessment, plan (SOAP; 接诊记录表 has the same four parts)."""

    subjective: str
    objective: str
    assessment: str
    plan: str


class Provenance(RecordValue):
    """Who produced the record."""

    software: str
    graph_version: str
    node_key_id: Hex16
    measurement: Digest
    evidence: Literal["development", "tpm2", "sev-snp", "tdx"]
    language_model: str | None


class EncounterRecord(RecordValue):
    """One revision of one consultation. Revisions count from 1; a later one holds everything that an earlier one did."""

    schema_version: Literal[1] = SCHEMA_VERSION
    record_id: Hex16
    revision: Annotated[int, Field(ge=1)]
    stage: Literal["intake", "emergency", "guided"]
    lang: Lang
    started_at_ms: TimeMs
    updated_at_ms: TimeMs
    person: RecordPerson
    chief_complaint: str
    note: Note
    findings: tuple[RecordFinding, ...]
    report_items: tuple[RecordReportItem, ...]
    differential: tuple[RecordHypothesis, ...]
    unexplained: Probability
    urgency: RecordUrgency | None
    """None while the interview goes on and nothing urgent was found: not yet known, which is not the same as harmless."""
    urgency_reasons: tuple[RecordReason, ...]
    opinions: tuple[RecordOpinion, ...]
    disagreements: tuple[Text, ...] = ()
    guidance: RecordGuidance | None
    transcript: tuple[RecordTurn, ...]
    attachments: tuple[RecordAttachment, ...]
    provenance: Provenance
    medicines: tuple[RecordMedicine, ...] = ()
    """Told as taken in this consultation; what was only carried on from an earlier release is not here."""
    allergies: tuple[RecordMedicine, ...] = ()
    """What the resident told an allergy to, by name. Empty denies nothing."""
    readings: tuple[RecordReading, ...] = ()


class Registration(RecordValue):
    """Who the resident is: sealed on the phone to the commission, never seen by compute.

    `mailbox_key` is the phone's X-Wing public key (b64u, 1216 bytes); `mailbox_secret` (b64u, 32 bytes) is the bearer
    secret for fetching, of which the store keeps a digest only. `person_id` is the phone's own random id for this person.
    """

    record_id: Hex16
    person_id: Hex16
    name: Annotated[str, Field(max_length=60)]
    phone: Annotated[str, Field(max_length=32)]
    relation: Literal["self", "child", "parent", "other"]
    birth_date: Annotated[str, Field(pattern=r"^\d{4}-\d{2}-\d{2}$")] | None
    age_years: Annotated[int | None, Field(ge=0, le=130)]
    sex: Literal["male", "female"]
    consent_version: str
    consent_service: Literal[True]
    consent_sensitive: Literal[True]
    consented_at_ms: TimeMs
    mailbox_key: str
    mailbox_secret: str
    lang: Lang
    identity_number: Annotated[str, Field(max_length=18)] = ""
    """The citizen identity number as told, empty where it was not. With a wrong check character it is kept, and used for nothing."""


class KnownFinding(RecordValue):
    """A chronic disease, an allergy or a medicine as the last signed encounter that spoke of it has it. `told_at_ms`: when."""

    id: str
    name: Text
    kind: Literal["history", "medicine"]
    told_at_ms: TimeMs


class KnownMedicine(RecordValue):
    """A medicine taken, or what an allergy was told to, by name. `told_at_ms`: when the encounter that named it was signed.

    `id` is that of the record that named it, and empty where the archive alone did.
    """

    id: str = ""
    name: Text
    atc: str | None = None
    told_at_ms: TimeMs


class ConfirmedDiagnosis(RecordValue):
    """A diagnosis that a doctor confirmed and signed."""

    icd10: str
    name: str
    signed_at_ms: TimeMs


class Essentials(RecordValue):
    """What a doctor signed of one resident, as far as the next consultation needs it; newest first, in each part.

    Released by the commission for one consultation, sealed to one node, and only when the resident ticked the box for it.
    An empty part says that nothing of the kind was signed, never that there is nothing.
    """

    schema_version: Literal[1] = SCHEMA_VERSION
    known: Annotated[tuple[KnownFinding, ...], Field(max_length=60)] = ()
    diagnoses: Annotated[tuple[ConfirmedDiagnosis, ...], Field(max_length=20)] = ()
    allergies: Annotated[tuple[KnownMedicine, ...], Field(max_length=60)] = ()
    medicines: Annotated[tuple[KnownMedicine, ...], Field(max_length=60)] = ()
    """Told by name; `known` has the class of each, as a finding."""


class EssentialsAsk(RecordValue):
    """A phone asks for its resident's essentials; sealed to the commission. `consent`: the box was ticked for this once."""

    mailbox_id: Hex16
    mailbox_secret: str
    person_id: Hex16
    channel_key_id: Hex16
    """Key id of the channel key of the node that shall hold them."""
    commitment: Digest
    consent: Literal[True]


class DoctorMessage(RecordValue):
    """What the doctor writes to the resident, sealed to the phone's mailbox key."""

    record_id: Hex16
    text: str
    from_name: str
    sent_at_ms: TimeMs
    action: Literal["message", "call", "invite", "refer", "advice"] = "message"
    guidance: RecordGuidance | None = None
    """Guidance that waited and that this doctor has released; with `advice` and without it, the text stands in its place."""
    revision: Annotated[int, Field(ge=1)] | None = None
    """Of the record whose guidance this releases or replaces; with `advice` alone."""


class WithdrawalProof(RecordValue):
    """That the phone of this very person withdraws: what the node that answered never saw. It is looked at and not kept."""

    mailbox_id: Hex16
    mailbox_secret: Annotated[str, Field(max_length=64)]
    person_id: Hex16


class ResidentReply(RecordValue):
    """What the resident writes back, reports as wrong, or that consent is withdrawn, sealed to the record key."""

    record_id: Hex16
    text: Annotated[str, Field(max_length=4000)]
    kind: Literal["reply", "reported_wrong", "consent_withdrawn"]
    sent_at_ms: TimeMs
    proof: WithdrawalProof | None = None
    """With `consent_withdrawn` alone. A withdrawal without one is told to the doctor as somebody's word and ends no consent."""

    @model_validator(mode="after")
    def _proof_of_a_withdrawal(self) -> Self:
        if self.proof is not None and self.kind != "consent_withdrawn":
            raise ValueError("only a withdrawal carries a proof")
        return self
