"""The process of a station's monthly report, from its opening to the county's acceptance. Plain Python."""

from yizhan.kernel.states import Process, Transition
from yizhan.reports.rules.reports import MONTHLY_RULE

OPEN, REFRESH = "reports.open_report", "reports.refresh_report"
CHANGE, WRITE = "reports.change_figure", "reports.write_narrative"
SIGN, ENDORSE = "reports.sign_report", "reports.endorse_report"
RETURN, ACCEPT = "reports.return_report", "reports.accept_report"

PROCESS = Process(
    name="月报",
    labels={
        "DRAFT": "填报中",
        "REVIEW": "待签署意见",
        "SIGNED": "待县审核",
        "RETURNED": "已退回",
        "ACCEPTED": "已接收",
    },
    transitions=(
        Transition("", "DRAFT", OPEN, MONTHLY_RULE),
        *(
            Transition(state, state, verb)
            for state in ("DRAFT", "RETURNED")
            for verb in (REFRESH, CHANGE, WRITE)
        ),
        Transition("DRAFT", "REVIEW", SIGN, MONTHLY_RULE),
        Transition("DRAFT", "SIGNED", SIGN, MONTHLY_RULE),
        Transition("RETURNED", "REVIEW", SIGN, MONTHLY_RULE),
        Transition("RETURNED", "SIGNED", SIGN, MONTHLY_RULE),
        Transition("REVIEW", "REVIEW", ENDORSE, MONTHLY_RULE),
        Transition("REVIEW", "SIGNED", ENDORSE, MONTHLY_RULE),
        Transition("REVIEW", "RETURNED", RETURN),
        Transition("SIGNED", "RETURNED", RETURN),
        Transition("SIGNED", "ACCEPTED", ACCEPT),
    ),
)
