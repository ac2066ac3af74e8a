#!/usr/bin/env bash
# Writes the three locks from pyproject.toml: exact versions with hashes, no host names, so that any mirror works.
set -euo pipefail
cd "$(dirname "$0")/.."
workshop="$(mktemp -d)"
trap 'rm -rf "$workshop"' EXIT
"${PYTHON:-python3}" -m venv "$workshop/venv"
"$workshop/venv/bin/pip" install --quiet --disable-pip-version-check uv
uv="$workshop/venv/bin/uv"
export UV_PYTHON_DOWNLOADS=never UV_NO_PROGRESS=1
upgrade=(); [ "${UPGRADE:-}" = 1 ] && upgrade=(--upgrade)
compile() {
    local lock="$1"; shift
    "$uv" pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-annotate --no-emit-index-url \
        --no-emit-find-links --no-header "${upgrade[@]}" -o "$lock" "$@"
    sed -i '1i # Made by "make lock" from pyproject.toml; do not edit.' "$lock"
}
# an old lock is read as preference; its comment line is re-made
for lock in requirements.lock requirements-dev.lock requirements-node.lock; do
    [ -f "$lock" ] && sed -i '/^# Made by/d' "$lock"
done
compile requirements.lock pyproject.toml
compile requirements-dev.lock -c requirements.lock --group dev pyproject.toml
compile requirements-node.lock --group pyproject.toml:node
if grep -nE '://' requirements*.lock; then
    echo "锁定文件中出现了主机名 / a lock names a host (lines above)" >&2
    exit 1
fi
