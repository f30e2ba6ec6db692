"""Describes a picture file: its format, its colours, and what is converted or dropped when it is read."""

import io
import struct

from PIL import Image, ImageCms
from PIL.TiffImagePlugin import TiffImageFile

from lance_studio import limits
from lance_studio.media.facts import ColourFacts, MediaFacts, colour_of_numbers
from lance_studio.media.images import exif_orientation
from lance_studio.media.info import MediaInfo
from lance_studio.media.opening import open_picture
from lance_studio.media.sources import Source, read_head

_HEAD_BYTES = 1 << 16  # where PNG and AVIF name their colours
_DNG_VERSION = 50706
_ROTATIONS = {3: 180, 4: 180, 5: 90, 6: 90, 7: 270, 8: 270}
_MIRRORED = (2, 4, 5, 7)
_SPACES = {"L": "grey", "LA": "grey", "La": "grey", "1": "grey", "I": "grey", "F": "grey", "CMYK": "cmyk", "LAB": "lab"}
_BITS = {"1": 1, "I": 32, "F": 32}
# A profile is applied to pictures of its own kind only; those with a transparent colour are RGB by then.
_PROFILE_SPACES = {"rgb": "RGB", "yuv": "RGB", "grey": "GRAY", "cmyk": "CMYK"}
_SRGB_GAMMA = 0.45455


def describe_picture(file: Source, info: MediaInfo, *, animated: bool = False) -> MediaFacts:
    """Tell what the studio takes a picture for.

    Args:
        file: The picture, a checked source.
        info: What `probe` found out about it.
        animated: Whether it is used as a film, with all its pictures.

    Returns:
        The facts.

    Raises:
        MediaError: The picture cannot be opened any more.
    """
    head = read_head(file, _HEAD_BYTES)
    with open_picture(file) as image:
        orientation = exif_orientation(image)
        alpha, bits = image.has_transparency_data, _bits(image, head)
        colour, count = _colour(image, head), info.frame_count if animated else _count(image)
        warnings = [
            *_shape_warnings(image, orientation, 1 if animated else count),
            *(["Transparent parts are filled with white."] if alpha and _is_transparent(image) else []),
            *_colour_warnings(image, colour),
            *([f"{bits} bits a channel are reduced to 8."] if bits > 8 else []),
        ]
        stored = image.size
    return MediaFacts(
        kind="picture",
        name=info.name,
        byte_size=info.byte_size,
        container=info.codec,
        codec=info.codec,
        width=info.width,
        height=info.height,
        stored_width=stored[0],
        stored_height=stored[1],
        rotation=_ROTATIONS.get(orientation, 0),
        frames=1,
        pictures=count,
        alpha=alpha,
        bits=bits,
        colour=colour,
        warnings=tuple(warnings),
    )


def _shape_warnings(image: Image.Image, orientation: int, count: int) -> list[str]:
    found: list[str] = []
    if count > 1:
        many = str(count) if count <= limits.PICTURES.most else f"more than {limits.PICTURES.most:,}"
        found.append(f"The file holds {many} pictures, for example pages; the first one is used as a still.")
    if isinstance(image, TiffImageFile) and _DNG_VERSION in image.tag_v2:
        found.append(
            f"This is a camera's raw file; only a preview of {image.width}x{image.height} in it is used. Develop it "
            "in another program to get the whole picture."
        )
    if orientation in _ROTATIONS or orientation in _MIRRORED:
        turned = f"turned clockwise by {_ROTATIONS[orientation]}°" if orientation in _ROTATIONS else ""
        mirrored = "mirrored" if orientation in _MIRRORED else ""
        found.append(f"The picture is {' and '.join(filter(None, (mirrored, turned)))}, as its camera noted.")
    return found


def _count(image: Image.Image) -> int:
    try:
        # GIF and TIFF say how many only after each of them was visited; a small file may hold millions.
        if image.format not in ("GIF", "TIFF"):
            return int(getattr(image, "n_frames", 1))
        for number in range(1, limits.PICTURES.most + 1):
            try:
                image.seek(number)
            except EOFError:
                return number
        return limits.PICTURES.most + 1
    except Exception:  # PIL's readers raise about ten unrelated types; the first picture was read, so that it is usable
        return 1
    finally:
        image.seek(0)


def _is_transparent(image: Image.Image) -> bool:
    """Whether any pixel is not opaque."""
    low = image.convert("RGBA").getchannel("A").getextrema()[0]
    return isinstance(low, int | float) and low < 255


def _bits(image: Image.Image, head: bytes) -> int:
    if image.format == "PNG" and image.mode != "P":
        return head[24]  # the header's depth; PIL opens deep colour pictures as shallow ones
    return 16 if image.mode.startswith("I;16") else _BITS.get(image.mode, 8)


def _colour(image: Image.Image, head: bytes) -> ColourFacts:
    space = "grey" if image.mode.startswith("I;16") else _SPACES.get(image.mode, "rgb")
    profile = _profile_name(image.info.get("icc_profile"))
    numbers = _png_numbers(head) if image.format == "PNG" else _avif_numbers(head) if image.format == "AVIF" else None
    if numbers is None:
        return ColourFacts(space, profile=profile)
    primaries, transfer, matrix, full = numbers
    # Numbers win over a profile; a picture is RGB by the time it is seen, but AVIF stores it as YUV.
    return colour_of_numbers("yuv" if image.format == "AVIF" else space, primaries, transfer, matrix, full, profile)


def _colour_warnings(image: Image.Image, colour: ColourFacts) -> list[str]:
    profile = image.info.get("icc_profile")
    if colour.hdr is not None:
        return [f"The picture is HDR ({colour.hdr}) and is shown as SDR, without tone mapping: its brightness is off."]
    if colour.is_wide:
        return [f"Colours of {colour.primaries} are shown as if they were those of sRGB, paler than they should be."]
    if profile:
        return _profile_warnings(image, colour, profile)
    gamma = image.info.get("gamma")
    if image.format == "PNG" and gamma and "srgb" not in image.info and abs(float(gamma) - _SRGB_GAMMA) > 0.01:
        return [f"The gamma that the file names ({float(gamma):.3f}) is ignored; it is taken for sRGB."]
    if colour.space == "cmyk":
        return ["The picture is CMYK without a profile; its colours are guessed."]
    return []


def _profile_warnings(image: Image.Image, colour: ColourFacts, profile: bytes) -> list[str]:
    name = f"the profile '{colour.profile}'" if colour.profile else "an embedded profile"
    space = "rgb" if image.has_transparency_data else colour.space
    if _profile_space(profile) != _PROFILE_SPACES.get(space):
        return [f"The file embeds {name}, which cannot be applied to such a picture; it is taken for sRGB."]
    if colour.space != "cmyk" and (colour.profile or "").startswith("sRGB"):
        return []
    return [f"Colours are converted from {name} to sRGB."]


def _profile_name(profile: bytes | None) -> str | None:
    if not profile:
        return None
    try:
        return ImageCms.getProfileDescription(ImageCms.ImageCmsProfile(io.BytesIO(profile))).strip() or None
    except (ImageCms.PyCMSError, OSError, ValueError, TypeError):
        return None


def _profile_space(profile: bytes) -> str | None:
    """What kind of numbers a profile is for, by its header: "RGB", "GRAY", "CMYK" or another one."""
    return profile[16:20].decode("ascii", "replace").strip() if len(profile) >= 128 else None


def _png_numbers(head: bytes) -> tuple[int, int, int, bool] | None:
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


def _avif_numbers(head: bytes) -> tuple[int, int, int, bool] | None:
    place = head.find(b"colrnclx")
    if place < 0 or place + 15 > len(head):
        return None
    primaries, transfer, matrix, flags = struct.unpack_from(">HHHB", head, place + 8)
    return primaries, transfer, matrix, bool(flags & 0x80)
