"""The advice policy "after release": what waits for a doctor, what is told all the same, and what goes into the record."""

from __future__ import annotations

import pytest

from agents.casefile import record_of
from agents.dialogue import Finish, Reply, Say, Start
from agents.graph import Consultation, Outcome
from agents.state import ConsultationState
from kg.schema import Urgency
from records.model import Provenance
from tests.fakes.conversation import NOON_MS, person

DAY = 24 * 60
COLD = "流鼻涕、打喷嚏两天，有点咳嗽，不发烧"
TODAY = "一边小腿肿疼三天"
GRAVE = "突然胸口压着疼半小时，出冷汗，喘不上气"
PROVENANCE = Provenance(
    software="jiayi",
    graph_version="0",
    node_key_id="0" * 32,
    measurement="0" * 64,
    evidence="development",
    language_model=None,
)


def take(
    consultation: Consultation,
    *said: str,
    within: int | None = DAY,
    lang: str = "zh",
    now_ms: int = NOON_MS,
    state: ConsultationState | None = None,
) -> Outcome:
    inputs = [Start(lang=lang, person=person())] if state is None else []
    inputs += [Say(text=text) for text in said] + ([Finish()] if state is None else [])
    turn = 0 if state is None else state.turn + 1
    outcome = None
    for place, given in enumerate(inputs):
        *_, outcome = consultation.run(state, given, turn=turn + place, now_ms=now_ms, within_minutes=within)
        state = outcome.state
        while outcome.reply.held is None and isinstance(given, Finish) and outcome.reply.guidance is None:
            *_, outcome = consultation.run(state, Finish(), turn=state.turn + 1, now_ms=now_ms, within_minutes=within)
            state = outcome.state
    return outcome


def words_of(reply: Reply) -> str:
    return reply.model_dump_json()


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_what_can_wait_is_held_whole_and_the_doctor_has_it(consultation, lang):
    outcome = take(consultation, COLD if lang == "zh" else "runny nose and sneezing for two days", lang=lang)
    reply, full = outcome.reply, outcome.state.guidance.view
    assert full.urgency.rank > Urgency.URGENT.rank
    assert reply.guidance is None
    assert reply.stage == "guided"
    held = reply.held
    assert not held.today
    assert held.where == ()
    assert held.bring == ()
    assert held.due_ms == NOON_MS + DAY * 60_000
    assert held.since_turn == reply.turn
    for secret in (full.headline, full.comfort, *full.now, *full.why, *full.where):
        assert secret not in words_of(reply), secret
    assert any("120" in line or "医院" in line or "hospital" in line for line in held.watch_for)
    assert held.meanwhile
    assert held.summary == full.summary
    record = record_of(
        outcome.state, PROVENANCE, consultation.knowledge.graph, record_id="a" * 32, revision=reply.turn + 1
    )
    assert record.guidance.headline == full.headline
    assert record.guidance.held_since == reply.turn + 1
    assert "已告知" not in record.note.plan
    assert "Told:" not in record.note.plan
    said = [line.text for line in record.transcript]
    assert held.headline in said
    assert full.headline not in said


def test_that_a_doctor_is_to_be_seen_today_is_told_with_where_to_go_and_no_more(consultation):
    outcome = take(consultation, TODAY)
    full, held = outcome.state.guidance.view, outcome.reply.held
    assert full.urgency is Urgency.URGENT
    assert any(
        "别揉、别按" in each for each in held.meanwhile
    )  # what not to do until then is no treatment, and cannot wait
    assert held.today
    assert held.headline == full.headline
    assert held.where == full.where
    assert held.bring == full.bring
    for secret in (full.comfort, *full.why):
        assert secret not in words_of(outcome.reply), secret


def test_an_emergency_is_told_at_once_also_when_something_was_held_before(consultation):
    at_once = take(consultation, GRAVE)
    assert at_once.reply.held is None
    assert at_once.reply.guidance.urgency is Urgency.EMERGENCY
    calm = take(consultation, COLD)
    worse = take(consultation, GRAVE, state=calm.state)
    assert worse.reply.held is None
    assert worse.reply.guidance is not None
    assert worse.reply.emergency is not None
    record = record_of(worse.state, PROVENANCE, consultation.knowledge.graph, record_id="a" * 32, revision=9)
    assert record.guidance.held_since is None


def test_talk_after_it_gives_nothing_away_and_does_not_hold_it_anew(consultation):
    first = take(consultation, COLD)
    full = first.state.guidance.view
    later = take(consultation, "谢谢，那我等着", state=first.state, now_ms=NOON_MS + 60_000)
    assert later.reply.held == first.reply.held
    for secret in (full.headline, *full.now):
        assert secret not in words_of(later.reply), secret


def test_news_after_it_is_held_as_a_new_word_under_the_old_promise(consultation):
    first = take(consultation, COLD)
    later = take(consultation, "还发烧，39度，嗓子疼得厉害", state=first.state, now_ms=NOON_MS + 3_600_000)
    held = later.reply.held
    assert held.since_turn == later.reply.turn > first.reply.held.since_turn
    assert held.due_ms == first.reply.held.due_ms
    after = take(consultation, "还拉肚子", state=later.state, now_ms=NOON_MS + 2 * DAY * 60_000)
    assert after.reply.held.due_ms == NOON_MS + 3 * DAY * 60_000


def test_a_policy_that_changes_leaves_what_stands_as_it_is(consultation):
    held = take(consultation, COLD)
    assert take(consultation, "谢谢", state=held.state, within=None).reply.held == held.reply.held
    assert take(consultation, "还发烧，39度", state=held.state, within=None).reply.guidance is not None
    shown = take(consultation, COLD, within=None)
    assert shown.reply.held is None
    assert take(consultation, "谢谢", state=shown.state).reply.guidance == shown.reply.guidance
    assert take(consultation, "还发烧，39度", state=shown.state).reply.held is not None


def test_the_state_goes_through_a_capsule(consultation):
    state = take(consultation, COLD).state
    assert ConsultationState.from_bytes(state.to_bytes()).held == state.held


def test_a_fear_is_not_answered_before_the_doctor_has_read_it(consultation):
    said = "肚子胀两个月，会不会是癌"
    assert any("癌" in text for text in take(consultation, said, within=None).reply.messages)
    assert not any("癌" in text for text in take(consultation, said).reply.messages)


@pytest.mark.parametrize(
    ("accident", "helps"),
    [
        ("刚才开水烫了手背，红了，有点疼", "流动清水"),
        ("流鼻血十分钟了", "捏住鼻子"),
        ("手被割了个口子，还在渗血", "压住"),
        ("蜱虫咬了还在肉里", "镊子"),
        ("I burned my finger on the stove just now, small blister", "running water"),
    ],
)
def test_first_aid_after_an_accident_waits_for_nobody(consultation, accident, helps):
    reply = take(consultation, accident, lang="zh" if accident[0] > "z" else "en").reply
    assert helps in " ".join(reply.held.meanwhile)


def test_what_is_no_accident_has_no_first_aid(consultation):
    outcome = take(consultation, COLD)
    homes = {line for line in outcome.state.guidance.view.now if "休息" not in line and "药" not in line}
    assert not homes & set(outcome.reply.held.meanwhile)


def test_who_suspects_a_medicine_is_not_told_to_go_on_taking_it(consultation):
    reply = take(consultation, "吃了头孢起了一身红疹子，痒").reply
    assert any("怀疑是药引起的" in line for line in reply.held.meanwhile)
