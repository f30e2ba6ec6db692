"""The entry point of the window: builds the object graph and runs the event loop."""

import contextlib
import gc
import logging
import os
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from PySide6.QtCore import QCoreApplication, QEvent, QThreadPool
from PySide6.QtWidgets import QApplication

from lance_studio.language import mark
from lance_studio.ui import texts
from lance_studio.ui.actions import Actions
from lance_studio.ui.actions.bindings import own_keys
from lance_studio.ui.actions.text_focus import TextFocusGuard
from lance_studio.ui.background import Background
from lance_studio.ui.bus import ChangeBus
from lance_studio.ui.ending import Ending, release_clipboard
from lance_studio.ui.generation_service import GenerationService
from lance_studio.ui.input_method import prepare
from lance_studio.ui.main_window import PROGRAM_NAME, MainWindow
from lance_studio.ui.panels import Area, PanelSpec
from lance_studio.ui.pyside_refcount_fix import protect_singletons
from lance_studio.ui.session import Session
from lance_studio.ui.settings import KEYS, LESS_MOTION, THEME, UI_SCALE, Settings
from lance_studio.ui.spoken_language import speak
from lance_studio.ui.start import log_qt_messages, open_application
from lance_studio.ui.studio import Studio
from lance_studio.ui.theme import Mode, Theme
from lance_studio.ui.view_state import ViewState
from lance_studio.ui.wheel_guard import WheelGuard
from lance_studio.user_settings import cache_place, declared

# One line a panel; which of them stand where, the workspaces say. All but the welcome page are made after its frame.
PANELS: tuple[PanelSpec, ...] = (
    PanelSpec("media", mark("Media"), "image", Area.LEFT, "lance_studio.ui.media.view:build", behind=True),
    PanelSpec(
        "inspector",
        mark("Inspector"),
        "sliders-horizontal",
        Area.RIGHT,
        "lance_studio.ui.inspector.view:build",
        behind=True,
    ),
    PanelSpec("canvas", mark("Canvas"), "frame-corners", Area.CENTRE, "lance_studio.ui.canvas.view:build", behind=True),
    PanelSpec("welcome", mark("Welcome"), "house", Area.CENTRE, "lance_studio.ui.welcome.view:build"),
    PanelSpec(
        "timeline", mark("Timeline"), "film-strip", Area.BOTTOM, "lance_studio.ui.timeline.view:build", behind=True
    ),
    PanelSpec("queue", mark("Queue"), "queue", Area.BOTTOM, "lance_studio.ui.queue.view:build", behind=True),
    PanelSpec("chat", mark("Chat"), "chat-circle", Area.RIGHT, "lance_studio.ui.chat.view:build", behind=True),
    PanelSpec("history", mark("History"), "git-branch", Area.RIGHT, "lance_studio.ui.history.view:build", behind=True),
)

_log = logging.getLogger(__name__)

_LEAVE_SECONDS = 1.0
"""How long the end waits for slow work beside the window, such as reading a picture for the bin."""

_NOTE_MS = 20_000
"""How long the status bar says that there is no input method."""

_SWITCH_SECONDS = 0.0005
"""So long another thread may keep the window's waiting for the interpreter. Every call into Qt lets go of it and has to
get it back: at Python's own 5 ms, painting while frames are decoded would add up to a stutter."""


def main(
    arguments: Sequence[str] = (),
    *,
    panels: Sequence[PanelSpec] = PANELS,
    started: Callable[[QApplication, MainWindow], None] | None = None,
) -> int:
    """Open the window and run until it is closed.

    Args:
        arguments: At most one path of a project to open.
        panels: What stands in the window.
        started: Called once when the window is on screen; for tests that drive it.

    Returns:
        The exit code; 128 and the signal's number where one ended it. A display that cannot be reached ends the
        process, see `open_application`.
    """
    protect_singletons()
    sys.setswitchinterval(_SWITCH_SECONDS)
    settings = Settings()
    set_scale(settings)
    input_method = prepare()
    application = QApplication.instance() or open_application(PROGRAM_NAME)
    log_qt_messages()
    assert isinstance(application, QApplication)
    application.setApplicationName("lance-studio")
    application.setApplicationDisplayName("")
    # What is made before the window is on screen stays to the end: no collection of garbage need go through it.
    gc.disable()
    try:
        window = build(application, settings, panels)
        window.fit_screen(window.screen().availableGeometry().size())
        window.show()
        gc.freeze()
    finally:
        gc.enable()
    window.later.add(gc.freeze)
    ending = Ending(application, window)
    if input_method.note:
        _log.warning("%s", input_method.note)
        window.statusBar().showMessage(texts.line(input_method.note), _NOTE_MS)
    if arguments:
        path = Path(arguments[0])
        window.later.add(lambda: window.files.open(path))
    else:
        window.later.add(lambda: Background(window).start(_import_what_projects_need, lambda _: None))
    if started is not None:
        started(application, window)
    try:
        code = application.exec()
    finally:
        ending.release()
        release_clipboard()
    code = ending.code or code
    leave_if_stuck(code, window)
    # While all that it listens to still exists; the interpreter would take them apart in any order.
    window.deleteLater()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    return code


def leave_if_stuck(code: int, window: MainWindow) -> None:
    """End the process now if slow work in one of the window's threads does not end: Qt would wait for it for ever.

    Everything is closed by then, and what is left reads or writes files that nobody waits for any more.

    Args:
        code: The exit code.
        window: The window, which is closed.
    """
    deadline = time.monotonic() + _LEAVE_SECONDS
    for pool in (QThreadPool.globalInstance(), *window.findChildren(QThreadPool)):
        pool.clear()
        if not pool.waitForDone(max(0, round(1000 * (deadline - time.monotonic())))):
            _log.info("The studio ends without waiting for slow work that does not end.")
            logging.shutdown()
            for stream in (sys.stdout, sys.stderr):
                with contextlib.suppress(OSError, ValueError):
                    stream.flush()
            os._exit(code)


def build(
    application: QApplication,
    settings: Settings,
    panels: Sequence[PanelSpec] = PANELS,
) -> MainWindow:
    """Build the window with everything that it shares.

    Args:
        application: Gets the theme.
        settings: The user's.
        panels: What stands in the window.
    """
    speak(application, settings)
    theme = Theme.install(application, _mode(settings))
    less = settings.get(LESS_MOTION)
    theme.set_less_motion(less if isinstance(less, bool) else None)
    TextFocusGuard(application)
    WheelGuard(application)
    bus = ChangeBus()
    session = Session(bus)
    work = GenerationService(session, bus, settings)
    studio = Studio(session, bus, Actions(keys=own_keys(settings.get(KEYS))), settings, work.link, work=work)
    window = MainWindow(studio, panels)
    _follow_settings(settings, studio.actions)
    # After the panels, which open what a project shows.
    window.later.add(lambda: ViewState(session, window))
    window.later.add(lambda: _install_exports(studio, window))
    window.later.add(lambda: _install_preferences(studio, window))
    window.later.add(lambda: _install_help(studio, window))
    window.later.add(lambda: Background(window).start(cache_place.trim, lambda _: None))
    return window


def _follow_settings(settings: Settings, actions: Actions) -> None:
    """Take over what the preferences, another window or a command changes."""

    def follow(key: str) -> None:
        if key == KEYS:
            actions.set_own_keys(own_keys(settings.get(KEYS)))

    settings.changed.connect(follow)
    settings.follow()


def _install_exports(studio: Studio, window: MainWindow) -> None:
    from lance_studio.ui.export.view import install
    from lance_studio.ui.tour.view import install as install_tour

    presenter = install(studio, window).presenter
    window.closing.add(presenter)
    install_tour(studio, window, presenter.finished)


def _install_preferences(studio: Studio, window: MainWindow) -> None:
    from lance_studio.ui.preferences.view import install

    install(studio, window)


def _install_help(studio: Studio, window: MainWindow) -> None:
    from lance_studio.ui.help.view import install

    install(studio, window)


def _import_what_projects_need() -> None:
    """Import what a project is opened and shown with; in a thread, so that the first one opens without a wait."""
    import lance_studio.backends.process.client
    import lance_studio.media.frames
    import lance_studio.workflows.planning
    import lance_studio.workflows.studio  # noqa: F401


def has_display(environment: Mapping[str, str] = os.environ) -> bool:
    """Return whether a window can be opened: on Linux, whether a display is named."""
    if not sys.platform.startswith("linux"):
        return True
    return any(environment.get(name) for name in ("DISPLAY", "WAYLAND_DISPLAY"))


def set_scale(settings: Settings) -> None:
    """Let Qt scale everything as the user chose; it reads this once, before the first window."""
    scale = declared.UI_SCALE.of({UI_SCALE: settings.get(UI_SCALE)})
    if isinstance(scale, int) and scale != declared.UI_SCALE.default and "QT_SCALE_FACTOR" not in os.environ:
        os.environ["QT_SCALE_FACTOR"] = f"{scale / 100:g}"


def _mode(settings: Settings) -> Mode:
    chosen = settings.text(THEME, Mode.DARK.value)
    return Mode(chosen) if chosen in {mode.value for mode in Mode} else Mode.DARK
