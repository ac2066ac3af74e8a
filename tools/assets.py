"""Builds the pages' styles and scripts when they are missing or older than their sources. Usage: tools/assets.py [--check]

Needs Node.js 20.19 or later; where the machine has none it comes from PyPI (requirements-node.lock), into .venv.
"""

import hashlib
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
SOURCE = ROOT / "yizhan" / "web" / "assets"
BUILT = ROOT / "yizhan" / "web" / "static" / "yizhan"
STAMP = ROOT / "var" / "assets.stamp"
LEAST = (20, 19)
ICON = re.compile(r"""(?:\{%\s*icon\s+|\bicon=|\bdraw_icon\()["']([a-z0-9-]+)["']""")  # as in icons.mjs


def fingerprint() -> str:
    total = hashlib.sha256()
    for path in sorted(SOURCE.rglob("*")):
        if path.is_file() and "node_modules" not in path.relative_to(SOURCE).parts:
            total.update(str(path.relative_to(SOURCE)).encode())
            total.update(path.read_bytes())
    total.update(" ".join(sorted(icons())).encode())
    return total.hexdigest()


def icons() -> set[str]:
    """Names of the icons that templates and code ask for: a new one needs a new sprite."""
    found: set[str] = set()
    for folder in ("yizhan/web", "yizhan/portal", "tests/browser"):
        for path in (ROOT / folder).rglob("*"):
            if path.suffix in {".html", ".py", ".ts"} and "node_modules" not in path.parts:
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
    if not (SOURCE / "package.json").exists():
        return
    now = fingerprint()
    if STAMP.exists() and STAMP.read_text("utf-8") == now and any(BUILT.glob("*.js")):
        return
    if "--check" in sys.argv:
        sys.exit("页面资源不是最新的，请运行 make assets / the built assets are stale: run make assets")
    folder = node_folder()
    environment = {**os.environ, "PATH": f"{folder}{os.pathsep}{os.environ.get('PATH', '')}"}
    npm = str(folder / "npm")
    print("正在生成页面资源 / building the pages' assets …", file=sys.stderr)
    for step in (["ci", "--no-audit", "--no-fund", "--loglevel=error"], ["run", "--silent", "build"]):
        done = subprocess.run([npm, *step], cwd=SOURCE, env=environment, check=False, stdout=sys.stderr)
        if done.returncode:
            sys.exit(f"npm {step[0]} 失败 / failed")
    STAMP.parent.mkdir(parents=True, exist_ok=True)
    STAMP.write_text(fingerprint(), "utf-8")


if __name__ == "__main__":
    main()
