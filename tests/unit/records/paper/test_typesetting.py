"""Whatever a person wrote is printed: as itself, or as the code of a character that no font has. Nothing is run, and nothing fails."""

from __future__ import annotations

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from records.paper.errors import CannotTypeset
from records.paper.letter import referral_letter
from records.paper.typesetting import typesetter
from tests.fakes.paper import pages
from tests.unit.records.paper.test_letter import LETTER


@settings(max_examples=25, deadline=None)
@given(st.text(min_size=1, max_size=60))
@example("a\u0301\u0302\u0302")
@example("\ufe22\ufe23")
@example("\ue000")
@example("👨\u200d👩\u200d👧 😀")
@example("ئۇيغۇر ئابدۇقادىر")
@example("\ufb37\u1d24\u2908")
@example("x\ufe0f\U000e0001\x85\u2028y")
@example("a" * 60 + "·" * 50)
@example('}]} #let x = 1 \\ $ ` "')
def test_any_text_makes_a_letter(text: str) -> None:
    pdf = referral_letter(LETTER.model_copy(update={"reason": text, "resident_name": text}))
    assert pdf.startswith(b"%PDF-1.7")
    assert b"pdfaid" in pdf


@pytest.mark.parametrize(
    "said",
    [
        '")))#panic(1)',
        '\\")))#panic(1)',
        '\\\\")))#panic(1)',
        "\\u{41}",
        "\\n#read(1)",
        '"))) /* ',
        "]#1",
        "$x$ *b* _i_ <l> @r // c",
    ],
)
def test_what_a_person_wrote_is_printed_as_it_stands_and_never_run(said: str) -> None:
    pdf = referral_letter(LETTER.model_copy(update={"reason": f"甲{said}乙"}))
    assert f"甲{said}乙".replace(" ", "") in "".join(pages(pdf)).replace(" ", "").replace("\n", "")


def test_what_is_printed_instead() -> None:
    setter = typesetter()
    assert setter.printable("a\u0301b") == "áb"
    assert setter.printable("a\u0302\u0302") == "â〔U+0302〕"
    assert setter.printable("\ue000") == "〔U+E000〕"
    assert setter.printable("\ufa19") == "\ufa19"  # a variant in a name stays that variant
    assert setter.printable("一\r\n二\t三\x00\u202e") == "一\n二 三"


def test_a_template_that_refuses_its_values_says_so_without_quoting_them() -> None:
    with pytest.raises(CannotTypeset) as error:
        typesetter().pdf("letter", {"title": "secret"})
    assert "secret" not in str(error.value)
    assert error.value.__cause__ is None


def test_another_folder_of_fonts_prints_the_same(tmp_path) -> None:
    (tmp_path / "fonts").symlink_to("/usr/share/fonts/opentype/noto")
    pdf = referral_letter(LETTER, setter=typesetter((tmp_path / "fonts",)))
    assert pages(pdf) == pages(referral_letter(LETTER))
