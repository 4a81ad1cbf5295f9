"""Settings of the archive's destinations, from the environment (`JIAYI_ARCHIVE_…`). Secrets are in files, never in the environment."""

from __future__ import annotations

from pathlib import Path
from typing import Final, Self
from urllib.parse import urlsplit

from pydantic import model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

_THIS_MACHINE: Final = ("127.0.0.1", "localhost", "::1")


class ArchiveSettings(BaseSettings):
    """Where signed encounters go beside, or instead of, the drop folder (`JIAYI_DROP_FOLDER`)."""

    model_config = SettingsConfigDict(env_prefix="JIAYI_ARCHIVE_", frozen=True, extra="ignore")

    fhir_url: str | None = None
    """Base of a FHIR R4 server, such as `https://archive.example/fhir/R4`."""
    fhir_ca: Path | None = None
    """Certificate authority of its HTTPS, when it is not a public one."""
    fhir_certificate: Path | None = None
    """Our certificate (PEM chain), where the server asks for one (mutual TLS); `fhir_key` is its key."""
    fhir_key: Path | None = None
    token_url: str | None = None
    """Token endpoint of OAuth 2.0 client credentials; None sends no token."""
    client_id: str | None = None
    client_secret_file: Path | None = None
    """A file (0600) with the client's secret; read again whenever a token is asked for."""
    scope: str = ""

    sftp_url: str | None = None
    """Such as `sftp://jiayi@10.0.0.5:22/inbox`: user, machine, port and folder of an SFTP server."""
    sftp_host_key: Path | None = None
    """Its public host key as OpenSSH writes it: no other server is talked to."""
    sftp_key: Path | None = None
    """Our private key (0600)."""

    @model_validator(mode="after")
    def _whole(self) -> Self:
        if self.token_url is not None and (self.client_id is None or self.client_secret_file is None):
            raise ValueError(
                "JIAYI_ARCHIVE_TOKEN_URL needs JIAYI_ARCHIVE_CLIENT_ID and JIAYI_ARCHIVE_CLIENT_SECRET_FILE"
            )
        if (self.fhir_certificate is None) != (self.fhir_key is None):
            raise ValueError("JIAYI_ARCHIVE_FHIR_CERTIFICATE and JIAYI_ARCHIVE_FHIR_KEY go together")
        for url in (self.fhir_url, self.token_url):
            if url is not None and not _is_safe(url):
                raise ValueError(f"{url} is no HTTPS: records leave the commission encrypted or not at all")
        if self.sftp_url is not None and (self.sftp_host_key is None or self.sftp_key is None):
            raise ValueError("JIAYI_ARCHIVE_SFTP_URL needs JIAYI_ARCHIVE_SFTP_HOST_KEY and JIAYI_ARCHIVE_SFTP_KEY")
        return self


def _is_safe(url: str) -> bool:
    """Tell whether nobody in between can read what goes there: HTTPS, or this machine itself."""
    parts = urlsplit(url)
    return parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in _THIS_MACHINE)
