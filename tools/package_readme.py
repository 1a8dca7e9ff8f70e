"""The README as a package index shows it: alone, without the files that it links to.

A link without a host would point into the index, and no address of the repository is known yet.
"""

import re
from pathlib import Path
from typing import Any

from hatchling.metadata.plugin.interface import MetadataHookInterface

README = Path(__file__).resolve().parent.parent / "README.md"
PICTURE = re.compile(r"<picture>.*?</picture>\n+|!\[[^\]]*\]\([^)]*\)", re.DOTALL)
TABLE = re.compile(r"(?:^\|.*\n)+\n?", re.MULTILINE)
LINK = re.compile(r"\[([^\]]+)\]\((?!https?://|#)[^)]*\)")


def standing_alone(text: str) -> str:
    """Markdown without pictures and tables of them; of a link to a file, its words.

    >>> standing_alone("[docs/api.md](docs/api.md#limits), [PyPI](https://example.org)")
    'docs/api.md, [PyPI](https://example.org)'
    """
    without_tables = TABLE.sub(lambda found: "" if "![" in found[0] else found[0], text)
    return LINK.sub(r"\1", PICTURE.sub("", without_tables))


class ReadmeHook(MetadataHookInterface):
    """Puts the README into the metadata of the package."""

    def update(self, metadata: dict[str, Any]) -> None:
        """Add the dynamic field."""
        text = standing_alone(README.read_text("utf-8"))
        metadata["readme"] = {"content-type": "text/markdown", "text": text}
