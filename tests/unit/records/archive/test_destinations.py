"""The drop folder takes a delivery whole, once in effect, and says when it cannot."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from records.archive.destinations import DropFolder
from records.archive.errors import DeliveryRefused, DestinationAway
from records.archive.plan import Document, plan
from records.archive.worker import Deliverer
from tests.fakes.signed_encounters import signed


def files(folder):
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_a_delivery_arrives_whole_with_a_manifest_that_matches(tmp_path):
    delivery = plan(signed())
    DropFolder(tmp_path / "drop").deliver(delivery)
    written = files(tmp_path / "drop" / delivery.name)
    manifest = json.loads(written.pop("manifest.json"))
    assert {d["name"] for d in manifest["documents"]} == set(written)
    assert {d["name"]: d["sha256"] for d in manifest["documents"]} == {d.name: d.sha256 for d in delivery.documents}


def test_a_second_delivery_changes_nothing(tmp_path):
    folder = DropFolder(tmp_path)
    folder.deliver(plan(signed()))
    before = files(tmp_path)
    folder.deliver(plan(signed()))
    assert files(tmp_path) == before


def test_what_a_crash_left_half_written_is_not_a_delivery_and_is_done_again(tmp_path):
    delivery = plan(signed())
    half = tmp_path / f".{delivery.name}.partial"
    half.mkdir()
    (half / "bundle.json").write_text("{")
    DropFolder(tmp_path).deliver(delivery)
    assert [path.name for path in tmp_path.iterdir()] == [delivery.name]


def test_another_delivery_under_the_same_name_is_refused(tmp_path):
    delivery = plan(signed())
    folder = DropFolder(tmp_path)
    folder.deliver(delivery)
    with pytest.raises(DeliveryRefused):
        folder.deliver(replace(delivery, documents=(Document("bundle.json", "application/fhir+json", b"{}"),)))


def test_a_folder_that_cannot_be_written_is_away_not_refused(tmp_path):
    (tmp_path / "drop").write_text("a file stands where the folder should be")
    with pytest.raises(DestinationAway):
        DropFolder(tmp_path / "drop").deliver(plan(signed()))


class Store:
    def __init__(self):
        self.notes = []

    def load(self, encounter_id):
        return signed(encounter_id=encounter_id)

    def delivered(self, encounter_id, destination):
        self.notes.append((encounter_id, destination, "delivered"))

    def failed(self, encounter_id, destination, error):
        self.notes.append((encounter_id, destination, error))


class Away:
    name = "away"

    def deliver(self, plan):
        assert plan.documents
        raise DestinationAway("nobody answers")


def test_one_destination_away_does_not_keep_the_others_waiting(tmp_path):
    store = Store()
    deliverer = Deliverer(store, (Away(), DropFolder(tmp_path)))
    with pytest.raises(DestinationAway):
        deliverer.deliver("22" * 16)
    assert store.notes == [("22" * 16, "away", "nobody answers"), ("22" * 16, "drop-folder", "delivered")]
