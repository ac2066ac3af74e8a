#!/usr/bin/env bash
# Makes .venv from the hashed locks. Usage: tools/setup.sh [runtime|dev]; a second run with unchanged locks does nothing.
set -euo pipefail
cd "$(dirname "$0")/.."
kind="${1:-dev}"
case "$kind" in
    runtime) lock=requirements.lock ;;
    dev) lock=requirements-dev.lock ;;
    *) echo "用法 / usage: tools/setup.sh [runtime|dev]" >&2; exit 2 ;;
esac

fresh() { [ -x .venv/bin/python ] && [ -f ".venv/stamp-$1" ] && cmp -s "$2" ".venv/stamp-$1"; }
if fresh "$kind" "$lock"; then exit 0; fi
if [ "$kind" = runtime ] && fresh dev requirements-dev.lock; then exit 0; fi

say() { printf '%s\n' "$*" >&2; }
python="${PYTHON:-}"
if [ -z "$python" ]; then
    for candidate in python3 python3.11 python3.12 python3.13 python3.14; do
        if command -v "$candidate" >/dev/null && "$candidate" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
            python="$candidate"; break
        fi
    done
fi
if [ -z "$python" ] && [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
    say "没有 Python 3.11，正在安装 / installing Python 3.11+ from the distribution"
    apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends python3 python3-venv >/dev/null
    python=python3
fi
if [ -z "$python" ]; then
    say "需要 Python 3.11 或更高版本，请先安装，或用 PYTHON=路径 指明 / Python 3.11 or later is needed: install it, or name it with PYTHON=path."
    exit 1
fi
if [ ! -x .venv/bin/python ] || ! .venv/bin/python -m pip --version >/dev/null 2>&1; then
    rm -rf .venv
    if ! "$python" -c 'import ensurepip, venv' 2>/dev/null; then
        if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
            say "缺少 venv 模块，正在安装 / installing python3-venv from the distribution"
            apt-get update -qq
            DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends \
                "python$("$python" -c 'import sys; print("%d.%d" % sys.version_info[:2])')-venv" >/dev/null
        else
            say "这个 Python 缺少 venv 模块。Debian、Ubuntu 上请运行：sudo apt-get install python3-venv / this Python has no venv module: sudo apt-get install python3-venv"
            exit 1
        fi
    fi
    "$python" -m venv .venv
fi
say "正在安装依赖（$lock）/ installing what $lock names …"
install() { .venv/bin/python -m pip install -qq --disable-pip-version-check --no-input --require-hashes --no-deps --no-compile "$@"; }
# Two packages of the contracting validator are published as sources only: built with the setuptools the lock names, after all wheels.
sources='odfpy|zc-zlibstorage'
split="$(mktemp -d)"
trap 'rm -rf "$split"' EXIT
awk -v names="^($sources)==" -v wheels="$split/wheels" -v rest="$split/sources" \
    '/^[A-Za-z0-9]/ { into = $0 ~ names ? rest : wheels } into { print > into }' "$lock"
install --only-binary :all: -r "$split/wheels"
[ ! -s "$split/sources" ] || install --no-binary :all: --no-build-isolation -r "$split/sources"
.venv/bin/python -m tools.fonts
mkdir -p var
cp "$lock" ".venv/stamp-$kind"
