import json
from pathlib import Path
from typing import Any

import pytest

from lance_studio.engine.config import read_language_config, read_vision_config
from lance_studio.errors import CheckpointError
from tests.unit.engine.samples import CHECKPOINT, LANGUAGE_CONFIG, VISION_CONFIG, change_json

READERS = {LANGUAGE_CONFIG: read_language_config, VISION_CONFIG: read_vision_config}
EITHER = pytest.mark.parametrize("name", READERS)


def copied(folder: Path, name: str, **changes: Any) -> Path:
    path = folder / Path(name).name
    path.write_bytes((CHECKPOINT / name).read_bytes())
    change_json(path, **changes)
    return path


def refused(name: str, path: Path) -> str:
    with pytest.raises(CheckpointError) as caught:
        READERS[name](path)
    assert str(path) in caught.value.cause
    assert caught.value.remedy
    return caught.value.cause


def test_the_language_model_is_described_by_its_file() -> None:
    config = read_language_config(CHECKPOINT / LANGUAGE_CONFIG)
    assert (config.vocab_size, config.hidden_size, config.intermediate_size, config.num_layers) == (640, 64, 128, 3)
    assert (config.num_heads, config.num_kv_heads, config.head_dim) == (4, 2, 16)
    assert (config.rms_norm_eps, config.rope_theta, config.mrope_section) == (1e-6, 1e6, (2, 3, 3))
    assert config.tokens_per_second == 2


def test_the_tower_is_described_by_its_file() -> None:
    config = read_vision_config(CHECKPOINT / VISION_CONFIG)
    assert (config.depth, config.hidden_size, config.intermediate_size, config.num_heads) == (2, 32, 60, 2)
    assert (config.in_channels, config.patch_size, config.temporal_patch_size) == (3, 14, 2)
    assert (config.spatial_merge_size, config.window_size, config.out_hidden_size) == (2, 112, 64)
    assert config.full_attention_blocks == (1,)


def test_values_that_a_file_may_leave_out(tmp_path: Path) -> None:
    language = copied(tmp_path, LANGUAGE_CONFIG, rms_norm_eps=..., rope_theta=..., vision_config=...)
    assert read_language_config(language) == read_language_config(CHECKPOINT / LANGUAGE_CONFIG)
    optional = ("in_chans", "patch_size", "temporal_patch_size", "spatial_merge_size", "window_size", "hidden_act")
    tower = copied(tmp_path, VISION_CONFIG, **dict.fromkeys(optional, ...))
    assert read_vision_config(tower) == read_vision_config(CHECKPOINT / VISION_CONFIG)


def test_the_time_stride_is_the_file_s(tmp_path: Path) -> None:
    path = copied(tmp_path, LANGUAGE_CONFIG, vision_config={"tokens_per_second": 4})
    assert read_language_config(path).tokens_per_second == 4


@pytest.mark.parametrize(
    "content",
    [b"", b"{", b"[]", b"3", b"null", b"\xff\xfe", b"\xef\xbb\xbf{}", b"[" * 100_000, b'{"a": ' + b"9" * 5000 + b"}"],
    ids=["empty", "cut", "list", "number", "null", "bytes", "mark", "deep", "digits"],
)
@EITHER
def test_a_file_that_is_no_configuration_is_refused(tmp_path: Path, name: str, content: bytes) -> None:
    path = tmp_path / "config.json"
    path.write_bytes(content)
    refused(name, path)


@EITHER
def test_a_missing_file_and_a_folder_are_refused(tmp_path: Path, name: str) -> None:
    assert "is missing" in refused(name, tmp_path / "config.json")
    refused(name, tmp_path)


WHOLE = {
    LANGUAGE_CONFIG: (
        "vocab_size",
        "hidden_size",
        "intermediate_size",
        "num_hidden_layers",
        "num_attention_heads",
        "num_key_value_heads",
    ),
    VISION_CONFIG: (
        "depth",
        "hidden_size",
        "intermediate_size",
        "num_heads",
        "in_chans",
        "in_channels",
        "patch_size",
        "temporal_patch_size",
        "spatial_merge_size",
        "window_size",
        "out_hidden_size",
    ),
}


@pytest.mark.parametrize("value", [0, -1, 10**7, 10**400, 2.0, True, "8", None, [8]])
@pytest.mark.parametrize(("name", "field"), [(name, field) for name, fields in WHOLE.items() for field in fields])
def test_sizes_must_be_sensible_whole_numbers(tmp_path: Path, name: str, field: str, value: object) -> None:
    assert f"'{field}'" in refused(name, copied(tmp_path, name, **{field: value}))


@pytest.mark.parametrize("name_and_field", [(n, f) for n, fs in WHOLE.items() for f in fs if not f.startswith("in_")])
def test_sizes_without_a_default_must_be_there(tmp_path: Path, name_and_field: tuple[str, str]) -> None:
    name, field = name_and_field
    path = copied(tmp_path, name, **{field: ...})
    if field in ("patch_size", "temporal_patch_size", "spatial_merge_size", "window_size"):
        READERS[name](path)
    else:
        assert f"'{field}'" in refused(name, path)


@pytest.mark.parametrize("value", [1, 2, 4])
@pytest.mark.parametrize("field", ["in_chans", "in_channels"])
def test_the_tower_sees_three_channels(tmp_path: Path, field: str, value: int) -> None:
    assert f"'{field}'" in refused(VISION_CONFIG, copied(tmp_path, VISION_CONFIG, **{field: value}))


@pytest.mark.parametrize("value", [0, -1e-6, float("inf"), float("nan"), 10**400, "1e-6", True, None])
@pytest.mark.parametrize("field", ["rms_norm_eps", "rope_theta"])
def test_constants_must_be_finite_and_positive(tmp_path: Path, field: str, value: object) -> None:
    assert f"'{field}'" in refused(LANGUAGE_CONFIG, copied(tmp_path, LANGUAGE_CONFIG, **{field: value}))


def test_a_number_that_json_reads_as_infinite_is_refused(tmp_path: Path) -> None:
    path = copied(tmp_path, LANGUAGE_CONFIG)
    text = json.dumps(json.loads(path.read_text()) | {"rope_theta": 123.25}).replace("123.25", "1e999")
    path.write_text(text)
    refused(LANGUAGE_CONFIG, path)


@pytest.mark.parametrize(
    "value", [[2, 3], [2, 3, 3, 0], [2, 3, 4], [-2, 5, 5], [2.0, 3, 3], [True, 4, 3], "233", None, 8, []]
)
def test_rotary_sections_must_fill_half_a_head(tmp_path: Path, value: object) -> None:
    path = copied(tmp_path, LANGUAGE_CONFIG, rope_scaling={"mrope_section": value})
    assert "'rope_scaling.mrope_section'" in refused(LANGUAGE_CONFIG, path)


@pytest.mark.parametrize("value", [..., None, [2, 3, 3]])
def test_rotary_sections_must_be_there(tmp_path: Path, value: object) -> None:
    assert "'rope_scaling'" in refused(LANGUAGE_CONFIG, copied(tmp_path, LANGUAGE_CONFIG, rope_scaling=value))


@pytest.mark.parametrize("value", [[2], [-1], [0, 9], [1.0], [False], "1", None, 1])
def test_full_attention_blocks_must_exist(tmp_path: Path, value: object) -> None:
    path = copied(tmp_path, VISION_CONFIG, fullatt_block_indexes=value)
    assert "'fullatt_block_indexes'" in refused(VISION_CONFIG, path)


@pytest.mark.parametrize("value", [[], [0], [0, 1]])
def test_any_blocks_may_attend_fully(tmp_path: Path, value: list[int]) -> None:
    path = copied(tmp_path, VISION_CONFIG, fullatt_block_indexes=value)
    assert read_vision_config(path).full_attention_blocks == tuple(value)


@EITHER
def test_another_activation_is_refused(tmp_path: Path, name: str) -> None:
    assert "'hidden_act'" in refused(name, copied(tmp_path, name, hidden_act="gelu"))


@pytest.mark.parametrize("changes", [{"hidden_size": 65}, {"num_attention_heads": 3}, {"num_key_value_heads": 3}])
def test_heads_must_divide_the_width(tmp_path: Path, changes: dict[str, int]) -> None:
    assert "'num_attention_heads'" in refused(LANGUAGE_CONFIG, copied(tmp_path, LANGUAGE_CONFIG, **changes))


@pytest.mark.parametrize("changes", [{"hidden_size": 34}, {"num_heads": 16}, {"num_heads": 3}])
def test_the_tower_s_heads_must_split_into_rotary_pairs(tmp_path: Path, changes: dict[str, int]) -> None:
    assert "'num_heads'" in refused(VISION_CONFIG, copied(tmp_path, VISION_CONFIG, **changes))


@pytest.mark.parametrize("changes", [{"window_size": 100}, {"window_size": 14}, {"patch_size": 16}])
def test_windows_must_hold_whole_cells(tmp_path: Path, changes: dict[str, int]) -> None:
    assert "'window_size'" in refused(VISION_CONFIG, copied(tmp_path, VISION_CONFIG, **changes))
