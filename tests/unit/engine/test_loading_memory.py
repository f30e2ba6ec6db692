"""The claim on host memory, at a scale of 1 to 30: the peak is the loaded weights and a little more.

The full-size claim is the target format's weights and 2 GB, with windows of 512 MB and one tensor of 1.2 GB; here are
weights of about 200 MB in bfloat16, windows of 16 MB and a largest tensor of 12 MB. Reading the file whole would take
its full size on top, which is at least the size of the weights.
"""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.unit.engine import memory_peaks
from tests.unit.engine.memory_peaks import WINDOW_BYTES
from tests.unit.engine.samples import CHECKPOINT, LANGUAGE_CONFIG, change_json, copy_checkpoint

MEGABYTE = 2**20
#: What Python, the allocator and page tables take beside tensors.
SLACK = 24 * MEGABYTE

Peaks = dict[str, dict[str, int]]


@pytest.fixture(scope="module")
def peaks(tmp_path_factory: pytest.TempPathFactory) -> Peaks:
    root = copy_checkpoint(tmp_path_factory.mktemp("loading"))
    change_json(
        root / LANGUAGE_CONFIG,
        hidden_size=1024,
        intermediate_size=2816,
        num_hidden_layers=5,
        num_attention_heads=8,
        num_key_value_heads=2,
        rope_scaling={"mrope_section": [16, 24, 24]},
    )
    run = subprocess.run(
        [sys.executable, memory_peaks.__file__, str(root), str(CHECKPOINT)],
        capture_output=True,
        text=True,
        cwd=Path(__file__).parents[3],
        env={"PYTHONPATH": str(Path(__file__).parents[3]), "OMP_NUM_THREADS": "1"},
        timeout=200,
        check=True,
    )
    (root / "Lance_3B/model.safetensors").unlink()
    return dict(json.loads(line) for line in run.stdout.splitlines())


@pytest.mark.slow
@pytest.mark.parametrize("stored", ["bfloat16", "float32"])
@pytest.mark.parametrize("wanted", ["bfloat16", "float32"])
def test_the_peak_is_the_weights_and_a_few_windows(peaks: Peaks, stored: str, wanted: str) -> None:
    found = peaks[f"{stored} to {wanted}"]
    assert found["weights"] > (150 if wanted == "bfloat16" else 300) * MEGABYTE
    # The slack is far below the cheapest mistake, which is to hold a second copy in bfloat16.
    assert found["peak"] <= found["weights"] + WINDOW_BYTES + 3 * found["largest"] + SLACK


@pytest.mark.slow
@pytest.mark.parametrize("dtype", ["bfloat16", "float32"])
def test_weights_in_their_own_format_take_no_memory_beside_the_file(peaks: Peaks, dtype: str) -> None:
    found = peaks[f"{dtype} to {dtype}"]
    assert found["private"] <= SLACK
    assert peaks["bfloat16 to float32"]["private"] > 300 * MEGABYTE
