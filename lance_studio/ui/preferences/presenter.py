"""What the preferences keep, and what is said of a model folder before it is chosen."""

from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import Signal

from lance_studio.errors import LanceStudioError
from lance_studio.ui.background import Background
from lance_studio.ui.presenting import StatePresenter
from lance_studio.ui.settings import DEVICE, LESS_MOTION, MODEL_FOLDER, THEME, UI_SCALE
from lance_studio.ui.studio import Studio

DEVICES = (("", "Automatic"), ("cpu", "CPU"), ("cuda", "GPU (CUDA)"))
THEMES = (("dark", "Dark"), ("light", "Light"), ("system", "System"))
SCALES = (100, 110, 125, 150, 175, 200)


@dataclass(frozen=True)
class PreferencesState:
    """What the dialog shows.

    Attributes:
        folder: The model folder that the user named; empty for the usual one.
        model: What is in it, in words.
        problem: Why it cannot be used; empty if it can.
        device: One of `DEVICES`.
        theme: One of `THEMES`.
        scale: Per cent.
        scale_at_start: What the running window was started with; another one needs a new start.
        less_motion: Whether nothing may move.
    """

    folder: str = ""
    model: str = ""
    problem: str = ""
    device: str = ""
    theme: str = "dark"
    scale: int = 100
    scale_at_start: int = 100
    less_motion: bool = False


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
        self._look = 0
        self._at_start = self._scale()
        self._model, self._problem = "", ""
        self._settings.changed.connect(self._follow)
        self._refresh()

    def look_at_model(self) -> None:
        """Say what is in the model folder; it is looked at in a worker thread."""
        self._background.forget(self._look)
        folder = self._settings.text(MODEL_FOLDER)
        self._model, self._problem = "Looking…", ""
        self._refresh()

        def done(words: str) -> None:
            self._model, self._problem = words, ""
            self._refresh()

        def failed(error: LanceStudioError) -> None:
            self._model, self._problem = "", str(error)
            self._refresh()

        self._look = self._background.start(lambda: describe_model(folder), done, failed)

    def set_folder(self, folder: str) -> None:
        """Name a model folder; an empty text means the usual one."""
        self._set(MODEL_FOLDER, folder.strip() or None)
        self.look_at_model()

    def set_device(self, device: str) -> None:
        """Compute there; the next job uses it."""
        self._set(DEVICE, device or None)

    def set_theme(self, theme: str) -> None:
        """Show the window in another theme, at once."""
        self._set(THEME, theme)
        self.theme_chosen.emit(theme)

    def set_scale(self, scale: int) -> None:
        """Draw the window larger from the next start on."""
        self._set(UI_SCALE, scale if scale != SCALES[0] else None)

    def set_less_motion(self, less: bool) -> None:
        """Move nothing, or follow the system."""
        self._set(LESS_MOTION, True if less else None)
        self.motion_chosen.emit(less)

    def tell(self, error: LanceStudioError) -> None:
        """Show why a choice could not be kept."""
        self._problem = str(error)
        self._refresh()

    def _set(self, key: str, value: str | int | bool | None) -> None:
        try:
            self._settings.set(key, value)
        except LanceStudioError as error:
            self.tell(error)

    def _follow(self, key: str) -> None:
        if key in (MODEL_FOLDER, DEVICE, THEME, UI_SCALE, LESS_MOTION):
            self._refresh()

    def _scale(self) -> int:
        scale = self._settings.get(UI_SCALE)
        return scale if isinstance(scale, int) and not isinstance(scale, bool) and scale in SCALES else SCALES[0]

    def _refresh(self) -> None:
        settings = self._settings
        self._publish(
            PreferencesState(
                settings.text(MODEL_FOLDER),
                self._model,
                self._problem,
                settings.text(DEVICE),
                settings.text(THEME, THEMES[0][0]),
                self._scale(),
                self._at_start,
                settings.get(LESS_MOTION) is True,
            )
        )


def describe_model(folder: str) -> str:
    """Say what is in a model folder.

    Args:
        folder: The folder; empty for the one that is used when none is named.

    Raises:
        CheckpointError: There is no model, or it is damaged.
    """
    from lance_studio.catalog.active import active_model

    model = active_model(Path(folder) if folder else None)
    origin = "comes with the studio" if model.origin == "embedded" else str(model.folder.root)
    return f"{model.profile.name} · {origin} · {model.profile.licence}"
