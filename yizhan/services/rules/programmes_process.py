"""The process of a group, an activity or a class from the plan to its end. Plain Python."""

from yizhan.kernel.states import Process, Transition

PLAN, SUBMIT = "services.plan_programme", "services.submit_programme"
APPROVE, RETURN = "services.approve_programme", "services.return_programme"
HOLD, FINISH, CANCEL = "services.hold_session", "services.finish_programme", "services.cancel_programme"

PROCESS = Process(
    name="小组、活动和课堂",
    labels={
        "DRAFT": "拟稿",
        "SUBMITTED": "待批",
        "APPROVED": "已批准",
        "RUNNING": "进行中",
        "DONE": "已结束",
        "CANCELLED": "已取消",
    },
    transitions=(
        Transition("", "DRAFT", PLAN),
        Transition("DRAFT", "DRAFT", PLAN),
        Transition("DRAFT", "SUBMITTED", SUBMIT),
        Transition("SUBMITTED", "DRAFT", RETURN),
        Transition("SUBMITTED", "APPROVED", APPROVE),
        Transition("APPROVED", "RUNNING", HOLD),
        Transition("RUNNING", "RUNNING", HOLD),
        Transition("APPROVED", "DONE", FINISH),
        Transition("RUNNING", "DONE", FINISH),
        Transition("DRAFT", "CANCELLED", CANCEL),
        Transition("SUBMITTED", "CANCELLED", CANCEL),
        Transition("APPROVED", "CANCELLED", CANCEL),
        Transition("RUNNING", "CANCELLED", CANCEL),
    ),
)
