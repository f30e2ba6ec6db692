"""Puts what the studio needs beside its code into the wheel; named in pyproject.toml.

The embedded model becomes `lance_studio/models/nano`, fonts, samples and translations
become `lance_studio/resources/…`. In the checkout they lie beside the package, so an editable installation needs no
copy.
"""

from pathlib import Path

from setuptools.command.build_py import build_py

ROOT = Path(__file__).resolve().parents[1]
FOLDERS = (
    Path("models", "nano"),
    Path("resources", "fonts"),
    Path("resources", "samples"),
    Path("resources", "translations"),
)
PACKAGE = "lance_studio"
# How the model and the samples were made is for the checkout.
LEFT_OUT = ("training", "__pycache__", "make_samples.py", "make_small_world.py")


class BuildWithData(build_py):
    """The usual build of Python packages, and then the files beside them."""

    def data_beside(self) -> dict[str, str]:
        """Files to write by files to read; paths to read are relative to the project."""
        files = sorted(path for folder in FOLDERS for path in (ROOT / folder).rglob("*") if path.is_file())
        names = [path.relative_to(ROOT) for path in files]
        kept = [name for name in names if not set(name.parts) & set(LEFT_OUT)]
        return {str(Path(self.build_lib, PACKAGE, name)): str(name) for name in kept}

    def run(self) -> None:
        """Build."""
        super().run()
        if self.editable_mode:
            return
        for target, source in self.data_beside().items():
            self.mkpath(str(Path(target).parent))
            self.copy_file(source, target, preserve_mode=False)

    def get_outputs(self, include_bytecode: bool = True) -> list[str]:
        """All files that are built."""
        built = super().get_outputs(include_bytecode)
        return built if self.editable_mode else [*built, *self.data_beside()]

    def get_output_mapping(self) -> dict[str, str]:
        """Files that are built by files that they are made of."""
        mapping = super().get_output_mapping()
        return mapping if self.editable_mode else {**mapping, **self.data_beside()}

    def get_source_files(self) -> list[str]:
        """What a source distribution must hold, this file included."""
        hook = str(Path(__file__).resolve().relative_to(ROOT))
        return [*super().get_source_files(), *self.data_beside().values(), hook]
