"""A studio that is about to be killed: `python -m tests.unit.project.kill_child PROJECT SEED`.

It carries out random commands on a project and says so after each one, on its standard output.
"""

import itertools
import random
import sys
from pathlib import Path

from lance_studio.project.project import Project
from tests.unit.project.model import Model, perform


def main() -> None:
    path, seed = Path(sys.argv[1]), int(sys.argv[2])
    chance, model = random.Random(seed), Model()
    with Project.open(path) as project:
        for number in itertools.count():
            if number % 3 == 0:  # content that no command comes to refer to, often cut off in the middle
                project.files.add_bytes(random.Random(number).randbytes(1_500_000))
            perform(chance, model, project)
            sys.stdout.write(".")
            sys.stdout.flush()


if __name__ == "__main__":
    main()
