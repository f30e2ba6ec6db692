"""Reading golden cases: a folder with ``case.json``, ``tensors.safetensors`` and source media."""

import json
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from pathlib import Path
from typing import Any

from safetensors.torch import load_file
from torch import Tensor

from lance_studio.engine import prompts
from lance_studio.engine.results import Frame
from lance_studio.media.images import load_image
from lance_studio.requests import (
    AskImage,
    AskVideo,
    Decoding,
    Family,
    ImageEdit,
    ImageToVideo,
    Sampling,
    TextToImage,
    TextToVideo,
    VideoEdit,
)
from lance_studio.requests.geometry import spread_frame_indices
from lance_studio.requests.sampling import Renorm
from tests.asking import Asked, clips, pictures

_RENORMS: dict[str | None, Renorm] = {
    "global": "global",
    "channel": "channel",
    "none": "none",
    "null": "none",
    "": "none",
    None: "none",
}
DEFAULT_CHECKPOINT = Path(__file__).parents[1] / "golden" / "checkpoint"


@dataclass(frozen=True)
class GoldenCase:
    """One recorded run of the reference."""

    folder: Path

    @cached_property
    def data(self) -> dict[str, Any]:
        return json.loads((self.folder / "case.json").read_text(encoding="utf-8"))

    @cached_property
    def tensors(self) -> dict[str, Tensor]:
        return load_file(self.folder / "tensors.safetensors")

    @property
    def request_data(self) -> dict[str, Any]:
        return self.data["request"]

    @property
    def recorded(self) -> dict[str, Any]:
        return self.data["recorded"]

    @property
    def family(self) -> Family:
        return self.request_data["model_family"]

    @property
    def is_text(self) -> bool:
        return self.request_data["task"].startswith("x2t")

    def _picture(self, name: str) -> Frame:
        return load_image(self.folder / name, reference_rules=True)

    def _clip(self, name: str) -> list[Frame]:
        """The frames that the reference decoded, at the sampled instants."""
        stem = Path(name).stem
        folder = next(f for f in (self.folder / f"{stem}_frames", self.folder / "source_frames") if f.is_dir())
        files = sorted(folder.glob("*.png"))
        rate = self.recorded.get("source_fps")
        indices = spread_frame_indices(len(files), Fraction(rate) if rate else None)
        return [load_image(files[index], reference_rules=True) for index in indices]

    def _sampling(self) -> Sampling:
        data = self.request_data
        return Sampling(
            steps=data["num_steps"],
            shift=data["timestep_shift"],
            guidance_scale=data["cfg_text_scale"],
            guidance_interval=tuple(data["cfg_interval"]),
            renorm=_RENORMS[data["cfg_renorm_type"]],
            renorm_min=data["cfg_renorm_min"],
            seed=data["seed"],
        )

    def _parts(self) -> tuple[list[Any], list[str]]:
        """Texts (or question entries) and media names of an interleaved entry, media in order."""
        entry = self.request_data["entry"]
        targets = entry["istarget_in_interleave"]
        texts: list[Any] = []
        media: list[str] = []
        for value, kind, is_target in zip(
            entry["interleave_array"], entry["element_dtype_array"], targets, strict=True
        ):
            if kind == "text":
                texts.append(value)
            elif not is_target:
                media.append(value)
        return texts, media

    def to_request(self) -> Asked:
        """The typed request that asks for what the reference was asked for, with what it works on."""
        data = self.request_data
        task: str = data["task"]
        if task in ("t2i", "t2v"):
            sampling = self._sampling()
            prompt, width, height = data["entry"], data["width"], data["height"]
            if task == "t2i":
                return Asked(TextToImage(prompt=prompt, width=width, height=height, sampling=sampling))
            frames = data["num_frames"]
            request = TextToVideo(prompt=prompt, width=width, height=height, num_frames=frames, sampling=sampling)
            return Asked(request)
        texts, media = self._parts()
        preset: str = data["resolution_preset"]
        if self.is_text:
            return self._question(texts, media[0], preset)
        sampling = self._sampling()
        if task == "i2v":
            animation = ImageToVideo(prompt=texts[-1], num_frames=data["num_frames"], preset=preset, sampling=sampling)
            return Asked(animation, pictures(self._picture(media[0])))
        if task == "image_edit":
            edit = ImageEdit(instruction=texts[-1], preset=preset, sampling=sampling)
            return Asked(edit, pictures(*(self._picture(name) for name in media)))
        assert task == "video_edit", task
        clip_edit = VideoEdit(instruction=texts[-1], preset=preset, sampling=sampling)
        return Asked(clip_edit, clips(*(self._clip(name) for name in media)))

    def _question(self, texts: list[Any], medium: str, preset: str) -> Asked:
        kind: prompts.Kind = "image" if self.request_data["task"] == "x2t_image" else "video"
        if isinstance(texts[0], str):
            # Caption mode draws one of four system prompts at random; take the one that was drawn.
            rendered = self.recorded["rendered_prompt"]
            system = next(text for text in prompts.caption_system_prompts(kind) if text in rendered)
            question = ""
        else:
            system, question = texts[0][0], texts[0][1]
        decoding = Decoding(max_new_tokens=self.request_data["max_new_tokens"])
        if kind == "image":
            asked = AskImage(question=question, system_prompt=system, preset=preset, decoding=decoding)
            return Asked(asked, pictures(self._picture(medium)))
        about_clip = AskVideo(question=question, system_prompt=system, preset=preset, decoding=decoding)
        return Asked(about_clip, clips(self._clip(medium)))


def find_cases(root: Path) -> list[GoldenCase]:
    """All case folders under a golden folder, whether directly or in ``cases/``."""
    folders = sorted({path.parent for path in [*root.glob("*/case.json"), *root.glob("cases/*/case.json")]})
    return [GoldenCase(folder) for folder in folders]


def find_checkpoint(root: Path) -> Path:
    """The checkpoint beside the cases, else the project's copy."""
    return root / "checkpoint" if (root / "checkpoint").is_dir() else DEFAULT_CHECKPOINT
