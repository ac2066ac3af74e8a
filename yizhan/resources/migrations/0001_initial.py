import django.db.models.deletion
import django.db.models.functions.datetime
from django.db import migrations, models

import yizhan.kernel.ids
import yizhan.privacy.fields
import yizhan.privacy.tables


class Migration(migrations.Migration):
    replaces = [("resources", "0001_offers_and_what_was_given_of_them")]

    initial = True

    dependencies = [
        ("services", "0001_initial"),
        ("stations", "0001_initial"),
    ]

    operations = [
        yizhan.privacy.tables.MakeTables(
            steps=[
                migrations.CreateModel(
                    name="Offer",
                    fields=[
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
                        ("region_code", models.CharField(max_length=12)),
                        ("shared", models.BooleanField(default=False)),
                        (
                            "kind",
                            models.CharField(
                                choices=[
                                    ("POLICY", "政策"),
                                    ("MONEY", "资金"),
                                    ("GOODS", "物资"),
                                    ("PLACE", "场地"),
                                    ("HANDS", "人力"),
                                    ("KNOWLEDGE", "专业"),
                                ],
                                max_length=9,
                            ),
                        ),
                        ("name", models.CharField(max_length=60)),
                        (
                            "side",
                            models.CharField(
                                choices=[
                                    ("COMMUNITY", "社区"),
                                    ("ORGANISATION", "社会组织"),
                                    ("SOCIAL_WORK", "社会工作者"),
                                    ("VOLUNTEERS", "社区志愿者"),
                                    ("CHARITY", "社会慈善资源"),
                                    ("GOVERNMENT", "政府部门"),
                                    ("COMPANY", "企业"),
                                    ("OTHER", "其他"),
                                ],
                                default="OTHER",
                                max_length=12,
                            ),
                        ),
                        ("provider", models.CharField(max_length=80)),
                        ("contact", yizhan.privacy.fields.EncryptedTextField(blank=True, default="")),
                        ("conditions", models.CharField(blank=True, default="", max_length=300)),
                        ("count", models.PositiveIntegerField(null=True)),
                        ("unit", models.CharField(blank=True, default="", max_length=8)),
                        ("value_fen", models.BigIntegerField(null=True)),
                        ("starts_on", models.DateField()),
                        ("ends_on", models.DateField(null=True)),
                        ("closed_on", models.DateField(null=True)),
                        ("closed_because", models.CharField(blank=True, default="", max_length=200)),
                        ("recorded_by", models.CharField(max_length=64)),
                        ("recorded_by_label", models.CharField(max_length=120)),
                        (
                            "station",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="stations.station",
                            ),
                        ),
                    ],
                    options={
                        "indexes": [
                            models.Index(
                                fields=["region_code"],
                                name="offers_by_region",
                                opclasses=["varchar_pattern_ops"],
                            )
                        ],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("count__isnull", True),
                                    models.Q(("count__gte", 1), models.Q(("unit", ""), _negated=True)),
                                    _connector="OR",
                                ),
                                name="what_is_counted_has_a_unit",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("value_fen__isnull", True), ("value_fen__gte", 0), _connector="OR"
                                ),
                                name="the_value_of_an_offer_is_not_negative",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("kind", "MONEY"), _negated=True),
                                    models.Q(("value_fen__gte", 1), ("value_fen__isnull", False)),
                                    _connector="OR",
                                ),
                                name="money_offered_has_an_amount",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("ends_on__isnull", True),
                                    ("ends_on__gte", models.F("starts_on")),
                                    _connector="OR",
                                ),
                                name="an_offer_ends_after_it_begins",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("closed_because", ""), ("closed_on__isnull", True)),
                                    models.Q(
                                        ("closed_on__isnull", False),
                                        models.Q(("closed_because", ""), _negated=True),
                                    ),
                                    _connector="OR",
                                ),
                                name="an_offer_is_closed_with_a_reason",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("station__isnull", False), ("shared", True), _connector="OR"
                                ),
                                name="what_the_office_offers_is_for_all_stations",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="OfferLink",
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
                        ("count", models.PositiveIntegerField(null=True)),
                        ("outcome", yizhan.privacy.fields.EncryptedTextField(blank=True, default="")),
                        ("outcome_on", models.DateField(null=True)),
                        (
                            "offer",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="links",
                                to="resources.offer",
                            ),
                        ),
                        (
                            "programme",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="services.programme",
                            ),
                        ),
                        (
                            "service",
                            models.OneToOneField(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="services.servicerecord",
                            ),
                        ),
                        (
                            "station",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="stations.station",
                            ),
                        ),
                    ],
                    options={
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("count__isnull", True), ("count__gte", 1), _connector="OR"
                                ),
                                name="a_counted_link_is_at_least_one",
                            )
                        ],
                    },
                ),
            ],
        ),
    ]
