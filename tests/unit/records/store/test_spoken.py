"""From what a resident says, through the agents and a doctor's signature, to every paper and page, and into the next consultation."""

from __future__ import annotations

import secrets
import xml.etree.ElementTree as ET
from typing import Any

import pytest

from agents.casefile import record_of
from agents.dialogue import Answer, Start, TurnInput
from agents.graph import Consultation, Outcome
from agents.state import ConsultationState
from app.console.resident import _lasting
from app.knowledge import load_knowledge
from records.archive.cda import cda_document, cda_personal
from records.archive.essentials import Archived, ArchivedEssentials
from records.archive.fhir.coding import ATC
from records.model import EncounterRecord, Essentials
from records.paper.letter import ReferralLetter, known_from, referral_letter
from records.paper.personal import PersonalInformation
from records.seal.essentials import commitment_of, open_essentials
from records.store.archive_essentials import Fetched
from records.store.deliveries import Deliveries
from records.store.essentials import release
from records.store.oversight.resident import read_resident
from tests.fakes.commission import NOW_MS, Phone, World, new_hex
from tests.fakes.conversation import person
from tests.fakes.paper import pages
from tests.fakes.signed_encounters import PROVENANCE
from tests.fakes.signing import sign

pytestmark = [pytest.mark.server, pytest.mark.enable_socket]
ZH = "头晕两天，我对磺胺和头孢过敏，平时吃氨氯地平、阿托伐他汀和布洛芬"
EN = (
    "Dizzy for two days. I am allergic to sulfa drugs and cephalosporins. I take amlodipine, atorvastatin and ibuprofen"
)
ALLERGIES = ("头孢菌素类", "磺胺类")
MEDICINES = ("氨氯地平", "阿托伐他汀", "布洛芬")


@pytest.fixture(scope="module")
def consultation() -> Consultation:
    return Consultation(load_knowledge())


def taken(
    consultation: Consultation, *texts: str, lang: str = "zh", essentials: Essentials | None = None, at_ms: int = NOW_MS
) -> tuple[ConsultationState, list[str]]:
    """The state after these messages, and all that was answered."""
    state: ConsultationState | None = None
    said: list[str] = []
    question = "none"
    for turn, text in enumerate(("", *texts)):
        given: TurnInput = Answer(question_id=question, text=text) if turn else Start(lang=lang, person=WHO)
        steps = consultation.run(
            state, given, (), turn=turn, now_ms=at_ms + turn, essentials=None if turn else essentials
        )
        (outcome,) = [each for each in steps if isinstance(each, Outcome)]
        state = ConsultationState.from_bytes(outcome.state.to_bytes())
        said += outcome.reply.messages
        question = "none" if outcome.reply.question is None else outcome.reply.question.id
    assert state is not None
    return state, said


WHO = person(years=56, sex="male")


def record(consultation: Consultation, state: ConsultationState) -> EncounterRecord:
    return record_of(state, PROVENANCE, consultation.knowledge.graph, record_id=new_hex(), revision=1)


def signed(world: World, phone: Phone, made: EncounterRecord) -> str:
    world.take(world.identity(phone.registration(made.record_id)))
    assert world.take(world.record(made)).state == "opened"
    sign(world, made.record_id)
    return made.record_id


def released(world: World, phone: Phone) -> Essentials:
    secret = secrets.token_bytes(32)
    with world.database.transaction() as unit:
        ask = world.ask(phone, commitment_of(secret))
        envelope = release(unit, ask, record_keys=world.keys.records.find, signer=world.keys.receipt)
    signer = world.keys.receipt.public
    body = open_essentials(
        envelope, world.channel, {signer.key_id: signer}.get, secret=secret, now_ms=world.clock.now_ms
    )
    return Essentials.model_validate_json(body)


def lasting(world: World, encounter_id: str, monkeypatch: pytest.MonkeyPatch) -> str:
    """What stands on the resident's page of the console."""
    resident_id = Deliveries(world.database).load(encounter_id).resident_id
    with world.database.transaction() as unit:
        page, _ = read_resident(unit, world.doctor, resident_id)
    shown: list[str] = []
    monkeypatch.setattr("app.console.resident.st.html", shown.append)
    _lasting(page.model_dump(mode="json"))
    return shown[0]


@pytest.mark.parametrize(("lang", "text"), [("zh", ZH), ("en", EN)])
def test_what_is_said_of_allergies_and_medicines_is_on_every_paper_and_page(
    world: World, consultation: Consultation, monkeypatch: pytest.MonkeyPatch, lang: str, text: str
) -> None:
    state, _ = taken(consultation, text, lang=lang)
    encounter_id = signed(world, Phone(), record(consultation, state))
    encounter = Deliveries(world.database).load(encounter_id)
    assert {each.name.zh for each in encounter.record.allergies} == set(ALLERGIES)
    letter = ReferralLetter(
        **known_from(encounter.record),
        number=encounter_id,
        written_at=encounter.signed_at,
        from_place="示范社区",
        from_doctor="示范医生",
        resident_name="测某某",
        reason="头晕",
    )
    form = PersonalInformation.from_encounter(encounter)
    assert (form.allergies, form.allergies_named) == (("3", "5"), "头孢菌素类")
    papers = {
        "letter": "".join("".join(pages(referral_letter(letter))).split()),
        "summary": "".join(ET.fromstring(cda_document(encounter)).itertext()),
        "person": "".join(ET.fromstring(cda_personal(encounter)).itertext()),
        "page": lasting(world, encounter_id, monkeypatch),
    }
    missing = [
        (paper, name) for paper, words in papers.items() for name in (*ALLERGIES, *MEDICINES) if name not in words
    ]
    assert missing == []


def test_where_nothing_was_told_nothing_says_none(
    world: World, consultation: Consultation, monkeypatch: pytest.MonkeyPatch
) -> None:
    """And an allergy to one medicine that is denied denies no other."""
    for text in ("头晕两天", "头晕两天，青霉素不过敏"):
        state, _ = taken(consultation, text)
        encounter_id = signed(world, Phone(), record(consultation, state))
        encounter = Deliveries(world.database).load(encounter_id)
        known = known_from(encounter.record)
        assert (known["allergies"], known["medicines"]) == (None, None)
        assert PersonalInformation.from_encounter(encounter).allergies == ()
        for document in (cda_document, cda_personal):
            assert "没有过敏史" not in document(encounter).decode()
        assert "否认" not in lasting(world, encounter_id, monkeypatch)


@pytest.mark.parametrize(("lang", "text"), [("zh", ZH), ("en", EN)])
@pytest.mark.parametrize(
    ("asks", "lang_now", "tells"),
    [
        ("尿频，能吃复方新诺明吗", "zh", ("对磺胺类过敏", "对头孢菌素类过敏", "氨氯地平")),
        ("Can I take co-trimoxazole?", "en", ("allergy to sulfonamides", "amlodipine")),
    ],
)
def test_a_signed_allergy_warns_in_the_next_consultation(
    world: World,
    consultation: Consultation,
    lang: str,
    text: str,
    asks: str,
    lang_now: str,
    tells: tuple[str, ...],
) -> None:
    phone = Phone()
    state, _ = taken(consultation, text, lang=lang)
    signed(world, phone, record(consultation, state))
    essentials = released(world, phone)
    assert {each.id for each in essentials.allergies} == {"sulfonamide", "cephalosporin"}
    assert {each.id for each in essentials.medicines} == {"amlodipine", "atorvastatin", "ibuprofen"}

    without, answers = taken(consultation, asks, lang=lang_now)
    assert not any(_allergy_warned(each) for each in answers)
    after, answers = taken(consultation, asks, lang=lang_now, essentials=essentials)
    assert [each for each in tells if each not in " ".join(answers[:2])] == []
    assert any(_allergy_warned(each) for each in answers[2:]), answers
    made = record(consultation, after)
    assert {(each.id, each.carried) for each in made.allergies} == {("sulfonamide", True), ("cephalosporin", True)}
    assert all(each.carried for each in made.medicines)
    assert record(consultation, without).allergies == ()
    assert known_from(made)["allergies"] == ("头孢菌素类（健康档案）", "磺胺类（健康档案）")


def _allergy_warned(said: str) -> bool:
    return "您说过对它（或同一类药）过敏" in said or "You told of an allergy to it" in said


def test_what_is_carried_is_neither_renewed_nor_undone_by_a_later_signature(
    world: World, consultation: Consultation
) -> None:
    phone = Phone()
    state, _ = taken(consultation, ZH)
    signed(world, phone, record(consultation, state))
    first = released(world, phone)
    world.clock.pass_s(60)
    state, _ = taken(consultation, "咳嗽三天，没有过敏", essentials=first, at_ms=world.clock.now_ms)
    made = record(consultation, state)
    assert known_from(made)["allergies"] == (
        "头孢菌素类（健康档案；这次说没有过敏）",
        "磺胺类（健康档案；这次说没有过敏）",
    )
    signed(world, phone, made)
    again = released(world, phone)
    assert (again.allergies, again.medicines) == (first.allergies, first.medicines)
    season_ms = 90 * 24 * 3_600_000
    state, _ = taken(consultation, "头疼", essentials=again, at_ms=world.clock.now_ms + season_ms)
    made = record(consultation, state)
    assert [each.id for each in made.allergies] == ["cephalosporin", "sulfonamide"]
    assert made.medicines == ()  # longer ago than a prescription runs


def test_allergies_of_the_archive_warn_too_by_code_by_name_and_what_we_cannot_name_is_kept(
    world: World, consultation: Consultation
) -> None:
    phone = Phone()
    state, _ = taken(consultation, "头晕两天")
    encounter_id = signed(world, phone, record(consultation, state))
    statements = (
        Archived(sort="allergy", name="阿莫西林胶囊", code_system=ATC, code="J01CA04", at_ms=1_700_000_000_000),
        Archived(sort="allergy", name="磺胺类药物"),
        Archived(sort="allergy", name="芒果", at_ms=1_700_000_000_000),
        Archived(sort="medicine", name="二甲双胍", at_ms=1_700_000_000_000),
    )
    resident_id = Deliveries(world.database).load(encounter_id).resident_id
    Fetched(world.database).keep(resident_id, ArchivedEssentials(known=True, statements=statements))
    essentials = released(world, phone)
    assert (len(essentials.allergies), essentials.medicines) == (3, ())
    state, answers = taken(consultation, "尿频，能吃复方新诺明吗", essentials=essentials)
    assert any(_allergy_warned(each) for each in answers[2:]), answers
    made = record(consultation, state)
    assert {each.name.zh for each in made.allergies} == {"阿莫西林", "磺胺类", "芒果"}
    assert "芒果" in made.note.subjective


def test_a_medicine_of_which_a_later_signature_says_that_it_was_stopped_does_not_come_back(
    world: World, consultation: Consultation
) -> None:
    phone = Phone()
    for text in ("头晕两天，平时吃氨氯地平和阿托伐他汀", "咳嗽三天，没有吃地平类降压药"):
        state, _ = taken(consultation, text, at_ms=world.clock.now_ms)
        signed(world, phone, record(consultation, state))
        world.clock.pass_s(60)
    assert [each.id for each in released(world, phone).medicines] == ["atorvastatin"]


def test_essentials_sealed_before_names_travelled_are_read(consultation: Consultation) -> None:
    old: dict[str, Any] = {
        "schema_version": 1,
        "known": [{"id": "hx.allergy", "name": {"zh": "过敏史", "en": "x"}, "kind": "history", "told_at_ms": NOW_MS}],
        "diagnoses": [],
    }
    state, answers = taken(consultation, essentials=Essentials.model_validate(old))
    assert "过敏史" in answers[1]
    assert known_from(record(consultation, state))["allergies"] == ("过敏史（健康档案）",)
