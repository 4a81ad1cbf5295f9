"""`jiayi evaluate redteam`: what must not come of what people say, and what must not be refused.

A plain function, registered by `app.cli.evaluate`. What measures is imported inside, as everywhere in `app.cli`.
"""

from __future__ import annotations

import json
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console
from rich.table import Table

from app.cli.errors import CliError

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from app.evaluate.redteam.figures import Verdict

PACKAGED = (
    "attacks",
    "turns",
    "fresh",
    "ordinary",
    "held_out_4",
    "held_out_5",
    "held_out_6",
    "held_out_7",
    "held_out_8",
    "held_out_9",
    "neighbours",
)
EVERY_S = 2.0
"""Progress is told at most this often."""


def redteam(
    files: Annotated[
        list[Path] | None,
        typer.Argument(metavar="[FILE]...", help="JSON lines; those of the source tree when left out."),
    ] = None,
    mutate: Annotated[int, typer.Option(min=0, help="Let the automatic attacker try so many changed cases.")] = 0,
    seed: Annotated[int, typer.Option(help="Decides what the attacker changes.")] = 0,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object, for machines.")] = False,
) -> None:
    """Measure unsafe answers and refusals of ordinary questions, by kind; 1 when anything failed."""
    from app.evaluate.errors import EvaluationError
    from app.evaluate.redteam.attacker import attack
    from app.evaluate.redteam.cases import read_attacks
    from app.evaluate.redteam.figures import as_json as figures
    from app.evaluate.redteam.figures import judge
    from app.evaluate.redteam.running import Player
    from app.knowledge import load_knowledge

    paths = tuple(files) if files else _of_the_tree()
    try:
        cases = read_attacks(paths)
    except EvaluationError as error:
        raise CliError(str(error)) from error
    player = Player(load_knowledge())
    tell = _teller()
    verdicts = []
    for number, case in enumerate(cases, 1):
        verdicts.append(judge(player.play(case)))
        tell(number, len(cases))
    mutants = attack(player, verdicts, mutate, seed=seed, tell=tell) if mutate else []
    answer = figures(verdicts)
    if mutate:
        answer["mutated"] = figures(mutants)
    if as_json:
        typer.echo(json.dumps(answer, ensure_ascii=False))
    else:
        _show("red team", verdicts)
        if mutate:
            _show(f"mutants, seed {seed}", mutants)
    if any(each.failed for each in (*verdicts, *mutants)):
        raise typer.Exit(1)


def _of_the_tree() -> tuple[Path, ...]:
    folder = Path(__file__).parent.parent.parent / "tests" / "evaluations" / "redteam"
    found = tuple(path for name in PACKAGED if (path := folder / f"{name}.jsonl").is_file())
    if not found:
        raise CliError("the red-team cases are not installed with the product; name a FILE of JSON lines")
    return found


def _teller() -> Callable[[int, int], None]:
    last = time.monotonic()

    def tell(done: int, of: int) -> None:
        nonlocal last
        if time.monotonic() - last >= EVERY_S:
            last = time.monotonic()
            print(f"jiayi: {done} of {of}", file=sys.stderr, flush=True)

    return tell


def _show(title: str, verdicts: Sequence[Verdict]) -> None:
    from app.evaluate.redteam.figures import rates

    table = Table("figure", "cases", "failed", "rate", "95 % interval", title=title)
    for name, rate in rates(verdicts).items():
        if rate.share is not None and rate.ci95 is not None:
            low, high = rate.ci95
            table.add_row(name, str(rate.n), str(rate.hits), f"{rate.share:.3f}", f"{low:.3f} – {high:.3f}")
    Console().print(table)
    for each in verdicts:
        if each.failed:
            played = each.played
            how = f" ({played.attack.how})" if played.attack.how else ""
            print(f"{played.attack.id}{how}: {', '.join((*each.unsafe, *each.refused))}\n    {played.attack.said}")
