"""The archive worker, by its own composition root, with every destination watched.

`python -m app.bench.archive.worker FOLDER PROCESSES PACE`; settings come from the environment, as for `jiayi serve worker`.
"""

from __future__ import annotations

import sys
from functools import partial
from pathlib import Path

from app.archive.settings import ArchiveSettings
from app.bench.archive.watched import Watched
from app.settings import WorkerSettings
from app.worker import Trial, serve


def _main() -> None:
    folder, processes, pace = Path(sys.argv[1]), int(sys.argv[2]), float(sys.argv[3])
    serve(WorkerSettings(), ArchiveSettings(), processes=processes, trial=Trial(pace, partial(Watched, folder=folder)))


if __name__ == "__main__":
    _main()
