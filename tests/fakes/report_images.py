"""Draws laboratory reports as images, with Debian's Noto CJK font: invented people, invented hospitals."""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from PIL import Image, ImageDraw, ImageFont

FONT = Path("/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc")


@dataclass(frozen=True)
class Line:
    """One row of a report as printed."""

    name: str
    value: str
    flag: str
    unit: str
    reference: str


CARDIAC = (
    Line("高敏肌钙蛋白I(hs-cTnI)", "186.5", "↑", "pg/mL", "0-34.2"),
    Line("肌酸激酶同工酶(CK-MB)", "38", "↑", "U/L", "0-25"),
    Line("肌红蛋白(MYO)", "92.1", "", "ng/mL", "0-110"),
    Line("D-二聚体(D-Dimer)", "0.31", "", "mg/L", "0-0.55"),
    Line("N末端脑钠肽前体(NT-proBNP)", "210", "", "pg/mL", "<300"),
)
BLOOD_COUNT = (
    Line("白细胞计数(WBC)", "12.6", "↑", "10^9/L", "3.5-9.5"),
    Line("中性粒细胞百分比(NEUT%)", "82.1", "↑", "%", "40-75"),
    Line("血红蛋白(HGB)", "98", "↓", "g/L", "130-175"),
    Line("血小板计数(PLT)", "231", "", "10^9/L", "125-350"),
)


def draw_report(
    lines: Sequence[Line],
    *,
    title: str = "示范医院检验报告单",
    rotate: float = 0,
    side_by_side: Sequence[Line] = (),
    header: bool = True,
    note: Sequence[str] = (),
) -> bytes:
    """Answer a PNG of a printed report; `side_by_side` is a second table to the right, `rotate` degrees counter-clockwise.

    `note` are lines of text below the table.
    """
    width = 2100 if side_by_side else 1240
    rows = max(len(lines), len(side_by_side))
    image = Image.new("RGB", (width, 260 + 52 * (rows + len(note)) + 120), "white")
    draw = ImageDraw.Draw(image)
    big, text = ImageFont.truetype(str(FONT), 36), ImageFont.truetype(str(FONT), 25)
    draw.text((width // 2 - 200, 30), title, font=big, fill=0)
    draw.text((60, 100), "姓名：测某某   性别：男   年龄：56岁   科室：急诊科   标本：血清", font=text, fill=0)
    for offset, table in ((60, lines), (1110, side_by_side)):
        if table:
            _draw_table(draw, text, table, offset, header=header)
    for number, line in enumerate(note):
        draw.text((60, 225 + 52 * (rows + number)), line, font=text, fill=0)
    draw.text((60, image.height - 60), "报告时间：2026-11-20 10:21   检验者：某某   仅对本标本负责", font=text, fill=0)
    if rotate:
        image = image.rotate(rotate, expand=True, fillcolor="white", resample=Image.Resampling.BICUBIC)
    return encoded(image)


def _draw_table(
    draw: ImageDraw.ImageDraw, font: ImageFont.FreeTypeFont, lines: Sequence[Line], left: int, *, header: bool
) -> None:
    columns = (left, left + 420, left + 550, left + 640, left + 800)
    if header:
        for x, word in zip(columns, ("项目名称", "结果", "提示", "单位", "参考范围"), strict=True):
            draw.text((x, 160), word, font=font, fill=0)
    for number, line in enumerate(lines):
        cells = (line.name, line.value, line.flag, line.unit, line.reference)
        for x, cell in zip(columns, cells, strict=True):
            draw.text((x, 215 + 52 * number), cell, font=font, fill=0)


def draw_box(brand: str, generic: str, strength: str, approval: str, colour: str) -> Image.Image:
    """Answer the face of a medicine's box as printed in China: brand on a coloured band, generic name, strength, approval number."""
    image = Image.new("RGB", (1100, 560), "white")
    draw = ImageDraw.Draw(image)
    huge, big, text = (ImageFont.truetype(str(FONT), size) for size in (84, 54, 30))
    draw.rectangle((0, 0, image.width, 190), fill=colour)
    draw.text((60, 35), brand, font=huge, fill="white")
    draw.text((860, 60), "处方药", font=big, fill="white")
    draw.text((60, 225), generic, font=big, fill=0)
    draw.text((60, 325), f"规格：{strength}", font=text, fill=0)
    draw.text((60, 385), f"国药准字{approval}", font=text, fill=0)
    draw.text((60, 445), "用法用量：详见说明书    某某制药有限公司", font=text, fill=0)
    return image


def encoded(image: Image.Image, kind: str = "PNG") -> bytes:
    """Answer the image as a file."""
    out = io.BytesIO()
    image.save(out, kind)
    return out.getvalue()
