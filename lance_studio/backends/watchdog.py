"""When the silence of an engine is too long: one rule for all backends, by a clock that the caller reads.

Two things can be silent. The engine's process, which gives a sign of life every second: it hangs, or was stopped. And
the work, which makes a step, a piece of an answer or a result in a time that depends on the model, the size and the
device: how long earlier ones took says how long is usual, and before there are any the allowance is generous.
"""

from collections import defaultdict, deque
from dataclasses import dataclass, field
from statistics import median
from typing import Literal

from lance_studio.backends import events
from lance_studio.backends.backend import Order

#: The engine's process gives a sign of life this often while it is at work.
BEAT_SECONDS = 1.0

Phase = Literal["starting", "loading", "preparing", "step", "decoding", "token"]
_REMEMBERED = 9


@dataclass(frozen=True, slots=True)
class Patience:
    """Seconds of silence that are no reason to ask.

    Attributes:
        beat: Without a sign of life of the process.
        least: Without progress, however quick the earlier steps were.
        times: Without progress, as a multiple of what is usual.
        loading: While the program is imported or a model is read from a disk that may be slow.
        first_on_gpu: In a phase of which no time is known yet, on a GPU.
        first_on_cpu: The same on a processor, where a large model takes minutes for a step.
    """

    beat: float = 15.0
    least: float = 30.0
    times: float = 10.0
    loading: float = 900.0
    first_on_gpu: float = 300.0
    first_on_cpu: float = 1800.0


@dataclass(frozen=True, slots=True)
class Silence:
    """What has been silent for too long.

    Attributes:
        seconds: For how long.
        usual: How long it usually takes; None where nobody knows.
        hung: Whether it is the process itself.
    """

    seconds: float
    usual: float | None
    hung: bool


@dataclass(slots=True)
class Watchdog:
    """Watches one engine. Times are seconds of a clock that never goes back.

    Args:
        patience: What is no reason to ask.
        beats: Whether the engine gives signs of life.
        look_seconds: How often `look` is meant to be called. Where it comes much later, the caller or the whole machine
            was asleep, and that time is nobody's silence.
        last_sign: When the engine gave its last sign of life.
    """

    patience: Patience = field(default_factory=Patience)
    beats: bool = True
    look_seconds: float = BEAT_SECONDS
    _order: Order | None = None
    _phase: Phase = "starting"
    _since: float = 0.0
    last_sign: float = 0.0
    _looked: float = 0.0
    _extended: float = 0.0
    _on_cpu: bool = True
    _took: dict[tuple[object, ...], deque[float]] = field(
        default_factory=lambda: defaultdict(lambda: deque(maxlen=_REMEMBERED))
    )

    def begins(self, order: Order, now: float) -> None:
        """The engine was given an order."""
        self._order, self._phase = order, "starting"
        self._since = self.last_sign = self._looked = now
        self._extended = 0.0

    def ends(self) -> None:
        """There is nothing to wait for any more."""
        self._order = None

    def beat(self, now: float) -> None:
        """The process has given a sign of life."""
        self.last_sign = now

    def hears(self, event: events.JobEvent, now: float) -> None:
        """The engine has told something of the order."""
        self.last_sign = now
        if self._order is None:
            return
        match event:
            case events.Loading():
                self._enter("starting" if event.stage == "importing" else "loading", now)
            case events.ModelReady():
                self._on_cpu = event.model.device.startswith("cpu")
                self._enter("preparing", now)
            case events.Stage(stage="preparing"):
                self._enter("preparing", now)
            case events.Progress():
                # The first one also waited for what comes before the steps.
                self._note(now if self._phase == "step" else None)
                self._enter("step", now)
            case events.Token():
                self._note(now if self._phase == "token" else None)
                self._enter("token", now)
            case events.Stage():
                self._enter("decoding", now)
            case _:
                self._note(now)
                self._order = None

    def is_patient(self, now: float) -> None:
        """Wait as long again before asking, because the user wants to."""
        self._extended = now - self._since
        self.last_sign = now

    def look(self, now: float) -> Silence | None:
        """Say what has been silent for too long; None if nothing has."""
        passed, self._looked = now - self._looked, now
        if passed > 3 * self.look_seconds:
            self._since += passed - self.look_seconds
            self.last_sign += passed - self.look_seconds
        if self._order is None:
            return None
        if self.beats and now - self.last_sign > self.patience.beat:
            return Silence(now - self.last_sign, None, hung=True)
        usual = self.usual
        if now - self._since - self._extended > self._allowance(usual):
            return Silence(now - self._since, usual, hung=False)
        return None

    @property
    def usual(self) -> float | None:
        """Seconds that the present phase usually takes; None where nobody knows."""
        took = self._took.get(self._key(self._phase))
        return median(took) if took else None

    def _allowance(self, usual: float | None) -> float:
        patience = self.patience
        if self._phase in ("starting", "loading"):
            return patience.loading
        if usual is not None:
            return max(patience.least, patience.times * usual)
        return patience.first_on_cpu if self._on_cpu else patience.first_on_gpu

    def _enter(self, phase: Phase, now: float) -> None:
        if phase in ("decoding", "step") and self._phase == "preparing":
            self._note(now)
        self._phase, self._since, self._extended = phase, now, 0.0

    def _note(self, now: float | None) -> None:
        if now is not None:
            self._took[self._key(self._phase)].append(now - self._since)

    def _key(self, phase: Phase) -> tuple[object, ...]:
        """What a time depends on: the model, its device, the task, and the size of what is made."""
        order = self._order
        request, inputs = (None, ()) if order is None else (order.request, order.inputs)
        names = ("width", "height", "num_frames", "preset")
        size = (*(getattr(request, name, None) for name in names), *(block.frames.shape for block in inputs))
        model = None if order is None else (order.model.root, order.model.device, order.model.precision)
        return (phase, model, type(request), size)
