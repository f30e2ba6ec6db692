import json
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
import torch
import torch.nn.functional as F
from safetensors.torch import load_file, save_file
from torch import Tensor, nn

from lance_studio.catalog.layout import ModelFolder, open_model_folder
from lance_studio.engine import Engine, Precision
from lance_studio.engine.checkpoint import (
    build_language,
    build_vision,
    equal_towers,
    load_codec,
    load_language,
    load_vision,
)
from lance_studio.engine.config import read_language_config, read_vision_config
from lance_studio.errors import CheckpointError
from lance_studio.requests import (
    AskImage,
    Family,
    ReferenceGuided,
    Sampling,
    TextToImage,
    TextToVideo,
    VideoEdit,
)
from tests.unit.engine.samples import (
    CHECKPOINT,
    IMAGE_WEIGHTS,
    LANGUAGE_CONFIG,
    VAE_WEIGHTS,
    VIDEO_WEIGHTS,
    VISION_CONFIG,
    VISION_WEIGHTS,
    change_json,
    change_weights,
    copy_checkpoint,
)
from tests.unit.engine.test_weights import in_mapping_of

CPU = torch.device("cpu")
FLOAT32, REFERENCE = Precision(torch.float32), Precision()
PICTURE = TextToImage(prompt="a harbour", width=48, height=32, sampling=Sampling(steps=2))


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return copy_checkpoint(tmp_path)


def refused(root: Path, path: str, *, family: Family = "image", what: str = "language") -> str:
    """The cause with which a part is refused; it names the file, and there is a remedy."""
    folder = ModelFolder(root)
    load: dict[str, Callable[[], object]] = {
        "language": lambda: load_language(folder, family, FLOAT32, CPU),
        "vision": lambda: load_vision(folder, family, 64, FLOAT32, CPU),
        "codec": lambda: load_codec(folder, FLOAT32, CPU),
    }
    with pytest.raises(CheckpointError) as caught:
        load[what]()
    assert str(root / path) in caught.value.cause
    assert caught.value.remedy
    return caught.value.cause


def tower_weights(tower: nn.Module) -> dict[str, Tensor]:
    return {name.removeprefix("model."): value for name, value in tower.state_dict().items()}


# --- what is built and how it is filled ------------------------------------------------------------------------------


def test_models_are_built_without_memory() -> None:
    language = build_language(read_language_config(CHECKPOINT / LANGUAGE_CONFIG))
    tower = build_vision(read_vision_config(CHECKPOINT / VISION_CONFIG), REFERENCE)
    for module in (language, tower):
        assert all(value.is_meta for value in module.state_dict().values())


@pytest.mark.parametrize(("family", "precision"), [("image", REFERENCE), ("video", FLOAT32)])
def test_weights_in_the_file_s_own_format_stay_in_the_file(family: Family, precision: Precision) -> None:
    folder = ModelFolder(CHECKPOINT)
    model, _ = load_language(folder, family, precision, CPU)
    path = folder.weight_file(family)
    assert all(in_mapping_of(path, value) for value in model.state_dict().values())
    assert all(value.dtype == precision.dtype for value in model.state_dict().values())


def test_weights_in_another_format_leave_the_file() -> None:
    folder = ModelFolder(CHECKPOINT)
    model, _ = load_language(folder, "image", FLOAT32, CPU)
    stored = load_file(CHECKPOINT / IMAGE_WEIGHTS)
    for name, value in model.state_dict().items():
        assert not in_mapping_of(CHECKPOINT / IMAGE_WEIGHTS, value)
        assert torch.equal(value, stored[name].float())


def test_the_vae_stays_in_its_file_too() -> None:
    codec = load_codec(ModelFolder(CHECKPOINT), FLOAT32, CPU)
    assert all(in_mapping_of(CHECKPOINT / VAE_WEIGHTS, value) for value in codec.autoencoder.state_dict().values())


# --- which file wins -------------------------------------------------------------------------------------------------


def test_the_video_checkpoint_s_own_tower_overrides_the_stand_alone_one(engine: Engine) -> None:
    bundled = load_file(CHECKPOINT / VIDEO_WEIGHTS)
    alone = load_file(CHECKPOINT / VISION_WEIGHTS)
    video, image = tower_weights(engine.load("video").tower), tower_weights(engine.load("image").tower)
    assert video.keys() == image.keys() == alone.keys()
    for name, value in alone.items():
        assert torch.equal(video[name], bundled[f"vit_model.{name}"].float())
        assert torch.equal(image[name], value.float())
    assert any(not torch.equal(video[name], image[name]) for name in alone)


def test_an_incomplete_bundled_tower_is_refused(root: Path) -> None:
    def drop(tensors: dict[str, Tensor]) -> dict[str, Tensor]:
        del tensors["vit_model.blocks.1.attn.qkv.bias"]
        return tensors

    change_weights(root / VIDEO_WEIGHTS, drop)
    cause = refused(root, VIDEO_WEIGHTS, family="video", what="vision")
    assert "1 missing tensors: blocks.1.attn.qkv.bias" in cause


def test_ema_weights_serve_where_there_are_no_others(root: Path, engine: Engine) -> None:
    path = root / IMAGE_WEIGHTS
    path.rename(path.with_name("ema.safetensors"))
    model, _ = load_language(ModelFolder(root), "image", FLOAT32, CPU)
    expected = engine.load("image").model.state_dict()
    assert all(torch.equal(value, expected[name]) for name, value in model.state_dict().items())


def test_model_weights_win_over_ema_weights(root: Path) -> None:
    (root / "Lance_3B/ema.safetensors").write_bytes(b"broken")
    load_language(ModelFolder(root), "image", FLOAT32, CPU)


def test_a_checkpoint_without_weights_is_refused(root: Path) -> None:
    (root / IMAGE_WEIGHTS).unlink()
    assert "holds no model.safetensors" in refused(root, "Lance_3B")


def test_a_tied_configuration_still_uses_the_stored_head(engine: Engine) -> None:
    assert json.loads((CHECKPOINT / LANGUAGE_CONFIG).read_text())["tie_word_embeddings"] is True
    stored = load_file(CHECKPOINT / IMAGE_WEIGHTS)
    head, embedding = (stored[f"language_model.{n}.weight"].float() for n in ("lm_head", "model.embed_tokens"))
    assert not torch.equal(head, embedding)
    model = engine.load("image").model
    hidden = torch.randn(3, 64)
    normed = F.rms_norm(hidden, (64,), stored["language_model.model.norm.weight"].float(), 1e-6)
    torch.testing.assert_close(model.logits(hidden), normed @ head.T)


# --- the audit -------------------------------------------------------------------------------------------------------


def test_a_checkpoint_without_gen_experts_is_refused(root: Path) -> None:
    change_weights(root / IMAGE_WEIGHTS, lambda tensors: {n: v for n, v in tensors.items() if "_moe_gen" not in n})
    cause = refused(root, IMAGE_WEIGHTS)
    # 14 tensors a layer and the final norm.
    assert "43 missing tensors" in cause
    assert "language_model.model.layers.{0-2}.mlp_moe_gen.down_proj.weight" in cause
    assert "language_model.model.norm_moe_gen.weight" in cause
    assert "unexpected" not in cause


@pytest.mark.parametrize(
    "name",
    [
        "language_model.lm_head.weight",
        "language_model.model.layers.1.self_attn.q_proj_moe_gen.bias",
        "llm2vae.bias",
        "time_embedder.mlp.2.weight",
    ],
)
@pytest.mark.parametrize("fault", ["missing", "unexpected", "misshapen"])
def test_each_faulty_tensor_is_named(root: Path, name: str, fault: str) -> None:
    def change(tensors: dict[str, Tensor]) -> dict[str, Tensor]:
        if fault == "missing":
            del tensors[name]
        elif fault == "unexpected":
            tensors[f"{name}.old"] = tensors[name].clone()
        else:
            tensors[name] = torch.cat([tensors[name], tensors[name]])
        return tensors

    change_weights(root / IMAGE_WEIGHTS, change)
    cause = refused(root, IMAGE_WEIGHTS)
    marks = {
        "missing": f"1 missing tensors: {name}",
        "unexpected": f"1 unexpected tensors: {name}.old",
        "misshapen": f"1 tensors of a wrong shape: {name} is [",
    }
    assert all((mark in cause) == (kind == fault) for kind, mark in marks.items())


def test_the_latent_position_table_is_ignored_whatever_its_size(root: Path, engine: Engine) -> None:
    change_weights(root / IMAGE_WEIGHTS, lambda t: t | {"latent_pos_embed.pos_embed": torch.full((7, 5), torch.nan)})
    load_language(ModelFolder(root), "image", FLOAT32, CPU)


def test_another_model_s_weights_are_refused(root: Path) -> None:
    shutil.copyfile(root / VISION_WEIGHTS, root / IMAGE_WEIGHTS)
    cause = refused(root, IMAGE_WEIGHTS)
    assert "97" not in cause  # the position table is not missed
    assert "96 missing tensors" in cause
    assert "30 unexpected tensors" in cause


def test_another_vae_is_refused(root: Path) -> None:
    torch.save({"encoder.conv_in.weight": torch.ones(8, 12, 3, 3, 3)}, root / VAE_WEIGHTS)
    assert "is not the Wan 2.2 VAE" in refused(root, VAE_WEIGHTS, what="codec")


@pytest.mark.parametrize("shape", [(), (0, 12, 3, 3, 3), (9, 12, 3, 3, 3)])
def test_a_vae_of_a_strange_width_is_refused(root: Path, shape: tuple[int, ...]) -> None:
    state = torch.load(root / VAE_WEIGHTS)
    torch.save(state | {"encoder.conv1.weight": torch.ones(shape)}, root / VAE_WEIGHTS)
    refused(root, VAE_WEIGHTS, what="codec")


def test_a_vae_that_lacks_a_tensor_is_refused(root: Path) -> None:
    state = torch.load(root / VAE_WEIGHTS)
    del state["decoder.middle.0.residual.2.bias"]
    torch.save(state, root / VAE_WEIGHTS)
    assert "1 missing tensors: decoder.middle.0.residual.2.bias" in refused(root, VAE_WEIGHTS, what="codec")


def test_a_tower_for_another_width_is_refused(root: Path) -> None:
    change_json(root / VISION_CONFIG, out_hidden_size=128)
    assert "out_hidden_size is 128" in refused(root, VISION_CONFIG, what="vision")


def test_a_configuration_that_does_not_fit_the_weights_is_refused(root: Path) -> None:
    change_json(root / LANGUAGE_CONFIG, num_hidden_layers=2)
    cause = refused(root, IMAGE_WEIGHTS)
    assert "28 unexpected tensors" in cause
    assert "language_model.model.layers.2.mlp.gate_proj.weight" in cause


def test_a_vocabulary_smaller_than_the_tokenizer_s_is_refused(root: Path) -> None:
    change_json(root / LANGUAGE_CONFIG, vocab_size=600)
    assert "needs room for 622 tokens, the model has 600" in refused(root, "Lance_3B")


def test_a_token_beyond_the_model_s_vocabulary_is_refused(root: Path) -> None:
    path = root / "Lance_3B/tokenizer.json"
    data = json.loads(path.read_text(encoding="utf-8"))
    data["model"]["vocab"]["boat"] = 9000
    path.write_text(json.dumps(data), encoding="utf-8")
    assert "the model has 640" in refused(root, "Lance_3B")


# --- formats and sharing ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("precision", [FLOAT32, REFERENCE], ids=["float32", "reference"])
def test_bfloat16_and_float32_files_of_equal_values_give_the_same_run(root: Path, precision: Precision) -> None:
    tensors = load_file(root / IMAGE_WEIGHTS)
    assert {value.dtype for value in tensors.values()} == {torch.bfloat16}
    before = Engine(root, device="cpu", precision=precision).run(PICTURE)
    save_file({name: value.float() for name, value in tensors.items()}, root / IMAGE_WEIGHTS)
    after = Engine(root, device="cpu", precision=precision).run(PICTURE)
    assert torch.equal(before.latent, after.latent)
    assert (before.frames == after.frames).all()


def test_both_checkpoints_share_the_vae_but_not_unequal_towers(engine: Engine) -> None:
    image, video = engine.load("image"), engine.load("video")
    assert image.codec is video.codec
    assert image.projector is video.projector
    assert image.tower is not video.tower
    assert image.model is not video.model


@pytest.mark.parametrize("order", [("image", "video"), ("video", "image")])
def test_both_checkpoints_share_equal_towers(root: Path, order: tuple[Family, Family]) -> None:
    alone = load_file(root / VISION_WEIGHTS)
    change_weights(root / VIDEO_WEIGHTS, lambda t: t | {f"vit_model.{n}": v.float() for n, v in alone.items()})
    engine = Engine(root, device="cpu", precision=FLOAT32)
    first, second = (engine.load(family) for family in order)
    assert first.tower is second.tower
    assert first.codec is second.codec


def test_towers_that_differ_in_one_value_are_not_equal(root: Path) -> None:
    first, second = (load_vision(ModelFolder(root), "image", 64, REFERENCE, CPU) for _ in range(2))
    assert equal_towers(first, second)
    bias = second.state_dict()["model.merger.mlp.2.bias"]
    bias[3] += 1
    assert not equal_towers(first, second)


def test_towers_of_other_settings_are_not_equal(root: Path) -> None:
    first = load_vision(ModelFolder(root), "image", 64, REFERENCE, CPU)
    change_json(root / VISION_CONFIG, window_size=56)
    assert not equal_towers(first, load_vision(ModelFolder(root), "image", 64, REFERENCE, CPU))


def test_a_checkpoint_is_loaded_once(engine: Engine) -> None:
    assert engine.load("image") is engine.load("image")


def test_unloading_one_checkpoint_keeps_what_the_other_uses(root: Path) -> None:
    engine = Engine(root, device="cpu", precision=FLOAT32)
    before = engine.run(PICTURE)
    video = engine.load("video")
    engine.unload("image")
    assert engine.load("video") is video
    again = engine.run(PICTURE)
    assert engine.load("image").codec is video.codec
    assert torch.equal(before.latent, again.latent)
    engine.unload()
    assert engine.load("video").codec is not video.codec


# --- folders and families --------------------------------------------------------------------------------------------


@pytest.mark.parametrize("missing", ["Lance_3B", "Lance_3B_Video"])
def test_one_checkpoint_suffices_and_serves_every_task(root: Path, missing: str) -> None:
    shutil.rmtree(root / missing)
    folder = open_model_folder(root)
    (only,) = folder.families
    assert folder.folder(only).name != missing
    assert folder.pick_family("image") == folder.pick_family("video") == only
    engine = Engine(root, device="cpu", precision=FLOAT32)
    result = engine.run(PICTURE)
    assert result.frames.shape == (1, 32, 48, 3)
    assert list(engine._loaded) == [only]


def test_an_absent_checkpoint_that_is_asked_for_is_refused(root: Path) -> None:
    shutil.rmtree(root / "Lance_3B_Video")
    engine = Engine(root, device="cpu", precision=FLOAT32)
    with pytest.raises(CheckpointError, match="Lance_3B_Video") as caught:
        engine.run(PICTURE, family="video")
    assert caught.value.remedy


@pytest.mark.parametrize(
    ("kept", "named"),
    [
        ((), "holds no Lance checkpoint"),
        (("Qwen2.5-VL-ViT", VAE_WEIGHTS), "holds no Lance checkpoint"),
        (("Lance_3B", "Qwen2.5-VL-ViT"), VAE_WEIGHTS),
    ],
)
def test_an_incomplete_folder_is_refused_at_once(root: Path, kept: tuple[str, ...], named: str) -> None:
    for part in list(root.iterdir()):
        if part.name not in kept:
            shutil.rmtree(part) if part.is_dir() else part.unlink()
    with pytest.raises(CheckpointError) as caught:
        Engine(root, device="cpu")
    assert named in caught.value.cause
    assert str(root) in caught.value.cause
    assert all(part in caught.value.remedy for part in ("Lance_3B", "Lance_3B_Video", "Qwen2.5-VL-ViT", VAE_WEIGHTS))


def test_a_folder_that_does_not_exist_is_refused(tmp_path: Path) -> None:
    for path, words in ((tmp_path / "nowhere", "does not exist"), (CHECKPOINT / VAE_WEIGHTS, "is a file")):
        with pytest.raises(CheckpointError, match=words):
            Engine(path, device="cpu")


@pytest.mark.parametrize("missing", [VISION_WEIGHTS, VISION_CONFIG])
def test_a_missing_tower_is_named(root: Path, missing: str) -> None:
    (root / missing).unlink()
    assert "is missing" in refused(root, missing, what="vision")


def test_the_stand_alone_tower_is_not_needed_beside_a_bundled_one(root: Path) -> None:
    (root / VISION_WEIGHTS).unlink()
    load_vision(ModelFolder(root), "video", 64, FLOAT32, CPU)


@pytest.mark.parametrize(
    ("request_", "family"),
    [
        (PICTURE, "image"),
        (TextToVideo(prompt="a"), "video"),
        (VideoEdit(instruction="a"), "video"),
        (AskImage(question=""), "image"),
        (ReferenceGuided(prompt="a"), "image"),
        (ReferenceGuided(prompt="a", num_frames=9), "video"),
    ],
)
def test_each_task_has_its_usual_checkpoint(engine: Engine, request_: TextToImage, family: Family) -> None:
    assert engine.family_for(request_) == family
