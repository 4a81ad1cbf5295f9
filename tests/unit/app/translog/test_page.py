"""What a server serves as the page, against a build and the log."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from app.commission.services import Services
from app.translog.errors import CannotCheck
from app.translog.page import check_page
from app.translog.sources import RemoteLog
from tests.unit.app.translog.conftest import Between

pytestmark = [pytest.mark.server, pytest.mark.enable_socket]


def test_what_is_served_is_what_was_built_and_is_in_the_log(remote: RemoteLog, dist: Path) -> None:
    report = check_page(remote, dist)
    assert (report.faults, report.files) == ([], 3)
    assert report.entry is not None


@pytest.mark.parametrize(
    ("path", "name"),
    [("/m/check", "index.html"), ("/assets/index-abc.js", "assets/index-abc.js"), ("/favicon.svg", "favicon.svg")],
)
def test_a_file_served_otherwise_is_named(
    remote: RemoteLog, between: Between, dist: Path, path: str, name: str
) -> None:
    between.alter[path] = lambda content: content + b" "
    (fault,) = check_page(remote, dist).faults
    assert fault.startswith(f"{name} is served otherwise")


def test_another_build_is_not_in_the_log_and_not_served(remote: RemoteLog, dist: Path, tmp_path: Path) -> None:
    other = tmp_path / "other"
    shutil.copytree(dist, other)
    (other / "assets/index-abc.js").write_text("export { other }")
    (other / "assets/more.js").write_text("")
    report = check_page(remote, other)
    assert report.entry is None
    told = "\n".join(report.faults)
    assert "is not in the log" in told
    assert "assets/index-abc.js is served otherwise" in told
    assert "assets/more.js is not served" in told


def test_a_build_that_is_served_and_was_never_logged_is_told(
    dist: Path, monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest
) -> None:
    monkeypatch.setattr(Services, "log_page", lambda _: None)
    (fault,) = check_page(request.getfixturevalue("remote"), dist).faults
    assert "is not in the log; pages in it: none" in fault


def test_without_a_build_there_is_nothing_to_compare(remote: RemoteLog, tmp_path: Path) -> None:
    with pytest.raises(CannotCheck, match="make page"):
        check_page(remote, tmp_path / "nothing")
