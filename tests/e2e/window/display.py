"""An X server of its own for a test: no window of the test is seen by, or disturbed by, anything else."""

import os
import shutil
import subprocess
from types import TracebackType
from typing import Self

SIZE = (1440, 900)


class Display:
    """Xvfb on a display number that it chooses itself; use it in a `with` statement.

    Attributes:
        name: What belongs into DISPLAY.
    """

    def __init__(self, size: tuple[int, int] = SIZE) -> None:
        reader, writer = os.pipe()
        screen = f"{size[0]}x{size[1]}x24"
        # Without `-r` a key repeats itself whenever a busy machine takes long from its press to its release.
        command = ["Xvfb", "-displayfd", str(writer), "-screen", "0", screen, "-r", "-nolisten", "tcp", "-noreset"]
        self._server = subprocess.Popen(
            command, pass_fds=(writer,), stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        os.close(writer)
        # The server writes its number when it takes connections, and closes the pipe if it cannot start.
        with os.fdopen(reader) as answer:
            number = answer.readline().strip()
        if not number:
            raise RuntimeError("Xvfb did not start")
        self.name = f":{number}"

    def close(self) -> None:
        self._server.terminate()
        self._server.wait(timeout=10)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


def missing_programs() -> list[str]:
    return [name for name in ("Xvfb", "xdotool") if shutil.which(name) is None]
