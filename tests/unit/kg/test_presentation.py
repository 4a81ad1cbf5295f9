"""What a disease is brought for: the whole story weighs more than a corner of it, and a cause is told with its disease."""

from dataclasses import replace

import pytest

from app.knowledge import load_knowledge
from kg.assumptions import AUTHORED
from kg.graph import Graph
from kg.inference import infer
from kg.schema import Finding, Person, Sex, Status
from kg.triage import NAMED_FROM, triage

WOMAN = Person(age_days=34 * 365, sex=Sex.FEMALE)
OLD_MAN = Person(age_days=70 * 365, sex=Sex.MALE)
MAN = Person(age_days=41 * 365, sex=Sex.MALE)


@pytest.fixture(scope="module")
def packaged() -> Graph:
    return load_knowledge().graph


def said(*ids: str) -> list[Finding]:
    return [Finding(id=i.removeprefix("-"), status=Status.ABSENT if i.startswith("-") else Status.PRESENT) for i in ids]


def share(graph: Graph, disease: str, *ids: str) -> float:
    findings = said(*ids)
    status = {each.id: each.status for each in findings}
    told = [each.id for each in findings if each.status is Status.PRESENT]
    return float(graph.presentation.log10_share(told, status)[graph.matrix.index[disease]])


def test_a_corner_of_a_disease_weighs_less_than_its_whole(packaged: Graph) -> None:
    assert share(packaged, "common_cold", "headache") < share(packaged, "tension_headache", "headache") <= 0
    assert share(packaged, "common_cold", "headache") < share(packaged, "common_cold", "headache", "runny_nose")


def test_an_answer_settles_what_was_not_spoken_of(packaged: Graph) -> None:
    before, after = share(packaged, "migraine", "headache"), share(packaged, "migraine", "headache", "-vomiting")
    assert before < after <= 0


def test_what_nobody_is_sure_of_stays_unspoken(packaged: Graph) -> None:
    told = {"headache": Status.PRESENT}
    unsure = {**told, "vomiting": Status.UNSURE}
    one, other = (packaged.presentation.log10_share(["headache"], status) for status in (told, unsure))
    assert (one == other).all()


@pytest.mark.parametrize(
    ("disease", "complaint", "cause", "person"),
    [
        ("concussion", "dizziness", "injury", MAN),
        ("lactational_mastitis", "fever", "hx.delivery_recent", WOMAN),
        ("nausea_of_pregnancy", "nausea", "hx.pregnant", WOMAN),
    ],
)
def test_a_disease_whose_cause_nobody_spoke_of_is_less_likely(
    packaged: Graph, disease: str, complaint: str, cause: str, person: Person
) -> None:
    without = replace(packaged, assumptions=replace(AUTHORED, causeless_log10=0.0))
    told = said(complaint)
    assert infer(packaged, person, told).probability(disease) < infer(without, person, told).probability(disease)
    told = said(complaint, cause)
    presenting = infer(packaged, person, told).presenting[packaged.matrix.index[disease]]
    assert presenting == pytest.approx(infer(without, person, told).presenting[packaged.matrix.index[disease]])


def test_who_is_known_to_be_pregnant_need_not_say_it(packaged: Graph) -> None:
    number = packaged.matrix.index["nausea_of_pregnancy"]
    mother = WOMAN.model_copy(update={"pregnant": True})
    silent, ticked = (infer(packaged, who, said("nausea")).presenting[number] for who in (WOMAN, mother))
    assert ticked > silent


@pytest.mark.parametrize(
    ("complaint", "leading"),
    [
        (("headache", "headache.band_like"), "tension_headache"),
        (("runny_nose", "sneezing"), "common_cold"),
        (("back_pain.lower",), "low_back_strain"),
        (("ear_fullness", "hearing_loss"), "earwax"),
    ],
)
def test_common_things_are_common(packaged: Graph, complaint: tuple[str, ...], leading: str) -> None:
    first = infer(packaged, MAN, said(*complaint), duration_days=2).ranked[0]
    assert first.disease == leading
    assert first.probability > 0.3


def test_few_complaints_are_believed_more_than_they_add_up_to(packaged: Graph) -> None:
    plain = replace(packaged, assumptions=replace(AUTHORED, typical=0.0))
    told = said("runny_nose")
    one, other = infer(plain, MAN, told), infer(packaged, MAN, told)
    assert other.sharpness == pytest.approx(1.0 + AUTHORED.typical)
    assert other.ranked[0].disease == one.ranked[0].disease
    assert other.ranked[0].probability > one.ranked[0].probability
    many = said("runny_nose", "cough", "fever", "headache")
    assert infer(packaged, MAN, many).sharpness == 1.0


def test_what_is_hardly_likely_is_not_named_as_the_reason(packaged: Graph) -> None:
    said_of: set[str] = set()
    for complaint in ("abdominal_pain", "fatigue", "vomiting", "dizziness", "fever", "headache", "rash", "cough"):
        told = said(complaint)
        posterior = infer(packaged, OLD_MAN, told, duration_days=2)
        found = triage(packaged, OLD_MAN, told, posterior)
        reason = found.reasons[-1]
        likeliest = max(posterior.probabilities[packaged.urgency_ranks <= found.urgency.rank])
        if reason.id in packaged.diseases:
            assert likeliest >= NAMED_FROM, complaint
        said_of.add("several" if reason.id == "several" else "named")
    assert said_of == {"several", "named"}
