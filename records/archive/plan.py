"""What goes to the archive for one signed encounter: a pure mapping from the signed record to named documents.

The same signed encounter always gives the same bytes, so that a second delivery changes nothing at the destination.
"""

from __future__ import annotations

from records.archive.errors import DeliveryRefused, Reason
from records.archive.fhir.bundle import bundle
from records.archive.fhir.checking import check
from records.archive.paperwork import paperwork
from records.archive.values import BUNDLE, Document, Plan, SignedEncounter, name_of


def plan(encounter: SignedEncounter) -> Plan:
    """Answer the delivery for a signed encounter: the FHIR R4 transaction bundle, and the national documents, which it holds too.

    Raises:
        DestinationAway: the documents cannot be printed on this machine now.
        DeliveryRefused: a value has no place in the archive's forms.
    """
    try:
        papers = paperwork(encounter)
    except ValueError as error:
        # The bundle's own check names the element that a doctor can mend, where FHIR does not take it either.
        check(bundle(encounter))
        raise DeliveryRefused("a national document would break its form", reason=Reason.FORM) from error
    return Plan(
        encounter_id=encounter.encounter_id,
        name=name_of(encounter.encounter_no, encounter.encounter_id),
        documents=(
            Document(BUNDLE, "application/fhir+json", bundle(encounter, papers)),
            *papers,
        ),
    )
