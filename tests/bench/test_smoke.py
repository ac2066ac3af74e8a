"""The measurement still runs, on a handful of rows; no time is asserted here."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings

from bench.__main__ import table
from tests import databases

PARTS = (
    "记一次探访",
    "手机上行",
    "手机第一次带",
    "手机程序第一次打开",
    "导入",
    "内存峰值",
    "查找",
    "名单第",
    "全县一览",
)


@pytest.mark.slow
def test_every_measure_runs_on_a_handful_of_rows_and_is_told_in_the_table(
    django_db_setup: None, tmp_path: Path
) -> None:
    out = tmp_path / "lines.json"
    shutil.copyfile(databases.migrated(), tmp_path / "yizhan.sqlite3")
    told = {
        key: value
        for key, value in os.environ.items()
        if key not in ("DATABASE_URL", "DJANGO_SETTINGS_MODULE")
    }
    ran = subprocess.run(
        [sys.executable, "-m", "bench.run", "--quick", "--out", str(out)],
        cwd=settings.ROOT,
        env=told | {"YIZHAN_VAR": str(tmp_path)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert ran.returncode == 0, ran.stderr[-2000:]
    lines = json.loads(out.read_text("utf-8"))
    written = table(lines)
    for part in PARTS:
        assert part in written
    asked = [line["what"] for line in lines if "查询" in line["what"]]
    assert len(asked) == 2
