"""Which instants of a film the model gets: its own rate, its own lengths, and a plain note where that is not all."""

from dataclasses import dataclass, replace
from fractions import Fraction

from lance_studio.catalog.profile import ModelProfile
from lance_studio.errors import InvalidRequestError
from lance_studio.language import tr
from lance_studio.project.rows import Media
from lance_studio.requests import geometry
from lance_studio.requests.geometry import MODEL_RATE


@dataclass(frozen=True, slots=True)
class SourceRange:
    """A part of a film or still, perhaps as a clip shows it on a timeline.

    Attributes:
        media: The medium.
        node_id: The node that shows it, if any.
        start: Seconds of the medium; 0 for a picture.
        end: Seconds of the medium, exclusive; for a picture, how long it stands.
        last: Seconds of the medium at which its last frame is shown.
        speed: Seconds of the medium in a second of the timeline.
        at: Where it begins on the timeline; None for a clip by itself.
        timeline_id: The timeline, if any.
        clip_id: The clip on it, if any.
        name: What people call it.
    """

    media: Media
    node_id: str | None
    start: Fraction
    end: Fraction
    last: Fraction
    speed: Fraction = Fraction(1)
    at: Fraction | None = None
    timeline_id: str | None = None
    clip_id: str | None = None
    name: str = ""

    @property
    def seconds(self) -> Fraction:
        """How long it is shown."""
        return (self.end - self.start) / self.speed

    @property
    def shown_from(self) -> Fraction:
        """Where it begins for people: on the timeline, or in the medium."""
        return self.start if self.at is None else self.at


class Window(geometry.Window, frozen=True):
    """Instants of a film, with what is to be said of them.

    Attributes:
        notes: Sentences for the user.
    """

    notes: tuple[str, ...] = ()


def window_to_change(stretch: SourceRange, profile: ModelProfile) -> Window:
    """The instants of a clip that an edit changes: from the beginning of the part, at the model's rate.

    Args:
        stretch: The part; where it is longer than the model can change at a time, its beginning is taken.
        profile: The model's.
    """
    longest = profile.clips.longest_frames
    found = geometry.window_to_change(stretch.start, stretch.seconds, stretch.speed, longest)
    begins, lasts = stretch.shown_from, found.count / MODEL_RATE
    if lasts >= stretch.seconds:
        return _noted(found)
    note = tr(
        "{name} changes up to {longest} frames ({seconds}) at a time: {start} to {end} is changed, the rest stays.",
        name=profile.name,
        longest=longest,
        seconds=_seconds(lasts),
        start=clock(begins),
        end=clock(begins + lasts),
    )
    return _noted(found, note)


def window_to_see(stretch: SourceRange, profile: ModelProfile) -> Window:
    """The instants of a clip that a question is about: at the model's rate, or spread over the part if it is long.

    Args:
        stretch: The part.
        profile: The model's.
    """
    found = geometry.window_to_see(stretch.start, stretch.seconds, stretch.speed, profile.clips.longest_frames)
    step = found.step / stretch.speed
    if step <= 1 / MODEL_RATE:
        return _noted(found)
    note = tr(
        "{name} sees {count} frames of these {seconds}, one every {step}; what is shorter may be missed.",
        name=profile.name,
        count=found.count,
        seconds=_seconds(stretch.seconds),
        step=_seconds(step, 2),
    )
    return _noted(found, note)


def window_to_continue(stretch: SourceRange, kept_latents: int) -> Window:
    """The last instants of a clip that a continuation starts from: those of a number of latent frames."""
    return _noted(geometry.window_to_continue(stretch.last, stretch.speed, kept_latents))


def _noted(window: geometry.Window, *notes: str) -> Window:
    return Window(window.start, window.step, window.count, notes)


def part(stretch: SourceRange, start: Fraction | None, end: Fraction | None) -> SourceRange:
    """A part of a stretch.

    Args:
        stretch: The whole.
        start: Where it begins, as people see it: on the timeline, or in the medium; None: at the beginning.
        end: Where it ends, exclusive; None: at the end.

    Raises:
        InvalidRequestError: Nothing of the whole lies between them.
    """
    origin = stretch.shown_from
    whole_end = origin + stretch.seconds
    begins = origin if start is None else min(max(start, origin), whole_end)
    ends = whole_end if end is None else min(max(end, origin), whole_end)
    if begins >= ends:
        raise InvalidRequestError(tr("The chosen range holds nothing of the clip."), tr("Choose a range inside it."))
    first = stretch.start + (begins - origin) * stretch.speed
    last_cut = stretch.start + (ends - origin) * stretch.speed
    # The last frame is shown as long before the cut as it is at the end of the whole.
    last = max(last_cut - (stretch.end - stretch.last), first)
    at = None if stretch.at is None else begins
    return replace(stretch, start=first, end=last_cut, last=min(stretch.last, last), at=at)


def clock(time: Fraction) -> str:
    """A time for people, such as "0:02.5"."""
    tenths = round(time * 10)
    return f"{tenths // 600}:{tenths % 600 / 10:04.1f}"


def _seconds(time: Fraction, digits: int = 1) -> str:
    return tr("{seconds} s", seconds=f"{float(time):.{digits}f}")
