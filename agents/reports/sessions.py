"""How the two models of PP-OCRv6 run (onnxruntime; the models lie in RapidOCR's wheel): threads, memory, and nothing told to anybody."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

# onnxruntime reports its use to its maker unless told not to before it is loaded. Nothing here reports to anybody.
os.environ["ORT_DISABLE_TELEMETRY"] = "1"

import rapidocr
from onnxruntime import InferenceSession, RunOptions, SessionOptions

DETECTION: Final = "PP-OCRv6_det_small.onnx"
RECOGNITION: Final = "PP-OCRv6_rec_small.onnx"
_QUIET: Final = 4
_MODELS: Final = Path(rapidocr.__file__).parent / "models"

Floats = NDArray[np.float32]


class Model:
    """One model, loaded; nothing is opened afterwards. Safe to call from several threads.

    Threads sleep while they have nothing to do, because a photo shares its cores with other residents' turns. Tensors come from an arena,
    because asking the kernel for fresh pages each time is slower; with no plan kept for each shape, since hardly one comes twice; and
    `last` gives it back, so that a process holds no more between photos than before.
    """

    def __init__(self, name: str) -> None:
        options = SessionOptions()
        options.log_severity_level = _QUIET
        options.intra_op_num_threads = len(os.sched_getaffinity(0))
        options.enable_cpu_mem_arena = True
        options.enable_mem_pattern = False
        options.add_session_config_entry("session.intra_op.allow_spinning", "0")
        self._session = InferenceSession(str(_MODELS / name), options, providers=["CPUExecutionProvider"])
        self._input: str = self._session.get_inputs()[0].name
        self._last = RunOptions()
        self._last.add_run_config_entry("memory.enable_memory_arena_shrinkage", "cpu:0")

    def __call__(self, block: Floats, *, last: bool) -> Any:
        """Answer the model's one output for N x 3 x height x width; `last`: nothing else comes soon."""
        return self._session.run(None, {self._input: block}, self._last if last else None)[0]

    @property
    def letters(self) -> list[str]:
        """Answer the characters that a recognising model tells apart, in the order of its classes."""
        return str(self._session.get_modelmeta().custom_metadata_map["character"]).splitlines()
