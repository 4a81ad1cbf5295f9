"""KGX of others: what is read, what is assumed and said, what is left out and counted, what is refused."""

from __future__ import annotations

import pytest

from kg.exporters.authored import authored
from kg.frequencies import HPO_FREQUENCY
from kg.importers.kgx import Imported, read_kgx
from kg.importers.numbers import frequency_of
from kg.inference import infer
from kg.load import load_graph
from kg.schema import Finding, Person, Sex, Status
from tests.fakes.kg.interchange import (
    COLD,
    COUGH,
    FEVER,
    FLU,
    PHLEGM,
    issues_of,
    read_rows,
    returned,
    shows,
    table,
    under,
)

NODES = (FEVER, COUGH, PHLEGM, FLU, COLD)
EDGES = (
    shows(FLU, FEVER, has_percentage="90"),
    shows(FLU, COUGH, frequency_qualifier="HP:0040281"),
    shows(COLD, COUGH, has_quotient="0.5", publications="PMID:1|PMID:2"),
    shows(COLD, FEVER, negated="True"),
    under(PHLEGM, COUGH),
)


def messages(imported: Imported) -> str:
    return "\n".join(str(issue) for issue in imported.issues)


def frequency(imported: Imported, disease: dict[str, str], finding: dict[str, str]) -> float:
    return imported.graph.diseases[disease["id"]].findings[finding["id"]].probability


def test_diseases_phenotypes_frequencies_and_the_hierarchy_are_read():
    imported = read_rows(NODES, EDGES)
    graph = imported.graph
    assert imported.origin == "elsewhere"
    assert list(graph.diseases) == sorted((FLU["id"], COLD["id"]))
    assert frequency(imported, FLU, FEVER) == 0.9
    assert frequency(imported, FLU, COUGH) == HPO_FREQUENCY["very_frequent"]
    assert frequency(imported, COLD, COUGH) == 0.5
    assert frequency(imported, COLD, FEVER) == 0
    assert graph.findings[PHLEGM["id"]].parent == COUGH["id"]
    assert graph.findings[FEVER["id"]].hpo == FEVER["id"]
    assert graph.diseases[FLU["id"]].icd10 == "J11"
    assert graph.diseases[COLD["id"]].findings[COUGH["id"]].source == "PMID:1"


def test_the_engine_reasons_over_it():
    graph = read_rows(NODES, EDGES).graph
    person = Person(age_days=30 * 366, sex=Sex.FEMALE)
    calm = infer(graph, person, [], month=None).probabilities
    assert calm[0] == pytest.approx(calm[1])
    hot = infer(graph, person, [Finding(id=FEVER["id"], status=Status.PRESENT)], month=None)
    assert hot.probabilities[list(graph.diseases).index(FLU["id"])] > 0.8


def test_every_assumption_is_said_with_place_and_remedy():
    imported = read_rows(NODES, EDGES)
    said = messages(imported)
    for expected in (
        "names are in one language and stand for both (5 times",
        "a disease without an ICD-10 code gets R69 (once, such as MONDO:0005709)",
        "2 % is assumed",
        "diseases have no prevalence, urgency",
        "the year and title of a source are not told",
        "left out: publications of an edge after its first (once, such as PMID:2)",
        "left out: column knowledge_level of edges.tsv (4 times)",
    ):
        assert expected in said
    assert all(issue.level == "warning" and issue.where.file and issue.remedy for issue in imported.issues)


def test_a_phenotype_without_a_frequency_counts_as_frequent_and_says_so():
    imported = read_rows((FEVER, FLU), (shows(FLU, FEVER),))
    assert frequency(imported, FLU, FEVER) == HPO_FREQUENCY["frequent"]
    assert "a phenotype without a frequency counts as frequent (0.545)" in messages(imported)


def test_what_the_graph_has_no_place_for_is_counted_by_name():
    gene = {"id": "HGNC:1", "category": "biolink:NamedThing|biolink:Gene", "name": "G"}
    other = {**FLU, "id": "MONDO:1", "name": "Another"}
    edges = (
        *EDGES,
        {"subject": gene["id"], "predicate": "biolink:causes", "object": FLU["id"]},
        {"subject": gene["id"], "predicate": "biolink:has_phenotype", "object": FEVER["id"]},
        under(other, FLU),
        shows(FLU, PHLEGM, has_count="3", onset_qualifier="HP:0003581"),
    )
    skipped = read_rows((*NODES, gene, other, {**COUGH, "id": "X:1", "xref": "UMLS:C1"}), edges).skipped
    for what in (
        "nodes of category biolink:Gene",
        "edges biolink:causes",
        "edges biolink:has_phenotype from another kind to phenotype",
        "edges biolink:subclass_of from disease to disease",
        "diseases without a phenotype",
        "a count without its total",
        "column onset_qualifier of edges.tsv",
        "xrefs UMLS",
    ):
        assert skipped[what] == 1, what


def test_of_several_parents_the_one_that_most_diseases_list_is_kept_and_said():
    edges = (*EDGES, under(PHLEGM, FEVER), shows({"id": "MONDO:2"}, FEVER))
    nodes = (*NODES, {**COLD, "id": "MONDO:2"})
    imported = read_rows(nodes, edges)
    assert imported.graph.findings[PHLEGM["id"]].parent == FEVER["id"]
    assert "has 2 parents; HP:0001945 is kept, not HP:0012735" in messages(imported)


def test_of_several_frequencies_the_best_counted_is_kept_and_said():
    edges = (
        shows(FLU, FEVER, has_percentage="10"),
        shows(FLU, FEVER, has_count="3", has_total="4"),
        shows(FLU, FEVER, has_count="90", has_total="100"),
        shows(FLU, FEVER, negated="true"),
    )
    imported = read_rows((FEVER, FLU), edges)
    assert frequency(imported, FLU, FEVER) == 0.9
    assert "told 4 times; this line is kept, not 2, 3, 5" in messages(imported)


def test_older_names_without_a_prefix_are_read():
    nodes = ({**FEVER, "category": "PhenotypicFeature"}, {**FLU, "category": "biolink:NamedThing|Disease"})
    imported = read_rows(nodes, ({**shows(FLU, FEVER, has_percentage="40"), "predicate": "has_phenotype"},))
    assert frequency(imported, FLU, FEVER) == 0.4


def test_what_was_imported_can_be_exported_and_written_as_yaml(tmp_path):
    graph = read_rows(NODES, EDGES).graph
    assert returned(graph).graph == graph
    for name, text in authored(graph).items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    loaded = load_graph(tmp_path)
    assert loaded.diseases.keys() == graph.diseases.keys()
    assert loaded.findings == graph.findings
    for name, disease in graph.diseases.items():
        told = {finding: each.probability for finding, each in loaded.diseases[name].findings.items()}
        assert told == {finding: each.probability for finding, each in disease.findings.items()}


def test_the_same_files_give_the_same_version_and_others_another():
    version = read_rows(NODES, EDGES).graph.version
    assert read_rows(tuple(reversed(NODES)), tuple(reversed(EDGES))).graph.version == version
    assert read_rows(NODES, EDGES[:-1]).graph.version != version


@pytest.mark.parametrize(
    ("more", "message"),
    [
        (
            shows(FLU, PHLEGM, has_percentage="120"),
            "edges.tsv:7 MONDO:0005812 HP:0031245 has_percentage: percentage 120",
        ),
        (shows(FLU, PHLEGM, has_percentage="x"), "percentage 'x' is no number"),
        (shows(FLU, PHLEGM, has_percentage="-3"), "percentage -3 is below 0"),
        (shows(FLU, PHLEGM, has_quotient="1.2"), "quotient 1.2 is not from 0 to 1"),
        (shows(FLU, PHLEGM, has_quotient="inf"), "quotient 'inf' is no number"),
        (shows(FLU, PHLEGM, has_count="5", has_total="4"), "counts 5 of 4 are no share"),
        (shows(FLU, PHLEGM, has_count="0", has_total="0"), "counts 0 of 0 are no share"),
        (shows(FLU, PHLEGM, has_count="a", has_total="4"), "are no whole numbers"),
        (shows(FLU, PHLEGM, frequency_qualifier="now and then"), "'now and then' is no HPO class"),
        (shows(FLU, PHLEGM, has_quotient="0.1", has_percentage="90"), "90% contradicts has_quotient 0.1"),
        (shows(FLU, PHLEGM, negated="perhaps"), "negated 'perhaps' is neither true nor false"),
        (shows(FLU, {"id": "HP:9"}), "edges.tsv:7 HP:9 object: object HP:9 is no node"),
        (under(COUGH, PHLEGM), "edges.tsv:7 HP:0012735 object: subclass_of forms a cycle"),
        (under(COUGH, COUGH), "subclass_of forms a cycle: HP:0012735 -> HP:0012735"),
    ],
)
def test_what_is_wrong_is_refused_with_file_and_line(more, message):
    told = [str(issue) for issue in issues_of(read_rows, NODES, (*EDGES, more))]
    assert any(message in each for each in told), told


def test_everything_wrong_is_told_at_once():
    nodes = (*NODES, FEVER, {**COUGH, "id": "lab.x"})
    edges = (*EDGES, shows(FLU, PHLEGM, has_percentage="120"), shows(FLU, {"id": "HP:9"}), under(COUGH, PHLEGM))
    assert len(issues_of(read_rows, nodes, edges)) == 5


@pytest.mark.parametrize(
    ("nodes", "message"),
    [
        (b"", "nodes.tsv:1: is empty"),
        (b"id,category\nA:1,biolink:Disease\n", "nodes.tsv:1: is not TSV: its header holds no tab"),
        (b"id\tname\nA:1\tA\n", "nodes.tsv:1 category: column 'category' is missing"),
        (b"id\tid\tcategory\n", "column 'id' is there twice"),
        (b"id\tcategory\nA:1\tbiolink:Disease\nB:1\n", "nodes.tsv:3: has 1 fields where the header has 2"),
        (b"id\tcategory\nA:1\tbiolink:Disease\tx\n", "nodes.tsv:2: has 3 fields where the header has 2"),
        ("id\tcategory\n病\tx\n".encode("gbk"), "nodes.tsv:2: is not UTF-8"),
        (b"id\tcategory\nA:1\tbiolink:Gene\n", "no biolink:Disease has a biolink:has_phenotype edge"),
    ],
)
def test_what_is_no_kgx_is_refused(nodes, message):
    edges = ("edges.tsv", b"subject\tpredicate\tobject\n")
    told = [str(issue) for issue in issues_of(read_kgx, ("nodes.tsv", nodes), edges)]
    assert any(message in each for each in told), told


def test_a_mark_at_the_start_and_windows_line_ends_are_taken():
    nodes, edges = table(NODES, ("id", "category")), table(EDGES, ("subject", "predicate", "object"))
    plain = read_kgx(("nodes.tsv", nodes), ("edges.tsv", edges))
    marked = read_kgx(("nodes.tsv", b"\xef\xbb\xbf" + nodes.replace(b"\n", b"\r\n")), ("edges.tsv", edges + b"\n"))
    assert marked.graph.version == plain.graph.version


@pytest.mark.parametrize(
    ("cells", "probability"),
    [
        ({"has_percentage": "54.5"}, 0.545),
        ({"has_quotient": "0.25"}, 0.25),
        ({"has_count": "3", "has_total": "12", "has_percentage": "25"}, 0.25),
        ({"frequency_qualifier": "HP:0040283"}, HPO_FREQUENCY["occasional"]),
        ({"frequency_qualifier": "Very frequent"}, HPO_FREQUENCY["very_frequent"]),
        ({"frequency_qualifier": "5/20"}, 0.25),
        ({"frequency_qualifier": "17%"}, 0.17),
        ({"frequency_qualifier": "HP:0040282", "has_percentage": "31"}, 0.31),
    ],
)
def test_frequencies_are_read_in_every_form(cells, probability):
    told, wrong = frequency_of(cells)
    assert wrong == []
    assert told is not None
    assert told.probability == pytest.approx(probability)
