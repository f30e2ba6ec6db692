"""Words from outside the world, and what of the world comes nearest to each: a truck is drawn as a car.

None of them is a word that the model knows: where people are told what it knows, they are left out.
"""

#: For a kind: things that are drawn as it.
NEAREST: dict[str, tuple[str, ...]] = {
    "circle": ("ball", "dot", "sphere", "coin", "button", "bubble", "plate", "pea"),
    "square": ("box", "cube", "rectangle", "diamond", "tile", "block", "window", "phone"),
    "triangle": ("pyramid", "arrow", "cone", "wedge", "slice of pizza"),
    "star": ("sparkle", "asterisk", "starfish", "twinkling star"),
    "heart": ("love heart", "valentine", "kiss"),
    "ring": ("donut", "wheel", "bracelet", "circle with a hole", "tyre", "bagel", "halo"),
    "car": ("truck", "bus", "van", "taxi", "lorry", "jeep", "train", "tractor", "bicycle", "motorbike", "limousine"),
    "boat": ("dinghy", "yacht", "canoe", "submarine", "ferry", "raft", "gondola", "pirate ship", "vessel"),
    "house": ("castle", "church", "hut", "barn", "tower", "building", "skyscraper", "school", "cabin", "villa"),
    "tree": ("oak", "palm", "pine", "bush", "willow", "fir", "apple tree", "palm tree", "shrub"),
    "balloon": ("kite", "zeppelin", "lantern", "airship", "parachute"),
    "fish": ("shark", "whale", "dolphin", "octopus", "salmon", "turtle", "crab", "goldfish", "seal"),
    "flower": ("rose", "tulip", "daisy", "sunflower", "poppy", "lily", "orchid", "bouquet"),
    "bird": ("parrot", "duck", "owl", "eagle", "chicken", "penguin", "butterfly", "bee", "swan", "dragon", "bat"),
    "cat": ("dog", "puppy", "lion", "tiger", "rabbit", "horse", "cow", "elephant", "bear", "fox", "mouse", "pig"),
    "umbrella": ("parasol", "tent", "sunshade", "canopy"),
    "rocket": ("plane", "airplane", "missile", "ufo", "space shuttle", "helicopter", "satellite"),
    "mushroom": ("fungus", "champignon", "truffle", "button mushroom"),
}
#: For a colour: others that are drawn as it.
NEAREST_COLOURS: dict[str, tuple[str, ...]] = {
    "red": ("pink", "maroon", "ruby", "cherry red", "dark red", "rusty"),
    "orange": ("brown", "copper", "peach", "tan", "amber"),
    "yellow": ("gold", "lemon", "mustard", "light yellow"),
    "green": ("lime", "olive", "mint", "dark green", "khaki"),
    "blue": ("turquoise", "navy", "cyan", "teal", "light blue", "dark blue"),
    "purple": ("magenta", "lavender", "lilac", "mauve"),
    "black": ("dark grey", "charcoal", "grey", "gray"),
    "white": ("silver", "beige", "cream", "light grey", "ivory"),
}
#: For a scene: where things are that take place in it.
NEAREST_SCENES: dict[str, tuple[str, ...]] = {
    "meadow": (
        "in a park",
        "in a garden",
        "in a field",
        "in the forest",
        "on a farm",
        "in the countryside",
        "in the mountains",
        "on a hill",
        "on grass",
        "on the lawn",
        "outside",
        "in summer",
        "on a road",
        "in a village",
    ),
    "sea": (
        "at the beach",
        "on a lake",
        "in a river",
        "in the harbour",
        "underwater",
        "on the water",
        "near the coast",
        "at sunset over the ocean",
        "on the waves",
    ),
    "night": (
        "in space",
        "at midnight",
        "in the moonlight",
        "in the dark",
        "in the evening",
        "in outer space",
        "under the moon",
        "in a city by night",
    ),
    "room": (
        "in a kitchen",
        "in the bedroom",
        "in the living room",
        "at home",
        "in an office",
        "on a table",
        "on a carpet",
        "inside",
        "in a shop",
        "in a classroom",
    ),
}
#: Places in a single word or two, as in "park, car".
SHORT_SCENES: dict[str, tuple[str, ...]] = {
    scene: tuple(dict.fromkeys(name.split(" ", 1)[-1].removeprefix("the ").removeprefix("a ") for name in names))
    for scene, names in NEAREST_SCENES.items()
}
#: What nothing of the world comes near to: anything may be drawn.
UNHEARD = (
    "a robot",
    "a princess",
    "a knight",
    "an astronaut",
    "a wizard",
    "a man",
    "a woman",
    "people",
    "a city",
    "paris",
    "a monster",
    "a dinosaur",
    "a guitar",
    "a banana",
    "a pizza",
    "a birthday cake",
    "a mountain",
    "something",
    "anything",
    "a toy",
    "surprise me",
    "a story",
    "happiness",
    "a portrait",
    "mona lisa",
    "a landscape",
    "my grandmother",
    "a giant robot",
    "a chair",
    "a computer",
)
