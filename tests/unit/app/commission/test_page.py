"""The page's files: compressed for whoever takes it, as they are for whoever does not, and never out of their folder."""

from __future__ import annotations

import gzip

import httpx
import pytest

from tests.unit.app.commission.conftest import Api

pytestmark = [pytest.mark.server, pytest.mark.enable_socket]
SCRIPT = b"export {};" * 4000


@pytest.fixture
def script(api: Api) -> str:
    (api.config.web_dist / "assets" / "index-long.js").write_bytes(SCRIPT)
    return "/assets/index-long.js"


def raw(api: Api, path: str, accepted: str) -> tuple[httpx.Headers, bytes]:
    with api.client.stream("GET", path, headers={"accept-encoding": accepted}) as answer:
        assert answer.status_code == 200
        return answer.headers, b"".join(answer.iter_raw())


@pytest.mark.parametrize("accepted", ["gzip", "gzip, deflate, br", "br;q=1, GZIP;q=0.4"])
def test_a_browser_gets_the_script_compressed(api: Api, script: str, accepted: str) -> None:
    headers, body = raw(api, script, accepted)
    assert headers["content-encoding"] == "gzip"
    assert headers["content-type"] == "text/javascript; charset=utf-8"
    assert "accept-encoding" in headers["vary"]
    assert "immutable" in headers["cache-control"]
    assert int(headers["content-length"]) == len(body) < len(SCRIPT) / 10
    assert gzip.decompress(body) == SCRIPT


@pytest.mark.parametrize("accepted", ["identity", "br", "gzip;q=0", "gzip;q=0.000, br"])
def test_whoever_takes_no_gzip_gets_it_as_it_is(api: Api, script: str, accepted: str) -> None:
    headers, body = raw(api, script, accepted)
    assert "content-encoding" not in headers
    assert "accept-encoding" in headers["vary"]  # a cache in between must not hand one to the other
    assert body == SCRIPT


def test_a_file_that_changed_is_compressed_anew(api: Api, script: str) -> None:
    raw(api, script, "gzip")
    (api.config.web_dist / "assets" / "index-long.js").write_bytes(b"other")
    assert gzip.decompress(raw(api, script, "gzip")[1]) == b"other"


def test_what_says_something_of_somebody_is_never_compressed(api: Api) -> None:
    headers, _ = raw(api, f"/v1/magnets/{api.world.magnet}", "gzip")
    assert "content-encoding" not in headers
