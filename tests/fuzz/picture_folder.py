"""Reads all files of a folder as the studio does, and reports crashes, hangs, tracebacks and wrong sizes.

Run ``python -m tests.fuzz.picture_folder FOLDER [--seconds 5]``; made for the test images of Pillow's source package. A
process of its own reads the files one after the other; where it dies or hangs, the next file gets a new one. The size
of what is read as a picture or animation is compared with what Pillow says, turned upright. One JSON line for each
finding, and one with the sums; the exit status is 1 if there was any finding.
"""

import argparse
import json
import os
import resource
import select
import subprocess
import sys
import tempfile
import traceback
from collections import Counter
from pathlib import Path
from typing import IO, Any

ROOT = Path(__file__).parents[2]
_GIB = 1 << 30
_ROOM = 4 * _GIB
_STARTING = 60
"""Seconds that a process may take until it is ready."""


def read(path: Path) -> dict[str, Any]:
    """Read one file; what is found is "read", "refused", "traceback" or "wrong size"."""
    from lance_studio.errors import LanceStudioError
    from lance_studio.media.describe import describe
    from lance_studio.media.frames import FrameReader
    from lance_studio.media.images import load_image
    from lance_studio.media.thumbnails import thumbnail

    try:
        facts = describe(path)
        if facts.kind == "audio":
            return {"found": "read"}
        if facts.kind == "video":
            with FrameReader(path) as reader:
                shape = [reader.frame(number).shape for number in (0, reader.frame_count - 1)][-1]
        else:
            shape = load_image(path).shape
        thumbnail(path, height=32)
    except LanceStudioError as error:
        return {"found": "refused", "cause": error.cause}
    except Exception:
        return {"found": "traceback", "cause": traceback.format_exc(limit=-4)}
    meant = pillow_size(path)
    if meant is not None and (shape[1], shape[0]) != meant:
        return {"found": "wrong size", "cause": f"{shape[1]}x{shape[0]}, not {meant[0]}x{meant[1]}"}
    return {"found": "read"}


def pillow_size(path: Path) -> tuple[int, int] | None:
    """Width and height as Pillow shows the first picture; None where it reads none."""
    from PIL import Image, ImageOps

    try:
        with Image.open(path) as image:
            return ImageOps.exif_transpose(image).size
    except Exception:
        return None


def child() -> None:
    """Read the files whose names come in, one a line."""
    resource.setrlimit(resource.RLIMIT_AS, (_ROOM, _ROOM))
    print("ready", flush=True)
    for line in sys.stdin:
        print(json.dumps(read(Path(json.loads(line)))), flush=True)


class Reader:
    """A process that reads files, started again where it was lost."""

    def __init__(self, seconds: float, home: str) -> None:
        self._seconds = seconds
        self._environment = {**os.environ, "PYTHONPATH": str(ROOT), "LANCE_STUDIO_HOME": home}
        self._process: subprocess.Popen[str] | None = None

    def read(self, path: Path) -> dict[str, Any]:
        process = self._started()
        assert process.stdin is not None
        assert process.stdout is not None
        process.stdin.write(json.dumps(str(path)) + "\n")
        process.stdin.flush()
        line = _line(process.stdout, self._seconds)
        if line:
            return json.loads(line)
        found = "hang" if line is None else "crash"
        self.close()
        return {"found": found, "cause": f"status {process.returncode}"}

    def close(self) -> None:
        if self._process is not None:
            self._process.kill()
            # Also closes its pipes.
            self._process.communicate()
            self._process = None

    def _started(self) -> "subprocess.Popen[str]":
        if self._process is not None and self._process.poll() is not None:
            self.close()
        if self._process is None:
            self._process = subprocess.Popen(
                [sys.executable, "-m", "tests.fuzz.picture_folder", "--child"],
                stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=ROOT, env=self._environment,
            )  # fmt: skip
            assert self._process.stdout is not None
            assert _line(self._process.stdout, _STARTING) == "ready\n"
        return self._process


def _line(stream: IO[str], seconds: float) -> str | None:
    """The next line; empty where the process has ended, None where it takes too long."""
    ready, _, _ = select.select([stream], [], [], seconds)
    return stream.readline() if ready else None


def main(folder: Path, seconds: float) -> int:
    """Read a folder and print what is found; returns how many findings there were."""
    sums: Counter[str] = Counter()
    with tempfile.TemporaryDirectory() as home:
        reader = Reader(seconds, home)
        for path in sorted(each for each in folder.rglob("*") if each.is_file()):
            result = reader.read(path)
            sums[result["found"]] += 1
            if result["found"] not in ("read", "refused"):
                print(json.dumps({"file": str(path.relative_to(folder)), **result}), flush=True)
        reader.close()
    print(json.dumps({"files": sums.total(), **sums}))
    return sums.total() - sums["read"] - sums["refused"]


if __name__ == "__main__":
    if sys.argv[1:] == ["--child"]:
        child()
    else:
        parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
        parser.add_argument("folder", type=Path)
        parser.add_argument("--seconds", type=float, default=5.0)
        options = parser.parse_args()
        sys.exit(1 if main(options.folder, options.seconds) else 0)
