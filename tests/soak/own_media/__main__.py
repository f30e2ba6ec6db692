"""Put made media through the command line: `python -m tests.soak.own_media [KIND|NAME ...] [--keep FOLDER]`."""

import argparse
import os
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

from tests.soak.own_media import films, oddities, pictures, sounds
from tests.soak.own_media.cases import check

GROUPS = {"films": films.CASES, "oddities": oddities.CASES, "sounds": sounds.CASES, "pictures": pictures.CASES}


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.soak.own_media", description=__doc__)
    parser.add_argument("words", nargs="*", help="words of which a case's group, kind or name must hold one")
    parser.add_argument("--keep", type=Path, help="where the files are left")
    asked = parser.parse_args()
    tried, wrong = Counter[str](), Counter[str]()
    with tempfile.TemporaryDirectory() as temporary:
        # What is known of files must be found out by this version.
        os.environ["XDG_CACHE_HOME"] = str(Path(temporary) / "cache")
        root = asked.keep or Path(temporary)
        for group, cases in GROUPS.items():
            for case in cases:
                label = f"{group} / {case.kind} / {case.name}"
                if asked.words and not any(word in label for word in asked.words):
                    continue
                folder = root / group / case.kind.replace("/", "-") / case.name.encode().hex()[:40]
                folder.mkdir(parents=True, exist_ok=True)
                began = time.monotonic()
                try:
                    found = check(case, folder)
                except Exception as error:
                    found = [f"NOT MADE: {type(error).__name__}: {error}"]
                tried[case.kind] += 1
                if found:
                    wrong[case.kind] += 1
                    sys.stdout.write(
                        f"{label!r} ({time.monotonic() - began:.1f} s)\n" + "".join(f"    {line}\n" for line in found)
                    )
                    sys.stdout.flush()
    for kind, count in tried.items():
        sys.stdout.write(f"{kind}: {count} tried, {wrong[kind]} wrong\n")
    return int(bool(wrong))


if __name__ == "__main__":
    sys.exit(main())
