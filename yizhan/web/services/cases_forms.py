"""What is typed in a case. The fields of a sheet come from the rules; a form only reads."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any
from uuid import UUID

from django import forms
from django.forms import BoundField
from django.utils.translation import gettext_lazy as _

from yizhan.services.actions.cases_contacts import TaskTold
from yizhan.services.actions.cases_sheets import GoalTold
from yizhan.services.models import CaseGoal, ServiceRecord
from yizhan.services.rules.cases_forms import LONGEST, Field, fields_of
from yizhan.web.plain import PlainForm
from yizhan.web.services.forms import DayInput

MOST_GOALS, MOST_TASKS = 8, 6


class SheetForm(PlainForm):
    """One form of the case file: everything may still be empty while it is a draft."""

    def __init__(self, *args: Any, kind: str, picks: Iterable[tuple[str, str]] = (), **given: Any) -> None:
        super().__init__(*args, **given)
        self.asked = fields_of(kind)
        for field in self.asked:
            self.fields[field.name] = _field(field, list(picks))

    def rows(self) -> list[tuple[BoundField, str, str, bool]]:
        """Each field with what it hangs on: the other field, its answers, and whether it is put away for now."""
        found = []
        for field in self.asked:
            other, answers = field.when or ("", ())
            away = bool(other) and self[other].value() not in answers and not self[field.name].value()
            found.append((self[field.name], other, " ".join(answers), away))
        return found


def _field(field: Field, picks: list[tuple[str, str]]) -> forms.Field:
    label = f"{field.label} *" if field.needed or field.when else field.label
    told: dict[str, Any] = {"label": label, "required": False, "help_text": field.hint}
    if field.picked:
        return forms.ChoiceField(choices=[("", _("请选择")), *picks], **told)
    if field.choices:
        return forms.ChoiceField(choices=field.choices, widget=forms.RadioSelect, **told)
    if field.minutes:
        number = forms.NumberInput(attrs={"min": 1, "max": 1440, "inputmode": "numeric"})
        return forms.CharField(widget=number, max_length=4, **told)
    if not field.lines:
        return forms.CharField(max_length=200, **told)
    return forms.CharField(widget=forms.Textarea(attrs={"rows": field.lines}), max_length=LONGEST, **told)


class OpenForm(PlainForm):
    """A case opened: the talk it began with."""

    case_id = forms.UUIDField(widget=forms.HiddenInput)
    opened_on = forms.DateField(label=_("接案日期"), widget=DayInput())
    mode = forms.ChoiceField(
        label=_("怎样谈的"), choices=ServiceRecord.Mode.choices, widget=forms.RadioSelect
    )
    minutes = forms.IntegerField(label=_("谈了多久（分钟）"), min_value=1, max_value=1440)
    worker = forms.ChoiceField(label=_("负责的社工"))
    summary = forms.CharField(
        label=_("谈了什么"),
        required=False,
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("一句话就行，详细的写在《接案登记》里"),
    )
    late_reason = forms.CharField(label=_("补记理由"), required=False, max_length=200)

    def __init__(self, *args: Any, workers: Iterable[tuple[str, str]], **given: Any) -> None:
        super().__init__(*args, **given)
        self.fields["worker"].choices = list(workers)  # type: ignore[attr-defined]


class ContactForm(PlainForm):
    """One contact with its process record: an aim, how, how long, a summary; the rest folds away."""

    contact_id = forms.UUIDField(widget=forms.HiddenInput)
    mode = forms.ChoiceField(
        label=_("怎样联系"), choices=ServiceRecord.Mode.choices, widget=forms.RadioSelect
    )
    minutes = forms.IntegerField(label=_("时长"), min_value=1, max_value=1440)
    aim = forms.CharField(label=_("目标"), max_length=LONGEST, widget=forms.Textarea(attrs={"rows": 2}))
    summary = forms.CharField(
        label=_("总结：总体感受和建议"),
        required=False,
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    said = forms.CharField(
        label=_("案主语言记录"), required=False, max_length=LONGEST, widget=forms.Textarea(attrs={"rows": 4})
    )
    unsaid = forms.CharField(
        label=_("非语言表现"), required=False, max_length=LONGEST, widget=forms.Textarea(attrs={"rows": 2})
    )
    handling = forms.CharField(
        label=_("工作者的处理、感受和反应"),
        required=False,
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    next_plan = forms.CharField(
        label=_("下次计划和安排"),
        required=False,
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    next_on = forms.DateField(label=_("下次什么时候"), required=False, widget=DayInput())
    met_whom = forms.CharField(
        label=_("接触了谁、与案主的关系"), required=False, max_length=200, help_text=_("空着就是案主本人")
    )
    present = forms.CharField(label=_("其他在场的人"), required=False, max_length=200)
    done_on = forms.DateField(label=_("日期"), widget=DayInput())
    worker = forms.ChoiceField(label=_("哪位社工"))
    late_reason = forms.CharField(label=_("补记理由"), required=False, max_length=200)

    def __init__(self, *args: Any, workers: Iterable[tuple[str, str]], **given: Any) -> None:
        super().__init__(*args, **given)
        self.fields["worker"].choices = list(workers)  # type: ignore[attr-defined]

    def told(self) -> dict[str, Any]:
        told = dict(self.cleaned_data)
        told["worker_id"] = UUID(told.pop("worker"))
        return told


class ConferenceForm(PlainForm):
    """A conference about a case and what was agreed."""

    conference_id = forms.UUIDField(widget=forms.HiddenInput)
    held_on = forms.DateField(label=_("会议日期"), widget=DayInput())
    minutes = forms.IntegerField(label=_("开了多久（分钟）"), min_value=1, max_value=1440)
    who = forms.CharField(label=_("谁参加"), max_length=400, help_text=_("例如：督导、村干部、学校老师"))
    talk = forms.CharField(
        label=_("讨论了什么"), required=False, max_length=LONGEST, widget=forms.Textarea(attrs={"rows": 3})
    )
    result = forms.CharField(label=_("结论"), max_length=LONGEST, widget=forms.Textarea(attrs={"rows": 3}))


class ReopenForm(PlainForm):
    """Why a closed case is opened again, and the talk it was done in."""

    reason = forms.CharField(
        label=_("为什么重新开启"), max_length=LONGEST, widget=forms.Textarea(attrs={"rows": 2})
    )
    mode = forms.ChoiceField(
        label=_("怎样谈的"), choices=ServiceRecord.Mode.choices, widget=forms.RadioSelect
    )
    minutes = forms.IntegerField(label=_("谈了多久（分钟）"), min_value=1, max_value=1440)


# --- goals and tasks: rows of the plan ----------------------------------------------------------------------------------


def goal_blocks(goals: Iterable[CaseGoal]) -> list[dict[str, Any]]:
    """The goals of a plan as rows to be typed in: what there is, and room for one more with two tasks."""
    found = [
        {
            "what": goal.what,
            "need": str(goal.need_id or ""),
            "tasks": [
                {
                    "what": task.what,
                    "due_on": f"{task.due_on:%Y-%m-%d}" if task.due_on else "",
                    "who": task.who,
                }
                for task in goal.tasks.all()
            ],
        }
        for goal in goals
    ]
    return padded(found)


def padded(found: list[dict[str, Any]]) -> list[dict[str, Any]]:
    while len(found) < 2 or (found[-1]["what"] and len(found) < MOST_GOALS):
        found.append({"what": "", "need": "", "tasks": []})
    for goal in found:
        while len(goal["tasks"]) < 2 or (goal["tasks"][-1]["what"] and len(goal["tasks"]) < MOST_TASKS):
            goal["tasks"].append({"what": "", "due_on": "", "who": ""})
    return found


def goals_typed(given: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The rows as they were sent, so that a refused form comes back as it was."""
    found = []
    for n in range(MOST_GOALS):
        tasks = [
            {
                "what": given.get(f"goal-{n}-task-{m}", "").strip(),
                "due_on": given.get(f"goal-{n}-task-{m}-due", "").strip(),
                "who": given.get(f"goal-{n}-task-{m}-who", "").strip(),
            }
            for m in range(MOST_TASKS)
        ]
        goal = {
            "what": given.get(f"goal-{n}", "").strip(),
            "need": given.get(f"goal-{n}-need", ""),
            "tasks": [task for task in tasks if task["what"]],
        }
        if goal["what"] or goal["tasks"]:
            found.append(goal)
    return found


def goals_told(typed: Iterable[Mapping[str, Any]]) -> list[GoalTold]:
    return [
        GoalTold(goal["what"], _uuid(goal["need"]), [task_told(task) for task in goal["tasks"]])
        for goal in typed
    ]


def task_told(typed: Mapping[str, str]) -> TaskTold:
    return TaskTold(typed["what"], day(typed["due_on"]), typed["who"])


def steps_typed(given: Mapping[str, Any]) -> list[TaskTold]:
    """The steps a conference agreed on."""
    return [
        TaskTold(what, day(given.get(f"step-{n}-due", "")), given.get(f"step-{n}-who", "").strip())
        for n in range(MOST_TASKS)
        if (what := given.get(f"step-{n}", "").strip())
    ]


def day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None
