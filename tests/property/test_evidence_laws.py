"""Laws of reading evidence: whatever the bytes, it is read, or refused by name; nothing else happens."""

from __future__ import annotations

import base64
import contextlib
import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from records.errors import NotAdmitted
from records.trust.evidence.chains import load_der, load_pem, spki, vendor_roots, verify_chain
from records.trust.evidence.snp_policy import REPORT_BYTES, SnpReport
from records.trust.evidence.statement import NodeEvidence
from records.trust.evidence.tdx_quote import MalformedQuote, TdxQuote
from records.trust.evidence.tpm_structures import AttestationKey, Malformed, Quote, parse_signature

SAMPLES = Path(__file__).parents[1] / "vectors" / "evidence"
NOW = datetime(2026, 11, 28, tzinfo=UTC)


def sample(name: str, part: str) -> bytes:
    return base64.b64decode(json.loads((SAMPLES / f"{name}.json").read_text(encoding="utf-8"))[part])


TDX, VCEK = sample("tdx_v4", "quote"), sample("snp_genoa", "vcek")
JSON: st.SearchStrategy[Any] = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=10), inner, max_size=4),
    max_leaves=10,
)


def altered(whole: bytes) -> st.SearchStrategy[bytes]:
    """The bytes with one part exchanged for another, of any length."""

    def alter(parts: tuple[int, int, bytes]) -> bytes:
        at, count, other = parts
        return whole[:at] + other + whole[at + count :]

    return st.tuples(st.integers(0, len(whole)), st.integers(0, 8), st.binary(max_size=8)).map(alter)


@settings(deadline=None)
@given(st.binary(max_size=400))
def test_tpm_structures_are_read_or_refused(raw: bytes) -> None:
    for read in (Quote.parse, parse_signature, AttestationKey.parse):
        with contextlib.suppress(Malformed, NotAdmitted):
            read(raw)


@settings(deadline=None)
@given(st.binary(min_size=REPORT_BYTES, max_size=REPORT_BYTES) | st.binary(max_size=50))
def test_reports_are_read_or_refused(raw: bytes) -> None:
    try:
        report = SnpReport.parse(raw)
    except NotAdmitted:
        return
    assert report.signed == raw[:0x2A0]


@settings(deadline=None)
@given(altered(TDX))
def test_quotes_are_read_or_refused(raw: bytes) -> None:
    try:
        quote = TdxQuote.parse(raw)
    except MalformedQuote:
        return
    with contextlib.suppress(NotAdmitted):
        assert all(spki(each) for each in load_pem(quote.pck_chain))


@settings(deadline=None)
@given(altered(VCEK))
def test_an_altered_certificate_is_refused(raw: bytes) -> None:
    """Unless nothing was altered, or only what no signature covers and no reader sees."""
    signing, root = vendor_roots("amd-genoa")
    try:
        certificate = load_der(raw)
        verify_chain(certificate, intermediates=[signing], roots=[root], now=NOW)
    except NotAdmitted:
        return
    assert certificate.tbs_certificate_bytes == load_der(VCEK).tbs_certificate_bytes


@settings(deadline=None)
@given(JSON)
def test_evidence_is_read_or_refused(value: Any) -> None:
    try:
        NodeEvidence.parse(value)
    except NotAdmitted:
        return
    raise AssertionError("evidence out of nothing")
