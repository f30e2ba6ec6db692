"""Prompts for clips whose beginning is given: what must happen to a first picture, or go on in a clip."""

from random import Random

from models.nano.training.world.captions import Detail, caption_clip, change_sentence, changes_of
from models.nano.training.world.motions import picture_at_start
from models.nano.training.world.scene import Appear, Clip, Move, Resize
from models.nano.training.world.verbs import Timing, goes_on, happens
from models.nano.training.world.words import finish, listed, place, pronounless, reference, request

_MAKERS = ("make {} {}", "make {} {}", "let {} {}", "I want {} to {}", "have {} {}")
_STARTS = ("animate this", "animate the picture", "bring it to life")
_BEFORE_THAT = ("before that,", "before this", "what happened before:", "earlier,", "just before that")
_JOIN = (
    "fill the gap",
    "join the two clips",
    "connect them",
    "connect the two clips smoothly",
    "make a transition",
    "fill in what happens between",
    "go from one to the other",
)
_CONTINUE = ("continue", "go on", "keep going", "continue the clip")


#: How often the moment of an event is said in seconds.
_EXACT = 0.3


def _timing(clip: Clip, full: bool) -> Timing:
    return Timing(clip.frames, 0.0 if full else _EXACT)


def _commands(rng: Random, clip: Clip) -> str:
    """The changes as wishes: "make the star move left and make the ring vanish"."""
    present = picture_at_start(clip).things
    maker, wishes = rng.choice(_MAKERS), []
    for thing, change in changes_of(clip):
        if isinstance(change, Appear):
            where = place(rng, (thing.row, thing.column))
            name = Detail(rng, True).named(rng, thing)
        else:
            name, where = reference(rng, thing, present), ""
        words = happens(rng, thing, change, "move", where=where, timing=_timing(clip, False))
        wishes.append(maker.format(name, words))
    return listed(wishes)


def prompt_animation(rng: Random, clip: Clip, *, full: bool = False) -> str:
    """What must happen to a first picture: a sentence, a wish, or sometimes the clip's whole caption.

    Args:
        rng: Chooses the words.
        clip: What must come out; its first frame is given.
        full: Leave nothing about the changes open but the exact moments of events; silence means the clip's middle.
    """
    chance = rng.random()
    if chance < 0.2:
        return caption_clip(rng, clip, full=full, exact=_timing(clip, full).exact)
    if chance < 0.55 and not full and changes_of(clip):
        return request(rng, _commands(rng, clip))
    # What appears is nowhere to be seen yet, so it is described in full.
    sentence = change_sentence(rng, clip, Detail(rng, full or _has_newcomer(clip), _timing(clip, full)))
    if not full and changes_of(clip) and rng.random() < 0.12:
        return finish(rng, rng.choice(_STARTS), sentence)
    return finish(rng, sentence)


def prompt_before(rng: Random, clip: Clip, *, full: bool = False) -> str:
    """What happens before a clip that is there already: the clip to be drawn ends with its first frames.

    Args:
        rng: Chooses the words.
        clip: What must come out; its last frames are given.
        full: Say everything, as in a full caption.
    """
    if full or rng.random() < 0.3:
        return caption_clip(rng, clip, full=full, exact=_timing(clip, full).exact)
    sentence = change_sentence(rng, clip, Detail(rng, _has_newcomer(clip), _timing(clip, False)))
    if rng.random() < 0.35:
        return finish(rng, f"{rng.choice(_BEFORE_THAT)} {sentence}")
    return finish(rng, sentence)


def prompt_between(rng: Random, clip: Clip, *, full: bool = False) -> str:
    """What happens between two clips, or merely that they are to be joined: both ends can be seen.

    The arguments are those of :func:`prompt_before`; the first frames are given as well.
    """
    if not full and rng.random() < 0.25:
        return request(rng, rng.choice(_JOIN))
    if full or rng.random() < 0.25:
        return caption_clip(rng, clip, full=full, exact=_timing(clip, full).exact)
    return finish(rng, change_sentence(rng, clip, Detail(rng, _has_newcomer(clip), _timing(clip, False))))


def _has_newcomer(clip: Clip) -> bool:
    return any(isinstance(change, Appear) for change in clip.changes)


def prompt_continuation(rng: Random, clip: Clip, *, full: bool = False) -> str:
    """What goes on in a clip that is to be continued: "the red circle keeps moving right", or a plain caption.

    Args:
        rng: Chooses the words.
        clip: What must come out; it may begin in the middle of a motion.
        full: Say everything, as in a full caption.
    """
    if full or rng.random() < 0.25:
        return caption_clip(rng, clip, full=full, exact=_timing(clip, full).exact)
    if not changes_of(clip) or _has_newcomer(clip):
        return finish(rng, change_sentence(rng, clip, Detail(rng, _has_newcomer(clip), _timing(clip, False))))
    present = picture_at_start(clip).things
    clauses = []
    for thing, change in changes_of(clip):
        name = pronounless(reference(rng, thing, present), thing)
        if isinstance(change, Move | Resize) and rng.random() < 0.75:
            words = goes_on(rng, thing, change)
        else:
            words = happens(rng, thing, change, timing=_timing(clip, False))
        clauses.append(f"{name} {words}")
    if rng.random() < 0.1:
        return finish(rng, rng.choice(_CONTINUE), listed(clauses))
    return finish(rng, listed(clauses))
