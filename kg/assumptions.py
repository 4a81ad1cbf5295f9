"""What the engine assumes where no source gives a number: one frozen value, so that each can be read, argued with and varied.

Owns the numbers that decide between diseases and between questions; those of display and of wording stay beside what they
act on. The packaged graph uses the defaults, chosen over many cases at once (decision 0008); imported graphs and the ablations
of `jiayi evaluate` bring others. An assumption is never tuned on a single case.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Assumptions:
    """The engine's tunables. Exponents and weights are without unit; ratios are base-10 logarithms where named `log10`."""

    trust: float = 0.6
    """Exponent of the base rates (what is told of the person multiplies in full): how often a disease brings somebody to a doctor is
    known to a factor of several at best, and who takes the trouble to ask is less often one of the many with a cold. Shrinking the
    rates towards each other is what such doubt asks for. 1 trusts them, 0 makes all diseases equally common."""
    nothing: float = 0.04
    """Probability that a consultation is about something that the graph does not hold. Of 120 complaints
    that were written down without looking at the graph, 3 were of nothing in it."""
    damping: float = 0.5
    """What is left of a finding beside a stronger one of its group and sign (half in log space: the square root of its ratio)."""
    damping_denied: float = 0.4
    """What is left of a denial beside a stronger one. All denials are one group: who has a mild course of a disease lacks many of
    its findings at once, and a list of symptoms is denied faster than it is read."""
    denials: bool = True
    """Whether findings that were denied speak at all; False only to see what they are worth."""
    unexplained_log10: float = -0.2
    """Ratio of a complaint for a disease that does not list it: what people come with is less often a coincidence than what
    they would say yes to, which is what the background counts."""
    unexplaining_log10: float = -0.6
    """... and once more for a disease that explains none of the complaints: people consult because of what their disease does."""
    presentation: float = 0.6
    """Exponent of the share of what a disease shows that was told (`kg.presentation`); 0 leaves it out. Below 1, because diseases are
    described at different length, and people do not tell all that they come with."""
    causeless_log10: float = -0.5
    """Ratio of a disease that hardly exists without a cause (a fall, a poison, a birth) while none of its causes was spoken of: two in
    three would have begun with it."""
    unmarked_log10: float = -0.3
    """Ratio of a disease while none of its hallmarks was spoken of, symptoms that hardly any of its patients lacks and few others have:
    half of them would have come because of it."""
    unseen_log10: float = -1.0
    """Ratio of a disease that hardly exists without something evident (a finger cut off, a stab) while that was not told: nine in ten
    would have said it in their first words. It comes in the place of `unmarked_log10`."""
    typical: float = 0.5
    """While few complaints were told, all that speaks is sharpened by this much (one complaint: in full, a third less with each further
    one): who tells little tells what is typical, and each single complaint is doubted more than it deserves, as calibration shows
    (half of what was believed of one or two complaints too little). The order of the diseases does not change by it."""
    pairs_among: int = 12
    """Two diseases at a time are weighed among this many leading ones; below 2, one disease at a time."""
    pair_log10: float = -1.5
    """Ratio that a second disease at the same time must overcome beyond its own prior: one cause is looked for before two,
    because a complaint that one disease leaves open is sooner a coincidence than a second illness."""
    evidence: float = 1.0
    """Exponent of all evidence together: findings that no cluster joins still come together more often than if each came by
    itself, so their sum says less than it adds up to. 1 takes them for independent."""
    unlisted_share: float = 0.5
    """What a child finding that a disease does not list keeps of its parent's excess over the background."""
    max_child_share: float = 0.9
    """No disease shows a child whenever it shows the parent: people describe the same thing differently."""
    leak: bool = True
    """Whether a disease's frequency is topped up with the background. An authored frequency says what the disease causes, and what is
    there by coincidence comes on top; one counted in patients with the disease has both in it already, and may be rarer than usual."""

    stakes: tuple[float, float, float, float, float] = (1.0, 1.0, 0.8, 0.6, 0.45)
    """What a bit is worth when the disease is of this urgency, emergency first: which of two colds it is changes little."""
    urgency_weight: float = 1.5
    """What the expected cost of a wrong urgency counts beside a bit."""
    complaint: float = 1.5
    """A question that describes the complaint itself is put rather than one beside it, by this factor."""
    worth_stop: float = 0.06
    patience: float = 0.015
    """No question below this worth is put: about a twentieth of a bit, or of the cost of one level of urgency; with every question
    that was put, the next one must be worth a little more."""
    only_relevant: bool = True
    """Whether a question must belong to the complaint (`kg.relevance`)."""
    lists: int = 3
    """Lists of symptoms beside the complaint in one consultation; 0 asks them one by one."""


AUTHORED = Assumptions()
"""What the packaged, authored graph is reasoned over with."""
