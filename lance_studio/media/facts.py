"""What can be said of a media file: plain values that window and command line share."""

from dataclasses import dataclass
from fractions import Fraction

from lance_studio.media.info import MediaType

# Names as FFmpeg's tools print them, by the numbers of ITU-T H.273. What is not listed counts as not named.
_PRIMARIES = {
    1: "bt709",
    4: "bt470m",
    5: "bt470bg",
    6: "smpte170m",
    7: "smpte240m",
    8: "film",
    9: "bt2020",
    10: "smpte428",
    11: "smpte431",
    12: "smpte432",
    22: "ebu3213",
}
_TRANSFERS = {
    1: "bt709",
    4: "bt470m",
    5: "bt470bg",
    6: "smpte170m",
    7: "smpte240m",
    8: "linear",
    9: "log100",
    10: "log316",
    11: "iec61966-2-4",
    12: "bt1361e",
    13: "iec61966-2-1",
    14: "bt2020-10",
    15: "bt2020-12",
    16: "smpte2084",
    17: "smpte428",
    18: "arib-std-b67",
}
_MATRICES = {
    0: "gbr",
    1: "bt709",
    4: "fcc",
    5: "bt470bg",
    6: "smpte170m",
    7: "smpte240m",
    8: "ycgco",
    9: "bt2020nc",
    10: "bt2020c",
    14: "ictcp",
}
_HDR = {"smpte2084": "PQ", "arib-std-b67": "HLG"}
_AS_SRGB = (None, "bt709")
_SHOWN_AS_SRGB = (
    None,
    "bt709",
    "bt470m",
    "bt470bg",
    "smpte170m",
    "smpte240m",
    "iec61966-2-4",
    "bt1361e",
    "iec61966-2-1",
    "bt2020-10",
    "bt2020-12",
)


@dataclass(frozen=True, slots=True)
class ColourFacts:
    """How a file says that its numbers are to be seen; None where it does not say.

    Attributes:
        space: "rgb", "yuv", "grey", "cmyk" or "lab"; a palette counts as what it holds.
        primaries: For example "bt709", "bt2020", "smpte432" (Display P3).
        transfer: For example "bt709", "iec61966-2-1" (sRGB), "smpte2084" (PQ), "arib-std-b67" (HLG).
        matrix: For example "bt709", "smpte170m" (BT.601), "bt2020nc".
        range: "limited" or "full".
        profile: Name of the embedded ICC profile.
    """

    space: str
    primaries: str | None = None
    transfer: str | None = None
    matrix: str | None = None
    range: str | None = None
    profile: str | None = None

    @property
    def hdr(self) -> str | None:
        """The kind of high dynamic range, "PQ" or "HLG"; None without one."""
        return _HDR.get(self.transfer or "")

    @property
    def is_srgb(self) -> bool:
        """Whether the numbers that the file names are shown as they are."""
        return self.primaries in _AS_SRGB and self.transfer in _SHOWN_AS_SRGB


@dataclass(frozen=True, slots=True)
class TrackFacts:
    """A sound track that can be chosen.

    Attributes:
        number: From 1, in the order of the file.
        sample_rate: Samples a second.
        channels: How many.
        layout: FFmpeg's name of their order.
        start: Seconds after the medium's beginning at which its first sample is heard.
        duration: Seconds, counted in samples.
        codec: FFmpeg's name of the codec.
        is_default: Whether the file marks it as the one to play.
        language: For example "eng"; empty if the file names none.
        title: Its name; empty if it has none.
    """

    number: int
    sample_rate: int
    channels: int
    layout: str
    start: Fraction
    duration: Fraction
    codec: str
    is_default: bool
    language: str
    title: str


@dataclass(frozen=True, slots=True)
class SoundFacts:
    """The sound that is heard.

    Attributes:
        sample_rate: Samples a second.
        channels: How many.
        layout: FFmpeg's name of their order, for example "stereo" or "5.1".
        duration: Seconds, counted in samples.
        codec: FFmpeg's name of the codec, for example "aac".
        tracks: How many sound tracks the file has.
        track: Which of them is heard unless another one is chosen, from 1.
        choices: Those that can be chosen.
    """

    sample_rate: int
    channels: int
    layout: str
    duration: Fraction
    codec: str
    tracks: int
    track: int
    choices: tuple[TrackFacts, ...]


@dataclass(frozen=True, slots=True)
class MediaFacts:
    """What the studio takes a media file for.

    Attributes:
        kind: "picture", "video" or "audio".
        name: The file's name, for people.
        byte_size: Bytes.
        container: For example "mp4", "mov", "matroska", "webm", "wav"; a picture's format, for example "png".
        codec: FFmpeg's name of the picture's codec (of the sound's if there is nothing to see), or a picture's format.
        width: Pixels as shown: upright, and with square pixels; 0 for a sound.
        height: Pixels as shown; 0 for a sound.
        stored_width: Pixels as they are stored; 0 for a sound.
        stored_height: Pixels as they are stored; 0 for a sound.
        pixel_aspect: Width of a stored pixel in units of its height.
        rotation: Clockwise degrees by which what is stored is turned to be shown: 0, 90, 180 or 270.
        frames: Frames that can be read: 1 for a picture, 0 for a sound.
        pictures: How many a picture file holds: 1 unless it is an animation or has several pages; 0 if it is none.
        rate: Average frames a second of a film, else None.
        variable_rate: Whether frames are shown for different times.
        duration: Seconds from the first to the last of its picture and its sounds; None for a picture.
        alpha: Whether the file has an alpha channel or a transparent colour.
        bits: Bits of a colour channel, 0 for a sound.
        interlaced: Whether a film's frames consist of two fields.
        sound_alone: Whether a film's sound goes on for more than a frame where there is no picture.
        colour: How its numbers are to be seen; None for a sound.
        sound: The sound, if there is one.
        warnings: Sentences on what is converted, guessed or dropped when the file is used.
    """

    kind: MediaType
    name: str
    byte_size: int
    container: str
    codec: str
    width: int = 0
    height: int = 0
    stored_width: int = 0
    stored_height: int = 0
    pixel_aspect: Fraction = Fraction(1)
    rotation: int = 0
    frames: int = 0
    pictures: int = 0
    rate: Fraction | None = None
    variable_rate: bool = False
    duration: Fraction | None = None
    alpha: bool = False
    bits: int = 0
    interlaced: bool = False
    sound_alone: bool = False
    colour: ColourFacts | None = None
    sound: SoundFacts | None = None
    warnings: tuple[str, ...] = ()


def colour_of_numbers(
    space: str, primaries: int, transfer: int, matrix: int, full_range: bool | None, profile: str | None = None
) -> ColourFacts:
    """Name colours that a file gives by numbers.

    Args:
        space: As in `ColourFacts`.
        primaries: ITU-T H.273's number.
        transfer: ITU-T H.273's number.
        matrix: ITU-T H.273's number; ignored for what is no YUV.
        full_range: Whether all values are used, or None if the file does not say.
        profile: Name of the embedded ICC profile.

    Returns:
        The names.
    """
    return ColourFacts(
        space,
        _PRIMARIES.get(primaries),
        _TRANSFERS.get(transfer),
        _MATRICES.get(matrix) if space == "yuv" else None,
        None if full_range is None else ("full" if full_range else "limited"),
        profile,
    )
