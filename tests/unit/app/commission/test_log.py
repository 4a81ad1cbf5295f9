"""The log over HTTP, for everybody: what is asked for beyond it is refused in the one form, however large."""

from __future__ import annotations

import pytest

from records.seal.keys import generate_signing_key
from tests.unit.app.commission.conftest import Api

pytestmark = [pytest.mark.server, pytest.mark.enable_socket]


def size_of(api: Api) -> int:
    api.client.get("/v1/directory")
    return api.client.get("/v1/log/entries?start=0&end=1000").json()["entries"].__len__()


def test_head_entries_and_proofs(api: Api) -> None:
    size = size_of(api)
    assert set(api.client.get("/v1/log/head").json()) == {"root_key", "certificate", "head"}
    assert api.client.get(f"/v1/log/entries?start={size - 1}&end={2**53 - 1}").json()["start"] == size - 1
    assert len(api.client.get(f"/v1/log/inclusion?index=0&size={size}").json()["path"]) == (size - 1).bit_length()
    assert api.client.get(f"/v1/log/consistency?from={size}&size={size}").json() == {"path": []}


@pytest.mark.parametrize(
    "query",
    [
        "entries?start=1000&end=1001",
        "entries?start=3&end=3",
        "entries?start=0&end=9007199254740992",
        "entries?start=-1&end=3",
        "entries?start=x&end=3",
        "entries",
        "inclusion?index=0&size=0",
        "inclusion?index=0&size=9007199254740991",
        "inclusion?index=99999999999999999999999999&size=1",
        "consistency?from=0&size=1",
        "consistency?from=5&size=4",
        "consistency?size=4",
    ],
)
def test_what_is_beyond_the_log_is_refused(api: Api, query: str) -> None:
    size_of(api)
    answer = api.client.get(f"/v1/log/{query}")
    assert (answer.status_code, answer.json()["error"] in ("out_of_range", "invalid")) == (422, True)


@pytest.mark.parametrize("seen", ["-1", "x", "9007199254740992", "1.5"])
def test_a_directory_for_a_reader_who_saw_nonsense_is_refused(api: Api, seen: str) -> None:
    assert api.client.get(f"/v1/directory?seen={seen}").status_code == 422


def test_a_reader_gets_the_proof_from_what_it_saw_and_none_where_there_is_none(api: Api) -> None:
    size = size_of(api)
    api.world.admit(generate_signing_key())
    assert api.client.get(f"/v1/directory?seen={size}").json()["log"]["consistency"]["from"] == size
    for none in (0, 2**53 - 1):
        assert api.client.get(f"/v1/directory?seen={none}").json()["log"]["consistency"] is None
