"""Loose edits and questions in newcomers' own words, with what must come of them; none is said in training."""

from models.nano.training.world.scene import Appear, Backdrop, Clip, Move, Picture, Recolour, Thing, Vanish
from models.nano.training.world.truths import Truth, Words, edited

_MEADOW, _SEA, _NIGHT, _ROOM = map(Backdrop, ("meadow", "sea", "night", "room"))
CAR = Picture(_MEADOW, (Thing("car", "red", "medium", 2, 1),))
STREET = Picture(_MEADOW, (Thing("car", "red", "medium", 2, 0), Thing("house", "blue", "large", 1, 2)))
STAR = Picture(Backdrop("plain", "white"), (Thing("star", "red", "small", 1, 1),))
SEA = Picture(_SEA, (Thing("boat", "black", "medium", 1, 1), Thing("fish", "orange", "small", 2, 2)))
NIGHT = Picture(_NIGHT, (Thing("rocket", "orange", "large", 0, 1), Thing("house", "red", "medium", 2, 1)))
ROOM = Picture(_ROOM, (Thing("cat", "black", "medium", 2, 0), Thing("umbrella", "purple", "medium", 1, 2)))
SHAPES = Picture(
    Backdrop("plain", "blue"),
    (
        Thing("star", "yellow", "medium", 0, 0),
        Thing("heart", "red", "large", 1, 1),
        Thing("ring", "white", "medium", 2, 2),
    ),
)
WOOD = Picture(
    _MEADOW,
    (
        Thing("mushroom", "red", "medium", 2, 0),
        Thing("mushroom", "orange", "medium", 2, 1),
        Thing("mushroom", "blue", "medium", 2, 2),
    ),
)
#: Pictures that edits and questions are about.
SOURCES = (CAR, STREET, STAR, SEA, NIGHT, ROOM, SHAPES, WOOD)
SAILING = Clip(SEA, (Move("right"), None))
BLINKING = Clip(SHAPES, (Vanish(8), None, None))
TURNING = Clip(STAR, (Recolour("blue", 4),))
ARRIVING = Clip(STREET, (None, Appear(12)))

#: A picture, what is asked of it, and what must come of it.
EDITS: tuple[tuple[Picture, str, Truth], ...] = (
    (CAR, "make it snow", edited(CAR, on="meadow snow")),
    (STREET, "MAKE IT SNOW!", edited(STREET, on="meadow snow")),
    (CAR, "let it rain pls", edited(CAR, on="meadow rain")),
    (CAR, "bigger", edited(CAR, {0: "bigger"})),
    (STAR, "BIGGER!!", edited(STAR, {0: "bigger"})),
    (SHAPES, "heart smaller", edited(SHAPES, {1: "smaller"})),
    (SEA, "a bigger fish", edited(SEA, {1: "bigger"})),
    (CAR, "MAKE THE CAR BLUE", edited(CAR, {0: "blue"})),
    (CAR, "blue car", edited(CAR, {0: "blue"})),
    (STREET, "make the car blue and the house red", edited(STREET, {0: "blue", 1: "red"})),
    (STREET, "remove the house, make the car orange", edited(STREET, {0: "orange"}, gone=[1])),
    (STAR, "turn the star blue and make it bigger", edited(STAR, {0: "blue medium large"})),
    (SEA, "get rid of the fish and turn the boat red", edited(SEA, {0: "red"}, gone=[1])),
    (ROOM, "no umbrella", edited(ROOM, gone=[1])),
    (SEA, "without the fish please", edited(SEA, gone=[1])),
    (STREET, "leave everything as it is", edited(STREET)),
    (CAR, "the car should be red", edited(CAR)),
    (CAR, "delete the boat", edited(CAR)),
    (CAR, "mach das Auto blau", edited(CAR, {0: "blue"})),
    (CAR, "把汽车变成蓝色", edited(CAR, {0: "blue"})),
    (CAR, "mkae the car purpel", edited(CAR, {0: "purple"})),
    (SHAPES, "the star shuold be black", edited(SHAPES, {0: "black"})),
    (CAR, "car -> boat", edited(CAR, {0: "boat"})),
    (ROOM, "i want a bird instead of the cat", edited(ROOM, {0: "bird"})),
    (STAR, "much much bigger star plz", edited(STAR, {0: "bigger"})),
    (CAR, "plus a purple house on the left", edited(CAR, new=["purple house @ left"])),
    (NIGHT, "nights over, make it a meadow", edited(NIGHT, on="meadow")),
    (STREET, "car blue, house red!", edited(STREET, {0: "blue", 1: "red"})),
    (WOOD, "the blue one goes, the other two stay", edited(WOOD, gone=[2])),
    (SHAPES, "background black pls", edited(SHAPES, on="black")),
)

_COLOURS = ("red", "orange", "yellow", "green", "blue", "purple", "black", "white")
#: A picture, what is asked about it, and what the answer must say.
ANSWERS: tuple[tuple[Picture, str, Words], ...] = (
    (CAR, "What colour is the boat?", Words(says=("no boat",), never=_COLOURS)),
    (CAR, "what color is teh boat", Words(says=("no boat",), never=_COLOURS)),
    (CAR, "COLOUR OF THE CAR??", Words(says=("red",))),
    (STREET, "car color", Words(says=("red",), never=("blue",))),
    (CAR, "got any boats in there?", Words(first="no", says=("no boat/no boats",))),
    (CAR, "Is there a boat?", Words(first="no", says=("no boat",))),
    (SHAPES, "how many", Words(says=("three/3",))),
    (WOOD, "how many mushrooms r there", Words(says=("three/3",))),
    (CAR, "is it still red", Words(first="yes", never=("no",))),
    (CAR, "Is the car blue?", Words(first="no", says=("red",))),
    (CAR, "so, did the car turn blue or not?", Words(first="no")),
    (STREET, "house gone?", Words(first="no")),
    (CAR, "Was the tree removed?", Words(first="yes")),
    (STREET, "Is the house still there?", Words(first="yes", says=("house",))),
    (CAR, "is the house still there pls", Words(first="no", says=("no house",))),
    (STREET, "whats on the left", Words(says=("red car",))),
    (STREET, "which one's bigger, car or house?", Words(says=("house",), never=("car",))),
    (STREET, "is the car left of the house or not", Words(first="yes")),
    (CAR, "where's the cat??", Words(says=("no cat",))),
    (CAR, "how big is the boat", Words(says=("no boat",), never=("small", "medium", "large"))),
    (NIGHT, "night?", Words(first="yes")),
    (CAR, "IS IT SNOWING?", Words(first="no")),
    (WOOD, "are there 4 mushrooms?", Words(first="no", says=("three/3",))),
    (STREET, "car and house same colour?", Words(first="no")),
    (SEA, "whats in this pic", Words(says=("black boat", "orange fish"))),
)
#: Clips, likewise.
TOLD: tuple[tuple[Clip, str, Words], ...] = (
    (SAILING, "where's the boat going", Words(says=("right",), never=("left", "up", "down"))),
    (BLINKING, "star gone at the end?", Words(first="yes")),
    (TURNING, "what colour is it after 1 second", Words(says=("blue",), never=("red",))),
    (ARRIVING, "when does the house pop up", Words(says=("at 1.0 s/at 1.1 s/at 0.9 s/at 0.8 s/at 1.2 s",))),
    (SAILING, "does the fish do anything?", Words(first="no")),
)
