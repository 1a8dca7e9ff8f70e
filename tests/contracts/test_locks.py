"""The committed lock files are as `make lock` leaves them."""

from pathlib import Path

import pytest

from tools.lock import PACKAGE_FOLDERS, without_funding


@pytest.mark.parametrize("folder", PACKAGE_FOLDERS, ids=lambda folder: folder.name)
def test_package_lock_as_committed_names_no_address_but_the_packages(folder: Path) -> None:
    lock = (folder / "package-lock.json").read_text("utf-8")

    assert without_funding(lock) == lock
    assert "://" not in lock


def test_package_lock_with_an_appeal_loses_it() -> None:
    lock = '{"packages": {"a": {"version": "1", "funding": {"url": "x"}}}}'

    assert without_funding(lock) == (
        '{\n  "packages": {\n    "a": {\n      "version": "1"\n    }\n  }\n}\n'
    )
