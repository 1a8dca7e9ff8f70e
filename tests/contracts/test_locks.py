"""The committed lock files are as `make lock` leaves them."""

from pathlib import Path

from tools.lock import without_funding

ROOT = Path(__file__).parents[2]


def test_package_lock_as_committed_names_no_address_but_the_packages() -> None:
    lock = (ROOT / "package-lock.json").read_text("utf-8")

    assert without_funding(lock) == lock
    assert "://" not in lock


def test_package_lock_with_an_appeal_loses_it() -> None:
    lock = '{"packages": {"a": {"version": "1", "funding": {"url": "x"}}}}'

    assert without_funding(lock) == (
        '{\n  "packages": {\n    "a": {\n      "version": "1"\n    }\n  }\n}\n'
    )
