"""Learn the tokenizer: ``python -m models.nano.training.learn_tokens --folder RUN`` writes ``RUN/Lance_3B/``."""

import argparse
import random
from pathlib import Path

from lance_studio.catalog.names import FAMILY_FOLDERS
from models.nano.training.tokens import save_tokenizer, train_tokenizer
from models.nano.training.world.tasks import corpus

_TEXTS = 120_000


def main() -> None:
    """Learn and save."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--folder", type=Path, required=True)
    options = parser.parse_args()
    tokenizer = train_tokenizer(corpus(random.Random(3), _TEXTS))
    save_tokenizer(tokenizer, options.folder / FAMILY_FOLDERS["image"])
    print(f"{tokenizer.get_vocab_size()} tokens")


if __name__ == "__main__":
    main()
