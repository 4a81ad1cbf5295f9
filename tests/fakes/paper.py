"""Reading printed pages back: text, where each character stands, and the page as a picture."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
import pypdfium2
import pypdfium2.raw as pdfium

MM = 72 / 25.4


@dataclass(frozen=True)
class Character:
    """A character and its box in mm from the page's lower left corner."""

    text: str
    left: float
    bottom: float
    right: float
    top: float


def pages(pdf: bytes) -> list[str]:
    """The text of each page, in reading order, its line ends as \\n."""
    with pypdfium2.PdfDocument(pdf) as document:
        texts = []
        for page in document:
            reader = page.get_textpage()
            texts.append(reader.get_text_bounded().replace("\r\n", "\n"))
            reader.close()
            page.close()
        return texts


def sizes(pdf: bytes) -> list[tuple[float, float]]:
    """Width and height of each page in mm."""
    with pypdfium2.PdfDocument(pdf) as document:
        return [
            (round(width / MM, 1), round(height / MM, 1))
            for width, height in map(document.get_page_size, range(len(document)))
        ]


def characters(pdf: bytes, number: int = 0) -> list[Character]:
    """Every printed character of a page that leaves ink, with its place."""
    with pypdfium2.PdfDocument(pdf) as document:
        page = document[number]
        reader = page.get_textpage()
        found = []
        for index in range(reader.count_chars()):
            code = pdfium.FPDFText_GetUnicode(reader.raw, index)
            if chr(code).strip():
                found.append(Character(chr(code), *(side / MM for side in reader.get_charbox(index))))
        reader.close()
        page.close()
        return found


def picture(pdf: bytes, number: int = 0, *, dpi: int = 200) -> np.ndarray:
    """A page as a grey picture, as a printer of so many dots per inch has it."""
    with pypdfium2.PdfDocument(pdf) as document:
        page = document[number]
        bitmap = page.render(scale=dpi / 72, grayscale=True)
        grey = np.array(bitmap.to_numpy()).squeeze()
        bitmap.close()
        page.close()
        return grey


def codes(pdf: bytes, number: int = 0) -> set[str]:
    """What the codes of a page say.

    OpenCV misses one now and then at any single resolution, so that several are tried; its other detector, `QRCodeDetector`, missed one in
    twenty at all of them.
    """
    detector = cv2.QRCodeDetectorAruco()
    read = (detector.detectAndDecodeMulti(picture(pdf, number, dpi=dpi))[1] for dpi in (150, 180, 200, 240, 300))
    return {said for those in read for said in those} - {""}
