"""HTTPS to the endpoint: its own authority, its own name, and nobody else's."""

from __future__ import annotations

import time

import pytest

from agents.errors import LanguageModelAway
from agents.language.leash import Leash
from agents.language.port import Passages
from agents.language.tools import ToolTable
from app.language.connect import assistant_of
from app.language.endpoint import endpoint_from
from app.settings import LanguageSettings
from records.trust.local_tls import local_tls
from tests.fakes.language_server import Act, LanguageServer

pytestmark = [pytest.mark.server, pytest.mark.enable_socket]


def understood(knowledge, url, ca):
    settings = LanguageSettings(llm_base_url=url, llm_model="m", llm_allowed=True, llm_ca=ca)
    made = assistant_of(settings, endpoint_from(settings), knowledge)
    leash = Leash(time.monotonic, until_s=time.monotonic() + 4, tokens=9000)
    try:
        return made.model.understand(Passages(lang="zh", passages=("x",), candidates=()), ToolTable(), leash)
    except LanguageModelAway as error:
        return error.reason
    finally:
        made.close()


def test_only_the_endpoint_of_the_right_authority_and_name_is_spoken_to(knowledge, tmp_path):
    mine, other = local_tls(tmp_path / "mine", "127.0.0.1"), local_tls(tmp_path / "other", "127.0.0.1")
    elsewhere = local_tls(tmp_path / "elsewhere", "192.0.2.7")
    server = LanguageServer(behave=lambda _asked: Act('{"findings": []}'))
    with server.running(certificate=str(mine.certificate), key=str(mine.key)):
        url = f"https://127.0.0.1:{server.port}/v1"
        assert understood(knowledge, url, mine.authority) == ()
        assert understood(knowledge, url, other.authority) == "not_there"
        assert understood(knowledge, url, None) == "not_there"
        assert len(server.asked) == 1
    server = LanguageServer(behave=lambda _asked: Act('{"findings": []}'))
    with server.running(certificate=str(elsewhere.certificate), key=str(elsewhere.key)):
        assert understood(knowledge, f"https://127.0.0.1:{server.port}/v1", elsewhere.authority) == "not_there"
        assert server.asked == []
