"""Draws a report as a laboratory prints it: heads, rules, columns, and the print's own faults (thermal, dots).

Needs Debian's `fonts-noto-cjk`. Everything left to chance comes from the `random.Random` given.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path
from random import Random
from typing import Final

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFont

from app.evaluate.errors import EvaluationError
from app.evaluate.reports.content import PANELS, PrintedItem, draw_items
from app.evaluate.reports.layouts import Layout
from kg.graph import Graph

Pixels = NDArray[np.uint8]
"""Height x width x 3."""

_FONTS: Final = Path("/usr/share/fonts/opentype/noto")
_FACES: Final = {
    "sans": ("NotoSansCJK-Regular.ttc", 2),
    "serif": ("NotoSerifCJK-Regular.ttc", 2),
    "mono": ("NotoSansCJK-Regular.ttc", 7),
    "bold": ("NotoSansCJK-Bold.ttc", 2),
}
_MARKS: Final = {
    "arrows": {"high": "↑", "low": "↓", "abnormal": "*"},
    "letters": {"high": "H", "low": "L", "abnormal": "A"},
    "words": {"high": "偏高", "low": "偏低", "abnormal": "*"},
}
_HOSPITALS: Final = (
    "示范市第一人民医院",
    "清河县中医院",
    "某某大学附属医院",
    "示范区妇幼保健院",
    "青山社区卫生服务中心",
)


@dataclass(frozen=True)
class Sheet:
    """A printed sheet. `bottoms` are the lower edges of the items' rows in pixels, in the order of `items`."""

    pixels: Pixels
    items: tuple[PrintedItem, ...]
    bottoms: tuple[int, ...]


def print_sheet(graph: Graph, layout: Layout, random: Random) -> Sheet:
    """Answer a sheet of the layout with invented results.

    Raises:
        EvaluationError: the fonts are not installed.
    """
    if not layout.sheets:
        return _Press(graph, layout, random).sheet()
    pages = [
        _Press(graph, replace(layout, panels=(panel,)), random).sheet(headed=not number)
        for number, panel in enumerate(layout.panels)
    ]
    return _side_by_side(pages, random)


def _side_by_side(pages: list[Sheet], random: Random) -> Sheet:
    """Answer sheets laid beside each other on a grey table, none exactly at the height of the one before."""
    tops = [random.randint(0, 40) for _ in pages]
    height = max(top + page.pixels.shape[0] for top, page in zip(tops, pages, strict=True))
    gap = random.randint(10, 50)
    columns: list[Pixels] = []
    for top, page in zip(tops, pages, strict=True):
        column = np.full((height, page.pixels.shape[1] + gap, 3), 120, np.uint8)
        column[top : top + page.pixels.shape[0], : page.pixels.shape[1]] = page.pixels
        columns.append(column)
    return Sheet(
        np.concatenate(columns, axis=1)[:, :-gap],
        tuple(item for page in pages for item in page.items),
        tuple(top + bottom for top, page in zip(tops, pages, strict=True) for bottom in page.bottoms),
    )


def _font(face: str, size: int) -> ImageFont.FreeTypeFont:
    file, index = _FACES[face]
    try:
        return ImageFont.truetype(str(_FONTS / file), size, index=index)
    except OSError as error:
        raise EvaluationError("drawing needs Chinese fonts; install Debian's fonts-noto-cjk") from error


class _Press:
    def __init__(self, graph: Graph, layout: Layout, random: Random) -> None:
        self.graph, self.layout, self.random = graph, layout, random
        self.size = layout.size + random.choice((-2, 0, 0, 2))
        self.pitch = round(self.size * layout.height_per_row * random.uniform(0.92, 1.1))
        self.font = _font("bold" if layout.print == "bold" else layout.font, self.size)
        self.margin = round(layout.width * random.uniform(0.035, 0.06))
        self.items: list[PrintedItem] = []
        self.bottoms: list[int] = []

    def sheet(self, *, headed: bool = True) -> Sheet:
        layout, random = self.layout, self.random
        panels = list(layout.panels) if layout.stacked else [random.choice(layout.panels)]
        drawn = [
            draw_items(
                self.graph, panel, random.randint(*layout.items), layout.language, layout.ranges, layout.words, random
            )
            for panel in panels
        ]
        lines = sum(len(each) + 4 for each in drawn)
        image = Image.new("L", (layout.width, 5 * self.pitch + lines * self.pitch + 4 * self.pitch), 255)
        draw = ImageDraw.Draw(image)
        top = self._heading(draw, "" if layout.stacked else panels[0]) if headed else round(0.8 * self.pitch)
        for panel, items in zip(panels, drawn, strict=True):
            if layout.stacked:
                title = PANELS[panel].zh if layout.language == "zh" else PANELS[panel].en
                draw.text((self.margin, top), f"【{title}】", font=self.font, fill=0)
                top += self.pitch
            top = self._tables(draw, items, top) + round(0.6 * self.pitch)
        self._footing(draw, top)
        image = image.crop((0, 0, layout.width, min(top + 3 * self.pitch, image.height)))
        return Sheet(_inked(image, layout.print, random), tuple(self.items), tuple(self.bottoms))

    def _heading(self, draw: ImageDraw.ImageDraw, panel: str) -> int:
        layout, random = self.layout, self.random
        english = layout.language == "en"
        title = "City General Hospital" if english else random.choice(_HOSPITALS)
        what = (PANELS[panel].en if english else PANELS[panel].zh) if panel else ""
        title += " Laboratory Report" if english else random.choice(("检验报告单", "检验报告", "化验单"))
        big = _font("bold", round(self.size * (1.4 if layout.width > 1000 else 1.1)))  # noqa: PLR2004 - a slip of paper
        draw.text((layout.width // 2, round(0.5 * self.pitch)), title, font=big, fill=0, anchor="ma")
        day = f"2026-{random.randint(1, 11):02d}-{random.randint(1, 28):02d}"
        age, number = random.randint(20, 79), random.randint(10**7, 10**8)
        if english:
            lines = [
                f"Name: Test Person    Sex: {random.choice('MF')}    Age: {age}",
                f"Sample No: {number}    {what}    {day}",
            ]
        else:
            who, sex = random.choice(("测某某", "张某", "李某某")), random.choice("男女")
            ward = random.choice(("内科", "急诊科", "体检中心"))
            lines = [f"姓名：{who}  性别：{sex}  年龄：{age}岁  科室：{ward}"]
            lines.append(f"样本号：{number}  标本：{random.choice(('血清', '全血', '血浆'))}  {what}  送检：{day}")
        top = round(1.9 * self.pitch)
        small = _font(layout.font, round(self.size * 0.9))
        for line in lines:
            while small.getlength(line) > layout.width - 2 * self.margin and "  " in line:
                line = line.rpartition("  ")[0]  # noqa: PLW2901 - a slip has room for less
            draw.text((self.margin, top), line, font=small, fill=0)
            top += round(0.85 * self.pitch)
        return top + round(0.3 * self.pitch)

    def _footing(self, draw: ImageDraw.ImageDraw, top: int) -> None:
        small = _font(self.layout.font, round(self.size * 0.85))
        if self.layout.language == "en":
            lines = ["Reported by: A. Example    Verified by: B. Example", "Results relate to the sample tested only."]
        else:
            lines = [
                "检验者：某某    审核者：某某某    报告时间：2026-11-20 10:21",
                "本报告仅对该标本负责，如有疑问请及时联系",
            ]
        for n, line in enumerate(lines):
            draw.text((self.margin, top + round((0.4 + n) * self.pitch * 0.9)), line, font=small, fill=0)

    def _tables(self, draw: ImageDraw.ImageDraw, items: tuple[PrintedItem, ...], top: int) -> int:
        layout = self.layout
        left, right = self.margin, layout.width - self.margin
        if not layout.side_by_side:
            return self._table(draw, items, left, right, top)
        half, gap = (len(items) + 1) // 2, round(layout.width * 0.02)
        middle = (left + right) // 2
        ends = [
            self._table(draw, items[:half], left, middle - gap, top),
            self._table(draw, items[half:], middle + gap, right, top),
        ]
        return max(ends)

    def _table(self, draw: ImageDraw.ImageDraw, items: tuple[PrintedItem, ...], left: int, right: int, top: int) -> int:
        layout = self.layout
        scale = (right - left) / sum(layout.widths)
        edges = [left + round(scale * sum(layout.widths[:n])) for n in range(len(layout.widths) + 1)]
        rows: list[list[str]] = [list(layout.heads)] if layout.heads else []
        rows += [[self._cell(column, item, n) for column in layout.columns] for n, item in enumerate(items, 1)]
        y = top
        for n, row in enumerate(rows):
            for column, x, edge, text in zip(layout.columns, edges, edges[1:], row, strict=False):
                if text:
                    self._write(draw, text, x, y, edge - x, centred=column in {"flag", "star", "no"})
            if n or not layout.heads:
                self.items.append(_as_printed(items[n - bool(layout.heads)], layout.columns))
                self.bottoms.append(y + self.pitch)
            y += self.pitch
        self._rule(draw, edges, top, y, len(rows))
        return y

    def _write(self, draw: ImageDraw.ImageDraw, text: str, x: int, y: int, width: int, *, centred: bool) -> None:
        font = self.font
        size = self.size
        while font.getlength(text) > width - 0.3 * self.size and size > 0.6 * self.size:
            size -= 1
            font = _font("bold" if self.layout.print == "bold" else self.layout.font, size)
        while font.getlength(text) > width - 0.2 * self.size and len(text) > 3:  # noqa: PLR2004 - printers cut what is too long
            text = text[:-1]
        middle = y + self.pitch // 2
        if centred:
            draw.text((x + width // 2, middle), text, font=font, fill=0, anchor="mm")
        else:
            draw.text((x + round(0.15 * self.size), middle), text, font=font, fill=0, anchor="lm")

    def _rule(self, draw: ImageDraw.ImageDraw, edges: list[int], top: int, bottom: int, rows: int) -> None:
        rules, heads = self.layout.rules, bool(self.layout.heads)
        levels = [top, bottom] + ([top + self.pitch] if heads else [])
        if rules in {"lines", "box"}:
            levels = [top + n * self.pitch for n in range(rows + 1)]
        if rules != "none":
            for y in levels:
                draw.line((edges[0], y, edges[-1], y), fill=0, width=1 if rules == "lines" else 2)
        if rules == "box":
            for x in edges:
                draw.line((x, top, x, bottom), fill=0, width=2)

    def _cell(self, column: str, item: PrintedItem, number: int) -> str:
        mark = _MARKS[self.layout.flags].get(item.flag, "")
        before = "" if item.value is None else _before(item, self.random)
        short = item.abbr and item.abbr not in item.name
        return {
            "no": str(number),
            "name": item.name,
            "named": f"{item.name}({item.abbr})" if short else item.name,
            "abbr": item.abbr,
            "value": item.value_text,
            "arrowed": item.value_text + (mark if item.value is not None else ""),
            "flag": mark,
            "star": "*" if mark else "",
            "unit": item.unit,
            "range": item.reference,
            "method": ("化学发光法", "电化学发光", "酶联免疫", "胶体金法")[sum(map(ord, item.lab)) % 4],
            "before": before,
        }[column]


def _as_printed(item: PrintedItem, columns: tuple[str, ...]) -> PrintedItem:
    """Answer the item without what the layout has no column for."""
    return item if "unit" in columns else replace(item, unit="")


def _before(item: PrintedItem, random: Random) -> str:
    decimals = len(item.value_text.partition(".")[2])
    return f"{(item.value or 0) * random.uniform(0.7, 1.4):.{decimals}f}" if random.random() < 0.8 else ""  # noqa: PLR2004 - some had none


def _inked(image: Image.Image, kind: str, random: Random) -> Pixels:
    page = np.asarray(image, dtype=np.float32) / 255
    chance = np.random.default_rng(random.getrandbits(32))
    if kind == "thermal":
        rows = 1 - 0.35 * np.clip(chance.normal(0.5, 0.3, (page.shape[0], 1)), 0, 1)
        page = 1 - (1 - cv2.GaussianBlur(page, (0, 0), 0.7)) * rows * random.uniform(0.6, 0.85)
    elif kind == "dots":
        pitch = 3
        y, x = np.mgrid[: page.shape[0], : page.shape[1]]
        dots = ((x % pitch < pitch - 1) & (y % pitch < pitch - 1)).astype(np.float32)
        page = 1 - cv2.GaussianBlur((1 - page) * dots, (0, 0), 0.8) * random.uniform(1.0, 1.3)
    tint = np.array([random.uniform(0.93, 1.0), random.uniform(0.95, 1.0), random.uniform(0.95, 1.0)], dtype=np.float32)
    return np.asarray(np.clip(page[:, :, None] * tint * 255, 0, 255), dtype=np.uint8)
