"""Where deliveries go. One port; the drop folder of the archive's front-end machine (前置机) is its first implementation."""

from __future__ import annotations

import os
import shutil
from pathlib import Path
from typing import Protocol

from records.archive.errors import DeliveryRefused, DestinationAway
from records.archive.plan import Document, Plan


class Destination(Protocol):
    """A place that takes deliveries, once in effect."""

    name: str

    def deliver(self, plan: Plan) -> None:
        """Take a delivery; taking the same one again changes nothing.

        Raises:
            DestinationAway: it cannot be reached now; trying again later may help.
            DeliveryRefused: it will not take this delivery; a person must look.
        """


class DropFolder:
    """A folder that the archive's front-end machine empties.

    A delivery is a sub-folder that appears whole: it is written beside, flushed to the disk, and renamed. `manifest.json` lists each
    document with its checksum.
    """

    name = "drop-folder"

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def deliver(self, plan: Plan) -> None:
        """Write the delivery; see `Destination.deliver`."""
        target = self._folder / plan.name
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            if target.exists():
                self._require_same(target, plan)
                return
            partial = self._folder / f".{plan.name}.partial"
            shutil.rmtree(partial, ignore_errors=True)
            partial.mkdir(mode=0o750)
            for document in (*plan.documents, plan.manifest):
                _write(partial / document.name, document)
            _flush_folder(partial)
            partial.rename(target)
            _flush_folder(self._folder)
        except OSError as error:
            raise DestinationAway(f"the drop folder cannot be written: {error.strerror}") from error

    @staticmethod
    def _require_same(target: Path, plan: Plan) -> None:
        written = target / plan.manifest.name
        if not written.exists() or written.read_bytes() != plan.manifest.content:
            raise DeliveryRefused(f"the drop folder already holds another delivery named {plan.name}")


def _write(path: Path, document: Document) -> None:
    with path.open("xb") as file:
        file.write(document.content)
        file.flush()
        os.fsync(file.fileno())


def _flush_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
