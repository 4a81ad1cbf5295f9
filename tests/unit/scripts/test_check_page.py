"""The check that the page is what its source builds: what differs is named, and what could not be built is never called good."""

from __future__ import annotations

from pathlib import Path

import pytest

from scripts import check_page


@pytest.fixture
def web(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / "web/dist/assets").mkdir(parents=True)
    (tmp_path / "web/dist/index.html").write_text("<p>")
    (tmp_path / "web/dist/assets/a.js").write_text("1")
    monkeypatch.setattr(check_page, "WEB", tmp_path / "web")
    monkeypatch.setattr("sys.argv", ["check_page.py"])
    return tmp_path / "web"


def built_as(**files: str) -> object:
    def build(folder: Path) -> Path:
        made = folder / "dist"
        (made / "assets").mkdir(parents=True)
        for name, text in ({"index.html": "<p>", "assets/a.js": "1"} | files).items():
            (made / name).write_text(text)
        return made

    return build


@pytest.mark.usefixtures("web")
def test_the_same_bytes_are_the_same_page(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(check_page, "build", built_as())
    assert check_page.main() == 0


@pytest.mark.usefixtures("web")
def test_every_file_that_differs_is_named(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setattr(check_page, "build", built_as(**{"index.html": "<b>", "assets/b.js": ""}))
    assert check_page.main() == 1
    assert capsys.readouterr().out.splitlines() == [
        "assets/b.js is not what the source builds",
        "index.html is not what the source builds",
    ]


def test_what_does_not_build_is_not_called_good(web: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (web / "package.json").write_text("{}")
    assert check_page.main() == 2
    assert "does not build" in capsys.readouterr().err
