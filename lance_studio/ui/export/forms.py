"""What a timeline can be exported as."""

from dataclasses import dataclass

from lance_studio.language import mark

NO_ALPHA_IN_MP4 = mark("An MP4 has no transparency.")
NO_PICTURE = mark("A sound has no picture.")


@dataclass(frozen=True)
class Form:
    """One kind of file.

    Attributes:
        id: Its name in `VideoOptions`.
        label: What people call it; marked.
        title: Of the question for its place; marked.
        suffix: How its name ends, without the dot; empty for a folder.
        words: What becomes of how many seconds; marked, with {length}.
        no_alpha: Why it cannot be transparent; marked, empty where it can.
        still: Whether it is one picture, of the playhead's frame.
        sound: Whether it is the sound alone.
    """

    id: str
    label: str
    title: str
    suffix: str
    words: str
    no_alpha: str = ""
    still: bool = False
    sound: bool = False


_VIDEO, _PICTURE, _SOUND = mark("Export video"), mark("Export picture"), mark("Export sound")

FORMS = (
    Form("mp4", mark("MP4 video"), _VIDEO, "mp4", mark("{length} as H.264 with AAC sound."), NO_ALPHA_IN_MP4),
    Form("mov", mark("QuickTime, ProRes 4444"), _VIDEO, "mov", mark("{length} as ProRes 4444 with AAC sound.")),
    Form("webm", mark("WebM, VP9"), _VIDEO, "webm", mark("{length} as VP9 with Opus sound.")),
    Form(
        "mkv",
        mark("Matroska, lossless"),
        _VIDEO,
        "mkv",
        mark("{length} as FFV1 with PCM sound: every pixel and sample as it is. Large."),
    ),
    Form(
        "png",
        mark("PNG pictures"),
        mark("Export pictures into a new folder"),
        "",
        mark("{length} as numbered pictures in a new folder."),
    ),
    Form("frame.png", mark("PNG picture"), _PICTURE, "png", mark("The frame at the playhead."), still=True),
    Form("frame.webp", mark("WebP picture"), _PICTURE, "webp", mark("The frame at the playhead."), still=True),
    Form("wav", mark("WAV sound"), _SOUND, "wav", mark("{length} of sound as 32-bit floats."), NO_PICTURE, sound=True),
    Form("flac", mark("FLAC sound"), _SOUND, "flac", mark("{length} of sound in 24 bits."), NO_PICTURE, sound=True),
)

BY_ID = {form.id: form for form in FORMS}
