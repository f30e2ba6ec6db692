"""Reading pictures as RGB and writing PNG files."""

import io
import os
from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, TypeAlias

from PIL import Image, ImageChops, ImageCms
from PIL.PngImagePlugin import PngInfo

from lance_studio.errors import MediaError
from lance_studio.media.opening import open_picture
from lance_studio.media.output import write_bytes
from lance_studio.media.recipes import RECIPE_KEY, Recipe
from lance_studio.media.sources import MediaInput, Source, require_source
from lance_studio.memory_shortage import is_memory_shortage, too_little_memory

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

Frame: TypeAlias = "NDArray[np.uint8]"

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
_DEEP_MODES = ("I", "I;16", "I;16L", "I;16B", "I;16N", "F")
_ONE_COLOUR = 8  # levels by which paint of one colour may differ
_PROFILED_MODES = ("RGB", "RGBA", "L", "CMYK")


def load_image(
    path: MediaInput,
    *,
    apply_exif_rotation: bool = True,
    reference_rules: bool = False,
) -> Frame:
    """Read a picture's first frame as 8-bit sRGB.

    Transparency is composited on white. Colours are converted to sRGB where the file embeds another profile. Pictures
    of more than 8 bits a channel are scaled to 8 bits: 32-bit integers and floats by the range that their values
    suggest (0 to 1, 0 to 255 for floats, 0 to 65535), or else from their least to their greatest value.

    Args:
        path: The picture, or its bytes; its content decides the format.
        apply_exif_rotation: Turn the picture upright as its camera noted.
        reference_rules: Follow the model's reference code to the bit instead: palette pictures become RGBA, RGBA is
            composited on white, everything else is converted to RGB by PIL. No rotation, no colour profiles, and the
            transparency of grey pictures is dropped.

    Returns:
        uint8 array [H, W, 3], RGB, 0 to 255.

    Raises:
        MediaError: The file is missing, no picture, damaged, cut short, or of more than 64 megapixels.
    """
    convert = _reference_rgb if reference_rules else partial(_upright_srgb, apply_exif_rotation=apply_exif_rotation)
    return _array(_decoded(require_source(path), convert))


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
    return _decoded(require_source(path), partial(_upright_srgb, apply_exif_rotation=True)).size


def _array(image: Image.Image) -> "Frame":
    import numpy as np

    # A copy, because the array of a PIL picture is read-only.
    return np.array(image, dtype=np.uint8)


def _decoded(file: Source, convert: Callable[[Image.Image], Image.Image]) -> Image.Image:
    with open_picture(file) as image:
        try:
            _verify(file, image)
            image.load()
            return convert(image)
        except Exception as error:  # PIL's readers raise about ten unrelated types on damaged files
            if is_memory_shortage(error):
                raise too_little_memory(f"'{file.name}'", MediaError) from error
            raise MediaError(
                f"'{file.name}' is a damaged or incomplete picture: {_reason(error)}.",
                "Copy, download or export it again.",
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
        frame: uint8 array [H, W, 3], RGB.
        recipe: What made the picture; stored in the file.
        overwrite: Whether an existing file may be replaced.

    Raises:
        OutputError: The target exists and may not be replaced, or it cannot be written.
        ValueError: The array or the recipe is malformed.
    """
    import numpy as np

    if frame.dtype != np.uint8 or frame.ndim != 3 or frame.shape[2] != 3 or frame.size == 0:
        raise ValueError(f"A picture must be uint8 [H, W, 3], not {frame.dtype} {frame.shape}.")
    texts = PngInfo()
    if recipe is not None:
        texts.add_text("parameters", recipe.to_parameters())
        texts.add_text(RECIPE_KEY, recipe.to_json())
    encoded = io.BytesIO()
    Image.fromarray(np.ascontiguousarray(frame)).save(encoded, format="PNG", pnginfo=texts)
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
    return _on_white(image) if image.mode == "RGBA" else image.convert("RGB")


def upright_colours(image: Image.Image, *, apply_exif_rotation: bool = True) -> Image.Image:
    """Convert a picture to 8-bit sRGB with its transparency, and turn it upright.

    Args:
        image: The picture, loaded or not.
        apply_exif_rotation: Whether to turn it as its camera noted.

    Returns:
        A picture of mode "RGB", "L" or, where it has transparency, "RGBA".
    """
    profile = image.info.get("icc_profile")
    turn = _UPRIGHT.get(exif_orientation(image)) if apply_exif_rotation else None
    if image.mode in _DEEP_MODES:
        image = _to_eight_bits(image)
    elif image.has_transparency_data:
        image = image.convert("RGBA")
    elif image.mode not in _PROFILED_MODES:
        image = image.convert("RGB")
    if profile:
        image = _to_srgb(image, profile)
    return image if turn is None else image.transpose(turn)


def _upright_srgb(image: Image.Image, apply_exif_rotation: bool) -> Image.Image:
    image = upright_colours(image, apply_exif_rotation=apply_exif_rotation)
    return _on_white(image) if image.mode == "RGBA" else image.convert("RGB")


def _on_white(image: Image.Image) -> Image.Image:
    white = Image.new("RGB", image.size, (255, 255, 255))
    white.paste(image, mask=image.getchannel("A"))
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


def _to_srgb(image: Image.Image, profile: bytes) -> Image.Image:
    try:
        embedded = ImageCms.ImageCmsProfile(io.BytesIO(profile))
        # Converting sRGB to sRGB would only add rounding errors.
        if image.mode != "CMYK" and ImageCms.getProfileDescription(embedded).startswith("sRGB"):
            return image
        mode = "RGBA" if image.mode == "RGBA" else "RGB"
        converted = ImageCms.profileToProfile(image, embedded, ImageCms.createProfile("sRGB"), outputMode=mode)
    except (ImageCms.PyCMSError, OSError, ValueError, TypeError):
        return image  # a profile that is broken or not meant for such a picture; viewers ignore it as well
    return image if converted is None else converted


def _reason(error: Exception) -> str:
    return (str(error) or type(error).__name__).rstrip(".")
