"""The demo's data: an embedded PostgreSQL, keys, one community, one doctor, one magnet, made once and kept."""

from __future__ import annotations

import json
import os
import secrets
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from app.demo.mark import MARK
from records.archive.worker import ensure_queue
from records.store.admin import Administration
from records.store.embedded import EmbeddedPostgres
from records.store.keystore import KeyStore
from records.trust.directory import fingerprint
from records.trust.local_tls import LocalTls, local_tls

_ALPHABET = "abcdefghijkmnpqrstuvwxyz23456789"  # without the letters that look like digits
_DOCTOR = "wang"


@dataclass(frozen=True)
class Login:
    """What a person needs to try the demo."""

    magnet_url: str
    root_fingerprint: str
    username: str
    password: str

    @property
    def magnet(self) -> str:
        """Answer the magnet's id."""
        return self.magnet_url.rpartition("/m/")[2].partition("#")[0]


@dataclass
class DemoWorld:
    """The demo's data folder, open."""

    data: Path
    postgres: EmbeddedPostgres
    database_url: str
    tls: LocalTls | None

    @classmethod
    @contextmanager
    def open(cls, data: Path, *, tls_name: str | None) -> Generator[DemoWorld]:
        """Start the database of a data folder, made when missing; it is stopped at the end of the block."""
        data.mkdir(parents=True, exist_ok=True)
        if not (data / MARK).exists():
            _write_private(data / MARK, "{}")
        tls = local_tls(data / "tls", tls_name) if tls_name else None
        with EmbeddedPostgres(data / "postgres") as postgres:
            yield cls(data, postgres, postgres.url, tls)

    @property
    def ca_file(self) -> Path | None:
        """Answer the local certificate authority, when HTTPS is served."""
        return self.tls.authority if self.tls else None

    @property
    def tls_environment(self) -> dict[str, str]:
        """Answer the settings that make every process serve HTTPS."""
        if self.tls is None:
            return {}
        return {
            "JIAYI_TLS_CERTIFICATE": str(self.tls.certificate),
            "JIAYI_TLS_KEY": str(self.tls.key),
            "JIAYI_COMMISSION_CA": str(self.tls.authority),
        }

    def prepare(self, *, public_origin: str) -> Login:
        """Answer the login, after making keys, tables, community, doctor and magnet where they are missing."""
        keys = self.data / "keys"
        store = KeyStore.open(keys) if keys.exists() else KeyStore.create(keys)
        admin = Administration.open(self.database_url, keys, migrate=True)
        try:
            ensure_queue(self.database_url)
            known = json.loads((self.data / MARK).read_text())
            if "magnet" not in known:
                known = self._people(admin)
                _write_private(self.data / MARK, json.dumps(known))
        finally:
            admin.close()
        pin = fingerprint(store.root.public_bytes)
        return Login(f"{public_origin}/m/{known['magnet']}#{pin}", pin, known["username"], known["password"])

    @staticmethod
    def _people(admin: Administration) -> dict[str, str]:
        password = "-".join("".join(secrets.choice(_ALPHABET) for _ in range(4)) for _ in range(3))
        community = next((row.id for row in admin.list_communities()), None) or admin.create_community(
            "示范社区卫生服务站", "Demo Community Health Station"
        )
        if any(row.username == _DOCTOR for row in admin.list_clinicians()):
            admin.set_password(_DOCTOR, password)
        else:
            admin.create_clinician(
                username=_DOCTOR,
                password=password,
                name="王医生",
                phone="0951-5550120",
                role="doctor",
                communities=[community],
            )
        (magnet,) = admin.issue_magnets(community, _DOCTOR, 1)
        return {"username": _DOCTOR, "password": password, "magnet": magnet}


def _write_private(path: Path, text: str) -> None:
    """Replace a file at once, readable by its owner only."""
    beside = path.with_suffix(".new")
    beside.unlink(missing_ok=True)
    descriptor = os.open(beside, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        file.write(text)
    beside.rename(path)
