import django.db.models.deletion
import django.db.models.functions.datetime
from django.db import migrations, models

import yizhan.kernel.ids
import yizhan.privacy.tables


class Migration(migrations.Migration):
    replaces = [
        ("privacy", "0001_audit_and_unmasking"),
        ("privacy", "0002_audit_lines_keep_the_indexes_that_are_read"),
    ]

    initial = True

    dependencies = []

    operations = [
        yizhan.privacy.tables.MakeTables(
            steps=[
                migrations.CreateModel(
                    name="AuditSeal",
                    fields=[
                        (
                            "id",
                            models.UUIDField(
                                default=yizhan.kernel.ids.uuid7,
                                editable=False,
                                primary_key=True,
                                serialize=False,
                            ),
                        ),
                        ("number", models.PositiveIntegerField(unique=True)),
                        ("lines", models.PositiveIntegerField()),
                        ("previous_hash", models.CharField(blank=True, max_length=64)),
                        ("hash", models.CharField(max_length=64)),
                        (
                            "sealed_at",
                            models.DateTimeField(db_default=django.db.models.functions.datetime.Now()),
                        ),
                    ],
                ),
                migrations.CreateModel(
                    name="Unmasking",
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
                        ("station_id", models.UUIDField(db_index=True, null=True)),
                        ("actor_id", models.CharField(max_length=64)),
                        ("actor_label", models.CharField(max_length=120)),
                        ("subject", models.CharField(max_length=40)),
                        ("subject_id", models.UUIDField()),
                        (
                            "reason",
                            models.CharField(
                                choices=[
                                    ("ASSISTANCE", "办理救助申请"),
                                    ("LIST_CHECK", "核对低保等名单"),
                                    ("EMERGENCY", "紧急联系"),
                                    ("CONTACT", "上门或电话联系本人"),
                                    ("INSPECTION", "上级检查核实"),
                                    ("OTHER", "其他"),
                                ],
                                max_length=16,
                            ),
                        ),
                        ("note", models.CharField(blank=True, max_length=200)),
                        ("until_at", models.DateTimeField()),
                    ],
                    options={
                        "indexes": [
                            models.Index(
                                fields=["actor_id", "subject", "subject_id", "until_at"],
                                name="unmasking_by_reader",
                            )
                        ],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("reason", "OTHER"), _negated=True),
                                    models.Q(("note", ""), _negated=True),
                                    _connector="OR",
                                ),
                                name="another_reason_for_unmasking_is_written_out",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="AuditEvent",
                    fields=[
                        (
                            "id",
                            models.UUIDField(
                                default=yizhan.kernel.ids.uuid7,
                                editable=False,
                                primary_key=True,
                                serialize=False,
                            ),
                        ),
                        (
                            "at",
                            models.DateTimeField(
                                db_default=django.db.models.functions.datetime.Now(), db_index=True
                            ),
                        ),
                        ("actor_id", models.CharField(max_length=64)),
                        ("actor_label", models.CharField(max_length=120)),
                        ("action", models.CharField(max_length=80)),
                        ("facts", models.JSONField(default=dict)),
                        (
                            "outcome",
                            models.CharField(
                                choices=[("DONE", "已办"), ("REFUSED", "未准")], default="DONE", max_length=8
                            ),
                        ),
                        ("reason_code", models.CharField(blank=True, max_length=80)),
                        ("region_code", models.CharField(blank=True, max_length=12)),
                        ("subject_id", models.UUIDField(db_index=True, null=True)),
                        (
                            "seal",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="privacy.auditseal",
                            ),
                        ),
                    ],
                    options={
                        "indexes": [
                            models.Index(fields=["action"], name="audit_by_verb"),
                            models.Index(
                                fields=["region_code"],
                                name="audit_by_region",
                                opclasses=["varchar_pattern_ops"],
                            ),
                        ],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("outcome", "DONE"), ("reason_code", "")),
                                    models.Q(
                                        ("outcome", "REFUSED"), models.Q(("reason_code", ""), _negated=True)
                                    ),
                                    _connector="OR",
                                ),
                                name="a_refusal_has_a_reason_code",
                            )
                        ],
                    },
                ),
            ],
        ),
    ]
