"""`jiayi evaluate inquiry` and `jiayi evaluate ddxplus`: published sets, each imported as a graph that the same engine reasons over.

Plain functions, registered by `app.cli.evaluate`. What measures is imported inside the commands, as everywhere in `app.cli`.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.console import Console
from rich.table import Table

from app.cli.errors import CliError

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

JsonOption = Annotated[bool, typer.Option("--json", help="One JSON object, for machines.")]
SeedOption = Annotated[int, typer.Option(help="Decides the folds and the bootstrap.")]
QuestionsOption = Annotated[int, typer.Option("--max-questions", min=0, help="Questions in one interview at most.")]


def read_json(path: Path) -> Any:
    """Answer the parsed file. Raises CliError naming the file, the place and the remedy."""
    try:
        return json.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise CliError(f"{path} cannot be read ({error.strerror}); name a JSON file") from error
    except json.JSONDecodeError as error:
        raise CliError(
            f"{path}, line {error.lineno}, column {error.colno}: this is no JSON ({error.msg}); mend the file there"
        ) from error
    except UnicodeDecodeError as error:
        raise CliError(f"{path} is not UTF-8 text at byte {error.start}; save it as UTF-8") from error


def inquiry(
    train: Annotated[Path, typer.Argument(metavar="TRAIN", help="Consultations to learn from, as JSON.")],
    test: Annotated[
        Path | None,
        typer.Argument(metavar="TEST", help="Consultations to ask; cross-validation within TRAIN when left out."),
    ] = None,
    folds: Annotated[int, typer.Option(min=2, help="Folds of the cross-validation.")] = 5,
    max_questions: QuestionsOption = 10,
    seed: SeedOption = 0,
    as_json: JsonOption = False,
) -> None:
    """Symptom inquiry (Dxy, MZ-4, MZ-10): learn from TRAIN, interview the patients of TEST."""
    from app.cli.issues import FileRefused
    from app.evaluate_sets.inquiry import evaluate
    from kg.errors import GraphInvalid
    from kg.importers.inquiry import read_cases

    apart = test is not None and test.resolve() != train.resolve()
    try:
        learnt = read_cases(read_json(train), str(train))
        asked = read_cases(read_json(test), str(test)) if apart and test is not None else None
    except GraphInvalid as invalid:
        raise FileRefused(invalid) from invalid
    if asked is None and len(learnt) < folds:
        raise CliError(f"{train} holds {len(learnt)} cases, too few for {folds} folds; ask for fewer with --folds")
    _say_unknown(learnt, asked)
    result = evaluate(learnt, asked, most=max_questions, fold_count=folds, seed=seed, progress=progress())
    show(result.figures(), as_json=as_json)


def _say_unknown(learnt: Any, asked: Any) -> None:
    if asked is None:
        return
    known = {symptom for case in learnt for symptom in (*case.volunteered, *case.recorded)}
    new = {symptom for case in asked for symptom in (*case.volunteered, *case.recorded)} - known
    if new:
        print(
            f"{len(new)} symptoms of TEST are not in TRAIN: they cannot be asked and count as not found",
            file=sys.stderr,
        )
    strange = {case.disease for case in asked} - {case.disease for case in learnt}
    if strange:
        print(f"{len(strange)} diseases of TEST are not in TRAIN and count as missed", file=sys.stderr)


def progress() -> Callable[[int, int], None]:
    """Answer a function that tells on standard error how far it is, about every twentieth part."""

    def tell(done: int, total: int) -> None:
        if done % max(1, total // 20) == 0 or done == total:
            print(f"{done} of {total}", file=sys.stderr)

    return tell


def show(figures: Mapping[str, Any], *, as_json: bool) -> None:
    """Print the figures with their intervals, as a table or as one JSON object."""
    if as_json:
        print(json.dumps(figures, ensure_ascii=False))
        return
    table = Table("what", "value", "95 % interval")
    for name, value in figures.items():
        if name == "ci95":
            continue
        between = figures["ci95"].get(name)
        shown = f"{value:.4f}" if isinstance(value, float) else str(value)
        table.add_row(name, shown, "" if between is None else f"{between[0]:.4f} to {between[1]:.4f}")
    Console().print(table)


def ddxplus(
    folder: Annotated[
        Path, typer.Argument(metavar="DIR", help="Conditions, evidences, statistics and test patients of DDXPlus.")
    ],
    limit: Annotated[
        int | None, typer.Option(min=1, help="So many patients, drawn by the seed; all when left out.")
    ] = None,
    max_questions: QuestionsOption = 10,
    seed: SeedOption = 0,
    as_json: JsonOption = False,
) -> None:
    """DDXPlus: interview its simulated patients over its own statistics."""
    import random

    from app.cli.issues import FileRefused
    from app.evaluate_sets.ddxplus import evaluate, read_patients
    from kg.errors import GraphInvalid
    from kg.importers.ddxplus import FILES, ddxplus_graph, read_release

    if not folder.is_dir():
        raise CliError(
            f"{folder} is no folder; name the folder that holds {', '.join(FILES)} and the patients' CSV file"
        )
    found = sorted(folder.glob("*test_patients*.csv")) or sorted(folder.glob("*.csv"))
    if len(found) != 1:
        raise CliError(f"{folder} holds {len(found)} CSV files of patients; keep exactly one, named test_patients….csv")
    try:
        release = read_release({name: read_json(folder / name) for name in FILES})
        patients = read_patients(_rows(found[0]), str(found[0]), release)
    except GraphInvalid as invalid:
        raise FileRefused(invalid) from invalid
    if limit is not None and limit < len(patients):
        patients = tuple(random.Random(seed).sample(patients, limit))  # noqa: S311 - a draw for measuring, no secret
    result = evaluate(ddxplus_graph(release), release, patients, most=max_questions, seed=seed, progress=progress())
    show(result.figures(), as_json=as_json)


def _rows(path: Path) -> list[dict[str, str | None]]:
    import csv

    try:
        with path.open(encoding="utf-8", newline="") as file:
            return list(csv.DictReader(file))
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise CliError(f"{path} cannot be read as CSV ({error}); take the file as DDXPlus publishes it") from error
