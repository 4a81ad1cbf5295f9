"""Draws the few reports that the demonstration's residents have at hand. Needs Debian's `fonts-noto-cjk`; without it there is no photo."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Final

from PIL import Image, ImageDraw, ImageFont

_FONT: Final = Path("/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc")
_COLUMNS: Final = (60, 480, 610, 700, 860)
_HEADS: Final = ("项目名称", "结果", "提示", "单位", "参考范围")
_SHEETS: Final[dict[str, tuple[str, tuple[tuple[str, str, str, str, str], ...]]]] = {
    "cardiac": (
        "心肌标志物",
        (
            ("高敏肌钙蛋白I(hs-cTnI)", "8.2", "", "pg/mL", "0-34.2"),
            ("肌酸激酶同工酶(CK-MB)", "14", "", "U/L", "0-25"),
            ("D-二聚体(D-Dimer)", "0.31", "", "mg/L", "0-0.55"),
        ),
    ),
    "blood_count": (
        "血常规",
        (
            ("白细胞计数(WBC)", "7.8", "", "10^9/L", "3.5-9.5"),
            ("血红蛋白(HGB)", "86", "↓", "g/L", "130-175"),
            ("血小板计数(PLT)", "312", "", "10^9/L", "125-350"),
        ),
    ),
    "glucose": (
        "生化检验",
        (
            ("空腹血糖(GLU)", "9.4", "↑", "mmol/L", "3.9-6.1"),
            ("糖化血红蛋白(HbA1c)", "8.1", "↑", "%", "4.0-6.0"),
            ("肌酐(Cr)", "71", "", "umol/L", "41-81"),
        ),
    ),
    "thyroid": (
        "甲状腺功能",
        (
            ("促甲状腺激素(TSH)", "18.6", "↑", "mIU/L", "0.27-4.2"),
            ("游离甲状腺素(FT4)", "8.1", "↓", "pmol/L", "12-22"),
            ("游离三碘甲状腺原氨酸(FT3)", "3.2", "", "pmol/L", "3.1-6.8"),
        ),
    ),
}


def draw(kind: str, *, name: str, sex: str, age: int, day: str) -> bytes | None:
    """Answer a JPEG of the report; None where the font is not installed."""
    if not _FONT.exists():
        return None
    title, rows = _SHEETS[kind]
    image = Image.new("RGB", (1240, 380 + 52 * len(rows)), "white")
    pen = ImageDraw.Draw(image)
    big, small = ImageFont.truetype(str(_FONT), 36), ImageFont.truetype(str(_FONT), 25)
    pen.text((400, 30), f"示范医院{title}报告单", font=big, fill=0)
    shown = "男" if sex == "male" else "女"
    pen.text((60, 100), f"姓名：{name}   性别：{shown}   年龄：{age}岁   科室：门诊   标本：静脉血", font=small, fill=0)
    for number, cells in enumerate((_HEADS, *rows)):
        for x, cell in zip(_COLUMNS, cells, strict=True):
            pen.text((x, 160 + 52 * number), cell, font=small, fill=0)
    pen.text((60, image.height - 60), f"报告时间：{day} 10:21   检验者：某某   仅对本标本负责", font=small, fill=0)
    out = io.BytesIO()
    image.save(out, "JPEG", quality=85)
    return out.getvalue()
