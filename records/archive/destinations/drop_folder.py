"""The drop folder of the archive's front-end machine (前置机): deliveries as sub-folders with a manifest and checksums."""

from __future__ import annotations

import hashlib
import os
import shutil
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Final

from records.archive.destinations.port import Parts, Sent
from records.archive.errors import DeliveryRefused, DestinationAway, Reason
from records.archive.values import Document, Plan

TAKEN: Final = "taken"


class DropFolder:
    """A folder that the archive's front-end machine empties into its sub-folder `taken`.

    A delivery is a sub-folder that appears whole: it is written beside, flushed to the disk, and renamed. `manifest.json` lists each
    document with its checksum. What lies in `taken` is held, and is not delivered again.
    """

    name = "drop-folder"

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def deliver(self, plan: Plan, *, overwrite: bool = False) -> None:
        """Write the delivery; see `Destination.deliver`."""
        target = self._folder / plan.name
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            for held in (target, self._folder / TAKEN / plan.name):
                if not held.exists():
                    continue
                if not overwrite:
                    self._require_same(plan)
                    return
                shutil.rmtree(held)
            partial = self._folder / f".{plan.name}.partial"
            shutil.rmtree(partial, ignore_errors=True)
            partial.mkdir(mode=0o750)
            for document in (*plan.documents, plan.manifest):
                _write(partial / document.name, document)
            _flush_folder(partial)
            partial.rename(target)
            _flush_folder(self._folder)
        except OSError as error:
            raise DestinationAway(
                f"the drop folder cannot be written: {error.strerror}", reason=Reason.STORAGE
            ) from error

    def parts(self, plan: Plan) -> Parts:
        """Answer the files of a delivery; see `Destination.parts`."""
        return {each.name: each.sha256 for each in (*plan.documents, plan.manifest)}

    def held(self, sent: Sequence[Sent]) -> Mapping[str, Parts]:
        """Answer the files that lie there or were taken, by what is in them; see `Destination.held`."""
        return {each.encounter_id: self._files(each.name) for each in sent}

    def inventory(self) -> Iterator[str]:
        """Answer the encounters that lie there or were taken; see `Destination.inventory`."""
        try:
            names = {path.name for folder in (self._folder, self._folder / TAKEN) for path in _folders(folder)}
        except OSError as error:
            raise DestinationAway(f"the drop folder cannot be read: {error.strerror}", reason=Reason.STORAGE) from error
        yield from sorted({encounter for name in names if (encounter := name.partition("-")[2])})

    def _files(self, name: str) -> Parts:
        try:
            for folder in (self._folder / name, self._folder / TAKEN / name):
                if folder.is_dir():
                    return {
                        path.name: hashlib.sha256(path.read_bytes()).hexdigest()
                        for path in folder.iterdir()
                        if path.is_file()
                    }
        except OSError as error:
            raise DestinationAway(f"the drop folder cannot be read: {error.strerror}", reason=Reason.STORAGE) from error
        return {}

    def _require_same(self, plan: Plan) -> None:
        if self._files(plan.name) != self.parts(plan):
            raise DeliveryRefused(
                f"the drop folder already holds another delivery named {plan.name}", reason=Reason.NAME_TAKEN
            )


def _folders(folder: Path) -> Iterator[Path]:
    if not folder.is_dir():
        return
    yield from (path for path in folder.iterdir() if path.is_dir() and path.name[0] != "." and path.name != TAKEN)


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
