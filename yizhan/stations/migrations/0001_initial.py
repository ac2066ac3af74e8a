import django.db.models.deletion
import django.db.models.functions.datetime
from django.db import migrations, models

import yizhan.kernel.ids
import yizhan.privacy.tables
import yizhan.stations.models.documents


class Migration(migrations.Migration):
    replaces = [
        ("stations", "0001_stations_and_their_parts"),
        ("stations", "0002_rooms_equipment_and_items_keep_their_order"),
        ("stations", "0003_rooms_equipment_and_sign_have_days"),
        ("stations", "0004_titles_of_a_station"),
    ]

    initial = True

    dependencies = [
        ("access", "0001_initial"),
    ]

    operations = [
        yizhan.privacy.tables.MakeTables(
            steps=[
                migrations.CreateModel(
                    name="ServiceList",
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
                        ("made_on", models.DateField()),
                        ("filed_county_on", models.DateField(null=True)),
                        ("filed_township_on", models.DateField(null=True)),
                        ("catalogue", models.CharField(blank=True, max_length=120)),
                    ],
                    options={
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(
                                        ("filed_county_on__isnull", True),
                                        ("filed_county_on__gte", models.F("made_on")),
                                        _connector="OR",
                                    ),
                                    models.Q(
                                        ("filed_township_on__isnull", True),
                                        ("filed_township_on__gte", models.F("made_on")),
                                        _connector="OR",
                                    ),
                                ),
                                name="a_service_list_is_filed_no_earlier_than_made",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Station",
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
                                    ("STATION", "社工站"),
                                    ("ROOM", "社工室"),
                                    ("COUNTY_CENTRE", "县级总站"),
                                    ("CITY_CENTRE", "市级中心"),
                                    ("POINT", "服务点"),
                                ],
                                default="STATION",
                                max_length=16,
                            ),
                        ),
                        ("name", models.CharField(max_length=100)),
                        ("short_name", models.CharField(max_length=40)),
                        ("sign_text", models.CharField(blank=True, max_length=100)),
                        ("signboard", models.JSONField(blank=True, default=dict)),
                        (
                            "status",
                            models.CharField(
                                choices=[
                                    ("PLANNED", "筹建中"),
                                    ("OPEN", "运营中"),
                                    ("SUSPENDED", "已暂停"),
                                    ("CLOSED", "已撤销"),
                                ],
                                default="PLANNED",
                                max_length=12,
                            ),
                        ),
                        (
                            "mode",
                            models.CharField(
                                choices=[("SELF_RUN", "政府自办"), ("PURCHASED", "政府购买服务")],
                                default="PURCHASED",
                                max_length=12,
                            ),
                        ),
                        ("host_facility", models.CharField(blank=True, max_length=60)),
                        ("address", models.CharField(blank=True, max_length=200)),
                        ("phone", models.CharField(blank=True, max_length=24)),
                        ("focus", models.CharField(blank=True, max_length=200)),
                        ("floor_area_m2", models.PositiveIntegerField(null=True)),
                        ("planned_on", models.DateField()),
                        ("opened_on", models.DateField(null=True)),
                        ("closed_on", models.DateField(null=True)),
                        (
                            "operator",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="access.organisation",
                            ),
                        ),
                        (
                            "parent",
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
                                fields=["region_code", "status"], name="stations_of_a_region_by_status"
                            )
                        ],
                        "constraints": [
                            models.UniqueConstraint(
                                condition=models.Q(("status", "CLOSED"), _negated=True),
                                fields=("region_code", "name"),
                                name="a_name_stands_for_one_living_station_of_a_place",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("status__in", ("PLANNED", "CLOSED")),
                                    ("opened_on__isnull", False),
                                    _connector="OR",
                                ),
                                name="a_station_in_operation_has_an_opening_day",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("status", "CLOSED"), ("closed_on__isnull", False)),
                                    models.Q(
                                        models.Q(("status", "CLOSED"), _negated=True),
                                        ("closed_on__isnull", True),
                                    ),
                                    _connector="OR",
                                ),
                                name="a_station_is_closed_exactly_when_it_has_a_closing_day",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("closed_on__isnull", True),
                                    ("opened_on__isnull", True),
                                    ("closed_on__gte", models.F("opened_on")),
                                    _connector="OR",
                                ),
                                name="a_station_closes_no_earlier_than_it_opens",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="ServiceListItem",
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
                        ("item_code", models.CharField(max_length=40)),
                        ("item_name", models.CharField(max_length=80)),
                        ("domain", models.CharField(blank=True, max_length=40)),
                        ("place", models.PositiveSmallIntegerField(default=0)),
                        (
                            "service_list",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="items",
                                to="stations.servicelist",
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
                        "ordering": ("place", "id"),
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("service_list", "item_code"), name="an_item_is_listed_once"
                            )
                        ],
                    },
                ),
                migrations.AddField(
                    model_name="servicelist",
                    name="station",
                    field=models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="stations.station"
                    ),
                ),
                migrations.CreateModel(
                    name="SafetyCheck",
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
                        ("checked_on", models.DateField()),
                        (
                            "result",
                            models.CharField(
                                choices=[("PASSED", "合格"), ("TO_MEND", "需整改"), ("FAILED", "不合格")],
                                max_length=8,
                            ),
                        ),
                        ("findings", models.TextField(blank=True)),
                        ("mend_by_on", models.DateField(null=True)),
                        ("by_label", models.CharField(max_length=120)),
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
                                    ("result", "PASSED"),
                                    models.Q(("findings", ""), _negated=True),
                                    _connector="OR",
                                ),
                                name="a_check_that_did_not_pass_says_what_was_found",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="RuleCheck",
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
                        ("rule_id", models.CharField(max_length=80)),
                        ("pack_id", models.CharField(max_length=120)),
                        (
                            "result",
                            models.CharField(choices=[("MET", "达标"), ("UNMET", "未达标")], max_length=8),
                        ),
                        ("note", models.CharField(blank=True, max_length=200)),
                        ("checked_on", models.DateField()),
                        ("by_label", models.CharField(max_length=120)),
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
                        "indexes": [
                            models.Index(
                                fields=["station", "rule_id", "checked_on"],
                                name="checks_of_a_station_by_rule",
                            )
                        ],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("result", "UNMET"), _negated=True),
                                    models.Q(("note", ""), _negated=True),
                                    _connector="OR",
                                ),
                                name="a_rule_found_broken_says_how",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Room",
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
                        ("from_on", models.DateField(null=True)),
                        ("until_on", models.DateField(null=True)),
                        ("name", models.CharField(max_length=40)),
                        ("shared", models.BooleanField(default=False)),
                        ("shared_with", models.CharField(blank=True, max_length=60)),
                        ("area_m2", models.PositiveIntegerField(null=True)),
                        ("place", models.PositiveSmallIntegerField(default=0)),
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
                            models.UniqueConstraint(
                                condition=models.Q(("until_on__isnull", True)),
                                fields=("station", "name"),
                                name="a_room_is_listed_once_in_a_station",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("until_on__isnull", True),
                                    ("from_on__isnull", True),
                                    ("until_on__gte", models.F("from_on")),
                                    _connector="OR",
                                ),
                                name="a_room_goes_no_earlier_than_it_comes",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="OpeningStep",
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
                            "step",
                            models.CharField(
                                choices=[
                                    ("SITE", "场地落实"),
                                    ("AGREEMENT", "签订协议"),
                                    ("STAFF", "人员到位"),
                                    ("UNVEILED", "揭牌"),
                                    ("OPERATING", "开始运营"),
                                ],
                                max_length=12,
                            ),
                        ),
                        ("done_on", models.DateField()),
                        ("evidence", models.CharField(blank=True, max_length=200)),
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
                            models.UniqueConstraint(fields=("station", "step"), name="a_step_is_done_once")
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Honour",
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
                        ("title", models.CharField(max_length=40)),
                        (
                            "level",
                            models.CharField(
                                choices=[("COUNTY", "县级"), ("CITY", "市级"), ("PROVINCE", "省级")],
                                max_length=8,
                            ),
                        ),
                        ("document", models.CharField(max_length=120)),
                        ("given_on", models.DateField()),
                        ("ended_on", models.DateField(null=True)),
                        ("ended_because", models.CharField(blank=True, max_length=200)),
                        ("by_label", models.CharField(max_length=120)),
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
                            models.UniqueConstraint(
                                condition=models.Q(("ended_on__isnull", True)),
                                fields=("station", "title", "level"),
                                name="a_station_bears_a_title_once_at_a_time",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("ended_on__isnull", True),
                                    ("ended_on__gte", models.F("given_on")),
                                    _connector="OR",
                                ),
                                name="a_title_ends_no_earlier_than_it_was_given",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="FormerPremises",
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
                        ("until_on", models.DateField()),
                        ("sign_text", models.CharField(blank=True, max_length=100)),
                        ("signboard", models.JSONField(blank=True, default=dict)),
                        ("floor_area_m2", models.PositiveIntegerField(null=True)),
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
                            models.UniqueConstraint(
                                fields=("station", "until_on"), name="premises_were_like_one_thing_on_a_day"
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Equipment",
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
                        ("from_on", models.DateField(null=True)),
                        ("until_on", models.DateField(null=True)),
                        (
                            "kind",
                            models.CharField(
                                choices=[
                                    ("OFFICE", "办公设备"),
                                    ("SERVICE", "服务设备"),
                                    ("FIRE", "消防设施"),
                                    ("OTHER", "其他"),
                                ],
                                default="OFFICE",
                                max_length=8,
                            ),
                        ),
                        ("name", models.CharField(max_length=40)),
                        ("count", models.PositiveIntegerField(default=1)),
                        ("place", models.PositiveSmallIntegerField(default=0)),
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
                            models.UniqueConstraint(
                                condition=models.Q(("until_on__isnull", True)),
                                fields=("station", "name"),
                                name="equipment_is_listed_once_in_a_station",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("until_on__isnull", True),
                                    ("from_on__isnull", True),
                                    ("until_on__gte", models.F("from_on")),
                                    _connector="OR",
                                ),
                                name="equipment_goes_no_earlier_than_it_comes",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("count__gte", 1)),
                                name="equipment_that_is_there_counts_at_least_one",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="StationDocument",
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
                                    ("SYSTEM", "制度规范"),
                                    ("ARCHIVE", "档案资料"),
                                    ("DISCLOSURE", "公开信息"),
                                    ("SAFETY", "安全资料"),
                                    ("PHOTO", "照片"),
                                    ("OTHER", "其他"),
                                ],
                                max_length=12,
                            ),
                        ),
                        ("name", models.CharField(max_length=60)),
                        ("title", models.CharField(max_length=120)),
                        ("version", models.CharField(blank=True, max_length=20)),
                        (
                            "file",
                            models.FileField(
                                blank=True,
                                max_length=200,
                                upload_to=yizhan.stations.models.documents.document_path,
                            ),
                        ),
                        ("file_name", models.CharField(blank=True, max_length=120)),
                        ("file_bytes", models.PositiveIntegerField(default=0)),
                        ("in_force_from_on", models.DateField()),
                        ("in_force_to_on", models.DateField(null=True)),
                        ("filed_by", models.CharField(max_length=120)),
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
                                    ("in_force_to_on__isnull", True),
                                    ("in_force_to_on__gte", models.F("in_force_from_on")),
                                    _connector="OR",
                                ),
                                name="a_document_ends_no_earlier_than_it_begins",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="StatusChange",
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
                            "from_status",
                            models.CharField(
                                blank=True,
                                choices=[
                                    ("PLANNED", "筹建中"),
                                    ("OPEN", "运营中"),
                                    ("SUSPENDED", "已暂停"),
                                    ("CLOSED", "已撤销"),
                                ],
                                max_length=12,
                            ),
                        ),
                        (
                            "to_status",
                            models.CharField(
                                choices=[
                                    ("PLANNED", "筹建中"),
                                    ("OPEN", "运营中"),
                                    ("SUSPENDED", "已暂停"),
                                    ("CLOSED", "已撤销"),
                                ],
                                max_length=12,
                            ),
                        ),
                        ("changed_on", models.DateField()),
                        ("reason", models.CharField(blank=True, max_length=200)),
                        ("by_label", models.CharField(max_length=120)),
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
                        "abstract": False,
                    },
                ),
                migrations.AddConstraint(
                    model_name="servicelist",
                    constraint=models.UniqueConstraint(
                        fields=("station", "made_on"), name="a_station_makes_one_service_list_a_day"
                    ),
                ),
            ],
        ),
    ]
