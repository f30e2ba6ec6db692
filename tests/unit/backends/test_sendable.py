"""What a message cannot hold is named in words that say what to do about it."""

import msgspec
import pytest

from lance_studio.backends.sendable import require_sendable
from lance_studio.errors import InvalidRequestError
from lance_studio.requests import ModelChoice, Request, Sampling, TextToImage

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
    ],
)
def test_the_value_is_named(request_: Request, cause: str, remedy: str) -> None:
    with pytest.raises(InvalidRequestError) as caught:
        require_sendable(request_, MODEL)
    assert (caught.value.cause, caught.value.remedy) == (cause, remedy)


def test_what_can_be_sent_is_not_refused() -> None:
    require_sendable(msgspec.structs.replace(REQUEST, sampling=Sampling(seed=2**63 - 1), prompt="🚤"), MODEL)
