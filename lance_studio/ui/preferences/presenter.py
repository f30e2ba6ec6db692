"""What the general and the model's page keep, and what is said of model folders before they are used."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TypeAlias

from PySide6.QtCore import Signal

from lance_studio.errors import LanceStudioError
from lance_studio.language import mark, tr, translate
from lance_studio.ui.background import Background
from lance_studio.ui.presenting import StatePresenter
from lance_studio.ui.settings import DEVICE, IMAGE_FOLDER, LESS_MOTION, MODEL_FOLDER, THEME, UI_SCALE, VIDEO_FOLDER
from lance_studio.ui.studio import Studio
from lance_studio.user_settings import declared

DEVICES = (("", mark("Automatic")), ("cpu", "CPU"), ("cuda", mark("GPU (CUDA)")))
THEMES = (("dark", mark("Dark")), ("light", mark("Light")), ("system", mark("System")))
SCALES = (80, 90, 100, 110, 125, 150, 175, 200)
FOLDERS = (MODEL_FOLDER, IMAGE_FOLDER, VIDEO_FOLDER)

_LOOKING = mark("Looking…")
Found: TypeAlias = tuple[str, str]
"""What is in a folder, in words, and why it cannot be used."""


@dataclass(frozen=True)
class FolderState:
    """One of the model's folders.

    Attributes:
        folder: What the user named; empty for the usual one.
        found: What is in it, in words.
        problem: Why it cannot be used; empty if it can.
    """

    folder: str = ""
    found: str = ""
    problem: str = ""


@dataclass(frozen=True)
class PreferencesState:
    """What the two pages show.

    Attributes:
        model: The model's folder.
        image: The image checkpoint's own folder.
        video: The video checkpoint's own folder.
        device: One of `DEVICES`, or another name of a device.
        theme: One of `THEMES`.
        scale: Per cent.
        scale_at_start: What the running window was started with; another one needs a new start.
        less_motion: Whether nothing may move.
        problem: Why the settings could not be written; empty if they could.
    """

    model: FolderState = FolderState()
    image: FolderState = FolderState()
    video: FolderState = FolderState()
    device: str = ""
    theme: str = "dark"
    scale: int = 100
    scale_at_start: int = 100
    less_motion: bool = False
    problem: str = ""


class PreferencesPresenter(StatePresenter[PreferencesState]):
    """Every change holds at once; there is nothing to confirm.

    Args:
        studio: The shared parts of the window.

    Attributes:
        theme_chosen: The window takes this theme.
        motion_chosen: Whether nothing may move.
        settings: What the user has set.
    """

    theme_chosen = Signal(str)
    motion_chosen = Signal(bool)

    def __init__(self, studio: Studio) -> None:
        super().__init__(PreferencesState())
        self._studio, self._settings = studio, studio.settings
        self.settings = studio.settings
        self._background = Background(self)
        self._looks: list[int] = []
        self._at_start = self._scale()
        self._found: dict[str, Found] = {}
        self._problem = ""
        self._settings.changed.connect(self._follow)
        self._refresh()

    def look_at_model(self) -> None:
        """Say what is in the model's folders; they are looked at in a worker thread."""
        for look in self._looks:
            self._background.forget(look)
        model, image, video = (self._settings.text(key) for key in FOLDERS)
        self._found = {MODEL_FOLDER: (translate(_LOOKING), "")}
        self._looks = [self._look(MODEL_FOLDER, lambda: describe_model(model, image, video))]
        if image:
            self._looks.append(self._look(IMAGE_FOLDER, lambda: describe_checkpoint(image, "image")))
        if video:
            self._looks.append(self._look(VIDEO_FOLDER, lambda: describe_checkpoint(video, "video")))
        self._refresh()

    def _look(self, key: str, describe: Callable[[], str]) -> int:
        self._found[key] = (translate(_LOOKING), "")

        def done(words: str) -> None:
            self._found[key] = (words, "")
            self._refresh()

        def failed(error: LanceStudioError) -> None:
            self._found[key] = ("", str(error))
            self._refresh()

        return self._background.start(describe, done, failed)

    def set_folder(self, folder: str, key: str = MODEL_FOLDER) -> None:
        """Name a model folder, or that of one checkpoint; an empty text means the usual one."""
        self._set(key, folder.strip() or None)
        self.look_at_model()

    def set_device(self, device: str) -> None:
        """Compute there; the next job uses it."""
        self._set(DEVICE, device or None)

    def set_theme(self, theme: str) -> None:
        """Show the window in another theme, at once."""
        self._set(THEME, theme)

    def set_scale(self, scale: int) -> None:
        """Draw the window larger or smaller from the next start on."""
        self._set(UI_SCALE, scale if scale != declared.UI_SCALE.default else None)

    def set_less_motion(self, less: bool) -> None:
        """Move nothing, or follow the system."""
        self._set(LESS_MOTION, True if less else None)

    def tell(self, error: LanceStudioError) -> None:
        """Show why a choice could not be kept."""
        self._problem = str(error)
        self._refresh()

    def _set(self, key: str, value: str | int | bool | None) -> None:
        self._problem = ""
        try:
            self._settings.set(key, value)
        except LanceStudioError as error:
            self._problem = str(error)
        self._refresh()

    def _follow(self, key: str) -> None:
        """Take over a change, whether it was made here, in another window or by a command."""
        if key == THEME:
            self.theme_chosen.emit(self._theme())
        elif key == LESS_MOTION:
            self.motion_chosen.emit(self._settings.get(LESS_MOTION) is True)
        if key in (*FOLDERS, DEVICE, THEME, UI_SCALE, LESS_MOTION):
            self._refresh()

    def _theme(self) -> str:
        theme = self._settings.text(THEME)
        return theme if theme in dict(THEMES) else THEMES[0][0]

    def _scale(self) -> int:
        scale = declared.UI_SCALE.of({UI_SCALE: self._settings.get(UI_SCALE)})
        assert isinstance(scale, int)
        return scale

    def _folder(self, key: str) -> FolderState:
        return FolderState(self._settings.text(key), *self._found.get(key, ("", "")))

    def _refresh(self) -> None:
        model, image, video = (self._folder(key) for key in FOLDERS)
        self._publish(
            PreferencesState(
                model,
                image,
                video,
                self._settings.text(DEVICE),
                self._theme(),
                self._scale(),
                self._at_start,
                self._settings.get(LESS_MOTION) is True,
                self._problem,
            )
        )


def describe_model(folder: str, image: str = "", video: str = "") -> str:
    """Say what is in a model folder, with the checkpoints that lie elsewhere.

    Args:
        folder: The folder; empty for the one that is used when none is named.
        image: The image checkpoint's own folder; empty where it has none.
        video: The video checkpoint's own folder; empty where it has none.

    Raises:
        CheckpointError: There is no model, or it is damaged.
    """
    from lance_studio.catalog.active import active_model
    from lance_studio.catalog.layout import elsewhere_of

    model = active_model(Path(folder) if folder else None, elsewhere_of(image, video))
    origin = tr("comes with the studio") if model.origin == "embedded" else str(model.folder.root)
    words = {"image": tr("image checkpoint"), "video": tr("video checkpoint")}
    if model.profile.shared_checkpoint:
        checkpoints = tr("one checkpoint for pictures and clips")
    else:
        checkpoints = ", ".join(words[family] for family in model.folder.families)
    return f"{model.profile.name} · {checkpoints} · {model.profile.licence} · {origin}"


def describe_checkpoint(folder: str, family: str) -> str:
    """Say which checkpoint is in a folder, and how large it is.

    Raises:
        CheckpointError: There is none.
    """
    from lance_studio.catalog.layout import ModelFolder
    from lance_studio.catalog.locating import locate_checkpoint

    kind = "video" if family == "video" else "image"
    found = locate_checkpoint(Path(folder), kind)
    weights = ModelFolder(found.parent, ((kind, found),)).weight_file(kind)
    size = sum(file.stat().st_size for file in found.glob(f"*{weights.suffix}") if file.is_file())
    size = size or weights.stat().st_size
    return f"{found.name} · {size / 1e9:.1f} GB · {found}"  # English: names and a unit
