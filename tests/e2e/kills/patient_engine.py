"""The engine of `engine_child`, which waits where its prompt says so: `python -P -m tests.e2e.kills.patient_engine`.

"endless" never gets past its first step; "decode" makes pixels only once there is a file, which LANCE_STUDIO_TEST_GO
names.
"""

import os
import threading
import time
from pathlib import Path

from lance_studio.worker import child, protocol, requests
from lance_studio.worker.link import Job
from tests.e2e.kills import engine_child

_POLL_SECONDS = 0.02


class Patient(engine_child.Painter):
    """Waits in the middle of a job."""

    def _tell(self, order: protocol.Run, step: int) -> None:
        super()._tell(order, step)
        if "endless" in order.request.prompt:  # type: ignore[union-attr]
            threading.Event().wait()

    def _drawn(
        self, job: Job, request: requests.VisualRequest, identity: protocol.ModelIdentity
    ) -> protocol.DoneVisual:
        if "decode" in request.prompt:  # type: ignore[union-attr]
            wait_for_go()
        return super()._drawn(job, request, identity)


def wait_for_go() -> None:
    """Wait for the file that the test makes."""
    go = Path(os.environ["LANCE_STUDIO_TEST_GO"])
    while not go.exists():
        time.sleep(_POLL_SECONDS)


if __name__ == "__main__":
    child._Worker = Patient
    child.main()
