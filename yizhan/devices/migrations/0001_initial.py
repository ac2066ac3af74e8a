import django.db.models.deletion
import django.db.models.functions.datetime
from django.conf import settings
from django.db import migrations, models

import yizhan.devices.models
import yizhan.kernel.ids
import yizhan.privacy.fields
import yizhan.privacy.tables


class Migration(migrations.Migration):
    replaces = [
        ("devices", "0001_phones_and_what_they_sent"),
        ("devices", "0002_somebody_asks_for_help"),
        ("devices", "0003_a_photo_is_handed_in"),
    ]

    initial = True

    dependencies = [
        ("access", "__first__"),
    ]

    operations = [
        yizhan.privacy.tables.MakeTables(
            steps=[
                migrations.CreateModel(
                    name="Device",
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
                        ("station_id", models.UUIDField(db_index=True)),
                        ("label", models.CharField(max_length=60)),
                        (
                            "key_digest",
                            yizhan.privacy.fields.DigestField(
                                blank=True, db_index=True, default="", max_length=32
                            ),
                        ),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("ACTIVE", "在用"),
                                    ("LOST", "已报丢失，等待清除"),
                                    ("WIPED", "已清除"),
                                ],
                                default="ACTIVE",
                                max_length=8,
                            ),
                        ),
                        ("seen_at", models.DateTimeField()),
                        ("unsent", models.PositiveIntegerField(default=0)),
                        ("carried", models.PositiveIntegerField(default=0)),
                        ("lost_at", models.DateTimeField(null=True)),
                        ("lost_reason", models.CharField(blank=True, default="", max_length=200)),
                        ("lost_by_label", models.CharField(blank=True, default="", max_length=120)),
                        ("wiped_at", models.DateTimeField(null=True)),
                        (
                            "user",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                    ],
                    options={
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("state", "LOST"), _negated=True),
                                    models.Q(
                                        ("lost_at__isnull", False),
                                        models.Q(("lost_reason", ""), _negated=True),
                                    ),
                                    _connector="OR",
                                ),
                                name="a_lost_phone_says_since_when_and_why",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("state", "WIPED"), ("wiped_at__isnull", False)),
                                    models.Q(
                                        models.Q(("state", "WIPED"), _negated=True),
                                        ("wiped_at__isnull", True),
                                    ),
                                    _connector="OR",
                                ),
                                name="a_wiped_phone_says_when",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Command",
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
                        ("id", models.UUIDField(editable=False, primary_key=True, serialize=False)),
                        ("station_id", models.UUIDField(db_index=True)),
                        ("verb", models.CharField(max_length=60)),
                        (
                            "fingerprint",
                            yizhan.privacy.fields.DigestField(blank=True, default="", max_length=32),
                        ),
                        ("told", yizhan.privacy.fields.EncryptedJSONField(null=True)),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("DONE", "已记上"),
                                    ("CONFLICT", "两边不一样"),
                                    ("WAITING", "等前面的记录"),
                                    ("KEPT", "没处理，等人定"),
                                    ("REFUSED", "不能记"),
                                    ("DROPPED", "决定不记"),
                                ],
                                max_length=8,
                            ),
                        ),
                        ("code", models.CharField(blank=True, default="", max_length=80)),
                        ("reason", yizhan.privacy.fields.EncryptedTextField(blank=True, default="")),
                        ("clause", models.CharField(blank=True, default="", max_length=200)),
                        ("needs", models.JSONField(default=list)),
                        ("merged", models.JSONField(default=list)),
                        ("subject_id", models.UUIDField(null=True)),
                        ("version", models.CharField(blank=True, default="", max_length=200)),
                        ("done_on", models.DateField(null=True)),
                        ("made_at", models.DateTimeField()),
                        ("clock_wrong", models.BooleanField(default=False)),
                        ("decided_at", models.DateTimeField(null=True)),
                        ("decided_by_label", models.CharField(blank=True, default="", max_length=120)),
                        ("decision", models.CharField(blank=True, default="", max_length=200)),
                        (
                            "photo",
                            models.FileField(
                                blank=True,
                                default="",
                                max_length=200,
                                upload_to=yizhan.devices.models.kept_photo_path,
                            ),
                        ),
                        (
                            "user",
                            models.ForeignKey(
                                db_index=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "device",
                            models.ForeignKey(
                                db_index=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="devices.device",
                            ),
                        ),
                    ],
                    options={
                        "indexes": [
                            models.Index(
                                condition=models.Q(("state__in", ["WAITING", "KEPT", "CONFLICT"])),
                                fields=["station_id", "state", "id"],
                                name="commands_to_be_decided",
                            ),
                            models.Index(fields=["user", "state", "id"], name="commands_of_a_user_by_state"),
                        ],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("state", "DONE"), ("told__isnull", False), _connector="OR"
                                ),
                                name="what_was_not_carried_out_is_kept",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("state", "DROPPED"), _negated=True),
                                    models.Q(("decision", ""), _negated=True),
                                    _connector="OR",
                                ),
                                name="what_is_dropped_says_why",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Difference",
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
                        ("station_id", models.UUIDField(db_index=True)),
                        ("subject", models.CharField(max_length=12)),
                        ("subject_id", models.UUIDField(db_index=True)),
                        ("field", models.CharField(max_length=30)),
                        ("phone_value", yizhan.privacy.fields.EncryptedJSONField(null=True)),
                        ("station_value", yizhan.privacy.fields.EncryptedJSONField(null=True)),
                        ("station_at", models.DateTimeField()),
                        (
                            "choice",
                            models.CharField(
                                blank=True,
                                choices=[("PHONE", "用手机上的"), ("STATION", "用站里的")],
                                default="",
                                max_length=8,
                            ),
                        ),
                        ("decided_at", models.DateTimeField(null=True)),
                        ("decided_by_label", models.CharField(blank=True, default="", max_length=120)),
                        (
                            "command",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="differences",
                                to="devices.command",
                            ),
                        ),
                    ],
                    options={
                        "indexes": [
                            models.Index(
                                condition=models.Q(("decided_at__isnull", True)),
                                fields=["station_id", "id"],
                                name="differences_still_open",
                            )
                        ],
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("command", "field"), name="a_field_of_a_command_differs_once"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("choice", ""), ("decided_at__isnull", True)),
                                    models.Q(
                                        models.Q(("choice", ""), _negated=True), ("decided_at__isnull", False)
                                    ),
                                    _connector="OR",
                                ),
                                name="a_difference_is_decided_exactly_when_a_value_is_chosen",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="HelpCall",
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
                        ("station_id", models.UUIDField(db_index=True)),
                        ("called_by_label", models.CharField(max_length=120)),
                        (
                            "kind",
                            models.CharField(
                                choices=[
                                    ("DANGER", "我有危险"),
                                    ("ACCIDENT", "受伤、车坏、被困"),
                                    ("CLIENT", "服务对象出了急事"),
                                    ("ADVICE", "拿不准，要人马上帮我"),
                                ],
                                max_length=8,
                            ),
                        ),
                        ("note", yizhan.privacy.fields.EncryptedTextField(blank=True, default="")),
                        ("place", yizhan.privacy.fields.EncryptedTextField(blank=True, default="")),
                        ("made_at", models.DateTimeField()),
                        ("received_at", models.DateTimeField()),
                        ("answer", yizhan.privacy.fields.EncryptedTextField(blank=True, default="")),
                        ("answered_at", models.DateTimeField(null=True)),
                        ("answered_by_label", models.CharField(blank=True, default="", max_length=120)),
                        (
                            "user",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                    ],
                    options={
                        "indexes": [
                            models.Index(
                                condition=models.Q(("answered_at__isnull", True)),
                                fields=["station_id", "made_at"],
                                name="calls_for_help_still_open",
                            )
                        ],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("answered_at__isnull", True), ("answered_by_label", "")),
                                    models.Q(
                                        ("answered_at__isnull", False),
                                        models.Q(("answered_by_label", ""), _negated=True),
                                    ),
                                    _connector="OR",
                                ),
                                name="a_call_was_answered_by_somebody",
                            )
                        ],
                    },
                ),
            ],
        ),
    ]
