"""What a made file must be, and the checks that ask the command line for it."""

import contextlib
import io
import json
import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from pathlib import Path
from typing import Any

import av
import numpy as np
from numpy.typing import NDArray
from PIL import Image

from lance_studio.cli.main import run
from lance_studio.media.frames import FrameReader
from lance_studio.media.sound import AudioReader
from tests.unit.media.sounding import onsets

RATE = 48_000

#: Words by which a warning is known.
WORDS = {
    "turned": "turned clockwise",
    "mirrored": "mirrored",
    "aspect": "Pixels are not square",
    "variable": "variable rate",
    "interlaced": "interlaced",
    "alpha": "transparency",
    "transparent": "Transparent parts",
    "hdr": "HDR",
    "converted": "Colours are converted to sRGB (",
    "matrix": "names no colour matrix",
    "depth": "bits a channel are reduced",
    "profile": "Colours are converted from",
    "unfit": "cannot be applied",
    "gamma": "by the gamma and the primaries",
    "cmyk": "CMYK",
    "page": "page 1 is used",
    "first": "the first one is used as a still",
    "layers": "has layers",
    "mixed": "mixed down",
    "tracks": "sound tracks",
    "changes": "change midway",
    "pauses": "Sound is missing",
    "measured": "its length was measured",
    "corrected": "Judged by its header",
    "picture-later": "picture begins",
    "sound-later": "sound begins",
    "sound-longer": "sound ends",
    "no-rate": "names no frame rate",
    "speed": "at another speed",
    "left-out": "begins in the middle of a group",
    "videos": "video tracks",
    "subtitles": "Subtitles are left out",
    "short-frames": "browsers do",
    "undecodable": "cannot be decoded",
}
#: What may be said of any file that has it: it is no complaint.
USUAL = frozenset({"matrix", "depth"})


@dataclass(frozen=True)
class Case:
    """A file and what it must be.

    Attributes:
        name: The file's name.
        kind: The kind that it stands for.
        make: Writes it.
        facts: What `info --json` must say; a dotted name looks into an object.
        codes: The numbers that its frames show, in their order.
        slots: The numbers of the frames of a rendered timeline, if they are others than `codes`.
        ends_with: The numbers of its last frames, where it is not known exactly which one is the first.
        whole_frames: Whether its frames must be without combs, and the bar in them move to the right.
        shows_last: Whether any timeline will do that shows frames in their order, and the last one.
        bursts: Seconds at which bursts begin in the sound.
        within: Samples by which a burst may be off.
        samples: The sound's length, within `within`.
        level: From which level on a burst counts.
        patches: What colour a picture has at a place (x, y), and by how many levels it may differ.
        over: Draw it over a blue film first.
        says: Names in `WORDS` of what must be warned of; nothing else may be.
        refused: Words that the refusal must hold, any of them; the file must be refused then.
    """

    name: str
    kind: str
    make: Callable[[Path], Any]
    facts: dict[str, Any] = field(default_factory=dict)
    codes: Sequence[int] | None = None
    slots: Sequence[int] | None = None
    ends_with: Sequence[int] | None = None
    whole_frames: bool = False
    shows_last: bool = False
    bursts: Sequence[float] | None = None
    within: int = 48
    samples: int | None = None
    level: float = 0.36
    patches: dict[tuple[int, int], tuple[tuple[int, int, int], int]] = field(default_factory=dict)
    over: bool = False
    says: frozenset[str] = frozenset()
    refused: tuple[str, ...] = ()


def command(*arguments: str | Path) -> tuple[int, dict[str, Any]]:
    """Run the command line in this process: its exit code and its JSON."""
    told, errors = io.StringIO(), io.StringIO()
    with contextlib.redirect_stdout(told), contextlib.redirect_stderr(errors):
        code = run([*map(str, arguments), "--json"])
    lines = [line for line in told.getvalue().splitlines() if line.startswith("{")]
    return code, json.loads(lines[-1]) if lines else {"error": errors.getvalue()}


def code_of(rgb: NDArray[np.uint8]) -> int:
    """The number that a frame shows."""
    height, width = rgb.shape[:2]
    bar = width / 8
    levels = [
        rgb[height // 8 : 3 * height // 8, round((b + 0.25) * bar) : round((b + 0.75) * bar), :3].mean()
        for b in range(8)
    ]
    return sum(1 << b for b, level in enumerate(levels) if level > 128)


def check(case: Case, folder: Path) -> list[str]:
    """Make a case's file and find what is wrong with what the studio makes of it."""
    path = folder / case.name
    path.parent.mkdir(parents=True, exist_ok=True)
    case.make(path)
    status, facts = command("info", path)
    if case.refused:
        told = json.dumps(facts)
        if status == 0:
            return [f"not refused: {facts.get('kind')} {facts.get('codec')} {facts.get('width')}x{facts.get('height')}"]
        return [] if any(word.lower() in told.lower() for word in case.refused) else [f"refused as: {told}"]
    if status:
        return [f"refused: {facts}"]
    wrong = [*_facts(case, facts), *_warnings(case, facts)]
    for check_part in (_frames, _sound, _colours):
        try:
            wrong += check_part(case, path, facts, folder)
        except Exception as error:
            wrong.append(f"{check_part.__name__}: {type(error).__name__}: {error}")
    return wrong


def _facts(case: Case, facts: dict[str, Any]) -> list[str]:
    wrong: list[str] = []
    for name, right in case.facts.items():
        value: Any = facts
        for part in name.split("."):
            value = value[part] if value else None
        if isinstance(right, Fraction | float):
            exact = facts.get("duration_exact") if name == "duration" else value
            value = None if exact is None else Fraction(exact)
            limit = Fraction(1, 1000) if name == "duration" else Fraction(0)
            if value is None or abs(value - Fraction(right)) > limit:
                wrong.append(f"{name} is {value} = {float(value or 0):.4f}, not {right} = {float(right):.4f}")
        elif value != right:
            wrong.append(f"{name} is {value!r}, not {right!r}")
    return wrong


def _warnings(case: Case, facts: dict[str, Any]) -> list[str]:
    wrong: list[str] = []
    left = list(facts["warnings"])
    for name in case.says:
        found = [text for text in left if WORDS[name] in text]
        if not found:
            wrong.append(f"no warning '{name}'")
        for text in found:
            left.remove(text)
    usual = [WORDS[name] for name in USUAL]
    wrong += [f"false warning: {text}" for text in left if not any(word in text for word in usual)]
    return wrong


def _frames(case: Case, path: Path, facts: dict[str, Any], folder: Path) -> list[str]:
    if case.whole_frames:
        return _combs(path, folder)
    if case.ends_with is not None:
        with FrameReader(path) as reader:
            shown = [code_of(reader.frame(number)) for number in range(reader.frame_count)]
            again = [code_of(reader.frame(number)) for number in reversed(range(reader.frame_count))][::-1]
        first = shown[0] if shown else 0
        right = list(range(first, case.ends_with[-1] + 1))
        good = shown == again == right and first <= case.ends_with[0]
        return [] if good else [f"shown {shown}, backward {again}"]
    if case.codes is None:
        return []
    wrong: list[str] = []
    codes = list(case.codes)
    if facts["frames"] != len(codes):
        wrong.append(f"{facts['frames']} frames, not {len(codes)}")
    with FrameReader(path) as reader:
        order = list(range(min(len(codes), reader.frame_count)))
        random.Random(case.name).shuffle(order)
        got = {number: code_of(reader.frame(number)) for number in order}
    bad = [f"{number}: {got[number]} not {codes[number]}" for number in sorted(order) if got[number] != codes[number]]
    if bad:
        wrong.append(f"frames at random: {', '.join(bad[:8])} ({len(bad)} in all)")
    slots = codes if case.slots is None else list(case.slots)
    place = folder / "frames"
    status, told = command("render", path, "-o", f"{place}/")
    if status:
        return [*wrong, f"not rendered: {told}"]
    names = sorted(place.glob("*.png"))
    shown = [code_of(np.asarray(Image.open(name).convert("RGB"))) for name in names]
    if case.shows_last:
        return [*wrong, *([] if sorted(shown) == shown and shown[-1:] == codes[-1:] else [f"rendered {shown}"])]
    if shown != slots:
        wrong.append(f"rendered {shown}, not {slots}")
    if slots and not wrong:
        number = random.Random(case.name).randrange(len(slots))
        status, told = command("render", path, "-o", folder / "one.png", "--at", f"{number}f", "--overwrite")
        one = None if status else code_of(np.asarray(Image.open(folder / "one.png").convert("RGB")))
        if one != slots[number]:
            wrong.append(f"--at {number}f gives {one}, not {slots[number]}: {told if status else ''}")
    return wrong


def _combs(path: Path, folder: Path) -> list[str]:
    status, told = command("render", path, "-o", f"{folder / 'whole'}/")
    if status:
        return [f"not rendered: {told}"]
    wrong: list[str] = []
    before = -1.0
    for name in sorted((folder / "whole").glob("*.png")):
        luma = np.asarray(Image.open(name).convert("L")).astype(float)
        comb = np.abs(np.diff(luma, axis=0)).mean()
        bar = float(np.average(np.arange(luma.shape[1]), weights=np.maximum(luma.mean(0) - 60, 0) + 1e-9))
        if comb >= 4:
            wrong.append(f"{name.name}: rows differ by {comb:.1f}")
        if bar <= before:
            wrong.append(f"{name.name}: the bar goes from {before:.1f} to {bar:.1f}")
        before = bar
    return wrong


def _sound(case: Case, path: Path, facts: dict[str, Any], folder: Path) -> list[str]:
    if case.bursts is None and case.samples is None:
        return []
    if facts["sound"] is None:
        return ["no sound"]
    wrong: list[str] = []
    with AudioReader(path) as reader:
        sound = reader.read(Fraction(0), round(reader.end * RATE) + RATE // 10)
    if case.bursts is not None:
        wrong += _bursts(case, sound, "read")
        if not wrong:
            status, told = command("render", path, "-o", folder / "heard.mov", "--size", "32x18", "--overwrite")
            wrong += [f"not rendered: {told}"] if status else _bursts(case, _heard(folder / "heard.mov"), "rendered")
    native = round(Fraction(facts["sound"]["duration_exact"]) * facts["sound"]["rate"])
    if case.samples is not None and abs(native - case.samples) > case.within:
        wrong.append(f"{native} samples, not {case.samples}")
    return wrong


def _bursts(case: Case, sound: NDArray[np.float32], how: str) -> list[str]:
    right = [round(Fraction(time) * RATE) for time in case.bursts or ()]
    found = onsets(sound, RATE, case.level)
    if len(found) == len(right) and all(abs(a - b) <= case.within for a, b in zip(found, right, strict=True)):
        return []
    times, wanted = [round(each / RATE, 5) for each in found], [float(each) for each in case.bursts or ()]
    return [f"bursts {how} at {times}, not {wanted}"]


def _heard(path: Path) -> NDArray[np.float32]:
    """The sound of a rendered film, read by PyAV alone, as float32 [n, 2]."""
    with av.open(str(path)) as container:
        resampler = av.AudioResampler(format="fltp", layout="stereo", rate=RATE)
        frames = [part for frame in container.decode(audio=0) for part in resampler.resample(frame)]
    return np.concatenate([frame.to_ndarray().astype(np.float32) for frame in frames], axis=1).T


def _colours(case: Case, path: Path, facts: dict[str, Any], folder: Path) -> list[str]:
    if not case.patches:
        return []
    if case.over:
        under = folder / "under.mp4"
        if not under.exists():
            _blue(under)
        status, told = command(
            "render", under, "--over", path, "-o", folder / "seen by all.png", "--at", "0", "--overwrite"
        )
    else:
        status, told = command("render", path, "-o", folder / "seen by all.png", "--at", "0f", "--overwrite")
    if status:
        return [f"not rendered: {told}"]
    picture = np.asarray(Image.open(folder / "seen by all.png").convert("RGB")).astype(int)
    wrong: list[str] = []
    for (x, y), (right, limit) in case.patches.items():
        got = picture[y, x]
        if np.abs(got - right).max() > limit:
            wrong.append(f"({x}, {y}) is {tuple(map(int, got))}, not {right} ± {limit}")
    return wrong


def _blue(path: Path) -> None:
    from lance_studio.media.encode import write_mp4

    write_mp4(path, [np.full((72, 128, 3), (0, 0, 254), np.uint8)] * 10, Fraction(25))
