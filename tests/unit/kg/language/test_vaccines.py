"""The name of a vaccine is no illness; what a vaccine does, and the illness itself, are heard."""

from __future__ import annotations

import pytest

from app.knowledge import load_knowledge
from kg.schema import Status
from kg.text import understand


@pytest.fixture(scope="module")
def lexicon():
    return load_knowledge().lexicon


def present(lexicon, text):
    found = understand(lexicon, text, relation="child").findings
    return {each.id for each in found if each.status is Status.PRESENT}


@pytest.mark.parametrize(
    ("text", "heard", "unheard"),
    [
        ("孩子发烧一天，麻疹疫苗没打", {"fever", "not_vaccinated"}, {"named.measles"}),
        ("麻疹的疫苗没打", {"not_vaccinated"}, {"named.measles"}),
        ("水痘疫苗还没打", {"not_vaccinated"}, {"rash.crops_stages", "rash"}),
        ("甲肝乙肝疫苗都没打", {"not_vaccinated"}, {"named.hepatitis_a", "hx.hepatitis_b"}),
        ("打了麻疹疫苗后发烧", {"fever"}, {"named.measles"}),
        ("measles shot not given, she has a fever", {"fever"}, {"named.measles"}),
        ("never vaccinated against mumps or measles, fever today", {"fever"}, {"named.measles", "named.mumps"}),
        ("孩子得了麻疹", {"named.measles"}, set()),
        ("疫苗没打，孩子得了麻疹", {"named.measles", "not_vaccinated"}, set()),
    ],
)
def test_a_vaccines_name_is_no_illness(lexicon, text, heard, unheard):
    found = present(lexicon, text)
    assert heard <= found
    assert not unheard & found
