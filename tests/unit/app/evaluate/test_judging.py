"""Vignettes through the product: one shot, interviewed, ablated; and that the short way of a turn is the real one."""

from __future__ import annotations

from dataclasses import dataclass, replace

import pytest

from agents.dialogue import Answer, Finish, PersonInput, Say, Start
from agents.graph import Consultation, Outcome
from agents.intake.questions import is_own
from app.evaluate.ablations import ABLATIONS, FULL, WITHOUT_SELECTION
from app.evaluate.cases import Vignette
from app.evaluate.judging import NOW_MS, Judge, relation_of
from app.evaluate.runner import run
from app.evaluate.turns import Turns
from kg.schema import FindingId, Sex, Status, Urgency

FLU = Vignette(
    "flu",
    "zh",
    30,
    Sex.FEMALE,
    "昨天开始发烧39度，浑身酸疼，怕冷，头疼，咳嗽。家里孩子刚得了流感。没有高血压。",
    ("流感",),
    absent=("胸痛", "气短"),
)
HEART = Vignette(
    "heart",
    "en",
    60,
    Sex.MALE,
    "Pressing chest pain for an hour with cold sweat and nausea.",
    ("I21",),
    urgency="emergency",
)


def named(name: str):
    return next(each for each in ABLATIONS if each.name == name)


@pytest.mark.parametrize(
    ("age", "text", "relation"),
    [
        (65, "He has chest pain.", "other"),
        (65, "I have chest pain.", "self"),
        (65, "胸痛两天", "self"),
        (5, "He has chest pain.", "child"),
        (5, "肚子疼", "child"),
        (16, "孩子肚子疼，他吐了", "child"),
        (40, "She was breastfeeding her first baby. She has a breast lump.", "other"),
        (80, "老父亲发烧三天，今天叫他不答应", "parent"),
    ],
)
def test_who_speaks_follows_from_age_and_words(knowledge, age, text, relation):
    case = Vignette("a", "zh", age, Sex.MALE, text, ("x",))
    assert relation_of(knowledge.lexicon, case) == relation


@pytest.mark.parametrize("first", ["咳嗽两天，有点发烧", "胸口压榨样疼痛半小时，出冷汗", "嗯"])
def test_a_turn_without_langgraph_is_the_turn_of_the_product(knowledge, first):
    real, turns = Consultation(knowledge), Turns(Judge(knowledge, "interview")._plain)
    start = Start(lang="zh", person=PersonInput(relation="self", age_days=20_000, sex="male"))
    state, inputs = None, [start, Say(text=first)]
    for turn in range(16):
        given = inputs[turn] if turn < len(inputs) else _next(state)
        *_, outcome = real.run(state, given, turn=turn, now_ms=NOW_MS)
        short = turns.run(state, given, turn=turn, now_ms=NOW_MS)
        assert isinstance(outcome, Outcome)
        assert short.state == outcome.state
        assert short.reply == outcome.reply
        state = outcome.state
        if outcome.reply.guidance is not None:
            break
    assert state.guidance is not None


def _next(state):
    if state.open is None or state.turn >= 12:
        return Finish()
    return Answer(question_id=state.open.id, options=(0,))


def test_one_shot_uses_what_is_absent_and_asks_nothing(knowledge):
    found = Judge(knowledge, "oneshot").judge(FLU)
    statuses = dict(found.findings)
    assert statuses["fever"] is Status.PRESENT
    assert statuses["chest_pain"] is Status.ABSENT
    assert found.questions == 0
    assert not found.interrupted
    assert found.truth == ("influenza",)
    assert found.rank == 1
    assert found.leading[0].evidence


def test_an_interview_asks_and_is_answered_from_the_text_alone(knowledge):
    found = Judge(knowledge, "interview").judge(FLU)
    assert 0 < found.questions <= 15
    assert all(exchange.question and exchange.answer for exchange in found.exchanges)
    text = dict(Judge(knowledge, "oneshot").judge(FLU).findings)
    for finding, status in found.findings:
        if status is Status.PRESENT:
            below = {finding, *knowledge.graph.descendants(FindingId(finding))}
            assert any(text.get(each) is Status.PRESENT for each in below), finding


def test_what_the_patient_knew_and_nobody_asked_is_told(knowledge):
    case = replace(FLU, text="发烧两天。浑身酸疼。怕冷。头疼。咳嗽。拉肚子。", complaint="发烧")
    short = Judge(knowledge, "interview", max_questions=1).judge(case)
    full = Judge(knowledge, "interview").judge(case)
    present = {
        finding for finding, status in Judge(knowledge, "oneshot").judge(case).findings if status is Status.PRESENT
    }
    assert short.knew == full.knew > len(short.untold) > 0
    assert set(short.untold) <= present
    assert short.elicited == pytest.approx(1 - len(short.untold) / short.knew)
    assert full.elicited >= short.elicited
    assert Judge(knowledge, "oneshot").judge(FLU).elicited is None


def test_an_emergency_interrupts(knowledge):
    found = Judge(knowledge, "interview").judge(HEART)
    assert found.interrupted
    assert found.level is Urgency.EMERGENCY
    assert found.safe


@pytest.mark.parametrize("most", [1, 3])
def test_the_questions_can_be_limited(knowledge, most):
    assert Judge(knowledge, "interview").judge(FLU).questions > most
    assert Judge(knowledge, "interview", max_questions=most).judge(FLU).questions == most


def test_the_seed_decides_what_is_asked_by_chance_and_nothing_else(knowledge):
    def questions(ablation, seed):
        found = Judge(knowledge, "interview", ablation, seed=seed).judge(FLU)
        return [each.question for each in found.exchanges]

    assert questions(WITHOUT_SELECTION, 1) == questions(WITHOUT_SELECTION, 1)
    assert questions(WITHOUT_SELECTION, 1) != questions(WITHOUT_SELECTION, 2)
    assert questions(FULL, 1) == questions(FULL, 2)


def test_questions_by_chance_leave_the_interview_its_own(knowledge):
    judge = Judge(knowledge, "interview", WITHOUT_SELECTION, seed=3)
    full = {each.question for each in Judge(knowledge, "interview").judge(FLU).exchanges}
    drawn = {each.question for each in judge.judge(FLU).exchanges}
    assert drawn - full
    assert {each for each in full if is_own(each)} <= drawn


def test_what_an_ablation_takes_away_is_gone_and_nothing_else(knowledge):
    graph = knowledge.graph
    flat = named("without hierarchy").graph(graph)
    assert not any(each.parent for each in flat.findings.values())
    assert flat.diseases == graph.diseases
    equal = named("without priors").graph(graph)
    assert len({each.prevalence.per_100k for each in equal.diseases.values()}) == 1
    assert not any(each.prevalence.age for each in equal.diseases.values())
    assert equal.findings == graph.findings
    total = sum(each.prevalence.per_100k for each in graph.diseases.values())
    assert sum(each.prevalence.per_100k for each in equal.diseases.values()) == pytest.approx(total)
    assert not named("without negation").graph(graph).assumptions.denials
    assert FULL.graph(graph) is graph


def test_without_negation_no_denial_is_evidence(knowledge):
    def against(name):
        found = Judge(knowledge, "oneshot", named(name)).judge(FLU)
        return [status for each in found.leading for _, status, _ in each.evidence if status is Status.ABSENT]

    assert "absent" in against("full")
    assert against("without negation") == []


def test_many_processes_answer_as_one_in_the_order_of_the_file(knowledge):
    cases = [
        Vignette(f"{n}", "zh", 20 + n, Sex.MALE, text, ("流感",))
        for n, text in enumerate(["咳嗽发烧", "肚子疼", "头疼", "腰疼", "胸痛", "皮疹"] * 4)
    ]
    judges = [Judge(knowledge, "oneshot"), Judge(knowledge, "oneshot", named("without priors"))]
    told = []
    one = run(judges, cases, jobs=1)
    two = run(judges, cases, jobs=2, tell=lambda done, of: told.append((done, of)))
    assert one == two
    assert [each.vignette.id for each in two[1]] == [each.id for each in cases]
    assert two[0] != two[1]


@pytest.mark.parametrize("jobs", [1, 2])
def test_an_error_says_which_case_brought_it_to_light(knowledge, jobs):
    @dataclass(frozen=True)
    class Broken(Judge):
        def judge(self, vignette):
            if vignette.id == "17":
                raise ZeroDivisionError
            return super().judge(vignette)

    cases = [Vignette(f"{n}", "zh", 20, Sex.MALE, "咳嗽", ("流感",)) for n in range(20)]
    with pytest.raises(ZeroDivisionError) as caught:
        run([Broken(knowledge, "oneshot")], cases, jobs=jobs)
    assert "case 17 " in "".join(caught.value.__notes__)
