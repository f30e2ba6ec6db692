import gc
import weakref
from pathlib import Path

import numpy as np
import pytest
import torch
from torch import Tensor

from lance_studio.engine import devices
from lance_studio.engine.devices import explained_memory_errors, one_thread, pick_device
from lance_studio.engine.precision import Precision
from lance_studio.errors import DeviceError

CPU = torch.device("cpu")


def test_the_cpu_is_always_there() -> None:
    assert pick_device("cpu") == CPU


@pytest.mark.parametrize(("present", "expected"), [(True, "cuda"), (False, "cpu")])
def test_auto_takes_a_gpu_where_there_is_one(present: bool, expected: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(torch.cuda, "is_available", lambda: present)
    assert pick_device("auto").type == expected


@pytest.mark.parametrize("name", ["", "gpu", "CPU", " cpu", "cuda:", "cuda:-1", "cuda:x", "cuda:" + "9" * 30, "0"])
def test_an_unknown_name_is_refused(name: str) -> None:
    with pytest.raises(DeviceError) as caught:
        pick_device(name)
    assert repr(name) in caught.value.cause
    assert "auto" in caught.value.remedy


@pytest.mark.parametrize("name", ["meta", "mps", "xpu"])
def test_a_device_of_another_kind_is_refused(name: str) -> None:
    with pytest.raises(DeviceError, match="does not run on"):
        pick_device(name)


@pytest.mark.parametrize("name", ["cuda", "cuda:0", "cuda:3"])
def test_a_gpu_that_is_not_there_is_refused(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(torch.cuda, "is_available", lambda: False)
    with pytest.raises(DeviceError, match="No usable NVIDIA GPU") as caught:
        pick_device(name)
    assert caught.value.remedy


def test_a_gpu_beyond_the_last_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(torch.cuda, "is_available", lambda: True)
    monkeypatch.setattr(torch.cuda, "device_count", lambda: 2)
    assert pick_device("cuda:1") == torch.device("cuda:1")
    with pytest.raises(DeviceError, match="no cuda:2") as caught:
        pick_device("cuda:2")
    assert "2 GPU" in caught.value.remedy


def numpy_memory_error() -> MemoryError:
    with pytest.raises(MemoryError) as caught:
        np.empty((1 << 60,), dtype=np.uint8)
    return caught.value


def torch_memory_error() -> RuntimeError:
    with pytest.raises(RuntimeError) as caught:
        torch.empty(1 << 60, dtype=torch.uint8)
    return caught.value


@pytest.mark.parametrize("source", [numpy_memory_error, torch_memory_error, MemoryError])
def test_exhausted_host_memory_is_explained(source: type[MemoryError]) -> None:
    error = source()
    with pytest.raises(DeviceError, match="computer's memory is full") as caught, explained_memory_errors(CPU):
        raise error
    assert caught.value.remedy
    assert caught.value.__cause__ is error


def test_exhausted_gpu_memory_is_explained_with_figures(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(torch.cuda, "mem_get_info", lambda _: (3 << 29, 24 << 30))
    device = torch.device("cuda:0")
    with pytest.raises(DeviceError, match=r"24 GB, 1\.5 GB free") as caught, explained_memory_errors(device):
        raise torch.OutOfMemoryError("CUDA out of memory.")
    assert caught.value.remedy


@pytest.mark.parametrize("error", [RuntimeError("shapes differ"), ValueError("x"), DeviceError("x")])
def test_other_errors_pass(error: Exception) -> None:
    with pytest.raises(type(error)) as caught, explained_memory_errors(CPU):
        raise error
    assert caught.value is error


def test_the_explanation_does_not_keep_the_run_s_tensors() -> None:
    seen: list[weakref.ref[Tensor]] = []

    def run() -> None:
        tensor = torch.zeros(10)
        seen.append(weakref.ref(tensor))
        raise torch.OutOfMemoryError("CUDA out of memory.")

    with pytest.raises(DeviceError) as caught, explained_memory_errors(CPU):
        run()
    gc.collect()
    assert caught.value.cause
    assert [reference() for reference in seen] == [None]


@pytest.mark.parametrize(("device", "name"), [("cpu", "float32"), ("cuda", "reference"), ("cuda:1", "reference")])
def test_usual_precision_of_a_device(device: str, name: str) -> None:
    assert Precision.usual(torch.device(device)).name == name


def stop_in_one_thread(wanted: bool, seen: list[int]) -> None:
    with one_thread(wanted):
        seen.append(torch.get_num_threads())
        raise ValueError("stop")


@pytest.mark.parametrize(("wanted", "threads"), [(True, 1), (False, 2)])
def test_one_thread_is_used_for_a_while_only(wanted: bool, threads: int) -> None:
    before = torch.get_num_threads()
    torch.set_num_threads(2)
    seen: list[int] = []
    try:
        with pytest.raises(ValueError, match="stop"):
            stop_in_one_thread(wanted, seen)
        assert (seen, torch.get_num_threads()) == ([threads], 2)
    finally:
        torch.set_num_threads(before)


@pytest.mark.parametrize(
    ("cores", "quota", "wanted", "used"),
    [
        (4, "max 100000", 8, 3),
        (2, "max 100000", 2, 1),
        (1, "max 100000", 2, 1),
        (8, "max 100000", 2, 2),
        (8, "400000 100000", 8, 3),
        (8, "50000 100000", 8, 1),
        (4, "800000 100000", 8, 3),
        (4, None, 8, 3),
        (4, "", 8, 3),
    ],
)
def test_a_core_is_left_to_others(
    cores: int, quota: str | None, wanted: int, used: int, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    limit = tmp_path / "cpu.max"
    if quota is not None:
        limit.write_text(quota, encoding="ascii")
    monkeypatch.setattr(devices, "_CPU_QUOTA", limit)
    monkeypatch.setattr(devices.os, "sched_getaffinity", lambda _: set(range(cores)), raising=False)
    monkeypatch.delenv("OMP_NUM_THREADS", raising=False)
    before = torch.get_num_threads()
    try:
        torch.set_num_threads(wanted)
        devices.leave_a_core()
        assert torch.get_num_threads() == used
        monkeypatch.setenv("OMP_NUM_THREADS", str(wanted))
        torch.set_num_threads(wanted)
        devices.leave_a_core()
        assert torch.get_num_threads() == wanted
    finally:
        torch.set_num_threads(before)
