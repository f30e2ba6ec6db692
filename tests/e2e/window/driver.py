"""Uses the studio as a person does: a real window on an X server of its own, a real mouse, real keys.

The studio runs in a process of its own, because tests kill it, measure its event loop, and must not lend it modules
that they have loaded. Places are asked for (`introspection.py`); clicks and keys go through the X server (xdotool).
"""

import json
import os
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from PIL import Image

from tests.e2e.window.display import Display

ROOT = Path(__file__).resolve().parents[3]
_LAUNCH = Path(__file__).with_name("launch.py")
START_SECONDS = 60.0
SECONDS = 20.0


class WindowError(AssertionError):
    """The window is not as the test expects."""


@dataclass(frozen=True)
class Found:
    """A widget: its place on the screen and its state."""

    x: int
    y: int
    width: int
    height: int
    visible: bool
    enabled: bool
    focus: bool
    text: str
    kind: str

    @property
    def centre(self) -> tuple[int, int]:
        return self.x + self.width // 2, self.y + self.height // 2


class Driver:
    """One studio in its window. Close it, or use it in a fixture that does.

    Args:
        display: Where the window opens.
        home: The studio's own files (LANCE_STUDIO_HOME).
        arguments: Of the command, for example a project's path.
        panels: "module:NAME" of other panels than the studio's.
        environment: Added to the process's.
    """

    def __init__(
        self,
        display: Display,
        home: Path,
        arguments: Sequence[str] = (),
        *,
        panels: str = "-",
        environment: dict[str, str] | None = None,
    ) -> None:
        self.display = display
        # A socket's path may be about a hundred characters long; those of pytest's folders can be longer.
        self._folder = tempfile.TemporaryDirectory(prefix="studio-")
        self._socket_path = str(Path(self._folder.name) / "ask")
        self._environment = {
            **os.environ,
            **(environment or {}),
            "DISPLAY": display.name,
            "QT_QPA_PLATFORM": "xcb",
            "LANCE_STUDIO_HOME": str(home),
        }
        for unwanted in ("WAYLAND_DISPLAY", "QT_SCALE_FACTOR"):
            self._environment.pop(unwanted, None)
        self.output_path = home / "output.txt"
        home.mkdir(parents=True, exist_ok=True)
        with self.output_path.open("wb") as output:
            self.process = subprocess.Popen(
                [sys.executable, str(_LAUNCH), self._socket_path, panels, *arguments],
                env=self._environment,
                cwd=ROOT,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
            )
        self._socket = self._connect()
        self._answers = self._socket.makefile("rb")
        self.wait("first_frame > 0 and window.later.done", START_SECONDS)

    # --- asking ------------------------------------------------------------------------------------------------

    def ask(self, expression: str) -> Any:
        """Evaluate an expression in the studio; see `introspection.py` for the names."""
        return self._send(expression, 0.0, wait=False)

    def wait(self, expression: str, seconds: float = SECONDS) -> Any:
        """Wait until an expression is true and return its value."""
        value = self._send(expression, seconds, wait=True)
        if not value:
            raise WindowError(f"after {seconds:g} s still not: {expression}\n{self.output()}")
        return value

    def find(self, name: str) -> Found:
        """Return a widget by its object name, in sight or not."""
        found = self.ask(f"find({name!r})")
        if found is None:
            raise WindowError(f"there is no widget {name}")
        x, y, width, height = found.pop("rect")
        return Found(x, y, width, height, **found)

    def wait_for(self, name: str, seconds: float = SECONDS) -> Found:
        """Wait until a widget is in sight and enabled."""
        self.wait(f"(found := find({name!r})) and found['visible'] and found['enabled']", seconds)
        return self.find(name)

    def wait_text(self, name: str, text: str, seconds: float = SECONDS) -> Found:
        """Wait until a widget's text holds some words."""
        expression = f"(found := find({name!r})) and {text!r} in found['text']"
        if not self._send(expression, seconds, wait=True):
            found = self.ask(f"find({name!r})")
            raise WindowError(f"after {seconds:g} s {text!r} is still not in {found}\n{self.output()}")
        return self.find(name)

    def output(self) -> str:
        """Return what the studio has printed."""
        return self.output_path.read_text(encoding="utf-8", errors="replace")

    # --- mouse -------------------------------------------------------------------------------------------------

    def click(self, name: str, *, button: int = 1, times: int = 1, at: tuple[int, int] | None = None) -> None:
        """Click on a widget, in its middle or at a place counted from its corner."""
        found = self.wait_for(name)
        x, y = (found.x + at[0], found.y + at[1]) if at else found.centre
        self.click_at(x, y, button=button, times=times)

    def click_at(self, x: int, y: int, *, button: int = 1, times: int = 1) -> None:
        self._xdotool("mousemove", str(x), str(y), "click", "--repeat", str(times), "--delay", "60", str(button))

    def click_menu(self, *path: str) -> None:
        """Open a menu of the menu bar and click through to an entry."""
        for text in path:
            x, y, width, height = self.wait(f"menu_item({text!r})")
            self.click_at(x + width // 2, y + height // 2)

    def click_tab(self, text: str) -> None:
        x, y, width, height = self.wait(f"tab({text!r})")
        self.click_at(x + width // 2, y + height // 2)

    def click_item(self, view: str, text: str, *, times: int = 1, button: int = 1) -> None:
        x, y, width, height = self.wait(f"item({view!r}, {text!r})")
        self.click_at(x + width // 2, y + height // 2, times=times, button=button)

    def drag(self, name: str, start: tuple[int, int], end: tuple[int, int], *, steps: int = 8) -> None:
        """Drag inside a widget, or out of it; both places count from its corner."""
        found = self.wait_for(name)
        self.drag_at((found.x + start[0], found.y + start[1]), (found.x + end[0], found.y + end[1]), steps=steps)

    def drag_at(self, start: tuple[int, int], end: tuple[int, int], *, steps: int = 8) -> None:
        with self.holding(start, end, steps=steps):
            pass

    @contextmanager
    def holding(self, start: tuple[int, int], end: tuple[int, int], *, steps: int = 8) -> Iterator[None]:
        """Drag from one place of the screen to another, do what follows there, and only then let go."""
        moves: list[str] = ["mousemove", str(start[0]), str(start[1]), "mousedown", "1"]
        for step in range(1, steps + 1):
            x = start[0] + (end[0] - start[0]) * step // steps
            y = start[1] + (end[1] - start[1]) * step // steps
            # xdotool sends them one by one; the pause lets each be an event of its own, as of a hand.
            moves += ["mousemove", str(x), str(y), "sleep", "0.015"]
        self._xdotool(*moves)
        yield
        self._xdotool("mouseup", "1")

    def scroll(self, name: str, clicks: int, *, modifiers: str = "") -> None:
        """Turn the wheel over a widget, up if positive, with keys held such as "ctrl"."""
        x, y = self.wait_for(name).centre
        button = "4" if clicks > 0 else "5"
        turn = ["mousemove", str(x), str(y), "click", "--repeat", str(abs(clicks)), button]
        self._xdotool(*(["keydown", modifiers, *turn, "keyup", modifiers] if modifiers else turn))

    # --- keys --------------------------------------------------------------------------------------------------

    def key(self, *keys: str) -> None:
        """Press keys one after the other, in X's names: "ctrl+z", "Return", "space", "question"."""
        self._focus()
        self._xdotool("key", "--clearmodifiers", *keys)

    def type(self, text: str) -> None:
        """Type text into what has the focus."""
        self._focus()
        self._xdotool("type", "--delay", "2", text)

    def enter(self, name: str, text: str) -> None:
        """Click into a field, replace what is in it, and wait until it is there."""
        self.click(name)
        self.key("ctrl+a")
        self.type(text)
        self.wait_text(name, text)

    # --- pictures ----------------------------------------------------------------------------------------------

    def screenshot(self, path: Path | None = None) -> Image.Image:
        """Return what is on the screen, menus and dialogs too; keep it as a PNG file if a path is given."""
        target = path or Path(self._folder.name) / "screen.png"
        target.parent.mkdir(parents=True, exist_ok=True)
        if not self.ask(f"QApplication.primaryScreen().grabWindow(0).save({str(target)!r}, 'PNG')"):
            raise WindowError(f"the screenshot could not be written to {target}")
        with Image.open(target) as picture:
            return picture.convert("RGB")

    # --- the end -----------------------------------------------------------------------------------------------

    def quit(self) -> int:
        """Close the window as the menu does, whatever is at work, and return the exit code of the process."""
        self.ask("(studio.actions.trigger('file.quit'), window.leaving.agree())")
        code = self.process.wait(timeout=SECONDS)
        self._release()
        return code

    def kill(self) -> None:
        """End the process at once, as a crash would."""
        self.process.kill()
        self.process.wait(timeout=SECONDS)
        self._release()

    def close(self) -> None:
        """End the process if it still runs."""
        if self.process.poll() is None:
            self.kill()
        self._release()

    def _release(self) -> None:
        self._answers.close()
        self._socket.close()
        self._folder.cleanup()

    def _connect(self) -> socket.socket:
        deadline = time.monotonic() + START_SECONDS
        while True:
            link = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
            try:
                link.connect(self._socket_path)
            except (FileNotFoundError, ConnectionRefusedError):
                link.close()
                if self.process.poll() is not None or time.monotonic() > deadline:
                    self.process.kill()
                    self.process.wait()
                    raise WindowError(f"the window did not open\n{self.output()}") from None
                time.sleep(0.01)
            else:
                return link

    def _send(self, expression: str, seconds: float, *, wait: bool) -> Any:
        self._socket.settimeout(seconds + SECONDS)
        question = {"expression": expression, "seconds": seconds, "wait": wait}
        try:
            self._socket.sendall(json.dumps(question).encode() + b"\n")
            line = self._answers.readline()
        except OSError as error:
            raise WindowError(f"the studio does not answer: {error}\n{self.output()}") from error
        if not line:
            raise WindowError(f"the studio ended with {self.process.poll()}\n{self.output()}")
        answer = json.loads(line)
        if "error" in answer:
            raise WindowError(f"{expression}: {answer['error']}")
        return answer["value"]

    def _focus(self) -> None:
        """Do what a window manager does, because the display has none: the front window gets the keyboard."""
        dialogs = "[w for w in QApplication.topLevelWidgets() if w.inherits('QDialog') and w.isVisible()]"
        front = f"(QApplication.activeModalWidget() or ({dialogs} or [window])[-1])"
        # An open menu has taken the keyboard itself.
        if not self.ask(f"bool(QApplication.activePopupWidget()) or QApplication.activeWindow() is {front}"):
            self._xdotool("windowfocus", str(self.ask(f"int({front}.winId())")))
            self.wait(f"QApplication.activeWindow() is {front}")

    def _xdotool(self, *words: str) -> None:
        subprocess.run(["xdotool", *words], env=self._environment, check=True, timeout=SECONDS, capture_output=True)
