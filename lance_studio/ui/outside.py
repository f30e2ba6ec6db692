"""The only place from which the window hands anything to another program: folders of this computer, and nothing else.

No address that a project, a file, a model or an answer names is followed: links in texts lead to places in the project
(see `widgets.LinkedLabel`), and everything else is text to read and copy.
"""

import os
from pathlib import Path

from PySide6.QtCore import QUrl
from PySide6.QtGui import QDesktopServices

from lance_studio.errors import LanceStudioError
from lance_studio.language import tr


def show_folder(folder: Path) -> None:
    """Show a folder in the system's file manager.

    Args:
        folder: A folder that the studio made or the user chose; never one that data names.

    Raises:
        LanceStudioError: It is no folder of this computer, or there is no file manager.
    """
    place = Path(os.path.abspath(folder))  # noqa: PTH100 - no link is resolved: the file manager shows the same path
    # Two slashes at the beginning would make another computer's name of what follows.
    is_local = not str(place).startswith("//") and place.is_dir()
    if not is_local or not QDesktopServices.openUrl(QUrl.fromLocalFile(str(place))):
        raise LanceStudioError(
            tr("The folder '{folder}' cannot be opened.", folder=folder), tr("Open it in your file manager.")
        )
