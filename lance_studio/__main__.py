"""`python -m lance_studio` does what the command `lance-studio` does."""

from lance_studio.cli.main import main

if __name__ == "__main__":
    main()
