"""`jiayi consult`, `assess` and `read-report`: the same agents as on the phone, in the terminal. Nothing is written, and nothing is
sent but to a language model where one is set.
"""  # noqa: D205 - one sentence

from __future__ import annotations

import json
import mimetypes
import time
from enum import StrEnum
from functools import partial
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console

from app.cli.errors import CliError

DAYS_PER_YEAR = 365.25


class Lang(StrEnum):
    """Languages of a consultation."""

    ZH = "zh"
    EN = "en"


class SexOption(StrEnum):
    """Sex, as far as it changes probabilities and ranges."""

    MALE = "male"
    FEMALE = "female"


AgeOption = Annotated[float, typer.Option("--age", min=0, max=130, help="Age in years; 0.5 is six months.")]
PregnantOption = Annotated[bool, typer.Option("--pregnant", help="The person is pregnant.")]
ReportOption = Annotated[
    list[Path] | None, typer.Option("--report", help="A photographed report; may be given several times.")
]


def assess(
    age: AgeOption,
    sex: Annotated[SexOption, typer.Option()],
    text: Annotated[str, typer.Option(help="What is wrong, in the person's own words.")],
    pregnant: PregnantOption = False,
    report: ReportOption = None,
    lang: Annotated[Lang | None, typer.Option(help="Language of the answer; that of the text when left out.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object, for machines.")] = False,
) -> None:
    """Assess one text at once, without questions."""
    from agents.assessment import assess as assess_case
    from agents.assessment import assessment_json
    from agents.dialogue import MAX_TEXT, PersonInput
    from agents.doubts import doubts_json, doubts_of
    from app.cli.language import language
    from app.knowledge import load_knowledge
    from kg.text import understand

    if not text.strip() and not report:
        raise CliError("there is nothing to assess: say with --text what is wrong, or give a --report")
    if len(text) > MAX_TEXT:
        raise CliError(f"the text has {len(text)} characters; at most {MAX_TEXT} are read at once, so shorten it")
    if pregnant and sex is SexOption.MALE:
        raise CliError("--pregnant does not go with --sex male; leave one of them out")
    person = PersonInput(
        relation="self",
        age_days=round(age * DAYS_PER_YEAR),
        sex=sex.value,
        pregnant=pregnant if sex is SexOption.FEMALE else None,
    )
    knowledge = load_knowledge()
    readings = tuple(reading for _, reading in _read(report or []))
    with language(knowledge) as assistant:
        outcome = assess_case(
            knowledge,
            person,
            text,
            readings,
            lang=lang.value if lang else None,
            now_ms=time.time_ns() // 1_000_000,
            language=assistant,
        )
    answer = assessment_json(outcome, knowledge)
    told = understand(knowledge.lexicon, text, relation=person.relation)
    answer["doubts"] = doubts_json(doubts_of(told, text, knowledge.graph), outcome.state.lang)
    if as_json:
        typer.echo(json.dumps(answer, ensure_ascii=False))
        return
    _show_assessment(answer, Console())


def read_report(
    images: Annotated[list[Path], typer.Argument(metavar="IMAGE...", help="Photographed reports: JPEG, PNG or WebP.")],
    age: Annotated[
        float | None,
        typer.Option("--age", min=0, max=130, help="With --sex: whose ranges apply where none is printed."),
    ] = None,
    sex: Annotated[SexOption | None, typer.Option()] = None,
    as_json: Annotated[bool, typer.Option("--json", help="A JSON list, one entry an image.")] = False,
) -> None:
    """Read photographed reports into items."""
    from agents.reports.reading_json import reading_json
    from app.knowledge import load_knowledge
    from kg.schema import Person, Sex

    if (age is None) != (sex is None):
        raise CliError("--age and --sex go together: reference ranges need both")
    person = (
        Person(age_days=round(age * DAYS_PER_YEAR), sex=Sex(sex.value)) if age is not None and sex is not None else None
    )
    graph = load_knowledge().graph
    answers = [reading_json(str(path), reading, graph, person) for path, reading in _read(images)]
    if as_json:
        typer.echo(json.dumps(answers, ensure_ascii=False))
        return
    for answer in answers:
        typer.echo(f"{answer['file']}: {answer['kind']}")
        for number, item in enumerate(answer["items"]):
            doubt = " (?)" if number in answer["doubts"] else ""
            bounds = f"[{item['low'] if item['low'] is not None else ''}, {item['high'] if item['high'] is not None else ''}]"
            typer.echo(
                f"  {item['name']} {item['abbr']}: {item['value_text']} {item['unit']} {bounds} {item['flag']}{doubt}"
            )
        if answer["conclusion"]:
            typer.echo(f"  {answer['conclusion']}")


def consult(
    lang: Annotated[Lang, typer.Option(help="Language of the consultation.")] = Lang.ZH,
    age: Annotated[float | None, typer.Option(min=0, max=130, help="Age in years; asked when left out.")] = None,
    sex: Annotated[SexOption | None, typer.Option(help="Asked when left out.")] = None,
    pregnant: PregnantOption = False,
) -> None:
    """Hold a consultation in the terminal, through the same graph. `photo FILE` shows a report, `done` ends the questions."""
    from agents.dialogue import PersonInput
    from app.cli.language import language
    from app.cli.terminal import TerminalConsultation
    from app.knowledge import load_knowledge

    zh = lang is Lang.ZH
    if age is None:
        age = typer.prompt("年龄（岁）" if zh else "Age in years", type=float)
    if sex is None:
        answer = typer.prompt("性别（男/女）" if zh else "Sex (m/f)")
        sex = SexOption.FEMALE if answer.strip().lower() in {"女", "f", "female"} else SexOption.MALE
    if not 0 <= age <= 130:  # noqa: PLR2004 - the range of PersonInput
        raise CliError("an age lies between 0 and 130 years")
    if pregnant and sex is SexOption.MALE:
        raise CliError("--pregnant does not go with --sex male; leave one of them out")
    person = PersonInput(
        relation="self",
        age_days=round(age * DAYS_PER_YEAR),
        sex=sex.value,
        pregnant=pregnant if sex is SexOption.FEMALE else None,
    )
    knowledge = load_knowledge()
    with language(knowledge) as assistant:
        TerminalConsultation(knowledge, lang.value, person, assistant).run()


def _read(paths: list[Path]) -> list[tuple[Path, Any]]:
    """Read images with progress on standard error; the reader is loaded only when there is something to read."""
    if not paths:
        return []
    from agents.errors import ImageRefused
    from agents.reports.reader import OcrReader
    from app.knowledge import load_knowledge
    from kg.labs import match_indicator

    reader = OcrReader(partial(match_indicator, load_knowledge().graph))
    found = []
    with Console(stderr=True).status("") as status:
        for number, path in enumerate(paths, 1):
            status.update(f"{path} ({number}/{len(paths)})")
            try:
                found.append((path, reader.read(path.read_bytes(), mimetypes.guess_type(path)[0] or "")))
            except OSError as error:
                raise CliError(f"{path} cannot be read: {error.strerror}") from error
            except ImageRefused as error:
                raise CliError(f"{path} is refused: {_REFUSALS[error.reason]}") from error
    return found


_REFUSALS = {
    "not_an_image": "it is no JPEG, PNG or WebP image",
    "too_large": "it has more than 8 MiB; shrink it first",
    "bomb": "it unpacks to far more than a photo would",
    "too_many_pixels": "it has more than 25 megapixels; shrink it first",
    "unreadable": "it is damaged or too small to read",
}


def _show_assessment(answer: dict[str, Any], screen: Console) -> None:
    guidance = answer["guidance"]
    screen.print(f"[bold]{answer['urgency']}[/bold]  {guidance['headline']}")
    for doubt in answer["doubts"]:
        screen.print(f"  ? {doubt['text']}", markup=False)
    for reason in answer["reasons"]:
        screen.print(f"  {reason['kind']} {reason['id']}: {reason['text']}")
    for entry in answer["differential"][:10]:
        screen.print(f"  {entry['probability']:6.1%}  {entry['name_zh']} / {entry['name_en']} ({entry['icd10']})")
    for heading in ("now", "where", "bring", "watch_for", "why", "who_looked"):
        for line in guidance[heading]:
            screen.print(f"  {heading}: {line}")
    screen.print(guidance["comfort"])
