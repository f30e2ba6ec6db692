"""What a message cannot hold is named in words that say what to do about it."""

import msgspec
import pytest

from lance_studio.errors import InvalidRequestError
from lance_studio.worker.requests import ModelChoice, Request, Sampling, TextToImage
from lance_studio.worker.sendable import require_sendable

MODEL = ModelChoice(root="/models/a", device="cpu")
REQUEST = TextToImage(prompt="a boat", width=64, height=64, sampling=Sampling())


@pytest.mark.parametrize(
    ("request_", "cause", "remedy"),
    [
        (
            msgspec.structs.replace(REQUEST, prompt="x" * 40 + "\ud83d boat"),
            f"The prompt has a broken character in it, shown here as an escape: '…{'x' * 30}\\ud83d boat'.",
            "Enter the prompt again without it.",
        ),
        (
            msgspec.structs.replace(REQUEST, sampling=Sampling(seed=2**80)),
            "The seed 1208925819614629174706176 is too large.",
            "Choose a seed of at most 9223372036854775807.",
        ),
        (
            msgspec.structs.replace(REQUEST, sampling=Sampling(seed=-(2**80))),
            "The seed -1208925819614629174706176 is too small.",
            "Choose a seed of at least -9223372036854775808.",
        ),
        (
            msgspec.structs.replace(REQUEST, sampling=Sampling(seed=1 << 20_000)),
            "The seed (a number of 20001 bits) is too large.",
            "Choose a seed of at most 9223372036854775807.",
        ),
    ],
)
def test_the_value_is_named(request_: Request, cause: str, remedy: str) -> None:
    with pytest.raises(InvalidRequestError) as caught:
        require_sendable(request_, MODEL)
    assert (caught.value.cause, caught.value.remedy) == (cause, remedy)


def test_what_can_be_sent_is_not_refused() -> None:
    require_sendable(msgspec.structs.replace(REQUEST, sampling=Sampling(seed=2**64 - 1), prompt="🚤"), MODEL)
