"""Makes the font that the studio brings for Chinese, Japanese and Korean out of Noto Sans CJK.

    python packaging/cjk_font.py /usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc

Needs `fonttools`, which the studio itself does not: use an environment of its own. The characters are those of the
national standards that everyday text is written with; what is rarer is drawn by the system's fonts, if it has some. The
family gets a name of its own, so that it never stands in for a whole Noto that is installed.
"""

import argparse
import importlib
import sys
from pathlib import Path
from typing import Any

TARGET = Path(__file__).resolve().parents[1] / "resources" / "fonts" / "LanceStudioCJK-Regular.otf"
FAMILY = "Lance Studio CJK"
_ABOVE, _BELOW = 0.96875, 0.2421875
"""Inter's heights above and below the base line, as parts of the size; ideographs need 0.88 and 0.12."""

_FACE = "Noto Sans CJK SC"
# Codecs with the range of their first bytes: all of GB 2312, level 1 of Big5, level 1 of JIS X 0208 with its kana,
# and the syllables of KS X 1001.
_STANDARDS = (("gb2312", 0xA1, 0xF7), ("big5", 0xA1, 0xC6), ("euc_jp", 0xA1, 0xCF), ("euc_kr", 0xB0, 0xC8))
# Latin for what is written between them, general punctuation, CJK punctuation, full-width forms.
_RANGES = ((0x20, 0x7F), (0x2010, 0x2040), (0x3000, 0x3040), (0xFF00, 0xFFF0))
# Copyright, family, style, unique id, full name, version, PostScript's name, trademark, licence and its address.
_KEPT_NAMES = [0, 1, 2, 3, 4, 5, 6, 7, 13, 14]


def characters() -> set[int]:
    """Return the code points that the font must have."""
    found = {point for first, end in _RANGES for point in range(first, end)}
    for codec, first, last in _STANDARDS:
        for lead in range(first, last + 1):
            for trail in range(0x40, 0xFF):
                try:
                    text = bytes((lead, trail)).decode(codec)
                except UnicodeDecodeError:
                    continue
                if len(text) == 1:
                    found.add(ord(text))
    return found


def main() -> int:
    """Make the font; returns the exit code."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("font", type=Path, help="NotoSansCJK-Regular.ttc, or NotoSansCJKsc-Regular.otf")
    options = parser.parse_args()
    try:
        library, subsetting = importlib.import_module("fontTools.ttLib"), importlib.import_module("fontTools.subset")
    except ImportError:
        print("Error: fonttools is missing. Install it: python -m pip install fonttools", file=sys.stderr)
        return 1
    face = _open(library, options.font)
    wanted = subsetting.Options()
    # Text runs horizontally; there are no hints to keep at the sizes of a window.
    wanted.layout_features, wanted.hinting, wanted.name_IDs = ["ccmp"], False, _KEPT_NAMES
    wanted.notdef_outline, wanted.recalc_timestamp = True, False
    subset = subsetting.Subsetter(wanted)
    subset.populate(unicodes=characters())
    subset.subset(face)
    _rename(face)
    _align(face)
    face.save(TARGET)
    print(f"{TARGET}: {len(face.getGlyphOrder())} glyphs, {TARGET.stat().st_size} bytes")
    return 0


def _open(library: Any, path: Path) -> Any:
    if path.suffix != ".ttc":
        return library.TTFont(path, recalcTimestamp=False)
    faces = library.TTCollection(path, lazy=True).fonts
    number = next(number for number, face in enumerate(faces) if face["name"].getDebugName(1) == _FACE)
    return library.TTFont(path, fontNumber=number, recalcTimestamp=False)


def _rename(face: Any) -> None:
    dense = FAMILY.replace(" ", "")
    names = {1: FAMILY, 3: f"{dense}-Regular", 4: FAMILY, 6: f"{dense}-Regular"}
    for record in list(face["name"].names):
        if record.nameID in (16, 17, 21, 22) or record.nameID not in _KEPT_NAMES:
            face["name"].removeNames(nameID=record.nameID)
        elif record.nameID in names:
            record.string = names[record.nameID]
    table = face["CFF "].cff
    table.fontNames = [f"{dense}-Regular"]
    top = table.topDictIndex[0]
    top.FamilyName, top.FullName = FAMILY, FAMILY


def _align(face: Any) -> None:
    """Give lines the height that the window's Latin face gives them: mixed text must not be taller than either."""
    em = face["head"].unitsPerEm
    above, below = round(_ABOVE * em), round(_BELOW * em)
    face["hhea"].ascent, face["hhea"].descent, face["hhea"].lineGap = above, -below, 0
    metrics = face["OS/2"]
    metrics.sTypoAscender, metrics.sTypoDescender, metrics.sTypoLineGap = above, -below, 0
    metrics.usWinAscent, metrics.usWinDescent = above, below


if __name__ == "__main__":
    sys.exit(main())
