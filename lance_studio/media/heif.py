"""HEIC pictures, as phones and cameras make them: Pillow opens them through this, FFmpeg decodes what they are made of.

Pillow has no reader of its own, and the wheels that bring one bring another decoder of HEVC and an encoder under the
GPL. FFmpeg opens each part of such a picture as a film of its own, so that putting them together is done here.
"""

import struct
from collections.abc import Iterator
from typing import TYPE_CHECKING, BinaryIO, TypeAlias

import av  # noqa: F401 - whole before its parts
from av.error import FFmpegError
from av.packet import Packet
from av.video.codeccontext import VideoCodecContext
from av.video.frame import VideoFrame
from PIL import Image, ImageFile

from lance_studio import limits
from lance_studio.language import mark
from lance_studio.media.heif_boxes import Item, Plan, plan_of, read_structure

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

Numbers: TypeAlias = tuple[int, int, int, bool]

FORMAT = "HEIF"
"""Pillow's name of what `HeifPicture` has opened."""

_ALPHA = ("urn:mpeg:hevc:2015:auxid:1", "urn:mpeg:mpegB:cicp:systems:auxiliary:alpha")
_EXTRAS = {
    "urn:mpeg:hevc:2015:auxid:2": "depth",
    "urn:mpeg:mpegB:cicp:systems:auxiliary:depth": "depth",
    "urn:com:apple:photo:2020:aux:hdrgainmap": "gain-map",
}
_CODED = {b"hvc1": ("hevc", b"hvcC"), b"hev1": ("hevc", b"hvcC"), b"avc1": ("h264", b"avcC")}
_MOST_CODED = 1 << 30
_ORIENTATION = 0x0112
# Where the corners of a picture come to lie by EXIF's orientation: rows of corner numbers, from the upper left.
_CORNERS = {
    ((0, 1), (2, 3)): 1,
    ((1, 0), (3, 2)): 2,
    ((3, 2), (1, 0)): 3,
    ((2, 3), (0, 1)): 4,
    ((0, 2), (1, 3)): 5,
    ((2, 0), (3, 1)): 6,
    ((3, 1), (2, 0)): 7,
    ((1, 3), (0, 2)): 8,
}
_UNSPECIFIED, _BT709, _SRGB, _BT601 = 2, 1, 13, 6
_FULL, _LIMITED = 2, 1

SEQUENCE = mark("a HEIC sequence, which has no picture that stands for all")
OTHER_CODEC = mark("a HEIF picture whose codec is unknown here")
OVERLAY = mark("a HEIF picture that is put together of several, which is not supported")


def strangeness(stream: BinaryIO) -> str | None:
    """Tell why a HEIF file holds no picture that can be read.

    Args:
        stream: The file, which `heif_boxes.is_heif` has recognised; it is moved.

    Returns:
        What it is; None if its picture can be read, or is damaged.
    """
    try:
        structure = read_structure(stream)
        if structure.primary is None:
            return SEQUENCE if structure.moving else None
        plan = plan_of(structure, stream, structure.primary)
    except (ValueError, struct.error):
        return None
    kinds = {structure.items[part].kind if part in structure.items else b"" for part in plan.parts}
    if b"iovl" in kinds:
        return OVERLAY
    return None if kinds <= set(_CODED) else OTHER_CODEC


class HeifPicture(ImageFile.ImageFile):
    """The picture of a HEIF file, with its transparency.

    How it is turned is told as an orientation of EXIF, as Pillow does for AVIF; the one that the camera noted besides
    does not count. Colours that are given by numbers other than sRGB's are converted as they are decoded, from all of
    their bits.

    Attributes:
        bits: Of a channel as it is stored.
        numbers: The colours by H.273's numbers; None if they are not given.
        extras: What the file holds besides, that is left out: "depth", "gain-map", "film".
        is_converted: Whether its pixels are sRGB whatever `numbers` says.
    """

    format = FORMAT
    format_description = "HEIF"

    def _open(self) -> None:
        assert self.fp is not None
        stream: BinaryIO = self.fp  # type: ignore[assignment]
        structure = read_structure(stream)
        if structure.primary is None:
            raise ValueError("no picture is named")
        self._structure, self._number = structure, structure.primary
        self._plan = plan_of(structure, stream, self._number)
        item = structure.items[self._number]
        first = structure.items.get(self._plan.parts[0]) or Item()
        self._aperture = _crop(item, self._plan)
        self._size = (self._aperture[2] - self._aperture[0], self._aperture[3] - self._aperture[1])
        self.bits = _bits(first)
        self._alpha = next((each for each, what in structure.auxiliaries(self._number) if what in _ALPHA), None)
        self._mode = "RGB" if self._alpha is None else "RGBA"
        found = {_EXTRAS[what] for _, what in structure.auxiliaries(self._number) if what in _EXTRAS}
        self.extras = tuple(sorted(found | ({"film"} if structure.moving else set())))
        profile, self.numbers = _colours(item, first)
        if profile is not None:
            self.info["icc_profile"] = profile
        self.is_converted = False
        orientation = _orientation(item)
        if orientation != 1:
            exif = Image.Exif()
            exif[_ORIENTATION] = orientation
            self.info["exif"] = exif.tobytes()
        self.tile = []
        self._decoded = False

    def load(self) -> "Image.core.PixelAccess | None":
        """Decode the picture.

        Raises:
            OSError: It is damaged or cut short.
        """
        if not self._decoded:
            try:
                self.im = self._decode().im
            except (FFmpegError, ValueError, struct.error) as error:
                raise OSError(str(error) or type(error).__name__) from error
            self._decoded = True
        return super().load()

    def _decode(self) -> Image.Image:
        from lance_studio.media.colour import is_srgb
        from lance_studio.media.frame_colour import to_rgb

        frame = self._assembled(self._plan)
        _name_colours(frame, self.numbers)
        if "icc_profile" in self.info:
            frame.color_primaries, frame.color_trc = _BT709, _SRGB  # the profile tells
        elif self.numbers is None:
            # Where the file says nothing, its coded pictures may.
            self.numbers = int(frame.color_primaries), int(frame.color_trc), int(frame.colorspace), True
        self.is_converted = not is_srgb(int(frame.color_primaries), int(frame.color_trc))
        whole = Image.fromarray(to_rgb(frame, frame.width, frame.height, precise=True)).crop(self._aperture)
        if self._alpha is not None:
            alpha = self._opacity(self._alpha)
            if self._alpha in self._structure.items[self._number].references.get(b"prem", ()):
                whole = _parted(whole, alpha)
            whole.putalpha(alpha)
        return whole

    def _opacity(self, number: int) -> Image.Image:
        assert self.fp is not None
        plan = plan_of(self._structure, self.fp, number)  # type: ignore[arg-type]
        frame = self._assembled(plan)
        levels = _plane(frame, 0, frame.format.components[0].bits)[: plan.height, : plan.width]
        if int(frame.color_range) == _LIMITED:
            import numpy as np

            levels = np.clip((levels.astype(np.float32) - 16) * (255 / 219), 0, 255).round().astype(np.uint8)
        alpha = Image.fromarray(levels)
        if alpha.size != (self._plan.width, self._plan.height):
            alpha = alpha.resize((self._plan.width, self._plan.height))
        return alpha.crop(self._aperture)

    def _assembled(self, plan: Plan) -> VideoFrame:
        """Decode all parts of a picture and lay them side by side as they are, before colours are converted.

        FFmpeg's scaler would stretch colours that are stored smaller where the picture's size is odd: what comes back
        is of even size, with a column and a row that do not belong to the picture.
        """
        width, height = plan.tile or (plan.width, plan.height)
        whole: VideoFrame | None = None
        for number, frame in enumerate(self._parts(plan)):
            if (frame.width, frame.height) != (width, height):
                raise ValueError("a part has another size than the file says")
            if plan.tile is None and width % 2 == height % 2 == 0:
                return frame
            if whole is None:
                whole = _empty_like(frame, plan.width + plan.width % 2, plan.height + plan.height % 2)
            if frame.format.name != whole.format.name:
                raise ValueError("the parts of the picture differ in kind")
            row, column = divmod(number, plan.columns)
            _lay(frame, whole, column * width, row * height)
        assert whole is not None
        return whole

    def _parts(self, plan: Plan) -> Iterator[VideoFrame]:
        assert self.fp is not None
        decoder, setup = None, None
        for number in plan.parts:
            item = self._structure.items.get(number) or Item()
            if item.kind not in _CODED:
                raise ValueError("a part is of an unknown codec")
            name, said = _CODED[item.kind]
            wanted = name, item.said(said) or b""
            if decoder is None or wanted != setup:
                decoder, setup = _decoder(*wanted), wanted
            data = self._structure.content(self.fp, number, _MOST_CODED)  # type: ignore[arg-type]
            frames = [*decoder.decode(Packet(data)), *decoder.decode(None)]
            decoder.flush_buffers()
            if len(frames) != 1:
                raise ValueError("a part is damaged")
            yield frames[0]


def _decoder(name: str, setup: bytes) -> VideoCodecContext:
    decoder = VideoCodecContext.create(name, "r")
    assert isinstance(decoder, VideoCodecContext)
    decoder.extradata = setup
    decoder.thread_type = "SLICE"  # frames come at once
    decoder.options = {"err_detect": "explode", "max_pixels": str(limits.PICTURE_PIXELS.most)}
    return decoder


def _empty_like(frame: VideoFrame, width: int, height: int) -> VideoFrame:
    import numpy as np

    made = VideoFrame(width, height, frame.format.name)
    made.color_primaries, made.color_trc = frame.color_primaries, frame.color_trc
    made.colorspace, made.color_range = frame.colorspace, frame.color_range
    for plane in made.planes:
        np.frombuffer(memoryview(plane), np.uint8)[:] = 0
    return made


def _lay(part: VideoFrame, whole: VideoFrame, left: int, top: int) -> None:
    """Copy a part's planes to their place; what reaches beyond the edge is left out."""
    import numpy as np

    for number in range(len(part.planes)):
        source, target = part.planes[number], whole.planes[number]
        across, down = round(part.width / source.width), round(part.height / source.height)
        kind = np.dtype("u1") if part.format.components[number].bits <= 8 else np.dtype("<u2")
        into = np.frombuffer(memoryview(target), kind).reshape(-1, target.line_size // kind.itemsize)
        rows = np.frombuffer(memoryview(source), kind).reshape(-1, source.line_size // kind.itemsize)
        x, y = left // across, top // down
        width, height = min(source.width, target.width - x), min(source.height, target.height - y)
        into[y : y + height, x : x + width] = rows[:height, :width]


def _plane(frame: VideoFrame, number: int, bits: int) -> "NDArray[np.uint8]":
    import numpy as np

    plane = frame.planes[number]
    kind = np.dtype("u1") if bits <= 8 else np.dtype("<u2")
    rows = np.frombuffer(memoryview(plane), kind).reshape(-1, plane.line_size // kind.itemsize)
    rows = rows[: frame.height, : frame.width]
    if bits <= 8:
        return rows.astype(np.uint8)
    most = (1 << bits) - 1
    return ((rows.astype(np.uint32) * 255 + most // 2) // most).astype(np.uint8)


def _parted(image: Image.Image, alpha: Image.Image) -> Image.Image:
    """Undo that colours were multiplied with the opacity."""
    import numpy as np

    opacity = np.asarray(alpha, np.float32)[..., None]
    colours = np.asarray(image, np.float32) * 255 / np.maximum(opacity, 1)
    return Image.fromarray(np.clip(colours, 0, 255).round().astype(np.uint8))


# --- what items say ----------------------------------------------------------------------------------------------


def _bits(item: Item) -> int:
    said = item.said(b"hvcC")
    if said is not None and len(said) > 17:
        return 8 + (said[17] & 7)
    pixels = item.said(b"pixi")
    return pixels[5] if pixels is not None and len(pixels) > 5 else 8


def _colours(item: Item, first: Item) -> tuple[bytes | None, Numbers | None]:
    """The ICC profile and the numbers; a picture of parts may leave it to them to say."""
    profile, numbers = None, None
    for name, content in (*item.properties, *first.properties):
        if name != b"colr":
            continue
        if content[:4] in (b"prof", b"rICC") and profile is None and len(content) > 4:
            profile = content[4:]
        elif content[:4] == b"nclx" and numbers is None and len(content) >= 11:
            numbers = (*struct.unpack_from(">HHH", content, 4), bool(content[10] & 0x80))
    return profile, numbers


def _name_colours(frame: VideoFrame, numbers: Numbers | None) -> None:
    if numbers is not None:
        frame.color_primaries, frame.color_trc, frame.colorspace = numbers[:3]
        frame.color_range = _FULL if numbers[3] else _LIMITED
    if int(frame.colorspace) == _UNSPECIFIED:
        frame.colorspace = _BT601
    if int(frame.color_range) == 0:
        frame.color_range = _FULL
    if int(frame.color_trc) == _UNSPECIFIED:
        frame.color_trc = _SRGB


def _crop(item: Item, plan: Plan) -> tuple[int, int, int, int]:
    """Left, top, right and bottom of what is shown, by the clean aperture."""
    said = item.said(b"clap")
    if said is None or len(said) < 32:
        return 0, 0, plan.width, plan.height
    values = struct.unpack(">IIIIiIiI", said[:32])
    (width, height, across, down) = (values[n] / (values[n + 1] or 1) for n in (0, 2, 4, 6))
    left = round((plan.width - width) / 2 + across)
    top = round((plan.height - height) / 2 + down)
    right, bottom = min(left + round(width), plan.width), min(top + round(height), plan.height)
    left, top = max(left, 0), max(top, 0)
    return (left, top, right, bottom) if left < right and top < bottom else (0, 0, plan.width, plan.height)


def _orientation(item: Item) -> int:
    """EXIF's number for all turns and mirrorings, which count one after another."""
    corners = ((0, 1), (2, 3))
    for name, content in item.properties:
        if name == b"irot" and content:
            for _ in range(content[0] & 3):  # anticlockwise
                corners = ((corners[0][1], corners[1][1]), (corners[0][0], corners[1][0]))
        elif name == b"imir" and content:  # left and right change places, or above and below
            (a, b), (c, d) = corners
            corners = ((b, a), (d, c)) if content[0] & 1 else ((c, d), (a, b))
    return _CORNERS[corners]
