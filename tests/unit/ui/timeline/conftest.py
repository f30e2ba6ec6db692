"""A timeline panel in a window of its own, over a project with a film."""

from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from lance_studio.project.rows import Media
from lance_studio.ui.playback.player import no_sound
from lance_studio.ui.studio import Studio
from lance_studio.ui.timeline.view import TimelinePanel
from tests.unit.ui.timeline.scene import Mouse, add_film


@pytest.fixture
def film(studio: Studio, tmp_path: Path) -> Media:
    """A film of 48 frames with sound, in a new project."""
    studio.session.create(tmp_path / "a.lstudio")
    return add_film(studio.session, tmp_path)


@pytest.fixture
def panel(studio: Studio, qtbot: QtBot) -> TimelinePanel:
    """The panel, in sight."""
    made = TimelinePanel(studio, no_sound)
    qtbot.addWidget(made, before_close_func=lambda _panel: studio.session.close())
    studio.actions.attach_panel("timeline", made)
    studio.actions.attach_window(made)
    studio.actions.set_panel("timeline")
    made.resize(1200, 300)
    made.show()
    made.activateWindow()
    qtbot.waitUntil(made.isActiveWindow)
    return made


@pytest.fixture
def mouse(panel: TimelinePanel) -> Mouse:
    """A mouse over the tracks."""
    return Mouse(panel.lanes, panel.presenter)
