"""Serve this checkout for its developers; `make serve-dev` runs this.

A change of code, words, a template or a static file starts the server anew; the socket stays open
meanwhile, so that a page waits instead of failing. The playground is at /playground.
"""

import argparse
import os
from pathlib import Path

import uvicorn
from uvicorn.supervisors.watchfilesreload import WatchFilesReload

ROOT = Path(__file__).resolve().parent.parent
APPLICATION = "gradgrid.app.app:create_app"
FOLDERS = ("gradgrid", "app", "engine", "templates", "static")
CHANGES = ("*.py", "*.json", "*.html", "*.js", "*.css")


def main() -> None:
    """Serve until interrupted."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=8000)
    parsed = parser.parse_args()
    os.environ["GRADGRID_PLAYGROUND"] = "1"
    config = uvicorn.Config(
        APPLICATION,
        factory=True,
        host=parsed.host,
        port=parsed.port,
        reload=True,
        reload_dirs=[str(ROOT / folder) for folder in FOLDERS],
        reload_includes=list(CHANGES),
        log_level="warning",
        timeout_graceful_shutdown=1,
    )
    listener = config.bind_socket()
    # Before the address is announced: who asks early waits for the first answer.
    listener.listen(config.backlog)
    address = f"http://{parsed.host}:{listener.getsockname()[1]}"
    print(f"Gradgrid is at {address}", flush=True)
    WatchFilesReload(config, target=uvicorn.Server(config).run, sockets=[listener]).run()


if __name__ == "__main__":
    main()
