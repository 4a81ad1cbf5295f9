"""Medicine boxes drawn, photographed and read by the product's own reader: the ingredients are those on the box."""

from __future__ import annotations

import hashlib
from functools import partial
from random import Random

import numpy as np
import pytest

from agents.dialogue import Photo
from agents.graph import Consultation
from agents.knowledge import Knowledge
from agents.medicines.answers import joined
from agents.reports.reader import OcrReader
from app.evaluate.reports.camera import photograph
from app.evaluate.reports.sheet import Sheet
from kg.drugs.boxes import boxes_of
from kg.labs import match_indicator
from tests.fakes.conversation import Script, person
from tests.fakes.report_images import draw_box

BOXES = (
    ("芬必得", "布洛芬缓释胶囊", "0.3g×20粒", "H10900089", "#b01020", "ibuprofen", "tilt"),
    ("络活喜", "苯磺酸氨氯地平片", "5mg×28片", "H10950224", "#104a90", "amlodipine", "glare"),
    ("格华止", "盐酸二甲双胍片", "0.5g×20片", "H20023370", "#1a7a4a", "metformin", "shadow"),
    ("立普妥", "阿托伐他汀钙片", "20mg×7片", "H20051408", "#5a2a80", "atorvastatin", "table"),
)


@pytest.fixture(scope="module")
def reader(knowledge: Knowledge) -> OcrReader:
    return OcrReader(partial(match_indicator, knowledge.graph))


@pytest.mark.parametrize("box", BOXES, ids=lambda box: box[5])
def test_a_photographed_box_is_its_ingredient_with_its_strength(
    knowledge: Knowledge, reader: OcrReader, box: tuple[str, ...]
) -> None:
    *printed, medicine, damage = box
    face = np.asarray(draw_box(*printed))
    image, _ = photograph(Sheet(face, (), ()), damage, Random(5))
    script = Script(Consultation(knowledge, reader))
    script.start(person(sex="male", years=45))
    digest = hashlib.sha256(image).hexdigest()
    reply = script.take(Photo(attachment_id="1" * 32, media_type="image/jpeg", digest=digest, blob=0), image)
    assert script.state is not None
    assert script.state.contributions[-1].medicines == (medicine,)
    assert joined(knowledge.pharmacy, (medicine,), "zh") in reply.messages[0]
    (seen,) = boxes_of(knowledge.medicine_names, reader.read(image, "").text)
    assert (seen.medicine, seen.approval) == (medicine, printed[3])
    assert seen.strength.replace(" ", "").startswith(printed[2].split("×")[0])
