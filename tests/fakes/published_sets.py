"""Small invented sets in the published formats; nothing in them is from the real ones."""

from __future__ import annotations

import csv
import json
import random
from pathlib import Path
from typing import Any

INQUIRY_DISEASES = {
    "冷气病": {"咳嗽": 0.9, "流涕": 0.8, "打喷嚏": 0.7, "腹泻": 0.02},
    "热气病": {"咳嗽": 0.3, "发热": 0.9, "腹泻": 0.05, "口干": 0.6},
    "水土病": {"腹泻": 0.95, "呕吐": 0.6, "发热": 0.2, "口干": 0.3},
}


def inquiry_records(n: int, seed: int = 0) -> list[dict[str, Any]]:
    """Answer consultations drawn from three invented diseases; the first symptom that is there is told, the others are asked."""
    chance = random.Random(seed)
    symptoms = sorted({symptom for shares in INQUIRY_DISEASES.values() for symptom in shares})
    records = []
    for number in range(n):
        disease = chance.choice(sorted(INQUIRY_DISEASES))
        has = {symptom: chance.random() < INQUIRY_DISEASES[disease].get(symptom, 0.02) for symptom in symptoms}
        told = next((symptom for symptom in symptoms if has[symptom]), None)
        recorded = {s: "1" if has[s] else "0" for s in symptoms if s != told and chance.random() < 0.8}
        records.append(
            {"pid": str(number), "exp_sxs": {} if told is None else {told: "1"}, "imp_sxs": recorded, "label": disease}
        )
    return records


def _evidence(name: str, about: str, kind: str, default: Any, values: list[Any], *, history: bool = False) -> dict:
    return {
        "name": name,
        "code_question": about,
        "question_fr": f"fr {name[-1]}",
        "question_en": f"Is there {name}?",
        "is_antecedent": history,
        "default_value": default,
        "value_meaning": {str(value): {"fr": f"fr {value}", "en": f"en {value}"} for value in values},
        "possible-values": values,
        "data_type": kind,
    }


def ddxplus_files() -> dict[str, Any]:
    """Answer the four release files: a pain (E_1) with a place (E_2) and a strength (E_3), a cough (E_4), smoking (E_5)."""
    coded = {
        "E_1": _evidence("E_1", "E_1", "B", 0, []),
        "E_2": _evidence("E_2", "E_1", "M", "V_0", ["V_0", "V_1", "V_2"]),
        "E_3": _evidence("E_3", "E_1", "C", 0, [0, 1, 2]),
        "E_4": _evidence("E_4", "E_4", "B", 0, []),
        "E_5": _evidence("E_5", "E_5", "B", 0, [], history=True),
    }
    names = {"V_0": "nulle", "V_1": "ventre", "V_2": "thorax"}
    named = {}
    for code, evidence in coded.items():
        name = f"preuve {code[-1]}"
        values = [names.get(value, value) for value in evidence["possible-values"]]
        named[name] = {**evidence, "name": name, "possible-values": values}
    conditions = {
        disease: {
            "condition_name": disease,
            "cond-name-fr": f"fr {disease}",
            "icd10-id": code,
            "severity": severity,
            "symptoms": {},
            "antecedents": {},
        }
        for disease, code, severity in (("Belly ill", "k29.1", 3), ("Chest ill", "i20", 1), ("Cough ill", "odd", 5))
    }
    told = {
        "fr Belly ill": {
            "prior": 0.3,
            "findings": {
                "preuve 1": 1.0,
                "preuve 2": {"ventre": 1.0, "nulle": 1e-7, "thorax": 1e-7},
                "preuve 3": {"0": 0.1, "1": 0.8, "2": 0.1},
            },
        },
        "fr Chest ill": {
            "prior": 0.3,
            "findings": {
                "preuve 1": 1.0,
                "preuve 2": {"thorax": 0.9, "ventre": 0.1, "nulle": 1e-7},
                "preuve 3": {"0": 0.1, "1": 0.1, "2": 0.8},
                "preuve 5": 0.8,
            },
        },
        "fr Cough ill": {"prior": 0.4, "findings": {"preuve 4": 1.0, "preuve 5": 0.5}},
    }
    return {
        "en_codes_release_conditions.json": conditions,
        "en_codes_release_evidences.json": coded,
        "release_evidences.json": named,
        "ddxplus_bed_stats_4.json": told,
    }


PATIENTS = (
    ("40", "M", "Belly ill", ["E_1", "E_2_@_V_1", "E_3_@_1"], "E_1", [["Belly ill", 0.7], ["Chest ill", 0.3]]),
    ("61", "F", "Chest ill", ["E_1", "E_2_@_V_2", "E_3_@_2", "E_5"], "E_1", [["Chest ill", 1.0]]),
    ("7", "F", "Cough ill", ["E_4", "E_2_@_V_0"], "E_4", [["Cough ill", 0.995], ["Belly ill", 0.005]]),
)


def patient_rows() -> list[dict[str, str]]:
    """Answer three patients, in the columns of the release."""
    return [
        {
            "AGE": age,
            "SEX": sex,
            "PATHOLOGY": disease,
            "EVIDENCES": repr(evidences),
            "INITIAL_EVIDENCE": initial,
            "DIFFERENTIAL_DIAGNOSIS": repr(differential),
        }
        for age, sex, disease, evidences, initial, differential in PATIENTS
    ]


def write_ddxplus(folder: Path, rows: list[dict[str, str]] | None = None) -> Path:
    """Write the release files and the patients, and answer the folder."""
    for name, content in ddxplus_files().items():
        (folder / name).write_text(json.dumps(content), encoding="utf-8")
    rows = patient_rows() if rows is None else rows
    with (folder / "test_patients.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(patient_rows()[0]))
        writer.writeheader()
        writer.writerows(rows)
    return folder
