import django.db.models.functions.datetime
from django.db import migrations, models

import yizhan.kernel.ids
import yizhan.privacy.tables


class Migration(migrations.Migration):
    replaces = [("disclosure", "0001_snapshots_for_the_public")]

    initial = True

    dependencies = []

    operations = [
        yizhan.privacy.tables.MakeTables(
            steps=[
                migrations.CreateModel(
                    name="Snapshot",
                    fields=[
                        ("region_code", models.CharField(db_index=True, max_length=12)),
                        (
                            "recorded_at",
                            models.DateTimeField(
                                db_default=django.db.models.functions.datetime.Now(), editable=False
                            ),
                        ),
                        (
                            "changed_at",
                            models.DateTimeField(
                                db_default=django.db.models.functions.datetime.Now(), editable=False
                            ),
                        ),
                        (
                            "id",
                            models.UUIDField(
                                default=yizhan.kernel.ids.uuid7,
                                editable=False,
                                primary_key=True,
                                serialize=False,
                            ),
                        ),
                        ("kind", models.CharField(max_length=40)),
                        ("subject_id", models.UUIDField()),
                        ("of", models.CharField(max_length=80)),
                        ("title", models.CharField(max_length=120)),
                        ("first_on", models.DateField()),
                        ("last_on", models.DateField()),
                        ("body", models.JSONField()),
                        ("hidden", models.PositiveIntegerField(default=0)),
                        ("approved_by", models.CharField(max_length=120)),
                        ("approved_on", models.DateField()),
                        ("withdrawn_on", models.DateField(null=True)),
                        ("withdrawn_because", models.CharField(blank=True, max_length=200)),
                        ("withdrawn_by", models.CharField(blank=True, max_length=120)),
                    ],
                    options={
                        "indexes": [
                            models.Index(
                                fields=["kind", "region_code", "approved_on"], name="snapshots_of_a_kind"
                            )
                        ],
                        "constraints": [
                            models.UniqueConstraint(
                                condition=models.Q(("withdrawn_on__isnull", True)),
                                fields=("kind", "subject_id"),
                                name="one_snapshot_of_a_row_is_public_at_a_time",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("withdrawn_on__isnull", True),
                                    models.Q(("withdrawn_because", ""), _negated=True),
                                    _connector="OR",
                                ),
                                name="a_snapshot_taken_off_says_why",
                            ),
                        ],
                    },
                ),
            ],
        ),
    ]
