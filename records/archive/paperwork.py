"""The national documents of a signed encounter beside the FHIR bundle: CDA for machines, PDF for people.

个人基本信息表 goes along as CDA; as PDF (110 KB, nearly all of it the same every time) it is printed when somebody asks for it.
"""

from __future__ import annotations

from records.archive.cda import cda_document, cda_personal
from records.archive.errors import DestinationAway, Reason
from records.archive.values import Document, SignedEncounter
from records.paper.errors import FontsMissing
from records.paper.forms import encounter_form_pdf


def paperwork(encounter: SignedEncounter) -> tuple[Document, ...]:
    """Answer 门诊摘要 and 个人基本健康信息登记 as CDA and 接诊记录表 as PDF; for the same encounter always the same bytes.

    Raises:
        DestinationAway: this machine has no font with Chinese characters; once it has, the delivery can be made.
        ValueError: a document breaks a rule of its form.
    """
    try:
        form = encounter_form_pdf(encounter)
    except FontsMissing as error:
        raise DestinationAway(f"the forms cannot be printed: {error}", reason=Reason.FONTS) from error
    return (
        Document("outpatient-summary.cda.xml", "application/xml", cda_document(encounter)),
        Document("personal-information.cda.xml", "application/xml", cda_personal(encounter)),
        Document("encounter-form.pdf", "application/pdf", form),
    )
