from django.db import migrations
from django.db.models import F


def fill(apps, _schema_editor):
    """Since when is not known of what was planned first and met later: the day of its last change is what is on file."""
    apps.get_model("clients", "Need").objects.filter(state__in=["PLANNED", "MET"]).update(
        answered_on=F("state_on")
    )


class Migration(migrations.Migration):
    dependencies = [("clients", "0003_a_need_knows_since_when_it_is_answered")]

    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
