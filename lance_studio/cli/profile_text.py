"""What a model says of itself, as `info` shows it."""

from lance_studio.catalog.active import ModelPlace
from lance_studio.catalog.profile import ClipDefaults, ModelProfile, PictureDefaults
from lance_studio.requests.geometry import FRAME_RATE


def profile_lines(place: ModelPlace, profile: ModelProfile) -> list[str]:
    """The profile for people.

    Args:
        place: Where the model lies.
        profile: What it says of itself.
    """
    lines = [
        f"Model: {profile.name}{' (embedded)' if place.origin == 'embedded' else ''}",
        f"Model folder: {place.root}",
        f"Licence: {profile.licence}",
        "",
        profile.summary,
    ]
    lines += [f"  - {sentence}" for sentence in profile.knows]
    lines += [
        f"Prompts may be written in: {', '.join(profile.languages)}",
        f"Pictures: {_defaults(profile.pictures)}",
        f"Clips: {_defaults(profile.clips)}; {_lengths(profile.clips)}",
        f"Presets: {_presets(profile)}",
    ]
    examples = [(task, prompt) for task, prompts in profile.example_prompts.items() for prompt in prompts[:1]]
    if examples:
        lines += ["For example:", *(f"  {task.replace('_', ' ')}: {prompt}" for task, prompt in examples)]
    if profile.sha256:
        lines.append("Recorded SHA-256, checked whenever the model is loaded:")
        lines += [f"  {digest}  {name}" for name, digest in profile.sha256.items()]
    else:
        lines.append("No hashes are recorded, so a changed file would go unnoticed.")
    return lines


def _defaults(usual: PictureDefaults) -> str:
    trained = f" (trained on {', '.join(map(str, usual.sizes))})" if usual.sizes else ""
    sampling = usual.sampling
    return f"{usual.size}{trained}, {sampling.steps} steps, guidance {sampling.guidance_scale:g}"


def _lengths(usual: ClipDefaults) -> str:
    def length(frames: int) -> str:
        return f"{frames} frames ({frames / FRAME_RATE:.2f} s)"

    return f"{length(usual.frames)}, at most {length(usual.longest_frames)}, extended by {usual.continuation_frames}"


def _presets(profile: ModelProfile) -> str:
    kinds = ((profile.pictures, "pictures"), (profile.clips, "clips"))
    named: list[str] = []
    for name, sides in profile.presets.items():
        uses = [kind for usual, kind in kinds if usual.preset == name]
        named.append(f"{name} ({sides.vae} and {sides.vit} pixels{', for ' * bool(uses)}{' and '.join(uses)})")
    return ", ".join(named)
