"""Settings of every process, from the environment (`JIAYI_…`) alone: names, defaults and what each is for.

Secrets are never settings: keys live in the key folder, passwords are asked for.
"""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field
from pydantic_settings import BaseSettings, SettingsConfigDict

Port = Annotated[int, Field(ge=1, le=65535)]

WEB_DIST = Path(__file__).parent / "web" / "dist"
"""The built page, beside the code, so that it is part of the measurement."""


class Settings(BaseSettings):
    """Base: `JIAYI_` prefix, values are frozen."""

    model_config = SettingsConfigDict(env_prefix="JIAYI_", frozen=True, extra="ignore")

    host: str = "127.0.0.1"
    tls_certificate: Path | None = None
    """PEM chain to serve HTTPS with; the page needs a secure context anywhere but on localhost."""
    tls_key: Path | None = None


class CommissionSettings(Settings):
    """The commission's API: record store, key directory, verifier, magnets, clinicians."""

    data_dir: Path = Path("var")
    """Holds the key folder, the embedded PostgreSQL and the drop folder when nothing else is named."""
    database_url: str | None = None
    """Any PostgreSQL URL (`postgresql://…`); None starts the embedded PostgreSQL in the data folder."""
    commission_port: Port = 8700
    commission_ca: Path | None = None
    """A local authority, offered to phones at /local-ca.crt on a development machine."""
    public_origin: str = "http://127.0.0.1:8700"
    """How phones reach the commission; printed into magnets."""
    environment: Literal["production", "development"] = "production"
    """A production directory admits no development evidence."""
    commission_name_zh: str = "卫生健康委员会"
    commission_name_en: str = "Health Commission"

    @property
    def key_folder(self) -> Path:
        """Answer where the commission's keys lie: outside the database."""
        return self.data_dir / "keys"


class ComputeSettings(Settings):
    """One compute node."""

    compute_port: Port = 8701
    compute_origin: str = "http://127.0.0.1:8701"
    """How phones reach this node; announced in the directory."""
    commission_url: str = "http://127.0.0.1:8700"
    """How this node reaches the commission; its port is the only one the sandbox lets it connect to."""
    commission_ca: Path | None = None
    """Certificate authority of the commission's HTTPS, when it is not a public one."""
    root_fingerprint: Annotated[str, Field(pattern=r"^[0-9A-Za-z_-]{43}$")]
    """The commission's root key, as a magnet pins it: a node takes keys from no other commission."""
    development: bool = False
    """Serve without a kernel sandbox where the kernel has none. The directory says so and the phone shows it."""
    read_reports: bool = True
    """Load the report reader (OCR) at start; without it photos are answered with a kind refusal."""


class ConsoleSettings(Settings):
    """The doctor's console: a client of the commission's API."""

    console_port: Port = 8702
    commission_url: str = "http://127.0.0.1:8700"
    commission_ca: Path | None = None


class WorkerSettings(CommissionSettings):
    """The archive worker."""

    drop_folder: Path | None = None
    """The drop folder of the archive's front-end machine; None is `<data_dir>/archive`."""

    @property
    def drop_path(self) -> Path:
        """Answer the drop folder in force."""
        return self.drop_folder or self.data_dir / "archive"
