"""Lance in PyTorch: typed requests in, frames and answers out. Knows no window, no project and no process.

See ``pipeline.Engine`` for the entry point, :mod:`lance_studio.requests` for what can be asked of it, and ``results``
for what it gives back.
"""

from lance_studio.engine.control import CancelFlag, Control
from lance_studio.engine.pipeline import Engine
from lance_studio.engine.precision import Precision
from lance_studio.engine.sampling import InjectedNoise

__all__ = ["CancelFlag", "Control", "Engine", "InjectedNoise", "Precision"]
