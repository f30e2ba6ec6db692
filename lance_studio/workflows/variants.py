"""Variants: one wish carried out several times, with seeds that follow each other."""

from dataclasses import replace
from typing import Any

import msgspec

from lance_studio import limits
from lance_studio.errors import InvalidRequestError
from lance_studio.language import mark, tr, translate
from lance_studio.project.rows import new_id
from lance_studio.requests.sampling import MAX_SEED
from lance_studio.workflows.planned import Planned
from lance_studio.workflows.task import AsNode
from lance_studio.workflows.wishes import Wish

_CHOOSE_FIRST = mark("Each variant becomes a result of its own; the timeline stays as it is until you place one.")


def variants_of(planned: Planned, wish: Wish) -> tuple[Planned, ...]:
    """Plan what a wish asks for as often as it asks: the same request, with seeds that follow each other.

    After the greatest seed comes 0. Several variants are results only: none takes a place on a timeline by itself.

    Args:
        planned: The first one.
        wish: What it was planned for.

    Raises:
        InvalidRequestError: It asks for none, or for too many.
    """
    count: int = getattr(wish, "variants", 1)
    if not 1 <= count <= limits.REQUEST_VARIANTS.most:
        raise InvalidRequestError(
            tr("{count} variants were asked for.", count=limits.in_words(count)),
            tr("Choose 1 to {most}.", most=limits.REQUEST_VARIANTS.most),
        )
    if count == 1:
        return (planned,)
    group, task = new_id(), planned.task
    if not isinstance(task.target, AsNode):
        task = msgspec.structs.replace(task, target=AsNode(), notes=(*task.notes, translate(_CHOOSE_FIRST)))
    # Of several results for what the canvas shows, somebody chooses; on an empty canvas the first one is shown.
    follows = planned.origin is None
    made: list[Planned] = []
    for number in range(count):
        request: Any = task.request
        seed = (request.sampling.seed + number) % (MAX_SEED + 1)
        sampling = msgspec.structs.replace(request.sampling, seed=seed)
        request = msgspec.structs.replace(request, sampling=sampling)
        one = planned.with_task(msgspec.structs.replace(task, request=request, group=group, variant=number))
        made.append(replace(one, job=replace(one.job, id=planned.job.id if number == 0 else new_id()), follows=follows))
    return tuple(made)
