"""Everyday English without illness: nothing may be found in it, whatever its words mean in a complaint."""

import pytest

from tests.fakes.spoken import read

PLAIN = [
    "We took a trip to the coast and the weather was lovely. The children were running along the beach.",
    "The recipe says to add a drop of oil, stir in the stock and serve it with a spread of butter and a slice of lemon.",
    "Our boss gave a light talk about the spread of new tools. Sales have been rising for three months.",
    "I caught a cold train and sat at the back next to a man who was reading about labour law. The strain is clear.",
    "The jacket is a good fit, although the sleeves are a little tight.",
    "She runs a small shop that sells rings, scarves and hand cream.",
    "The garden has spots of shade where nothing grows, and the soil is dry and cracked.",
    "The band played a throbbing tune and a star was singing.",
    "He had a narrow escape when the ladder slipped, but he came to no harm.",
    "We discharged the cargo at noon, then the ship set sail with a fresh wind behind it.",
    "A heavy period of rain was followed by a dry spell. The river is high and its banks are swollen.",
    "The software crashed again. I lost my notes and had to start the report over.",
    "After lunch I drop the kids at school, run some errands and do the washing up.",
    "There is a lump of clay on the table, a bowl of water and a mass of papers.",
    "The price of coffee has shot up and everyone feels the pinch.",
    "We are expecting visitors on Sunday and the house is a mess.",
    "The teacher asked the class to read a novel about a station master in India.",
    "There was a bump in the road and the coffee spilled all over my coat.",
    "The council wants to cut costs and freeze wages for two years.",
    "The dog barked at the postman and then rolled in the mud.",
    "He broke the record for the mile and then retired from sport.",
    "He has a head for figures and an eye for detail.",
    "Their house is at the foot of the mountain, with its back to the wind.",
    "The train was late again because of a signal failure.",
]


@pytest.mark.parametrize("text", PLAIN)
def test_nothing_is_found_in_plain_text(text: str) -> None:
    understood = read(text)
    assert [finding.id for finding in understood.findings] == []
    assert [spoken.ids for spoken in understood.spoken if spoken.kind == "disease"] == []
