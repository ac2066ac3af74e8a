from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("clients", "0004_what_was_answered_has_its_day")]

    operations = [
        migrations.AddConstraint(
            model_name="need",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("answered_on__isnull", True), ("state__in", ["OPEN", "WITHDRAWN"])),
                    models.Q(
                        ("answered_on__isnull", False),
                        ("answered_on__lte", models.F("state_on")),
                        ("state__in", ["PLANNED", "MET"]),
                    ),
                    _connector="OR",
                ),
                name="a_need_is_answered_exactly_while_it_is_planned_or_met",
            ),
        ),
    ]
