"""The assembled graph: progress is live, specialties run side by side, nothing is traced, nothing is kept between turns."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor

from agents.casefile import record_of
from agents.dialogue import Finish, Progress, Say, Start
from agents.errors import GuardBlocked
from agents.graph import Consultation, Outcome
from agents.guard.after import guards_after
from agents.guard.base import AllOf
from agents.specialties.registry import Registry, standard_registry
from agents.specialties.rule import Ruling
from agents.specialties.specialist import Specialist
from agents.specialties.view import View
from kg.schema import SpecialtyId
from records.model import Provenance
from tests.fakes.conversation import NOON_MS, Script, person

PROVENANCE = Provenance(
    software="jiayi",
    graph_version="0",
    node_key_id="0" * 32,
    measurement="0" * 64,
    evidence="development",
    language_model=None,
)


def with_rule(specialty, rule):
    usual = standard_registry().by_id
    return Registry(Specialist(each, (rule,)) if each == specialty else usual[each] for each in usual)


def begun(consultation, text="咳嗽三天，发烧"):
    *_, first = consultation.run(None, Start(lang="zh", person=person()), turn=0, now_ms=NOON_MS)
    *_, second = consultation.run(first.state, Say(text=text), turn=1, now_ms=NOON_MS)
    return second.state


def test_progress_is_shown_while_the_work_goes_on(knowledge):
    """A specialty that is not done until somebody has seen it start: buffered progress would never let it end."""
    seen = threading.Event()
    waiting = threading.Event()

    def waits(view: View) -> Ruling | None:
        if waiting.is_set() and not seen.wait(60):
            raise TimeoutError(view.specialty)
        return None

    consultation = Consultation(knowledge, registry=with_rule("general_practice", waits))
    state = begun(consultation)
    waiting.set()
    outcome = None
    for step in consultation.run(state, Finish(), turn=2, now_ms=NOON_MS):
        if isinstance(step, Progress) and step.specialty == "general_practice" and step.kind == "specialty_started":
            seen.set()
        if isinstance(step, Outcome):
            outcome = step
    general = next(each for each in outcome.state.opinions if each.specialty == "general_practice")
    assert seen.is_set()
    assert not general.failed


def test_progress_tells_each_step_in_its_order(knowledge):
    consultation = Consultation(knowledge)
    *steps, outcome = consultation.run(begun(consultation), Finish(), turn=2, now_ms=NOON_MS)
    kinds = [each.kind for each in steps]
    looked = [each.specialty for each in outcome.state.opinions]
    assert looked
    assert (kinds[0], kinds[-1]) == ("summary", "synthesis")
    assert kinds[1:-1] == ["specialty_started"] * len(looked) + ["specialty_done"] * len(looked)
    for kind in ("specialty_started", "specialty_done"):
        assert {each.specialty for each in steps if each.kind == kind} == set(looked)


def test_a_turn_that_only_asks_shows_no_progress(knowledge):
    consultation = Consultation(knowledge)
    *_, first = consultation.run(None, Start(lang="zh", person=person()), turn=0, now_ms=NOON_MS)
    steps = list(consultation.run(first.state, Say(text="咳嗽三天"), turn=1, now_ms=NOON_MS))
    assert [type(each) for each in steps] == [Outcome]


def test_specialties_look_side_by_side(knowledge):
    """Two specialties that wait for each other: one after the other would never end."""
    meeting = threading.Barrier(2, timeout=60)
    waiting = threading.Event()

    def meets(view: View) -> Ruling | None:
        if waiting.is_set():
            meeting.wait()
        del view
        return None

    usual = standard_registry().by_id
    pair = ("general_practice", "respiratory")
    registry = Registry(Specialist(each, (meets,)) if each in pair else usual[each] for each in usual)
    consultation = Consultation(knowledge, registry=registry)
    state = begun(consultation, "咳嗽咳黄痰发烧三天，喘不上气")
    waiting.set()
    *_, outcome = consultation.run(state, Finish(), turn=2, now_ms=NOON_MS)
    looked = {each.specialty for each in outcome.state.opinions if not each.failed}
    assert set(pair) <= looked


def test_opinions_stand_in_the_registrys_order_whoever_is_first(knowledge):
    script = Script(Consultation(knowledge))
    script.start(person("child", years=2))
    script.say("孩子发烧39度两天，咳嗽，拉肚子")
    script.take(Finish())
    order = list(standard_registry().by_id)
    places = [order.index(each.specialty) for each in script.state.opinions]
    assert places == sorted(places)
    assert len(places) > 1


def test_nothing_is_traced_whatever_the_environment_says(knowledge, monkeypatch):
    sent = []
    for name in ("LANGSMITH_TRACING", "LANGCHAIN_TRACING_V2", "LANGSMITH_TRACING_V2"):
        monkeypatch.setenv(name, "true")
    monkeypatch.setenv("LANGSMITH_API_KEY", "x")
    from langsmith import Client  # noqa: PLC0415 - the patched environment must be read
    from langsmith.utils import get_env_var  # noqa: PLC0415 - as above

    get_env_var.cache_clear()
    monkeypatch.setattr(Client, "create_run", lambda *_args, **_more: sent.append(1))
    try:
        script = Script(Consultation(knowledge))
        script.start(person())
        script.say("咳嗽三天")
        assert sent == []
    finally:
        get_env_var.cache_clear()


class Blocks:
    id = "always"

    def verify(self, value):
        raise GuardBlocked(self.id, f"not {type(value).__name__}")


class BlocksOnce:
    id = "once"

    def __init__(self):
        self.seen = []

    def verify(self, value):
        self.seen.append(value)
        raise GuardBlocked(self.id, "no")


def test_a_blocked_page_is_handed_over_with_its_urgency(knowledge, monkeypatch):
    guard = BlocksOnce()
    monkeypatch.setattr("agents.graph.guards_after", lambda: AllOf(guard))
    script = Script(Consultation(knowledge))
    script.start(person(years=56, sex="male"))
    reply = script.say("胸口压榨样疼痛半小时，出汗，左臂发麻")
    assert guard.seen
    assert reply.guidance.action == "call_120"
    assert "家庭医生" in reply.guidance.now[0]
    assert not any("心肌梗死" in line for line in reply.guidance.why)
    handed = guard.seen[-1].__class__(**{**guard.seen[-1].__dict__, "view": reply.guidance})
    guards_after().verify(handed)


def test_a_guard_before_that_blocks_everything_lets_nothing_into_the_state(knowledge, monkeypatch):
    monkeypatch.setattr("agents.graph.guards_before", lambda: AllOf(Blocks()))
    script = Script(Consultation(knowledge))
    script.start(person())
    reply = script.say("咳嗽三天")
    assert script.state.contributions == ()
    assert "120" in reply.messages[0]
    assert reply.question.id == "intake.opening"


def test_two_consultations_in_one_process_know_nothing_of_each_other(consultation):
    one, two = Script(consultation), Script(consultation, "en")
    one.start(person())
    two.start(person(years=29))
    one.say("肚子疼，拉肚子一天")
    two.say("sore throat for two days")
    assert "abdominal_pain" not in two.state.to_bytes().decode()
    assert "sore_throat" not in one.state.to_bytes().decode()
    assert one.state.open != two.state.open


def test_the_season_comes_from_the_time_that_is_passed_in():
    from agents.intake.engine import month_of  # noqa: PLC0415 - beside the one test that needs it

    assert month_of(1_795_000_000_000) == 11
    assert month_of(1_767_196_800_000 - 1) == 12
    assert month_of(1_767_196_800_000) == 1


def test_an_unknown_specialty_in_the_registry_is_never_asked(knowledge):
    usual = [*standard_registry().by_id.values(), Specialist(SpecialtyId("astrology"))]
    script = Script(Consultation(knowledge, registry=Registry(usual)))
    script.start(person())
    script.say("咳嗽三天")
    script.take(Finish())
    assert "astrology" not in {each.specialty for each in script.state.opinions}


def test_one_consultation_object_serves_many_threads_and_answers_each_as_if_alone(knowledge):
    consultation = Consultation(knowledge)
    texts = ["咳嗽三天，发烧", "肚子疼，拉肚子一天", "头疼两天，恶心", "sore throat for two days"] * 3

    def whole(text):
        script = Script(consultation)
        script.start(person(years=45))
        script.say(text)
        script.take(Finish())
        return script.state.to_bytes()

    alone = [whole(text) for text in texts]
    with ThreadPoolExecutor(8) as pool:
        together = list(pool.map(whole, texts))
    assert together == alone


def test_the_thought_of_a_turn_gives_the_same_record_as_thinking_again(consultation):
    script = Script(consultation)
    script.start(person(years=45))
    *_, outcome = consultation.run(script.state, Say(text="肚子疼，拉肚子一天"), turn=1, now_ms=NOON_MS)
    graph = consultation.knowledge.graph
    common = {"record_id": "ab" * 16, "revision": 2}
    again = record_of(outcome.state, PROVENANCE, graph, **common)
    assert record_of(outcome.state, PROVENANCE, graph, **common, thought=outcome.thought) == again
