"""Prints the path of a Chromium for the browser tests, installing one where the machine has none.

Order: $CHROMIUM; chromium, chromium-browser, google-chrome on the PATH; as root on Debian the package chromium; else
Playwright's own download. Fails with a sentence rather than letting the tests be skipped.
"""

import os
import shutil
import subprocess
import sys

from tools.debian import packages

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "microsoft-edge")


def present() -> str | None:
    if named := os.environ.get("CHROMIUM"):
        if not os.access(named, os.X_OK):
            sys.exit(f"CHROMIUM={named} 不是可执行文件 / is not a program that can be run")
        return named
    return next((found for name in NAMES if (found := shutil.which(name))), None)


def downloaded() -> str | None:
    """Playwright's own build, in its cache."""
    fetched = subprocess.run(
        [sys.executable, "-m", "playwright", "install", "chromium"], check=False, stdout=sys.stderr
    )
    if fetched.returncode:
        return None
    ask = "from playwright.sync_api import sync_playwright as s\nwith s() as p: print(p.chromium.executable_path)"
    return subprocess.run(
        [sys.executable, "-c", ask], capture_output=True, text=True, check=True
    ).stdout.strip()


def main() -> None:
    found = present()
    if not found:
        print("正在安装 Chromium / installing Chromium …", file=sys.stderr)
        found = present() if packages("chromium") else downloaded()
    if not found:
        sys.exit(
            "没有可用的 Chromium。请安装 chromium，或用 CHROMIUM=路径 指明"
            " / no Chromium to be had: install chromium, or name it with CHROMIUM=path"
        )
    print(found)


if __name__ == "__main__":
    main()
