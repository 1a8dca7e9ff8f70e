"""Cut the math font of the pages: STIX Two Math, as ziamath carries it, to what is drawn.

The font and its licence are written to static/fonts, which is not tracked: the build of a wheel
does it (tools/build_hook.py), and so does an editable install, as `make run` makes one.
"""

import os
from importlib.metadata import distribution
from pathlib import Path

from fontTools import subset
from fontTools.ttLib import TTFont

FOLDER = Path(__file__).resolve().parent.parent / "static" / "fonts"
ITALIC_LETTERS = range(0x1D434, 0x1D468)
GREEK = range(0x391, 0x3CA)
OPERATORS = "∂∇∑−·⊙⊗×±≤≥≠←→↓⇒′…ℎ"
CHARACTERS = (*range(0x20, 0x7F), *GREEK, *ITALIC_LETTERS, *map(ord, OPERATORS))
COPYRIGHT, LICENCE = 0, 13


def main(folder: Path = FOLDER) -> None:
    """Write `folder`/math.woff2, about 50 KB, and the licence that it is under beside it."""
    folder.mkdir(parents=True, exist_ok=True)
    made = folder / f"math.{os.getpid()}.woff2"
    options = subset.Options(flavor="woff2", hinting=False, layout_features=["*"])
    source = distribution("ziamath").locate_file("ziamath/fonts/STIXTwoMath-Regular.ttf")
    with subset.load_font(str(source), options) as font:
        (folder / "OFL.txt").write_text(licence_of(font), "utf-8")
        cutter = subset.Subsetter(options)
        cutter.populate(unicodes=CHARACTERS)
        cutter.subset(font)
        subset.save_font(font, str(made), options)
    # A server that runs meanwhile never sends half of it.
    made.replace(folder / "math.woff2")


def licence_of(font: TTFont) -> str:
    """The copyright notice of `font`, and the text of the SIL Open Font License.

    fonttools carries the text, for fonts of its own tests.
    """
    notices = [font["name"].getDebugName(number) for number in (COPYRIGHT, LICENCE)]
    files = distribution("fonttools").files or []
    (external,) = (file for file in files if file.name == "LICENSE.external")
    _, title, rest = external.read_text("utf-8").partition("SIL OPEN FONT LICENSE Version 1.1")
    text, end, _ = rest.partition("OTHER DEALINGS IN THE FONT SOFTWARE.")
    if not (title and end):
        raise LookupError("fonttools no longer carries the SIL Open Font License")
    return "\n\n".join([*notices, title + text + end]) + "\n"


if __name__ == "__main__":
    main()
