"""Plans of new and changed pictures."""

import msgspec

from lance_studio import requests
from lance_studio.errors import InvalidRequestError
from lance_studio.language import tr
from lance_studio.project.rows import Media
from lance_studio.requests.geometry import latent_grid
from lance_studio.requests.lengths import Length, moving_length
from lance_studio.workflows.lookup import about_picture, still
from lance_studio.workflows.options import Options
from lance_studio.workflows.plan_parts import PlanParts, shape
from lance_studio.workflows.planned import Planned, planned_job
from lance_studio.workflows.task import AsNode, Source, Target, Task
from lance_studio.workflows.wishes import (
    EditPicture,
    GenerateFromReferences,
    GeneratePicture,
)


def generate_picture(plans: PlanParts, wish: GeneratePicture) -> Planned:
    """Plan a new picture.

    Raises:
        InvalidRequestError: There are no words.
    """
    text, options, usual = plans.words(wish.prompt), wish.options, plans.profile.pictures
    size = (options.width or usual.size.width, options.height or usual.size.height)
    sampling = plans.sampling(plans.profile.pictures, options)
    request = requests.TextToImage(prompt=text, width=size[0], height=size[1], sampling=sampling)
    promise = plans.promise(request)
    notes = (*promise.notes, *plans.profile.warnings(*promise.size))
    return planned_job(Task(request=request, size=promise.size, notes=notes), promise, "generate")


def generate_from_references(plans: PlanParts, wish: GenerateFromReferences) -> Planned:
    """Plan a new picture, or with more than one frame a new clip, that keeps what pictures show.

    Raises:
        InvalidRequestError: There are no words, too few or too many pictures, or one of them is none.
    """
    node_ids, options = wish.node_ids, wish.options
    if not 1 <= len(node_ids) <= requests.MAX_INPUTS:
        raise InvalidRequestError(
            tr("{count} pictures were given as references.", count=len(node_ids)),
            tr("Give 1 to {most}.", most=requests.MAX_INPUTS),
        )
    found = [plans.find.picture(node_id) for node_id in node_ids]
    length = Length(1) if (options.frames or 1) == 1 else moving_length(options.frames or 1)
    frames = length.frames
    usual = plans.profile.pictures if frames == 1 else plans.profile.clips
    size = (options.width or usual.size.width, options.height or usual.size.height)
    request = requests.ReferenceGuided(
        prompt=plans.words(wish.prompt),
        width=size[0],
        height=size[1],
        num_frames=frames,
        preset=plans.preset(options, usual),
        sampling=plans.sampling(usual, options),
    )
    inputs = tuple(still(media, node_id) for node_id, media in zip(node_ids, found, strict=True))
    promise = plans.promise(request, *(shape(media) for media in found))
    notes = (
        *promise.notes,
        *length.notes,
        *plans.experimental("reference_guided"),
        *plans.profile.warnings(*promise.size, frames),
    )
    contexts = tuple(about_picture(media, node_id) for node_id, media in zip(node_ids, found, strict=True))
    return planned_job(
        Task(request=request, inputs=inputs, size=promise.size, notes=notes), promise, "generate", contexts
    )


def edit_picture(plans: PlanParts, wish: EditPicture) -> Planned:
    """Plan a turn: the node's picture changed after an instruction.

    Raises:
        InvalidRequestError: There are no words, or the node is no picture.
    """
    if len(wish.also) >= requests.MAX_INPUTS:
        raise InvalidRequestError(
            tr("{count:,} pictures were given to edit.", count=len(wish.also) + 1),
            tr("Give 1 to {most}.", most=requests.MAX_INPUTS),
        )
    media = plans.find.picture(wish.node_id)
    also = tuple((plans.find.picture(node_id), node_id) for node_id in wish.also)
    return edit_still(plans, media, wish.node_id, wish.instruction, wish.options, AsNode(), wish.mask, also)


def edit_still(
    plans: PlanParts,
    media: Media,
    node_id: str | None,
    instruction: str,
    options: Options,
    target: Target,
    mask: str | None,
    also: tuple[tuple[Media, str], ...] = (),
) -> Planned:
    """Plan a change of a picture, of a node or of a clip on a timeline.

    Args:
        plans: What plans are made of.
        media: The picture.
        node_id: The node that shows it, if any.
        instruction: What to change.
        options: Choices.
        target: Where the result goes.
        mask: Digest of the mask's blob; None for all of the picture.
        also: Further pictures with their nodes; the model sees these first.

    Raises:
        InvalidRequestError: There are no words, a number or a size does not suit the model, or it would see nothing
            of the mask.
    """
    request = requests.ImageEdit(
        instruction=plans.words(instruction),
        preset=plans.preset(options, plans.profile.pictures),
        feather=options.feather,
        sampling=plans.sampling(plans.profile.pictures, options),
    )
    promise = plans.promise(request, *(shape(one) for one, _ in also), shape(media))
    size = promise.size
    # Outside a mask, the source's own pixels are promised: then the result has the source's size.
    composed = mask is not None and (media.width, media.height) != size
    if composed:
        request = msgspec.structs.replace(request, feather=0)
    latent = plans.kept_latent(node_id, latent_grid(1, *size))
    source = Source(media_id=media.id, digest=media.digest, node_id=node_id, mask=mask, latent=latent)
    task = Task(
        request=request,
        inputs=(*(still(*one) for one in also), source),
        target=target,
        size=(media.width or size[0], media.height or size[1]) if composed else size,
        feather=options.feather if composed else None,
        notes=(*(() if composed else promise.notes), *plans.unseen(mask, size), *plans.experimental("image_edit")),
    )
    return planned_job(task, promise, "edit", (about_picture(media, node_id),), node_id)
