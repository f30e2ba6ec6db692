"""Which colours a picture file says that it has, and how they become sRGB.

What says it best wins: numbers (CICP) in a PNG, an ICC profile, numbers in an AVIF, a PNG's gamma and primaries, and
the note of a camera that it used Adobe RGB. A profile is judged by what it does, never by its name.
"""

import io
import struct
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Literal, TypeAlias

from PIL import Image, ImageCms

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from lance_studio.media.colour import Conversion

HEAD_BYTES = 1 << 20
"""So much of a file is looked through for its colours: they stand before the pixels."""

Numbers: TypeAlias = tuple[int, int, int, bool]
"""Primaries, transfer and matrix by ITU-T H.273's numbers; whether all values are used."""

_SRGB_GAMMA, _SRGB_CHROMATICITY = 0.45455, (0.3127, 0.3290, 0.64, 0.33, 0.30, 0.60, 0.15, 0.06)
_ADOBE_GAMMA, _ADOBE_CHROMATICITY = 256 / 563, (0.3127, 0.3290, 0.64, 0.33, 0.21, 0.71, 0.15, 0.06)
_INTEROPERABILITY, _ADOBE_RGB = 0xA005, "R03"
_ROUNDING = 1  # levels by which a conversion from sRGB to sRGB may be off
_GAMMAS = (0.05, 20.0)
_SPACE_OF_MODE = {"L": "GRAY", "RGB": "RGB", "CMYK": "CMYK"}
_BROKEN = (ImageCms.PyCMSError, OSError, ValueError, TypeError)


@dataclass(frozen=True)
class PictureColours:
    """What a picture file says of its colours.

    Attributes:
        kind: What it says it by; "srgb" where it says nothing, or that they are sRGB's.
        numbers: H.273's numbers, even where they are not what counts.
        profile: The ICC profile, likewise.
        gamma: A PNG's gamma, or that of Adobe RGB, if it counts.
        chromaticity: White, red, green and blue as x, y each, likewise.
    """

    kind: Literal["srgb", "numbers", "profile", "gamma", "adobe"] = "srgb"
    numbers: Numbers | None = None
    profile: bytes | None = None
    gamma: float = _SRGB_GAMMA
    chromaticity: tuple[float, ...] = _SRGB_CHROMATICITY


def colours_of(image: Image.Image, head: bytes, form: str | None = None) -> PictureColours:
    """Find out what a picture says of its colours.

    Args:
        image: The opened picture.
        head: The first `HEAD_BYTES` of its file.
        form: Pillow's name of its format, if the picture is a copy, which does not know it.
    """
    form = form or image.format
    profile = image.info.get("icc_profile") or None
    numbers = _numbers(image, head, form, profile)
    if numbers is not None and (form == "PNG" or profile is None) and _says_colours(numbers):
        return PictureColours(_kind_of_numbers(numbers), numbers, profile)
    if profile is not None:
        return PictureColours("profile", numbers, profile)
    if form == "PNG" and "srgb" not in image.info:
        return _png_gamma(image)
    if form in ("JPEG", "TIFF", "MPO") and _notes_adobe_rgb(image):
        return PictureColours("adobe", gamma=_ADOBE_GAMMA, chromaticity=_ADOBE_CHROMATICITY)
    return PictureColours(numbers=numbers)


def to_srgb(image: Image.Image, colours: PictureColours) -> Image.Image:
    """Convert a picture to sRGB.

    Args:
        image: Of the mode RGB, L, CMYK or LAB, without transparency.
        colours: What its file says.

    Returns:
        A picture of the mode RGB or L; as it is where what the file says cannot be applied to it.
    """
    if image.mode == "LAB":
        return _by_profile(image, ImageCms.ImageCmsProfile(ImageCms.createProfile("LAB"))) or image.convert("RGB")
    if colours.kind == "profile" and colours.profile is not None:
        return _profiled(image, colours.profile)
    if colours.kind == "srgb":
        return image
    import numpy as np

    way = _conversion(colours)
    return image if way is None else Image.fromarray(way.frame(np.asarray(image.convert("RGB"))))


def deep_to_srgb(levels: "NDArray[np.uint16]", colours: PictureColours) -> "NDArray[np.uint8] | None":
    """Convert a picture of 16 bits a channel to sRGB, without rounding it first.

    Args:
        levels: uint16 [H, W, 3] or, of grey, [H, W].
        colours: What its file says.

    Returns:
        uint8 [H, W, 3], sRGB; None where 8 bits are as good.
    """
    way = _conversion(colours) if colours.kind in ("numbers", "gamma") else None
    if way is None:
        return None
    red, green, blue = (levels, levels, levels) if levels.ndim == 2 else (levels[..., part] for part in range(3))
    return way.planes(red, green, blue, 65535)


def changes_colours(image_mode: str, profile: bytes) -> bool | None:
    """Tell whether a profile describes colours other than sRGB's.

    Args:
        image_mode: The picture's mode: RGB, L or CMYK.
        profile: The ICC profile.

    Returns:
        None where it cannot be applied to such a picture.
    """
    mode = _mode_for(image_mode, profile)
    return None if mode is None else _chart_changes(mode, profile)


def profile_name(profile: bytes | None) -> str | None:
    """Read what an ICC profile calls itself; None if there is none, or it says nothing."""
    if not profile:
        return None
    try:
        return ImageCms.getProfileDescription(ImageCms.ImageCmsProfile(io.BytesIO(profile))).strip() or None
    except _BROKEN:
        return None


def png_numbers(head: bytes) -> Numbers | None:
    """Read a PNG's colours by number (cICP)."""
    place = 8
    while place + 12 <= len(head):
        length, name = struct.unpack_from(">I4s", head, place)
        if name == b"cICP" and length == 4 and place + 12 <= len(head):
            primaries, transfer, matrix, full = head[place + 8 : place + 12]
            return primaries, transfer, matrix, bool(full)
        if name == b"IDAT":
            break
        place += 12 + length
    return None


def avif_numbers(head: bytes) -> Numbers | None:
    """Read an AVIF's colours by number (nclx)."""
    place = head.find(b"colrnclx")
    if place < 0 or place + 15 > len(head):
        return None
    primaries, transfer, matrix, flags = struct.unpack_from(">HHHB", head, place + 8)
    return primaries, transfer, matrix, bool(flags & 0x80)


def _numbers(image: Image.Image, head: bytes, form: str | None, profile: bytes | None) -> Numbers | None:
    if form == "PNG":
        return png_numbers(head)
    if form == "AVIF":
        return avif_numbers(head)
    if form != "HEIF":
        return None
    if profile is None and getattr(image, "numbers", None) is None:
        image.load()  # its coded pictures may say it
    return getattr(image, "numbers", None)


# --- numbers, gamma and primaries ------------------------------------------------------------------------------------


def _says_colours(numbers: Numbers) -> bool:
    return not {numbers[0], numbers[1]} <= {0, 2}


def _kind_of_numbers(numbers: Numbers) -> Literal["srgb", "numbers"]:
    from lance_studio.media.colour import is_srgb

    return "srgb" if is_srgb(*numbers[:2]) else "numbers"


def _png_gamma(image: Image.Image) -> PictureColours:
    gamma, chromaticity = image.info.get("gamma"), image.info.get("chromaticity")
    named = float(gamma) if gamma and _GAMMAS[0] <= float(gamma) <= _GAMMAS[1] else None
    points = tuple(float(each) for each in chromaticity) if chromaticity and len(chromaticity) == 8 else None
    same_gamma = named is None or abs(named - _SRGB_GAMMA) < 0.005
    same_points = points is None or max(abs(a - b) for a, b in zip(points, _SRGB_CHROMATICITY, strict=True)) < 0.002
    if same_gamma and same_points:
        return PictureColours()
    # Without a gamma of its own sRGB's curve holds, which the number 0 stands for.
    return PictureColours("gamma", gamma=named or 0.0, chromaticity=points or _SRGB_CHROMATICITY)


def _notes_adobe_rgb(image: Image.Image) -> bool:
    try:
        return image.getexif().get_ifd(_INTEROPERABILITY).get(1, "").strip("\0 ") == _ADOBE_RGB
    except Exception:  # a camera's broken notes are no reason to refuse its picture
        return False


def _conversion(colours: PictureColours) -> "Conversion | None":
    from lance_studio.media.colour import Conversion, conversion, matrix_to_srgb, srgb_to_light

    if colours.kind == "numbers" and colours.numbers is not None:
        return conversion(*colours.numbers[:2])
    pairs = list(zip(colours.chromaticity[::2], colours.chromaticity[1::2], strict=True))
    try:
        matrix = matrix_to_srgb(tuple(pairs[1:]), pairs[0])
    except ValueError:
        return None
    gamma = colours.gamma
    return Conversion((lambda signal: signal ** (1 / gamma)) if gamma else srgb_to_light, matrix)


# --- profiles --------------------------------------------------------------------------------------------------------


def _profiled(image: Image.Image, profile: bytes) -> Image.Image:
    mode = _mode_for(image.mode, profile)
    # Converting sRGB to sRGB would only add rounding errors.
    if mode is None or not _chart_changes(mode, profile):
        return image
    converted = _by_profile(image.convert(mode), ImageCms.ImageCmsProfile(io.BytesIO(profile)))
    return image if converted is None else converted


def _mode_for(mode: str, profile: bytes) -> str | None:
    """The mode in which a picture fits a profile; None if in none."""
    space = profile[16:20].decode("ascii", "replace").strip() if len(profile) >= 128 else ""
    if _SPACE_OF_MODE.get(mode) == space:
        return mode
    # Grey is a colour: some programs give pictures without colours the profile of the others.
    return "RGB" if mode == "L" and space == "RGB" else None


def _by_profile(image: Image.Image, profile: ImageCms.ImageCmsProfile) -> Image.Image | None:
    try:
        return ImageCms.profileToProfile(image, profile, ImageCms.createProfile("sRGB"), outputMode="RGB")
    except _BROKEN:
        return None  # broken, or not meant for such a picture; viewers ignore it as well


@lru_cache(maxsize=16)
def _chart_changes(mode: str, profile: bytes) -> bool:
    import numpy as np

    if mode == "CMYK":
        return True
    steps = np.linspace(0, 255, 17).astype(np.uint8)
    grey = np.arange(256, dtype=np.uint8)[None]
    chart = grey if mode == "L" else np.stack(np.meshgrid(steps, steps, steps), -1).reshape(17, -1, 3)
    try:
        found = _by_profile(Image.fromarray(chart), ImageCms.ImageCmsProfile(io.BytesIO(profile)))
    except _BROKEN:
        return False
    if found is None:
        return False
    before = np.asarray(Image.fromarray(chart).convert("RGB"), np.int16)
    return bool(np.abs(np.asarray(found, np.int16) - before).max() > _ROUNDING)
