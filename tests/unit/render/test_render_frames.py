"""Preview and export show exactly the frame that the timeline means."""

from collections.abc import Callable
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest

from lance_studio.errors import CancelledError, MediaError, OutputError, TimelineError
from lance_studio.media.frames import FrameReader
from lance_studio.media.images import load_image, write_png
from lance_studio.media.probe import probe
from lance_studio.media.recipes import Recipe, read_recipe
from lance_studio.media.sound import AudioReader
from lance_studio.media.sources import MediaInput
from lance_studio.render import export
from lance_studio.render.compositing import Rectangle, lay_over, letterbox
from lance_studio.render.plan import plan
from lance_studio.render.renderer import Renderer
from lance_studio.timeline import cutting, placing, properties, trimming
from lance_studio.timeline.model import Clip, Timeline, Track
from lance_studio.timeline.queries import duration
from tests.reading import plain_frames
from tests.unit.media.painted import foreign_clip, onset, painted, painted_clip, read_number, tone_burst

RATES = ["24", "25", "30000/1001"]
COUNT = 40


class Folder:
    """Media by name, as a project would give them: some as paths, some as bytes."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def open(self, media_id: str) -> MediaInput:
        path = self.folder / media_id
        if not path.exists():
            raise MediaError(f"'{media_id}' is gone.", "Relink it.")
        return path.read_bytes() if media_id.startswith("b") else path


@pytest.fixture(scope="module")
def media(tmp_path_factory: pytest.TempPathFactory) -> Folder:
    folder = tmp_path_factory.mktemp("media")
    for tag, name in enumerate(("a", "b"), 1):
        for rate in RATES:
            painted_clip(folder / f"{name}{Fraction(rate).numerator}", COUNT, tag=tag, rate=Fraction(rate))
    write_png(folder / "still", painted(77, 3))
    write_png(folder / "white", np.full((64, 96, 3), 255, np.uint8))
    burst = tone_burst(48000, Fraction(COUNT, 24), Fraction(12, 24), Fraction(6, 24))
    painted_clip(folder / "spoken", COUNT, sound=[burst])
    return Folder(folder)


def cut_film(rate: Fraction) -> tuple[Timeline, list[tuple[int, int] | None]]:
    """A timeline with cuts, trims, a gap, a still, two tracks and double speed; and the frames it means."""

    def frames(count: int) -> Fraction:
        return count / rate

    def clip(name: str, first: int, length: int, speed: int = 1) -> Clip:
        media_id = f"{name}{rate.numerator}"
        return Clip(f"{name}{first}", media_id, frames(length), frames(first), frames(COUNT), speed=Fraction(speed))

    timeline = Timeline("t", rate=rate, tracks=(Track("v1", "video"), Track("v2", "video")), width=96, height=64)
    timeline = placing.append(timeline, {"v1": clip("a", 5, 8)})
    timeline = placing.append(timeline, {"v1": clip("b", 30, 10)})
    timeline = placing.append(timeline, {"v1": clip("a", 0, 6)})
    timeline = placing.overwrite(timeline, frames(27), {"v1": clip("b", 3, 7, speed=2)})
    timeline = placing.append(timeline, {"v1": Clip("s", "still", frames(3))})
    timeline = placing.overwrite(timeline, frames(10), {"v2": clip("b", 20, 4)})
    timeline = cutting.split(timeline, "a5", frames(4))
    timeline = trimming.trim_head(timeline, "b30", frames(15))
    meant: list[tuple[int, int] | None] = [(number, 1) for number in range(5, 13)]
    meant += [None, None, *((number, 2) for number in range(20, 24)), None, *((number, 2) for number in range(37, 40))]
    meant += [*((number, 1) for number in range(6)), None, None, None]
    meant += [*((3 + 2 * number, 2) for number in range(7)), (77, 3), (77, 3), (77, 3)]
    return timeline, meant


def shown(frame: np.ndarray) -> tuple[int, int] | None:
    return read_number(frame) if frame.any() else None


@pytest.mark.parametrize("rate", RATES)
def test_preview_shows_the_right_frames_in_any_order(rate: str, media: Folder) -> None:
    timeline, meant = cut_film(Fraction(rate))
    assert duration(timeline) * timeline.rate == len(meant)
    with Renderer(media) as renderer:
        order = [*range(len(meant)), *reversed(range(len(meant))), *(number * 17 % 37 for number in range(37))]
        for number in order:
            assert shown(renderer.frame(timeline, number)) == meant[number], number
            assert shown(renderer.frame(timeline, number, (48, 32))) == meant[number], number
        assert not renderer.frame(timeline, 999).any()


@pytest.mark.parametrize("rate", RATES)
def test_exported_film_shows_the_right_frames(rate: str, media: Folder, tmp_path: Path) -> None:
    timeline, meant = cut_film(Fraction(rate))
    target, steps = tmp_path / "film.mp4", list[tuple[int, int]]()
    recipe = Recipe("export", "cut")
    export.export_mp4(timeline, media, target, recipe=recipe, progress=lambda *step: steps.append(step))
    assert [shown(np.where(frame < 40, 0, frame)) for frame in plain_frames(target)] == meant
    assert probe(target).frame_rate == Fraction(rate)
    assert probe(target).audio is None
    assert steps == [(number + 1, len(meant)) for number in range(len(meant))]
    assert read_recipe(target) == recipe


def test_a_range_and_another_rate(media: Folder, tmp_path: Path) -> None:
    timeline, meant = cut_film(Fraction(24))
    timeline = properties.set_out(properties.set_in(timeline, Fraction(15, 24)), Fraction(24, 24))
    export.export_mp4(timeline, media, tmp_path / "range.mp4")
    assert [read_number(frame) for frame in plain_frames(tmp_path / "range.mp4")] == meant[15:24]
    span = (Fraction(0), Fraction(8, 24))
    export.export_mp4(timeline, media, tmp_path / "double.mp4", rate=Fraction(48), span=span)
    assert [read_number(frame)[0] for frame in plain_frames(tmp_path / "double.mp4")] == [5 + n // 2 for n in range(16)]
    export.export_mp4(timeline, media, tmp_path / "half.mp4", rate=Fraction(12), span=span)
    assert [read_number(frame)[0] for frame in plain_frames(tmp_path / "half.mp4")] == [5, 7, 9, 11]
    export.export_mp4(timeline, media, tmp_path / "ntsc.mp4", rate=Fraction(30000, 1001), span=span)
    expected = [5 + (Fraction(1001 * n, 30000) * 24).__floor__() for n in range(10)]
    assert [read_number(frame)[0] for frame in plain_frames(tmp_path / "ntsc.mp4")] == expected


def test_films_of_another_rate_show_their_nearest_frame(media: Folder) -> None:
    timeline = Timeline("t", rate=Fraction(30), tracks=(Track("v", "video"),), width=96, height=64)
    timeline = placing.append(timeline, {"v": Clip("c", "a24", Fraction(1), Fraction(1, 24))})
    with Renderer(media) as renderer:
        numbers = [read_number(renderer.frame(timeline, number))[0] for number in range(30)]
    assert numbers == [1 + number * 24 // 30 for number in range(30)]


def test_png_frame_and_sequence(media: Folder, tmp_path: Path) -> None:
    timeline, meant = cut_film(Fraction(25))
    export.export_frame(timeline, media, tmp_path / "one.png", Fraction(20, 25), recipe=Recipe("frame", "x"))
    assert read_number(load_image(tmp_path / "one.png")) == meant[20]
    assert read_recipe(tmp_path / "one.png") == Recipe("frame", "x")
    span = (Fraction(0), Fraction(6, 25))
    export.export_png_sequence(timeline, media, tmp_path / "all", span=span, size=(48, 32))
    files = sorted((tmp_path / "all").iterdir())
    assert [file.name for file in files] == [f"frame_{number:06}.png" for number in range(6)]
    assert [read_number(load_image(file)) for file in files] == meant[:6]
    with pytest.raises(OutputError, match="not an empty folder"):
        export.export_png_sequence(timeline, media, tmp_path / "all", span=span)
    assert len(list(tmp_path.iterdir())) == 2


EXPORTS: dict[str, Callable[..., None]] = {"film": export.export_mp4, "pictures": export.export_png_sequence}


@pytest.mark.parametrize("kind", sorted(EXPORTS))
def test_cancelled_and_failed_exports_leave_nothing(kind: str, media: Folder, tmp_path: Path) -> None:
    timeline, _ = cut_film(Fraction(24))
    asked = iter([False, False, True])
    with pytest.raises(CancelledError):
        EXPORTS[kind](timeline, media, tmp_path / "target", cancel=lambda: next(asked))
    broken = placing.append(timeline, {"v1": Clip("x", "vanished", Fraction(1))})
    with pytest.raises(MediaError, match="gone"):
        EXPORTS[kind](broken, media, tmp_path / "target", span=(Fraction(37, 24), Fraction(40, 24)))
    with pytest.raises(TimelineError, match="nothing to export"):
        EXPORTS[kind](Timeline("e"), media, tmp_path / "target")
    assert list(tmp_path.iterdir()) == []


def test_media_of_the_timeline_are_never_overwritten(media: Folder) -> None:
    timeline, _ = cut_film(Fraction(24))
    before = (media.folder / "a24").read_bytes()
    with pytest.raises(OutputError, match="same file"):
        export.export_mp4(timeline, media, media.folder / "a24", overwrite=True)
    assert (media.folder / "a24").read_bytes() == before


def test_exported_timeline_for_other_programs(media: Folder, tmp_path: Path) -> None:
    export.export_otio(cut_film(Fraction(24))[0], tmp_path / "cut.otio", {})
    assert '"OTIO_SCHEMA": "Timeline.' in (tmp_path / "cut.otio").read_text()


def white(**facts: Fraction | float) -> Timeline:
    timeline = Timeline(
        "t", rate=Fraction(24), tracks=(Track("v1", "video"), Track("v2", "video")), width=96, height=64
    )
    below = Clip("below", "still", Fraction(1), opacity=0.0)
    timeline = placing.append(timeline, {"v1": below})
    return placing.append(timeline, {"v2": Clip("w", "white", Fraction(1), **facts)})  # type: ignore[arg-type]


def test_opacity_and_fades(media: Folder) -> None:
    with Renderer(media) as renderer:
        assert int(renderer.frame(white(opacity=0.5), 3).mean()) in (127, 128)
        fading = white(fade_in=Fraction(8, 24), fade_out=Fraction(4, 24))
        levels = [float(renderer.frame(fading, number).mean()) / 255 for number in range(24)]
    assert levels[:8] == pytest.approx([(number + 0.5) / 8 for number in range(8)], abs=0.005)
    assert levels[8:20] == [1.0] * 12
    assert levels[20:] == pytest.approx([(3.5 - number) / 4 for number in range(4)], abs=0.005)
    assert [layer.clip.id for layer in plan(fading, Fraction(0)).layers] == ["w"]


def test_hidden_tracks_are_not_shown(media: Folder) -> None:
    timeline, meant = cut_film(Fraction(24))
    assert meant[10] == (20, 2)
    with Renderer(media) as renderer:
        assert not renderer.frame(properties.set_track(timeline, "v2", hidden=True), 10).any()


def test_other_shapes_get_black_bars(media: Folder) -> None:
    timeline, meant = cut_film(Fraction(24))
    with Renderer(media) as renderer:
        frame = renderer.frame(timeline, 0, (96, 96))
        assert shown(frame[16:80]) == meant[0]
        assert not frame[:16].any()
        assert not frame[80:].any()
        wide = properties.set_format(white(), width=128, height=64)
        frame = renderer.frame(wide, 0)
        assert frame[:, 16:112].min() == 255
        assert not frame[:, :16].any()
        assert not frame[:, 112:].any()
    assert letterbox(97, 65, 97, 65) == Rectangle(0, 0, 97, 65)


def test_drafts_are_small_pictures_of_about_the_frame(media: Folder) -> None:
    """Only films that stand far from the frame that was read last are drafted; the rest is exact at once."""
    foreign_clip(media.folder / "far.mp4", count=120, gop=60, size=(1280, 720))
    still = Clip("s", "still", Fraction(1), opacity=0.5)
    film = Clip("f", "far.mp4", Fraction(5), source_duration=Fraction(5))
    timeline = Timeline(
        "t", rate=Fraction(24), tracks=(Track("v1", "video"), Track("v2", "video")), width=1280, height=960
    )
    timeline = placing.overwrite(timeline, Fraction(0), {"v1": film})
    with Renderer(media) as renderer:
        draft = renderer.draft(timeline, 100)
        assert draft is not None
        assert draft.shape == (480, 640, 3)
        assert not draft[:60].any()
        assert read_number(draft[60:420])[0] in (60, 100), "the key frame before it"
        whole = renderer.frame(timeline, 100, give_up=lambda: False)
        assert read_number(whole[120:840])[0] == 100
        assert renderer.draft(timeline, 101) is None, "that is as quick"
        assert renderer.draft(timeline, 2000) is None, "there is nothing"
        renderer.prepare(timeline, 40, lambda: False)
        assert renderer.draft(timeline, 20) is None, "what lies before a frame at rest is kept"
        for number in (40, 50, 57):
            near = renderer.draft(timeline, number)
            assert near is not None
            assert abs(read_number(near[60:420])[0] - number) <= 3
        mixed = placing.overwrite(timeline, Fraction(2), {"v2": still})
        over = renderer.draft(mixed, 55)
        under = renderer.draft(timeline, 55)
        assert over is not None
        assert under is not None
        assert np.abs(over.astype(int) - under).mean() > 10, "the still lies over the draft"
        with pytest.raises(CancelledError):
            renderer.frame(timeline, 50, give_up=lambda: True)
        assert renderer.draft(placing.overwrite(timeline, Fraction(0), {"v1": still}), 3) is None


def test_laying_over_is_exact_where_it_can_be() -> None:
    grey = np.full((4, 4, 3), 77, np.uint8)
    canvas = grey.copy()
    lay_over(canvas, grey, Rectangle(0, 0, 4, 4), 0.3)
    np.testing.assert_array_equal(canvas, grey)
    lay_over(canvas, np.full((2, 2, 3), 255, np.uint8), Rectangle(1, 1, 2, 2), 0.0)
    np.testing.assert_array_equal(canvas, grey)


def spoken(**facts: Fraction | float) -> Timeline:
    """One second of silence, then the film's sound from its sixth frame on."""
    timeline = Timeline("t", rate=Fraction(24), tracks=(Track("a", "audio"), Track("a2", "audio")), width=96, height=64)
    values: dict[str, Fraction | float] = {"source_start": Fraction(6, 24), "source_duration": Fraction(COUNT, 24)}
    clip = Clip(**({"id": "c", "media_id": "spoken", "duration": Fraction(1)} | values | facts))  # type: ignore[arg-type]
    return placing.overwrite(timeline, Fraction(1), {"a": clip})


def test_sound_is_where_the_timeline_puts_it(media: Folder) -> None:
    with Renderer(media) as renderer:
        whole = renderer.sound(spoken(), Fraction(0), 3 * 48000)
        assert abs(onset(whole) - 48000 * 30 // 24) < 48
        parts = [renderer.sound(spoken(), Fraction(first, 48000), 1600) for first in range(0, 144_000, 1600)]
        np.testing.assert_allclose(np.concatenate(parts), whole, atol=2e-3)
        fast = renderer.sound(spoken(speed=Fraction(2), duration=Fraction(16, 24)), Fraction(0), 96_000)
        assert abs(onset(fast) - 48000 * 27 // 24) < 48
        assert not renderer.sound(spoken(speed=Fraction(5), duration=Fraction(6, 24)), Fraction(1), 9600).any()
        assert not renderer.sound(properties.set_track(spoken(), "a", muted=True), Fraction(0), 96_000).any()
        assert not renderer.sound(spoken(), Fraction(-2), 48_000).any()


def test_gain_fades_and_full_scale(media: Folder) -> None:
    at, count = Fraction(31, 24), 4800
    with Renderer(media) as renderer:
        plain = renderer.sound(spoken(), at, count)
        np.testing.assert_allclose(renderer.sound(spoken(gain_db=-20.0), at, count), plain / 10, atol=1e-5)
        loud = renderer.sound(spoken(gain_db=24.0), at, count)
        assert np.abs(loud).max() == 1.0
        fading = renderer.sound(spoken(fade_in=Fraction(1)), at, count)
        slope = float(at - 1) + np.arange(count) / 48000
        np.testing.assert_allclose(fading, plain * slope[:, None], atol=1e-4)
        second = Clip("d", "spoken", Fraction(1), Fraction(6, 24), gain_db=-6.0)
        both = placing.overwrite(spoken(), Fraction(1), {"a2": second})
        np.testing.assert_allclose(renderer.sound(both, at, count), plain * (1 + 10 ** (-6 / 20)), atol=1e-4)


def test_exported_sound_is_in_step(media: Folder, tmp_path: Path) -> None:
    timeline = placing.append(properties.add_track(spoken(), "video"), {"a": Clip("m", "a24", Fraction(1, 2))})
    export.export_mp4(timeline, media, tmp_path / "spoken.mp4", span=(Fraction(1, 2), Fraction(5, 2)))
    info = probe(tmp_path / "spoken.mp4")
    assert info.frame_count == 48
    assert info.audio is not None
    with AudioReader(tmp_path / "spoken.mp4") as reader:
        sound = reader.read(Fraction(0), 2 * 48000)
    assert abs(onset(sound) - 48000 * (30 - 12) // 24) < 1024


def test_a_relinked_film_is_opened_again(media: Folder, tmp_path: Path) -> None:
    own = Folder(tmp_path)
    painted_clip(tmp_path / "x", 5, tag=1)
    timeline = Timeline("t", rate=Fraction(24), tracks=(Track("v", "video"),), width=96, height=64)
    timeline = placing.append(timeline, {"v": Clip("c", "x", Fraction(5, 24))})
    with Renderer(own) as renderer:
        assert read_number(renderer.frame(timeline, 2)) == (2, 1)
        painted_clip(tmp_path / "y", 5, tag=2).replace(tmp_path / "x")
        renderer.forget("x")
        assert read_number(renderer.frame(timeline, 2)) == (2, 2)
    with FrameReader(tmp_path / "x") as reader:
        reader.close()
        with pytest.raises(ValueError, match="closed"):
            reader.frame(0)
