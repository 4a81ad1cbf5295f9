"""What the API takes and answers, beside the views of `records.store.views`."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from app.commission.consent import Consent
from records.model import Hex16, Note, RecordUrgency
from records.store.views import ActionDetail, ActionKind, DeliveryView, EncounterView, RatingWord
from records.trust.evidence.tpm_policy import TpmIntroduction

NO_NUL = r"^[^\x00]*$"
"""What is looked up in a text column: PostgreSQL has no NUL there, and would be asked in vain."""
Version = Annotated[int, Field(ge=0, le=2**31 - 1)]
"""Of a note, 0 being the assistant's draft; no more than the database counts to."""


class Body(BaseModel):
    """Base: unknown keys are refused."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Problem(Body):
    """Every refusal. `error` is a word for machines; the texts are for people and are there where people see them."""

    error: str
    text_zh: str | None = None
    text_en: str | None = None
    phone: str | None = None
    version: int | None = None
    """With `stale`: the newest version."""
    tries_left: int | None = None
    """With `wrong_code`: how many are left; with none the share is gone."""


class DirectoryAnswer(Body):
    """FORMAT section 6; `log` is that of section 9."""

    root_key: str
    certificate: str
    directory: str
    log: dict[str, Any]
    now_ms: int


class CommunityNames(Body):
    """A community's names."""

    name_zh: str
    name_en: str


class Doctor(Body):
    """Whom the resident can call. `name_en` is there where it is the community, because its doctor left."""

    name: str
    phone: str
    name_en: str | None = None


class MagnetAnswer(Body):
    """What the page says first."""

    magnet: str
    community: CommunityNames
    doctor: Doctor
    consent: Consent


class ReceiptAnswer(Body):
    """The commission's signed word that the envelope is stored."""

    receipt: str


class EssentialsAnswer(Body):
    """The sealed essentials (b64u)."""

    envelope: str


class MailboxMessage(Body):
    """One sealed message (b64u)."""

    seq: int
    envelope: str


class MailboxAnswer(Body):
    """Messages after the number asked for, oldest first."""

    messages: list[MailboxMessage]


class BlindRequest(Body):
    """Blinded messages (b64u, 384 bytes each) to be signed under the admission key `kid` of the directory."""

    magnet: Annotated[str, Field(pattern=r"^[0-9A-Za-z_-]{1,64}$")]
    kid: Annotated[str, Field(pattern=r"^[0-9a-f]{32}$")]
    blinded: Annotated[list[Annotated[str, Field(max_length=512)]], Field(min_length=1, max_length=4)]


class BlindAnswer(Body):
    """Blind signatures (b64u, 384 bytes each) of the first ones of what was asked."""

    signatures: list[str]


class ChallengeAsk(Body):
    """Who asks: nothing, or a TPM."""

    tpm2: TpmIntroduction | None = None


class Credential(Body):
    """What one TPM alone can read: TPM2B_ID_OBJECT and TPM2B_ENCRYPTED_SECRET, b64u."""

    blob: str
    secret: str


class ChallengeAnswer(Body):
    """32 bytes, b64u, good once and for 120 s, and a credential for a TPM that introduced itself."""

    nonce: str
    credential: Credential | None = None


class AdmissionAnswer(Body):
    """`release` is the signed state-key release of FORMAT section 6; `expires_at` in Unix seconds."""

    node_id: str
    expires_at: int
    release: str


class CommunityAnswer(Body):
    """A community of the clinician."""

    id: str
    name_zh: str
    name_en: str


class NoteEdit(Body):
    """The note over the version that was seen; `urgency` where the doctor holds it to be another than the record says."""

    note: Note
    urgency: RecordUrgency | None = None
    version: Version


class VersionAnswer(Body):
    """The newest version of the encounter."""

    version: int


class RatingRequest(Body):
    """What the clinician thinks of one part of the answer."""

    target: Annotated[str, Field(max_length=80)]
    rating: RatingWord
    comment: Annotated[str, Field(max_length=4000)] = ""


class ActionRequest(Body):
    """A call, an invitation or a referral; `text_to_resident` also goes to the phone.

    `id` is chosen by the caller: the same one again does nothing twice. So in all requests below that have one.
    """

    id: Hex16 | None = None
    kind: ActionKind
    detail: ActionDetail | None = None
    text: Annotated[str, Field(max_length=4000)] = ""
    text_to_resident: Annotated[str, Field(max_length=4000)] | None = None


class ActionAnswer(Body):
    """Ids of what was made."""

    action_id: str
    message_id: str | None


class MessageRequest(Body):
    """A message to the resident."""

    id: Hex16 | None = None
    text: Annotated[str, Field(min_length=1, max_length=4000)]


class MessageAnswer(Body):
    """The message's id."""

    message_id: str


class DiagnosisRequest(Body):
    """Any well-formed ICD-10 code; `urgency` is how urgent it turned out to have been."""

    urgency: RecordUrgency | None = None
    icd10: Annotated[str, Field(max_length=16)]
    name: Annotated[str, Field(min_length=1, max_length=200)]


class SignRequest(Body):
    """The version that is signed."""

    version: Version


class SignAnswer(Body):
    """When it was signed."""

    signed_at_ms: int


class CodeAnswer(Body):
    """One entry of the ICD-10 search."""

    code: str
    name_zh: str
    name_en: str


class CodesAnswer(Body):
    """At most 20, the closest first."""

    items: list[CodeAnswer]


class SyncAnswer(Body):
    """Failed ones first."""

    items: list[DeliveryView]


class Done(Body):
    """Nothing more to say."""

    done: Literal[True] = True


class Health(Body):
    """Whether the service and its database answer."""

    status: Literal["ok", "database_away", "starting"]


class EncounterAnswer(EncounterView):
    """The encounter page, with title and year of each source that its record names, by id."""

    sources: dict[str, str] = Field(default_factory=dict)
