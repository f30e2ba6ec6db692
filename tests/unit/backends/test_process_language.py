"""The engine's process speaks the language of the studio that it belongs to."""

import select
import sys

from lance_studio.backends.process.process import EngineProcess
from lance_studio.language import LANGUAGE_VARIABLE, use_language

SAYS = f"import os, sys; print(os.environ[{LANGUAGE_VARIABLE!r}], file=sys.stderr)"


def test_the_process_is_told_the_language() -> None:
    use_language("zh_CN")
    process = EngineProcess([sys.executable, "-c", SAYS])
    try:
        assert select.select([process.errors], [], [], 60)[0]
        process.read_log()
        assert process.log == "zh_CN"
    finally:
        process.finish()
