import django.db.models.deletion
import django.db.models.functions.datetime
import django.db.models.functions.text
import django.db.models.lookups
from django.db import migrations, models

import yizhan.kernel.ids
import yizhan.privacy.tables


class Migration(migrations.Migration):
    replaces = [
        ("regions", "0001_divisions_and_their_changes"),
        ("regions", "0002_rows_follow_their_division"),
        ("regions", "0003_uploaded_tables_and_boundaries"),
    ]

    initial = True

    dependencies = []

    operations = [
        yizhan.privacy.tables.MakeTables(
            steps=[
                migrations.CreateModel(
                    name="Edition",
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
                        ("name", models.CharField(max_length=120)),
                        ("on", models.DateField()),
                        ("within", models.CharField(blank=True, db_index=True, max_length=12)),
                        ("complete", models.BooleanField(default=True)),
                        ("file_name", models.CharField(max_length=120)),
                        ("lines", models.PositiveIntegerField()),
                        ("table", models.TextField()),
                        ("by_label", models.CharField(max_length=120)),
                        (
                            "state",
                            models.CharField(
                                choices=[("STAGED", "待确认"), ("LOADED", "已载入"), ("DROPPED", "已放弃")],
                                default="STAGED",
                                max_length=8,
                            ),
                        ),
                        ("decided_on", models.DateField(null=True)),
                        ("result", models.JSONField(blank=True, default=dict)),
                        (
                            "recorded_at",
                            models.DateTimeField(
                                db_default=django.db.models.functions.datetime.Now(), editable=False
                            ),
                        ),
                    ],
                    options={
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("decided_on__isnull", True), ("state", "STAGED")),
                                    models.Q(
                                        models.Q(("state", "STAGED"), _negated=True),
                                        ("decided_on__isnull", False),
                                    ),
                                    _connector="OR",
                                ),
                                name="a_table_is_decided_exactly_when_it_has_a_day",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Outline",
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
                        ("code", models.CharField(max_length=12, unique=True)),
                        ("rings", models.JSONField()),
                        ("points", models.PositiveIntegerField()),
                        ("file_name", models.CharField(max_length=120)),
                        ("source", models.CharField(max_length=120)),
                        ("stored_on", models.DateField()),
                        ("by_label", models.CharField(max_length=120)),
                    ],
                    options={
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("points__gte", 3)),
                                name="a_boundary_has_at_least_three_corners",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Region",
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
                        ("code", models.CharField(db_index=True, max_length=12)),
                        ("name", models.CharField(max_length=100)),
                        ("short_name", models.CharField(max_length=100)),
                        ("initials", models.CharField(db_index=True, max_length=32)),
                        (
                            "level",
                            models.CharField(
                                choices=[
                                    ("PROVINCE", "省级"),
                                    ("PREFECTURE", "地级"),
                                    ("COUNTY", "县级"),
                                    ("TOWNSHIP", "乡级"),
                                    ("VILLAGE", "村级"),
                                    ("ZONE", "功能区"),
                                ],
                                max_length=12,
                            ),
                        ),
                        (
                            "kind",
                            models.CharField(
                                choices=[
                                    ("PROVINCE", "省"),
                                    ("AUTONOMOUS_REGION", "自治区"),
                                    ("MUNICIPALITY", "直辖市"),
                                    ("SPECIAL", "特别行政区"),
                                    ("CITY", "地级市"),
                                    ("AREA", "地区"),
                                    ("AUTONOMOUS_PREFECTURE", "自治州"),
                                    ("LEAGUE", "盟"),
                                    ("DISTRICT", "市辖区"),
                                    ("COUNTY_CITY", "县级市"),
                                    ("COUNTY", "县"),
                                    ("AUTONOMOUS_COUNTY", "自治县"),
                                    ("BANNER", "旗"),
                                    ("AUTONOMOUS_BANNER", "自治旗"),
                                    ("FOREST", "林区"),
                                    ("SPECIAL_DISTRICT", "特区"),
                                    ("FUNCTIONAL", "县级功能区"),
                                    ("STREET", "街道"),
                                    ("TOWN", "镇"),
                                    ("TOWNSHIP", "乡"),
                                    ("ETHNIC_TOWNSHIP", "民族乡"),
                                    ("SUMU", "苏木"),
                                    ("QUASI", "类似乡级单位"),
                                    ("VILLAGE", "村"),
                                    ("COMMUNITY", "社区"),
                                    ("COMMITTEE", "管委会"),
                                    ("RESETTLEMENT", "安置点"),
                                    ("OTHER", "其他"),
                                ],
                                max_length=24,
                            ),
                        ),
                        ("path", models.CharField(max_length=300)),
                        ("placeholder", models.BooleanField(default=False)),
                        ("local", models.BooleanField(default=False)),
                        ("valid_from_on", models.DateField(null=True)),
                        ("valid_to_on", models.DateField(null=True)),
                        (
                            "parent",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="regions.region",
                            ),
                        ),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(
                                condition=models.Q(("valid_to_on__isnull", True)),
                                fields=("code",),
                                name="a_code_stands_for_one_division_at_a_time",
                            ),
                            models.UniqueConstraint(
                                fields=("code", "valid_from_on"), name="a_code_begins_once_a_day"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("valid_to_on__isnull", True),
                                    ("valid_from_on__isnull", True),
                                    ("valid_to_on__gte", models.F("valid_from_on")),
                                    _connector="OR",
                                ),
                                name="a_division_ends_no_earlier_than_it_begins",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(
                                        django.db.models.lookups.Exact(
                                            django.db.models.functions.text.Length("code"), 2
                                        ),
                                        ("level", "PROVINCE"),
                                    ),
                                    models.Q(
                                        django.db.models.lookups.Exact(
                                            django.db.models.functions.text.Length("code"), 4
                                        ),
                                        ("level", "PREFECTURE"),
                                    ),
                                    models.Q(
                                        django.db.models.lookups.Exact(
                                            django.db.models.functions.text.Length("code"), 6
                                        ),
                                        ("level", "COUNTY"),
                                    ),
                                    models.Q(
                                        django.db.models.lookups.Exact(
                                            django.db.models.functions.text.Length("code"), 9
                                        ),
                                        ("level__in", ("TOWNSHIP", "ZONE")),
                                    ),
                                    models.Q(
                                        django.db.models.lookups.Exact(
                                            django.db.models.functions.text.Length("code"), 12
                                        ),
                                        ("level__in", ("VILLAGE", "ZONE")),
                                    ),
                                    _connector="OR",
                                ),
                                name="the_length_of_a_code_is_its_level",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("level", "PROVINCE"), ("parent__isnull", True)),
                                    models.Q(
                                        models.Q(("level", "PROVINCE"), _negated=True),
                                        ("parent__isnull", False),
                                    ),
                                    _connector="OR",
                                ),
                                name="only_a_province_lies_in_nothing",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("level", "ZONE"), _negated=True),
                                    models.Q(("local", True), ("valid_from_on__isnull", False)),
                                    _connector="OR",
                                ),
                                name="a_zone_is_assigned_locally",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="RegionChange",
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
                            "kind",
                            models.CharField(
                                choices=[
                                    ("RENAME", "更名"),
                                    ("MERGE", "合并"),
                                    ("SPLIT", "拆分"),
                                    ("MOVE", "改隶改设"),
                                    ("ABOLISH", "撤销"),
                                ],
                                max_length=8,
                            ),
                        ),
                        ("on", models.DateField()),
                        ("document", models.CharField(blank=True, max_length=120)),
                        ("note", models.CharField(blank=True, max_length=200)),
                        (
                            "recorded_at",
                            models.DateTimeField(
                                db_default=django.db.models.functions.datetime.Now(), editable=False
                            ),
                        ),
                        ("followed_on", models.DateField(null=True)),
                        ("moved", models.JSONField(blank=True, default=dict)),
                        (
                            "from_region",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="regions.region",
                            ),
                        ),
                        (
                            "to_region",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="regions.region",
                            ),
                        ),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("from_region", "to_region", "on"), name="a_change_is_written_once"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("kind", "ABOLISH"), ("to_region__isnull", True)),
                                    models.Q(
                                        models.Q(("kind", "ABOLISH"), _negated=True),
                                        ("to_region__isnull", False),
                                    ),
                                    _connector="OR",
                                ),
                                name="only_an_abolished_division_leads_nowhere",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="FormerCode",
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
                        ("table", models.CharField(max_length=60)),
                        ("row_id", models.UUIDField()),
                        ("code", models.CharField(max_length=12)),
                        (
                            "change",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="regions.regionchange",
                            ),
                        ),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("table", "row_id", "change"),
                                name="a_row_leaves_a_code_once_by_a_change",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="TilePosition",
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
                        ("map_code", models.CharField(max_length=12)),
                        ("region_code", models.CharField(max_length=12)),
                        ("row", models.PositiveSmallIntegerField()),
                        ("column", models.PositiveSmallIntegerField()),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("map_code", "region_code"), name="a_tile_stands_once_on_a_map"
                            ),
                            models.UniqueConstraint(
                                fields=("map_code", "row", "column"), name="two_tiles_never_share_a_place"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("column__gte", 1), ("column__lte", 8), ("row__gte", 1), ("row__lte", 8)
                                ),
                                name="tiles_are_counted_from_one",
                            ),
                        ],
                    },
                ),
            ],
        ),
    ]
