"""Builds the pages' styles and scripts, and the field app, where they are missing or older than their sources.

Usage: tools/assets.py [--check]

Needs Node.js 20.19 or later; where the machine has none it comes from PyPI (requirements-node.lock), into .venv.
"""

import hashlib
import os
import re
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TextIO

ROOT = Path(__file__).resolve().parent.parent
STATIC = ROOT / "yizhan" / "web" / "static"
LEAST = (20, 19)
ICON = re.compile(r"""(?:\{%\s*icon\s+|\bicon[=:]\s*|\bdraw_icon\()["']([a-z0-9-]+)["']""")  # as in icons.mjs


@dataclass(frozen=True)
class Front:
    """One front end: where its sources are, where the build goes, what is built from elsewhere besides."""

    source: Path
    built: Path
    with_icons: bool = False

    @property
    def stamp(self) -> Path:
        return ROOT / "var" / f"{self.built.name}.stamp"

    def fingerprint(self) -> str:
        total = hashlib.sha256()
        for path in sorted(self.source.rglob("*")):
            if path.is_file() and "node_modules" not in path.relative_to(self.source).parts:
                total.update(str(path.relative_to(self.source)).encode())
                total.update(path.read_bytes())
        if self.with_icons:
            total.update(" ".join(sorted(icons())).encode())
        return total.hexdigest()

    def is_fresh(self) -> bool:
        built = self.stamp.exists() and any(self.built.glob("*.js"))
        return built and self.stamp.read_text("utf-8") == self.fingerprint()


FRONTS = (
    Front(ROOT / "yizhan" / "web" / "assets", STATIC / "yizhan", with_icons=True),
    Front(ROOT / "field", STATIC / "field"),
)


def icons() -> set[str]:
    """Names of the icons that templates and code ask for: a new one needs a new sprite."""
    found: set[str] = set()
    for folder in ("yizhan/web", "yizhan/portal", "tests/browser", "field/src"):
        for path in (ROOT / folder).rglob("*"):
            if path.suffix in {".html", ".py", ".ts", ".vue"} and "node_modules" not in path.parts:
                found.update(ICON.findall(path.read_text("utf-8")))
    return found


def new_enough(node: str) -> bool:
    try:
        words = subprocess.run([node, "--version"], capture_output=True, text=True, check=True).stdout
        return tuple(int(part) for part in words.strip().lstrip("v").split(".")[:2]) >= LEAST
    except (OSError, subprocess.CalledProcessError, ValueError):
        return False


def node_folder() -> Path:
    """Folder with node and npm."""
    found = shutil.which("node")
    if found and new_enough(found) and shutil.which("npm", path=str(Path(found).parent)):
        return Path(found).parent
    own = ROOT / ".venv" / "bin"
    if not ((own / "npm").exists() and new_enough(str(own / "node"))):
        print("正在从 PyPI 安装 Node.js / installing Node.js from PyPI …", file=sys.stderr)
        subprocess.run(
            [
                own / "python",
                "-m",
                "pip",
                "install",
                "-qq",
                "--disable-pip-version-check",
                "--no-input",
                "--require-hashes",
                "--only-binary",
                ":all:",
                "--no-deps",
                "-r",
                ROOT / "requirements-node.lock",
            ],
            check=True,
        )
    return own


def main() -> None:
    stale = [front for front in FRONTS if not front.is_fresh()]
    if stale and "--check" in sys.argv:
        sys.exit("页面资源不是最新的，请运行 make assets / the built assets are stale: run make assets")
    for front in stale:
        print(f"正在生成 {front.built.name} / building {front.built.name} …", file=sys.stderr)
        npm(front.source, ["ci", "--omit=dev", "--no-audit", "--no-fund", "--loglevel=error"])
        npm(front.source, ["run", "--silent", "build"])
        front.stamp.parent.mkdir(parents=True, exist_ok=True)
        front.stamp.write_text(front.fingerprint(), "utf-8")


def npm(folder: Path, words: list[str], *, out: TextIO = sys.stderr) -> None:
    """Run npm in a folder of packages; ends the program when it fails."""
    node = node_folder()
    environment = {**os.environ, "PATH": f"{node}{os.pathsep}{os.environ.get('PATH', '')}"}
    done = subprocess.run([str(node / "npm"), *words], cwd=folder, env=environment, check=False, stdout=out)
    if done.returncode:
        sys.exit(f"npm {words[0]} 失败 / failed")


if __name__ == "__main__":
    main()
