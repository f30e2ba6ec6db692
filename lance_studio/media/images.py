"""Reading pictures as RGB and writing PNG files."""

import io
import os
from collections.abc import Callable
from typing import TYPE_CHECKING, TypeAlias, TypeVar

from PIL import Image, ImageChops
from PIL.PngImagePlugin import PngInfo

from lance_studio.errors import MediaError, OutputError
from lance_studio.language import tr
from lance_studio.media.opening import is_deep_png, open_picture, read_deep_png
from lance_studio.media.output import write_bytes
from lance_studio.media.picture_colour import HEAD_BYTES, PictureColours, colours_of, deep_to_srgb, to_srgb
from lance_studio.media.recipes import RECIPE_KEY, Recipe
from lance_studio.media.sources import MediaInput, Source, read_head, require_source
from lance_studio.memory_shortage import is_memory_shortage, too_little_memory

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from lance_studio.media.alpha import Picture

Frame: TypeAlias = "NDArray[np.uint8]"

_Converted = TypeVar("_Converted")

_ORIENTATION_TAG = 0x0112
_UPRIGHT = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
_LYING = (5, 6, 7, 8)  # orientations in which width and height change places
_LARGE = 4_000_000  # pixels from which on a smaller copy is worth it
_REDUCIBLE = ("RGB", "RGBA", "L", "LA", "CMYK")
_DEEP_MODES = ("I", "I;16", "I;16L", "I;16B", "I;16N", "F")
_WEBP_SIDE = 16_383
_ONE_COLOUR = 8  # levels by which paint of one colour may differ
_COLOUR_MODES = ("RGB", "L", "CMYK", "LAB")


def load_image(
    path: MediaInput,
    *,
    apply_exif_rotation: bool = True,
    reference_rules: bool = False,
) -> Frame:
    """Read a picture's first frame as 8-bit sRGB.

    Transparency is composited on white. Colours are converted to sRGB from what the file says of them (see
    `picture_colour`). Pictures of more than 8 bits a channel are scaled to 8 bits: 32-bit integers and floats by the
    range that their values suggest (0 to 1, 0 to 255 for floats, 0 to 65535), or else from their least to their
    greatest value.

    Args:
        path: The picture, or its bytes; its content decides the format.
        apply_exif_rotation: Turn the picture upright as its camera noted.
        reference_rules: Follow the model's reference code to the bit instead: palette pictures become RGBA, RGBA is
            composited on white, everything else is converted to RGB by PIL. No rotation, no colour profiles, and the
            transparency of grey pictures is dropped.

    Returns:
        uint8 array [H, W, 3], RGB, 0 to 255.

    Raises:
        MediaError: The file is missing, no picture, damaged, cut short, or has too many pixels.
    """
    file = require_source(path)
    if reference_rules:
        return _array(_decoded(file, _reference_rgb))
    return _array(_on_white(*_shown(file, apply_exif_rotation)))


def load_layer(path: MediaInput, *, least_height: int | None = None) -> "Picture":
    """Read a picture as `load_image` does, with its transparency.

    Args:
        path: The picture, or its bytes.
        least_height: What is enough: of a large picture, a small copy of at least this height may come back, for
            which no more is decoded and converted than needed. None for the whole picture.

    Returns:
        uint8 [H, W, 3] where all of it is opaque, else a layer, uint16 [H, W, 4] (see `alpha`).

    Raises:
        MediaError: As for `load_image`.
    """
    from lance_studio.media.alpha import multiplied

    colours, alpha = _shown(require_source(path), apply_exif_rotation=True, least_height=least_height)
    if alpha is None or (opacity := _array(alpha)).min(initial=255) == 255:
        return _array(colours)
    return multiplied(_array(colours), opacity)


def load_grey(path: MediaInput) -> "Frame":
    """Read a picture's brightness as it is stored, without turning it or heeding its profile: the studio's own masks.

    Args:
        path: The picture, or its bytes.

    Returns:
        uint8 array [H, W].

    Raises:
        MediaError: As for `load_image`.
    """
    return _array(_decoded(require_source(path), lambda image: image.convert("L")))


def load_mask(path: MediaInput) -> "Frame":
    """Read a mask from a picture, in which white says yes.

    What is transparent says no. Where everything that is painted on a transparent ground has one colour, whatever it
    is, the paint says yes.

    Args:
        path: The picture, or its bytes.

    Returns:
        uint8 array [H, W], upright; 128 and more says yes.

    Raises:
        MediaError: As for `load_image`.
    """

    def convert(image: Image.Image) -> Image.Image:
        turn = _UPRIGHT.get(exif_orientation(image))
        mask = _yes(image)
        return mask if turn is None else mask.transpose(turn)

    return _array(_decoded(require_source(path), convert))


def load_alpha(path: MediaInput) -> "Frame | None":
    """Read how opaque a picture is.

    Args:
        path: The picture, or its bytes.

    Returns:
        uint8 array [H, W], upright, 0 for transparent; None where the picture has no transparency.

    Raises:
        MediaError: As for `load_image`.
    """

    def convert(image: Image.Image) -> Image.Image:
        turn = _UPRIGHT.get(exif_orientation(image))
        alpha = image.convert("RGBA").getchannel("A")
        return alpha if turn is None else alpha.transpose(turn)

    alpha = _array(_decoded(require_source(path), convert))
    return None if alpha.min(initial=255) == 255 else alpha


def shown_size(path: MediaInput) -> tuple[int, int]:
    """Decode a picture's first frame, as `load_image` does, for its size alone.

    Args:
        path: The picture, or its bytes.

    Returns:
        Width and height in pixels, upright.

    Raises:
        MediaError: As of `load_image`.
    """

    def size(image: Image.Image) -> tuple[int, int]:
        return (image.height, image.width) if exif_orientation(image) in _LYING else image.size

    return _decoded(require_source(path), size)


def _array(image: Image.Image) -> "Frame":
    import numpy as np

    # A copy, because the array of a PIL picture is read-only.
    return np.array(image, dtype=np.uint8)


def _decoded(file: Source, convert: Callable[[Image.Image], _Converted], least_height: int | None = None) -> _Converted:
    with open_picture(file) as image:
        try:
            _verify(file, image)
            if least_height is not None and _is_large(image):
                # Only JPEG can be decoded smaller, by halves; its width does not matter then.
                image.draft(None, (1, least_height) if exif_orientation(image) not in _LYING else (least_height, 1))
            image.load()
            return convert(image)
        except Exception as error:  # PIL's readers raise about ten unrelated types on damaged files
            if is_memory_shortage(error):
                raise too_little_memory(f"'{file.name}'", MediaError) from error
            raise MediaError(
                tr("'{name}' is a damaged or incomplete picture: {reason}.", name=file.name, reason=_reason(error)),
                tr("Copy, download or export it again."),
            ) from error


def _yes(image: Image.Image) -> Image.Image:
    import numpy as np

    if image.mode in _DEEP_MODES:
        return _to_eight_bits(image)
    if not image.has_transparency_data:
        return image.convert("L")
    image = image.convert("RGBA")
    alpha, grey = image.getchannel("A"), image.convert("L")
    levels, shown = np.asarray(grey), np.asarray(alpha) >= 128
    if not shown.all() and shown.any() and np.ptp(levels[shown]) <= _ONE_COLOUR:
        return alpha
    return ImageChops.multiply(grey, alpha)


def write_png(
    path: str | os.PathLike[str],
    frame: Frame,
    *,
    recipe: Recipe | None = None,
    overwrite: bool = False,
) -> None:
    """Write a picture as PNG, atomically.

    Args:
        path: Where the file goes; missing folders are created.
        frame: uint8 array [H, W, 3], RGB, or [H, W, 4], RGBA.
        recipe: What made the picture; stored in the file.
        overwrite: Whether an existing file may be replaced.

    Raises:
        OutputError: The target exists and may not be replaced, or it cannot be written.
        ValueError: The array or the recipe is malformed.
    """
    import numpy as np

    if frame.dtype != np.uint8 or frame.ndim != 3 or frame.shape[2] not in (3, 4) or frame.size == 0:
        raise ValueError(f"A picture must be uint8 [H, W, 3] or [H, W, 4], not {frame.dtype} {frame.shape}.")
    texts = PngInfo()
    if recipe is not None:
        texts.add_text("parameters", recipe.to_parameters())
        texts.add_text(RECIPE_KEY, recipe.to_json())
    encoded = io.BytesIO()
    Image.fromarray(np.ascontiguousarray(frame)).save(encoded, format="PNG", pnginfo=texts)
    write_bytes(path, encoded.getvalue(), overwrite=overwrite)


def write_webp(path: str | os.PathLike[str], frame: Frame, *, overwrite: bool = False) -> None:
    """Write a picture as WebP without loss, atomically.

    Args:
        path: Where the file goes; missing folders are created.
        frame: uint8 array [H, W, 3], RGB, or [H, W, 4], RGBA.
        overwrite: Whether an existing file may be replaced.

    Raises:
        OutputError: The target exists and may not be replaced, it cannot be written, or WebP has no such size.
    """
    import numpy as np

    if max(frame.shape[:2]) > _WEBP_SIDE:
        raise OutputError(
            tr(
                "A WebP picture has at most {most} pixels on a side, and this one is {width}x{height}.",
                most=_WEBP_SIDE,
                width=frame.shape[1],
                height=frame.shape[0],
            ),
            tr("Choose a smaller size, or a name that ends in .png."),
        )
    encoded = io.BytesIO()
    Image.fromarray(np.ascontiguousarray(frame)).save(encoded, format="WEBP", lossless=True, exact=True)
    write_bytes(path, encoded.getvalue(), overwrite=overwrite)


def exif_orientation(image: Image.Image) -> int:
    """Read how a camera was held.

    Args:
        image: An opened picture.

    Returns:
        EXIF's number, 1 to 8; 1 (upright) where there is none that can be read.
    """
    try:
        return int(image.getexif().get(_ORIENTATION_TAG, 1))
    except Exception:  # a camera's broken notes are no reason to refuse its picture
        return 1


def _verify(file: Source, image: Image.Image) -> None:
    # PIL accepts a PNG without its last bytes and does not look at the check sums of pixel data; `verify` does, but
    # leaves the picture unusable, hence the second opening.
    if image.format == "PNG":
        with open_picture(file) as probe:
            probe.verify()


def _reference_rgb(image: Image.Image) -> Image.Image:
    if image.mode == "P":
        image = image.convert("RGBA")
    if image.mode != "RGBA":
        return image.convert("RGB")
    return _on_white(image.convert("RGB"), image.getchannel("A"))


def _is_large(image: Image.Image) -> bool:
    return image.width * image.height > _LARGE


def _reduced(file: Source, image: Image.Image, least_height: int | None) -> Image.Image:
    """A small copy of a large picture of at least a height when it is upright, where that is possible and worth it."""
    deep = getattr(image, "is_converted", False) or (image.format == "PNG" and is_deep_png(file))
    if least_height is None or not _is_large(image) or deep or image.mode not in _REDUCIBLE:
        return image
    height = image.width if exif_orientation(image) in _LYING else image.height
    factor = height // least_height
    return image.reduce(factor) if factor > 1 else image


def _shown(
    file: Source, apply_exif_rotation: bool, least_height: int | None = None
) -> tuple[Image.Image, Image.Image | None]:
    """A picture in sRGB, and how opaque it is, if it has transparency."""
    head = read_head(file, HEAD_BYTES)

    def convert(image: Image.Image) -> tuple[Image.Image, Image.Image | None]:
        colours = colours_of(image, head)
        small = _reduced(file, image, least_height)
        plain, alpha = _without_alpha(small)
        deep = _deep(file, image, colours) if small is image else None
        parts = (to_srgb(plain, colours).convert("RGB") if deep is None else deep, alpha)
        turn = _UPRIGHT.get(exif_orientation(image)) if apply_exif_rotation else None
        first, second = (part if part is None or turn is None else part.transpose(turn) for part in parts)
        assert first is not None
        return first, second

    return _decoded(file, convert, least_height)


def upright_colours(image: Image.Image, head: bytes, form: str | None) -> Image.Image:
    """Convert one picture of an animation to 8-bit sRGB with its transparency, and turn it upright.

    Args:
        image: The picture, loaded or not.
        head: The beginning of its file, in which its colours are named.
        form: Pillow's name of its format.

    Returns:
        A picture of the mode "RGB" or, where it has transparency, "RGBA".
    """
    plain, alpha = _without_alpha(image)
    whole = to_srgb(plain, colours_of(image, head, form)).convert("RGB")
    if alpha is not None:
        whole.putalpha(alpha)
    turn = _UPRIGHT.get(exif_orientation(image))
    return whole if turn is None else whole.transpose(turn)


def _deep(file: Source, image: Image.Image, colours: PictureColours) -> Image.Image | None:
    """A picture in sRGB that was made so from more than 8 bits, where these would lose much.

    That are PNGs of 16 bits, which PIL reduces to 8 unless they are grey, and what its reader has converted.
    """
    if getattr(image, "is_converted", False):
        return image.convert("RGB")
    if image.format != "PNG" or colours.kind not in ("numbers", "gamma") or not is_deep_png(file):
        return None
    import numpy as np

    grey = image.mode.startswith("I;16")
    levels = np.asarray(image).astype(np.uint16) if grey else read_deep_png(file)
    made = None if levels is None else deep_to_srgb(levels, colours)
    return None if made is None else Image.fromarray(made)


def _without_alpha(image: Image.Image) -> tuple[Image.Image, Image.Image | None]:
    """The colours in a mode that can be converted to sRGB, and the opacity."""
    if image.mode in _DEEP_MODES:
        return _to_eight_bits(image), None
    if not image.has_transparency_data:
        return (image if image.mode in _COLOUR_MODES else image.convert("RGB")), None
    grey = image.mode in ("LA", "La", "L", "1")
    whole = image.convert("RGBA")
    return (image.convert("LA").getchannel("L") if grey else whole.convert("RGB")), whole.getchannel("A")


def _on_white(image: Image.Image, alpha: Image.Image | None) -> Image.Image:
    if alpha is None:
        return image
    white = Image.new("RGB", image.size, (255, 255, 255))
    white.paste(image, mask=alpha)
    return white


def _to_eight_bits(image: Image.Image) -> Image.Image:
    import numpy as np

    values = np.asarray(image).astype(np.float64)
    values = np.nan_to_num(values, nan=0.0, posinf=0.0, neginf=0.0)
    low, high = float(values.min()), float(values.max())
    if low < 0 or high > 65535:
        values -= low
        top = (high - low) or 1.0
    elif image.mode == "F" and high <= 255:
        top = 1.0 if high <= 1 else 255.0
    else:
        top = 65535.0
    return Image.fromarray(np.rint(values * (255.0 / top)).astype(np.uint8))


def _reason(error: Exception) -> str:
    return (str(error) or type(error).__name__).rstrip(".")
