"""What may be set and what is refused, and what a command says of it. The key is never shown."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from pydantic import ValidationError

from app.language.endpoint import endpoint_from, endpoint_of, require_private
from app.language.errors import LanguageSettingsWrong
from app.settings import LanguageSettings
from tests.fakes.language_server import Act, LanguageServer, task_of

INSIDE = {"llm_base_url": "http://127.0.0.1:8000/v1", "llm_model": "m", "llm_boundary": "inside"}


def test_nothing_set_is_no_model():
    settings = LanguageSettings()
    assert endpoint_from(settings) is None
    assert (settings.llm_boundary, settings.llm_allowed, settings.llm_images) == ("outside", False, False)


@pytest.mark.parametrize(
    ("changes", "named"),
    [
        ({"llm_model": None}, "JIAYI_LLM_MODEL"),
        ({"llm_model": ""}, "JIAYI_LLM_MODEL"),
        ({"llm_boundary": "outside"}, "JIAYI_LLM_ALLOWED"),
        ({"llm_boundary": "nearby"}, "llm_boundary"),
        ({"llm_deadline_s": 0}, "llm_deadline_s"),
        ({"llm_deadline_s": 900}, "llm_deadline_s"),
        ({"llm_tokens": 1}, "llm_tokens"),
    ],
)
def test_what_does_not_go_together_is_refused_by_name(changes, named):
    with pytest.raises(ValidationError) as caught:
        LanguageSettings(**{**INSIDE, "llm_api_key": "sk-very-secret", **changes})
    assert named in str(caught.value)
    assert "sk-very-secret" not in str(caught.value)


def test_the_key_does_not_print():
    settings = LanguageSettings(**INSIDE, llm_api_key="sk-very-secret")
    assert "sk-very-secret" not in f"{settings!r} {settings} {settings.model_dump_json()}"


@pytest.mark.parametrize(
    "url",
    [
        "ftp://127.0.0.1/v1",
        "127.0.0.1:8000",
        "http://",
        "http://user:secret@127.0.0.1/v1",
        "http://127.0.0.1/v1?key=secret",
        "http://127.0.0.1/v1#x",
        "http://127.0.0.1:99999/v1",
        "file:///etc/passwd",
    ],
)
def test_addresses_of_another_kind_are_refused(url):
    with pytest.raises(LanguageSettingsWrong) as caught:
        endpoint_of(url)
    assert "JIAYI_LLM_BASE_URL" in str(caught.value)
    assert "secret" not in str(caught.value)


@pytest.mark.enable_socket
def test_an_endpoint_has_its_addresses_and_its_roots_before_it_is_used():
    plain = endpoint_of("http://127.0.0.1:8000/v1")
    assert (plain.host, plain.port, plain.addresses, plain.tls) == ("127.0.0.1", 8000, ("127.0.0.1",), None)
    require_private(plain)
    secure = endpoint_of("https://127.0.0.1/v1")
    assert secure.port == 443
    assert secure.tls is not None
    assert secure.tls.cert_store_stats()["x509_ca"] > 50
    assert secure.tls.check_hostname


@pytest.mark.enable_socket
def test_outside_of_the_machine_only_https_is_spoken():
    away = endpoint_of("http://192.0.2.7:8000/v1")
    with pytest.raises(LanguageSettingsWrong, match="https"):
        require_private(away)
    endpoint_from(LanguageSettings(**{**INSIDE, "llm_base_url": "http://192.0.2.7:8000/v1"}))
    with pytest.raises(LanguageSettingsWrong):
        endpoint_from(
            LanguageSettings(
                llm_base_url="http://192.0.2.7:8000/v1", llm_model="m", llm_boundary="outside", llm_allowed=True
            )
        )


@pytest.mark.enable_socket
@pytest.mark.parametrize("host", ["203.1.2.3", "[2400:3200::1]"])
def test_no_boundary_reaches_over_the_open_net_in_clear(host):
    with pytest.raises(LanguageSettingsWrong, match="https"):
        endpoint_from(LanguageSettings(**{**INSIDE, "llm_base_url": f"http://{host}:8000/v1"}))
    assert endpoint_from(LanguageSettings(**{**INSIDE, "llm_base_url": f"https://{host}:8000/v1"})) is not None


# --- as a command


def jiayi(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    root = Path(__file__).parents[4]
    kept = {name: value for name, value in os.environ.items() if not name.startswith("JIAYI_")}
    return subprocess.run(
        [sys.executable, "-m", "app.cli", *arguments],
        env={**kept, "PYTHONPATH": str(root), "NO_PROXY": "*", **environment},
        cwd=root,
        capture_output=True,
        text=True,
        timeout=100,
        check=False,
    )


ASSESS = ("assess", "--age", "40", "--sex", "male", "--text", "咳嗽三天，心里像揣了只兔子一样扑腾", "--json")


def test_a_wrong_setting_is_one_line_that_says_how_to_mend_it():
    done = jiayi(*ASSESS, JIAYI_LLM_BASE_URL="https://127.0.0.1/v1", JIAYI_LLM_MODEL="m", JIAYI_LLM_API_KEY="sk-secret")
    assert done.returncode == 1
    assert "JIAYI_LLM_ALLOWED=1" in done.stderr
    assert "Traceback" not in done.stderr
    assert "sk-secret" not in done.stderr + done.stdout
    done = jiayi("serve", "compute", JIAYI_ROOT_FINGERPRINT="A" * 43, JIAYI_LLM_BASE_URL="ftp://x")
    assert done.returncode == 1
    assert "JIAYI_LLM_MODEL" in done.stderr


@pytest.mark.server
@pytest.mark.enable_socket
def test_assess_asks_the_model_that_is_set_and_says_so():
    hare = "心里像揣了只兔子一样扑腾"

    def behave(asked):
        if task_of(asked) == "understand":
            return Act(json.dumps({"findings": [{"finding": "palpitations", "words": hare}]}))
        return Act(status=500)

    with LanguageServer(behave=behave).running() as server:
        done = jiayi(
            *ASSESS,
            JIAYI_LLM_BASE_URL=server.url,
            JIAYI_LLM_MODEL="qwen-test",
            JIAYI_LLM_API_KEY="sk-secret",
            JIAYI_LLM_BOUNDARY="inside",
            OPENAI_LOG="debug",
        )
    assert done.returncode == 0, done.stderr
    told = json.loads(done.stdout)
    assert told["language_model"]["model"] == "qwen-test"
    assert "palpitations" in {each["id"] for each in told["findings"]}
    assert server.keys[0] == "Bearer sk-secret"
    assert "sk-secret" not in done.stdout + done.stderr
    assert "DEBUG" not in done.stderr
