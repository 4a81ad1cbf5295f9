"""No score without a source that a doctor can read and something published that it is held against."""

from __future__ import annotations

import ast
import importlib
import inspect
import pkgutil
import re
from pathlib import Path

import pytest

from agents.specialties import scores
from agents.specialties.scores.abdomen import dehydration
from agents.specialties.scores.nerves import whooley
from agents.specialties.scores.sugar import glucose_level
from agents.state import ScoreResult

HERE = Path(__file__).parent
PUBLISHED = sorted(HERE.glob("test_published_*.py"))
ELSEWHERE = {
    "glucose": "its levels are held against the published limits below",
    "phq9_of_sum": "phq9 from its sum on a report",
    "pound": "test_scores_nerves_mood.py: the first patient of Detsky 2006",
}


def _functions() -> dict[str, object]:
    """Answer every public function of the scores' modules that answers a score."""
    found: dict[str, object] = {}
    for info in pkgutil.iter_modules(scores.__path__):
        module = importlib.import_module(f"{scores.__name__}.{info.name}")
        for name, function in inspect.getmembers(module, inspect.isfunction):
            own = function.__module__ == module.__name__ and not name.startswith("_")
            if own and function.__annotations__.get("return") in {ScoreResult, "ScoreResult"} and name != "add_up":
                found[name] = function
    return found


def _called(path: Path) -> set[str]:
    return {node.id for node in ast.walk(ast.parse(path.read_text("utf-8"))) if isinstance(node, ast.Name)}


def test_every_score_is_held_against_something_published():
    used = set().union(*(_called(path) for path in PUBLISHED))
    names = set(_functions())
    assert len(names) > 35
    assert not set(ELSEWHERE) - names
    assert names - used - set(ELSEWHERE) == set()


def _sources() -> dict[str, str]:
    modules = [
        importlib.import_module(f"{scores.__name__}.{info.name}") for info in pkgutil.iter_modules(scores.__path__)
    ]
    return {name: value for module in modules for name, value in vars(module).items() if name.endswith("_SOURCE")}


@pytest.mark.parametrize("name", sorted(_sources()))
def test_a_source_that_a_doctor_reads_has_a_year_and_is_short(name):
    """A citation goes along with every score in the sealed record, so it is a line and no paragraph."""
    assert re.search(r"\b(19|20)\d\d\b", _sources()[name])
    assert len(_sources()[name]) <= 130


def test_whooley_is_positive_by_either_question():
    """No worked case was found. Whooley 1997: a yes to either question is a positive screen, two noes a negative one."""
    for mood, interest in ((True, False), (False, True), (True, True)):
        assert "positive" in whooley(low_mood=mood, no_interest=interest).meaning.en
    assert "negative" in whooley(low_mood=False, no_interest=False).meaning.en


SIGNS = ("looks_worse", "drowsy_or_irritable", "sunken_eyes", "passes_less_urine", "fast_breathing")


@pytest.mark.parametrize("sign", SIGNS)
def test_any_one_sign_of_nices_table_is_seen_today(sign):
    """No worked case was found. NICE CG84, table 1: each sign marked there stands for itself."""
    score = dehydration(**{name: name == sign for name in SIGNS})
    assert (score.low, score.high) == (1, 1)
    assert "today" in score.meaning.en


@pytest.mark.parametrize(
    ("mmol_l", "fasting", "level"),
    [(6.0, True, "normal"), (6.1, True, "impaired"), (6.9, True, "impaired"), (7.0, True, "diabetic"),
     (7.7, False, "normal"), (7.8, False, "impaired"), (11.0, False, "impaired"), (11.1, False, "diabetic")],
)  # fmt: skip
def test_glucose_levels_are_those_of_whos_table(mmol_l, fasting, level):
    """No worked case was found. WHO/IDF 2006: fasting 6.1 to 6.9 and after a load 7.8 to 11.0 are impaired, 7.0 and 11.1 diabetic."""
    assert glucose_level(mmol_l, fasting=fasting) == level
