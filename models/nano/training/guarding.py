"""Going back to earlier weights where gradients stop being finite.

A single gradient that is not finite is left out by the optimiser, and the next examples do better. From some weights
on, though, nearly every gradient is like that, and no number of further steps leads away from there.
"""

from collections import deque

from torch import Tensor

from models.nano.training.optimise import Optimiser

#: Steps between copies. The older of two is returned to: the newer one may be too close to where it goes wrong.
_COPY_EVERY, _COPIES = 250, 2
#: Share of left-out steps since the last look from which on the weights count as lost.
_LOST = 0.5
#: Factor of the learning rate after each return, so that the same way is not taken again.
_SLOWER = 0.7
#: Returns after which training is hopeless.
_MOST_RETURNS = 8


class Guard:
    """Watches an optimiser's steps; every process of a team comes to the same verdict, as they share gradients.

    Args:
        optimiser: What to watch. Its present state is the first that is returned to.
        step: Number of the step that it is at.
        copy_every: Steps between copies.
    """

    def __init__(self, optimiser: Optimiser, step: int, copy_every: int = _COPY_EVERY) -> None:
        self._optimiser, self._copy_every = optimiser, copy_every
        self._copies: deque[dict[str, Tensor]] = deque(maxlen=_COPIES)
        self._copied_at = self._looked_at = step
        self._left_out = int(optimiser.skipped)
        self._copy()
        #: Factor of the learning rate.
        self.factor = 1.0
        #: How often weights were given up.
        self.returns = 0

    def look(self, step: int) -> str | None:
        """See what became of the steps since the last look; go back if half of them or more were left out.

        Args:
            step: Number of the step just done.

        Returns:
            What was wrong, if it went back.

        Raises:
            RuntimeError: It went back too often. The weights are then those of the last copy.
        """
        left_out, steps = int(self._optimiser.skipped), step - self._looked_at
        lost = steps > 0 and left_out - self._left_out >= _LOST * steps
        if lost:
            return self._go_back(step, left_out)
        if left_out == self._left_out and step - self._copied_at >= self._copy_every:
            self._copy()
            self._copied_at = step
        self._looked_at, self._left_out = step, left_out
        return None

    def _copy(self) -> None:
        self._copies.append({name: value.clone() for name, value in self._optimiser.state().items()})

    def _go_back(self, step: int, left_out: int) -> str:
        names = self._optimiser.not_finite()
        self._optimiser.restore(self._copies[0])
        self._optimiser.skipped.fill_(left_out)
        self._copies = deque([self._copies[0]], maxlen=_COPIES)
        self._copied_at = self._looked_at = step
        self._left_out = left_out
        self.returns += 1
        self.factor *= _SLOWER
        what = f"{len(names)} gradients not finite, such as {', '.join(names[:3])}" if names else "steps left out"
        if self.returns > _MOST_RETURNS:
            raise RuntimeError(f"Gradients are not finite, again and again: {what}.")
        return f"{what}; back to earlier weights, rate × {self.factor:.2f}"
