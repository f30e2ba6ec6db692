"""The job at work, and what a report needs to know of it."""

import time
from dataclasses import dataclass
from pathlib import PurePath

from lance_studio.jobs import states
from lance_studio.jobs.describe_state import describe_state
from lance_studio.jobs.handler import Prepared
from lance_studio.language import tr, translate_filled
from lance_studio.project.rows import Job
from lance_studio.requests import InputBlock, task_name


@dataclass(slots=True, eq=False)
class Active:
    """The job at work. The engine knows it as ``run``, which is new for each attempt: late answers do not fit it.

    ``with_engine`` and ``in_helper`` say who has it now; ``again``: the engine is restarted, and the job queued again;
    ``inputs`` were read for it when nothing was to be begun.
    """

    job_id: str
    run: str
    began: float
    prepared: Prepared
    state: states.JobState
    with_engine: bool = False
    again: bool = False
    in_helper: bool = False
    inputs: tuple[InputBlock, ...] | None = None

    @property
    def seconds(self) -> float:
        """How long it has been at work."""
        return time.monotonic() - self.began

    def facts(self, job: Job | None) -> list[tuple[str, str]]:
        """Tell what a report needs to know of a job that has failed, as pairs of a label and a value."""
        model = self.prepared.model
        return [
            (tr("Job"), "" if job is None else translate_filled(job.name)),
            (tr("Task"), task_name(self.prepared.request)),
            (tr("Model"), tr("{name} on {device}", name=PurePath(model.root).name, device=model.device)),
            (
                tr("Ran for"),
                tr("{seconds:.1f} s, {state}", seconds=self.seconds, state=describe_state(self.state).inside),
            ),
            (tr("Memory"), _memory(self.state)),
        ]


def _memory(state: states.JobState) -> str:
    if not isinstance(state, states.Running):
        return ""
    used, peak, total = (amount / 2**30 for amount in (state.memory.used, state.memory.peak, state.memory.total))
    return tr("{used:.1f} of {total:.1f} GB at the last step, {peak:.1f} GB at most", used=used, total=total, peak=peak)
