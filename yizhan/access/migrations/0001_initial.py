import django.db.models.deletion
import django.db.models.functions.datetime
from django.conf import settings
from django.db import migrations, models

import yizhan.kernel.ids
import yizhan.privacy.fields
import yizhan.privacy.tables


class Migration(migrations.Migration):
    replaces = [
        ("access", "0001_accounts_grants_and_custody"),
        ("access", "0002_notices_reach_the_people_of_a_role"),
        ("access", "0003_programs_have_passwords_of_their_own"),
        ("access", "0004_channels_by_which_people_hear_of_notices"),
    ]

    initial = True

    dependencies = []

    operations = [
        yizhan.privacy.tables.MakeTables(
            steps=[
                migrations.CreateModel(
                    name="User",
                    fields=[
                        ("password", models.CharField(max_length=128, verbose_name="password")),
                        (
                            "last_login",
                            models.DateTimeField(blank=True, null=True, verbose_name="last login"),
                        ),
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
                        ("username", models.CharField(max_length=40, unique=True, verbose_name="账号")),
                        ("display_name", models.CharField(max_length=40, verbose_name="姓名")),
                        ("phone", yizhan.privacy.fields.EncryptedTextField(blank=True, default="")),
                        (
                            "phone_digest",
                            yizhan.privacy.fields.DigestField(blank=True, default="", max_length=32),
                        ),
                        ("is_active", models.BooleanField(default=True)),
                        ("closed_on", models.DateField(null=True)),
                        ("must_change_password", models.BooleanField(default=False)),
                        ("password_changed_at", models.DateTimeField(null=True)),
                        ("unread_notices", models.PositiveIntegerField(default=0)),
                    ],
                    options={
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("closed_on__isnull", True), ("is_active", True)),
                                    models.Q(("closed_on__isnull", False), ("is_active", False)),
                                    _connector="OR",
                                ),
                                name="an_account_is_active_exactly_until_it_is_closed",
                            ),
                            models.UniqueConstraint(
                                condition=models.Q(
                                    models.Q(("phone_digest", ""), _negated=True), ("is_active", True)
                                ),
                                fields=("phone_digest",),
                                name="a_telephone_number_signs_in_to_one_open_account",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Organisation",
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
                            "kind",
                            models.CharField(
                                choices=[
                                    ("PROVINCE", "省级民政部门"),
                                    ("CITY", "市级民政部门"),
                                    ("COUNTY", "县级民政部门"),
                                    ("TOWNSHIP", "乡镇（街道）"),
                                    ("AGENCY", "社会服务机构"),
                                    ("DEPARTMENT", "其他部门"),
                                    ("EVALUATOR", "第三方评估机构"),
                                    ("AUDITOR", "审计部门"),
                                    ("PLATFORM", "平台运行单位"),
                                ],
                                max_length=12,
                            ),
                        ),
                        ("name", models.CharField(max_length=80)),
                        ("credit_code", models.CharField(blank=True, default="", max_length=18)),
                        ("closed_on", models.DateField(null=True)),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(
                                condition=models.Q(("credit_code", ""), _negated=True),
                                fields=("credit_code",),
                                name="a_credit_code_belongs_to_one_organisation",
                            ),
                            models.UniqueConstraint(
                                fields=("region_code", "name"),
                                name="an_organisation_is_named_once_in_its_region",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("kind", "AGENCY"), _negated=True),
                                    models.Q(("credit_code", ""), _negated=True),
                                    _connector="OR",
                                ),
                                name="an_agency_has_a_credit_code",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Channel",
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
                            "kind",
                            models.CharField(
                                choices=[
                                    ("MAIL", "电子邮件"),
                                    ("WECOM", "企业微信群机器人"),
                                    ("DINGTALK", "钉钉群机器人"),
                                ],
                                max_length=8,
                            ),
                        ),
                        ("label", models.CharField(max_length=40)),
                        ("address", yizhan.privacy.fields.EncryptedTextField()),
                        ("secret", yizhan.privacy.fields.EncryptedTextField(blank=True, default="")),
                        ("made_on", models.DateField()),
                        ("made_by_label", models.CharField(max_length=120)),
                        ("stopped_on", models.DateField(null=True)),
                        ("told_to", models.DateTimeField()),
                        (
                            "user",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "organisation",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="access.organisation",
                            ),
                        ),
                    ],
                    options={
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("organisation__isnull", True), ("user__isnull", False)),
                                    models.Q(("organisation__isnull", False), ("user__isnull", True)),
                                    _connector="OR",
                                ),
                                name="a_channel_is_of_one_person_or_of_one_office",
                            )
                        ],
                    },
                ),
                migrations.AddField(
                    model_name="user",
                    name="organisation",
                    field=models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="access.organisation",
                    ),
                ),
                migrations.CreateModel(
                    name="RoleGrant",
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
                        ("role", models.CharField(max_length=20)),
                        ("station_id", models.UUIDField(db_index=True, null=True)),
                        ("valid_from_on", models.DateField()),
                        ("valid_to_on", models.DateField(null=True)),
                        ("given_by", models.CharField(max_length=64)),
                        ("given_by_label", models.CharField(max_length=120)),
                        ("revoked_on", models.DateField(null=True)),
                        ("revoked_by_label", models.CharField(blank=True, default="", max_length=120)),
                        (
                            "user",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="grants",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                    ],
                    options={
                        "indexes": [models.Index(fields=["user", "valid_from_on"], name="grants_of_a_user")],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("valid_to_on__isnull", True),
                                    ("valid_to_on__gte", models.F("valid_from_on")),
                                    _connector="OR",
                                ),
                                name="a_grant_ends_after_it_begins",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(
                                        ("role__in", ["deputy_head", "station_head", "worker"]), _negated=True
                                    ),
                                    ("station_id__isnull", False),
                                    _connector="OR",
                                ),
                                name="a_station_role_names_its_station",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="AppPassword",
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
                        ("label", models.CharField(max_length=40)),
                        (
                            "digest",
                            yizhan.privacy.fields.DigestField(
                                blank=True, db_index=True, default="", max_length=32
                            ),
                        ),
                        ("made_on", models.DateField()),
                        ("revoked_on", models.DateField(null=True)),
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
                            models.UniqueConstraint(
                                condition=models.Q(("revoked_on__isnull", True)),
                                fields=("digest",),
                                name="a_password_of_a_program_stands_for_one_account",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Delivery",
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
                        ("text", models.CharField(max_length=200)),
                        ("url", models.CharField(max_length=200)),
                        ("is_test", models.BooleanField(default=False)),
                        (
                            "state",
                            models.CharField(
                                choices=[("QUEUED", "待发送"), ("SENT", "已发送"), ("FAILED", "没发成")],
                                default="QUEUED",
                                max_length=8,
                            ),
                        ),
                        ("tries", models.PositiveSmallIntegerField(default=0)),
                        ("made_at", models.DateTimeField()),
                        ("next_at", models.DateTimeField()),
                        ("sent_at", models.DateTimeField(null=True)),
                        ("why", models.CharField(blank=True, default="", max_length=120)),
                        (
                            "channel",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="deliveries",
                                to="access.channel",
                            ),
                        ),
                    ],
                    options={
                        "indexes": [
                            models.Index(
                                condition=models.Q(("state", "QUEUED")),
                                fields=["next_at"],
                                name="messages_on_their_way",
                            ),
                            models.Index(fields=["channel", "-made_at"], name="messages_of_a_channel"),
                        ],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("sent_at__isnull", False), ("state", "SENT")),
                                    models.Q(
                                        models.Q(("state", "SENT"), _negated=True), ("sent_at__isnull", True)
                                    ),
                                    _connector="OR",
                                ),
                                name="a_message_is_sent_exactly_when_it_has_an_instant",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("state", "FAILED"), _negated=True),
                                    models.Q(("why", ""), _negated=True),
                                    _connector="OR",
                                ),
                                name="a_message_that_was_not_sent_says_why",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Notice",
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
                        ("station_id", models.UUIDField(null=True)),
                        ("subject", models.CharField(max_length=120)),
                        ("url", models.CharField(max_length=200)),
                        ("clause", models.CharField(blank=True, default="", max_length=200)),
                        ("sent_by_label", models.CharField(blank=True, default="", max_length=40)),
                        ("sent_at", models.DateTimeField()),
                        ("read_at", models.DateTimeField(null=True)),
                        ("counts_only", models.BooleanField(default=False)),
                        (
                            "user",
                            models.ForeignKey(
                                db_index=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                    ],
                    options={
                        "indexes": [
                            models.Index(fields=["user", "-sent_at", "id"], name="notices_of_a_person"),
                            models.Index(fields=["sent_at"], name="notices_by_the_clock"),
                        ],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("url__startswith", "/"),
                                    models.Q(("url__startswith", "//"), _negated=True),
                                ),
                                name="a_notice_leads_to_this_program",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Custody",
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
                        ("to_on", models.DateField(null=True)),
                        (
                            "organisation",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="custodies",
                                to="access.organisation",
                            ),
                        ),
                    ],
                    options={
                        "indexes": [
                            models.Index(
                                fields=["organisation", "from_on"], name="custodies_of_an_organisation"
                            )
                        ],
                        "constraints": [
                            models.UniqueConstraint(
                                condition=models.Q(("to_on__isnull", True)),
                                fields=("station_id",),
                                name="a_station_is_operated_by_one_organisation_at_a_time",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("to_on__isnull", True),
                                    ("to_on__gte", models.F("from_on")),
                                    _connector="OR",
                                ),
                                name="a_custody_ends_after_it_begins",
                            ),
                        ],
                    },
                ),
            ],
        ),
    ]
