"""How a mid-term or final report goes from the agency to the county. Plain Python."""

from collections.abc import Mapping

from yizhan.kernel.states import Process, Transition

WRITE, SEND = "contracts.write_work_report", "contracts.send_work_report"
RETURN, ACCEPT = "contracts.return_work_report", "contracts.accept_work_report"
DUTY = "report.mid-term-final"
PARTS = {"MID": "中期", "FINAL": "末期"}
"""Kinds as the papers name the rounds of a service year."""
CHAPTERS = {"did": "主要做法和成效", "problems": "存在的问题", "plans": "下一步打算"}
MOST = 4_000

PROCESS = Process(
    name="工作报告",
    labels={"WRITING": "在写", "SENT": "待县审阅", "RETURNED": "已退回", "ACCEPTED": "已接收"},
    transitions=(
        Transition("", "WRITING", WRITE),
        Transition("WRITING", "WRITING", WRITE),
        Transition("RETURNED", "RETURNED", WRITE),
        Transition("WRITING", "SENT", SEND, DUTY),
        Transition("RETURNED", "SENT", SEND, DUTY),
        Transition("SENT", "RETURNED", RETURN),
        Transition("SENT", "ACCEPTED", ACCEPT),
    ),
)


def writing_problem(*, signed: bool, chapters: Mapping[str, str]) -> str | None:
    """Why chapters cannot be kept."""
    if not signed:
        return "协议还没有签订，还没有报告可写。"
    for name, word in CHAPTERS.items():
        if len(chapters[name]) > MOST:
            return f"“{word}”有 {len(chapters[name])} 字，最多 {MOST} 字；更长的请作为材料上传。"
    return None


def sending_problem(chapters: Mapping[str, str]) -> str | None:
    """Why a report cannot be handed in."""
    missing = [word for name, word in CHAPTERS.items() if len(chapters[name].strip()) < 2]
    return f"还没有写：{'、'.join(missing)}。" if missing else None


def condition_problem(*, found: bool, kind: str, met: bool, paid: bool) -> str | None:
    """Why a report cannot serve a condition of a payment."""
    if not found or kind != "REPORT":
        return "请选这份协议里等报告的付款条件。"
    if met or paid:
        return "这个付款条件已经有了材料，请选别的。"
    return None
