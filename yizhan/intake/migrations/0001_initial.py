import django.db.models.deletion
import django.db.models.functions.datetime
from django.db import migrations, models

import yizhan.kernel.ids
import yizhan.privacy.fields
import yizhan.privacy.tables


class Migration(migrations.Migration):
    replaces = [("intake", "0001_slips_and_letters_from_outside")]

    initial = True

    dependencies = []

    operations = [
        yizhan.privacy.tables.MakeTables(
            steps=[
                migrations.CreateModel(
                    name="Invitation",
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
                        (
                            "token_digest",
                            yizhan.privacy.fields.DigestField(blank=True, default="", max_length=32),
                        ),
                        ("about", models.CharField(max_length=120)),
                        ("questions", models.JSONField(default=list)),
                        ("closes_on", models.DateField()),
                        (
                            "state",
                            models.CharField(
                                choices=[("OPEN", "没有答"), ("USED", "已答"), ("WITHDRAWN", "已作废")],
                                default="OPEN",
                                max_length=10,
                            ),
                        ),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("token_digest",), name="a_code_opens_one_invitation"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("token_digest", ""), _negated=True),
                                name="an_invitation_has_its_code",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Letter",
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
                        ("receipt", models.CharField(max_length=16)),
                        ("scores", yizhan.privacy.fields.EncryptedJSONField(null=True)),
                        ("posted_on", models.DateField()),
                        ("opened_on", models.DateField(null=True)),
                        (
                            "invitation",
                            models.OneToOneField(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="letter",
                                to="intake.invitation",
                            ),
                        ),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("receipt",), name="a_receipt_stands_for_one_letter"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("opened_on__isnull", True), ("scores__isnull", True), _connector="OR"
                                ),
                                name="an_opened_letter_keeps_no_answers",
                            ),
                        ],
                    },
                ),
            ],
        ),
    ]
