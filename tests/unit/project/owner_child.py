"""A studio that has a project open: `python -m tests.unit.project.owner_child PROJECT`.

It says "open" on its standard output and then carries out what comes on its standard input, a line each: `set KEY` adds
a setting, `look` lets it notice where its file is, `close` closes and ends. It answers "done" and the project's path,
or "refused" and why.
"""

import sys

from lance_studio.errors import ProjectError
from lance_studio.project.commands.settings import SetSetting
from lance_studio.project.project import Project


def main() -> None:
    project = Project.open(sys.argv[1])
    print("open", flush=True)
    for line in sys.stdin:
        word, _, key = line.strip().partition(" ")
        try:
            if word == "set":
                project.run(SetSetting(key, "value"))
            elif word == "look":
                project.check_place()
            else:
                project.close()
                return
        except ProjectError as error:
            print("refused", error, flush=True)
        else:
            print("done", project.path, flush=True)


if __name__ == "__main__":
    main()
