import pickle
from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lance_studio.catalog.profile import OFFICIAL, ClipDefaults, PictureDefaults, Size, read_profile
from lance_studio.errors import CheckpointError
from lance_studio.requests.geometry import StreamSides
from lance_studio.requests.sampling import SamplingDefaults
from lance_studio.requests.tasks import TASK_NAMES
from tests.unit.catalog.profiles import PROFILE, write_profile


def refused(folder: Path, **changes: Any) -> str:
    path = write_profile(folder, **changes)
    with pytest.raises(CheckpointError) as caught:
        read_profile(folder)
    assert str(path) in caught.value.cause
    assert caught.value.remedy
    return caught.value.cause


def changed(path: str, value: object) -> dict[str, Any]:
    """The change of a field inside a section, such as ``clips.sampling.steps``."""
    top, *rest = path.split(".")
    document = deepcopy(PROFILE)
    place = document
    for name in (top, *rest[:-1]) if rest else ():
        place = place.setdefault(name, {})
    place[rest[-1] if rest else top] = value
    return {top: document[top]}


def test_every_field_is_read(tmp_path: Path) -> None:
    write_profile(tmp_path, sha256={"Lance_3B/model.safetensors": "AB" * 32})
    profile = read_profile(tmp_path)
    assert (profile.name, profile.licence, profile.summary) == ("Tiny", "CC0-1.0", "Draws noise, quickly.")
    assert (profile.languages, profile.knows) == (("en", "de"), ("Nothing at all.",))
    assert profile.examples("text_to_image") == ("a red car on a meadow", "two stars")
    assert profile.examples("video_edit") == ()
    assert profile.shared_checkpoint
    assert profile.experimental == {"reference_guided"}
    assert profile.presets == {"square": StreamSides(64, 56), "large": StreamSides(96, 84)}
    assert profile.pictures == PictureDefaults(
        preset="square",
        size=Size(64, 48),
        sizes=(Size(64, 48), Size(48, 64)),
        sampling=SamplingDefaults(
            steps=3, guidance_scale=2.5, guidance_interval=(0.0, 1.0), shift=2.0, renorm="channel"
        ),
    )
    assert profile.clips == ClipDefaults(
        preset="large",
        size=Size(48, 32),
        sampling=SamplingDefaults(steps=2, guidance_scale=1.5),
        frames=9,
        animation_frames=5,
        continuation_frames=8,
        kept_latents=2,
        longest_frames=13,
    )
    assert profile.answer_tokens == 7
    assert profile.sha256 == {"Lance_3B/model.safetensors": "ab" * 32}
    assert pickle.loads(pickle.dumps(profile)) == profile


def test_a_short_file_has_the_official_sampling_and_sensible_lengths(tmp_path: Path) -> None:
    optional = ("languages", "knows", "example_prompts", "shared_checkpoint", "experimental", "answers")
    clips = {"preset": "square", "width": 48, "height": 32, "frames": 17}
    pictures = {"preset": "square", "width": 64, "height": 48}
    write_profile(tmp_path, pictures=pictures, clips=clips, **dict.fromkeys(optional, ...))
    profile = read_profile(tmp_path)
    assert profile.languages == ("en",)
    assert (profile.knows, dict(profile.example_prompts), profile.experimental) == ((), {}, frozenset())
    assert not profile.shared_checkpoint
    assert profile.pictures.sampling == profile.clips.sampling == OFFICIAL.pictures.sampling
    assert profile.pictures.sizes == ()
    assert (profile.clips.animation_frames, profile.clips.longest_frames) == (17, 17)
    # One frame is kept and 16 are new.
    assert (profile.clips.kept_latents, profile.clips.continuation_frames) == (1, 16)
    assert profile.answer_tokens == OFFICIAL.answer_tokens
    assert profile.sha256 == {}


def test_fields_of_later_versions_are_ignored(tmp_path: Path) -> None:
    write_profile(tmp_path, colour="blue", clips=PROFILE["clips"] | {"sound": {"rate": 48000}})
    known = read_profile(tmp_path)
    write_profile(tmp_path)
    assert read_profile(tmp_path) == known


def test_without_a_file_a_model_is_an_official_one(tmp_path: Path) -> None:
    assert read_profile(tmp_path) is OFFICIAL


def test_a_later_format_asks_for_a_later_studio(tmp_path: Path) -> None:
    write_profile(tmp_path, format=2)
    with pytest.raises(CheckpointError, match=r"has format 2.* Update the studio"):
        read_profile(tmp_path)


@pytest.mark.parametrize(
    "content",
    [b"", b"{", b"[]", b"null", b"\xff\xfe", b"\xef\xbb\xbf{", b"[" * 100_000, b'{"format": ' + b"9" * 5000 + b"}"],
)
def test_a_file_that_is_no_profile_is_refused(content: bytes, tmp_path: Path) -> None:
    (tmp_path / "studio.json").write_bytes(content)
    with pytest.raises(CheckpointError, match=r"studio\.json.*Copy the file again"):
        read_profile(tmp_path)


def test_an_endless_file_is_refused(tmp_path: Path) -> None:
    with (tmp_path / "studio.json").open("wb") as file:
        file.truncate(1 << 40)
    with pytest.raises(CheckpointError, match="too long"):
        read_profile(tmp_path)


def test_a_link_to_nowhere_and_a_folder_are_refused(tmp_path: Path) -> None:
    for make in (lambda path: path.symlink_to("nowhere"), lambda path: path.mkdir()):
        folder = tmp_path / str(len(list(tmp_path.iterdir())))
        folder.mkdir()
        make(folder / "studio.json")
        with pytest.raises(CheckpointError, match=r"studio\.json"):
            read_profile(folder)


REQUIRED = ("format", "name", "licence", "summary", "presets", "pictures", "clips")


@pytest.mark.parametrize("field", REQUIRED)
def test_required_fields_must_be_there(field: str, tmp_path: Path) -> None:
    assert f"'{field}'" in refused(tmp_path, **{field: ...})


@pytest.mark.parametrize("field", ["preset", "width", "height"])
@pytest.mark.parametrize("section", ["pictures", "clips"])
def test_required_fields_of_sections_must_be_there(section: str, field: str, tmp_path: Path) -> None:
    values = {name: value for name, value in PROFILE[section].items() if name != field}
    assert f"'{section}.{field}'" in refused(tmp_path, **{section: values})


@pytest.mark.parametrize(
    ("field", "values"),
    [
        ("format", (0, -1, 1.0, True, "1", None)),
        ("name", ("", " ", "a\nb", "\x1b[31mred", "x" * 41, 3, None)),
        ("licence", ("", "x" * 101, [])),
        ("summary", ("", "x" * 301, "two\nlines")),
        ("languages", ("en", [""], [3], {})),
        ("knows", ("cars", ["x" * 301], [None])),
        ("example_prompts", ([], "x")),
        ("example_prompts.text_to_image", ("x", [""], [1])),
        ("shared_checkpoint", (1, "yes", None)),
        ("experimental", ("continuation", [1])),
        ("presets", ([], {"": {"vae": 64, "vit": 56}}, {"x" * 41: {"vae": 64, "vit": 56}}, {"a\n": {}})),
        ("presets.square", (64, [64, 56], None)),
        ("presets.square.vae", (0, 55, 1025, 64.0, "64", None)),
        ("presets.square.vit", (0, 55, 1025, True)),
        ("pictures.preset", ("huge", "", 3, None)),
        ("pictures.width", (0, 15, 2049, 64.0, "64", None)),
        ("clips.height", (15, 2049)),
        ("pictures.sizes", ({}, [64, 48], [[64]], [[64, 8]], [[64, 48, 3]], [[64, 4096]], [[64, 48.0]], "64x48")),
        ("pictures.sampling", ([], 3)),
        ("pictures.sampling.steps", (0, 1001, 3.0)),
        ("pictures.sampling.guidance_scale", (-1, 101, "4", True, float("nan"), float("inf"), 10**400)),
        ("clips.sampling.guidance_interval", ([1, 0], [0, 2], [0], [-1, 1], "01", 3, [0, None], [0, float("nan")])),
        ("clips.sampling.shift", (0, -1, 101, None)),
        ("clips.sampling.renorm", ("all", None, 3)),
        ("clips.frames", (1, 4, 16, 122, 125, 17.0, None)),
        ("clips.animation_frames", (1, 6, 125)),
        ("clips.longest_frames", (1, 12, 125)),
        ("clips.continuation_frames", (0, 3, 6, 122)),
        ("clips.kept_latents", (0, 4, 2.0)),
        ("answers", ([], 3)),
        ("answers.max_tokens", (0, 4097, 7.0)),
        ("sha256", ([], "x")),
    ],
)
def test_values_must_make_sense(field: str, values: tuple[object, ...], tmp_path: Path) -> None:
    for value in values:
        assert f"'{field.split('.')[0]}" in refused(tmp_path, **changed(field, value))


@pytest.mark.parametrize(
    ("field", "value", "complaint"),
    [
        ("name", "x" * 41, "'name' is 'xxxx"),
        ("knows", {}, "'knows' is {}, expected a list of lines of text of at most 300 characters each."),
        ("pictures.sampling.renorm", {}, "'pictures.sampling.renorm' is {}, expected one of global, channel, none."),
        ("shared_checkpoint", {"a": 1}, "'shared_checkpoint' is {'a': 1}, expected true or false."),
        ("summary", 3, "'summary' is 3, expected one line of at most 300 characters."),
        ("shared_checkpoint", "yes", "'shared_checkpoint' is 'yes', expected true or false."),
        ("presets", {}, "'presets' is {}, expected at least one preset."),
        ("presets", {"": {"vae": 64, "vit": 56}}, "'presets.' is '', expected a name of at most 40 characters"),
        ("presets.square.vae", 55, "'presets.square.vae' is 55, expected a whole number from 56 to 1024."),
        ("presets.square", {"vae": 64}, "'presets.square.vit' is missing."),
        ("pictures", 3, "'pictures' is 3, expected a section."),
        ("pictures.preset", "huge", "'pictures.preset' is 'huge', expected one of square, large."),
        ("pictures.width", 2049, "'pictures.width' is 2049, expected a whole number from 16 to 2048."),
        ("pictures.sizes", [[64]], "'pictures.sizes' is [[64]], expected a list of [width, height] from 16 to 2048"),
        ("pictures.sampling.steps", 0, "'pictures.sampling.steps' is 0, expected a whole number from 1 to 1000."),
        (
            "pictures.sampling.renorm",
            "all",
            "'pictures.sampling.renorm' is 'all', expected one of global, channel, none",
        ),
        (
            "clips.sampling.guidance_interval",
            [1, 0],
            "'clips.sampling' does not make sense. The guidance interval is 1.0",
        ),
        ("clips.frames", 16, "'clips.frames' is 16, expected one frame more than a multiple of 4."),
        ("clips.continuation_frames", 6, "'clips.continuation_frames' is 6, expected a multiple of 4 from 4 to 120."),
        ("clips.kept_latents", 4, "'clips.kept_latents' is 4, expected a whole number from 1 to 3."),
        ("answers.max_tokens", 0, "'answers.max_tokens' is 0, expected a whole number from 1 to 4096 tokens."),
        ("example_prompts.ask_image", ["a", 1], "'example_prompts.ask_image' is ['a', 1], expected a list of lines"),
    ],
)
def test_a_complaint_names_the_field_its_value_and_what_is_allowed(
    field: str, value: object, complaint: str, tmp_path: Path
) -> None:
    assert complaint in refused(tmp_path, **changed(field, value))


@pytest.mark.parametrize("character", ["\x1b", "\x85", "\u202e", "\u200b", "\ufeff", "\u2028", "\ud800"])
def test_a_line_has_no_character_that_steers_or_hides(character: str, tmp_path: Path) -> None:
    for field in ("name", "licence", "summary"):
        assert f"'{field}'" in refused(tmp_path, **{field: f"a{character}b"})
    write_profile(tmp_path, name="Größe 模型 🎬")
    assert read_profile(tmp_path).name == "Größe 模型 🎬"


@pytest.mark.parametrize(
    "name", ["", "/etc/passwd", "../x", "a/../../x", "a//b", "./a", "a\\b", "a\nb", ".", "..", "x" * 201]
)
def test_hashes_are_of_files_below_the_folder(name: str, tmp_path: Path) -> None:
    assert "below the model folder" in refused(tmp_path, sha256={name: "0" * 64})


@pytest.mark.parametrize("digest", ["", "0" * 63, "0" * 65, "g" * 64, 3, None, ["0" * 64]])
def test_hashes_have_64_hexadecimal_digits(digest: object, tmp_path: Path) -> None:
    assert "64 hexadecimal digits" in refused(tmp_path, sha256={"a": digest})


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=5,
)


@given(field=st.sampled_from(sorted(PROFILE)), value=JSON)
def test_any_value_of_any_field_is_read_or_refused_with_its_name(
    field: str, value: object, tmp_path_factory: pytest.TempPathFactory
) -> None:
    folder = tmp_path_factory.mktemp("profile")
    write_profile(folder, **{field: value})
    complaint = ""
    try:
        read_profile(folder)
    except CheckpointError as error:
        complaint = error.cause
    assert not complaint or f"'{field}" in complaint or "has format" in complaint


def test_sizes_and_lengths_outside_the_training_are_warned_of(tmp_path: Path) -> None:
    write_profile(tmp_path)
    profile = read_profile(tmp_path)
    assert profile.warnings(64, 48) == profile.warnings(48, 64) == ()
    (sentence,) = profile.warnings(64, 64)
    assert sentence == "Tiny was trained on 64x48, 48x64 pixels; 64x64 may come out worse."
    # Clips name no sizes, so any will do.
    assert profile.warnings(64, 64, 13) == ()
    assert profile.warnings(64, 64, 17) == ("Tiny was trained on clips of up to 13 frames; 17 may fall apart.",)
    assert OFFICIAL.warnings(2048, 16, 121) == ()


@pytest.mark.parametrize("task", TASK_NAMES)
def test_each_task_has_the_defaults_of_its_kind(task: str) -> None:
    clip = task in ("text_to_video", "image_to_video", "video_edit", "continuation", "ask_video")
    assert OFFICIAL.defaults(task) is (OFFICIAL.clips if clip else OFFICIAL.pictures)
