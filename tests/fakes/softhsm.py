"""A SoftHSM token of the test's own: its folder can be taken away and put back, as a token can be pulled."""

from __future__ import annotations

import os
import subprocess
from dataclasses import dataclass
from pathlib import Path

import pkcs11

PIN = "493817"
MODULES = ("/usr/lib/softhsm/libsofthsm2.so", "/usr/lib/x86_64-linux-gnu/softhsm/libsofthsm2.so")


@dataclass
class SoftHsm:
    """One token in a folder; the library finds it by SOFTHSM2_CONF, which is this process's."""

    folder: Path
    label: str

    @classmethod
    def make(cls, folder: Path, label: str) -> SoftHsm:
        tokens = folder / "tokens"
        tokens.mkdir(parents=True)
        config = folder / "softhsm2.conf"
        config.write_text(f"directories.tokendir = {tokens}\nobjectstore.backend = file\nlog.level = ERROR\n")
        os.environ["SOFTHSM2_CONF"] = str(config)
        subprocess.run(
            ["softhsm2-util", "--init-token", "--free", "--label", label, "--so-pin", "7265409", "--pin", PIN],
            check=True,
            capture_output=True,
        )
        made = cls(folder, label)
        pkcs11.lib(made.module).reinitialize()  # the library knows the folder of the test before
        return made

    @property
    def module(self) -> str:
        return next(path for path in MODULES if Path(path).exists())

    def pull(self) -> None:
        """Take the token out: its sessions are gone, and it cannot be found."""
        (self.folder / "tokens").rename(self.folder / "pulled")
        (self.folder / "tokens").mkdir()
        pkcs11.lib(self.module).reinitialize()

    def put_back(self) -> None:
        (self.folder / "tokens").rmdir()
        (self.folder / "pulled").rename(self.folder / "tokens")
