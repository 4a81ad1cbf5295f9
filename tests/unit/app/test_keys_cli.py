"""`jiayi keys`: from an offline root to a commission whose keys are rotated, wrapped anew, destroyed, backed up and brought back."""

from __future__ import annotations

import json
import os
from dataclasses import dataclass
from pathlib import Path

import pytest

from app.bench.rewrap import measure_rewrap
from app.cli.errors import CliError
from app.cli.main import app
from app.keys import Secrets, open_keys
from app.settings import CommissionSettings
from records.store.errors import KeyStoreError
from records.store.kek.passphrase import Argon2id
from records.store.keyfolder import ceremony, doors
from records.store.keyfolder.doors import Wanted
from records.store.keystore import KeyStore
from tests.unit.records.store.keyfolder.conftest import CHEAP, PASSPHRASE, says

pytestmark = [pytest.mark.server, pytest.mark.enable_socket]


def secret_file(folder: Path, name: str, text: str) -> Path:
    path = folder / name
    path.write_text(f"{text}\n")
    path.chmod(0o600)
    return path


@dataclass
class Ended:
    code: int
    said: str
    error: str = ""


@pytest.fixture
def run(database_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]):
    secret = secret_file(tmp_path, "folder.secret", PASSPHRASE)
    # The true cost of a passphrase is tried where it is bounded.
    monkeypatch.setattr(doors, "Argon2id", lambda *cost: Argon2id(*cost) if cost else CHEAP)

    def run(*arguments: str, **more: str) -> Ended:
        for name, value in {
            "JIAYI_DATABASE_URL": database_url,
            "JIAYI_DATA_DIR": str(tmp_path),
            "JIAYI_KEY_SECRET_FILE": str(secret),
            **more,
        }.items():
            monkeypatch.setenv(name, value)
        capsys.readouterr()
        try:
            code = app(["keys", *arguments], standalone_mode=False) or 0
        except CliError as error:
            return Ended(1, capsys.readouterr().out, str(error))
        return Ended(code, capsys.readouterr().out)

    return run


def done(ended: Ended) -> str:
    assert ended.code == 0, ended.said + ended.error
    return ended.said


def refused(ended: Ended, words: str) -> None:
    assert ended.code == 1
    assert words in ended.error


def test_the_whole_life_of_a_commissions_keys(run, tmp_path: Path) -> None:
    root_secret = secret_file(tmp_path, "root.secret", "the root's own passphrase")
    root, request, answer = (str(tmp_path / name) for name in ("root.json", "request.json", "answer"))
    pin = done(run("ceremony", "root", root, "--secret-file", str(root_secret))).strip()
    assert len(pin) == 43
    done(run("ceremony", "commission", "--request", request, "--kek", "file"))
    assert run("check", "--json").code == 1  # no certificate yet
    done(run("ceremony", "sign", request, "--root", root, "--out", answer, "--secret-file", str(root_secret), "--yes"))
    done(run("ceremony", "accept", answer, "--root-fingerprint", pin))
    done(run("check", "--residents", "--json"))
    made = json.loads(done(run("rotate", "kek", "--json")))
    assert made[0]["name"] == "kek-2"
    assert json.loads(done(run("rewrap", "--json")))["broken_in_all"] == 0
    listed = {row["name"]: row for row in json.loads(done(run("list", "--json")))}
    old = listed["kek-1"]["key_id"]
    assert listed["kek-1"]["state"] == "opening"
    refused(run("destroy", old, "--confirm", "something else"), "nothing was destroyed")
    refused(run("destroy", old, "--confirm", old), "less than a minute ago")
    refused(run("destroy", made[0]["key_id"], "--confirm", made[0]["key_id"]), "in force")
    refused(run("rotate", "index"), "not rotated")
    refused(run("rotate", "directory"), "ceremony sign")
    refused(run("list", JIAYI_KEY_SECRET_FILE=str(root_secret)), "passphrase does not open")
    refused(run("list", JIAYI_KEY_SECRET_FILE=str(tmp_path / "nowhere")), "cannot be read")


def test_a_folder_changes_hands_and_comes_back_from_its_backup(run, tmp_path: Path) -> None:
    backup_secret = secret_file(tmp_path, "backup.secret", "the backup has its own passphrase")
    new_secret = secret_file(tmp_path, "new.secret", "a new passphrase for the folder")
    done(run("ceremony", "commission", "--request", str(tmp_path / "r1"), "--kek", "file"))
    made = json.loads(done(run("backup", str(tmp_path / "b"), "--secret-file", str(backup_secret), "--json")))
    assert len(made["held"]) == 9
    assert made["left_out"] == []
    done(run("hold", "--holder", "passphrase", "--secret-file", str(new_secret)))
    refused(run("list"), "passphrase does not open")
    listed = json.loads(done(run("list", "--json", JIAYI_KEY_SECRET_FILE=str(new_secret))))
    again = {"JIAYI_DATA_DIR": str(tmp_path / "again"), "JIAYI_KEY_SECRET_FILE": str(new_secret)}
    files = ("--secret-file", str(backup_secret), "--new-secret-file", str(new_secret))
    done(run("restore", str(tmp_path / "b"), *files, **again))
    assert {row["key_id"] for row in json.loads(done(run("list", "--json", **again)))} == {
        row["key_id"] for row in listed
    }
    refused(run("restore", str(tmp_path / "b"), *files, **again), "never overwritten")
    refused(run("hold", "--holder", "pkcs11", **again), "--module")
    refused(run("hold", "--holder", "cupboard", **again), "no holder cupboard")


def test_rewrapping_while_serving_fails_no_request(tmp_path: Path) -> None:
    figures = measure_rewrap(tmp_path, keys=400, rate=0.0, batch=100, before_s=1.0, processes=1, consultations=2)
    assert figures["failures"] == []
    assert figures["left_under_the_old_key"] == figures["receipted_or_filled_and_not_opened"] == 0
    assert figures["rewrapped"] >= 400
    assert figures["during_encounter_count"] > 0
    assert figures["during_consultation_count"] > 0


def test_secrets_come_from_files_descriptors_or_a_person_and_never_from_nowhere(tmp_path: Path) -> None:
    wanted, pin = Wanted("passphrase", "the key folder"), Wanted("pin", "the token")
    path, other = secret_file(tmp_path, "a", "one"), secret_file(tmp_path, "b", "two")
    assert Secrets(path)(wanted) == "one"
    both = Secrets(path, files={"pin": other})
    assert (both(wanted), both(pin)) == ("one", "two")
    read, write = os.pipe()
    os.write(write, b"three\n")
    os.close(write)
    from_descriptor = Secrets(descriptor=read)
    assert from_descriptor(wanted) == from_descriptor(wanted) == "three"
    asked: list[Wanted] = []

    def person(what: Wanted) -> str:
        asked.append(what)
        return "four"

    by_person = Secrets(prompt=person)
    assert by_person(wanted) == by_person(wanted) == "four"
    assert asked == [wanted]
    with pytest.raises(KeyStoreError, match="JIAYI_KEY_SECRET_FILE"):
        Secrets()(wanted)
    path.write_text("one\ntwo\n")
    with pytest.raises(KeyStoreError, match="one line"):
        Secrets(path)(wanted)
    path.chmod(0o644)
    with pytest.raises(KeyStoreError, match="chmod 600"):
        Secrets(path)(wanted)
    with pytest.raises(KeyStoreError, match="cannot be read"):
        Secrets(tmp_path / "nowhere")(wanted)


def test_a_serving_production_process_takes_sealed_keys_only(tmp_path: Path) -> None:
    KeyStore.create(tmp_path / "keys")
    with pytest.raises(KeyStoreError, match="development keys"):
        open_keys(CommissionSettings(data_dir=tmp_path))
    open_keys(CommissionSettings(data_dir=tmp_path, environment="development"))
    holder = doors.passphrase_holder(CHEAP)
    (tmp_path / "real").mkdir()
    ceremony.make_keys(tmp_path / "real" / "keys", "production", holder, says(PASSPHRASE), kek_there=False, now_ms=1)
    secret = secret_file(tmp_path, "s", PASSPHRASE)
    open_keys(CommissionSettings(data_dir=tmp_path / "real", key_secret_file=secret))
