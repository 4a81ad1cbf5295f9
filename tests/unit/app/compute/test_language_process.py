"""A sandboxed node with a language model: it reaches the endpoint and nothing else, ends its turns all the same, and leaves nothing."""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Iterator

import pytest

from tests.fakes.language_server import Act, LanguageServer, data_of, task_of
from tests.journey.city import City
from tests.journey.wire import hits
from tests.unit.app.compute.conftest import START, say, wait_until
from tests.unit.app.compute.test_process import Running, health, phone, start, take, taken

pytestmark = [pytest.mark.server, pytest.mark.enable_socket]
HARE = "心里像揣了只兔子一样扑腾"
PHRASE = "窗台上的搪瓷缸子"


def helpful(asked):
    if task_of(asked) == "understand":
        return Act(json.dumps({"findings": [{"finding": "palpitations", "words": HARE}]}))
    if task_of(asked) == "phrase":
        return Act(f"我明白，{data_of(asked)['text']}")
    return Act('{"suggestions": []}')


@pytest.fixture(scope="module")
def server() -> Iterator[LanguageServer]:
    with LanguageServer(behave=helpful).running() as running:
        yield running


@pytest.fixture(scope="module")
def city(tmp_path_factory: pytest.TempPathFactory) -> Iterator[City]:
    made = City(tmp_path_factory.mktemp("city"))
    try:
        made.start("commission")
        yield made
    finally:
        made.close()


@pytest.fixture(scope="module")
def running(city: City, server: LanguageServer, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    environment = {
        **city.environment,
        "JIAYI_READ_REPORTS": "0",
        "JIAYI_LLM_BASE_URL": server.url,
        "JIAYI_LLM_MODEL": "fake-7b",
        "JIAYI_LLM_API_KEY": "sk-node-secret",
        "JIAYI_LLM_BOUNDARY": "inside",
        "JIAYI_LLM_DEADLINE_S": "8",
        "OPENAI_LOG": "debug",
        "OPENAI_BASE_URL": city.commission,
        "HTTP_PROXY": city.commission,
        "ALL_PROXY": city.commission,
    }
    made = start(
        [sys.executable, "-m", "app.cli", "serve", "compute"],
        tmp_path_factory.mktemp("node"),
        environment,
        port=city.ports["compute"],
    )
    try:
        assert health(made, serving=True, timeout_s=90)["sandbox_enforced"] is True
        made.before = made.files()
        yield made
    finally:
        made.stop()


def test_the_model_is_asked_from_inside_the_sandbox(running: Running, city: City, server: LanguageServer) -> None:
    one, before = phone(city), taken(city)
    take(city, one, START)
    reply = take(city, one, say(f"{HARE}，两天了，{PHRASE}")).reply
    assert any(HARE in message for message in reply.messages)
    guidance = take(city, one, {"kind": "finish"}).reply.guidance
    assert guidance is not None
    assert guidance.comfort.startswith("我明白，")
    wait_until(lambda: taken(city) == before + 3)

    assert server.keys[0] == "Bearer sk-node-secret"
    assert {task_of(each) for each in server.asked} == {"understand", "phrase", "opine"}
    assert running.files() == running.before
    logged = running.errors.read_bytes()
    assert [line for line in logged.splitlines() if not line.startswith(b"{")] == []
    assert any(json.loads(line)["event"] == "language model set" for line in logged.splitlines())
    sent = bytes(city.taps["commission"].recorded)
    assert hits(PHRASE, [("log", logged), ("wire", sent)]) == []
    assert hits(HARE, [("log", logged), ("wire", sent)]) == []
    assert b"sk-node-secret" not in logged + sent
    assert b"chat/completions" not in sent


def test_a_turn_ends_in_time_when_the_endpoint_hangs(
    running: Running, city: City, server: LanguageServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(server, "behave", lambda _asked: Act(wait_s=300))
    one = phone(city)
    take(city, one, START)
    started = time.monotonic()
    reply = take(city, one, say(f"{HARE}，咳嗽三天")).reply
    assert time.monotonic() - started < 45
    assert reply.question is not None
    assert running.process.poll() is None
