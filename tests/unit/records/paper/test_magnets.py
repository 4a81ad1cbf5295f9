"""Magnets on paper: every code can be read back from the printed page, nothing is cut off, and cutting leaves no marks."""

from __future__ import annotations

import cv2
import pytest

from records.paper.errors import FontsMissing
from records.paper.magnets import MagnetCard, magnet_sheets
from records.paper.typesetting import typesetter
from tests.fakes.paper import characters, codes, pages, picture, sizes

WIDE, HIGH, GAP = 90.0, 136.0, 6.0
LEFT, BOTTOM = (210 - 2 * WIDE - GAP) / 2, (297 - 2 * HIGH - GAP) / 2


def card(number: int, **changes: str) -> MagnetCard:
    magnet = f"{number:032x}"
    values = {
        "magnet": magnet,
        "link": f"https://jiayi.health.example/m/{magnet}#" + "Pin_-" * 8 + "pin",
        "community_zh": "示范社区卫生服务站",
        "community_en": "Demo community health station",
        "doctor": "示范医生",
        "phone": "0951-5550120",
    }
    return MagnetCard(**values | changes)


HARD = card(
    1,
    community_zh="某某回族自治区某某市某某头区某某镇社区卫生服务中心滨河路服务站",
    community_en="Riverside Road Station of the Community Health Centre of a Town with a Long Name",
    doctor="阿依古丽·买买提明·𠮷",
    phone="0951-5550121 转 8012",
)
CARDS = [card(0), HARD, card(2, phone=""), card(3, community_zh="城" * 120, doctor="王" * 60, phone="1" * 30), card(4)]


@pytest.fixture(scope="module")
def printed() -> bytes:
    return magnet_sheets(CARDS)


def place(position: int) -> tuple[float, float, float, float]:
    """Left, bottom, right and top of a card on its sheet, in mm."""
    left = LEFT + position % 2 * (WIDE + GAP)
    bottom = BOTTOM + (1 - position // 2) * (HIGH + GAP)
    return left, bottom, left + WIDE, bottom + HIGH


def test_every_code_reads_back_as_its_link(printed: bytes) -> None:
    read = [codes(printed, number) for number in range(len(sizes(printed)))]
    assert set().union(*read) == {one.link for one in CARDS}
    assert sum(map(len, read)) == len(CARDS)


def test_the_code_has_its_quiet_zone_and_survives_a_scratch() -> None:
    grey = picture(magnet_sheets([card(0)]), dpi=300)
    found, corners = cv2.QRCodeDetector().detect(grey)
    assert found
    left, top = corners[0].min(axis=0)
    right, bottom = corners[0].max(axis=0)
    side = right - left
    module = side / 53  # version 9
    assert 38 <= side / 300 * 25.4 <= 48
    quiet = int(3.5 * module)
    for strip in (
        grey[int(top) - quiet : int(top) - 2, int(left) : int(right)],
        grey[int(bottom) + 2 : int(bottom) + quiet, int(left) : int(right)],
        grey[int(top) : int(bottom), int(left) - quiet : int(left) - 2],
        grey[int(top) : int(bottom), int(right) + 2 : int(right) + quiet],
    ):
        assert strip.min() > 200
    middle = int((top + bottom) / 2)
    grey[middle : middle + int(4 * module), int(left + 12 * module) : int(left + 34 * module)] = 255
    assert cv2.QRCodeDetector().detectAndDecode(grey)[0] == card(0).link


def test_sheets_are_a4_and_every_character_stands_on_its_card(printed: bytes) -> None:
    assert sizes(printed) == [(210.0, 297.0)] * 2
    for number in range(2):
        on_cards = 0
        for each in characters(printed, number):
            inside = [
                left + 4 <= each.left <= each.right <= right - 4 and bottom + 3 <= each.bottom <= each.top <= top - 3
                for left, bottom, right, top in map(place, range(4))
            ]
            on_cards += any(inside)
            assert any(inside) or each.top < BOTTOM - 2, each  # what is below the cards is the sheet's number
        assert on_cards > 100


def test_the_card_says_who_and_what_to_do_in_both_languages(printed: bytes) -> None:
    text = "".join(pages(printed)[0].split())
    for part in (HARD.community_zh, "".join(HARD.community_en.split()), HARD.doctor, "0951-5550121转8012"):
        assert part in text, part
    assert text.count("扫一扫") == 4
    assert text.count("ScanthecodewithWeChat") == 4
    assert text.count("打120") == 4
    assert text.count("城") == 120


def test_cut_marks_stay_off_the_cards_and_lead_to_their_corners(printed: bytes) -> None:
    dpi = 300
    mm = dpi / 25.4
    grey = picture(printed, dpi=dpi)
    for position in range(4):
        left, bottom, right, top = place(position)
        edge = grey[
            int((297 - top) * mm) + 2 : int((297 - bottom) * mm) - 2, int(left * mm) + 2 : int(right * mm) - 2
        ].copy()
        edge[int(3 * mm) : -int(3 * mm), int(3 * mm) : -int(3 * mm)] = 255
        assert edge.min() == 255  # an edge of 3 mm without ink
        for x, outward in ((left, -1), (right, 1)):
            row, column = int((297 - top) * mm), int((x + outward * 1.5) * mm)
            assert grey[row - 3 : row + 4, column].min() < 200


def test_no_magnets_and_names_that_no_card_holds_are_refused() -> None:
    with pytest.raises(ValueError, match="no magnets"):
        magnet_sheets([])
    with pytest.raises(ValueError, match="60 characters of doctor, and this one has 61"):
        magnet_sheets([card(0, doctor="王" * 61)])


def test_without_a_font_the_error_says_what_to_install(tmp_path) -> None:
    with pytest.raises(FontsMissing, match=r"fonts-noto-cjk.*JIAYI_FONT_FOLDER"):
        typesetter((tmp_path,))
