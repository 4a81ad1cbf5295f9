"""What can go wrong with paper.

PaperError (RecordsError)
├── FontsMissing     no font with Chinese characters was found where one was looked for
└── CannotTypeset    a template and its values do not go together (a bug, not the world's fault)
"""

from __future__ import annotations

from records.errors import RecordsError


class PaperError(RecordsError):
    """Root of what typesetting raises on purpose. Messages carry no word of a resident."""


class FontsMissing(PaperError):
    """No font that can print Chinese; the message says where was looked and what to install."""


class CannotTypeset(PaperError):
    """A template refused its values."""
