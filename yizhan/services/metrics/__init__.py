"""The one definition of every number about delivered services, by noun; importing the room's metrics registers them all.

Voided records never count; a visit in vain is no visit.
"""

from yizhan.services.metrics import visited, volunteering
from yizhan.services.metrics.cases import cases_counted
from yizhan.services.metrics.learning import (
    group_supervisions,
    individual_supervisions,
    supervisions,
    trained_people,
    training_hours,
    trainings,
)
from yizhan.services.metrics.media import media_articles, publicity_items
from yizhan.services.metrics.programmes import activities_counted, groups_counted
from yizhan.services.metrics.tasks import administrative_tasks, refused_tasks
from yizhan.services.metrics.work import (
    activities,
    consultations,
    group_participants,
    group_sessions,
    minutes,
    publicity,
    referrals,
    referrals_answered,
    resource_links,
    resource_value,
    services,
)

__all__ = [
    "activities",
    "activities_counted",
    "administrative_tasks",
    "cases_counted",
    "consultations",
    "group_participants",
    "group_sessions",
    "group_supervisions",
    "groups_counted",
    "individual_supervisions",
    "media_articles",
    "minutes",
    "publicity",
    "publicity_items",
    "referrals",
    "referrals_answered",
    "refused_tasks",
    "resource_links",
    "resource_value",
    "services",
    "supervisions",
    "trained_people",
    "training_hours",
    "trainings",
    "visited",
    "volunteering",
]
