"""Training goes back to earlier weights where gradients stop being finite, instead of leaving out all that follows."""

import pytest
import torch
from torch import Tensor, nn

from models.nano.training.guarding import Guard
from models.nano.training.optimise import Optimiser, OptimiserSettings


class Run:
    """A few numbers that every step moves by a gradient of one."""

    def __init__(self) -> None:
        self.weight = nn.Parameter(torch.zeros(4))
        self.other = nn.Parameter(torch.zeros(2))
        named = {"weight": self.weight, "other": self.other}
        self.optimiser = Optimiser(named.items(), OptimiserSettings(adam_rate=0.01))
        self.guard = Guard(self.optimiser, 0, copy_every=20)
        self.done = 0

    def steps(self, count: int, broken: frozenset[int] = frozenset()) -> list[str]:
        """Take steps, of which those of some numbers have a gradient that is not finite; what the guard said."""
        said: list[str] = []
        for number in range(count):
            for parameter in (self.weight, self.other):
                assert parameter.grad is not None
                parameter.grad.fill_(1.0)
            if number in broken:
                assert self.weight.grad is not None
                self.weight.grad[1] = float("nan")
            self.optimiser.step()
            self.done += 1
            if self.done % 10 == 0 and (wrong := self.guard.look(self.done)):
                said.append(wrong)
        return said


def copied(weights: Tensor) -> Tensor:
    return weights.detach().clone()


def test_single_gradients_that_are_not_finite_are_only_left_out() -> None:
    run = Run()
    assert run.steps(40, frozenset({3, 4, 17, 18, 31})) == []
    assert (run.guard.returns, run.guard.factor) == (0, 1.0)
    assert (float(run.optimiser.steps), float(run.optimiser.skipped)) == (35, 5)


def test_where_nearly_all_are_not_finite_training_goes_back_and_on_more_slowly() -> None:
    run = Run()
    run.steps(20)
    older, state = copied(run.weight), {name: value.clone() for name, value in run.optimiser.state().items()}
    run.steps(30)
    assert not torch.equal(run.weight, older)
    (said,) = run.steps(10, frozenset(range(1, 10)))
    # Copies were made at 20 and 40 steps; the older one counts, since the newer may be too close to what went wrong.
    assert said.startswith("1 gradients not finite, such as weight;")
    assert torch.equal(run.weight, older)
    for name, value in run.optimiser.state().items():
        assert torch.equal(value, state[name]) or name == "skipped", name
    assert float(run.optimiser.skipped) == 9
    assert 0 < run.guard.factor < 1
    assert run.steps(20) == []
    assert not torch.equal(run.weight, older)


def test_a_second_return_does_not_lead_to_a_copy_of_what_went_wrong() -> None:
    run = Run()
    start = copied(run.weight)
    for _ in range(3):
        assert len(run.steps(10, frozenset(range(10)))) == 1
        assert torch.equal(run.weight, start)
    assert run.guard.returns == 3


def test_without_an_end_of_it_training_stops_with_good_weights() -> None:
    run = Run()
    run.steps(20)
    good = copied(run.weight)
    run.steps(20)
    with pytest.raises(RuntimeError, match="not finite, again and again: 1 gradients not finite, such as weight"):
        run.steps(1000, frozenset(range(1000)))
    assert torch.equal(run.weight, good)
