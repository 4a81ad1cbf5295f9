"""Burch and Wartofsky's points against a reported patient and the published table."""

import pytest

from agents.specialties.scores.thyroid import storm

NOTHING = {
    "celsius": 36.8,
    "pulse": 80.0,
    "agitated": False,
    "delirious": False,
    "fit_or_coma": False,
    "vomits_or_diarrhoea": False,
    "jaundice": False,
    "legs_swollen": False,
    "crackles": False,
    "lung_oedema": False,
    "fibrillation": False,
    "precipitant": False,
}
OMER = NOTHING | {
    "celsius": 40.0,
    "pulse": 150.0,
    "delirious": True,
    "jaundice": True,
    "legs_swollen": True,
    "crackles": None,
    "lung_oedema": None,
    "precipitant": True,
}


def test_the_patient_of_omer_2024_has_120_points():
    """A woman of 54 with cholecystitis, 40 °C, a regular pulse of 150, jaundice, GCS 11, swollen legs, SpO2 85 %: 120 points.

    Omer SA. Am J Biomed Sci Res 2024;23, doi 10.34297/AJBSR.2024.23.003086 (its abstract was read, which does not say what was heard over
    the lungs: with lung oedema the sum is the reported one, without any word of it the bounds hold it).
    """
    open_ = storm(**OMER)
    assert (open_.low, open_.high) == (110, 120)
    told = storm(**OMER | {"crackles": True, "lung_oedema": True})
    assert (told.low, told.high) == (120, 120)
    assert "emergency" in told.meaning.en


@pytest.mark.parametrize(
    ("told", "points"),
    [
        ({"celsius": 37.1}, 0), ({"celsius": 37.2}, 5), ({"celsius": 37.7}, 5), ({"celsius": 37.8}, 10), ({"celsius": 38.3}, 15),
        ({"celsius": 38.9}, 20), ({"celsius": 39.4}, 25), ({"celsius": 39.9}, 25), ({"celsius": 40.0}, 30),
        ({"pulse": 89.0}, 0), ({"pulse": 90.0}, 5), ({"pulse": 110.0}, 10),
        ({"pulse": 120.0}, 15), ({"pulse": 130.0}, 20), ({"pulse": 140.0}, 25),
        ({"agitated": True}, 10), ({"delirious": True}, 20), ({"fit_or_coma": True}, 30),
        ({"vomits_or_diarrhoea": True}, 10), ({"jaundice": True}, 20),
        ({"legs_swollen": True}, 5), ({"crackles": True}, 10), ({"lung_oedema": True}, 15),
        ({"fibrillation": True}, 10), ({"precipitant": True}, 10),
    ],
)  # fmt: skip
def test_each_row_of_the_table_gives_its_points(told, points):
    """Burch and Wartofsky 1993, as medicalcriteria.com/web/endts and edsmartchart.blogspot.com (April 2020) print it."""
    score = storm(**NOTHING | told)
    assert (score.low, score.high) == (points, points)


@pytest.mark.parametrize(
    ("celsius", "pulse", "said"),
    [(37.8, 110.0, "unlikely"), (37.8, 120.0, "may be coming"), (39.4, 120.0, "may be coming"), (39.4, 130.0, "emergency")],
)  # fmt: skip
def test_from_25_points_one_may_be_coming_and_from_45_it_is_much_like_one(celsius, pulse, said):
    """The published groups: under 25, 25 to 44, 45 and more."""
    assert said in storm(**NOTHING | {"celsius": celsius, "pulse": pulse}).meaning.en
