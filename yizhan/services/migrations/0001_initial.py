import django.db.models.deletion
import django.db.models.functions.datetime
from django.conf import settings
from django.db import migrations, models

import yizhan.kernel.ids
import yizhan.privacy.fields
import yizhan.privacy.tables
import yizhan.services.models.alarm_photos
import yizhan.services.models.archive
import yizhan.services.models.photos
import yizhan.services.models.publicity


class Migration(migrations.Migration):
    replaces = [
        ("services", "0001_delivered_services"),
        ("services", "0002_groups_activities_and_who_takes_part"),
        ("services", "0003_casework_and_its_sheets"),
        ("services", "0004_referrals_consultations_and_alarms"),
        ("services", "0005_photos_of_a_record"),
        ("services", "0006_a_case_closed_by_a_referral_names_it"),
        ("services", "0007_services_keep_the_indexes_that_are_read"),
        ("services", "0008_volunteers_named_on_records_and_proofs"),
        ("services", "0009_supervision_training_and_publicity"),
        ("services", "0010_a_case_goes_with_its_file"),
        ("services", "0011_who_an_alarm_is_about_does_not_see_it"),
        ("services", "0012_photos_of_an_alarm"),
        ("services", "0013_papers_a_county_prints_on_its_own_forms"),
        ("services", "0014_an_archive_papers_of_publicity_and_one_supervision_of_several_stations"),
        ("services", "0015_stations_supervised_at_one_occasion"),
    ]

    initial = True

    dependencies = [
        ("access", "__first__"),
        ("clients", "0001_initial"),
        ("stations", "0001_initial"),
        ("workforce", "0001_initial"),
    ]

    operations = [
        yizhan.privacy.tables.MakeTables(
            steps=[
                migrations.CreateModel(
                    name="Alarm",
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
                                choices=[("CRISIS", "危机"), ("HARM", "侵害未成年人")], max_length=6
                            ),
                        ),
                        ("person", yizhan.privacy.fields.EncryptedJSONField()),
                        ("situations", yizhan.privacy.fields.EncryptedJSONField()),
                        ("guardian_danger", models.BooleanField(default=False)),
                        ("about_staff", models.BooleanField(default=False)),
                        ("found_at", models.DateTimeField()),
                        ("found_by", models.CharField(max_length=64)),
                        ("found_by_label", models.CharField(max_length=120)),
                        ("report_due_at", models.DateTimeField(null=True)),
                        ("report_rule", models.CharField(blank=True, default="", max_length=160)),
                        ("report_clause", models.CharField(blank=True, default="", max_length=200)),
                        ("reported_at", models.DateTimeField(null=True)),
                        ("head_told_at", models.DateTimeField(null=True)),
                        ("county_due_at", models.DateTimeField(null=True)),
                        ("county_rule", models.CharField(blank=True, default="", max_length=160)),
                        ("county_clause", models.CharField(blank=True, default="", max_length=200)),
                        ("county_told_at", models.DateTimeField(null=True)),
                        ("visit_due_on", models.DateField(null=True)),
                        ("visit_rule", models.CharField(blank=True, default="", max_length=160)),
                        ("visit_clause", models.CharField(blank=True, default="", max_length=200)),
                        ("closed_at", models.DateTimeField(null=True)),
                        ("closed_by", models.CharField(blank=True, default="", max_length=64)),
                        ("closed_by_label", models.CharField(blank=True, default="", max_length=120)),
                        ("length", models.PositiveIntegerField(default=0)),
                        ("tip", yizhan.privacy.fields.DigestField(blank=True, default="", max_length=32)),
                        (
                            "client",
                            models.ForeignKey(
                                db_index=False,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="clients.client",
                            ),
                        ),
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
                            models.Index(fields=["station", "found_at"], name="alarms_of_a_station"),
                            models.Index(
                                condition=models.Q(("closed_at__isnull", True)),
                                fields=["station", "found_at"],
                                name="alarms_still_open",
                            ),
                            models.Index(
                                condition=models.Q(
                                    ("closed_at__isnull", True), ("county_told_at__isnull", True)
                                ),
                                fields=["county_due_at"],
                                name="alarms_the_county_waits_for",
                            ),
                        ],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("closed_at__isnull", True), ("closed_by", "")),
                                    models.Q(
                                        ("closed_at__isnull", False),
                                        models.Q(("closed_by", ""), _negated=True),
                                        models.Q(("closed_by", models.F("found_by")), _negated=True),
                                    ),
                                    _connector="OR",
                                ),
                                name="an_alarm_is_closed_by_somebody_and_not_by_its_finder",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(
                                        ("reported_at__isnull", True),
                                        ("reported_at__gte", models.F("found_at")),
                                        _connector="OR",
                                    ),
                                    models.Q(
                                        ("closed_at__isnull", True),
                                        ("closed_at__gte", models.F("found_at")),
                                        _connector="OR",
                                    ),
                                ),
                                name="an_alarm_is_reported_and_closed_after_it_was_found",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("kind", "HARM"), _negated=True),
                                    ("closed_at__isnull", True),
                                    ("reported_at__isnull", False),
                                    _connector="OR",
                                ),
                                name="harm_to_a_minor_is_closed_only_after_it_was_reported",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="AlarmEntry",
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
                            "kind",
                            models.CharField(
                                choices=[
                                    ("FOUND", "发现"),
                                    ("REPORTED", "报告"),
                                    ("MEASURE", "保护措施"),
                                    ("HANDED_OVER", "移交"),
                                    ("NOTE", "补充情况"),
                                    ("TOLD", "逐级提醒"),
                                    ("CLOSED", "办结"),
                                ],
                                max_length=11,
                            ),
                        ),
                        ("at", models.DateTimeField()),
                        ("body", yizhan.privacy.fields.EncryptedJSONField()),
                        ("by", models.CharField(max_length=64)),
                        ("by_label", models.CharField(max_length=120)),
                        ("written_at", models.DateTimeField()),
                        ("before", yizhan.privacy.fields.DigestField(blank=True, default="", max_length=32)),
                        ("seal", yizhan.privacy.fields.DigestField(blank=True, default="", max_length=32)),
                        (
                            "alarm",
                            models.ForeignKey(
                                db_index=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="entries",
                                to="services.alarm",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name_plural": "alarm entries",
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("alarm", "number"), name="entries_of_an_alarm_are_numbered"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("before", ""), ("number", 1)),
                                    models.Q(("number__gt", 1), models.Q(("before", ""), _negated=True)),
                                    _connector="OR",
                                ),
                                name="only_the_first_entry_has_none_before",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="AlarmPhoto",
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
                            "file",
                            models.FileField(
                                max_length=200, upload_to=yizhan.services.models.alarm_photos.alarm_photo_path
                            ),
                        ),
                        ("sha256", models.CharField(max_length=64)),
                        ("size", models.PositiveIntegerField()),
                        ("width", models.PositiveIntegerField()),
                        ("height", models.PositiveIntegerField()),
                        ("added_by", models.CharField(db_index=True, max_length=64)),
                        (
                            "alarm",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="photos",
                                to="services.alarm",
                            ),
                        ),
                        (
                            "entry",
                            models.OneToOneField(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="photo",
                                to="services.alarmentry",
                            ),
                        ),
                    ],
                    options={
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("height__gte", 1),
                                    ("size__gte", 1),
                                    ("width__gte", 1),
                                    models.Q(("file", ""), _negated=True),
                                ),
                                name="a_photo_of_an_alarm_has_a_size",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="AlarmSuspect",
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
                            "alarm",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="suspects",
                                to="services.alarm",
                            ),
                        ),
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
                            "worker",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="workforce.worker",
                            ),
                        ),
                    ],
                    options={
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("worker__isnull", False), ("user__isnull", False), _connector="OR"
                                ),
                                name="a_suspect_is_a_worker_or_an_account",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Case",
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
                        ("case_year", models.PositiveSmallIntegerField()),
                        ("case_number", models.PositiveIntegerField()),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("ASSESSING", "接案预估"),
                                    ("ASSESSED", "预估待批"),
                                    ("PLANNING", "定计划"),
                                    ("PLANNED", "计划待批"),
                                    ("RUNNING", "服务中"),
                                    ("CLOSING", "结案待批"),
                                    ("CLOSED", "已结案"),
                                ],
                                default="ASSESSING",
                                max_length=10,
                            ),
                        ),
                        ("opened_on", models.DateField()),
                        ("closed_on", models.DateField(null=True)),
                        (
                            "close_reason",
                            models.CharField(
                                blank=True,
                                choices=[
                                    ("REACHED", "达到约定目标"),
                                    ("ABLE", "已有面对类似困难的能力"),
                                    ("UNWILLING", "案主不愿继续"),
                                    ("CHANGED", "情况有变（死亡、搬家等）"),
                                    ("OTHER", "其他"),
                                    ("REFERRED", "转介"),
                                    ("NOT_NEEDED", "预估后不需要跟进"),
                                ],
                                default="",
                                max_length=12,
                            ),
                        ),
                        ("reopened_on", models.DateField(null=True)),
                        ("ready_on", models.DateField(null=True)),
                        (
                            "client",
                            models.ForeignKey(
                                db_index=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="clients.client",
                            ),
                        ),
                        (
                            "station",
                            models.ForeignKey(
                                db_index=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="stations.station",
                            ),
                        ),
                        (
                            "supervisor",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "worker",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="workforce.worker",
                            ),
                        ),
                    ],
                    options={
                        "indexes": [
                            models.Index(
                                fields=["station", "state", "opened_on"], name="cases_of_a_station_by_state"
                            ),
                            models.Index(fields=["client", "opened_on"], name="cases_of_a_client"),
                        ],
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("station", "case_year", "case_number"),
                                name="a_case_number_is_given_once_a_year_at_a_station",
                            ),
                            models.UniqueConstraint(
                                condition=models.Q(("state", "CLOSED"), _negated=True),
                                fields=("station", "client"),
                                name="a_client_has_one_open_case_at_a_station",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(
                                        ("closed_on__gte", models.F("opened_on")),
                                        ("closed_on__isnull", False),
                                        ("state", "CLOSED"),
                                        models.Q(("close_reason", ""), _negated=True),
                                    ),
                                    models.Q(
                                        models.Q(("state", "CLOSED"), _negated=True),
                                        ("close_reason", ""),
                                        ("closed_on__isnull", True),
                                    ),
                                    _connector="OR",
                                ),
                                name="a_case_is_closed_exactly_when_it_has_a_day_and_a_reason",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(
                                        ("ready_on__isnull", False),
                                        ("state__in", ["ASSESSED", "PLANNED", "CLOSING"]),
                                    ),
                                    models.Q(
                                        ("state__in", ["ASSESSED", "PLANNED", "CLOSING"]), _negated=True
                                    ),
                                    _connector="OR",
                                ),
                                name="a_case_waits_exactly_while_a_first_sheet_waits",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="CaseConference",
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
                        ("held_on", models.DateField()),
                        ("minutes", models.PositiveIntegerField()),
                        ("who", yizhan.privacy.fields.EncryptedTextField()),
                        ("talk", yizhan.privacy.fields.EncryptedTextField(blank=True, default="")),
                        ("result", yizhan.privacy.fields.EncryptedTextField()),
                        ("by_label", models.CharField(max_length=120)),
                        (
                            "case",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="services.case",
                            ),
                        ),
                    ],
                    options={
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("minutes__gte", 1), ("minutes__lte", 1440)),
                                name="a_case_conference_lasts_from_one_minute_to_one_day",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="CaseMove",
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
                        ("old_case_no", models.CharField(max_length=16)),
                        ("moved_on", models.DateField()),
                        (
                            "case",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="services.case",
                            ),
                        ),
                        (
                            "from_station",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="stations.station",
                            ),
                        ),
                        (
                            "to_station",
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
                                condition=models.Q(("from_station", models.F("to_station")), _negated=True),
                                name="a_case_moves_to_another_station",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="CaseSheet",
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
                                    ("INTAKE", "接案登记"),
                                    ("SUGGESTION", "社工建议及行动"),
                                    ("PLAN", "服务计划"),
                                    ("REVIEW", "阶段检视"),
                                    ("CLOSURE", "结案表"),
                                    ("EVALUATION", "个案结束评估"),
                                ],
                                max_length=10,
                            ),
                        ),
                        ("version", models.PositiveSmallIntegerField()),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("DRAFT", "在写"),
                                    ("WAITING", "待批"),
                                    ("RETURNED", "已退回"),
                                    ("APPROVED", "已批"),
                                    ("FILED", "已存档"),
                                ],
                                max_length=10,
                            ),
                        ),
                        ("body", yizhan.privacy.fields.EncryptedJSONField()),
                        ("written_on", models.DateField()),
                        ("written_by", models.CharField(max_length=64)),
                        ("written_by_label", models.CharField(max_length=120)),
                        ("sent_on", models.DateField(null=True)),
                        ("decided_on", models.DateField(null=True)),
                        ("decided_by", models.CharField(blank=True, default="", max_length=64)),
                        ("decided_by_label", models.CharField(blank=True, default="", max_length=120)),
                        ("opinion", yizhan.privacy.fields.EncryptedTextField(blank=True, default="")),
                        (
                            "case",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="services.case",
                            ),
                        ),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("case", "kind", "version"),
                                name="a_version_of_a_sheet_is_written_once",
                            ),
                            models.UniqueConstraint(
                                condition=models.Q(("state__in", ["DRAFT", "WAITING", "RETURNED"])),
                                fields=("case", "kind"),
                                name="one_version_of_a_sheet_is_in_the_making",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(
                                        ("decided_on__isnull", False),
                                        ("sent_on__isnull", False),
                                        ("state__in", ["APPROVED", "RETURNED"]),
                                        models.Q(("decided_by", ""), _negated=True),
                                    ),
                                    models.Q(
                                        ("decided_by", ""),
                                        ("decided_on__isnull", True),
                                        ("state__in", ["DRAFT", "WAITING", "FILED"]),
                                    ),
                                    _connector="OR",
                                ),
                                name="a_sheet_is_decided_exactly_when_approved_or_returned",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("state", "WAITING"), _negated=True),
                                    ("sent_on__isnull", False),
                                    _connector="OR",
                                ),
                                name="a_sheet_waits_since_a_day",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="CaseGoal",
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
                        ("place", models.PositiveSmallIntegerField()),
                        ("what", yizhan.privacy.fields.EncryptedTextField()),
                        (
                            "result",
                            models.CharField(
                                blank=True,
                                choices=[
                                    ("", "进行中"),
                                    ("REACHED", "已达到"),
                                    ("PARTLY", "部分达到"),
                                    ("MISSED", "没有达到"),
                                ],
                                default="",
                                max_length=8,
                            ),
                        ),
                        ("result_on", models.DateField(null=True)),
                        (
                            "case",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="services.case",
                            ),
                        ),
                        (
                            "need",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="clients.need",
                            ),
                        ),
                        (
                            "sheet",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="goals",
                                to="services.casesheet",
                            ),
                        ),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("sheet", "place"), name="goals_of_a_plan_stand_in_order"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("result", ""), ("result_on__isnull", True)),
                                    models.Q(
                                        models.Q(("result", ""), _negated=True), ("result_on__isnull", False)
                                    ),
                                    _connector="OR",
                                ),
                                name="a_goal_has_a_result_exactly_when_it_has_its_day",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="CaseTask",
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
                        ("what", yizhan.privacy.fields.EncryptedTextField()),
                        ("who", models.CharField(blank=True, default="", max_length=40)),
                        ("due_on", models.DateField(null=True)),
                        ("done_on", models.DateField(null=True)),
                        ("result", yizhan.privacy.fields.EncryptedTextField(blank=True, default="")),
                        (
                            "case",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="services.case",
                            ),
                        ),
                        (
                            "conference",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="tasks",
                                to="services.caseconference",
                            ),
                        ),
                        (
                            "goal",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="tasks",
                                to="services.casegoal",
                            ),
                        ),
                    ],
                    options={
                        "indexes": [
                            models.Index(
                                condition=models.Q(("done_on", None), ("due_on__isnull", False)),
                                fields=["due_on"],
                                name="case_tasks_still_open",
                            )
                        ],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("conference__isnull", True), ("goal__isnull", False)),
                                    models.Q(("conference__isnull", False), ("goal__isnull", True)),
                                    _connector="OR",
                                ),
                                name="a_case_task_serves_a_goal_or_comes_from_a_conference",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="CaseTurn",
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
                        ("verb", models.CharField(max_length=24)),
                        ("from_state", models.CharField(blank=True, default="", max_length=10)),
                        (
                            "to_state",
                            models.CharField(
                                choices=[
                                    ("ASSESSING", "接案预估"),
                                    ("ASSESSED", "预估待批"),
                                    ("PLANNING", "定计划"),
                                    ("PLANNED", "计划待批"),
                                    ("RUNNING", "服务中"),
                                    ("CLOSING", "结案待批"),
                                    ("CLOSED", "已结案"),
                                ],
                                max_length=10,
                            ),
                        ),
                        ("on", models.DateField()),
                        ("by_label", models.CharField(max_length=120)),
                        ("word", yizhan.privacy.fields.EncryptedTextField(blank=True, default="")),
                        (
                            "case",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="services.case",
                            ),
                        ),
                    ],
                    options={
                        "indexes": [models.Index(fields=["case", "id"], name="turns_of_a_case")],
                    },
                ),
                migrations.CreateModel(
                    name="ClosedDays",
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
                        ("first_on", models.DateField()),
                        ("last_on", models.DateField()),
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
                                condition=models.Q(("last_on__gte", models.F("first_on"))),
                                name="closed_days_end_after_they_begin",
                            ),
                            models.UniqueConstraint(
                                fields=("station", "first_on", "last_on"), name="days_are_closed_once"
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="PaperForm",
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
                                    ("CASE", "个案套表"),
                                    ("PLAN", "小组、活动计划书"),
                                    ("SIGN_IN", "小组、活动签到表"),
                                    ("OPINION", "参加者意见表"),
                                    ("REPORT", "小组、活动报告书"),
                                    ("REFERRAL", "个案转介表"),
                                    ("PROOF", "志愿服务记录证明"),
                                ],
                                max_length=10,
                            ),
                        ),
                        ("version", models.PositiveSmallIntegerField()),
                        ("file_name", models.CharField(max_length=120)),
                        ("content", models.BinaryField()),
                        ("digest", models.CharField(max_length=64)),
                        ("blanks", models.JSONField(default=list)),
                        ("from_on", models.DateField(null=True)),
                        ("uploaded_on", models.DateField()),
                        ("by_label", models.CharField(max_length=120)),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("region_code", "kind", "version"),
                                name="a_version_of_a_paper_is_one_form",
                            ),
                            models.UniqueConstraint(
                                condition=models.Q(("from_on__isnull", False)),
                                fields=("region_code", "kind", "from_on"),
                                name="one_form_of_a_paper_is_taken_up_with_a_day",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Programme",
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
                                choices=[("GROUP", "小组"), ("ACTIVITY", "社区活动"), ("CLASS", "课堂")],
                                max_length=8,
                            ),
                        ),
                        (
                            "served_as",
                            models.CharField(
                                choices=[
                                    ("GROUP", "小组"),
                                    ("ACTIVITY", "社区活动"),
                                    ("TRAINING", "培训"),
                                    ("OTHER", "其他服务"),
                                ],
                                max_length=8,
                            ),
                        ),
                        ("code", models.CharField(max_length=16)),
                        ("title", models.CharField(max_length=60)),
                        (
                            "category",
                            models.CharField(
                                blank=True,
                                choices=[
                                    ("GROWTH", "成长"),
                                    ("EDUCATION", "教育"),
                                    ("MUTUAL", "互助"),
                                    ("THERAPY", "治疗"),
                                ],
                                default="",
                                max_length=9,
                            ),
                        ),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("DRAFT", "拟稿"),
                                    ("SUBMITTED", "待批"),
                                    ("APPROVED", "已批准"),
                                    ("RUNNING", "进行中"),
                                    ("DONE", "已结束"),
                                    ("CANCELLED", "已取消"),
                                ],
                                default="DRAFT",
                                max_length=9,
                            ),
                        ),
                        ("supervisor", yizhan.privacy.fields.EncryptedTextField(blank=True, default="")),
                        ("audience", models.CharField(blank=True, default="", max_length=120)),
                        ("places", models.PositiveIntegerField(null=True)),
                        ("partner", models.CharField(blank=True, default="", max_length=80)),
                        ("place", models.CharField(blank=True, default="", max_length=80)),
                        ("starts_on", models.DateField()),
                        ("ends_on", models.DateField()),
                        ("background", models.TextField(blank=True, default="")),
                        ("aims", models.TextField(blank=True, default="")),
                        ("recruitment", models.TextField(blank=True, default="")),
                        ("volunteers_wanted", models.PositiveIntegerField(default=0)),
                        ("volunteer_recruitment", models.TextField(blank=True, default="")),
                        ("staff_wanted", models.PositiveIntegerField(default=1)),
                        ("division_of_work", models.TextField(blank=True, default="")),
                        ("budget", models.JSONField(blank=True, default=list)),
                        ("budget_fen", models.BigIntegerField(default=0)),
                        ("risks", models.JSONField(blank=True, default=list)),
                        ("evaluation", models.TextField(blank=True, default="")),
                        ("pattern", models.JSONField(blank=True, default=list)),
                        ("submitted_by", models.CharField(blank=True, default="", max_length=64)),
                        ("submitted_on", models.DateField(null=True)),
                        ("approved_by", models.CharField(blank=True, default="", max_length=64)),
                        ("approved_on", models.DateField(null=True)),
                        ("finished_on", models.DateField(null=True)),
                        ("recorded_by", models.CharField(max_length=64)),
                        ("recorded_by_label", models.CharField(max_length=120)),
                        (
                            "station",
                            models.ForeignKey(
                                db_index=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="stations.station",
                            ),
                        ),
                        (
                            "worker",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="workforce.worker",
                            ),
                        ),
                    ],
                    options={
                        "indexes": [
                            models.Index(
                                fields=["station", "state", "starts_on"], name="programmes_of_a_station"
                            )
                        ],
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("station", "code"), name="a_station_gives_a_programme_number_once"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("ends_on__gte", models.F("starts_on"))),
                                name="a_programme_ends_after_it_begins",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("state__in", ("APPROVED", "RUNNING", "DONE")), _negated=True),
                                    models.Q(
                                        ("approved_on__isnull", False),
                                        models.Q(("approved_by", ""), _negated=True),
                                    ),
                                    _connector="OR",
                                ),
                                name="what_runs_was_approved_by_somebody",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("finished_on__isnull", False), ("state", "DONE")),
                                    models.Q(
                                        models.Q(("state", "DONE"), _negated=True),
                                        ("finished_on__isnull", True),
                                    ),
                                    _connector="OR",
                                ),
                                name="a_programme_is_done_exactly_when_it_has_a_last_day",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("budget_fen__gte", 0)),
                                name="the_budget_of_a_programme_is_not_negative",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Participant",
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
                        ("name", yizhan.privacy.fields.EncryptedTextField(blank=True, default="")),
                        ("phone", yizhan.privacy.fields.EncryptedTextField(blank=True, default="")),
                        (
                            "sex",
                            models.CharField(
                                blank=True, choices=[("F", "女"), ("M", "男")], default="", max_length=1
                            ),
                        ),
                        ("on_file", models.BooleanField()),
                        ("fits", models.BooleanField(default=True)),
                        ("follow_up", yizhan.privacy.fields.EncryptedTextField(blank=True, default="")),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("SIGNED_UP", "已报名"),
                                    ("WAITING", "候补"),
                                    ("WITHDRAWN", "已退出"),
                                ],
                                default="SIGNED_UP",
                                max_length=9,
                            ),
                        ),
                        ("signed_up_on", models.DateField()),
                        ("withdrawn_on", models.DateField(null=True)),
                        (
                            "client",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="clients.client",
                            ),
                        ),
                        (
                            "station",
                            models.ForeignKey(
                                db_index=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="stations.station",
                            ),
                        ),
                        (
                            "programme",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="participants",
                                to="services.programme",
                            ),
                        ),
                    ],
                    options={
                        "indexes": [
                            models.Index(
                                fields=["programme", "state", "id"], name="participants_in_their_order"
                            )
                        ],
                        "constraints": [
                            models.UniqueConstraint(
                                condition=models.Q(("client__isnull", False)),
                                fields=("programme", "client"),
                                name="a_client_signs_up_once_for_a_programme",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("client__isnull", False), ("on_file", True)),
                                    models.Q(("client__isnull", True), ("on_file", False)),
                                    _connector="OR",
                                ),
                                name="a_participant_is_on_file_exactly_when_a_client",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(
                                        ("state", "WITHDRAWN"),
                                        ("withdrawn_on__gte", models.F("signed_up_on")),
                                        ("withdrawn_on__isnull", False),
                                    ),
                                    models.Q(
                                        models.Q(("state", "WITHDRAWN"), _negated=True),
                                        ("withdrawn_on__isnull", True),
                                    ),
                                    _connector="OR",
                                ),
                                name="a_participant_has_a_last_day_exactly_when_withdrawn",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="ProgrammeOpinion",
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
                        ("given_on", models.DateField()),
                        ("aims", models.PositiveSmallIntegerField(verbose_name="目标可达致")),
                        ("timing", models.PositiveSmallIntegerField(verbose_name="时间编排")),
                        ("form", models.PositiveSmallIntegerField(verbose_name="形式")),
                        ("venue", models.PositiveSmallIntegerField(verbose_name="场地")),
                        ("content", models.PositiveSmallIntegerField(verbose_name="内容")),
                        ("performance", models.PositiveSmallIntegerField(verbose_name="工作员表现")),
                        ("attitude", models.PositiveSmallIntegerField(verbose_name="工作员态度")),
                        ("own_part", models.PositiveSmallIntegerField(verbose_name="自己投入")),
                        ("overall", models.PositiveSmallIntegerField(verbose_name="整体安排")),
                        ("remark", yizhan.privacy.fields.EncryptedTextField(blank=True, default="")),
                        ("recorded_by", models.CharField(max_length=64)),
                        (
                            "programme",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="opinions",
                                to="services.programme",
                            ),
                        ),
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
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("aims__lte", 5),
                                    ("attitude__lte", 5),
                                    ("content__lte", 5),
                                    ("form__lte", 5),
                                    ("overall__lte", 5),
                                    ("own_part__lte", 5),
                                    ("performance__lte", 5),
                                    ("timing__lte", 5),
                                    ("venue__lte", 5),
                                ),
                                name="an_opinion_goes_from_nought_to_five",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="ProgrammeReport",
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
                        ("rows", yizhan.privacy.fields.EncryptedJSONField()),
                        ("opinions", yizhan.privacy.fields.EncryptedJSONField(null=True)),
                        ("spent_fen", models.BigIntegerField(null=True)),
                        ("written_on", models.DateField()),
                        ("written_by", models.CharField(max_length=64)),
                        ("written_by_label", models.CharField(max_length=120)),
                        ("commented_by_label", models.CharField(blank=True, default="", max_length=120)),
                        ("commented_on", models.DateField(null=True)),
                        (
                            "programme",
                            models.OneToOneField(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="report",
                                to="services.programme",
                            ),
                        ),
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
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("spent_fen__isnull", True), ("spent_fen__gte", 0), _connector="OR"
                                ),
                                name="what_a_programme_cost_is_not_negative",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="ProgrammeStep",
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
                            "what",
                            models.CharField(
                                choices=[
                                    ("PLANNED", "拟定计划"),
                                    ("SUBMITTED", "提交审批"),
                                    ("APPROVED", "批准"),
                                    ("RETURNED", "退回修改"),
                                    ("REPORTED", "提交总结"),
                                    ("COMMENTED", "督导意见"),
                                    ("FINISHED", "结束"),
                                    ("CANCELLED", "取消"),
                                ],
                                max_length=9,
                            ),
                        ),
                        ("done_on", models.DateField()),
                        ("note", models.CharField(blank=True, default="", max_length=500)),
                        ("by", models.CharField(max_length=64)),
                        ("by_label", models.CharField(max_length=120)),
                        (
                            "programme",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="steps",
                                to="services.programme",
                            ),
                        ),
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
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("what__in", ("RETURNED", "CANCELLED")), _negated=True),
                                    models.Q(("note", ""), _negated=True),
                                    _connector="OR",
                                ),
                                name="a_returned_or_cancelled_programme_says_why",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Referral",
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
                        ("to_name", models.CharField(max_length=80)),
                        (
                            "kind",
                            models.CharField(
                                choices=[("REFERRAL", "转介"), ("TRANSFER", "转移档案")],
                                default="REFERRAL",
                                max_length=8,
                            ),
                        ),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("SENT", "待答复"),
                                    ("ACCEPTED", "已接收，办理中"),
                                    ("REFUSED", "已退回"),
                                    ("TAKEN_BACK", "已撤回"),
                                    ("ANSWERED", "已答复"),
                                    ("TRANSFERRED", "档案已转移"),
                                ],
                                default="SENT",
                                max_length=11,
                            ),
                        ),
                        ("reason", yizhan.privacy.fields.EncryptedTextField()),
                        ("situation", yizhan.privacy.fields.EncryptedTextField()),
                        ("served", yizhan.privacy.fields.EncryptedTextField(blank=True, default="")),
                        ("others_serving", yizhan.privacy.fields.EncryptedTextField(blank=True, default="")),
                        ("asked", yizhan.privacy.fields.EncryptedTextField()),
                        ("passed_on", yizhan.privacy.fields.EncryptedJSONField()),
                        (
                            "ground",
                            models.CharField(
                                blank=True,
                                choices=[
                                    ("STATUTORY", "履行法定职责或者法定义务所必需"),
                                    ("EMERGENCY", "紧急情况下为保护生命健康和财产安全所必需"),
                                ],
                                default="",
                                max_length=10,
                            ),
                        ),
                        ("ground_says", yizhan.privacy.fields.EncryptedTextField(blank=True, default="")),
                        ("sent_on", models.DateField()),
                        ("due_on", models.DateField(null=True)),
                        ("rule", models.CharField(blank=True, default="", max_length=160)),
                        ("clause", models.CharField(blank=True, default="", max_length=200)),
                        ("accepted_on", models.DateField(null=True)),
                        ("ended_on", models.DateField(null=True)),
                        ("answer", yizhan.privacy.fields.EncryptedTextField(blank=True, default="")),
                        ("answered_by_label", models.CharField(blank=True, default="", max_length=120)),
                        ("sent_by", models.CharField(max_length=64)),
                        ("sent_by_label", models.CharField(max_length=120)),
                        (
                            "client",
                            models.ForeignKey(
                                db_index=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="clients.client",
                            ),
                        ),
                        (
                            "consent",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="clients.consent",
                            ),
                        ),
                        (
                            "from_station",
                            models.ForeignKey(
                                db_index=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="stations.station",
                            ),
                        ),
                        (
                            "to_station",
                            models.ForeignKey(
                                db_index=False,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="stations.station",
                            ),
                        ),
                        (
                            "worker",
                            models.ForeignKey(
                                db_index=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="workforce.worker",
                            ),
                        ),
                    ],
                    options={
                        "indexes": [
                            models.Index(
                                fields=["from_station", "state", "sent_on"],
                                name="referrals_sent_by_a_station",
                            ),
                            models.Index(
                                fields=["to_station", "state", "sent_on"], name="referrals_sent_to_a_station"
                            ),
                            models.Index(fields=["client", "sent_on"], name="referrals_of_a_client"),
                            models.Index(
                                condition=models.Q(("ended_on__isnull", True)),
                                fields=["due_on"],
                                name="referrals_waiting_by_due_day",
                            ),
                        ],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("to_name", ""), _negated=True),
                                    models.Q(
                                        ("to_station__isnull", True),
                                        models.Q(("to_station", models.F("from_station")), _negated=True),
                                        _connector="OR",
                                    ),
                                ),
                                name="a_referral_goes_to_somebody_else",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("kind", "TRANSFER"), _negated=True),
                                    ("to_station__isnull", False),
                                    _connector="OR",
                                ),
                                name="a_file_is_transferred_to_a_station_only",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("consent__isnull", False), ("ground", "")),
                                    models.Q(
                                        ("consent__isnull", True), models.Q(("ground", ""), _negated=True)
                                    ),
                                    _connector="OR",
                                ),
                                name="data_is_passed_on_with_consent_or_a_stated_ground",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("ended_on__isnull", True), ("state__in", ["SENT", "ACCEPTED"])),
                                    models.Q(
                                        ("ended_on__isnull", False),
                                        ("state__in", ["REFUSED", "TAKEN_BACK", "ANSWERED", "TRANSFERRED"]),
                                    ),
                                    _connector="OR",
                                ),
                                name="a_referral_has_ended_exactly_when_it_waits_for_nothing",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("state", "TRANSFERRED"), _negated=True),
                                    ("kind", "TRANSFER"),
                                    _connector="OR",
                                ),
                                name="only_a_transfer_transfers",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(
                                        ("ended_on__isnull", True),
                                        ("ended_on__gte", models.F("sent_on")),
                                        _connector="OR",
                                    ),
                                    models.Q(
                                        ("accepted_on__isnull", True),
                                        ("accepted_on__gte", models.F("sent_on")),
                                        _connector="OR",
                                    ),
                                ),
                                name="a_referral_ends_no_earlier_than_it_was_sent",
                            ),
                        ],
                    },
                ),
                migrations.AddField(
                    model_name="case",
                    name="referral",
                    field=models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="services.referral",
                    ),
                ),
                migrations.CreateModel(
                    name="ServiceRecord",
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
                        (
                            "kind",
                            models.CharField(
                                choices=[
                                    ("VISIT", "探访"),
                                    ("CONSULTATION", "咨询"),
                                    ("ACCOMPANY", "陪同"),
                                    ("ASSESSMENT", "评估"),
                                    ("CASEWORK", "个案"),
                                    ("GROUP", "小组"),
                                    ("ACTIVITY", "社区活动"),
                                    ("REFERRAL", "转介"),
                                    ("RESOURCE", "资源链接"),
                                    ("PUBLICITY", "政策宣传"),
                                    ("VOLUNTEER", "志愿服务"),
                                    ("TRAINING", "培训"),
                                    ("SUPERVISION", "督导"),
                                    ("ARCHIVE", "档案整理"),
                                    ("OTHER", "其他服务"),
                                ],
                                max_length=12,
                            ),
                        ),
                        (
                            "task_class",
                            models.CharField(
                                choices=[
                                    ("PROFESSIONAL", "专业服务"),
                                    ("AUXILIARY", "辅助工作"),
                                    ("ADMINISTRATIVE", "行政事务"),
                                ],
                                default="PROFESSIONAL",
                                max_length=16,
                            ),
                        ),
                        ("done_on", models.DateField()),
                        ("minutes", models.PositiveIntegerField()),
                        (
                            "mode",
                            models.CharField(
                                choices=[
                                    ("AT_HOME", "上门"),
                                    ("PHONE", "电话"),
                                    ("VIDEO", "视频"),
                                    ("COME_IN", "请入站"),
                                    ("OUTSIDE", "其他地点"),
                                ],
                                max_length=8,
                            ),
                        ),
                        ("met", models.BooleanField(default=True)),
                        (
                            "case_step",
                            models.CharField(
                                blank=True,
                                choices=[("OPENED", "新开"), ("SESSION", "跟进"), ("CLOSED", "结案")],
                                default="",
                                max_length=8,
                            ),
                        ),
                        ("title", models.CharField(blank=True, default="", max_length=80)),
                        ("place", models.CharField(blank=True, default="", max_length=80)),
                        ("partner", models.CharField(blank=True, default="", max_length=80)),
                        ("value_fen", models.BigIntegerField(null=True)),
                        ("clients_count", models.PositiveIntegerField(default=0)),
                        ("participants_count", models.PositiveIntegerField(default=0)),
                        ("volunteers_count", models.PositiveIntegerField(default=0)),
                        (
                            "satisfaction",
                            models.PositiveSmallIntegerField(
                                choices=[
                                    (5, "很满意"),
                                    (4, "满意"),
                                    (3, "一般"),
                                    (2, "不满意"),
                                    (1, "很不满意"),
                                ],
                                null=True,
                            ),
                        ),
                        ("note", yizhan.privacy.fields.EncryptedTextField(blank=True, default="")),
                        ("found", yizhan.privacy.fields.EncryptedTextField(blank=True, default="")),
                        ("follow_up", yizhan.privacy.fields.EncryptedTextField(blank=True, default="")),
                        ("follow_up_on", models.DateField(null=True)),
                        ("followed_up_on", models.DateField(null=True)),
                        (
                            "follow_up_result",
                            yizhan.privacy.fields.EncryptedTextField(blank=True, default=""),
                        ),
                        ("late_reason", models.CharField(blank=True, default="", max_length=200)),
                        ("recorded_by", models.CharField(max_length=64)),
                        ("recorded_by_label", models.CharField(max_length=120)),
                        (
                            "fingerprint",
                            yizhan.privacy.fields.DigestField(blank=True, default="", max_length=32),
                        ),
                        ("voided_at", models.DateTimeField(null=True)),
                        ("void_reason", models.CharField(blank=True, default="", max_length=200)),
                        ("voided_by_label", models.CharField(blank=True, default="", max_length=120)),
                        (
                            "station",
                            models.ForeignKey(
                                db_index=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="stations.station",
                            ),
                        ),
                        (
                            "worker",
                            models.ForeignKey(
                                db_index=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="workforce.worker",
                            ),
                        ),
                    ],
                    options={
                        "indexes": [
                            models.Index(
                                fields=["region_code"],
                                name="services_by_region",
                                opclasses=["varchar_pattern_ops"],
                            ),
                            models.Index(
                                fields=["station", "done_on", "kind"], name="services_of_a_station_by_day"
                            ),
                            models.Index(fields=["worker", "done_on"], name="services_of_a_worker_by_day"),
                            models.Index(fields=["changed_at"], name="services_by_change"),
                            models.Index(
                                condition=models.Q(
                                    ("follow_up_on__isnull", False),
                                    ("followed_up_on__isnull", True),
                                    ("voided_at__isnull", True),
                                ),
                                fields=["station", "follow_up_on"],
                                name="follow_ups_still_open",
                            ),
                        ],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("minutes__gte", 1), ("minutes__lte", 1440)),
                                name="a_service_lasts_from_one_minute_to_one_day",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("met", True),
                                    models.Q(("kind", "VISIT"), ("met", False)),
                                    _connector="OR",
                                ),
                                name="only_a_visit_can_be_in_vain",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("kind", "VISIT"), _negated=True),
                                    ("clients_count__gte", 1),
                                    _connector="OR",
                                ),
                                name="a_visit_has_somebody_it_was_meant_for",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(
                                        ("kind", "CASEWORK"), models.Q(("case_step", ""), _negated=True)
                                    ),
                                    models.Q(
                                        models.Q(("kind", "CASEWORK"), _negated=True), ("case_step", "")
                                    ),
                                    _connector="OR",
                                ),
                                name="only_casework_has_a_step_and_always_one",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("void_reason", ""), ("voided_at__isnull", True)),
                                    models.Q(
                                        ("voided_at__isnull", False),
                                        models.Q(("void_reason", ""), _negated=True),
                                    ),
                                    _connector="OR",
                                ),
                                name="a_voided_service_says_why",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("followed_up_on__isnull", True),
                                    ("followed_up_on__gte", models.F("done_on")),
                                    _connector="OR",
                                ),
                                name="a_follow_up_is_done_on_or_after_the_service",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("satisfaction__isnull", True),
                                    models.Q(
                                        ("met", True), ("satisfaction__gte", 1), ("satisfaction__lte", 5)
                                    ),
                                    _connector="OR",
                                ),
                                name="only_somebody_met_is_asked_for_one_to_five",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("value_fen__isnull", True), ("value_fen__gte", 0), _connector="OR"
                                ),
                                name="the_value_of_a_resource_is_not_negative",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="ServicePhoto",
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
                            "file",
                            models.FileField(
                                blank=True, max_length=200, upload_to=yizhan.services.models.photos.photo_path
                            ),
                        ),
                        ("sha256", models.CharField(max_length=64)),
                        ("size", models.PositiveIntegerField()),
                        ("width", models.PositiveIntegerField()),
                        ("height", models.PositiveIntegerField()),
                        ("taken_at", models.DateTimeField(null=True)),
                        ("place", yizhan.privacy.fields.EncryptedTextField(blank=True, default="")),
                        ("caption", yizhan.privacy.fields.EncryptedTextField(blank=True, default="")),
                        ("added_by", models.CharField(max_length=64)),
                        ("added_by_label", models.CharField(max_length=120)),
                        ("removed_at", models.DateTimeField(null=True)),
                        ("removed_by_label", models.CharField(blank=True, default="", max_length=120)),
                        ("remove_reason", models.CharField(blank=True, default="", max_length=200)),
                        (
                            "station",
                            models.ForeignKey(
                                db_index=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="stations.station",
                            ),
                        ),
                        (
                            "service",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="photos",
                                to="services.servicerecord",
                            ),
                        ),
                    ],
                    options={
                        "indexes": [
                            models.Index(
                                condition=models.Q(("removed_at__isnull", True)),
                                fields=["added_by"],
                                name="photos_that_take_room",
                            )
                        ],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(
                                        ("remove_reason", ""),
                                        ("removed_at__isnull", True),
                                        models.Q(("file", ""), _negated=True),
                                    ),
                                    models.Q(
                                        ("file", ""),
                                        ("removed_at__isnull", False),
                                        models.Q(("remove_reason", ""), _negated=True),
                                    ),
                                    _connector="OR",
                                ),
                                name="a_photo_taken_away_says_why_and_its_file_is_gone",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("height__gte", 1), ("size__gte", 1), ("width__gte", 1)),
                                name="a_photo_has_a_size",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="ServiceItem",
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
                        ("item_code", models.CharField(max_length=24)),
                        ("done_on", models.DateField()),
                        (
                            "station",
                            models.ForeignKey(
                                db_index=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="stations.station",
                            ),
                        ),
                        (
                            "service",
                            models.ForeignKey(
                                db_index=False,
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="items",
                                to="services.servicerecord",
                            ),
                        ),
                    ],
                    options={
                        "indexes": [
                            models.Index(
                                fields=["station", "done_on", "item_code"], name="items_of_a_station_by_day"
                            )
                        ],
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("service", "item_code"), name="an_item_is_named_once_in_a_service"
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="ServiceColleague",
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
                            "worker",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="workforce.worker",
                            ),
                        ),
                        (
                            "service",
                            models.ForeignKey(
                                db_index=False,
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="colleagues",
                                to="services.servicerecord",
                            ),
                        ),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("service", "worker"), name="a_colleague_is_named_once_in_a_service"
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="ServiceClient",
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
                        ("done_on", models.DateField()),
                        (
                            "client",
                            models.ForeignKey(
                                db_index=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="clients.client",
                            ),
                        ),
                        (
                            "station",
                            models.ForeignKey(
                                db_index=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="stations.station",
                            ),
                        ),
                        (
                            "service",
                            models.ForeignKey(
                                db_index=False,
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="people",
                                to="services.servicerecord",
                            ),
                        ),
                    ],
                    options={
                        "indexes": [
                            models.Index(
                                fields=["client", "done_on", "service"], name="services_of_a_client_by_day"
                            ),
                            models.Index(
                                fields=["station", "done_on", "client"], name="clients_reached_by_a_station"
                            ),
                        ],
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("service", "client"), name="a_client_is_named_once_in_a_service"
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="ServiceChange",
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
                        ("before", yizhan.privacy.fields.EncryptedJSONField()),
                        ("after", yizhan.privacy.fields.EncryptedJSONField()),
                        ("former_done_on", models.DateField(null=True)),
                        ("reason", models.CharField(max_length=200)),
                        ("changed_by", models.CharField(max_length=64)),
                        ("changed_by_label", models.CharField(max_length=120)),
                        (
                            "station",
                            models.ForeignKey(
                                db_index=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="stations.station",
                            ),
                        ),
                        (
                            "service",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="changes",
                                to="services.servicerecord",
                            ),
                        ),
                    ],
                    options={
                        "indexes": [models.Index(fields=["recorded_at"], name="service_changes_by_instant")],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("reason", ""), _negated=True),
                                name="a_correction_says_why",
                            )
                        ],
                    },
                ),
                migrations.AddField(
                    model_name="referral",
                    name="service",
                    field=models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="services.servicerecord",
                    ),
                ),
                migrations.CreateModel(
                    name="PublicityItem",
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
                        (
                            "kind",
                            models.CharField(
                                choices=[
                                    ("MEDIA", "媒体报道"),
                                    ("POST", "公众号、网络"),
                                    ("VIDEO", "短视频"),
                                    ("STORY", "社工故事、案例"),
                                    ("BRIEF", "工作简报"),
                                    ("LEAFLET", "宣传品"),
                                    ("TALK", "现场宣传、政策宣讲"),
                                ],
                                max_length=8,
                            ),
                        ),
                        (
                            "channel",
                            models.CharField(
                                choices=[
                                    ("TV", "电视"),
                                    ("PRESS", "报刊"),
                                    ("RADIO", "广播"),
                                    ("NETWORK", "网络"),
                                    ("SPOT", "现场"),
                                ],
                                max_length=8,
                            ),
                        ),
                        (
                            "level",
                            models.CharField(
                                choices=[
                                    ("STATION", "本站"),
                                    ("TOWNSHIP", "乡镇级"),
                                    ("COUNTY", "县级"),
                                    ("CITY", "市级"),
                                    ("PROVINCE", "省级"),
                                    ("NATION", "国家级"),
                                ],
                                max_length=8,
                            ),
                        ),
                        ("title", models.CharField(max_length=120)),
                        ("medium", models.CharField(blank=True, default="", max_length=80)),
                        ("published_on", models.DateField()),
                        ("address", models.CharField(blank=True, default="", max_length=300)),
                        ("summary", yizhan.privacy.fields.EncryptedTextField(blank=True, default="")),
                        (
                            "file",
                            models.FileField(
                                blank=True,
                                max_length=200,
                                upload_to=yizhan.services.models.publicity.clipping_path,
                            ),
                        ),
                        ("file_name", models.CharField(blank=True, default="", max_length=120)),
                        ("withdrawn_on", models.DateField(null=True)),
                        ("withdrawn_because", models.CharField(blank=True, default="", max_length=200)),
                        ("recorded_by", models.CharField(max_length=64)),
                        ("recorded_by_label", models.CharField(max_length=120)),
                        (
                            "station",
                            models.ForeignKey(
                                db_index=False,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="stations.station",
                            ),
                        ),
                        (
                            "worker",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="workforce.worker",
                            ),
                        ),
                        (
                            "service",
                            models.OneToOneField(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="services.servicerecord",
                            ),
                        ),
                    ],
                    options={
                        "indexes": [
                            models.Index(
                                fields=["region_code"],
                                name="publicity_by_region",
                                opclasses=["varchar_pattern_ops"],
                            ),
                            models.Index(
                                fields=["station", "published_on"], name="publicity_of_a_station_by_day"
                            ),
                        ],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("withdrawn_because", ""), ("withdrawn_on__isnull", True)),
                                    models.Q(
                                        ("withdrawn_on__isnull", False),
                                        models.Q(("withdrawn_because", ""), _negated=True),
                                    ),
                                    _connector="OR",
                                ),
                                name="publicity_is_withdrawn_with_a_reason",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("kind", "MEDIA"), _negated=True),
                                    models.Q(("medium", ""), _negated=True),
                                    _connector="OR",
                                ),
                                name="an_article_names_its_medium",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Consultation",
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
                        ("name", yizhan.privacy.fields.EncryptedTextField(blank=True, default="")),
                        ("phone", yizhan.privacy.fields.EncryptedTextField(blank=True, default="")),
                        (
                            "mode",
                            models.CharField(
                                choices=[
                                    ("AT_HOME", "上门"),
                                    ("PHONE", "电话"),
                                    ("VIDEO", "视频"),
                                    ("COME_IN", "请入站"),
                                    ("OUTSIDE", "其他地点"),
                                ],
                                max_length=8,
                            ),
                        ),
                        ("about", yizhan.privacy.fields.EncryptedTextField()),
                        (
                            "urgency",
                            models.CharField(
                                choices=[("NOW", "马上要办"), ("TODAY", "今天要办"), ("NORMAL", "不急")],
                                default="NORMAL",
                                max_length=6,
                            ),
                        ),
                        (
                            "state",
                            models.CharField(
                                choices=[("WAITING", "等候"), ("SERVING", "办理中"), ("ENDED", "已办结")],
                                default="WAITING",
                                max_length=7,
                            ),
                        ),
                        ("came_on", models.DateField()),
                        ("came_at", models.DateTimeField()),
                        ("due_on", models.DateField(null=True)),
                        ("rule", models.CharField(blank=True, default="", max_length=160)),
                        ("clause", models.CharField(blank=True, default="", max_length=200)),
                        ("serving_at", models.DateTimeField(null=True)),
                        (
                            "result",
                            models.CharField(
                                blank=True,
                                choices=[
                                    ("ANSWERED", "当场答复"),
                                    ("FILE_OPENED", "已建档"),
                                    ("CASE", "转为个案"),
                                    ("REFERRAL", "转介"),
                                    ("LEFT", "没有等到办理"),
                                ],
                                default="",
                                max_length=11,
                            ),
                        ),
                        ("answer", yizhan.privacy.fields.EncryptedTextField(blank=True, default="")),
                        ("ended_at", models.DateTimeField(null=True)),
                        ("taken_by", models.CharField(max_length=64)),
                        ("taken_by_label", models.CharField(max_length=120)),
                        (
                            "client",
                            models.ForeignKey(
                                db_index=False,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="clients.client",
                            ),
                        ),
                        (
                            "station",
                            models.ForeignKey(
                                db_index=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="stations.station",
                            ),
                        ),
                        (
                            "worker",
                            models.ForeignKey(
                                db_index=False,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="workforce.worker",
                            ),
                        ),
                        (
                            "service",
                            models.OneToOneField(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="services.servicerecord",
                            ),
                        ),
                    ],
                    options={
                        "indexes": [
                            models.Index(
                                fields=["station", "state", "came_on"], name="consultations_of_a_station"
                            ),
                            models.Index(
                                condition=models.Q(("client__isnull", False)),
                                fields=["client"],
                                name="consultations_of_a_client",
                            ),
                        ],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(
                                        ("ended_at__isnull", False),
                                        ("state", "ENDED"),
                                        models.Q(("result", ""), _negated=True),
                                    ),
                                    models.Q(
                                        ("ended_at__isnull", True),
                                        ("result", ""),
                                        ("state__in", ["WAITING", "SERVING"]),
                                    ),
                                    _connector="OR",
                                ),
                                name="a_consultation_ends_with_a_result",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("state", "SERVING"), _negated=True),
                                    models.Q(("serving_at__isnull", False), ("worker__isnull", False)),
                                    _connector="OR",
                                ),
                                name="a_consultation_is_served_by_somebody",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("result__in", ["", "LEFT"]), ("service__isnull", True)),
                                    models.Q(
                                        ("service__isnull", False),
                                        models.Q(("result__in", ["", "LEFT"]), _negated=True),
                                    ),
                                    _connector="OR",
                                ),
                                name="a_consultation_is_a_service_unless_the_person_left",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("ended_at__isnull", True),
                                    ("ended_at__gte", models.F("came_at")),
                                    _connector="OR",
                                ),
                                name="a_consultation_ends_after_the_person_came",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="CaseContact",
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
                        ("number", models.PositiveSmallIntegerField()),
                        ("met_whom", yizhan.privacy.fields.EncryptedTextField(blank=True, default="")),
                        ("present", yizhan.privacy.fields.EncryptedTextField(blank=True, default="")),
                        ("aim", yizhan.privacy.fields.EncryptedTextField()),
                        ("said", yizhan.privacy.fields.EncryptedTextField(blank=True, default="")),
                        ("unsaid", yizhan.privacy.fields.EncryptedTextField(blank=True, default="")),
                        ("handling", yizhan.privacy.fields.EncryptedTextField(blank=True, default="")),
                        ("summary", yizhan.privacy.fields.EncryptedTextField(blank=True, default="")),
                        ("next_plan", yizhan.privacy.fields.EncryptedTextField(blank=True, default="")),
                        ("next_on", models.DateField(null=True)),
                        ("advice", yizhan.privacy.fields.EncryptedTextField(blank=True, default="")),
                        ("advised_on", models.DateField(null=True)),
                        ("advised_by_label", models.CharField(blank=True, default="", max_length=120)),
                        (
                            "case",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="services.case",
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
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("case", "number"), name="a_contact_is_numbered_once_in_a_case"
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="ArchiveItem",
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
                                    ("CASE", "个案"),
                                    ("GROUP", "小组"),
                                    ("ACTIVITY", "活动和课堂"),
                                    ("VISITS", "探访记录"),
                                    ("SERVICES", "其他服务记录"),
                                    ("SUPERVISION", "督导记录"),
                                    ("TRAINING", "培训"),
                                    ("PUBLICITY", "宣传"),
                                    ("REPORT", "月报"),
                                    ("AGREEMENT", "服务协议"),
                                    ("DOCUMENT", "制度和资料"),
                                    ("MEETING", "会议记录"),
                                    ("OTHER", "其他材料"),
                                ],
                                max_length=12,
                            ),
                        ),
                        ("source", models.CharField(blank=True, default="", max_length=40)),
                        ("year", models.PositiveSmallIntegerField()),
                        ("number", models.PositiveIntegerField()),
                        ("code", models.CharField(max_length=60)),
                        ("finished_on", models.DateField()),
                        ("pieces", models.PositiveIntegerField(default=1)),
                        ("title", yizhan.privacy.fields.EncryptedTextField(blank=True, default="")),
                        ("pages", models.PositiveIntegerField(null=True)),
                        ("box", models.CharField(blank=True, default="", max_length=20)),
                        ("volume", models.CharField(blank=True, default="", max_length=20)),
                        (
                            "file",
                            models.FileField(
                                blank=True,
                                max_length=200,
                                upload_to=yizhan.services.models.archive.paper_path,
                            ),
                        ),
                        ("file_name", models.CharField(blank=True, default="", max_length=120)),
                        ("file_bytes", models.PositiveIntegerField(default=0)),
                        ("filed_on", models.DateField()),
                        ("filed_by", models.CharField(max_length=64)),
                        ("filed_by_label", models.CharField(max_length=120)),
                        ("taken_out_on", models.DateField(null=True)),
                        ("taken_out_because", models.CharField(blank=True, default="", max_length=200)),
                        ("taken_out_by_label", models.CharField(blank=True, default="", max_length=120)),
                        (
                            "station",
                            models.ForeignKey(
                                db_index=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="stations.station",
                            ),
                        ),
                        (
                            "service",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="services.servicerecord",
                            ),
                        ),
                    ],
                    options={
                        "indexes": [
                            models.Index(
                                fields=["station", "year", "kind"], name="archive_of_a_station_by_year"
                            )
                        ],
                        "constraints": [
                            models.UniqueConstraint(
                                condition=models.Q(
                                    ("taken_out_on__isnull", True), models.Q(("source", ""), _negated=True)
                                ),
                                fields=("station", "kind", "source"),
                                name="a_record_lies_in_the_archive_of_a_station_once",
                            ),
                            models.UniqueConstraint(
                                condition=models.Q(("taken_out_on__isnull", True)),
                                fields=("station", "kind", "year", "number"),
                                name="an_archive_number_is_held_once",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("taken_out_because", ""), ("taken_out_on__isnull", True)),
                                    models.Q(
                                        ("taken_out_on__isnull", False),
                                        models.Q(("taken_out_because", ""), _negated=True),
                                    ),
                                    _connector="OR",
                                ),
                                name="what_is_taken_out_of_the_archive_says_why",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("number__gte", 1), ("pieces__gte", 1)),
                                name="an_archived_file_has_at_least_a_piece",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="ServiceVolunteer",
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
                            "service",
                            models.ForeignKey(
                                db_index=False,
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="volunteers",
                                to="services.servicerecord",
                            ),
                        ),
                        (
                            "volunteer",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="workforce.volunteer",
                            ),
                        ),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("service", "volunteer"), name="a_volunteer_is_named_once_in_a_service"
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Session",
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
                        ("no", models.PositiveIntegerField()),
                        (
                            "state",
                            models.CharField(
                                choices=[("PLANNED", "未开"), ("HELD", "已开"), ("CANCELLED", "已取消")],
                                default="PLANNED",
                                max_length=9,
                            ),
                        ),
                        ("planned_on", models.DateField()),
                        ("starts_at", models.TimeField(null=True)),
                        ("minutes", models.PositiveIntegerField(default=60)),
                        ("content", models.TextField(blank=True, default="")),
                        ("materials", models.CharField(blank=True, default="", max_length=200)),
                        ("place", models.CharField(blank=True, default="", max_length=80)),
                        ("held_on", models.DateField(null=True)),
                        ("others_count", models.PositiveIntegerField(default=0)),
                        ("record", yizhan.privacy.fields.EncryptedJSONField(null=True)),
                        ("change_reason", models.CharField(blank=True, default="", max_length=200)),
                        (
                            "programme",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="sessions",
                                to="services.programme",
                            ),
                        ),
                        (
                            "service",
                            models.OneToOneField(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="programme_session",
                                to="services.servicerecord",
                            ),
                        ),
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
                            models.Index(
                                fields=["station", "planned_on"], name="sessions_of_a_station_by_day"
                            )
                        ],
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("programme", "no"), name="a_programme_has_a_session_once"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(
                                        ("held_on__isnull", False),
                                        ("service__isnull", False),
                                        ("state", "HELD"),
                                    ),
                                    models.Q(
                                        models.Q(("state", "HELD"), _negated=True),
                                        ("held_on__isnull", True),
                                        ("service__isnull", True),
                                    ),
                                    _connector="OR",
                                ),
                                name="a_session_is_held_exactly_when_it_has_a_service",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("minutes__gte", 1), ("minutes__lte", 1440)),
                                name="a_session_lasts_from_one_minute_to_one_day",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("state", "CANCELLED"), _negated=True),
                                    models.Q(("change_reason", ""), _negated=True),
                                    _connector="OR",
                                ),
                                name="a_cancelled_session_says_why",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Attendance",
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
                            "mark",
                            models.CharField(
                                choices=[("PRESENT", "出席"), ("ABSENT", "缺席"), ("LATE", "迟到")],
                                max_length=7,
                            ),
                        ),
                        (
                            "station",
                            models.ForeignKey(
                                db_index=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="stations.station",
                            ),
                        ),
                        (
                            "participant",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="attendance",
                                to="services.participant",
                            ),
                        ),
                        (
                            "session",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="attendance",
                                to="services.session",
                            ),
                        ),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("session", "participant"),
                                name="a_participant_is_marked_once_in_a_session",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Supervision",
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
                        ("occasion", models.UUIDField(null=True)),
                        (
                            "form",
                            models.CharField(
                                choices=[("INDIVIDUAL", "个别督导"), ("GROUP", "团体督导")], max_length=10
                            ),
                        ),
                        ("administrative", models.BooleanField(default=False)),
                        ("educational", models.BooleanField(default=False)),
                        ("supportive", models.BooleanField(default=False)),
                        ("expert", yizhan.privacy.fields.EncryptedTextField(blank=True, default="")),
                        ("expert_from", models.CharField(blank=True, default="", max_length=80)),
                        ("qualification", models.CharField(blank=True, default="", max_length=80)),
                        ("supervisor_account", models.CharField(blank=True, default="", max_length=64)),
                        ("pairing", models.CharField(blank=True, default="", max_length=80)),
                        ("problems", yizhan.privacy.fields.EncryptedTextField(blank=True, default="")),
                        ("advice", yizhan.privacy.fields.EncryptedTextField()),
                        ("supervisor_agreed_on", models.DateField(null=True)),
                        ("recorded_by", models.CharField(max_length=64)),
                        ("recorded_by_label", models.CharField(max_length=120)),
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
                        (
                            "supervisor",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="workforce.worker",
                            ),
                        ),
                    ],
                    options={
                        "indexes": [
                            models.Index(
                                fields=["region_code"],
                                name="supervisions_by_region",
                                opclasses=["varchar_pattern_ops"],
                            )
                        ],
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("occasion", "station"), name="a_station_is_at_an_occasion_once"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("expert_from", ""), ("supervisor__isnull", False)),
                                    models.Q(
                                        ("supervisor__isnull", True),
                                        models.Q(("expert_from", ""), _negated=True),
                                    ),
                                    _connector="OR",
                                ),
                                name="a_supervisor_is_a_worker_or_comes_from_somewhere",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("administrative", True),
                                    ("educational", True),
                                    ("supportive", True),
                                    _connector="OR",
                                ),
                                name="a_supervision_is_of_at_least_one_kind",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Supervisee",
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
                        ("agreed_on", models.DateField(null=True)),
                        ("remark", yizhan.privacy.fields.EncryptedTextField(blank=True, default="")),
                        (
                            "station",
                            models.ForeignKey(
                                db_index=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="stations.station",
                            ),
                        ),
                        (
                            "worker",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="workforce.worker",
                            ),
                        ),
                        (
                            "supervision",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="supervisees",
                                to="services.supervision",
                            ),
                        ),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("supervision", "worker"), name="a_worker_is_supervised_once_at_a_time"
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="AgreedAction",
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
                        ("what", yizhan.privacy.fields.EncryptedTextField()),
                        ("due_on", models.DateField()),
                        (
                            "state",
                            models.CharField(
                                choices=[("OPEN", "进行中"), ("DONE", "已完成"), ("DROPPED", "不再做")],
                                default="OPEN",
                                max_length=7,
                            ),
                        ),
                        ("ended_on", models.DateField(null=True)),
                        ("result", yizhan.privacy.fields.EncryptedTextField(blank=True, default="")),
                        ("ended_by_label", models.CharField(blank=True, default="", max_length=120)),
                        ("told_on", models.DateField(null=True)),
                        (
                            "owner",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="workforce.worker",
                            ),
                        ),
                        (
                            "station",
                            models.ForeignKey(
                                db_index=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="stations.station",
                            ),
                        ),
                        (
                            "supervision",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="actions",
                                to="services.supervision",
                            ),
                        ),
                    ],
                    options={
                        "indexes": [
                            models.Index(
                                condition=models.Q(("state", "OPEN")),
                                fields=["station", "due_on"],
                                name="agreed_actions_still_open",
                            )
                        ],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("ended_on__isnull", True), ("state", "OPEN")),
                                    models.Q(
                                        models.Q(("state", "OPEN"), _negated=True),
                                        ("ended_on__isnull", False),
                                    ),
                                    _connector="OR",
                                ),
                                name="an_agreed_action_ends_exactly_when_it_has_its_day",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("told_on__isnull", True),
                                    ("told_on__gt", models.F("due_on")),
                                    _connector="OR",
                                ),
                                name="nobody_is_told_of_an_action_before_its_day_has_passed",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="SupervisionSubject",
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
                            "case",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="services.case",
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
                            "station",
                            models.ForeignKey(
                                db_index=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="stations.station",
                            ),
                        ),
                        (
                            "supervision",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="subjects",
                                to="services.supervision",
                            ),
                        ),
                    ],
                    options={
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("case__isnull", False), ("programme__isnull", True)),
                                    models.Q(("case__isnull", True), ("programme__isnull", False)),
                                    _connector="OR",
                                ),
                                name="a_subject_of_supervision_is_a_case_or_a_programme",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="TaskRefusal",
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
                        ("asked_on", models.DateField()),
                        ("asked_by", models.CharField(max_length=80)),
                        ("task", yizhan.privacy.fields.EncryptedTextField()),
                        (
                            "outcome",
                            models.CharField(
                                choices=[("REFUSED", "已退回"), ("ACCEPTED", "已承担，计数")],
                                default="REFUSED",
                                max_length=8,
                            ),
                        ),
                        ("minutes", models.PositiveIntegerField(null=True)),
                        ("answer", models.CharField(blank=True, default="", max_length=200)),
                        ("rule", models.CharField(blank=True, default="", max_length=160)),
                        ("clause", models.CharField(blank=True, default="", max_length=200)),
                        ("recorded_by", models.CharField(max_length=64)),
                        ("recorded_by_label", models.CharField(max_length=120)),
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
                            models.Index(fields=["station", "asked_on"], name="tasks_asked_of_a_station")
                        ],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("minutes__isnull", True), ("outcome", "REFUSED")),
                                    models.Q(
                                        ("minutes__gte", 1),
                                        ("minutes__isnull", False),
                                        ("outcome", "ACCEPTED"),
                                    ),
                                    _connector="OR",
                                ),
                                name="only_a_task_taken_on_took_time",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("asked_by", ""), _negated=True),
                                name="a_task_was_asked_by_somebody",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Training",
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
                        ("course", models.UUIDField(default=yizhan.kernel.ids.uuid7)),
                        ("form", models.CharField(max_length=20)),
                        ("trainer", models.CharField(blank=True, default="", max_length=80)),
                        ("materials", models.CharField(blank=True, default="", max_length=500)),
                        ("continuing", models.BooleanField(default=False)),
                        ("volunteers_count", models.PositiveIntegerField(default=0)),
                        ("heads_count", models.PositiveIntegerField(default=0)),
                        ("others_count", models.PositiveIntegerField(default=0)),
                        ("recorded_by", models.CharField(max_length=64)),
                        ("recorded_by_label", models.CharField(max_length=120)),
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
                        "indexes": [
                            models.Index(
                                fields=["region_code"],
                                name="trainings_by_region",
                                opclasses=["varchar_pattern_ops"],
                            )
                        ],
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("course", "station"), name="a_station_is_at_a_course_once"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("form", ""), _negated=True), name="a_training_has_a_form"
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="TrainingAttendance",
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
                        ("minutes", models.PositiveIntegerField()),
                        (
                            "result",
                            models.CharField(
                                choices=[("ATTENDED", "已参加"), ("PASSED", "合格"), ("FAILED", "不合格")],
                                default="ATTENDED",
                                max_length=8,
                            ),
                        ),
                        ("proof", models.CharField(blank=True, default="", max_length=60)),
                        (
                            "station",
                            models.ForeignKey(
                                db_index=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="stations.station",
                            ),
                        ),
                        (
                            "training",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="attendances",
                                to="services.training",
                            ),
                        ),
                        (
                            "worker",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="workforce.worker",
                            ),
                        ),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("training", "worker"), name="a_worker_is_at_a_training_once"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("minutes__gte", 1)),
                                name="a_study_time_is_at_least_a_minute",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="VolunteerProof",
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
                        ("proof_year", models.PositiveSmallIntegerField()),
                        ("proof_number", models.PositiveIntegerField()),
                        ("first_on", models.DateField()),
                        ("last_on", models.DateField()),
                        ("minutes", models.PositiveIntegerField()),
                        ("lines", yizhan.privacy.fields.EncryptedJSONField()),
                        ("trainings", yizhan.privacy.fields.EncryptedJSONField()),
                        ("honours", yizhan.privacy.fields.EncryptedTextField(blank=True, default="")),
                        ("issued_on", models.DateField()),
                        ("issued_by", models.CharField(max_length=64)),
                        ("issued_by_label", models.CharField(max_length=120)),
                        ("voided_on", models.DateField(null=True)),
                        ("void_reason", models.CharField(blank=True, default="", max_length=200)),
                        (
                            "station",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="stations.station",
                            ),
                        ),
                        (
                            "volunteer",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="workforce.volunteer",
                            ),
                        ),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("station", "proof_year", "proof_number"),
                                name="a_proof_number_is_given_once_a_year_at_a_station",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("minutes__gte", 1)),
                                name="a_proof_without_hours_proves_nothing",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("issued_on__gte", models.F("last_on")),
                                    ("last_on__gte", models.F("first_on")),
                                ),
                                name="a_proof_covers_days_up_to_its_own",
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
                                name="a_voided_proof_says_why",
                            ),
                        ],
                    },
                ),
            ],
        ),
    ]
