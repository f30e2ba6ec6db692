"""Number formats of a run (specification §2.8, §10.1).

``reference`` computes in bfloat16 and rounds exactly where the official implementation does. ``float32`` computes
everything in float32. Independently, the constant tables (rotary frequencies, latent positions, latent mean and
standard deviation) hold either the bfloat16-rounded values that the released weights were run with, or exact ones.
"""

from dataclasses import dataclass

import torch
from torch import Tensor

from lance_studio.requests.tasks import PrecisionName


@dataclass(frozen=True, slots=True)
class Precision:
    """Number format of weights and activations, and whether constant tables are rounded to bfloat16.

    Attributes:
        dtype: ``torch.bfloat16`` (reference) or ``torch.float32``.
        rounded_tables: Quirks Q1 and Q3: the tables carry bfloat16 values. The released weights expect this, so it is
            the default in both modes; the fp32 reference data was partly made without.
    """

    dtype: torch.dtype = torch.bfloat16
    rounded_tables: bool = True

    @classmethod
    def named(cls, name: PrecisionName) -> "Precision":
        """The precision of a mode's name."""
        return cls(torch.bfloat16 if name == "reference" else torch.float32)

    @classmethod
    def usual(cls, device: torch.device) -> "Precision":
        """What suits a device: reference on a GPU, float32 on a processor, where bfloat16 is several times slower."""
        return cls.named("float32" if device.type == "cpu" else "reference")

    @property
    def name(self) -> PrecisionName:
        """The mode's name as recipes and the command line know it."""
        return "reference" if self.dtype == torch.bfloat16 else "float32"

    def table(self, exact: Tensor) -> Tensor:
        """A constant table as this run uses it: float32 storage, bfloat16 values where tables are rounded."""
        exact = exact.to(torch.float32)
        return exact.to(torch.bfloat16).to(torch.float32) if self.rounded_tables else exact
