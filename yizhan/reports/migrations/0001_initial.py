import django.db.models.deletion
import django.db.models.functions.datetime
from django.db import migrations, models

import yizhan.kernel.ids
import yizhan.privacy.fields
import yizhan.privacy.tables


class Migration(migrations.Migration):
    replaces = [
        ("reports", "0001_reports_and_kept_figures"),
        ("reports", "0002_a_duty_is_done_once_on_every_database"),
        ("reports", "0003_opinions_urges_and_forms_of_ones_own"),
        ("reports", "0004_duties_of_a_year_and_reports_of_an_area"),
        ("reports", "0005_yearly_tables_of_a_county"),
        ("reports", "0006_sums_of_counties_are_kept_too"),
    ]

    initial = True

    dependencies = [
        ("stations", "0001_initial"),
    ]

    operations = [
        yizhan.privacy.tables.MakeTables(
            steps=[
                migrations.CreateModel(
                    name="Watermark",
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
                        ("name", models.CharField(max_length=20, unique=True)),
                        ("seen_to", models.DateTimeField()),
                        ("day_on", models.DateField()),
                    ],
                ),
                migrations.CreateModel(
                    name="AnnualTables",
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
                        ("year", models.PositiveSmallIntegerField()),
                        ("edition", models.CharField(max_length=20)),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("DRAFT", "填报中"),
                                    ("SIGNED", "待上级接收"),
                                    ("RETURNED", "已退回"),
                                    ("ACCEPTED", "已接收"),
                                ],
                                default="DRAFT",
                                max_length=8,
                            ),
                        ),
                        ("counted_to_on", models.DateField()),
                        ("filled_by_label", models.CharField(max_length=120)),
                        ("signed_on", models.DateField(null=True)),
                        ("first_signed_on", models.DateField(null=True)),
                        ("signed_by_label", models.CharField(blank=True, default="", max_length=120)),
                        ("answered_on", models.DateField(null=True)),
                        ("answered_by_label", models.CharField(blank=True, default="", max_length=120)),
                        ("answer", models.CharField(blank=True, default="", max_length=400)),
                        ("frozen", models.JSONField(null=True)),
                        ("frozen_hash", models.CharField(blank=True, default="", max_length=64)),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("region_code", "year"), name="a_county_has_one_set_of_tables_a_year"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("state__in", ("SIGNED", "ACCEPTED")), _negated=True),
                                    models.Q(
                                        ("first_signed_on__isnull", False),
                                        ("signed_on__isnull", False),
                                        models.Q(("frozen_hash", ""), _negated=True),
                                    ),
                                    _connector="OR",
                                ),
                                name="tables_on_their_way_are_signed_and_frozen",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("state", "RETURNED"), _negated=True),
                                    models.Q(("answer", ""), _negated=True),
                                    _connector="OR",
                                ),
                                name="tables_sent_back_say_why",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="CountyMonth",
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
                        ("county_code", models.CharField(max_length=6)),
                        ("month", models.DateField()),
                        ("metric", models.CharField(max_length=60)),
                        ("value", models.DecimalField(decimal_places=2, max_digits=18)),
                        ("stations", models.PositiveIntegerField()),
                        ("as_of", models.DateTimeField()),
                    ],
                    options={
                        "indexes": [
                            models.Index(
                                fields=["month", "metric", "county_code"], name="county_figures_of_a_month"
                            )
                        ],
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("county_code", "month", "metric"),
                                name="a_figure_is_added_up_once_a_month",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Duty",
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
                            "owed_by",
                            models.CharField(
                                choices=[
                                    ("station", "社工站"),
                                    ("township", "乡镇（街道）"),
                                    ("county", "县民政局"),
                                    ("city", "市民政局"),
                                    ("province", "省民政厅"),
                                    ("evaluator", "第三方机构"),
                                    ("other", "其他部门"),
                                ],
                                max_length=10,
                            ),
                        ),
                        ("who", models.CharField(max_length=60)),
                        (
                            "receiver",
                            models.CharField(
                                blank=True,
                                choices=[
                                    ("station", "社工站"),
                                    ("township", "乡镇（街道）"),
                                    ("county", "县民政局"),
                                    ("city", "市民政局"),
                                    ("province", "省民政厅"),
                                    ("evaluator", "第三方机构"),
                                    ("other", "其他部门"),
                                ],
                                default="",
                                max_length=10,
                            ),
                        ),
                        ("to_whom", models.CharField(blank=True, default="", max_length=80)),
                        ("key", models.CharField(max_length=160, unique=True)),
                        ("rule", models.CharField(max_length=160)),
                        ("rule_id", models.CharField(max_length=80)),
                        ("what", models.CharField(max_length=80)),
                        ("says", models.CharField(max_length=300)),
                        ("clause", models.CharField(max_length=200)),
                        ("chip", models.CharField(max_length=120)),
                        ("period_first_on", models.DateField(null=True)),
                        ("period_last_on", models.DateField(null=True)),
                        ("part", models.CharField(blank=True, default="", max_length=20)),
                        ("event_id", models.UUIDField(null=True)),
                        ("event_on", models.DateField(null=True)),
                        ("opens_on", models.DateField()),
                        ("due_on", models.DateField()),
                        ("remind_days", models.PositiveSmallIntegerField(null=True)),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("OPEN", "待办"),
                                    ("LATE", "已逾期"),
                                    ("DONE", "已办"),
                                    ("RETURNED", "已退回"),
                                    ("EXCUSED", "免办"),
                                ],
                                default="OPEN",
                                max_length=8,
                            ),
                        ),
                        ("done_on", models.DateField(null=True)),
                        ("sent_on", models.DateField(null=True)),
                        (
                            "done_how",
                            models.CharField(
                                blank=True,
                                choices=[("SEEN", "系统识别"), ("TOLD", "登记")],
                                default="",
                                max_length=4,
                            ),
                        ),
                        ("fact_kind", models.CharField(blank=True, default="", max_length=16)),
                        ("fact_id", models.UUIDField(null=True)),
                        ("note", models.CharField(blank=True, default="", max_length=200)),
                        ("by_label", models.CharField(blank=True, default="", max_length=120)),
                        ("late_days", models.PositiveIntegerField(null=True)),
                        ("received_on", models.DateField(null=True)),
                        ("answered_by_label", models.CharField(blank=True, default="", max_length=120)),
                        ("reason", models.CharField(blank=True, default="", max_length=200)),
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
                            models.Index(fields=["due_on", "region_code", "state"], name="duties_of_a_day"),
                            models.Index(fields=["station", "due_on"], name="duties_of_a_station"),
                            models.Index(
                                condition=models.Q(("state__in", ("OPEN", "LATE", "RETURNED"))),
                                fields=["due_on", "region_code"],
                                name="duties_not_done",
                            ),
                        ],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("due_on__gte", models.F("opens_on"))),
                                name="a_duty_is_due_no_earlier_than_it_opens",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(
                                        ("event_id__isnull", True),
                                        ("period_first_on__isnull", False),
                                        ("period_last_on__isnull", False),
                                    ),
                                    models.Q(
                                        ("event_id__isnull", False),
                                        ("period_first_on__isnull", True),
                                        ("period_last_on__isnull", True),
                                    ),
                                    _connector="OR",
                                ),
                                name="a_duty_is_of_a_period_or_of_an_event",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(
                                        ("done_on__isnull", False),
                                        ("late_days__isnull", False),
                                        ("state", "DONE"),
                                        models.Q(("done_how", ""), _negated=True),
                                    ),
                                    models.Q(("state", "DONE"), _negated=True),
                                    _connector="OR",
                                ),
                                name="a_duty_is_done_exactly_when_it_has_a_day_and_a_way",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("done_how", "TOLD"), _negated=True),
                                    models.Q(("note", ""), _negated=True),
                                    _connector="OR",
                                ),
                                name="a_duty_told_as_done_says_where_it_is_seen",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("state__in", ("RETURNED", "EXCUSED")), _negated=True),
                                    models.Q(("reason", ""), _negated=True),
                                    _connector="OR",
                                ),
                                name="a_duty_returned_or_excused_says_why",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("owed_by", "station"), ("station__isnull", False)),
                                    models.Q(
                                        models.Q(("owed_by", "station"), _negated=True),
                                        ("station__isnull", True),
                                    ),
                                    _connector="OR",
                                ),
                                name="a_duty_of_a_station_names_it",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="AreaReport",
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
                        ("title", models.CharField(max_length=120)),
                        ("period_first_on", models.DateField()),
                        ("period_last_on", models.DateField()),
                        ("counted_to_on", models.DateField()),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("DRAFT", "填报中"),
                                    ("SIGNED", "待上级接收"),
                                    ("RETURNED", "已退回"),
                                    ("ACCEPTED", "已接收"),
                                ],
                                default="DRAFT",
                                max_length=8,
                            ),
                        ),
                        ("chapters", yizhan.privacy.fields.EncryptedJSONField()),
                        ("below", models.JSONField(default=list)),
                        ("filled_by_label", models.CharField(blank=True, default="", max_length=120)),
                        ("signed_on", models.DateField(null=True)),
                        ("first_signed_on", models.DateField(null=True)),
                        ("signed_by_label", models.CharField(blank=True, default="", max_length=120)),
                        ("answered_on", models.DateField(null=True)),
                        ("answered_by_label", models.CharField(blank=True, default="", max_length=120)),
                        ("answer", models.CharField(blank=True, default="", max_length=400)),
                        ("frozen", yizhan.privacy.fields.EncryptedJSONField(null=True)),
                        ("frozen_hash", models.CharField(blank=True, default="", max_length=64)),
                        (
                            "duty",
                            models.OneToOneField(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="reports.duty",
                            ),
                        ),
                    ],
                    options={
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("counted_to_on__gte", models.F("period_first_on")),
                                    ("counted_to_on__lte", models.F("period_last_on")),
                                    ("period_last_on__gte", models.F("period_first_on")),
                                ),
                                name="an_area_report_counts_days_of_its_own_period",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("state__in", ("SIGNED", "ACCEPTED")), _negated=True),
                                    models.Q(
                                        ("first_signed_on__isnull", False),
                                        ("signed_on__isnull", False),
                                        models.Q(("frozen_hash", ""), _negated=True),
                                    ),
                                    _connector="OR",
                                ),
                                name="an_area_report_on_its_way_is_signed_and_frozen",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("state", "RETURNED"), _negated=True),
                                    models.Q(("answer", ""), _negated=True),
                                    _connector="OR",
                                ),
                                name="an_area_report_sent_back_says_why",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="DutyDone",
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
                        ("rule", models.CharField(max_length=160)),
                        ("period_first_on", models.DateField()),
                        ("done_on", models.DateField()),
                        ("note", models.CharField(max_length=200)),
                        ("by_label", models.CharField(max_length=120)),
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
                        "constraints": [
                            models.UniqueConstraint(
                                condition=models.Q(("station__isnull", False)),
                                fields=("station", "rule", "period_first_on"),
                                name="a_duty_of_a_station_is_done_once_a_period",
                            ),
                            models.UniqueConstraint(
                                condition=models.Q(("station__isnull", True)),
                                fields=("region_code", "rule", "period_first_on"),
                                name="a_duty_of_an_office_is_done_once_a_period",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("note", ""), _negated=True), name="a_duty_done_says_how"
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Report",
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
                            models.CharField(choices=[("MONTHLY", "月报")], default="MONTHLY", max_length=8),
                        ),
                        ("period_first_on", models.DateField()),
                        ("period_last_on", models.DateField()),
                        ("counted_to_on", models.DateField()),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("DRAFT", "填报中"),
                                    ("REVIEW", "待签署意见"),
                                    ("SIGNED", "待县审核"),
                                    ("RETURNED", "已退回"),
                                    ("ACCEPTED", "已接收"),
                                ],
                                default="DRAFT",
                                max_length=8,
                            ),
                        ),
                        ("due_on", models.DateField(null=True)),
                        ("rule", models.CharField(blank=True, default="", max_length=160)),
                        ("clause", models.CharField(blank=True, default="", max_length=200)),
                        ("narrative", yizhan.privacy.fields.EncryptedTextField(blank=True, default="")),
                        ("filled_by", models.CharField(blank=True, default="", max_length=64)),
                        ("filled_by_label", models.CharField(blank=True, default="", max_length=120)),
                        ("reviewers", models.JSONField(default=list)),
                        ("awaiting", models.CharField(blank=True, default="", max_length=20)),
                        ("sheet_name", models.CharField(blank=True, default="", max_length=60)),
                        ("sheet_clause", models.CharField(blank=True, default="", max_length=200)),
                        ("signed_at", models.DateTimeField(null=True)),
                        ("signed_on", models.DateField(null=True)),
                        ("signed_by_label", models.CharField(blank=True, default="", max_length=120)),
                        ("first_signed_on", models.DateField(null=True)),
                        ("accepted_on", models.DateField(null=True)),
                        ("frozen", yizhan.privacy.fields.EncryptedJSONField(null=True)),
                        ("frozen_hash", models.CharField(blank=True, default="", max_length=64)),
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
                            models.Index(fields=["period_first_on", "state"], name="reports_of_a_period")
                        ],
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("station", "kind", "period_first_on"),
                                name="a_station_reports_a_period_once",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("counted_to_on__gte", models.F("period_first_on")),
                                    ("counted_to_on__lte", models.F("period_last_on")),
                                    ("period_last_on__gte", models.F("period_first_on")),
                                ),
                                name="a_report_counts_days_of_its_own_period",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("state__in", ("REVIEW", "SIGNED", "ACCEPTED")), _negated=True),
                                    models.Q(
                                        ("first_signed_on__isnull", False),
                                        ("signed_on__isnull", False),
                                        models.Q(("frozen_hash", ""), _negated=True),
                                    ),
                                    _connector="OR",
                                ),
                                name="a_report_on_its_way_is_signed_and_frozen",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("state", "REVIEW"), models.Q(("awaiting", ""), _negated=True)),
                                    models.Q(models.Q(("state", "REVIEW"), _negated=True), ("awaiting", "")),
                                    _connector="OR",
                                ),
                                name="a_report_awaits_somebody_exactly_while_opinions_are_given",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("accepted_on__isnull", False), ("state", "ACCEPTED")),
                                    models.Q(
                                        models.Q(("state", "ACCEPTED"), _negated=True),
                                        ("accepted_on__isnull", True),
                                    ),
                                    _connector="OR",
                                ),
                                name="a_report_is_accepted_exactly_when_it_has_that_day",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="ReportLine",
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
                        ("number", models.PositiveSmallIntegerField()),
                        ("code", models.CharField(max_length=60)),
                        ("section", models.CharField(max_length=60)),
                        ("label", models.CharField(max_length=60)),
                        ("unit", models.CharField(max_length=8)),
                        ("metric", models.CharField(blank=True, default="", max_length=60)),
                        ("computed", models.DecimalField(decimal_places=2, max_digits=16, null=True)),
                        ("value", models.DecimalField(decimal_places=2, max_digits=16, null=True)),
                        ("reason", models.CharField(blank=True, default="", max_length=200)),
                        ("source", models.CharField(blank=True, default="", max_length=120)),
                        ("changed_by_label", models.CharField(blank=True, default="", max_length=120)),
                        ("changed_at", models.DateTimeField(null=True)),
                        (
                            "report",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="lines",
                                to="reports.report",
                            ),
                        ),
                    ],
                    options={
                        "ordering": ("number",),
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("report", "code"), name="a_figure_stands_once_in_a_report"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("metric", ""),
                                    ("value", models.F("computed")),
                                    models.Q(("reason", ""), _negated=True),
                                    _connector="OR",
                                ),
                                name="a_changed_figure_says_why",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("metric", ""), _negated=True),
                                    ("value__isnull", True),
                                    models.Q(("source", ""), _negated=True),
                                    _connector="OR",
                                ),
                                name="a_figure_filled_in_by_a_person_says_where_it_is_from",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="ReportStep",
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
                            "what",
                            models.CharField(
                                choices=[
                                    ("OPENED", "打开月报"),
                                    ("REFRESHED", "重新取数"),
                                    ("SIGNED", "站长签发"),
                                    ("ENDORSED", "签署意见"),
                                    ("RETURNED", "退回修改"),
                                    ("ACCEPTED", "接收归档"),
                                ],
                                max_length=10,
                            ),
                        ),
                        ("done_on", models.DateField()),
                        ("at", models.DateTimeField()),
                        ("by", models.CharField(max_length=64)),
                        ("by_label", models.CharField(max_length=120)),
                        ("note", models.CharField(blank=True, default="", max_length=400)),
                        ("sheet_hash", models.CharField(blank=True, default="", max_length=64)),
                        (
                            "report",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="steps",
                                to="reports.report",
                            ),
                        ),
                    ],
                    options={
                        "ordering": ("at", "id"),
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("what", "RETURNED"), _negated=True),
                                    models.Q(("note", ""), _negated=True),
                                    _connector="OR",
                                ),
                                name="a_return_says_why",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("what", "ENDORSED"), _negated=True),
                                    models.Q(("note", ""), _negated=True),
                                    _connector="OR",
                                ),
                                name="an_opinion_says_something",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="SheetTemplate",
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
                        ("version", models.PositiveSmallIntegerField()),
                        ("file_name", models.CharField(max_length=120)),
                        ("content", models.BinaryField()),
                        ("digest", models.CharField(max_length=64)),
                        ("blanks", models.JSONField(default=list)),
                        ("from_month", models.DateField(null=True)),
                        ("uploaded_on", models.DateField()),
                        ("by_label", models.CharField(max_length=120)),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("region_code", "version"), name="a_version_is_one_form"
                            ),
                            models.UniqueConstraint(
                                condition=models.Q(("from_month__isnull", False)),
                                fields=("region_code", "from_month"),
                                name="one_form_is_taken_up_with_a_month",
                            ),
                        ],
                    },
                ),
                migrations.AddField(
                    model_name="report",
                    name="template",
                    field=models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="reports.sheettemplate",
                    ),
                ),
                migrations.CreateModel(
                    name="StationMonth",
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
                        ("month", models.DateField()),
                        ("metric", models.CharField(max_length=60)),
                        ("value", models.DecimalField(decimal_places=2, max_digits=16)),
                        ("as_of", models.DateTimeField()),
                        (
                            "station",
                            models.ForeignKey(
                                db_index=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="stations.station",
                            ),
                        ),
                    ],
                    options={
                        "indexes": [
                            models.Index(fields=["month", "metric", "station"], name="figures_of_a_month")
                        ],
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("station", "month", "metric"), name="a_figure_is_kept_once_a_month"
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Urge",
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
                        ("period_first_on", models.DateField()),
                        ("urged_on", models.DateField()),
                        ("urged_at", models.DateTimeField()),
                        ("by_label", models.CharField(max_length=120)),
                        ("told", models.PositiveSmallIntegerField()),
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
                            models.Index(fields=["period_first_on", "station"], name="urges_of_a_period")
                        ],
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("station", "period_first_on", "urged_on"),
                                name="a_station_is_urged_once_a_day",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="AnnualEntry",
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
                        ("table", models.CharField(max_length=8)),
                        ("number", models.PositiveSmallIntegerField()),
                        ("texts", models.JSONField()),
                        ("source_key", models.CharField(blank=True, default="", max_length=80)),
                        ("gone", models.BooleanField(default=False)),
                        (
                            "tables",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="entries",
                                to="reports.annualtables",
                            ),
                        ),
                    ],
                    options={
                        "ordering": ("table", "number", "id"),
                        "constraints": [
                            models.UniqueConstraint(
                                condition=models.Q(("source_key", ""), _negated=True),
                                fields=("tables", "table", "source_key"),
                                name="a_record_stands_once_in_a_list",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("gone", False),
                                    models.Q(("source_key", ""), _negated=True),
                                    _connector="OR",
                                ),
                                name="only_a_line_from_records_is_taken_out",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("number__gte", 1)), name="lines_are_numbered_from_one"
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="AnnualCell",
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
                        ("code", models.CharField(max_length=20)),
                        ("computed", models.DecimalField(decimal_places=2, max_digits=16, null=True)),
                        ("value", models.DecimalField(decimal_places=2, max_digits=16, null=True)),
                        ("kept", models.BooleanField(default=False)),
                        ("note", models.CharField(blank=True, default="", max_length=200)),
                        ("by_label", models.CharField(blank=True, default="", max_length=120)),
                        (
                            "tables",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="cells",
                                to="reports.annualtables",
                            ),
                        ),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("tables", "code"), name="a_cell_stands_once_in_its_tables"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("value__isnull", True), ("value__gte", 0), _connector="OR"
                                ),
                                name="a_cell_is_not_below_nothing",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("kept", False), ("value__isnull", False), _connector="OR"
                                ),
                                name="a_kept_cell_has_a_figure",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="AreaLine",
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
                        ("number", models.PositiveSmallIntegerField()),
                        ("code", models.CharField(max_length=60)),
                        ("section", models.CharField(max_length=60)),
                        ("label", models.CharField(max_length=60)),
                        ("unit", models.CharField(max_length=8)),
                        ("metric", models.CharField(blank=True, default="", max_length=60)),
                        ("computed", models.DecimalField(decimal_places=2, max_digits=16, null=True)),
                        ("value", models.DecimalField(decimal_places=2, max_digits=16, null=True)),
                        ("reason", models.CharField(blank=True, default="", max_length=200)),
                        ("source", models.CharField(blank=True, default="", max_length=120)),
                        ("changed_by_label", models.CharField(blank=True, default="", max_length=120)),
                        (
                            "report",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="lines",
                                to="reports.areareport",
                            ),
                        ),
                    ],
                    options={
                        "ordering": ("number",),
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("report", "code"), name="a_figure_stands_once_in_an_area_report"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("metric", ""),
                                    ("value", models.F("computed")),
                                    models.Q(("reason", ""), _negated=True),
                                    _connector="OR",
                                ),
                                name="a_changed_figure_of_an_area_says_why",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("metric", ""), _negated=True),
                                    ("value__isnull", True),
                                    models.Q(("source", ""), _negated=True),
                                    _connector="OR",
                                ),
                                name="a_figure_of_an_area_filled_in_says_where_it_is_from",
                            ),
                        ],
                    },
                ),
            ],
        ),
    ]
