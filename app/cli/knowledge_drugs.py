"""`jiayi kg drugs A B …`: what the medicine rules say of some medicines in a person, for a reviewer."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Annotated, Any

import typer

from app.cli.errors import CliError

if TYPE_CHECKING:
    from kg.drugs.check import Gap, Patient
    from kg.drugs.check import Warning as Caution
    from kg.drugs.names import Names
    from kg.drugs.pharmacy import Pharmacy

MOST_WEEKS = 44


def drugs(
    medicines: Annotated[
        list[str], typer.Argument(metavar="NAME…", help="Names or ids of medicines, classes, drinks.")
    ],
    age: Annotated[float | None, typer.Option(min=0, max=130, help="Age in years; 0.5 is six months.")] = None,
    sex: Annotated[str | None, typer.Option(help="male or female")] = None,
    pregnant: Annotated[bool | None, typer.Option("--pregnant/--not-pregnant")] = None,
    weeks: Annotated[int | None, typer.Option(min=0, max=MOST_WEEKS, help="Completed weeks of pregnancy.")] = None,
    breastfeeding: Annotated[bool | None, typer.Option("--breastfeeding/--not-breastfeeding")] = None,
    allergy: Annotated[list[str] | None, typer.Option(help="A medicine or class that an allergy is to.")] = None,
    condition: Annotated[list[str] | None, typer.Option(help="An id such as kidney, ulcer, asthma.")] = None,
    about: Annotated[list[str] | None, typer.Option(help="driving or effects")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object, for machines.")] = False,
) -> None:
    """Check medicines against each other and against a person. Says what it does not know; names no dose."""
    from app.knowledge import load_knowledge
    from kg.drugs.check import Patient, check, gaps
    from kg.schema import Sex

    if sex not in {None, "male", "female"}:
        raise CliError(f"--sex {sex} is not known; write male or female")
    if pregnant and sex == "male":
        raise CliError("--pregnant does not go with --sex male; leave one of them out")
    knowledge = load_knowledge()
    pharmacy, names = knowledge.pharmacy, knowledge.medicine_names
    odd = [each for each in condition or () if each not in pharmacy.rules.conditions]
    if odd:
        raise CliError(f"no condition {odd[0]!r}; known are {', '.join(pharmacy.rules.conditions)}")
    patient = Patient.model_validate(
        {
            "age_years": age,
            "sex": None if sex is None else Sex(sex),
            "pregnant": True if weeks is not None else pregnant,
            "weeks": weeks,
            "breastfeeding": breastfeeding,
            "conditions": frozenset(condition or ()),
            "allergies": frozenset(_id(pharmacy, names, each) for each in allergy or ()),
            "allergies_known": allergy is not None,
        }
    )
    taken = [_id(pharmacy, names, each) for each in medicines]
    answer = {
        "rules": pharmacy.rules.version,
        "taken": [_taken(pharmacy, names, said, some_id) for said, some_id in zip(medicines, taken, strict=True)],
        "warnings": [
            _warning(pharmacy, each) for each in check(pharmacy, taken, patient, about=frozenset(about or ()))
        ],
        "not_known": [_gap(each) for each in gaps(pharmacy, taken, patient)],
    }
    if as_json:
        typer.echo(json.dumps(answer, ensure_ascii=False))
        return
    _show(answer, patient)


def _id(pharmacy: Pharmacy, names: Names, said: str) -> str:
    """Answer the id of a name or id; the word itself when nobody knows it, so that it is said to be unknown."""
    if pharmacy.taken(said).kind != "unknown":
        return said
    return names.id_of(said) or said


def _taken(pharmacy: Pharmacy, names: Names, said: str, some_id: str) -> dict[str, Any]:
    kind = pharmacy.taken(some_id).kind
    name = pharmacy.name_of(some_id)
    meant = [each for suspect in names.find(said).suspects for each in suspect.meant] if kind == "unknown" else []
    named = {} if name is None else {"name_zh": name.zh, "name_en": name.en}
    return {"said": said, "id": some_id if kind != "unknown" else None, "kind": kind, **named, "perhaps_meant": meant}


def _warning(pharmacy: Pharmacy, warning: Caution) -> dict[str, Any]:
    return {
        "kind": warning.kind,
        "severity": warning.severity.value,
        "rule": warning.rule,
        "medicines": list(warning.medicines),
        "certain": warning.certain,
        "why": warning.why.model_dump(),
        "what": warning.what.model_dump(),
        "source": None if warning.source is None else pharmacy.source(warning.source).title,
    }


def _gap(gap: Gap) -> dict[str, Any]:
    return {"kind": gap.kind, "condition": gap.condition, "severity": gap.severity.value}


def _show(answer: dict[str, Any], patient: Patient) -> None:
    for each in answer["taken"]:
        shown = f"{each.get('name_zh', '?')} / {each.get('name_en', 'not known')}"
        meant = f" (perhaps: {', '.join(each['perhaps_meant'])})" if each["perhaps_meant"] else ""
        typer.echo(f"{each['said']}: {each['kind']} {shown}{meant}")
    for each in answer["warnings"]:
        doubt = "" if each["certain"] else " (depends on which one)"
        typer.echo(f"- {each['severity']} {each['kind']} {' + '.join(each['medicines'])}{doubt}")
        typer.echo(f"  {each['why']['zh']} {each['what']['zh']}")
        typer.echo(f"  {each['why']['en']} {each['what']['en']}")
        typer.echo(f"  {each['rule']}: {each['source']}")
    if not answer["warnings"]:
        typer.echo("nothing found, which is no proof that there is nothing")
    asked = [each["condition"] or each["kind"] for each in answer["not_known"]]
    if asked and not patient.conditions:
        typer.echo(f"not known of the person: {', '.join(asked)}")
