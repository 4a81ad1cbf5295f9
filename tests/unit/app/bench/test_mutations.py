"""What `jiayi bench mutate` measures, in small: nothing altered opens, the count can tell, and the page's openers say the same."""

from __future__ import annotations

import dataclasses

import pytest
from typer.testing import CliRunner

from app.bench.mutations import openers
from app.bench.mutations.corpus import Maker
from app.bench.mutations.openers import OPENERS
from app.bench.mutations.page import PageMissing, phone_entries, run_on_page
from app.bench.mutations.plan import KINDS, Draw, Entry, mutate
from app.bench.mutations.run import run
from app.cli.bench import app as cli
from records.errors import CannotOpen


@pytest.fixture(scope="module")
def corpus() -> list[Entry]:
    return Maker(3).corpus()


def test_every_message_opens_as_it_is_and_under_no_other_context(corpus: list[Entry]) -> None:
    assert {entry.structure for entry in corpus} == set(OPENERS)
    for entry in corpus:
        OPENERS[entry.structure](entry.data, entry.context)
        assert entry.wrong
        for context in entry.wrong:
            with pytest.raises(CannotOpen):
                OPENERS[entry.structure](entry.data, context)


def test_nothing_that_was_altered_opens(corpus: list[Entry]) -> None:
    outcome = run(corpus, seed=3, first=0, count=6000)
    assert (outcome.tried, outcome.accepted, outcome.found) == (6000, 0, [])
    assert set(outcome.kinds) == set(KINDS)
    assert set(outcome.structures) == set(OPENERS)
    assert len(outcome.reasons) > 14
    assert sum(outcome.reasons.values()) == 6000


def test_an_opener_that_lets_something_through_is_found(corpus: list[Entry], monkeypatch: pytest.MonkeyPatch) -> None:
    def lax(data: bytes, _context: openers.Context) -> object:
        return data[:4]

    monkeypatch.setitem(OPENERS, "capsule", lax)
    capsules = [entry for entry in corpus if entry.structure == "capsule"]
    outcome = run(capsules, seed=3, first=0, count=50)
    assert outcome.accepted == 50
    assert len(outcome.found) == 20
    assert "seed 3, number" in outcome.found[0]


def test_a_mutation_can_be_made_again_from_its_number(corpus: list[Entry]) -> None:
    entry = corpus[0]
    assert mutate(entry, [entry], Draw(9, 77)) == mutate(entry, [entry], Draw(9, 77))
    assert len({mutate(entry, [entry], Draw(9, number)).data for number in range(40)}) > 25


def test_what_is_the_same_as_before_is_not_counted_as_refused(corpus: list[Entry]) -> None:
    """A doubled empty part alters nothing; it is skipped, never tried."""
    plain = next(entry for entry in corpus if entry.structure == "envelope" and "identity" in entry.name)
    only_empty = dataclasses.replace(plain, regions=((0, 0),), lengths=(), fields=((0, 4),), json=None, wrong=())
    outcome = run([only_empty], seed=1, first=0, count=300)
    assert outcome.same > 20
    assert outcome.accepted == 0


def test_a_run_whose_page_half_could_not_run_fails_and_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    def missing(*_: object, **__: object) -> str:
        raise PageMissing("Node or the page's packages are missing: make install brings both")

    monkeypatch.setattr("app.bench.mutations.page.run_tool", missing)
    for asked in (["--page-count", "5"], ["--page-count", "5", "--json"], []):
        done = CliRunner().invoke(cli, ["mutate", "--count", "20", *asked])
        assert done.exit_code == 1, asked
        assert "page: NOT RUN: Node or the page's packages are missing" in done.stderr
    assert CliRunner().invoke(cli, ["mutate", "--count", "20", "--page-count", "0"]).exit_code == 0


def test_the_pages_openers_refuse_each_for_the_same_reason(corpus: list[Entry]) -> None:
    try:
        page = run_on_page(corpus, seed=3, first=0, count=400)
    except PageMissing as missing:
        pytest.skip(str(missing))
    here = run(phone_entries(corpus), seed=3, first=0, count=400)
    assert page["accepted"] == 0
    assert page["fingerprint"] == here.fingerprint
    assert page["reasons"] == dict(here.reasons)
