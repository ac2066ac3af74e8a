"""What stands on a person's home because somebody in the field wants an answer: calls for help, answers in doubt."""

from datetime import date, timedelta

from django.urls import reverse
from django.utils.timezone import localtime, now
from django.utils.translation import gettext as _

from yizhan.devices.queries.help import calls_to_answer
from yizhan.forms.queries.answers import in_doubt
from yizhan.kernel.actor import Actor

Row = tuple[date | None, str, str, str, str]
"""By when, what, why, where, the button: as a line of the home."""

SHOWN = 3


def call_rows(actor: Actor) -> list[Row]:
    """Calls nobody has answered, the oldest first. They stand above all else, whatever is late."""
    if not actor.may("devices.answer_call"):
        return []
    at = now()
    return [
        (
            localtime(one.made_at).date(),
            _("求助：%(kind)s") % {"kind": one.get_kind_display()},
            _("%(who)s，%(when)s发出，%(ago)s还没有人回应")
            % {
                "who": one.called_by_label,
                "when": f"{localtime(one.made_at):%m-%d %H:%M}",
                "ago": _span(at - one.made_at),
            },
            f"{reverse('help-calls')}#call-{one.pk}",
            _("马上回应"),
        )
        for one in calls_to_answer(actor=actor, most=SHOWN)
    ]


def answer_rows(actor: Actor, on: date) -> list[Row]:
    """Answers that came from a phone and do not hold, or of which nobody knows whom they concern; one line a questionnaire."""
    if not actor.may("forms.link_subject"):
        return []
    return [
        (
            on,
            _("“%(title)s”有 %(n)s 份答卷要核对") % {"title": each.title, "n": each.doubtful + each.unlinked},
            "，".join(
                said
                for said in (
                    _("%(n)s 份有疑问") % {"n": each.doubtful} if each.doubtful else "",
                    _("%(n)s 份还没对应到人") % {"n": each.unlinked} if each.unlinked else "",
                )
                if said
            ),
            reverse("form-answers", args=[each.form_id])
            + ("?state=DOUBT" if each.doubtful else "?state=UNLINKED"),
            _("去核对"),
        )
        for each in in_doubt(actor=actor, most=SHOWN)
    ]


def _span(past: timedelta) -> str:
    minutes = max(0, int(past.total_seconds() // 60))
    if minutes < 60:
        return _("%(n)s 分钟") % {"n": minutes}
    return (
        _("%(n)s 小时") % {"n": minutes // 60}
        if minutes < 48 * 60
        else _("%(n)s 天") % {"n": minutes // 1440}
    )
