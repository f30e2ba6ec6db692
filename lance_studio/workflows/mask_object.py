"""Selecting what lies in a box: GrabCut (Rother, Kolmogorov and Blake, 2004), with numpy alone.

Two mixtures of colours, of the object and of what surrounds it, and the cut between them are improved in turns. The cut
is the least one of a grid of pixels; it is found as the minimum of a total variation by a primal-dual method
(Chambolle and Pock, 2011), whose relaxation to values between 0 and 1 has the same minimum.
"""

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Floats = NDArray[np.float32]

_COARSE, _FINE = 128, 384
"""Longest side of the part of the picture that is worked on, first and last."""
_COLOURS = 5
_ROUNDS = 5
_STRENGTH = 50.0
"""How much a boundary costs where neighbours have the same colour, as in the original."""
_ITERATIONS = 250
_SURROUNDINGS = 0.3
"""How much around the box is looked at, as a part of its sides."""
_NEVER = 1e4


def object_in_box(picture: "NDArray[np.uint8]", box: tuple[int, int, int, int]) -> "NDArray[np.bool_]":
    """Select the object in a box; takes up to some seconds, whatever the size of the picture.

    Args:
        picture: uint8 [H, W, 3].
        box: Left, top, right and bottom of a part with an area, right and bottom exclusive; clipped to the picture.

    Returns:
        bool [H, W]; nothing outside of the box is selected, and nothing at all where the box has no object.
    """
    import numpy as np

    height, width = picture.shape[:2]
    left, top, right, bottom = max(box[0], 0), max(box[1], 0), min(box[2], width), min(box[3], height)
    result = np.zeros((height, width), np.bool_)
    if right - left < 2 or bottom - top < 2:
        return result
    margin = max(round(max(right - left, bottom - top) * _SURROUNDINGS), 4)
    x0, y0, x1, y1 = (
        max(left - margin, 0),
        max(top - margin, 0),
        min(right + margin, width),
        min(bottom + margin, height),
    )
    part = picture[y0:y1, x0:x1]
    inner = (left - x0, top - y0, right - x0, bottom - y0)
    coarse, possible = _scaled(part, inner, _COARSE)
    inside = possible.copy()
    models = None
    for _ in range(_ROUNDS):
        models = _models(coarse, inside, possible)
        if models is None:
            return result
        inside = _cut(coarse, possible, models, inside) > 0.5
    assert models is not None
    fine, possible = _scaled(part, inner, _FINE)
    soft = _cut(fine, possible, models, _stretched(inside.astype(np.float32), possible.shape) > 0.5)
    whole = _stretched(soft, part.shape[:2]) > 0.5
    result[top:bottom, left:right] = whole[inner[1] : inner[3], inner[0] : inner[2]]
    return result


def _scaled(
    part: "NDArray[np.uint8]", inner: tuple[int, int, int, int], side: int
) -> "tuple[Floats, NDArray[np.bool_]]":
    """Return a part of a picture, made smaller by a whole number, and where the object may be in it."""
    import numpy as np

    height, width = part.shape[:2]
    factor = max(-(-max(height, width) // side), 1)
    rows, columns = -(-height // factor), -(-width // factor)
    # Whole blocks: the last row and column are repeated as far as they are missing.
    padded = np.pad(part, ((0, rows * factor - height), (0, columns * factor - width), (0, 0)), mode="edge")
    blocks = padded.reshape(rows, factor, columns, factor, 3)
    possible = np.zeros((rows, columns), np.bool_)
    left, top, right, bottom = inner
    possible[top // factor : -(-bottom // factor), left // factor : -(-right // factor)] = True
    if possible.all():
        # Without surroundings the outermost pixels stand for them.
        possible[[0, -1]] = False
        possible[:, [0, -1]] = False
    return blocks.mean(axis=(1, 3), dtype=np.float32), possible


def _stretched(values: "Floats", shape: tuple[int, int]) -> "Floats":
    """Return values at another size, with straight lines between them."""
    import numpy as np

    for axis, count in enumerate(shape):
        size = values.shape[axis]
        places = np.clip((np.arange(count) + 0.5) * size / count - 0.5, 0, size - 1).astype(np.float32)
        low = places.astype(np.intp)
        high = np.minimum(low + 1, size - 1)
        share = (places - low)[:, None] if axis == 0 else places - low
        values = np.take(values, low, axis) * (1 - share) + np.take(values, high, axis) * share
    return values


# --- colours ----------------------------------------------------------------------------------------------------------


class _Mixture(NamedTuple):
    """A mixture of normal distributions of colours."""

    means: "NDArray[np.float64]"
    inverses: "NDArray[np.float64]"
    offsets: "NDArray[np.float64]"

    def cost(self, colours: "Floats") -> "Floats":
        """Return how unlikely colours are, float32 [...] of [..., 3]: the least cost of any distribution."""
        import numpy as np

        flat = colours.reshape(-1, 3).astype(np.float64)
        costs = []
        for mean, inverse, offset in zip(self.means, self.inverses, self.offsets, strict=True):
            away = flat - mean
            costs.append(offset + 0.5 * np.einsum("ni,ij,nj->n", away, inverse, away))
        return np.min(costs, axis=0).astype(np.float32).reshape(colours.shape[:-1])


def _models(
    picture: "Floats", inside: "NDArray[np.bool_]", possible: "NDArray[np.bool_]"
) -> tuple[_Mixture, _Mixture] | None:
    """Return the colours of the object and of its surroundings; None where there is no object, or only that."""
    object_, around = picture[inside & possible], picture[~inside]
    if len(object_) < _COLOURS or len(around) < _COLOURS:
        return None
    return _mixture(object_), _mixture(around)


def _mixture(colours: "Floats") -> _Mixture:
    """Fit a mixture by splitting what is spread most along its longest axis."""
    import numpy as np

    clusters = [colours.astype(np.float64)]
    while len(clusters) < _COLOURS:
        axes = [_longest_axis(one) for one in clusters]
        widest = max(range(len(clusters)), key=lambda n: len(clusters[n]) * axes[n][0])
        (spread, axis), one = axes[widest], clusters[widest]
        if spread < 1e-3:
            break
        along = (one - one.mean(axis=0)) @ axis
        clusters[widest] = one[along <= 0]
        clusters.append(one[along > 0])
    count = len(colours)
    # Narrower distributions would take everything but their own shade for impossible.
    covariances = [(np.cov(one.T) if len(one) > 1 else 0) + np.eye(3) * 16.0 for one in clusters]
    offsets = [
        -np.log(len(one) / count) + 0.5 * np.linalg.slogdet(matrix)[1]
        for one, matrix in zip(clusters, covariances, strict=True)
    ]
    inverses = np.linalg.inv(np.array(covariances, np.float64)).astype(np.float64)
    return _Mixture(np.array([one.mean(axis=0) for one in clusters]), inverses, np.array(offsets))


def _longest_axis(colours: "NDArray[np.float64]") -> "tuple[float, NDArray[np.float64]]":
    """Return the greatest variance of colours and its direction."""
    import numpy as np

    if len(colours) < 2:
        return 0.0, np.zeros(3)
    variances, directions = np.linalg.eigh(np.cov(colours.T))
    return float(variances[-1]), directions[:, -1].astype(np.float64)


# --- the cut ----------------------------------------------------------------------------------------------------------


def _cut(
    picture: "Floats", possible: "NDArray[np.bool_]", models: tuple[_Mixture, _Mixture], start: "NDArray[np.bool_]"
) -> "Floats":
    """Return the least cut, float32 [h, w] from 0 to 1; above a half is the object."""
    import numpy as np

    object_, around = models
    pull = np.where(possible, object_.cost(picture) - around.cost(picture), np.float32(_NEVER)).astype(np.float32)
    down, across = _boundary_costs(picture)
    value = (start & possible).astype(np.float32)
    ahead = value.copy()
    flow_down, flow_across = np.zeros_like(down), np.zeros_like(across)
    # The steps depend on how much each pixel is held by its neighbours, so that all settle equally soon.
    held = np.full(value.shape, 1e-3, np.float32)
    for cost, (one, other) in ((down, _DOWN), (across, _ACROSS)):
        held[one] += cost
        held[other] += cost
    step = 1 / held
    for _ in range(_ITERATIONS):
        # Flows are parts of what a boundary costs, from -1 to 1.
        flow_down += 0.5 * (ahead[1:] - ahead[:-1])
        flow_across += 0.5 * (ahead[:, 1:] - ahead[:, :-1])
        np.clip(flow_down, -1, 1, out=flow_down)
        np.clip(flow_across, -1, 1, out=flow_across)
        out = pull.copy()
        moved = flow_down * down
        out[1:] += moved
        out[:-1] -= moved
        moved = flow_across * across
        out[:, 1:] += moved
        out[:, :-1] -= moved
        former = value
        value = np.clip(value - step * out, 0, 1).astype(np.float32, copy=False)
        ahead = 2 * value - former
    return value


_DOWN = (slice(1, None), slice(None, -1))
_ACROSS = ((slice(None), slice(1, None)), (slice(None), slice(None, -1)))


def _boundary_costs(picture: "Floats") -> "tuple[Floats, Floats]":
    """Return what a boundary costs between each pixel and the one below, and the one to the right."""
    import numpy as np

    down = ((picture[1:] - picture[:-1]) ** 2).sum(axis=-1)
    across = ((picture[:, 1:] - picture[:, :-1]) ** 2).sum(axis=-1)
    usual = (down.sum(dtype=np.float64) + across.sum(dtype=np.float64)) / max(down.size + across.size, 1)
    sharp = 1 / max(2 * usual, 1e-6)
    return (
        (_STRENGTH * np.exp(-sharp * down)).astype(np.float32),
        (_STRENGTH * np.exp(-sharp * across)).astype(np.float32),
    )
