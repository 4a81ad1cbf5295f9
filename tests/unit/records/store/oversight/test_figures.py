"""Figures that leave: noisy by OpenDP, within the month's budget, small ones withheld, the same when asked again."""

from __future__ import annotations

import math
import statistics

import pytest

from records.model import RecordUrgency
from records.store.errors import NotAllowed, Refused
from records.store.oversight import figures, rules
from records.store.oversight.figures import laplace, release
from records.store.oversight.marks import mark_changed
from records.store.policy import SYSTEM, Actor, Role
from tests.fakes.commission import Phone, World

GROUPS = ("cough", "other")


class NoMedicine:
    def group(self, _record):
        return "other"

    def urgency_of(self, _icd10):
        return None


def exact(counts, epsilon):  # no noise: what is true can be looked at
    return list(counts), epsilon


def test_the_noise_is_discrete_laplace_of_the_cost_it_says() -> None:
    drawn, cost = laplace([1000] * 4000, 0.5)
    assert cost == pytest.approx(0.5, abs=1e-6)
    assert abs(statistics.mean(drawn) - 1000) < 0.3
    # Variance of the two-sided geometric distribution: 2a / (1 - a)^2 with a = exp(-epsilon).
    a = math.exp(-0.5)
    assert statistics.variance(drawn) == pytest.approx(2 * a / (1 - a) ** 2, rel=0.2)


@pytest.mark.server
@pytest.mark.enable_socket
class TestReleases:
    PERIOD = "2026-11"  # the fake clock's month

    def later(self, world: World) -> None:
        while mark_changed(world.database, NoMedicine()):
            pass
        world.clock.pass_s(40 * 86_400)

    def supervisor(self, world: World) -> Actor:
        return Actor(Role.SUPERVISOR, world.doctor_id, frozenset({world.community}))

    def test_each_resident_is_in_one_cell_however_often_they_came(self, world: World, monkeypatch) -> None:
        monkeypatch.setattr(figures, "SMALLEST", 1)
        often = Phone()
        for urgency in (RecordUrgency.SELF_CARE, RecordUrgency.EMERGENCY, RecordUrgency.ROUTINE):
            world.encounter(often, urgency=urgency)
        world.encounter(urgency=RecordUrgency.SELF_CARE)
        self.later(world)
        with world.database.transaction() as unit:
            found = release(unit, self.supervisor(world), self.PERIOD, GROUPS, noise=exact)
        for histogram in found.histograms:
            assert sum(cell.count or 0 for cell in histogram.cells) == 2, histogram.name
        urgency = {cell.value: cell.count for cell in found.histograms[0].cells}
        assert (urgency["emergency"], urgency["self_care"]) == (1, 1)

    def test_small_cells_are_withheld_and_empty_ones_are_in_the_answer(self, world: World) -> None:
        world.encounter()
        self.later(world)
        with world.database.transaction() as unit:
            found = release(unit, self.supervisor(world), self.PERIOD, GROUPS, noise=exact)
        assert {cell.count for histogram in found.histograms for cell in histogram.cells} == {None}
        assert len(found.histograms[0].cells) == 6

    def test_asked_again_it_answers_the_same_at_no_cost(self, world: World) -> None:
        for _ in range(3):
            world.encounter()
        self.later(world)
        with world.database.transaction() as unit:
            first = release(unit, self.supervisor(world), self.PERIOD, GROUPS)
        world.clock.pass_s(5)
        with world.database.transaction() as unit:
            again = release(unit, self.supervisor(world), self.PERIOD, GROUPS)
        assert again == first
        assert first.spent_epsilon == pytest.approx(0.4, abs=1e-5)

    def test_a_month_that_is_not_counted_to_its_end_is_not_released(self, world: World) -> None:
        self.later(world)
        world.clock.now_ms -= 40 * 86_400_000
        world.encounter()
        world.clock.pass_s(40 * 86_400)
        with world.database.transaction() as unit, pytest.raises(Refused) as refused:
            release(unit, self.supervisor(world), self.PERIOD, GROUPS)
        assert refused.value.code == "unmarked"

    def test_a_spent_budget_refuses_and_spends_nothing(self, world: World) -> None:
        world.encounter()
        self.later(world)
        with world.database.transaction() as unit:
            rules.set_rule(unit, SYSTEM, "privacy_milli_epsilon", 500)
        with world.database.transaction() as unit:
            release(unit, self.supervisor(world), self.PERIOD, GROUPS)
        world.admin.create_community("别处", "Elsewhere")  # all communities together are figures of their own
        with world.database.transaction() as unit, pytest.raises(Refused) as refused:
            release(unit, SYSTEM, self.PERIOD, GROUPS)
        assert refused.value.code == "budget"
        with world.database.reading() as connection:
            assert connection.exec_driver_sql("select count(*) from privacy_release").scalar_one() == 1

    @pytest.mark.parametrize("period", ["2026-12", "2026-13", "november", "", "2026-11; drop table"])
    def test_a_month_that_is_not_over_or_none_is_refused(self, world: World, period: str) -> None:
        with world.database.transaction() as unit, pytest.raises(Refused):
            release(unit, self.supervisor(world), period, GROUPS)

    def test_only_a_supervisor_and_the_command_line_export(self, world: World) -> None:
        for role in (Role.DOCTOR, Role.ADMINISTRATOR, Role.AUDITOR):
            with world.database.transaction() as unit, pytest.raises(NotAllowed):
                release(unit, Actor(role, "x"), self.PERIOD, GROUPS)
