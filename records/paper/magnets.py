"""Fridge magnets, print-ready: four cards of 90 x 136 mm on an A4 sheet with cut marks, each with the QR code of one magnet.

The code is of ISO/IEC 18004, error correction level Q (a quarter of it may be scratched), with the quiet zone of four modules that the
standard asks for, at 54 mm: modules of 0.8 mm and more, for cheap cameras. Everything a person has to do stands in three steps.
"""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

import segno

from records.paper.typesetting import Typesetter, typesetter

CARDS_ON_A_SHEET: Final = 4
QUIET_ZONE_MODULES: Final = 4
LONGEST: Final = {"community_zh": 120, "community_en": 160, "doctor": 60, "phone": 30}
"""Characters of a name or a number that a card has room for, at a size that can still be read."""

_WORDS: Final[dict[str, Any]] = {
    "title": "家医 Jiayi",
    "alt": "问诊二维码 QR code",
    "doctor": {"zh": "家庭医生", "en": "Family doctor"},
    "phone": {"zh": "电话", "en": "Phone"},
    "steps": [
        {"zh": "打开微信“扫一扫”，扫上面的码", "en": "Scan the code with WeChat or your camera"},
        {"zh": "说说哪里不舒服，也可以拍报告", "en": "Say what is wrong; you can photograph reports"},
        {"zh": "看建议；您的家庭医生也会看到", "en": "Read the advice; your family doctor sees it too"},
    ],
    "emergency": {
        "zh": "胸痛、喘不上气、说话不清、手脚没力：打 120",
        "en": "Chest pain, short of breath, slurred speech, a weak arm or leg: call 120",
    },
    "care": {
        "zh": "别把码拍照发到网上。丢了或坏了，请医生换一张。",
        "en": "Do not post a photo of the code. Lost or worn? Ask your doctor.",
    },
    "sheet": "沿角线裁切 cut along the marks · {n} / {of}",
}


@dataclass(frozen=True)
class MagnetCard:
    """One magnet as it is printed: the whole link of its code, and who stands on it. `phone` may be empty: room is left to write."""

    magnet: str
    link: str
    community_zh: str
    community_en: str
    doctor: str
    phone: str


def magnet_sheets(cards: Sequence[MagnetCard], *, setter: Typesetter | None = None) -> bytes:
    """Answer the sheets as one PDF; the same cards give the same bytes.

    Raises:
        ValueError: there are no cards, or a name is longer than `LONGEST` says; nothing is ever cut off.
        FontsMissing: no font with Chinese characters is installed where one is looked for.
    """
    if not cards:
        raise ValueError("there are no magnets to print")
    for card in cards:
        for field, longest in LONGEST.items():
            if len(text := getattr(card, field)) > longest:
                raise ValueError(
                    f"a magnet has room for {longest} characters of {field}, and this one has {len(text)}: {text}"
                )
    return (setter or typesetter()).pdf("magnets", {**_WORDS, "cards": [_card(card) for card in cards]}, pictures=True)


def _card(card: MagnetCard) -> dict[str, str]:
    return {
        "qr": _qr(card.link),
        "number": card.magnet[:8],
        "community_zh": card.community_zh,
        "community_en": card.community_en,
        "doctor": card.doctor,
        "phone": card.phone,
    }


def _qr(link: str) -> str:
    code = segno.make_qr(link, error="q", boost_error=False)
    picture = io.BytesIO()
    code.save(picture, kind="svg", border=QUIET_ZONE_MODULES, light="#fff", svgclass=None, lineclass=None)
    return picture.getvalue().decode()
