"""What `jiayi assess --json` says of a language model: null, or which one, with which prompts, and what it changed."""

from __future__ import annotations

from typing import Any

from agents.state import ConsultationState


def language_json(state: ConsultationState) -> dict[str, Any] | None:
    """Answer the object, None when no model was asked anything."""
    if not state.language:
        return None
    last, second = state.language[-1], state.second_opinion
    return {
        "model": last.model,
        "prompts": last.prompts,
        "tasks": sorted({task for use in state.language for task in use.tasks}),
        "changes": [change.model_dump() for use in state.language for change in use.changes],
        "failed": [reason for use in state.language for reason in use.failed],
        "second_opinion": [] if second is None else [each.model_dump(mode="json") for each in second.suggestions],
    }
