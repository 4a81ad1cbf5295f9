"""Score of the jaw: what the screener for painful temporomandibular disorders counts."""

from __future__ import annotations

from typing import Final

from agents.specialties.scores.points import Band, Graded, Item, add_up, text
from agents.state import ScoreResult

TMD_SOURCE: Final = "Gonzalez YM et al. J Am Dent Assoc 2011;142(10):1183-1191 (TMD pain screener, long version)"
SCREENS_POSITIVE: Final = 3


def tmd_screener(
    *,
    pain: bool | None,
    never_stops: bool | None,
    on_waking: bool | None,
    chewing: bool | None,
    opening: bool | None,
    clenching: bool | None,
    talking: bool | None,
) -> ScoreResult:
    """Answer the points (0 to 7) of pain in jaw or temple over thirty days.

    Pain that comes and goes 1, that never stops 2; pain or stiffness on waking 1; one each where it changes by hard food, by opening or
    moving the jaw, by clenching, grinding or gum, by talking, kissing or yawning. From three a painful disorder of the jaw is likely.
    """
    name = text("下颌或太阳穴疼多久", "how lasting the pain of jaw or temple is")
    if pain is False:
        how_long = Graded(name, 0, 2)
    elif never_stops is not None:
        how_long = Graded(name, 2 if never_stops else 1, 2) if pain else Graded(name, None, 2 if never_stops else 1, 0)
    else:
        how_long = Graded(name, None, 2, 1 if pain else 0)
    return add_up(
        "tmd_screener",
        text("颞下颌疼痛筛查（TMD）", "TMD pain screener"),
        (
            how_long,
            Item(text("早上醒来下颌疼或发僵", "pain or stiffness of the jaw on waking"), 1, on_waking),
            Item(text("嚼硬东西时有变化", "changes with hard food"), 1, chewing),
            Item(text("张嘴、动下巴时有变化", "changes with opening or moving the jaw"), 1, opening),
            Item(text("咬牙、磨牙、嚼口香糖时有变化", "changes with clenching, grinding or gum"), 1, clenching),
            Item(text("说话、打哈欠时有变化", "changes with talking or yawning"), 1, talking),
        ),
        (
            Band(0, text("还不像下颌关节、咀嚼肌的疼", "not yet like a pain of the jaw's joint or muscles")),
            Band(
                SCREENS_POSITIVE,
                text(
                    "像下颌关节或咀嚼肌的疼，请口腔科检查",
                    "like a pain of the jaw's joint or muscles: for a dentist to examine",
                ),
            ),
        ),
        out_of=7,
        source=TMD_SOURCE,
    )
