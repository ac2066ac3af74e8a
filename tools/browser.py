"""Prints the path of a Chromium for the browser tests, installing one where the machine has none.

Order: $CHROMIUM; chromium, chromium-browser, google-chrome on the PATH; as root on Debian the packages chromium and
fonts-noto-cjk; else Playwright's own download. Fails with a sentence rather than letting the tests be skipped.
"""

import os
import shutil
import subprocess
import sys
from pathlib import Path

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "microsoft-edge")


def present() -> str | None:
    if named := os.environ.get("CHROMIUM"):
        if not os.access(named, os.X_OK):
            sys.exit(f"CHROMIUM={named} 不是可执行文件 / is not a program that can be run")
        return named
    return next((found for name in NAMES if (found := shutil.which(name))), None)


def packages(*names: str) -> bool:
    """Install Debian packages as root; False where that is not possible."""
    if os.geteuid() != 0 or not shutil.which("apt-get"):
        return False
    quiet = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    subprocess.run(["apt-get", "update", "-qq"], check=False, stdout=sys.stderr, env=quiet)
    done = subprocess.run(
        ["apt-get", "install", "-y", "-qq", "--no-install-recommends", *names],
        check=False,
        stdout=subprocess.DEVNULL,
        env=quiet,
    )
    return done.returncode == 0


def has_chinese_font() -> bool:
    lister = shutil.which("fc-list")
    if not lister:
        return any(Path("/usr/share/fonts").rglob("*CJK*"))
    return bool(subprocess.run([lister, ":lang=zh-cn"], capture_output=True, check=False).stdout.strip())


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
    if not has_chinese_font() and not packages("fonts-noto-cjk"):
        print(
            "提示：没有中文字体，截图里的汉字会是方框 / no Chinese font: screenshots will show boxes",
            file=sys.stderr,
        )
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
