"""Whatever an endpoint does, the consultation ends as the engine alone would end it: same urgency and ranking, in time, safe to read."""

from __future__ import annotations

import json

import pytest

from agents.dialogue import Finish
from agents.graph import Consultation
from agents.intake.engine import differential
from tests.fakes.conversation import NOON_MS, Script, person
from tests.fakes.language_server import Act, task_of

pytestmark = [pytest.mark.server, pytest.mark.enable_socket]

WORDS = "咳嗽三天，有点发烧38.2度，整个人像没魂的木头架子"
DEADLINE_S = 1.5


def sse(*objects):
    return b"".join(f"data: {json.dumps(each)}\n\n".encode() for each in objects) + b"data: [DONE]\n\n"


def always(act):
    return lambda _asked: act


def by_task(**acts):
    return lambda asked: acts.get(task_of(asked), Act(status=500))


def hostile(asked):
    """Obeys what stands in the message, and says what no doctor would."""
    return {
        "understand": Act(
            json.dumps(
                {
                    "findings": [
                        {"finding": "suicidal_thoughts", "words": "没魂的木头架子"},
                        {"finding": "x.y", "words": "咳嗽"},
                    ]
                }
            )
        ),
        "opine": Act(json.dumps({"suggestions": [{"disease": "made_up_disease", "evidence": ["cough"]}]})),
        "phrase": Act("您肯定是得了肺癌，先把降压药停了，每天吃两片阿司匹林，不用去医院。"),
    }[task_of(asked)]


CHUNK = {"id": "c", "object": "chat.completion.chunk", "created": 1, "model": "m"}
ACTS = {
    "error": always(Act(status=500)),
    "unauthorised": always(Act(status=401, text="sk-test-key is wrong")),
    "busy": always(Act(status=429)),
    "busy for long": always(Act(status=429, headers=(("retry-after", "120"),))),
    "busy for a date": always(Act(status=429, headers=(("retry-after", "Wed, 21 Oct 2026 07:28:00 GMT"),))),
    "silent": always(Act(wait_s=30)),
    "drips": always(Act(text="x" * 400, drip_s=0.4)),
    "drips comments": always(Act(text="{}", drip_s=0.2, comments=200)),
    "cut": always(Act(text='{"findings": []}', cut=True)),
    "no end mark": always(Act(raw=sse({**CHUNK, "choices": [{"index": 0, "delta": {"content": "{}"}}]}))),
    "cut by length": always(Act(text="您先歇一歇。", finish="length")),
    "malformed chunk": always(Act(raw=b"data: {not json\n\n")),
    "chunk of another form": always(Act(raw=sse({"choices": "none"}, [1, 2], {"choices": [{"delta": 7}]}))),
    "error in the stream": always(Act(raw=sse({"error": {"message": "boom"}}))),
    "malformed answer": always(Act(text="sure! {findings: none")),
    "invalid schema": always(Act(text='{"findings": "cough", "extra": 1}')),
    "invented ids": by_task(
        understand=Act(json.dumps({"findings": [{"finding": "plague.of.frogs", "words": "没魂的木头架子"}]})),
        opine=Act(json.dumps({"suggestions": [{"disease": "plague_of_frogs", "evidence": ["frogs"]}]})),
    ),
    "hostile": hostile,
    "wrong language": always(Act(text="You should rest and you will be fine.")),
    "another script": always(Act(text="Вам нужно отдохнуть. お大事に。")),
    "empty": always(Act(text="")),
    "huge": always(Act(text="好" * 300_000)),
    "huge chunk": always(Act(raw=b"data: " + b"x" * 3_000_000)),
    "endless headers": always(Act(headers=tuple((f"x-{i}", "y" * 900) for i in range(200)))),
    "wrong content type": always(Act(raw=b"<html>hello</html>", media_type="text/html")),
    "json instead of a stream": always(
        Act(raw=json.dumps({"choices": [{"message": {"content": "{}"}}]}).encode(), media_type="application/json")
    ),
    "unknown tool": always(Act(calls=(("open_url", '{"url": "http://evil.example/?q=x"}'),))),
    "tools for ever": always(Act(calls=(("find_findings", '{"words": "抽筋"}'),))),
    "tools with junk": always(Act(calls=(("find_findings", '{"words": 7, "more": [}'),))),
    "too many tools": always(Act(calls=tuple(("find_findings", '{"words": "抽筋"}') for _ in range(60)))),
}


def whole(consultation):
    script = Script(consultation)
    script.start(person())
    script.say(WORDS)
    script.take(Finish())
    return script


@pytest.fixture(scope="module")
def alone(knowledge):
    return whole(Consultation(knowledge))


@pytest.mark.parametrize("name", ACTS)
def test_the_consultation_ends_as_the_engine_alone_ends_it(name, assisted, server, alone):
    server.behave = ACTS[name]
    consultation = assisted(llm_deadline_s=DEADLINE_S)
    script = whole(consultation)
    graph = consultation.knowledge.graph

    assert "understand" in {task_of(each) for each in server.asked}
    assert (
        consultation.timed.spent_s < 2 * DEADLINE_S + 10
    )  # two turns; "silent" would be waited for thirty seconds in each
    mine, theirs = script.state.guidance.view, alone.state.guidance.view
    assert mine == theirs
    assert script.state.assessment == alone.state.assessment
    assert [each.disease for each in ranking(graph, script.state)] == [
        each.disease for each in ranking(graph, alone.state)
    ]
    assert script.replies[1].messages == alone.replies[1].messages
    assert script.state.second_opinion is None
    assert script.state.language
    assert not [each for use in script.state.language for each in use.changes if each.kind != "to_confirm"]


def ranking(graph, state):
    from agents.intake.engine import month_of, think  # noqa: PLC0415 - beside its one use

    return differential(think(graph, state, month=month_of(NOON_MS)), entries=12, evidence=3)


def test_what_a_model_reads_as_grave_is_asked_and_not_believed(assisted, server):
    server.behave = hostile
    script = Script(assisted())
    script.start(person())
    reply = script.say(WORDS)
    assert reply.stage == "intake"
    assert reply.question.kind == "yes_no"
    assert script.state.open.question.finding == "suicidal_thoughts"
    assert "没魂的木头架子" in reply.question.why
    script.take(Finish())
    assert script.state.stage == "guided"
