"""Describes a picture file: its format, its colours, and what is converted or dropped when it is read."""

from PIL import Image

from lance_studio import limits
from lance_studio.language import tr
from lance_studio.media.facts import ColourFacts, MediaFacts, colour_of_numbers
from lance_studio.media.images import exif_orientation
from lance_studio.media.info import MediaInfo
from lance_studio.media.notes import note
from lance_studio.media.opening import open_picture
from lance_studio.media.picture_colour import HEAD_BYTES, PictureColours, changes_colours, colours_of, profile_name
from lance_studio.media.sources import Source, read_head

_ROTATIONS = {3: 180, 4: 180, 5: 90, 6: 90, 7: 270, 8: 270}
_MIRRORED = (2, 4, 5, 7)
_SPACES = {
    "L": "grey",
    "LA": "grey",
    "La": "grey",  # English: a mode
    "1": "grey",
    "I": "grey",
    "F": "grey",
    "CMYK": "cmyk",
    "LAB": "lab",
}
_BITS = {"1": 1, "I": 32, "F": 32}


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
    head = read_head(file, HEAD_BYTES)
    with open_picture(file) as image:
        orientation = exif_orientation(image)
        alpha, bits = image.has_transparency_data, _bits(image, head)
        colours = colours_of(image, head)
        colour, count = _colour(image, colours), info.frame_count if animated else _count(image)
        warnings = [
            *_shape_warnings(image, orientation, 1 if animated else count),
            *([note("alpha")] if alpha and _is_transparent(image) else []),
            *_colour_warnings(image, colour, colours),
            *([note("depth", bits=bits)] if bits > 8 else []),
            *(note(f"left-out-{name}") for name in getattr(image, "extras", ())),
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
    if image.format == "PSD":
        found.append(note("merged"))
    elif count > 1:
        many = str(count) if count <= limits.PICTURES.most else tr("more than {most:,}", most=limits.PICTURES.most)
        found.append(note("page", count=many, page=1) if image.format == "TIFF" else note("first-picture", count=many))
    if orientation in _ROTATIONS or orientation in _MIRRORED:
        ways = (orientation in _MIRRORED, orientation in _ROTATIONS)
        name = {(True, False): "mirrored", (False, True): "camera-turned", (True, True): "mirrored-and-turned"}[ways]
        found.append(note(name, degrees=_ROTATIONS.get(orientation, 0)))
    return found


def _count(image: Image.Image) -> int:
    if image.format == "PSD":
        return 1  # its layers are no pictures of their own
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
    if image.format == "HEIF":
        return getattr(image, "bits", 8)
    return 16 if image.mode.startswith("I;16") else _BITS.get(image.mode, 8)


def _colour(image: Image.Image, colours: PictureColours) -> ColourFacts:
    space = "grey" if image.mode.startswith("I;16") else _SPACES.get(image.mode, "rgb")
    profile = profile_name(colours.profile)
    if colours.numbers is None:
        return ColourFacts(space, profile=profile)
    primaries, transfer, matrix, full = colours.numbers
    # A picture is RGB by the time it is seen, but AVIF and HEIF store it as YUV.
    return colour_of_numbers(
        "yuv" if image.format in ("AVIF", "HEIF") else space, primaries, transfer, matrix, full, profile
    )


def _colour_warnings(image: Image.Image, colour: ColourFacts, colours: PictureColours) -> list[str]:
    if colours.kind == "numbers":
        named = ", ".join(filter(None, (colour.primaries, colour.transfer)))
        return [note("hdr", kind=colour.hdr) if colour.hdr else note("converted", colours=named)]
    if colours.kind == "profile" and colours.profile is not None:
        return _profile_warnings(image, colour, colours.profile)
    if colours.kind == "gamma":
        return [note("gamma")]
    if colours.kind == "adobe":
        return [note("converted", colours="Adobe RGB")]  # English: a name
    return [note("cmyk")] if colour.space == "cmyk" else []


def _profile_warnings(image: Image.Image, colour: ColourFacts, profile: bytes) -> list[str]:
    name = tr("the profile '{profile}'", profile=colour.profile) if colour.profile else tr("an embedded profile")
    mode = {"grey": "L", "cmyk": "CMYK"}.get(colour.space, "RGB")
    changes = changes_colours(mode, profile)
    if changes is None:
        return [note("profile-unfit", profile=name)]
    return [note("profile", profile=name)] if changes else []
