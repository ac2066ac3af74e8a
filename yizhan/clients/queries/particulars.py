"""What of a file may be written from elsewhere by name: its columns, its details, and needs of a kind.

Whoever offers answers of a questionnaire (or another form) to be written into a file asks here what there is.
"""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy

from yizhan.clients.models import ClientDetails, Need

CLIENT = "client"
"""The word by which rows of other rooms say that they are about a client."""


@dataclass(frozen=True)
class Target:
    """What an answer may be written to: a column of the file, of its details, or a need of a kind.

    masked  how it is shown: "name", "phone" or "address"; "" when it is shown as it is
    """

    where: str
    name: str
    label: str | Promise
    masked: str = ""


_DETAILS: dict[str, str | Promise] = {
    "nation": gettext_lazy("民族"),
    "marital": gettext_lazy("婚姻状况"),
    "education": gettext_lazy("文化程度"),
    "job": gettext_lazy("就业状况"),
    "care_ability": gettext_lazy("照料情况"),
    "living_type": gettext_lazy("住房"),
    "separation": gettext_lazy("人户情况"),
    "health": gettext_lazy("健康状况"),
    "disability": gettext_lazy("残疾情况"),
    "income": gettext_lazy("收入来源"),
}
_PERSON: dict[str, tuple[str | Promise, str]] = {
    "phone": (gettext_lazy("电话"), "phone"),
    "address": (gettext_lazy("住址"), "address"),
    "emergency_name": (gettext_lazy("紧急联系人"), "name"),
    "emergency_relation": (gettext_lazy("与紧急联系人的关系"), ""),
    "emergency_phone": (gettext_lazy("紧急联系人电话"), "phone"),
}
CHOICES: dict[str, dict[str, str | Promise]] = {
    name: dict(listed.choices)
    for name, listed in (
        ("nation", ClientDetails.Nation),
        ("marital", ClientDetails.Marital),
        ("education", ClientDetails.Education),
        ("job", ClientDetails.Job),
        ("care_ability", ClientDetails.Care),
        ("living_type", ClientDetails.Living),
        ("separation", ClientDetails.Separation),
    )
}
TARGETS: dict[str, Target] = {
    **{f"client.{name}": Target("details", name, label) for name, label in _DETAILS.items()},
    **{f"client.{name}": Target("person", name, label, mask) for name, (label, mask) in _PERSON.items()},
    **{f"need:{kind.value}": Target("need", kind.value, kind.label) for kind in Need.Kind},
}
"""What an author may write into the column `feeds`; the how-to lists it."""
