"""Leash, breaker, tools, prompts and the second reader by themselves: no server, no clock but the one passed in."""

from __future__ import annotations

import json

import pytest

from agents.errors import LanguageModelAway
from agents.language.breaker import Breaker
from agents.language.candidates import Candidates
from agents.language.graph_tools import for_opinion, for_understanding
from agents.language.leash import MOST_BYTES, Leash, bound, current
from agents.language.offline import Offline
from agents.language.port import CaseSheet, Passages, Phrasing, SeenItem
from agents.language.prompts import prompt, prompts_version
from agents.language.second_reader import differing, doubted
from agents.language.tools import MOST_RESULT, ByWords, Tool, ToolTable
from agents.language.trace import Task
from agents.reports.port import Reading
from kg.schema import LabResult, Person, Sex


class Clock:
    now = 100.0

    def __call__(self):
        return self.now


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture(scope="module")
def candidates(knowledge):
    return Candidates(knowledge.graph)


def reason(call):
    with pytest.raises(LanguageModelAway) as caught:
        call()
    return caught.value.reason


def test_a_leash_ends_with_its_time_tokens_and_bytes(clock):
    leash = Leash(clock, until_s=108.0, tokens=1000)
    shorter = leash.shorter(0.5)
    assert (leash.left_s, shorter.left_s) == (8.0, 4.0)
    shorter.spend(400)
    shorter.spend(-50)
    assert leash.tokens == 600
    assert reason(lambda: shorter.require(601)) == "budget"
    clock.now += 4
    assert reason(shorter.require) == "deadline"
    leash.require()
    clock.now += 90
    assert leash.left_s == 0
    shorter.took(MOST_BYTES)
    assert reason(lambda: leash.took(1)) == "too_much"


def test_nothing_is_sent_without_a_leash(clock):
    leash = Leash(clock, until_s=101, tokens=1)
    assert reason(current) == "no_leash"
    with bound(leash):
        assert current() is leash
    assert reason(current) == "no_leash"


def test_a_breaker_rests_and_then_lets_one_try(clock):
    breaker = Breaker(clock, failures=2, pause_s=30)
    breaker.enter()
    breaker.failed()
    breaker.enter()
    breaker.failed()
    assert reason(breaker.enter) == "resting"
    clock.now += 30
    breaker.enter()
    assert reason(breaker.enter) == "resting"
    breaker.failed()
    clock.now += 29
    assert reason(breaker.enter) == "resting"
    clock.now += 1
    breaker.enter()
    breaker.answered()
    breaker.enter()
    breaker.enter()


def test_prompts_are_a_version_that_changes_only_on_purpose():
    """Whoever changes a prompt changes this line too: records name the version, and evaluations belong to one."""
    assert prompts_version() == "348672adea64"


@pytest.mark.parametrize("task", Task.__args__)
def test_every_prompt_says_that_data_are_no_instructions(task):
    text = prompt(task)
    assert "data" in text
    assert "never" in text
    assert 200 < len(text) < 2500


def test_the_floor_answers_everything_and_proposes_nothing(clock):
    floor, leash = Offline(), Leash(clock, until_s=200, tokens=9)
    sheet = CaseSheet(
        lang="zh", age_years=1, sex="male", pregnant=None, duration_days=None, present=(), absent=(), candidates=()
    )
    assert floor.understand(Passages(lang="zh", passages=("x",), candidates=()), ToolTable(), leash) == ()
    assert floor.opine(sheet, ToolTable(), leash) == ()
    assert floor.read(b"", "image/png", leash) == ()
    assert "".join(floor.phrase(Phrasing(lang="zh", text="您好。"), leash)) == "您好。"
    assert (floor.name, floor.sees, floor.prompts) == (None, False, prompts_version())


# --- tools

PERSON = Person(age_days=15_000, sex=Sex.MALE)


def call(table, name, **arguments):
    return json.loads(table.call(name, json.dumps(arguments)))


def test_tools_answer_from_the_graph(knowledge, candidates):
    table = for_opinion(knowledge.graph, candidates, "zh", ())
    found = call(table, "find_diseases", words="流感")
    assert any("流感" in each["name"] or "流行性感冒" in each["name"] for each in found)
    told = call(table, "disease", id=found[0]["id"])
    assert 0 < len(told["findings"]) <= 15
    assert all(each["id"] in knowledge.graph.findings for each in told["findings"])
    assert call(table, "scores") == []
    both = call(table, "medicines", names=["布洛芬", "芬必得", "不是药"])
    assert both["unknown"] == ["不是药"]
    assert both["medicines"]
    found = call(for_understanding(candidates, PERSON, "zh"), "find_findings", words="心慌")
    assert "palpitations" in {each["id"] for each in found}


def test_medicines_that_share_an_ingredient_are_told(knowledge, candidates):
    graph = knowledge.graph
    whole = next(each for each in graph.medicines.values() if each.ingredients)
    part = graph.medicines[whole.ingredients[0]]
    told = call(for_opinion(graph, candidates, "zh", ()), "medicines", names=[whole.name.zh, part.name.zh])
    assert part.id in {each for pair in told["shared"] for each in pair["ingredients"]}


@pytest.mark.parametrize(
    ("name", "arguments"),
    [
        ("open", '{"path": "/etc/passwd"}'),
        ("__class__", "{}"),
        ("disease", '{"id": "influenza", "url": "http://evil.example"}'),
        ("disease", '{"id": 7}'),
        ("disease", "[]"),
        ("disease", "{"),
        ("disease", ""),
        ("disease", '{"id": "../../etc/passwd"}'),
        ("disease", '{"id": "' + "x" * 3000 + '"}'),
        ("medicines", '{"names": []}'),
        ("medicines", '{"names": ["a", "b", "c", "d", "e", "f", "g"]}'),
        ("find_diseases", '{"words": "' + "热" * 81 + '"}'),
        ("scores", '{"systolic": 90}'),
    ],
)
def test_calls_that_do_not_fit_are_told_so(knowledge, candidates, name, arguments):
    answer = json.loads(for_opinion(knowledge.graph, candidates, "zh", ()).call(name, arguments))
    assert set(answer) == {"error"}
    assert "passwd" not in answer["error"]


def test_a_result_is_never_long():
    table = ToolTable((Tool("much", "", ByWords, lambda _given: "x" * 100_000),))
    assert len(table.call("much", '{"words": "a"}')) < MOST_RESULT


# --- the second reader


def item(name, value, **more):
    return LabResult(lab=None, name=name, value_text=value, **more)


@pytest.mark.parametrize(
    ("printed", "seen", "differs"),
    [
        ("12.5", "12.5", False),
        ("12.5", "12.50 ↑", False),
        ("12.5", "１２.５", False),
        ("12.5", "125", True),
        ("<0.01", "0.01", True),
        ("<0.01", "< 0.01", False),
        ("阴性", "阴性", False),
        ("阴性", "阳性", True),
        ("", "5.1", True),
        ("-1.5", "1.5", True),
    ],
)
def test_values_are_compared_as_printed(knowledge, printed, seen, differs):
    reading = Reading(what="lab_report", items=(item("白细胞", printed),))
    found = differing(knowledge.graph, reading, [SeenItem(name="白细胞计数", value=seen)])
    assert found == ((0,) if differs else ())
    assert doubted(reading, found).doubts == found


def test_lines_are_matched_by_what_they_mean_and_silence_says_nothing(knowledge):
    reading = Reading(what="lab_report", items=(item("白细胞", "12.5", abbr="WBC"), item("怪项目", "3")))
    assert differing(knowledge.graph, reading, [SeenItem(name="WBC", value="1.25")]) == (0,)
    assert differing(knowledge.graph, reading, [SeenItem(name="怪 项目", value="4")]) == (1,)
    assert differing(knowledge.graph, reading, []) == ()
    assert differing(knowledge.graph, reading, [SeenItem(name="血红蛋白", value="4")]) == ()
