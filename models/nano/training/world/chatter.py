"""What people write around a prompt and what says nothing about the picture: praise, wishes, small talk.

No word here names a thing, colour, place, number or background of the world: what a prompt means stays the same.
"""

from random import Random

_PRAISE = (
    "beautiful",
    "high quality",
    "highly detailed",
    "best quality",
    "4k",
    "8k",
    "masterpiece",
    "cinematic",
    "sharp focus",
    "vivid",
    "soft shading",
    "clean lines",
    "professional",
    "award winning",
    "cute",
    "lovely",
    "charming",
    "realistic",
    "dreamy",
    "minimalist",
    "concept art",
    "digital art",
    "oil painting",
    "watercolour",
    "octane render",
    "ultra detailed",
    "trending",
    "elegant",
    "photo of the year",
)
_SENTENCES = (
    "I would love to see that",
    "It is for my daughter's birthday",
    "Take your time",
    "Thank you very much",
    "Make it look as good as you can",
    "I have been thinking about this all week",
    "My brother says that it cannot be done",
    "Think carefully about the composition before you begin",
    "The mood should be calm and happy",
    "It will hang in the kitchen of a friend",
    "Everything should look neat",
    "You may use your imagination for the rest",
    "It reminds me of a story that my grandmother told us",
    "We are printing it on a card",
    "Do not add any text or watermark",
    "This is the most important part of my project",
    "Hello, how are you today",
    "I am not sure how to describe it any better",
    "Imagine that an illustrator has worked on it for months",
    "The lighting should be natural and the details crisp",
    "Keep it simple",
    "People of all ages should like it",
)


def praise(rng: Random, text: str) -> str:
    """A prompt with one to four words of praise before or behind it."""
    words = ", ".join(rng.sample(_PRAISE, rng.randint(1, 4)))
    return f"{words}, {text}" if rng.random() < 0.3 else f"{text.rstrip('.')}, {words}"


def small_talk(rng: Random, text: str, words: int) -> str:
    """A prompt somewhere in so much talk that it has a number of words at least.

    Args:
        rng: Chooses what is said.
        text: The prompt.
        words: Words wanted, those of the prompt included.
    """
    before: list[str] = []
    behind: list[str] = []
    count = len(text.split())
    # Some put what they want first, others last.
    early = rng.random()
    while count < words:
        said = rng.choice(_SENTENCES) if rng.random() < 0.7 else ", ".join(rng.sample(_PRAISE, rng.randint(2, 8)))
        (before if rng.random() < early else behind).append(said)
        count += len(said.split())
    return ". ".join([*before, text.rstrip("."), *behind]) + rng.choice((".", ""))
