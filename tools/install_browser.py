"""Find the browsers that Playwright can drive, and install them where they are missing.

Browser tests and screenshots ask `find_chromium()`; before them, `make` runs this as a program.
GRADGRID_CHROMIUM names a browser that goes before all others. Chromium must be there; the tests of
Firefox are skipped where there is none and none can be installed.
"""

import os
import shutil
import subprocess
import sys
from functools import partial
from pathlib import Path

# The same browser without a window to draw: a quarter less work for the tests.
SHELL = "chromium-headless-shell"
NAMES = (SHELL, "chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
APPLICATIONS = (
    Path("/Applications/Google Chrome.app/Contents/MacOS/Google Chrome"),
    Path("/Applications/Chromium.app/Contents/MacOS/Chromium"),
)
CHINESE_FONT = "fonts-noto-cjk"
FIREFOX = "firefox-esr"
# Only what makes a page the same anywhere, and no call to another host.
CHROMIUM_FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
REMEDY = "install Chromium or Chrome, or set GRADGRID_CHROMIUM to the path of one"


def find_chromium() -> str | None:
    """Return the path of a Chromium or Chrome, None where there is none."""
    named = os.environ.get("GRADGRID_CHROMIUM")
    if named:
        if not Path(named).is_file():
            raise FileNotFoundError(f"GRADGRID_CHROMIUM is {named}, which is no file: {REMEDY}")
        return named
    for name in NAMES:
        found = shutil.which(name)
        if found:
            return found
    for application in APPLICATIONS:
        if application.is_file():
            return str(application)
    return _playwright_chromium()


def find_firefox() -> str | None:
    """Return the path of the machine's own Firefox, None where there is none."""
    named = os.environ.get("GRADGRID_FIREFOX")
    return named or shutil.which("firefox-esr") or shutil.which("firefox")


def has_chinese_font() -> bool:
    """Return whether the machine can draw Chinese, as far as fontconfig can tell."""
    if not shutil.which("fc-list"):
        return sys.platform != "linux"
    listed = subprocess.run(["fc-list", ":lang=zh-cn"], capture_output=True, text=True, check=False)
    return bool(listed.stdout.strip())


def _playwright_chromium() -> str | None:
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        path = playwright.chromium.executable_path
    return path if Path(path).is_file() else None


def _as_root() -> list[str] | None:
    """Return the prefix that runs a command as root without asking, None where nothing does."""
    if os.geteuid() == 0:
        return []
    sudo = ["sudo", "-n"]
    if shutil.which("sudo") and subprocess.run([*sudo, "true"], check=False).returncode == 0:
        return sudo
    return None


def _install_from_debian(*packages: str, is_quiet: bool = False) -> bool:
    prefix = _as_root()
    if prefix is None or not shutil.which("apt-get"):
        return False
    environment = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
    install = ["apt-get", "install", "--yes", "--no-install-recommends", *packages]
    output = subprocess.DEVNULL if is_quiet else None
    return all(
        subprocess.run(
            [*prefix, *command], env=environment, check=False, stdout=output, stderr=output
        ).returncode
        == 0
        for command in (["apt-get", "update"], install)
    )


def _install_from_playwright() -> bool:
    command = [sys.executable, "-m", "playwright", "install", "chromium"]
    try:
        return subprocess.run(command, check=False, timeout=300).returncode == 0
    except subprocess.TimeoutExpired:
        return False


def main() -> None:
    """Print the browser's path, after installing one if need be; exit 1 when none can be had."""
    found = find_chromium()
    is_free = found is not None and not os.environ.get("GRADGRID_CHROMIUM")
    if is_free and os.geteuid() == 0 and not shutil.which(SHELL):
        _install_from_debian(SHELL, is_quiet=True)
        found = find_chromium()
    if found is None:
        print("no Chromium here yet: installing one", flush=True)
        installers = [
            _install_from_playwright,
            partial(_install_from_debian, SHELL, CHINESE_FONT),
            partial(_install_from_debian, "chromium", CHINESE_FONT),
        ]
        if os.geteuid() == 0:
            # A container, mostly: Debian's package brings the libraries and the font along.
            installers = [*installers[1:], installers[0]]
        any(install() for install in installers)
        found = find_chromium()
    if found is None:
        sys.exit(f"the browser tests need a Chromium and none could be installed: {REMEDY}")
    if not has_chinese_font():
        print("no Chinese font found: Chinese text is drawn as boxes", file=sys.stderr)
    print(f"browser: {found}")
    if find_firefox() is None and not _install_from_debian(FIREFOX, is_quiet=True):
        print("no Firefox here, and none could be installed: its tests are skipped")


if __name__ == "__main__":
    main()
