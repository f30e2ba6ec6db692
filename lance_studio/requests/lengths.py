"""From the length that somebody wants to one that the model makes, and what to say of the difference."""

from fractions import Fraction

import msgspec

from lance_studio.language import tr
from lance_studio.requests.geometry import FRAME_RATE, MIN_MOVING_FRAMES, nearest_added_frames, nearest_frames


class Length(msgspec.Struct, frozen=True):
    """Frames that the model makes, and how that differs from what was asked for.

    Attributes:
        frames: The number that fits the model.
        note: A sentence for the user if the number was changed, else empty.
    """

    frames: int
    note: str = ""

    @property
    def notes(self) -> tuple[str, ...]:
        """The note, if there is one."""
        return (self.note,) if self.note else ()


def clip_length(wanted: int | Fraction, frames: int | None = None) -> Length:
    """The length of a new clip: the model makes 4k + 1 frames, 12 a second.

    Args:
        wanted: Frames, or seconds as a fraction. Clips that are far too long are left to the check of the range, which
            then names what was asked for.
        frames: What it becomes; the nearest such number by default.
    """
    frames = nearest_frames(_frames(wanted)) if frames is None else frames
    return Length(frames, _note(wanted, frames, tr("one frame more than a multiple of 4")))


def moving_length(wanted: int | Fraction) -> Length:
    """The same for a clip in which something moves: at least 5 frames.

    Args:
        wanted: Frames, or seconds as a fraction.
    """
    return clip_length(wanted, max(nearest_frames(_frames(wanted)), MIN_MOVING_FRAMES))


def added_length(wanted: int | Fraction) -> Length:
    """How many frames a continuation adds: a multiple of 4, at least 4.

    Args:
        wanted: Frames, or seconds as a fraction.
    """
    frames = nearest_added_frames(_frames(wanted))
    return Length(frames, _note(wanted, frames, tr("a multiple of 4 frames")))


def _frames(wanted: int | Fraction) -> int:
    return round(wanted * FRAME_RATE) if isinstance(wanted, Fraction) else wanted


def _note(wanted: int | Fraction, frames: int, form: str) -> str:
    count = _frames(wanted)
    if frames == count:
        return ""
    asked = (
        tr("{seconds:g} s ({count} frames)", seconds=float(wanted), count=count)
        if isinstance(wanted, Fraction)
        else tr("{count} frames", count=count)
    )
    lasts = tr("{seconds:.2f} s at {rate} frames a second", seconds=frames / FRAME_RATE, rate=FRAME_RATE)
    return tr(
        "{asked} became {frames} frames, {lasts}: the model makes {form}.",
        asked=asked,
        frames=frames,
        lasts=lasts,
        form=form,
    )
