"""DDXPlus: what is read, what is refused, and what the graph makes of evidences with values."""

from __future__ import annotations

import pytest

from kg.errors import GraphInvalid
from kg.importers.ddxplus import ddxplus_graph, read_release, said, settling
from kg.inference import infer
from kg.schema import Person, Sex, Status, Urgency
from tests.fakes.published_sets import ddxplus_files

SOMEBODY = Person(age_days=15_000, sex=Sex.FEMALE)


def test_names_in_two_languages_are_joined():
    release = read_release(ddxplus_files())
    assert release.evidences["E_2"].alias == "preuve 2"
    assert release.evidences["E_2"].value_alias["V_2"] == "thorax"
    assert "V_0" not in release.evidences["E_2"].values
    assert release.conditions["Chest ill"].icd10 == "I20"
    assert release.conditions["Chest ill"].urgency is Urgency.EMERGENCY
    assert release.conditions["Cough ill"].icd10 == "R69"


def test_a_value_is_a_finding_below_its_evidence_which_is_below_what_it_describes():
    graph = ddxplus_graph(read_release(ddxplus_files()))
    assert graph.ancestors("E_2_@_V_1") == ("E_2", "E_1")
    assert graph.ancestors("E_4") == ()
    assert graph.questions["E_2"].kind == "choice"
    assert graph.questions["E_4"].kind == "yes_no"


def test_only_what_always_comes_with_the_pain_settles_it():
    release = read_release(ddxplus_files())
    assert settling(release) == {"E_2"}
    assert [(f.id, f.status) for f in said(release, settling(release), "E_2", ["V_0"])] == [("E_1", Status.ABSENT)]
    assert [(f.id, f.status) for f in said(release, settling(release), "E_3", ["0"])] == [("E_3", Status.ABSENT)]


def test_several_values_are_several_findings():
    release = read_release(ddxplus_files())
    told = said(release, frozenset(), "E_2", ["V_2", "V_1"])
    assert [finding.id for finding in told] == ["E_2_@_V_1", "E_2_@_V_2"]


def test_the_place_of_the_pain_decides():
    release = read_release(ddxplus_files())
    graph = ddxplus_graph(release)
    posterior = infer(graph, SOMEBODY, said(release, frozenset(), "E_2", ["V_2"]))
    assert posterior.ranked[0].disease == "Chest ill"
    assert posterior.probability("Cough ill") < 0.01


@pytest.mark.parametrize(
    ("file", "change", "names"),
    [
        ("ddxplus_bed_stats_4.json", lambda f: f["fr Chest ill"]["findings"].update({"preuve 5": 1.5}), ["above one"]),
        (
            "ddxplus_bed_stats_4.json",
            lambda f: f["fr Chest ill"]["findings"]["preuve 2"].update({"ventre": 1.5}),
            ["fr Chest ill", "findings.preuve 2.ventre", "above one"],
        ),
        ("ddxplus_bed_stats_4.json", lambda f: f["fr Cough ill"]["findings"].update({"toux": 0.5}), ["findings.toux"]),
        ("ddxplus_bed_stats_4.json", lambda f: f.pop("fr Cough ill"), ["Cough ill", "cond-name-fr"]),
        ("ddxplus_bed_stats_4.json", lambda f: f["fr Cough ill"].update({"prior": "much"}), ["prior", "'much'"]),
        ("en_codes_release_evidences.json", lambda f: f["E_3"].update({"data_type": "X"}), ["E_3", "data_type", "'X'"]),
        ("en_codes_release_evidences.json", lambda f: f["E_3"].update({"question_fr": "?"}), ["E_3", "question_fr"]),
        ("en_codes_release_evidences.json", lambda f: f["E_3"].update({"possible-values": [1]}), ["E_3", "possible"]),
        ("en_codes_release_conditions.json", lambda f: f.clear(), ["holds no conditions"]),
    ],
)
def test_what_is_wrong_is_named_with_file_and_field(file: str, change, names: list[str]):
    files = ddxplus_files()
    change(files[file])
    with pytest.raises(GraphInvalid) as refused:
        read_release(files)
    assert all(name in str(refused.value) for name in (file, *names))


def test_a_file_that_is_no_object_is_refused():
    with pytest.raises(GraphInvalid, match="is no object"):
        read_release({**ddxplus_files(), "release_evidences.json": []})
