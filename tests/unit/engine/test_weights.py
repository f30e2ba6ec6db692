import os
import pickle
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from safetensors import safe_open
from safetensors.torch import save_file
from torch import Tensor, nn

from lance_studio.engine import weights
from lance_studio.engine.weights import (
    TensorInfo,
    assign,
    audit,
    inspect_pickle,
    inspect_safetensors,
    read_pickle,
    read_safetensors,
    shapes_of,
)
from lance_studio.errors import CheckpointError

CPU = torch.device("cpu")


def assert_explained(error: CheckpointError, path: Path) -> None:
    assert str(path) in error.cause
    assert error.remedy


def in_mapping_of(path: Path, tensor: Tensor) -> bool:
    """Whether a tensor's data lies in a mapping of the file."""
    for line in Path("/proc/self/maps").read_text().splitlines():
        bounds, _, _, _, _, *name = line.split(maxsplit=5)
        first, last = (int(bound, 16) for bound in bounds.split("-"))
        if name == [str(path)] and first <= tensor.data_ptr() < last:
            return True
    return False


def written(path: Path, tensors: dict[str, Tensor]) -> Path:
    if path.suffix == ".pth":
        torch.save(tensors, path)
    else:
        save_file(tensors, path)
    return path


Inspect = Callable[[Path], dict[str, TensorInfo]]
Read = Callable[..., Any]
FORMATS = pytest.mark.parametrize(
    ("name", "inspect", "read"),
    [("a.safetensors", inspect_safetensors, read_safetensors), ("a.pth", inspect_pickle, read_pickle)],
    ids=["safetensors", "pickle"],
)


@FORMATS
@pytest.mark.parametrize("stored", [torch.bfloat16, torch.float32, torch.float16])
@pytest.mark.parametrize("wanted", [torch.bfloat16, torch.float32])
def test_tensors_are_read_in_the_wanted_format(
    tmp_path: Path, name: str, inspect: Inspect, read: Read, stored: torch.dtype, wanted: torch.dtype
) -> None:
    tensors = {f"part.{number}": torch.randn(5, number + 1).to(stored) for number in range(4)}
    path = written(tmp_path / name, tensors)
    infos = inspect(path)
    assert infos == {name: TensorInfo(tuple(value.shape), stored) for name, value in tensors.items()}
    result = dict(read(path, infos, wanted, CPU))
    assert list(result) == list(infos)
    assert all(torch.equal(result[name], tensors[name].to(wanted)) for name in tensors)


@FORMATS
@pytest.mark.parametrize(("wanted", "mapped"), [(torch.bfloat16, True), (torch.float32, False)])
def test_a_tensor_that_needs_no_conversion_is_a_view_of_the_mapped_file(
    tmp_path: Path, name: str, inspect: Inspect, read: Read, wanted: torch.dtype, mapped: bool
) -> None:
    path = written(tmp_path / name, {"a": torch.ones(300_000, dtype=torch.bfloat16), "b": torch.ones(7).bfloat16()})
    result = dict(read(path, inspect(path), wanted, CPU))
    assert [in_mapping_of(path, value) for value in result.values()] == [mapped, mapped]


@FORMATS
def test_windows_give_the_same_tensors(
    tmp_path: Path, name: str, inspect: Inspect, read: Read, monkeypatch: pytest.MonkeyPatch
) -> None:
    tensors = {f"part.{number}": torch.randn(1000) for number in range(5)}
    path = written(tmp_path / name, tensors)
    infos = inspect(path)
    opened: list[Path] = []

    def counted(function: Callable[..., Any]) -> Callable[..., Any]:
        def wrapper(path: Path, **options: Any) -> Any:
            opened.append(path)
            return function(path, **options)

        return wrapper

    monkeypatch.setattr(weights, "safe_open", counted(safe_open))
    monkeypatch.setattr(torch, "load", counted(torch.load))
    monkeypatch.setattr(weights, "WINDOW_BYTES", 8000)
    result = dict(read(path, infos, torch.bfloat16, CPU))
    assert all(torch.equal(result[name], tensors[name].bfloat16()) for name in tensors)
    assert len(opened) == 3  # two tensors of 4000 bytes fill a window


@FORMATS
def test_a_file_that_is_cut_after_the_inspection_is_refused(
    tmp_path: Path, name: str, inspect: Inspect, read: Read
) -> None:
    path = written(tmp_path / name, {"a": torch.ones(1000)})
    infos = inspect(path)
    os.truncate(path, 1000)
    with pytest.raises(CheckpointError) as caught:
        list(read(path, infos, torch.float32, CPU))
    assert_explained(caught.value, path)


@FORMATS
def test_a_tensor_that_vanishes_after_the_inspection_is_refused(
    tmp_path: Path, name: str, inspect: Inspect, read: Read
) -> None:
    path = written(tmp_path / name, {"a": torch.ones(10), "b": torch.ones(10)})
    infos = inspect(path)
    written(path, {"a": torch.ones(10)})
    with pytest.raises(CheckpointError) as caught:
        list(read(path, infos, torch.float32, CPU))
    assert_explained(caught.value, path)


@FORMATS
@pytest.mark.parametrize("error", [RuntimeError("DefaultCPUAllocator: no memory"), torch.OutOfMemoryError()])
def test_too_little_memory_is_not_called_damage(
    tmp_path: Path, name: str, inspect: Inspect, read: Read, error: Exception, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = written(tmp_path / name, {"a": torch.ones(10)})
    infos = inspect(path)

    def fail(*_: object, **__: object) -> None:
        raise error

    monkeypatch.setattr(Tensor, "to", fail)
    with pytest.raises(type(error)) as caught:
        list(read(path, infos, torch.bfloat16, CPU))
    assert caught.value is error


@FORMATS
@pytest.mark.parametrize("content", [b"", b"x", b"\0" * 200, b"<html>not found</html>" * 50, b"PK\x03\x04" + b"x" * 99])
def test_a_foreign_file_is_refused(tmp_path: Path, name: str, inspect: Inspect, read: Read, content: bytes) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    with pytest.raises(CheckpointError) as caught:
        inspect(path)
    assert_explained(caught.value, path)


@FORMATS
def test_a_missing_file_and_a_folder_are_refused(tmp_path: Path, name: str, inspect: Inspect, read: Read) -> None:
    for path, words in ((tmp_path / name, "is missing"), (tmp_path, "is a folder")):
        with pytest.raises(CheckpointError, match=words) as caught:
            inspect(path)
        assert_explained(caught.value, path)


@FORMATS
def test_a_number_format_that_weights_do_not_have_is_refused(
    tmp_path: Path, name: str, inspect: Inspect, read: Read
) -> None:
    path = written(tmp_path / name, {"good": torch.ones(3), "strange": torch.ones(3, dtype=torch.int64)})
    with pytest.raises(CheckpointError, match="tensor strange") as caught:
        inspect(path)
    assert_explained(caught.value, path)


@pytest.mark.parametrize(
    "content",
    [
        {"state_dict": {"a": torch.ones(2)}},
        {"a": torch.ones(2), "step": 3},
        {1: torch.ones(2)},
        [torch.ones(2)],
        torch.ones(2),
        {"a": torch.eye(3).to_sparse()},
        {"a": torch.ones(3, 4).T},
        {"a": torch.empty(3, device="meta")},
    ],
    ids=["nested", "extra", "numbered", "list", "tensor", "sparse", "transposed", "meta"],
)
def test_a_pickle_of_anything_but_plain_tensors_is_refused(tmp_path: Path, content: object) -> None:
    path = tmp_path / "a.pth"
    torch.save(content, path)
    with pytest.raises(CheckpointError) as caught:
        inspect_pickle(path)
    assert_explained(caught.value, path)


def test_the_old_pickle_layout_is_read_too(tmp_path: Path) -> None:
    path = tmp_path / "a.pth"
    torch.save({"a": torch.arange(4.0)}, path, _use_new_zipfile_serialization=False)
    ((name, value),) = read_pickle(path, inspect_pickle(path), torch.float32, CPU)
    assert name == "a"
    assert value.tolist() == [0, 1, 2, 3]


class Malice:
    """Runs a shell command where it is unpickled without care."""

    def __init__(self, command: str) -> None:
        self.command = command

    def __reduce__(self) -> tuple[Callable[[str], int], tuple[str]]:
        return os.system, (self.command,)


@pytest.mark.parametrize("layout", ["zip", "old", "bare"])
def test_a_malicious_pickle_is_refused_and_not_run(tmp_path: Path, layout: str) -> None:
    path, marker = tmp_path / "a.pth", tmp_path / "ran"
    content = {"a": torch.ones(2), "b": Malice(f"touch {marker}")}
    if layout == "bare":
        path.write_bytes(pickle.dumps(content["b"]))
    else:
        torch.save(content, path, _use_new_zipfile_serialization=layout == "zip")
    with pytest.raises(CheckpointError) as caught:
        inspect_pickle(path)
    assert_explained(caught.value, path)
    assert not marker.exists()
    if layout == "bare":  # the test's own claim that the command would run
        pickle.loads(path.read_bytes())
        assert marker.exists()


# --- audit -----------------------------------------------------------------------------------------------------------


def info(*shape: int) -> TensorInfo:
    return TensorInfo(shape, torch.float32)


def expanded(text: str) -> set[str]:
    """All names of a list such as ``layers.{0-2,5}.weight, norm``."""
    names: set[str] = set()
    for item in re.findall(r"(?:[^,{}]|\{[^}]*\})+", text):
        match = re.fullmatch(r"(.*)\{(.*)\}(.*)", item.strip())
        if match is None:
            names.add(item.strip())
            continue
        for run in match[2].split(","):
            first, _, last = run.partition("-")
            names |= {f"{match[1]}{number}{match[3]}" for number in range(int(first), int(last or first) + 1)}
    return names


def problems(found: dict[str, TensorInfo], wanted: dict[str, tuple[int, ...]]) -> dict[str, tuple[int, str]]:
    with pytest.raises(CheckpointError) as caught:
        audit(Path("some/file"), found, wanted)
    assert_explained(caught.value, Path("some/file"))
    text = caught.value.cause.removeprefix("some/file does not fit the model. ").removesuffix(".")
    parts = [re.fullmatch(r"(\d+) ([a-z ]+): (.*)", part) for part in text.split("; ")]
    return {part[2]: (int(part[1]), part[3]) for part in parts if part}


def test_a_fitting_file_passes() -> None:
    audit(Path("f"), {"a": info(2, 3), "b": info()}, {"b": (), "a": (2, 3)})


def test_missing_unexpected_and_misshapen_are_told_apart() -> None:
    found = {"a": info(2), "c": info(3), "layers.0.w": info(3)}
    wanted = {"a": (2,), "b": (1,), "layers.0.w": (3, 1)}
    assert problems(found, wanted) == {
        "missing tensors": (1, "b"),
        "unexpected tensors": (1, "c"),
        "tensors of a wrong shape": (1, "layers.0.w is [3] instead of [3, 1]"),
    }


def test_names_from_a_file_cannot_act_on_a_terminal() -> None:
    assert problems({"a\x1b[2J\n.0.b": info(1)}, {}) == {"unexpected tensors": (1, r"a\x1b[2J .0.b")}


NAMES = st.builds(
    ".".join,
    st.lists(st.sampled_from(["layers", "norm", "0", "1", "2", "3", "7", "12", "weight"]), min_size=1, max_size=4),
)


@given(st.sets(NAMES, min_size=1, max_size=30), st.sets(NAMES, min_size=1, max_size=30))
def test_every_name_is_told(wanted: set[str], found: set[str]) -> None:
    if wanted == found:
        return
    result = problems({name: info(1) for name in found}, {name: (1,) for name in wanted})
    for kind, names in (("missing tensors", wanted - found), ("unexpected tensors", found - wanted)):
        count, text = result.get(kind, (0, ""))
        assert count == len(names)
        assert expanded(text) == names


# --- assign ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("value", [float("nan"), float("inf"), -float("inf")])
@pytest.mark.parametrize("dtype", [torch.float32, torch.bfloat16])
def test_a_tensor_that_is_not_finite_is_named(value: float, dtype: torch.dtype) -> None:
    module = nn.Linear(4, 4, device="meta")
    tensors = {"weight": torch.ones(4, 4, dtype=dtype), "bias": torch.ones(4, dtype=dtype)}
    tensors["bias"][2] = value
    with pytest.raises(CheckpointError, match="bias holds values that are not numbers") as caught:
        assign(module, tensors, Path("some/file"))
    assert_explained(caught.value, Path("some/file"))


def test_assigned_tensors_are_the_same_memory_and_frozen() -> None:
    module = nn.Linear(4, 4, device="meta")
    tensors = {name: torch.ones(shape) for name, shape in shapes_of(module).items()}
    assign(module, dict(tensors), Path("f"))
    parameters = dict(module.named_parameters())
    assert {name: value.data_ptr() for name, value in parameters.items()} == {
        name: value.data_ptr() for name, value in tensors.items()
    }
    assert not any(value.requires_grad for value in parameters.values())
    assert not module.training
