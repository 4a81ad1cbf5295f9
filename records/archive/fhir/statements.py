"""What the resident said and what papers say: symptoms, readings and laboratory items, lasting illness, medicines, allergies.

Nobody has examined the resident: an illness or an allergy that was told is *unconfirmed*, an item that only a camera has read is
*preliminary*. What was only carried on from an earlier signed encounter is left out: it is in the archive already, under that one.
What was denied is an Observation whose value is false; what the resident was not sure of is not sent.
LOINC 75325-1 is *Symptom* (loinc.org), beside our own code for which one.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from records.archive.fhir.coding import ATC, ICD10, LOINC, Resource, coded, hl7, quantity, system
from records.archive.fhir.entries import Entry, tagged
from records.archive.values import SignedEncounter, local
from records.model import RecordFinding, RecordMedicine, RecordReading, RecordReportItem
from records.told import ALLERGY, allergies_told, medicines_told

_FLAGS: Final = {"low": "L", "high": "H", "critical_low": "LL", "critical_high": "HH", "normal": "N", "abnormal": "A"}
_SOCIAL: Final = frozenset({"risk", "exposure"})
_SYMPTOM: Final = {"system": LOINC, "code": "75325-1", "display": "Symptom"}


class Statements:
    """The statements of one signed encounter, as entries that refer to the resident and the encounter."""

    def __init__(self, encounter: SignedEncounter, patient: Entry, visit: Entry) -> None:
        self._encounter = encounter
        self._record = encounter.record
        self._patient = patient.reference
        self._visit = visit.reference
        self._told = [each for each in self._record.findings if each.status != "unsure" and not each.carried]
        self._allergens = [each for each in self._record.allergies if not each.carried]
        self._at = local(self._record.updated_at_ms)

    def observations(self) -> list[Entry]:
        """Answer symptoms, readings and laboratory items."""
        elsewhere = {each.id for each in self._lasting()} | {each.id for each in self._by_class()}
        if self._unspecific_allergy() is not None or self._allergens:
            elsewhere.add(ALLERGY)
        found = [self._finding(each) for each in self._told if each.status == "absent" or each.id not in elsewhere]
        found += [self._reading(number, each) for number, each in enumerate(self._record.readings)]
        return found + [self._item(number, each) for number, each in enumerate(self._record.report_items)]

    def problems(self) -> list[Entry]:
        """Answer lasting illness that the resident told, each with its ICD-10 code."""
        return [self._problem(each) for each in self._lasting()]

    def medicines(self) -> list[Entry]:
        """Answer what is taken: by name where names were told, else by class."""
        named = [self._medicine(each.id, self._drug(each)) for each in self._record.medicines if not each.carried]
        return named + [self._medicine(each.id, {"text": each.name.zh}) for each in self._by_class()]

    def allergies(self) -> list[Entry]:
        """Answer what an allergy was told to; one in the resident's words where they say more than the names."""
        named = [self._allergy(each.id, self._drug(each), each.atc is not None) for each in self._allergens]
        other = self._unspecific_allergy()
        if other is None:
            return named
        text = allergies_told(self._record).said or other.name.zh
        return [*named, self._allergy(other.id, {"text": text}, medication=False)]

    def _lasting(self) -> Iterator[RecordFinding]:
        return (each for each in self._told if each.status == "present" and each.icd10 is not None)

    def _by_class(self) -> list[RecordFinding]:
        return [each for each in medicines_told(self._record).classes if not each.carried]

    def _unspecific_allergy(self) -> RecordFinding | None:
        if self._allergens and not allergies_told(self._record).said:
            return None
        return next((each for each in self._told if each.id == ALLERGY and each.status == "present"), None)

    def _entry(self, kind: str, name: str, part: str, body: Resource) -> Entry:
        body = {"meta": tagged(self._encounter.encounter_id), **body}
        return Entry(kind, name, f"{self._encounter.encounter_id}.{part}", body)

    def _observed(self, category: str, code: Resource) -> Resource:
        return {
            "status": "final",
            "category": [hl7("observation-category", category)],
            "code": code,
            "subject": self._patient,
            "encounter": self._visit,
            "effectiveDateTime": self._at,
        }

    def _finding(self, finding: RecordFinding) -> Entry:
        codings = [{"system": system("finding-code"), "code": finding.id}]
        code = {
            "coding": [_SYMPTOM, *codings] if finding.kind == "symptom" else codings,
            "text": finding.name.zh,
        }
        body = self._observed("social-history" if finding.kind in _SOCIAL else "survey", code)
        if finding.value is not None:
            body["valueQuantity"] = quantity(finding.value, finding.unit or "")
        else:
            body["valueBoolean"] = finding.status == "present"
        parts = (("onset-days", finding.onset_days, "d"), ("severity", finding.severity, ""))
        if components := [
            {"code": coded(system("finding-part"), name), "valueQuantity": quantity(value, unit)}
            for name, value, unit in parts
            if value is not None
        ]:
            body["component"] = components
        if finding.said:
            body["note"] = [{"text": finding.said}]
        return self._entry("Observation", "finding", finding.id, body)

    def _reading(self, number: int, reading: RecordReading) -> Entry:
        codings = [{"system": LOINC, "code": reading.loinc}] if reading.loinc else []
        codings.append({"system": system("reading-code"), "code": reading.id})
        body = self._observed("vital-signs", {"coding": codings, "text": reading.name.zh})
        body["valueQuantity"] = quantity(reading.value, reading.unit)
        return self._entry("Observation", "reading", f"{reading.id}.{number}", body)

    def _item(self, number: int, item: RecordReportItem) -> Entry:
        coding = {"coding": [{"system": LOINC, "code": item.loinc}]} if item.loinc else {}
        body = self._observed("laboratory", {**coding, "text": item.name})
        # Read from a photograph, not sent by a laboratory: preliminary until a person has held it against the paper.
        body["status"] = "final" if item.confirmed_by_resident else "preliminary"
        if item.value is not None:
            body["valueQuantity"] = quantity(item.value, item.unit)
        elif item.value_text:
            body["valueString"] = item.value_text
        else:
            body["dataAbsentReason"] = hl7("data-absent-reason", "unknown")
        if item.flag in _FLAGS:
            body["interpretation"] = [hl7("v3-ObservationInterpretation", _FLAGS[item.flag])]
        bounds = {
            name: quantity(value, item.unit)
            for name, value in (("low", item.low), ("high", item.high))
            if value is not None
        }
        if bounds:
            body["referenceRange"] = [bounds]
        return self._entry("Observation", "item", str(number), body)

    def _problem(self, finding: RecordFinding) -> Entry:
        body = {
            "clinicalStatus": hl7("condition-clinical", "active"),
            "verificationStatus": hl7("condition-ver-status", "unconfirmed"),
            "category": [hl7("condition-category", "problem-list-item")],
            "code": {**coded(ICD10, finding.icd10 or ""), "text": finding.name.zh},
            "subject": self._patient,
            "encounter": self._visit,
            "recordedDate": self._at,
            "asserter": self._patient,
        }
        return self._entry("Condition", "problem", finding.id, body)

    def _medicine(self, some_id: str, code: Resource) -> Entry:
        body = {
            "status": "active",
            "medicationCodeableConcept": code,
            "subject": self._patient,
            "context": self._visit,
            "effectiveDateTime": self._at,
            "dateAsserted": self._at,
            "informationSource": self._patient,
        }
        return self._entry("MedicationStatement", "medicine", some_id, body)

    def _allergy(self, some_id: str, code: Resource, medication: bool) -> Entry:
        body = {
            "clinicalStatus": hl7("allergyintolerance-clinical", "active"),
            "verificationStatus": hl7("allergyintolerance-verification", "unconfirmed"),
            **({"category": ["medication"]} if medication else {}),
            "code": code,
            "patient": self._patient,
            "encounter": self._visit,
            "recordedDate": self._at,
            "asserter": self._patient,
        }
        return self._entry("AllergyIntolerance", "allergy", some_id, body)

    def _drug(self, medicine: RecordMedicine) -> Resource:
        codings = [{"system": system("medicine-code"), "code": medicine.id}]
        if medicine.atc:
            codings.insert(0, {"system": ATC, "code": medicine.atc})
        return {"coding": codings, "text": medicine.name.zh}
