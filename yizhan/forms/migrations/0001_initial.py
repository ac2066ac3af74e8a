import django.db.models.deletion
import django.db.models.functions.datetime
from django.db import migrations, models

import yizhan.kernel.ids
import yizhan.privacy.fields
import yizhan.privacy.tables


class Migration(migrations.Migration):
    replaces = [
        ("forms", "0001_questionnaires_and_their_answers"),
        ("forms", "0002_questionnaires_given_to_divisions"),
    ]

    initial = True

    dependencies = []

    operations = [
        yizhan.privacy.tables.MakeTables(
            steps=[
                migrations.CreateModel(
                    name="Form",
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
                        ("code", models.CharField(max_length=60)),
                        ("title", models.CharField(max_length=80)),
                        ("about", models.CharField(blank=True, default="", max_length=20)),
                        ("sample", models.CharField(blank=True, default="", max_length=40)),
                        ("made_by_label", models.CharField(max_length=120)),
                        ("retired_on", models.DateField(null=True)),
                        ("retire_reason", models.CharField(blank=True, default="", max_length=200)),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("region_code", "code"),
                                name="a_region_has_one_questionnaire_of_a_code",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("retire_reason", ""), ("retired_on__isnull", True)),
                                    models.Q(
                                        ("retired_on__isnull", False),
                                        models.Q(("retire_reason", ""), _negated=True),
                                    ),
                                    _connector="OR",
                                ),
                                name="a_retired_questionnaire_says_why",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Version",
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
                        ("number", models.PositiveIntegerField()),
                        (
                            "state",
                            models.CharField(
                                choices=[("DRAFT", "草稿，待发布"), ("PUBLISHED", "已发布")],
                                default="DRAFT",
                                max_length=10,
                            ),
                        ),
                        ("title", models.CharField(max_length=80)),
                        ("xform", models.TextField()),
                        ("source", models.BinaryField()),
                        ("file_name", models.CharField(max_length=120)),
                        ("feeds", models.JSONField(blank=True, default=dict)),
                        ("masks", models.JSONField(blank=True, default=dict)),
                        ("questions", models.PositiveIntegerField()),
                        ("uploaded_by_label", models.CharField(max_length=120)),
                        ("uploaded_on", models.DateField()),
                        ("published_on", models.DateField(null=True)),
                        (
                            "form",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="versions",
                                to="forms.form",
                            ),
                        ),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("form", "number"), name="versions_of_a_questionnaire_are_counted"
                            ),
                            models.UniqueConstraint(
                                condition=models.Q(("state", "DRAFT")),
                                fields=("form",),
                                name="a_questionnaire_has_one_draft_at_a_time",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("published_on__isnull", False), ("state", "PUBLISHED")),
                                    models.Q(("published_on__isnull", True), ("state", "DRAFT")),
                                    _connector="OR",
                                ),
                                name="a_version_is_published_exactly_when_it_has_a_day",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Submission",
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
                        ("subject_kind", models.CharField(blank=True, default="", max_length=20)),
                        ("subject_id", models.UUIDField(db_index=True, null=True)),
                        ("filled_on", models.DateField()),
                        (
                            "channel",
                            models.CharField(
                                choices=[
                                    ("DESK", "电脑填写"),
                                    ("PHONE", "手机填写"),
                                    ("COLLECT", "ODK Collect 报送"),
                                ],
                                max_length=8,
                            ),
                        ),
                        ("by", models.CharField(max_length=64)),
                        ("by_label", models.CharField(max_length=120)),
                        ("answers", yizhan.privacy.fields.EncryptedJSONField()),
                        ("xml", yizhan.privacy.fields.EncryptedTextField(blank=True, default="")),
                        (
                            "fingerprint",
                            yizhan.privacy.fields.DigestField(blank=True, default="", max_length=32),
                        ),
                        ("doubts", models.PositiveSmallIntegerField(default=0)),
                        ("correct_reason", models.CharField(blank=True, default="", max_length=200)),
                        ("current", models.BooleanField(default=True)),
                        ("voided_on", models.DateField(null=True)),
                        ("void_reason", models.CharField(blank=True, default="", max_length=200)),
                        (
                            "corrects",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="forms.submission",
                            ),
                        ),
                        (
                            "form",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="forms.form"
                            ),
                        ),
                        (
                            "version",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="forms.version",
                            ),
                        ),
                    ],
                    options={
                        "indexes": [
                            models.Index(
                                fields=["form", "-filled_on", "id"], name="submissions_of_a_questionnaire"
                            ),
                            models.Index(
                                fields=["subject_kind", "subject_id"], name="submissions_about_somebody"
                            ),
                        ],
                        "constraints": [
                            models.UniqueConstraint(
                                condition=models.Q(("corrects__isnull", False)),
                                fields=("corrects",),
                                name="a_submission_is_corrected_once",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("correct_reason", ""), ("corrects__isnull", True)),
                                    models.Q(
                                        ("corrects__isnull", False),
                                        models.Q(("correct_reason", ""), _negated=True),
                                    ),
                                    _connector="OR",
                                ),
                                name="a_corrected_submission_says_why",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("void_reason", ""), ("voided_on__isnull", True)),
                                    models.Q(
                                        ("voided_on__isnull", False),
                                        models.Q(("void_reason", ""), _negated=True),
                                    ),
                                    _connector="OR",
                                ),
                                name="a_voided_submission_says_why",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("subject_id__isnull", True),
                                    models.Q(("subject_kind", ""), _negated=True),
                                    _connector="OR",
                                ),
                                name="whom_a_submission_is_about_has_a_kind",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Given",
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
                        ("from_on", models.DateField()),
                        ("until_on", models.DateField(null=True)),
                        (
                            "form",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="given",
                                to="forms.form",
                            ),
                        ),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(
                                condition=models.Q(("until_on__isnull", True)),
                                fields=("form", "station_id"),
                                name="a_station_has_a_questionnaire_once",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("until_on__isnull", True),
                                    ("until_on__gte", models.F("from_on")),
                                    _connector="OR",
                                ),
                                name="a_questionnaire_is_taken_back_after_it_was_given",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="GivenArea",
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
                        ("from_on", models.DateField()),
                        ("until_on", models.DateField(null=True)),
                        (
                            "form",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="areas",
                                to="forms.form",
                            ),
                        ),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(
                                condition=models.Q(("until_on__isnull", True)),
                                fields=("form", "region_code"),
                                name="a_division_has_a_questionnaire_once",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("until_on__isnull", True),
                                    ("until_on__gte", models.F("from_on")),
                                    _connector="OR",
                                ),
                                name="a_division_is_given_a_questionnaire_before_it_ends",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Attachment",
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
                        ("name", models.CharField(max_length=120)),
                        ("media", models.CharField(max_length=60)),
                        ("size", models.PositiveIntegerField()),
                        ("content", yizhan.privacy.fields.EncryptedTextField()),
                        (
                            "submission",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="attachments",
                                to="forms.submission",
                            ),
                        ),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("submission", "name"), name="an_attachment_of_a_name_comes_once"
                            )
                        ],
                    },
                ),
            ],
        ),
    ]
