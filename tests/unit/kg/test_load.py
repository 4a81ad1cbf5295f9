"""Loading: the sugar is read, the version does not depend on files, and every kind of wrong authoring is refused by name."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from kg.errors import GraphInvalid, Issue
from kg.frequencies import HPO_FREQUENCY
from kg.graph import Graph
from kg.load import load_graph

DISEASE = """
  - id: extra
    icd10: R69
    name: {zh: 某病, en: Something}
    lay: {zh: 某病, en: Something}
    specialty: general_practice
    urgency: routine
    prevalence: {per_100k: 10}
    duration: {hours: 0.25, days: 0.25, weeks: 0.25, months: 0.25}
    findings: {fever: frequent}
    home: [{zh: 休息, en: Rest}]
    warning: [{zh: 加重, en: Worse}]
    sources: [invented]
"""


@pytest.fixture
def folder(fake_folder: Path, tmp_path: Path) -> Path:
    for path in fake_folder.glob("*.yaml"):
        shutil.copy(path, tmp_path)
    return tmp_path


def refused(folder: Path, text: str) -> tuple[Issue, ...]:
    (folder / "extra.yaml").write_text(text, encoding="utf-8")
    with pytest.raises(GraphInvalid) as caught:
        load_graph(folder)
    return caught.value.issues


def test_frequencies_are_read_as_class_number_and_source(folder: Path) -> None:
    (folder / "extra.yaml").write_text(
        "sources: [{id: other, title: T, publisher: P, year: 2020}]\ndiseases:"
        + DISEASE.replace(
            "{fever: frequent}", '{fever: "very_rare @other", cough: "0.72 @other", nausea: "35%", chills: excluded}'
        ),
        encoding="utf-8",
    )
    findings = load_graph(folder).diseases["extra"].findings
    assert findings["fever"].probability == HPO_FREQUENCY["very_rare"]
    assert findings["fever"].source == "other"
    assert findings["cough"].probability == 0.72
    assert findings["nausea"].probability == pytest.approx(0.35)
    assert findings["nausea"].source == "invented"
    assert findings["chills"].probability == 0


def test_yes_and_no_are_words_not_booleans(folder: Path) -> None:
    (folder / "extra.yaml").write_text(
        "questions:\n  - id: q.x\n    kind: choice\n    text: {zh: 有吗, en: Is it there}\n    why: {zh: 为了看清, en: To see}\n"
        "    options:\n      - {text: {zh: 有, en: Yes}, present: [fever]}\n      - {text: {zh: 没有, en: No}, absent: [fever]}\n",
        encoding="utf-8",
    )
    assert [option.text.en for option in load_graph(folder).questions["q.x"].options] == ["Yes", "No"]


def test_version_depends_on_the_data_and_not_on_files_or_order(folder: Path, graph: Graph) -> None:
    (folder / "sub").mkdir()
    lines = (folder / "diseases.yaml").read_text(encoding="utf-8")
    (folder / "diseases.yaml").rename(folder / "sub" / "aaa.yaml")
    moved = load_graph(folder)
    assert moved.version == graph.version
    (folder / "sub" / "aaa.yaml").write_text(lines.replace("per_100k: 20000", "per_100k: 20001"), encoding="utf-8")
    assert load_graph(folder).version != graph.version


def test_version_does_not_depend_on_unicode_composition(folder: Path) -> None:
    path = folder / "findings.yaml"
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("en: Nausea", "en: Nause\u00e1"), encoding="utf-8")
    composed = load_graph(folder).version
    path.write_text(text.replace("en: Nausea", "en: Nausea\u0301"), encoding="utf-8")
    assert load_graph(folder).version == composed


def test_derived_findings_exist(graph: Graph) -> None:
    assert graph.findings["lab.potassium.high.critical"].parent == "lab.potassium.high"
    assert "lab.flu_a_antigen.positive" in graph.findings
    assert "lab.flu_a_antigen.high" not in graph.findings
    assert not graph.findings["duration.days"].askable


@pytest.mark.parametrize(
    ("change", "field", "message"),
    [
        (("{fever: frequent}", "{fever: often}"), "findings.fever", "unknown"),
        (("{fever: frequent}", '{fever: "1.5"}'), "findings.fever", "above one"),
        (("{fever: frequent}", '{fever: "150%"}'), "findings.fever", "above one"),
        (("{fever: frequent}", "{no_such: frequent}"), "findings.no_such", "hold no"),
        (("{fever: frequent}", '{fever: "frequent @nobody"}'), "findings.fever", "hold no"),
        (("{fever: frequent}", "{}"), "findings", "without findings"),
        (("sources: [invented]", "sources: []"), "sources", "at least 1"),
        (("icd10: R69", "icd10: flu"), "icd10", "right form"),
        (("name: {zh: 某病, en: Something}", "name: {zh: 某病}"), "name.en", "missing"),
        (("urgency: routine", "urgency: later"), "urgency", "emergency"),
        (("lay:", "ley:"), "ley", "not a key"),
        (("specialty: general_practice", "specialty: magic"), "specialty", "hold no"),
        (("hours: 0.25", "hours: 0.75"), "duration", "sums to"),
        (("per_100k: 10}", 'per_100k: 10, age: {"old": 2}}'), "prevalence.age.old", "cannot be read"),
        (("id: extra", "id: common_cold"), "id", "taken"),
    ],
)
def test_a_wrong_disease_is_refused_with_its_place(
    folder: Path, change: tuple[str, str], field: str, message: str
) -> None:
    assert change[0] in DISEASE
    issues = refused(folder, "diseases:" + DISEASE.replace(*change, 1))
    found = [issue for issue in issues if issue.where.field == field and message in issue.message]
    assert found, issues
    assert found[0].where.file == "extra.yaml"
    assert found[0].where.line is not None
    assert 2 <= found[0].where.line <= DISEASE.count("\n") + 1
    assert found[0].remedy


def test_the_line_of_an_issue_is_the_line_of_its_field(folder: Path) -> None:
    issues = refused(folder, "diseases:" + DISEASE.replace("icd10: R69", "icd10: flu"))
    assert issues[0].where.line == 3


RULE = (
    "red_flags:\n  - {id: r, name: {zh: 甲, en: A}, urgency: urgent, action: call_120, when: WHEN,"
    " say: {zh: 甲, en: A}, specialty: cardiology, source: invented}\n"
)
FINDING = "{id: a, kind: symptom, name: {zh: 甲, en: A}"
QUESTION = "questions:\n  - {id: q, text: {zh: 甲, en: A}, why: {zh: 甲, en: A}"
LAB = "labs:\n  - {id: l, name: {zh: 甲, en: A}"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (f"findings:\n  - {FINDING}, parent: b}}\n  - {FINDING.replace('a', 'b', 1)}, parent: a}}\n", "cycle"),
        (f"findings:\n  - {FINDING}, parent: a}}\n", "cycle"),
        (f"findings:\n  - {FINDING}, parent: nowhere}}\n", "hold no"),
        (f"findings:\n  - {FINDING}, background: 1.5}}\n", "less than 1"),
        (f"findings:\n  - {FINDING}, id: b}}\n", "given twice"),
        ("findings:\n  - {kind: symptom, name: {zh: 甲, en: A}}\n", "without an id"),
        ("findings:\n  - just words\n", "not a mapping"),
        ("findings: words\n", "not a list"),
        ("fndings: []\n", "unknown section"),
        ("- a\n", "not a mapping of sections"),
        ("findings: [\n", "cannot be read"),
        (RULE.replace("WHEN", "{finding: fever, sex: male}"), "sets 2 fields"),
        (RULE.replace("WHEN", "{}"), "sets 0 fields"),
        (RULE.replace("WHEN", "{any: [fever, nowhere]}"), "hold no"),
        (RULE.replace("WHEN", "{at_least: [3, [fever, cough]]}"), "at_least 3 of 2"),
        (RULE.replace("WHEN", "fever, enough: {any: [fever, nowhere]}"), "hold no"),
        (f"{QUESTION}, kind: yes_no}}\n", "without a finding"),
        (f"{QUESTION}, kind: multi}}\n", "without options"),
        (f"{LAB}, ranges: [{{low: 3, high: 2, source: invented}}], source: invented}}\n", "not below"),
        (f"{LAB}, units: {{x: 0}}, source: invented}}\n", "not positive"),
        (f"{LAB}, source: nobody}}\n", "hold no"),
    ],
)
def test_other_wrong_authoring_is_refused(folder: Path, text: str, message: str) -> None:
    assert any(message in issue.message for issue in refused(folder, text))


def test_bytes_that_are_no_utf8_are_refused(folder: Path) -> None:
    (folder / "extra.yaml").write_bytes(b"findings: \xff\xfe")
    with pytest.raises(GraphInvalid, match="cannot be read"):
        load_graph(folder)


def test_all_issues_are_told_at_once(folder: Path) -> None:
    wrong = DISEASE.replace("icd10: R69", "icd10: flu").replace("urgency: routine", "urgency: later")
    issues = refused(folder, "diseases:" + wrong + DISEASE.replace("extra", "extra2").replace("fever", "nowhere"))
    assert {issue.where.field for issue in issues} == {"icd10", "urgency", "findings.nowhere"}


def test_an_empty_folder_is_refused(tmp_path: Path) -> None:
    with pytest.raises(GraphInvalid, match="no disease"):
        load_graph(tmp_path)


def test_the_lexicon_folder_is_left_to_others(folder: Path) -> None:
    (folder / "lexicon").mkdir()
    (folder / "lexicon" / "zh.yaml").write_text("negations: [没有]\n", encoding="utf-8")
    assert load_graph(folder).diseases
