"""The engine of `engine_child`, which waits where its prompt says so: `python -P -m tests.e2e.kills.patient_engine`.

"endless" never gets past its first step; "decode" makes pixels only once there is a file, which LANCE_STUDIO_TEST_GO
names.
"""

import os
import threading
import time
from pathlib import Path

from lance_studio import requests
from lance_studio.backends import events
from lance_studio.backends.backend import Order
from lance_studio.backends.process import child
from tests.e2e.kills import engine_child

_POLL_SECONDS = 0.02


class Patient(engine_child.Painter):
    """Waits in the middle of a job."""

    def _tell(self, job: str, request: requests.Request, step: int) -> None:
        super()._tell(job, request, step)
        if "endless" in request.prompt:  # type: ignore[union-attr]
            threading.Event().wait()

    def _drawn(
        self, order: Order, request: requests.VisualRequest, identity: events.ModelIdentity
    ) -> events.VisualResult:
        if "decode" in request.prompt:  # type: ignore[union-attr]
            wait_for_go()
        return super()._drawn(order, request, identity)


def wait_for_go() -> None:
    """Wait for the file that the test makes."""
    go = Path(os.environ["LANCE_STUDIO_TEST_GO"])
    while not go.exists():
        time.sleep(_POLL_SECONDS)


if __name__ == "__main__":
    child.EngineRunner = Patient
    child.main()
