"""The Ottawa ankle rule: who needs an X-ray after a twisted ankle."""

from __future__ import annotations

from agents.specialties.scores.points import Band, Item, add_up, text
from agents.state import ScoreResult

OTTAWA_SOURCE = "Stiell IG et al. Ann Emerg Med 1992;21(4):384-390"


def ottawa_ankle(
    *, cannot_walk_four_steps: bool | None, bone_tender_outer: bool | None, bone_tender_inner: bool | None
) -> ScoreResult:
    """Answer how many criteria of the Ottawa ankle rule are met (0 to 3), for adults with pain about the malleoli.

    Criteria: cannot walk four steps, both then and now; tender bone at the back edge or tip of the outer, or of the inner
    malleolus. One met: X-ray. None met: a fracture that matters is very unlikely (sensitivity near 100 %). Not for people
    under 18, in pregnancy, or more than ten days after the injury.
    """
    return add_up(
        "ottawa_ankle",
        text("渥太华踝关节规则", "Ottawa ankle rule"),
        (
            Item(text("能不能走四步", "can walk four steps"), 1, cannot_walk_four_steps),
            Item(text("外踝骨头按压痛", "bone tenderness of the outer ankle"), 1, bone_tender_outer),
            Item(text("内踝骨头按压痛", "bone tenderness of the inner ankle"), 1, bone_tender_inner),
        ),
        (
            Band(0, text("骨折的可能性很小，一般不用拍片", "fracture very unlikely; usually no X-ray")),
            Band(1, text("需要拍片排除骨折", "needs an X-ray to rule out a fracture")),
        ),
        out_of=3,
        source=OTTAWA_SOURCE,
    )
