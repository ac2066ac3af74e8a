"""Packages of the distribution that a machine may lack, installed where that is possible."""

import os
import shutil
import subprocess
import sys


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
