"""Administration at the command line, on a real database: what is made is there, what is wrong is said."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import psycopg
import pytest

from records.store.keystore import KeyStore
from records.trust.directory import fingerprint
from tests.fakes.paper import codes, pages

ROOT = Path(__file__).parents[3]
pytestmark = [pytest.mark.server, pytest.mark.enable_socket]


@pytest.fixture
def run(database_url, tmp_path):
    KeyStore.create(tmp_path / "keys")

    def run(*arguments: str) -> subprocess.CompletedProcess[str]:
        environment = {
            **os.environ,
            "JIAYI_DATABASE_URL": database_url,
            "JIAYI_DATA_DIR": str(tmp_path),
            "JIAYI_PUBLIC_ORIGIN": "https://jiayi.example",
            "JIAYI_NEW_PASSWORD": "correct horse battery",
        }
        return subprocess.run(
            [sys.executable, "-m", "app.cli", *arguments],
            capture_output=True,
            text=True,
            check=False,
            env={**environment, "PYTHONPATH": str(ROOT)},
            cwd=tmp_path,
        )

    return run


def answer(done: subprocess.CompletedProcess[str]):
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def test_from_a_community_to_a_magnet_and_its_end(run, tmp_path):
    community = answer(run("communities", "create", "测试社区", "Test community", "--json"))["id"]
    assert [row["name_zh"] for row in answer(run("communities", "list", "--json"))] == ["测试社区"]
    made = run("clinicians", "create", "li", "--name", "李医生", "--phone", "0951-5550121", "--community", community)
    assert made.returncode == 0, made.stderr
    assert [row["username"] for row in answer(run("clinicians", "list", "--json"))] == ["li"]
    sheets = tmp_path / "sheets.pdf"
    links = answer(run("magnets", "issue", "--community", community, "--count", "2", "--out", str(sheets), "--json"))
    pin = fingerprint(KeyStore.open(tmp_path / "keys").root.public_bytes)
    assert len(set(links)) == 2
    assert all(link.startswith("https://jiayi.example/m/") and link.endswith(f"#{pin}") for link in links)
    assert pages(sheets.read_bytes())[0].count("测试社区") == 2
    assert codes(sheets.read_bytes()) == set(links)
    magnets = [link.split("/m/")[1].split("#")[0] for link in links]
    assert run("magnets", "lost", magnets[0][:8]).returncode == 0
    (new,) = answer(run("magnets", "replace", links[1], "--links", "--json"))
    assert list(tmp_path.glob("*.pdf")) == [sheets]
    found = {row["id"]: row for row in answer(run("magnets", "list", "--json"))}
    assert [found[magnet]["ended_as"] for magnet in magnets] == ["lost", "replaced"]
    assert found[magnets[1]]["replaced_by"] in new
    assert [row["id"] in new for row in answer(run("magnets", "list", "--in-use", "--json"))] == [True]


def test_what_would_spoil_the_paper_is_said_before_a_magnet_is_made(run, tmp_path, monkeypatch):
    taken = tmp_path / "taken.pdf"
    taken.write_bytes(b"kept")
    issue = ("magnets", "issue", "--community", "any", "--doctor", "li", "--out")
    there = run(*issue, str(taken))
    assert (there.returncode, taken.read_bytes()) == (1, b"kept")
    assert "exists already" in there.stderr
    monkeypatch.setenv("JIAYI_FONT_FOLDER", str(tmp_path))
    assert "fonts-noto-cjk" in run(*issue, str(tmp_path / "new.pdf")).stderr
    assert not (tmp_path / "new.pdf").exists()


def test_without_a_name_the_sheets_are_named_by_what_they_hold_and_links_alone_write_nothing(run, tmp_path):
    community = answer(run("communities", "create", "测试/社区", "Test community", "--json"))["id"]
    run("clinicians", "create", "li", "--name", "李医生", "--community", community)
    issue = ("magnets", "issue", "--community", community, "--count", "2")
    plain = run(*issue, "--links")
    assert (len(plain.stdout.split()), list(tmp_path.glob("*.pdf"))) == (2, [])
    assert run(*issue, "--links", "--out", "x.pdf").returncode == 1
    done = run(*issue)
    assert done.returncode == 0, done.stderr
    (made,) = tmp_path.glob("*.pdf")
    assert made.name in done.stdout
    (first,) = {row["id"][:8] for row in answer(run("magnets", "list", "--json"))} & {made.stem.rsplit("-", 1)[1]}
    assert made.name == f"magnets-测试社区-李医生-2-{first}.pdf"
    before = made.read_bytes()
    assert len(codes(before)) == 2
    (link,) = answer(run("magnets", "replace", first, "--json"))
    assert len(list(tmp_path.glob("*.pdf"))) == 2
    assert made.read_bytes() == before
    assert link.split("/m/")[1][:8] in {each.stem.rsplit("-", 1)[1] for each in tmp_path.glob("*.pdf")}


def test_a_doctor_changes_and_leaves_and_hands_the_magnets_on(run):
    here = answer(run("communities", "create", "河西", "West", "--json"))["id"]
    there = answer(run("communities", "create", "河东", "East", "--phone", "0951-5550100", "--json"))["id"]
    for username in ("li", "zhang"):
        run("clinicians", "create", username, "--name", username, "--community", here)
    assert run("clinicians", "update", "li", "--name", "李医生", "--phone", "0951-5550121").returncode == 0
    assert run("clinicians", "update", "li", "--community", here, "--community", there).returncode == 0
    assert run("communities", "update", here, "--name-zh", "河西社区").returncode == 0
    for community in (here, there):
        run("magnets", "issue", "--community", community, "--doctor", "li", "--links")
    found = {row["username"]: row for row in answer(run("clinicians", "list", "--json"))}
    assert (found["li"]["name"], found["li"]["magnets"]) == ("李医生", {here: 1, there: 1})
    refused = run("clinicians", "close", "li")
    assert (refused.returncode, "name who takes them (zhang)" in refused.stderr) == (1, True)
    done = run("clinicians", "close", "li", "--magnets-to", f"{here}=zhang")
    assert done.returncode == 0, done.stderr
    assert "1 magnets are left where no other doctor works" in done.stderr
    assert [row["doctor_left"] for row in answer(run("magnets", "list", "--doctor", "zhang", "--json"))] == [False]
    (left,) = answer(run("magnets", "list", "--doctor", "li", "--json"))
    printed = run("magnets", "print", left["id"], "--out", "left.pdf")
    assert (printed.returncode, "a doctor who left" in printed.stderr) == (1, True)


def test_figures_are_exported_for_a_month_that_is_over_and_not_before(run):
    run("communities", "create", "测试社区", "Test community")
    early = run("quality", "export", "2999-01")
    assert early.returncode == 1
    found = answer(run("quality", "export", "2026-01", "--json"))
    assert found["spent_epsilon"] == pytest.approx(0.4, abs=1e-5)
    assert {cell["community"] for cell in found["histograms"][0]["cells"]} == {"测试社区"}


@pytest.mark.parametrize(
    "arguments",
    [
        ("magnets", "issue", "--community", "nowhere", "--doctor", "nobody"),
        ("magnets", "revoke", "nothing"),
        ("clinicians", "create", "x", "--name", "X", "--role", "emperor"),
        ("clinicians", "password", "nobody"),
        ("clinicians", "update", "nobody", "--name", "X"),
        ("clinicians", "update", "nobody"),
        ("communities", "update", "nowhere", "--phone", "0951-5550121"),
        ("communities", "create", "X", "X", "--phone", "nobody's"),
    ],
)
def test_what_is_not_there_is_said_in_one_line(run, arguments):
    done = run(*arguments)
    assert done.returncode == 1
    assert done.stderr.startswith("jiayi: ")
    assert "Traceback" not in done.stderr


def test_the_audit_chain_is_checked_and_a_changed_entry_shows(run, database_url):
    answer(run("communities", "create", "测试社区", "Test community", "--json"))
    verdict = answer(run("audit", "verify", "--json"))
    assert verdict["entries"] > 0
    assert verdict["broken_at"] is None
    with psycopg.connect(database_url, autocommit=True) as connection:
        connection.execute("set session_replication_role = replica")  # what somebody with the server could do
        connection.execute(
            "update audit_entry set actor = 'somebody else' where seq = (select min(seq) from audit_entry)"
        )
    done = run("audit", "verify")
    assert done.returncode == 1
    assert "breaks at entry" in done.stdout
