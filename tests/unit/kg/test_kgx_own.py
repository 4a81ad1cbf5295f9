"""Our own KGX read back: every node and number as it was, edits seen, and every kind of damage refused by file and line."""

from __future__ import annotations

from dataclasses import replace

import pytest

from app.knowledge import load_knowledge
from kg.assumptions import AUTHORED
from kg.columns import columns
from kg.exporters.kgx import EDGES, NODES, kgx
from kg.graph import Graph
from kg.inference import infer
from kg.load import MODELS
from kg.schema import Finding, LocalText, LocalWords, Person, Sex, Status
from tests.fakes.kg.interchange import issues_of, read_text, returned


@pytest.fixture(scope="module")
def files(graph) -> dict[str, str]:
    return kgx(graph)


def edited(files: dict[str, str], name: str, start: str, column: str, cell: str) -> dict[str, str]:
    """Answer the files with one cell of the first line that starts so (after the id, in edges) written anew."""
    lines = files[name].splitlines()
    at = lines[0].split("\t").index(column)
    number = next(n for n, line in enumerate(lines) if start in line)
    fields = lines[number].split("\t")
    fields[at] = cell
    lines[number] = "\t".join(fields)
    return {**files, name: "".join(f"{line}\n" for line in lines)}


def refusals(files: dict[str, str]) -> list[str]:
    return [str(issue) for issue in issues_of(read_text, files)]


def test_the_packaged_graph_comes_back_and_reasons_the_same():
    graph = load_knowledge().graph
    back = returned(graph)
    assert back.graph == graph
    assert (back.origin, back.issues, back.skipped) == ("jiayi", (), {})
    person = Person(age_days=56 * 366, sex=Sex.MALE)
    told = [Finding(id=f, status=s) for f, s in (("chest_pain.pressing", Status.PRESENT), ("fever", Status.ABSENT))]
    before, after = infer(graph, person, told, month=1), infer(back.graph, person, told, month=1)
    assert after.probabilities == pytest.approx(before.probabilities, abs=1e-9)


def test_what_was_not_authored_stays_not_authored(graph):
    back = returned(graph).graph
    for name, concept in graph.findings.items():
        assert ("background" in back.findings[name].model_fields_set) is ("background" in concept.model_fields_set)


def test_texts_with_tabs_lines_bars_and_blanks_come_back(graph):
    name = next(iter(graph.diseases))
    odd = LocalText(zh=" 两\t栏|一\n行\r ", en="\\n is no line; \\u007c no bar")
    changed = graph.diseases[name].model_copy(
        update={"name": odd, "home": (odd,), "aliases": LocalWords(zh=("", "a|b"), en=("\\e",))}
    )
    graph = replace(graph, diseases={**graph.diseases, name: changed})
    assert returned(graph).graph == graph


def test_other_assumptions_come_back(graph):
    changed = replace(graph, assumptions=replace(AUTHORED, trust=1.0, stakes=(1.0, 1.0, 1.0, 1.0, 1.0)))
    assert returned(changed).graph.assumptions == changed.assumptions


def test_every_field_of_the_schema_has_a_column_or_an_edge():
    for section, model in MODELS.items():
        told = {column.field for column in columns(section)}
        assert model.model_fields.keys() - told <= {"id", "findings", "parent"}, section


def test_the_version_stays_when_lines_are_moved_and_changes_when_they_are_edited(graph, files):
    header, *lines = files[EDGES].splitlines()
    moved = {**files, EDGES: "".join(f"{line}\r\n" for line in (header, *reversed(lines)))}
    assert read_text(moved).graph.version == graph.version
    back = read_text(edited(files, EDGES, "biolink:has_phenotype", "has_percentage", "12.5"))
    assert back.graph.version != graph.version
    assert [issue.message for issue in back.issues] == [f"edited since it was exported as {graph.version}"]
    assert any(f.probability == 0.125 for d in back.graph.diseases.values() for f in d.findings.values())


def test_an_edge_that_follows_from_the_nodes_is_not_where_they_are_edited(files):
    back = read_text(edited(files, EDGES, "JIAYI:seen_by", "object", "JIAYI:specialty.neurology"))
    assert back.skipped == {"edges JIAYI:seen_by that the nodes do not say": 1}
    assert any("no edge JIAYI:seen_by where the nodes say so" in issue.message for issue in back.issues)


def test_a_column_that_somebody_added_is_reported(files):
    header, *lines = files[NODES].splitlines()
    more = {**files, NODES: "".join(f"{line}\n" for line in (f"{header}\tcolour", *(f"{line}\tred" for line in lines)))}
    assert read_text(more).skipped == {"column colour of nodes.tsv": len(lines)}


@pytest.mark.parametrize(
    ("name", "start", "column", "cell", "where", "message"),
    [
        (EDGES, "biolink:has_phenotype", "has_percentage", "101", "edges.tsv:", "percentage 101 is above 100"),
        (EDGES, "biolink:has_phenotype", "has_percentage", "-1", "has_percentage", "percentage -1 is below 0"),
        (EDGES, "biolink:has_phenotype", "has_percentage", "often", "has_percentage", "'often' is no number"),
        (EDGES, "biolink:has_phenotype", "has_percentage", "NaN", "has_percentage", "'NaN' is no number"),
        (EDGES, "biolink:has_phenotype", "negated", "true", "has_percentage", "contradict each other"),
        (EDGES, "biolink:has_phenotype", "publications", "", "publications", "without a source of ours"),
        (EDGES, "biolink:has_phenotype", "publications", "JIAYI:source.none", "edges.tsv:", "sources hold no 'none'"),
        (EDGES, "biolink:has_phenotype", "object", "JIAYI:finding.none", "edges.tsv:", "JIAYI:finding.none is no node"),
        (EDGES, "biolink:has_phenotype", "predicate", "", "predicate", "an edge without predicate"),
        (NODES, "JIAYI:finding.cough\t", "id", "", "nodes.tsv:", "a node without an id"),
        (NODES, "JIAYI:finding.cough\t", "id", "JIAYI:finding.fever", "nodes.tsv:", "id JIAYI:finding.fever is taken"),
        (NODES, "JIAYI:finding.cough\t", "id", "HP:0012735", "nodes.tsv:", "no node of this graph's kinds"),
        (NODES, "JIAYI:finding.cough\t", "category", "", "category", "a node without a category"),
        (NODES, "JIAYI:finding.cough\t", "jiayi_background", "2", "findings cough background", "less than 1"),
        (NODES, "JIAYI:finding.cough\t", "jiayi_kind", "song", "findings cough kind", "Input should be"),
        (NODES, "JIAYI:finding.cough\t", "name_zh", "", "findings cough name.zh", "Field required"),
        (NODES, "JIAYI:finding.cough\t", "jiayi_urgency", "soon", "jiayi_urgency", "does not belong to findings"),
        (NODES, "JIAYI:disease.", "jiayi_prevalence", "{", "prevalence", "does not hold JSON"),
        (NODES, "JIAYI:disease.", "jiayi_duration", '{"days":0.5}', "duration", "0.5"),
        (NODES, "JIAYI:disease.", "jiayi_specialty", "none", "specialty", "specialties hold no 'none'"),
        (NODES, "JIAYI:graph", "jiayi_format", "99", "JIAYI:graph", "format '99'"),
        (NODES, "JIAYI:graph", "jiayi_assumptions", '{"luck":1}', "JIAYI:graph", "unknown assumptions: luck"),
        (NODES, "JIAYI:graph", "jiayi_assumptions", "[]", "JIAYI:graph", "assumptions cannot be read"),
        (NODES, "JIAYI:graph", "jiayi_assumptions", '{"trust":"x"}', "JIAYI:graph", "assumptions cannot be read"),
        (NODES, "JIAYI:graph", "id", "JIAYI:grapes", "nodes.tsv", "without its line JIAYI:graph"),
    ],
)
def test_damage_is_refused_with_its_place(files, name, start, column, cell, where, message):
    told = refusals(edited(files, name, start, column, cell))
    assert any(where in each and message in each for each in told), told


def test_a_cycle_and_a_second_parent_are_refused(files):
    loop = refusals(edited(files, EDGES, "biolink:subclass_of", "object", "JIAYI:finding.chest_pain.exertional"))
    assert any("form a cycle" in each for each in loop), loop
    header = files[EDGES].splitlines()[0].split("\t")
    second = {
        "subject": "JIAYI:finding.fever.high",
        "predicate": "biolink:subclass_of",
        "object": "JIAYI:finding.cough",
    }
    line = "\t".join(second.get(column, "") for column in header)
    told = refusals({**files, EDGES: f"{files[EDGES]}{line}\n"})
    assert any("a second parent, " in each and "findings are a tree" in each for each in told), told


def test_the_same_frequency_twice_is_refused(files):
    line = next(line for line in files[EDGES].splitlines() if "biolink:has_phenotype" in line)
    told = refusals({**files, EDGES: f"{files[EDGES]}{line}\n"})
    assert any("the same disease and finding as line" in each for each in told), told


def test_all_damage_is_told_at_once(files):
    twice = edited(files, EDGES, "biolink:has_phenotype", "has_percentage", "101")
    twice = edited(twice, NODES, "JIAYI:finding.cough\t", "jiayi_background", "2")
    assert len(refusals(twice)) == 2


def test_sections_come_back_sorted_by_id(graph):
    back: Graph = returned(graph).graph
    assert all(list(getattr(back, section)) == sorted(getattr(back, section)) for section in MODELS)
