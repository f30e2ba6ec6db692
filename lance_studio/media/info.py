"""Facts of a media file."""

from dataclasses import dataclass
from fractions import Fraction
from typing import Literal, TypeAlias

MediaType: TypeAlias = Literal["picture", "video", "audio"]


@dataclass(frozen=True, slots=True)
class AudioInfo:
    """Facts of a sound track.

    Attributes:
        sample_rate: Samples a second.
        channels: How many.
        duration: Seconds, counted in samples.
        codec: FFmpeg's name of the codec, for example "aac".
    """

    sample_rate: int
    channels: int
    duration: Fraction
    codec: str


@dataclass(frozen=True, slots=True)
class MediaInfo:
    """Facts of a media file as it is shown.

    Attributes:
        kind: "picture", "video" or "audio".
        name: The file's name, for people.
        byte_size: Bytes.
        width: Pixels, upright; 0 for a sound.
        height: Pixels, upright; 0 for a sound.
        rotation: Clockwise degrees by which a video's stored frames are turned to be shown: 0, 90, 180 or 270.
        frame_count: Frames that can be read: 1 for a picture, 0 for a sound.
        frame_rate: Average frames a second of a video, else None.
        variable_rate: Whether frames are shown for different times.
        duration: Seconds from the first to the last of its picture and its sounds; None for a still picture.
        codec: FFmpeg's or Pillow's name of the codec or format.
        audio: The sound track, if there is one.
        interlaced: Whether a video's frames consist of two fields.
    """

    kind: MediaType
    name: str
    byte_size: int
    width: int = 0
    height: int = 0
    rotation: int = 0
    frame_count: int = 0
    frame_rate: Fraction | None = None
    variable_rate: bool = False
    duration: Fraction | None = None
    codec: str = ""
    audio: AudioInfo | None = None
    interlaced: bool = False
