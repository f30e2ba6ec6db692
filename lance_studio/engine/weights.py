"""Reading tensors from checkpoint files without running code from them and without filling host memory.

Files are memory-mapped. A mapping counts as resident memory for as long as one tensor of it lives, so tensors that are
converted or moved to a device are read in windows: the file is mapped again every :data:`WINDOW_BYTES`.
"""

import re
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import torch
from safetensors import safe_open
from torch import Tensor, nn

from lance_studio import limits
from lance_studio.catalog.fields import require_model_file
from lance_studio.errors import CheckpointError
from lance_studio.language import mark, tr, translate
from lance_studio.memory_shortage import is_memory_shortage, too_little_memory
from lance_studio.regular_files import open_regular

WINDOW_BYTES = 512 * 1024 * 1024
_READABLE = {"BF16": torch.bfloat16, "F32": torch.float32, "F16": torch.float16}
_COPY_AGAIN = mark("Copy or download the file again.")
_NUMBERED = re.compile(r"(.*?\.)(\d+)(\..*)", re.DOTALL)


@dataclass(frozen=True, slots=True)
class TensorInfo:
    """Shape and number format of a stored tensor."""

    shape: tuple[int, ...]
    dtype: torch.dtype

    @property
    def bytes(self) -> int:
        """Stored size."""
        return torch.Size(self.shape).numel() * self.dtype.itemsize


def printable(text: str) -> str:
    """Text from a file on one line and without control characters, which would act on a terminal."""
    plain = " ".join(text.split())
    return "".join(c if c.isprintable() else c.encode("unicode_escape").decode() for c in plain)


def unreadable(path: Path, error: BaseException) -> CheckpointError:
    """The error for a file that its parser rejects."""
    detail = printable(str(error))[:200] or type(error).__name__
    return CheckpointError(
        tr("{path} is damaged, cut short, or not a checkpoint: {detail}.", path=path, detail=detail),
        translate(_COPY_AGAIN),
    )


@contextmanager
def _explained_damage(path: Path) -> Iterator[None]:
    """Turn whatever a parser raises into a :class:`CheckpointError`.

    Damage surfaces as almost anything, depending on where it is: the parser's own exception, OSError,
    UnicodeDecodeError, RuntimeError, KeyError, EOFError, struct.error.
    """
    try:
        yield
    except CheckpointError:
        raise
    except Exception as error:
        if is_memory_shortage(error):
            raise too_little_memory(str(path), CheckpointError) from error
        raise unreadable(path, error) from error


def inspect_safetensors(path: Path) -> dict[str, TensorInfo]:
    """Names, shapes and formats of a safetensors file, from its header.

    Raises:
        CheckpointError: The file is missing, damaged, cut short, or holds formats that weights do not have.
    """
    require_model_file(path)
    infos: dict[str, TensorInfo] = {}
    with _explained_damage(path):
        _refuse_header(path)
    with _explained_damage(path), safe_open(path, framework="pt") as file:
        for name in file.keys():  # noqa: SIM118 - safe_open is not a mapping
            part = file.get_slice(name)
            stored = part.get_dtype()
            if stored not in _READABLE:
                raise CheckpointError(
                    tr(
                        "{path}: tensor {tensor} has the format {stored}.",
                        path=path,
                        tensor=printable(name),
                        stored=stored,
                    ),
                    tr("Use bfloat16 or float32."),
                )
            limits.DIMENSIONS.require(
                len(part.get_shape()), f"{path}: {printable(name)}", translate(_COPY_AGAIN), CheckpointError
            )
            infos[name] = TensorInfo(tuple(part.get_shape()), _READABLE[stored])
            limits.TENSORS.require(len(infos), str(path), translate(_COPY_AGAIN), CheckpointError)
    return infos


def _refuse_header(path: Path) -> None:
    """Refuse a header that is longer than any is, before it is read as a whole."""
    with open_regular(path, CheckpointError) as file:
        length = int.from_bytes(file.read(8), "little")
    limits.HEADER_BYTES.require(length, tr("The header of {path}", path=path), translate(_COPY_AGAIN), CheckpointError)


def _refuse_packed(path: Path) -> None:
    """Refuse an archive that unpacks to more than it holds: torch stores its parts as they are."""
    with zipfile.ZipFile(path) as archive:
        parts = archive.infolist()
    limits.TENSORS.require(len(parts), str(path), translate(_COPY_AGAIN), CheckpointError)
    for part in parts:
        if part.compress_type != zipfile.ZIP_STORED:
            raise CheckpointError(
                tr("{path} holds packed parts, which weights do not have.", path=path), translate(_COPY_AGAIN)
            )
        if part.filename.endswith(".pkl"):
            limits.HEADER_BYTES.require(
                part.file_size, tr("The list of tensors in {path}", path=path), translate(_COPY_AGAIN), CheckpointError
            )


def read_safetensors(
    path: Path, names: Mapping[str, TensorInfo], dtype: torch.dtype, device: torch.device
) -> Iterator[tuple[str, Tensor]]:
    """Yield the named tensors in the given format on the given device.

    A tensor that needs neither conversion nor a move is a view of the mapped file.
    """
    pending = list(names)
    while pending:
        size = 0
        with _explained_damage(path):
            opened = safe_open(path, framework="pt")
        with opened as file:
            while pending and size < WINDOW_BYTES:
                name = pending.pop(0)
                size += names[name].bytes
                with _explained_damage(path):
                    tensor = file.get_tensor(name)
                # Outside, because too little memory for the copy is no damage.
                yield name, tensor.to(device=device, dtype=dtype)


def _load_pickle(path: Path) -> dict[str, Tensor]:
    """A state dict from a torch file, mapped, without unpickling code."""
    require_model_file(path)
    with _explained_damage(path):
        is_archive = zipfile.is_zipfile(path)
        if is_archive:
            _refuse_packed(path)
        # Files older than torch 1.6 are not zip archives and cannot be mapped.
        state = torch.load(path, map_location="cpu", mmap=is_archive, weights_only=True)
    if not isinstance(state, dict) or not all(
        isinstance(name, str) and isinstance(value, Tensor) for name, value in state.items()
    ):
        raise CheckpointError(
            tr("{path} is not a plain dictionary of tensors.", path=path), tr("Use the official Wan2.2_VAE.pth.")
        )
    return state


def inspect_pickle(path: Path) -> dict[str, TensorInfo]:
    """Names, shapes and formats of a ``.pth`` state dict.

    Raises:
        CheckpointError: The file is missing, damaged, holds anything but tensors, or formats that weights do not have.
    """
    infos: dict[str, TensorInfo] = {}
    for name, value in _load_pickle(path).items():
        plain = value.layout is torch.strided and value.device.type == "cpu" and value.is_contiguous()
        if value.dtype not in _READABLE.values() or not plain:
            raise CheckpointError(
                tr(
                    "{path}: tensor {tensor} has a format that weights do not have.",
                    path=path,
                    tensor=printable(name),
                ),
                tr("Use the official Wan2.2_VAE.pth."),
            )
        infos[name] = TensorInfo(tuple(value.shape), value.dtype)
    return infos


def read_pickle(
    path: Path, names: Mapping[str, TensorInfo], dtype: torch.dtype, device: torch.device
) -> Iterator[tuple[str, Tensor]]:
    """Yield the named tensors of a ``.pth`` state dict; see :func:`read_safetensors`."""
    pending = list(names)
    while pending:
        size, state = 0, _load_pickle(path)
        while pending and size < WINDOW_BYTES:
            name = pending.pop(0)
            size += names[name].bytes
            with _explained_damage(path):
                tensor = state.pop(name)
            yield name, tensor.to(device=device, dtype=dtype)


def _joined(names: Sequence[str]) -> str:
    """All names; those that differ in their layer's number only are written as one: ``layers.{0-3,5}.norm.weight``."""
    numbers: dict[tuple[str, str], list[int]] = {}
    for name in names:
        match = _NUMBERED.fullmatch(name)
        if match:
            numbers.setdefault((match[1], match[3]), []).append(int(match[2]))
        else:
            numbers[name, ""] = []
    return printable(", ".join(before + _ranges(which) + after for (before, after), which in numbers.items()))


def _ranges(numbers: list[int]) -> str:
    runs: list[list[int]] = []
    for number in sorted(numbers):
        if runs and number == runs[-1][1] + 1:
            runs[-1][1] = number
        else:
            runs.append([number, number])
    text = ",".join(str(first) if first == last else f"{first}-{last}" for first, last in runs)
    return f"{{{text}}}" if len(numbers) > 1 else text


def audit(path: Path, found: Mapping[str, TensorInfo], wanted: Mapping[str, tuple[int, ...]]) -> None:
    """Compare a file's tensors with what the model needs.

    Args:
        path: For the message.
        found: What the file holds, under the model's names.
        wanted: Names and shapes that the model needs.

    Raises:
        CheckpointError: Names every missing, unexpected and wrongly shaped tensor, with counts.
    """
    missing = [name for name in wanted if name not in found]
    unexpected = [name for name in found if name not in wanted]
    misshapen = [
        tr("{name} is {found} instead of {wanted}", name=name, found=list(found[name].shape), wanted=list(shape))
        for name, shape in wanted.items()
        if name in found and found[name].shape != shape
    ]
    problems = [
        translate(words, count=len(names), names=_joined(names))
        for words, names in (
            (mark("{count} missing tensors: {names}"), missing),
            (mark("{count} unexpected tensors: {names}"), unexpected),
            (mark("{count} tensors of a wrong shape: {names}"), misshapen),
        )
        if names
    ]
    if problems:
        raise CheckpointError(
            tr("{path} does not fit the model. {problems}.", path=path, problems=tr("; ").join(problems)),
            tr("Check that the file and its configuration belong to the same checkpoint."),
        )


def shapes_of(module: nn.Module) -> dict[str, tuple[int, ...]]:
    """Names and shapes of all tensors that a module stores."""
    return {name: tuple(value.shape) for name, value in module.state_dict().items()}


def assign(module: nn.Module, tensors: dict[str, Tensor], path: Path) -> None:
    """Give a module built on ``meta`` its tensors, frozen, after a check that all are finite.

    Raises:
        CheckpointError: A tensor holds NaN or infinity, so the file is damaged.
    """
    # In the tensors' own format (sums are accumulated in float32): asked for a float32 sum, torch copies a bfloat16
    # tensor to float32 first, and the freed copies of a whole checkpoint can leave the heap in shreds.
    sums = torch.stack([value.sum() for value in tensors.values()])
    if not bool(sums.isfinite().all()):
        name = list(tensors)[int((~sums.isfinite()).nonzero()[0])]
        raise CheckpointError(
            tr("{path} is damaged: {name} holds values that are not numbers.", path=path, name=name),
            translate(_COPY_AGAIN),
        )
    module.load_state_dict(tensors, assign=True)
    module.eval().requires_grad_(False)
