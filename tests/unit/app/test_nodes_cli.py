"""`jiayi nodes …` on a real database and a TPM in software: what is allowed is listed, what is wrong is said."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import Result
from typer.testing import CliRunner

from app.cli.errors import CliError
from app.cli.main import app
from records.store.keystore import KeyStore
from records.trust.measurement import measurement
from tests.fakes.software_tpm import running

pytestmark = [pytest.mark.server, pytest.mark.enable_socket]
Run = Callable[..., Result]


@pytest.fixture
def run(database_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    KeyStore.create(tmp_path / "keys")
    monkeypatch.setenv("JIAYI_DATABASE_URL", database_url)
    monkeypatch.setenv("JIAYI_DATA_DIR", str(tmp_path))
    return lambda *arguments: CliRunner().invoke(app, ["nodes", *arguments])


def test_from_a_machine_to_its_end(run: Run, tpm_factory: Path, tmp_path: Path) -> None:
    with running(tpm_factory / "one", tpm_factory / "maker") as machine:
        tpm = machine.connect()
        tpm.extend(4, b"\1" * 32)
        tpm.close()
        machine.connections.clear()
        made = run("platform", "--hardware", machine.where, "--pcr", "4", "--pcr", "9", "--software")
        (tmp_path / "root.pem").write_bytes(machine.roots_pem)
    assert made.exit_code == 0, made.stderr
    assert "nothing was measured into PCR 9" in made.stderr
    platform = json.loads(made.stdout)
    assert (set(platform["pcrs"]), platform["software"]) == ({"4", "9"}, measurement())
    (tmp_path / "platform.json").write_text(made.stdout, encoding="utf-8")
    digests = [
        json.loads(run("allow", kind, value, "--note", "test", "--json").stdout)["digest"]
        for kind, value in (
            ("measurement", "this"),
            ("ek-root", str(tmp_path / "root.pem")),
            ("tpm2", str(tmp_path / "platform.json")),
        )
    ]
    assert run("end", digests[0]).exit_code == 0
    barred = json.loads(run("revoke", "5a" * 32, "--by", "machine", "--json").stdout)
    assert barred == {"revoked": [], "epoch": 2}
    shown = json.loads(run("show", "--json").stdout)
    ended = {rule["digest"]: rule["ended"] for rule in shown["allowed"]}
    assert ended == {digests[0]: True, digests[1]: False, digests[2]: False}
    assert shown["barred"] == [{"by": "machine", "value": "5a" * 32}]
    assert "barred: machine" in run("show").stdout
    assert run("list").stdout.strip() == "none"
    assert run("measure").stdout.strip() == measurement()


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["allow", "measurement", "abc"], "64 hexadecimal"),
        (["allow", "ek-root", "nowhere.pem"], "PEM"),
        (["end", "0" * 64], "no rule"),
        (["revoke", "0" * 32], "no such node"),
        (["revoke", "abc", "--by", "attestation-key"], "64 hexadecimal"),
        (["show", "0" * 32], "ever admitted"),
        (["platform", "--hardware", "tcp:127.0.0.1:1"], "no TPM answers"),
        (["platform", "--pcr", "13"], "0 to 12"),
    ],
)
def test_what_is_wrong_is_one_line(run: Run, arguments: list[str], says: str) -> None:
    done = run(*arguments)
    assert isinstance(done.exception, CliError)
    assert says in str(done.exception)
    assert "\n" not in str(done.exception)
