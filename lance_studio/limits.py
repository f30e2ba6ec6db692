"""What a file, a folder or a wish may claim at most: one table, each limit with its reason.

A file from anywhere may claim anything, and whoever believes it runs out of memory or time. Each claim is held to its
limit where it comes in: media when they are opened, rows and documents when a project is read, a model when its folder
is read, a wish when its request is made. What lies beyond is refused in words; nothing is cut to fit.

Limits are chosen so that what people really have lies well within them, and so that what lies within them fits into
memory and into a minute. Where a measurement decided, it is named. `table` lists them all.
"""

import dataclasses
import re
from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

from lance_studio.errors import LanceStudioError
from lance_studio.language import tr, translate

Room = Literal["media", "timeline", "project", "request", "model"]
"""Where a claim comes in."""


@dataclass(frozen=True, slots=True)
class Limit:
    """The greatest value that is accepted of something.

    Attributes:
        room: Where it comes in.
        subject: What is limited, for people, as in "the file claims …".
        most: The greatest value that is accepted.
        unit: What is counted, in English; `packaging/translations.py` finds it here.
        reason: Why the limit is where it is.
    """

    room: Room
    subject: str
    most: int
    unit: str
    reason: str

    def allows(self, value: float | Fraction) -> bool:
        """Tell whether a value, 0 or more, lies within the limit; NaN does not."""
        return 0 <= value <= self.most

    def require(self, value: float | Fraction, whose: str, remedy: str, error: type[LanceStudioError]) -> None:
        """Refuse a value beyond the limit.

        Args:
            value: What is claimed.
            whose: What claims it, with which the sentence begins, for example "'song.wav'".
            remedy: What to do about it.
            error: The kind of error to raise.

        Raises:
            LanceStudioError: Of the kind `error`; names the claim and the limit.
        """
        if not self.allows(value):
            claimed = (in_words(value), translate(self.unit)) if self.unit else (in_words(value),)
            cause = tr(
                "{whose} claims {claimed}; at most {most} are possible.",
                whose=whose,
                claimed=" ".join(claimed),
                most=f"{self.most:,} {translate(self.unit)}".strip(),
            )
            raise error(cause, remedy)


def in_words(value: float | Fraction) -> str:
    """Write a number that may have thousands of digits, or none at all, so that a sentence can hold it."""
    if isinstance(value, int) and value.bit_length() > 64:
        return tr("more than 10^{power}", power=max(int((value.bit_length() - 1) * 0.30103), 19))
    try:
        number = float(value)
        return f"{value:,}" if isinstance(value, int) else f"{number:,.0f}"
    except (OverflowError, ValueError):
        return tr("endlessly many")


def fraction(text: str) -> Fraction:
    """Read a fraction from a file: "30000/1001", "25" or "0.5", with at most 40 digits above and below.

    Python reads exponents as well, and "1e999999999" for as long as the computer lasts.

    Args:
        text: From a file that anybody may have made.

    Raises:
        ValueError: It is none.
    """
    if not _FRACTION.fullmatch(text):
        shown = text if len(text) <= 60 else f"{text[:60]}…"
        raise ValueError(f"{shown!r} is no fraction")
    try:
        return Fraction(text)
    except ZeroDivisionError as error:
        raise ValueError(f"{text!r} has no value") from error


_FRACTION = re.compile(r"-?\d{1,40}(/\d{1,40}|\.\d{1,40})?", re.ASCII)

# --- media ------------------------------------------------------------------------------------------------------------

SOUND_RATE = Limit(
    "media", "sample rate", 768_000, "samples a second",
    "the highest rate that converters have (DXD × 2); weights of the resampler grow with it: 700 MHz took 10.8 GB",
)  # fmt: skip
SOUND_CHANNELS = Limit(
    "media", "sound channels", 24, "sound channels",
    "the largest named arrangement of loudspeakers has 24 (22.2); of others nobody knows how to mix them down",
)  # fmt: skip
MEDIA_SECONDS = Limit(
    "media", "length of a film or sound", 24 * 3600, "seconds",
    "a day; its waveform takes 69 MB, and a sound of that length is measured within minutes",
)  # fmt: skip
FILM_FRAMES = Limit(
    "media", "frames of a film", 24 * 3600 * 120, "frames",
    "a day at 120 frames a second; FFmpeg keeps 24 bytes and the index up to 80 for each: 60 million took 2.2 GB",
)  # fmt: skip
STREAMS = Limit(
    "media", "tracks of a file", 256, "tracks",
    "masters of cinema have about a hundred; FFmpeg opens a decoder for each",
)  # fmt: skip
PICTURE_PIXELS = Limit(
    "media", "pixels of a picture", 200_000_000, "pixels",
    "what phones make at most; more than `FRAME_PIXELS` are read only where memory allows and the file is no bomb",
)  # fmt: skip
FRAME_PIXELS = Limit(
    "media", "pixels of a film's frame", 64_000_000, "pixels",
    "larger than any camera in common use; of a picture of that size, reading takes up to 2.3 GB (measured, GIF)",
)  # fmt: skip
PICTURE_SIDE = Limit(
    "media", "side of a picture", 65_535, "pixels",
    "JPEG has no longer ones; scans and panoramas of that length still lie within the limit of pixels",
)  # fmt: skip
ANIMATION_FRAMES = Limit(
    "media", "frames of an animated picture", 100_000, "frames",
    "an hour and a half at 20 a second; listing them takes a second for each hundred thousand",
)  # fmt: skip
PICTURES = Limit(
    "media", "pictures of one file that are counted", 1000, "pictures",
    "an animation or a document with pages has fewer; counting reads each of them, and only the first one is used",
)  # fmt: skip
INDEX_BYTES = Limit(
    "media", "kept index of a film", 256 << 20, "bytes",
    "24 bytes for each of the most frames that a film may have",
)  # fmt: skip
RECIPE_BYTES = Limit(
    "media", "recipe in a file", 1 << 20, "bytes",
    "a hundred times the longest prompt with everything else that a recipe holds",
)  # fmt: skip
HOLLOW_BYTES = Limit(
    "media", "length of a file of which next to nothing is stored", 1 << 30, "bytes",
    "an unfinished download or a trick: hashing and measuring 50 GB that are not there takes minutes",
)  # fmt: skip

# --- timeline ---------------------------------------------------------------------------------------------------------

TIMELINE_SECONDS = Limit(
    "timeline", "length of a timeline", 100 * 3600, "seconds",
    "four times the longest film; timecodes have three digits of hours, and a still of 10^29 s hung the window",
)  # fmt: skip
TIMELINE_CLIPS = Limit(
    "timeline", "clips of a timeline", 20_000, "clips",
    "a feature film has 2,000 to 4,000 cuts; measured on one core, letting go of an edge takes 0.05 s at 5,000 clips, "
    "0.25 s at 20,000 and 0.43 s at 50,000, and reading the document 0.25, 1.0 and 2.4 s",
)  # fmt: skip
TIMELINE_TRACKS = Limit(
    "timeline", "tracks of a timeline", 200, "tracks",
    "large mixes have about a hundred; each track is a row of the window and a layer of every frame",
)  # fmt: skip
TIMELINE_MARKERS = Limit(
    "timeline", "markers of a timeline", 10_000, "markers",
    "one for each second of a long film; all are compared with the pointer and listed",
)  # fmt: skip
TIMELINE_SIDE = Limit(
    "timeline", "side of a timeline's picture", 16_384, "pixels", "no encoder of films takes more"
)  # fmt: skip
TIMELINE_RATE = Limit(
    "timeline", "frame rate of a timeline", 1000, "frames a second", "timecodes have three digits of frames"
)  # fmt: skip
TIMELINE_CHARACTERS = Limit(
    "timeline", "text of a timeline's document", 64 << 20, "characters",
    "20,000 clips, tracks and markers with long names and notes take 10 MB",
)  # fmt: skip
NAME_CHARACTERS = Limit(
    "timeline", "name of a clip, track or marker", 1000, "characters",
    "file names have at most 255; the window shows 80 of them and measures all",
)  # fmt: skip
NOTE_CHARACTERS = Limit(
    "timeline", "note of a marker", 100_000, "characters", "some fifty pages; editing shows all of it"
)  # fmt: skip

# --- project ----------------------------------------------------------------------------------------------------------

ROWS = Limit(
    "project", "rows of one table", 200_000, "rows",
    "a hundred times the largest project that the studio is measured with; all rows are read when it is opened",
)  # fmt: skip
ROW_BYTES = Limit(
    "project", "text or piece of one row", 128 << 20, "bytes",
    "twice the longest document of a timeline; pieces of contents have 1 MiB, and SQLite reads each as a whole",
)  # fmt: skip
WHOLE_NUMBER = Limit(
    "project", "whole number of a row", 1 << 62, "",
    "times in nanoseconds until 2116; the next number still fits SQLite",
)  # fmt: skip

# --- request ----------------------------------------------------------------------------------------------------------

REQUEST_SIDE = Limit(
    "request", "side of a new picture or clip", 2048, "pixels",
    "the model's table of positions has 64 × 64 cells of 16 pixels; longer sides only as strips",
)  # fmt: skip
REQUEST_FRAMES = Limit(
    "request", "frames of a new clip", 121, "frames", "the model's table of positions has 31 latent frames"
)  # fmt: skip
REQUEST_INPUTS = Limit("request", "pictures or clips of one request", 8, "inputs", "more leave no room for the result")
REQUEST_VARIANTS = Limit(
    "request", "variants of one wish", 64, "variants", "each is a job of minutes; the window offers 4"
)  # fmt: skip
MASK_EDGE = Limit(
    "request", "width of a mask's soft edge, or by how much it is grown", 256, "pixels", "each is a pass over the mask"
)
PROMPT_CHARACTERS = Limit(
    "request", "words of a request", 8000, "characters", "more than the model was trained to attend to"
)  # fmt: skip
SOURCE_SIDE = Limit(
    "request", "side of a picture that a request works on", 16_384, "pixels",
    "with the greatest ratio of sides still within the limit of pixels",
)  # fmt: skip
BLOCK_BYTES = Limit(
    "request", "pixels handed to the engine for one clip", 512 << 20, "bytes", "the model scales them down anyway"
)  # fmt: skip
EXPORT_SIDE = Limit(
    "request", "side of an exported film", 8192, "pixels", "the largest frame of H.264 and H.265 has 8192 × 4320"
)  # fmt: skip

# --- model ------------------------------------------------------------------------------------------------------------

CONFIGURATION_BYTES = Limit(
    "model", "configuration file of a model", 1 << 20, "bytes", "the official ones have 2 kilobytes"
)  # fmt: skip
TOKENIZER_BYTES = Limit(
    "model", "tokenizer file of a model", 64 << 20, "bytes",
    "the official one has 7 MB; its reader takes about ten times that in memory",
)  # fmt: skip
JSON_DEPTH = Limit(
    "model", "objects within objects of a configuration", 64, "levels",
    "the official ones have 5; readers in other languages end the process when their stack is full",
)  # fmt: skip
MEASUREMENT_BYTES = Limit(
    "model", "file of what generations took", 512 << 10, "bytes",
    "the studio keeps 400 lines of about 300 bytes, and reads no more than this of what others may have written there",
)  # fmt: skip
VOCABULARY_WORDS = Limit(
    "model", "words of a model's vocabulary", 20_000, "words",
    "as many as an educated speaker uses; a model that knows more needs no list, and each key press looks them up",
)  # fmt: skip
HEADER_BYTES = Limit(
    "model", "header of a weight file", 32 << 20, "bytes", "the official one has 150 kilobytes for 1,000 tensors"
)  # fmt: skip
TENSORS = Limit("model", "tensors of a weight file", 100_000, "tensors", "the official files have about 1,000")
DIMENSIONS = Limit("model", "dimensions of a tensor", 8, "dimensions", "weights have at most 5")


def table() -> dict[str, Limit]:
    """Return all limits by the names that they have here."""
    return {name: value for name, value in globals().items() if isinstance(value, Limit)}


def as_rows() -> list[dict[str, object]]:
    """Return the table for programs, a row for each limit."""
    return [{"name": name, **dataclasses.asdict(limit)} for name, limit in table().items()]
