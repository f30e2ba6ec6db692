"""One move of playing: from timeline frames to the frames of the films that are seen, and back."""

from collections.abc import Callable
from dataclasses import dataclass, field
from fractions import Fraction

from lance_studio.media.drafts import GiveUp
from lance_studio.media.frames import FrameReader
from lance_studio.media.haste import Haste
from lance_studio.render.plan import Layer
from lance_studio.timeline.model import Timeline

_ROUNDING = Fraction(1, 8)
"""So much of a frame a film's frame may begin late, by the rounding of its container."""


@dataclass(slots=True)
class Passage:
    """What `Renderer.play_frame` was asked for, and which frames its films gave.

    Attributes:
        timeline: The timeline.
        number: The frame that comes next.
        due: Finds the frame that should be in sight.
        haste: What may be left out.
        backward: The direction.
        give_up: Asked after each decoded frame.
        read_clips: The clips whose films were read.
    """

    timeline: Timeline
    number: int
    due: Callable[[], int]
    haste: Haste
    backward: bool
    give_up: GiveUp
    read_clips: set[str] = field(default_factory=set)
    _numbers: list[int] = field(default_factory=list)

    def target(self) -> int:
        """Return the frame to aim at: the next one, or the one that is due if that is farther on."""
        if self.backward:
            return min(self.number, self.due())
        return self.number if self.haste is Haste.NONE else max(self.number, self.due())

    def read(self, film: FrameReader, layer: Layer, now: int) -> None:
        """Let a film decode what it can show.

        Args:
            film: The film.
            layer: What is seen of it at the frame to aim at.
            now: That frame.
        """
        clip, rate = layer.clip, self.timeline.rate
        self.read_clips.add(clip.id)
        end = clip.source_start + clip.duration * clip.speed
        last = film.index_at(max(end - clip.speed / rate, clip.source_start))

        def index(number: int) -> int:
            """The film's frame at a frame of the timeline, inside the clip."""
            time = layer.source_time + Fraction(number - now) / rate * clip.speed
            return min(film.index_at(max(time, clip.source_start)), max(last, film.index_at(layer.source_time)))

        if self.backward:
            found = film.play_backward(index(self.number), lambda: index(self.due()), self.haste, self.give_up)
        else:
            found = film.play_forward(index(self.number), index(now), self.haste, self.give_up)
        moved = (film.time_of(found) - layer.source_time) / clip.speed * rate
        # The first frame of the timeline that shows it; the one that is wanted if that shows it as well.
        self._numbers.append(now if found == film.index_at(layer.source_time) else now + (moved - _ROUNDING).__ceil__())

    def found(self, now: int) -> int:
        """Return the frame that all films can show: the farthest on that one of them gave.

        Args:
            now: The frame to aim at, which is shown where there is no film.
        """
        if not self._numbers:
            return now
        return min(self.number, *self._numbers) if self.backward else max(self.number, *self._numbers)
