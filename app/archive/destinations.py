"""From settings to destinations: the one place that opens connections to an archive."""

from __future__ import annotations

import ssl
from collections.abc import Generator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Final

import httpx

from app.archive.settings import ArchiveSettings
from app.settings import WorkerSettings
from records.archive.destinations.drop_folder import DropFolder
from records.archive.destinations.fhir_server import Alone, FhirServer
from records.archive.destinations.port import Destination
from records.archive.destinations.sftp import SftpAddress, SftpFolder
from records.archive.destinations.tokens import ClientCredentials
from records.archive.errors import DestinationAway, Reason
from records.store.errors import KeyStoreError
from records.store.keyfolder.files import read_private, refuse_loose

_TIMEOUT: Final = httpx.Timeout(30.0, connect=5.0)


@contextmanager
def destinations_of(
    settings: ArchiveSettings, worker: WorkerSettings, *, alone: Alone | None = None
) -> Generator[tuple[Destination, ...]]:
    """Open what the settings name; the drop folder too where it is named, or where nothing else is. `alone`: see `FhirServer`."""
    with ExitStack() as held:
        found: list[Destination] = []
        if settings.fhir_url is not None:
            found.append(held.enter_context(fhir_server(settings, alone=alone)))
        if settings.sftp_url is not None:
            found.append(held.enter_context(_sftp_folder(settings)))
        if worker.drop_folder is not None or not found:
            found.append(DropFolder(worker.drop_path))
        yield tuple(found)


@contextmanager
def fhir_server(settings: ArchiveSettings, *, alone: Alone | None = None) -> Generator[FhirServer]:
    """Open the FHIR server that the settings name."""
    if settings.fhir_url is None:
        raise ValueError("JIAYI_ARCHIVE_FHIR_URL is not set")
    with httpx.Client(verify=_trust(settings), timeout=_TIMEOUT, trust_env=False) as http:
        tokens = None
        if settings.token_url is not None and settings.client_id and settings.client_secret_file:
            secret_file = settings.client_secret_file

            def secret() -> str:
                return _secret(secret_file)

            tokens = ClientCredentials(settings.token_url, settings.client_id, secret, http, scope=settings.scope)
        yield FhirServer(settings.fhir_url, http, tokens, alone=alone)


@contextmanager
def _sftp_folder(settings: ArchiveSettings) -> Generator[SftpFolder]:
    if settings.sftp_url is None or settings.sftp_host_key is None or settings.sftp_key is None:
        raise ValueError("JIAYI_ARCHIVE_SFTP_URL needs JIAYI_ARCHIVE_SFTP_HOST_KEY and JIAYI_ARCHIVE_SFTP_KEY")
    refuse_loose(settings.sftp_key, 0o077, "chmod 600")
    host_keys = settings.sftp_host_key.read_text(encoding="utf-8")
    made = SftpFolder(SftpAddress.parse(settings.sftp_url), host_keys, settings.sftp_key)
    try:
        yield made
    finally:
        made.close()


def _secret(path: Path) -> str:
    try:
        return read_private(path).decode().strip()
    except (KeyStoreError, UnicodeDecodeError) as error:
        raise DestinationAway(f"the client secret cannot be read: {error}", reason=Reason.LOGIN) from error


def _trust(settings: ArchiveSettings) -> ssl.SSLContext:
    context = ssl.create_default_context(cafile=None if settings.fhir_ca is None else str(settings.fhir_ca))
    if settings.fhir_certificate is not None and settings.fhir_key is not None:
        context.load_cert_chain(settings.fhir_certificate, settings.fhir_key)
    return context
