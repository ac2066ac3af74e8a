"""`make policy-check`."""

from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from tests.policy.papers import sheets


def test_the_shelf_is_checked_and_told_pack_by_pack() -> None:
    said = StringIO()
    call_command("policy_check", stdout=said)
    assert "✓ 469025-baisha/2023-station-plan\n" in said.getvalue()
    assert said.getvalue().endswith("全部正确\n")


def test_a_wrong_pack_fails_the_command_with_its_sentences(tmp_path: Path) -> None:
    for name, data in sheets("[]").items():
        target = tmp_path / "99-p" / "2024-a" / name
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(data)
    said = StringIO()
    with pytest.raises(CommandError, match="1处有误"):
        call_command("policy_check", str(tmp_path), stdout=said)
    assert said.getvalue() == "✗ 99-p/2024-a\n    rules文件夹里还没有规则\n"
