"""The medicine rules: what is refused at loading, and what the packaged ones say of medicines in a person."""

from __future__ import annotations

import shutil
import time
from pathlib import Path

import pytest

from kg.drugs.audit import audit
from kg.drugs.check import Patient, check, gaps
from kg.drugs.check import Warning as Caution
from kg.drugs.load import PACKAGED, load_rules
from kg.drugs.pharmacy import Pharmacy, pharmacy_of
from kg.drugs.schema import ConditionId, Severity
from kg.errors import GraphInvalid
from kg.graph import Graph
from kg.load import load_graph
from kg.schema import Sex


@pytest.fixture(scope="module")
def packaged() -> Graph:
    return load_graph()


@pytest.fixture(scope="module")
def pharmacy(packaged: Graph) -> Pharmacy:
    return pharmacy_of(packaged)


def found(pharmacy: Pharmacy, *taken: str, patient: Patient | None = None, about: str = "") -> dict[str, Caution]:
    warnings = check(pharmacy, taken, patient or Patient(), about=frozenset({about} if about else ()))
    return {each.rule: each for each in warnings}


# --- loading

RULE = """
interactions:
  - {id: one, of: [warfarin], with: [aspirin], severity: major, why: {zh: 出血, en: bleeding}, advice: bleeding, source: stockley_12}
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name in ("sources", "advices", "conditions", "substances"):
        shutil.copy(PACKAGED / f"{name}.yaml", tmp_path)
    return tmp_path


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("of: [warfarin]", "of: [warfarine]", "medicine rules hold no 'warfarine'"),
        ("with: [aspirin]", "with: []", "at least 1 item"),
        ("severity: major", "severity: grave", "Input should be"),
        ("severity: major", "severity: unknown", "Input should be"),
        ("advice: bleeding", "advice: blood", "advices hold no 'blood'"),
        ("source: stockley_12", "source: hearsay", "sources hold no 'hearsay'"),
        ("zh: 出血, en: bleeding", "zh: 出血", "is missing"),
        ("with: [aspirin]", "wiht: [aspirin]", "is not a key here"),
        ("interactions:", "interactoins:", "unknown section"),
    ],
)
def test_wrong_rules_are_refused_by_name(packaged: Graph, folder: Path, old: str, new: str, message: str) -> None:
    assert old in RULE
    (folder / "rules.yaml").write_text(RULE.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(GraphInvalid) as caught:
        load_rules(packaged, folder)
    assert any(message in issue.message for issue in caught.value.issues), caught.value.issues


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (
            "cautions:\n  - {id: a, of: [aspirin], severity: minor, why: {zh: 甲, en: a}, advice: watch, source: bnf_86}",
            "a caution that asks nothing of the person",
        ),
        (
            "crossings:\n  - {id: a, of: [aspirin], severity: minor, why: {zh: 甲, en: a}, advice: watch, source: bnf_86}",
            "a rule without its sides",
        ),
        (
            (
                "groups:\n  - {id: g_a, name: {zh: 甲, en: a}, members: [g_b], source: bnf_86}\n"
                "  - {id: g_b, name: {zh: 乙, en: b}, members: [g_a], source: bnf_86}"
            ),
            "its members hold the group itself",
        ),
        (
            "groups:\n  - {id: aspirin, name: {zh: 甲, en: a}, members: [warfarin], source: bnf_86}",
            "is an id of medicines already",
        ),
    ],
)
def test_rules_that_cannot_hold_are_refused(packaged: Graph, folder: Path, text: str, message: str) -> None:
    (folder / "rules.yaml").write_text(text, encoding="utf-8")
    with pytest.raises(GraphInvalid) as caught:
        load_rules(packaged, folder)
    assert any(message in issue.message for issue in caught.value.issues), caught.value.issues


def test_the_packaged_rules_are_many_cited_and_all_used(packaged: Graph, pharmacy: Pharmacy) -> None:
    rules = pharmacy.rules
    assert len(rules.interactions) >= 200
    assert len(rules.cautions) >= 200
    assert audit(packaged, PACKAGED) == []
    assert len(rules.version) == 16


def test_an_unused_group_is_named(packaged: Graph, folder: Path) -> None:
    (folder / "rules.yaml").write_text(
        "groups:\n  - {id: g_a, name: {zh: 甲, en: a}, members: [aspirin], source: bnf_86}", encoding="utf-8"
    )
    assert any(issue.where.id == "g_a" for issue in audit(packaged, folder))


# --- pairs

C, M, MOD = Severity.CONTRAINDICATED, Severity.MAJOR, Severity.MODERATE


@pytest.mark.parametrize(
    ("one", "other", "at_least"),
    [
        ("warfarin", "rivaroxaban", C),
        ("warfarin", "ibuprofen", M),
        ("warfarin", "metronidazole", M),
        ("warfarin", "fluconazole", M),
        ("warfarin", "fufang_danshen", M),
        ("rivaroxaban", "rifampicin", M),
        ("simvastatin", "clarithromycin", C),
        ("atorvastatin", "itraconazole", M),
        ("enalapril", "spironolactone", M),
        ("valsartan", "potassium_chloride", M),
        ("valsartan", "low_sodium_salt", M),
        ("enalapril", "sacubitril_valsartan", C),
        ("digoxin", "amiodarone", M),
        ("digoxin", "furosemide", M),
        ("metformin", "contrast_iodine", M),
        ("fluoxetine", "tramadol", M),
        ("sertraline", "linezolid", C),
        ("moclobemide", "dextromethorphan", C),
        ("glyceryl_trinitrate", "sildenafil", C),
        ("tamsulosin", "tadalafil", M),
        ("metronidazole", "alcohol", C),
        ("cefoperazone_sulbactam", "alcohol", C),
        ("cefixime", "alcohol", M),
        ("theophylline", "ciprofloxacin", M),
        ("lithium_carbonate", "ibuprofen", M),
        ("lithium_carbonate", "hydrochlorothiazide", M),
        ("methotrexate", "cotrimoxazole", C),
        ("methotrexate", "diclofenac", M),
        ("colchicine", "clarithromycin", M),
        ("amiodarone", "moxifloxacin", C),
        ("domperidone", "clarithromycin", C),
        ("alprazolam", "oxycodone", M),
        ("alprazolam", "alcohol", C),
        ("morphine", "alcohol", C),
        ("azathioprine", "allopurinol", C),
        ("valproate", "meropenem", C),
        ("compound_liquorice", "hydrochlorothiazide", M),
        ("atorvastatin", "grapefruit", MOD),
        ("levothyroxine", "calcium_carbonate", MOD),
        ("levofloxacin", "iron_polysaccharide", MOD),
        ("clopidogrel", "omeprazole", MOD),
        ("huoxiang_zhengqi", "cefaclor", M),
        ("caowu", "alcohol", C),
        ("ee_drospirenone", "carbamazepine", M),
        ("tamoxifen", "paroxetine", M),
    ],
)
def test_what_does_not_go_together_is_found_either_way(
    pharmacy: Pharmacy, one: str, other: str, at_least: Severity
) -> None:
    warnings = [each for each in check(pharmacy, (one, other)) if each.kind == "interaction"]
    assert warnings, f"nothing about {one} with {other}"
    assert warnings[0].severity.rank <= at_least.rank
    assert warnings[0].source is not None
    assert pharmacy.source(warnings[0].source).title
    assert check(pharmacy, (other, one)) == check(pharmacy, (one, other))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("paracetamol", "amoxicillin"),
        ("atorvastatin", "azithromycin"),
        ("pravastatin", "clarithromycin"),
        ("metformin", "amlodipine"),
        ("linezolid", "caffeine"),
        ("paracetamol", "ibuprofen"),
        ("folic_acid", "ferrous_succinate"),
    ],
)
def test_what_may_go_together_raises_no_alarm(pharmacy: Pharmacy, one: str, other: str) -> None:
    pairs = [each for each in check(pharmacy, (one, other)) if each.kind in {"interaction", "duplicate"}]
    assert not [each for each in pairs if each.severity.rank <= M.rank]


def test_a_combination_counts_by_its_ingredients(pharmacy: Pharmacy) -> None:
    assert "same_paracetamol" in found(pharmacy, "vitamin_c_yinqiao", "day_night_cold")
    assert found(pharmacy, "xiaoke_pill", "glibenclamide")["same_hypoglycaemic"].severity is C
    assert "two_sulfonylureas" in found(pharmacy, "xiaoke_pill", "gliclazide")
    assert "statin_3a4_contra" in found(pharmacy, "xuezhikang", "clarithromycin")
    assert "liquorice_diuretic" in found(pharmacy, "zhenju_jiangya", "compound_liquorice")
    assert not [each for each in check(pharmacy, ("day_night_cold",)) if each.kind in {"interaction", "duplicate"}]


def test_a_class_meets_by_its_tree_and_what_only_some_of_it_meet_is_said_as_possible(pharmacy: Pharmacy) -> None:
    assert found(pharmacy, "nsaid_class", "warfarin")["anticoagulant_nsaid"].certain
    possible = found(pharmacy, "statin_class", "clarithromycin")["statin_3a4_contra"]
    assert not possible.certain
    assert found(pharmacy, "cephalosporin", "alcohol")["cephalosporin_alcohol"].certain


def test_the_same_twice_is_a_double(pharmacy: Pharmacy) -> None:
    assert found(pharmacy, "metformin", "metformin")["same_ingredient"].severity is M
    assert found(pharmacy, "ascorbic_acid", "ascorbic_acid")["same_harmless"].severity is Severity.MINOR
    assert "two_nsaids" in found(pharmacy, "ibuprofen", "diclofenac")
    assert check(pharmacy, ("metformin",)) == ()


def test_what_nobody_knows_is_said_and_never_taken_for_harmless(pharmacy: Pharmacy) -> None:
    (warning,) = check(pharmacy, ("zorbiquin",))
    assert warning.kind == "unknown"
    assert warning.severity is Severity.UNKNOWN
    assert "药师" in warning.what.zh


# --- in a person


@pytest.mark.parametrize(
    ("medicine", "patient", "rule"),
    [
        ("ibuprofen", Patient(pregnant=True, weeks=24), "preg_nsaid_late"),
        ("ibuprofen", Patient(pregnant=True, weeks=10), "preg_nsaid_early"),
        ("isotretinoin", Patient(pregnant=True), "preg_retinoid"),
        ("niuhuang_jiedu", Patient(pregnant=True), "preg_herb"),
        ("enalapril", Patient(pregnant=True, weeks=30), "preg_raas"),
        ("codeine", Patient(breastfeeding=True), "breast_codeine"),
        ("aspirin", Patient(age_years=6), "child_aspirin"),
        ("codeine", Patient(age_years=15), "child_codeine"),
        ("doxycycline", Patient(age_years=7), "child_tetracycline"),
        ("norfloxacin", Patient(age_years=12), "child_quinolone"),
        ("nimesulide", Patient(age_years=11), "child_nimesulide"),
        ("gentamicin", Patient(age_years=3), "child_aminoglycoside"),
        ("promethazine", Patient(age_years=1), "child_promethazine"),
        ("day_night_cold", Patient(age_years=1.5), "child_cold"),
        ("loperamide", Patient(age_years=2), "child_loperamide"),
        ("diazepam", Patient(age_years=72), "elder_benzo"),
        ("diclofenac", Patient(age_years=70), "elder_nsaid"),
        ("xiaoke_pill", Patient(age_years=70), "elder_glibenclamide"),
        ("ibuprofen", Patient(conditions=frozenset({ConditionId("kidney")})), "kidney_nsaid"),
        ("metformin", Patient(conditions=frozenset({ConditionId("kidney")})), "kidney_metformin"),
        ("aspirin", Patient(conditions=frozenset({ConditionId("ulcer")})), "ulcer_nsaid"),
        ("timolol", Patient(conditions=frozenset({ConditionId("asthma")})), "asthma_beta"),
        ("chlorphenamine", Patient(conditions=frozenset({ConditionId("glaucoma")})), "glaucoma_anticholinergic"),
        ("biyankang", Patient(conditions=frozenset({ConditionId("prostate")})), "prostate_anticholinergic"),
        ("cotrimoxazole", Patient(conditions=frozenset({ConditionId("g6pd")})), "g6pd_oxidants"),
        ("amoxicillin", Patient(allergies=frozenset({"benzylpenicillin"})), "allergy_penicillins"),
        ("cefaclor", Patient(allergies=frozenset({"amoxicillin"})), "allergy_amino_cef"),
        ("ceftriaxone", Patient(allergies=frozenset({"penicillin_class"})), "allergy_penicillin_cef"),
        ("sulfasalazine", Patient(allergies=frozenset({"sulfonamide"})), "allergy_sulfa"),
        ("ibuprofen", Patient(allergies=frozenset({"aspirin"})), "allergy_nsaids"),
        ("metformin", Patient(allergies=frozenset({"metformin"})), "allergy_same"),
        ("vitamin_c_yinqiao", Patient(allergies=frozenset({"paracetamol"})), "allergy_same"),
    ],
)
def test_what_may_harm_this_person_is_found_and_nobody_else_is_alarmed(
    pharmacy: Pharmacy, medicine: str, patient: Patient, rule: str
) -> None:
    assert rule in found(pharmacy, medicine, patient=patient)
    healthy = Patient(age_years=40, sex=Sex.MALE)
    assert rule not in found(pharmacy, medicine, patient=healthy)


def test_the_week_decides_and_a_week_that_is_not_known_may_be_any(pharmacy: Pharmacy) -> None:
    early = found(pharmacy, "ibuprofen", patient=Patient(pregnant=True, weeks=8))
    assert "preg_nsaid_late" not in early
    unknown = found(pharmacy, "ibuprofen", patient=Patient(pregnant=True))
    assert {"preg_nsaid_late", "preg_nsaid_early"} <= unknown.keys()


def test_a_birthday_ends_a_caution_for_children(pharmacy: Pharmacy) -> None:
    assert "child_nimesulide" in found(pharmacy, "nimesulide", patient=Patient(age_years=11.99))
    assert "child_nimesulide" not in found(pharmacy, "nimesulide", patient=Patient(age_years=12.0))


def test_missing_is_never_no(pharmacy: Pharmacy) -> None:
    woman = Patient(age_years=30, sex=Sex.FEMALE)
    open_ = {(gap.kind, gap.condition) for gap in gaps(pharmacy, ("ibuprofen",), woman)}
    assert ("pregnancy", None) in open_
    assert ("condition", "ulcer") in open_
    assert ("allergy", None) in open_
    told = woman.model_copy(
        update={"pregnant": False, "denied": frozenset({ConditionId("ulcer")}), "allergies_known": True}
    )
    closed = {(gap.kind, gap.condition) for gap in gaps(pharmacy, ("ibuprofen",), told)}
    assert not {("pregnancy", None), ("condition", "ulcer"), ("allergy", None)} & closed
    man = Patient(age_years=30, sex=Sex.MALE)
    assert ("pregnancy", None) not in {(gap.kind, gap.condition) for gap in gaps(pharmacy, ("ibuprofen",), man)}


def test_driving_is_spoken_of_only_when_asked(pharmacy: Pharmacy) -> None:
    assert "drive_sedating" not in found(pharmacy, "chlorphenamine")
    assert "drive_sedating" in found(pharmacy, "chlorphenamine", about="driving")


def test_ten_medicines_are_checked_quickly(pharmacy: Pharmacy) -> None:
    many = ("warfarin", "aspirin", "digoxin", "amiodarone", "atorvastatin", "clarithromycin", "furosemide", "metformin")
    check(pharmacy, many)
    fastest = min(_timed(pharmacy, many) for _ in range(7))
    assert fastest < 0.02, (
        f"{fastest * 1000:.1f} ms"
    )  # about 1 ms on an idle core; the bound leaves room for a busy one


def _timed(pharmacy: Pharmacy, many: tuple[str, ...]) -> float:
    start = time.perf_counter()
    check(pharmacy, many, Patient(age_years=70.0, sex=Sex.MALE))
    return time.perf_counter() - start
