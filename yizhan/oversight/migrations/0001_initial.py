import django.db.models.deletion
import django.db.models.functions.datetime
from django.db import migrations, models

import yizhan.kernel.ids
import yizhan.oversight.models.inspections
import yizhan.privacy.fields
import yizhan.privacy.tables


class Migration(migrations.Migration):
    replaces = [
        ("oversight", "0001_complaints_their_steps_and_the_account_of_the_other_side"),
        ("oversight", "0002_what_was_found_inspected_and_asked_for"),
        ("oversight", "0003_rounds_of_evaluation_with_their_sheets_and_objections"),
        ("oversight", "0004_surveys_of_satisfaction"),
        ("oversight", "0005_warnings_their_steps_and_the_looks_that_raise_them"),
        ("oversight", "0006_parties_whose_weight_no_paper_gives"),
        ("oversight", "0007_contests_of_a_quarter_and_the_stations_in_them"),
        ("oversight", "0008_files_looked_at_under_pseudonyms"),
        ("oversight", "0009_cases_and_groups_looked_at_and_who_sits_in_the_team"),
    ]

    initial = True

    dependencies = [
        ("access", "0001_initial"),
        ("clients", "0001_initial"),
        ("contracts", "0001_initial"),
        ("intake", "0001_initial"),
        ("services", "0001_initial"),
        ("stations", "0001_initial"),
        ("workforce", "0001_initial"),
    ]

    operations = [
        yizhan.privacy.tables.MakeTables(
            steps=[
                migrations.CreateModel(
                    name="Look",
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
                        ("files", models.PositiveSmallIntegerField()),
                        ("visits", models.PositiveSmallIntegerField()),
                        ("cases", models.PositiveSmallIntegerField(default=0)),
                        ("groups", models.PositiveSmallIntegerField(default=0)),
                        ("seed", models.CharField(max_length=32)),
                        ("drawn_on", models.DateField()),
                        ("drawn_by_label", models.CharField(max_length=120)),
                        ("frame", models.JSONField(default=dict)),
                        ("left_out", models.PositiveIntegerField(default=0)),
                    ],
                    options={
                        "abstract": False,
                    },
                ),
                migrations.CreateModel(
                    name="Admonition",
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
                        ("number", models.CharField(max_length=24)),
                        (
                            "kind",
                            models.CharField(
                                choices=[("LETTER", "发函"), ("TALK", "约谈"), ("NOTICE", "通报")],
                                max_length=6,
                            ),
                        ),
                        (
                            "state",
                            models.CharField(
                                choices=[("GIVEN", "已发出"), ("ANSWERED", "已回复")],
                                default="GIVEN",
                                max_length=8,
                            ),
                        ),
                        ("given_on", models.DateField()),
                        ("given_by_label", models.CharField(max_length=120)),
                        ("receiver", yizhan.privacy.fields.EncryptedTextField()),
                        ("content", yizhan.privacy.fields.EncryptedTextField()),
                        ("answer_by_on", models.DateField(null=True)),
                        ("answer", yizhan.privacy.fields.EncryptedTextField(blank=True)),
                        ("answered_on", models.DateField(null=True)),
                        ("answered_by", models.CharField(blank=True, max_length=120)),
                        (
                            "office",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="access.organisation",
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
                            models.Index(fields=["region_code", "given_on"], name="admonitions_of_a_region")
                        ],
                        "constraints": [
                            models.UniqueConstraint(fields=("number",), name="an_admonition_has_its_number"),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("station__isnull", False),
                                    ("organisation__isnull", False),
                                    _connector="OR",
                                ),
                                name="an_admonition_is_to_a_station_or_an_agency",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(
                                        ("answered_on__gte", models.F("given_on")),
                                        ("answered_on__isnull", False),
                                        ("state", "ANSWERED"),
                                    ),
                                    models.Q(("answered_on__isnull", True), ("state", "GIVEN")),
                                    _connector="OR",
                                ),
                                name="an_admonition_is_answered_exactly_when_it_has_a_day",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Complaint",
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
                        ("number", models.CharField(max_length=20)),
                        (
                            "about",
                            models.CharField(
                                choices=[
                                    ("STATION", "社工站的服务"),
                                    ("WORKER", "某位工作人员"),
                                    ("AGENCY", "承接机构"),
                                    ("OTHER", "其他"),
                                ],
                                max_length=8,
                            ),
                        ),
                        ("about_account", models.CharField(blank=True, default="", max_length=64)),
                        (
                            "way",
                            models.CharField(
                                choices=[
                                    ("PHONE", "电话"),
                                    ("VISIT", "来访"),
                                    ("LETTER", "来信"),
                                    ("ONLINE", "网络"),
                                    ("HANDED", "上级或其他部门转来"),
                                ],
                                max_length=8,
                            ),
                        ),
                        ("anonymous", models.BooleanField(default=False)),
                        ("name", yizhan.privacy.fields.EncryptedTextField(blank=True, max_length=40)),
                        ("phone", yizhan.privacy.fields.EncryptedTextField(blank=True, max_length=24)),
                        ("what", yizhan.privacy.fields.EncryptedTextField()),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("RECEIVED", "待受理"),
                                    ("HANDLING", "办理中"),
                                    ("DECLINED", "不予受理"),
                                    ("ANSWERED", "已答复"),
                                    ("CLOSED", "已办结"),
                                ],
                                default="RECEIVED",
                                max_length=10,
                            ),
                        ),
                        ("received_on", models.DateField()),
                        ("received_by", models.CharField(max_length=120)),
                        ("due_on", models.DateField(null=True)),
                        ("rule", models.CharField(blank=True, max_length=160)),
                        ("clause", models.CharField(blank=True, max_length=200)),
                        ("handler", models.CharField(blank=True, default="", max_length=64)),
                        ("handler_label", models.CharField(blank=True, default="", max_length=120)),
                        (
                            "finding",
                            models.CharField(
                                blank=True,
                                choices=[
                                    ("UPHELD", "属实"),
                                    ("PARTLY", "部分属实"),
                                    ("NOT_UPHELD", "不属实"),
                                ],
                                default="",
                                max_length=10,
                            ),
                        ),
                        ("answered_on", models.DateField(null=True)),
                        (
                            "satisfaction",
                            models.CharField(
                                blank=True,
                                choices=[
                                    ("5", "很满意"),
                                    ("4", "满意"),
                                    ("3", "一般"),
                                    ("2", "不满意"),
                                    ("1", "很不满意"),
                                    ("0", "没有联系上"),
                                    ("-", "匿名，无法回访"),
                                ],
                                default="",
                                max_length=1,
                            ),
                        ),
                        ("closed_on", models.DateField(null=True)),
                        (
                            "about_organisation",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="access.organisation",
                            ),
                        ),
                        (
                            "about_worker",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="workforce.worker",
                            ),
                        ),
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
                                fields=["region_code", "state", "received_on"], name="complaints_of_a_region"
                            )
                        ],
                        "constraints": [
                            models.UniqueConstraint(fields=("number",), name="a_complaint_has_its_number"),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("about_account", ""),
                                    models.Q(("about_account", models.F("handler")), _negated=True),
                                    _connector="OR",
                                ),
                                name="nobody_handles_a_complaint_about_herself",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("state__in", ["RECEIVED", "DECLINED"]),
                                    models.Q(("handler", ""), _negated=True),
                                    _connector="OR",
                                ),
                                name="a_complaint_that_is_handled_has_a_handler",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("state__in", ["ANSWERED", "CLOSED"]), _negated=True),
                                    models.Q(
                                        ("answered_on__gte", models.F("received_on")),
                                        ("answered_on__isnull", False),
                                        models.Q(("finding", ""), _negated=True),
                                    ),
                                    _connector="OR",
                                ),
                                name="an_answered_complaint_has_a_day_and_a_finding",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="ComplaintStep",
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
                                    ("RECEIVED", "收到"),
                                    ("TAKEN_UP", "受理"),
                                    ("DECLINED", "不予受理"),
                                    ("NOTE", "办理情况"),
                                    ("HEARING", "请对方说明情况"),
                                    ("ACCOUNT", "对方的说明"),
                                    ("ANSWERED", "答复"),
                                    ("REOPENED", "重新办理"),
                                    ("ASKED", "回访"),
                                ],
                                max_length=8,
                            ),
                        ),
                        ("done_on", models.DateField()),
                        ("text", yizhan.privacy.fields.EncryptedTextField(blank=True)),
                        ("by_label", models.CharField(max_length=120)),
                        (
                            "complaint",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="steps",
                                to="oversight.complaint",
                            ),
                        ),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("complaint", "number"), name="steps_of_a_complaint_are_numbered"
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Contest",
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
                        ("name", models.CharField(max_length=80)),
                        ("first_on", models.DateField()),
                        ("last_on", models.DateField()),
                        ("packs_on", models.DateField()),
                        ("rules", models.JSONField()),
                        (
                            "state",
                            models.CharField(
                                choices=[("OPEN", "评比中"), ("PUBLISHED", "已通报"), ("DROPPED", "已作废")],
                                default="OPEN",
                                max_length=10,
                            ),
                        ),
                        ("started_on", models.DateField()),
                        ("counted_on", models.DateField()),
                        ("published_on", models.DateField(null=True)),
                        ("published_by_label", models.CharField(blank=True, max_length=120)),
                        ("published", models.JSONField(default=list)),
                        ("because", models.CharField(blank=True, max_length=400)),
                    ],
                    options={
                        "indexes": [
                            models.Index(fields=["region_code", "first_on"], name="contests_of_a_region")
                        ],
                        "constraints": [
                            models.UniqueConstraint(
                                condition=models.Q(("state", "DROPPED"), _negated=True),
                                fields=("region_code", "first_on"),
                                name="a_region_has_one_contest_a_quarter",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("last_on__gte", models.F("first_on"))),
                                name="a_contest_is_of_days_that_follow_one_another",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("state", "PUBLISHED"), _negated=True),
                                    ("published_on__gt", models.F("last_on")),
                                    _connector="OR",
                                ),
                                name="a_published_contest_has_a_day_after_its_quarter",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("state", "DROPPED"), _negated=True),
                                    models.Q(("because", ""), _negated=True),
                                    _connector="OR",
                                ),
                                name="a_dropped_contest_says_why",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="ContestEntry",
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
                        ("facts", models.JSONField(default=dict)),
                        ("marks", models.JSONField(default=dict)),
                        ("sample", models.DecimalField(decimal_places=2, max_digits=10, null=True)),
                        ("marked_by_label", models.CharField(blank=True, max_length=120)),
                        ("marked_on", models.DateField(null=True)),
                        (
                            "contest",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="entries",
                                to="oversight.contest",
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
                            models.UniqueConstraint(
                                fields=("contest", "station"), name="a_station_stands_once_in_a_contest"
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Finding",
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
                        ("number", models.CharField(max_length=24)),
                        (
                            "owner",
                            models.CharField(
                                choices=[
                                    ("STATION", "社工站"),
                                    ("AGENCY", "承接机构"),
                                    ("TOWNSHIP", "乡镇（街道）"),
                                ],
                                max_length=8,
                            ),
                        ),
                        (
                            "source",
                            models.CharField(
                                choices=[
                                    ("INSPECTION", "检查"),
                                    ("SAFETY", "安全检查"),
                                    ("ADMONITION", "发函、约谈、通报"),
                                    ("EVALUATION", "评估"),
                                    ("COMPLAINT", "投诉"),
                                    ("WARNING", "预警"),
                                    ("OTHER", "其他"),
                                ],
                                max_length=10,
                            ),
                        ),
                        ("source_id", models.UUIDField(null=True)),
                        ("what", yizhan.privacy.fields.EncryptedTextField()),
                        ("rule_ref", models.CharField(blank=True, max_length=160)),
                        ("clause", models.CharField(blank=True, max_length=200)),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("TOLD", "待整改"),
                                    ("MENDING", "整改中"),
                                    ("HANDED", "待核查"),
                                    ("CLEARED", "已销号"),
                                    ("WITHDRAWN", "已撤销"),
                                ],
                                default="TOLD",
                                max_length=9,
                            ),
                        ),
                        ("opened_on", models.DateField()),
                        ("opened_by", models.CharField(max_length=64)),
                        ("opened_by_label", models.CharField(max_length=120)),
                        ("mend_by_on", models.DateField()),
                        ("term_ref", models.CharField(blank=True, max_length=160)),
                        ("term_clause", models.CharField(blank=True, max_length=200)),
                        ("extended", models.PositiveSmallIntegerField(default=0)),
                        ("returned", models.PositiveSmallIntegerField(default=0)),
                        ("reopened", models.PositiveSmallIntegerField(default=0)),
                        ("mended_by", models.CharField(blank=True, default="", max_length=64)),
                        ("mended_on", models.DateField(null=True)),
                        ("cleared_by", models.CharField(blank=True, default="", max_length=64)),
                        ("cleared_by_label", models.CharField(blank=True, default="", max_length=120)),
                        ("cleared_on", models.DateField(null=True)),
                        (
                            "organisation",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="access.organisation",
                            ),
                        ),
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
                                fields=["region_code", "state", "mend_by_on"], name="findings_of_a_region"
                            ),
                            models.Index(fields=["station", "opened_on"], name="findings_of_a_station"),
                            models.Index(fields=["source_id"], name="findings_of_a_source"),
                        ],
                        "constraints": [
                            models.UniqueConstraint(fields=("number",), name="a_finding_has_its_number"),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("station__isnull", False),
                                    ("organisation__isnull", False),
                                    _connector="OR",
                                ),
                                name="a_finding_is_about_a_station_or_an_agency",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("mend_by_on__gte", models.F("opened_on"))),
                                name="a_finding_is_told_before_it_is_due",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("mended_by", ""),
                                    models.Q(("mended_by", models.F("cleared_by")), _negated=True),
                                    _connector="OR",
                                ),
                                name="nobody_clears_what_she_put_right_herself",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("cleared_on__isnull", False), ("state", "CLEARED")),
                                    models.Q(
                                        models.Q(("state", "CLEARED"), _negated=True),
                                        ("cleared_on__isnull", True),
                                    ),
                                    _connector="OR",
                                ),
                                name="a_finding_is_cleared_exactly_when_it_has_a_day",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="FindingStep",
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
                                    ("TOLD", "提出整改"),
                                    ("PLANNED", "说明原因和打算"),
                                    ("HANDED", "报整改结果"),
                                    ("RETURNED", "退回再改"),
                                    ("EXTENDED", "延期"),
                                    ("CLEARED", "核查通过，销号"),
                                    ("REOPENED", "回头看，重新整改"),
                                    ("KEPT", "回头看，没有反弹"),
                                    ("WITHDRAWN", "撤销"),
                                ],
                                max_length=9,
                            ),
                        ),
                        ("done_on", models.DateField()),
                        ("text", yizhan.privacy.fields.EncryptedTextField(blank=True)),
                        ("by", models.CharField(max_length=64)),
                        ("by_organisation", models.UUIDField(null=True)),
                        ("by_label", models.CharField(max_length=120)),
                        (
                            "finding",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="steps",
                                to="oversight.finding",
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
                                fields=("finding", "number"), name="steps_of_a_finding_are_numbered"
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Hearing",
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
                        ("question", yizhan.privacy.fields.EncryptedTextField()),
                        ("asked_on", models.DateField()),
                        ("answer_by_on", models.DateField()),
                        ("account", yizhan.privacy.fields.EncryptedTextField(blank=True)),
                        ("given_on", models.DateField(null=True)),
                        ("given_by", models.CharField(blank=True, max_length=120)),
                        (
                            "complaint",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="oversight.complaint",
                            ),
                        ),
                        (
                            "organisation",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="access.organisation",
                            ),
                        ),
                    ],
                    options={
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("answer_by_on__gte", models.F("asked_on"))),
                                name="an_account_is_asked_for_before_it_is_due",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Inspection",
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
                        ("number", models.CharField(max_length=24)),
                        (
                            "kind",
                            models.CharField(
                                choices=[
                                    ("DAILY", "日常检查"),
                                    ("SUPERVIS", "督查"),
                                    ("SITE", "实地督查"),
                                    ("SAFETY", "安全检查"),
                                    ("LOOKBACK", "回头看"),
                                ],
                                max_length=8,
                            ),
                        ),
                        (
                            "party",
                            models.CharField(
                                choices=[
                                    ("TOWNSHIP", "乡镇（街道）"),
                                    ("COUNTY", "县民政局"),
                                    ("CITY", "市民政局"),
                                    ("PROVINCE", "省民政厅"),
                                    ("THIRD", "第三方机构"),
                                ],
                                max_length=8,
                            ),
                        ),
                        ("party_name", models.CharField(blank=True, max_length=80)),
                        (
                            "state",
                            models.CharField(
                                choices=[("PLANNED", "待检查"), ("DONE", "已检查"), ("DROPPED", "已取消")],
                                default="PLANNED",
                                max_length=8,
                            ),
                        ),
                        ("planned_on", models.DateField()),
                        ("announced", models.BooleanField(default=False)),
                        ("planned_by_label", models.CharField(max_length=120)),
                        ("done_on", models.DateField(null=True)),
                        ("done_by_label", models.CharField(blank=True, max_length=120)),
                        ("present", yizhan.privacy.fields.EncryptedTextField(blank=True)),
                        ("says", yizhan.privacy.fields.EncryptedTextField(blank=True)),
                        ("dropped_because", models.CharField(blank=True, max_length=200)),
                        (
                            "organisation",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="access.organisation",
                            ),
                        ),
                        (
                            "safety_check",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="stations.safetycheck",
                            ),
                        ),
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
                                fields=["region_code", "state", "planned_on"], name="inspections_of_a_region"
                            )
                        ],
                        "constraints": [
                            models.UniqueConstraint(fields=("number",), name="an_inspection_has_its_number"),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("station__isnull", False),
                                    ("organisation__isnull", False),
                                    _connector="OR",
                                ),
                                name="an_inspection_is_of_a_station_or_an_agency",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("done_on__isnull", False), ("state", "DONE")),
                                    models.Q(
                                        models.Q(("state", "DONE"), _negated=True), ("done_on__isnull", True)
                                    ),
                                    _connector="OR",
                                ),
                                name="an_inspection_is_done_exactly_when_it_has_a_day",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("state", "DROPPED"), _negated=True),
                                    models.Q(("dropped_because", ""), _negated=True),
                                    _connector="OR",
                                ),
                                name="an_inspection_that_was_dropped_says_why",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="EvidenceFile",
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
                        (
                            "file",
                            models.FileField(
                                max_length=200, upload_to=yizhan.oversight.models.inspections.evidence_path
                            ),
                        ),
                        ("file_name", models.CharField(max_length=120)),
                        ("file_bytes", models.PositiveIntegerField()),
                        ("file_sm3", models.CharField(max_length=64)),
                        ("filed_on", models.DateField()),
                        ("filed_by", models.CharField(max_length=64)),
                        ("filed_by_label", models.CharField(max_length=120)),
                        ("withdrawn_on", models.DateField(null=True)),
                        (
                            "admonition",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="files",
                                to="oversight.admonition",
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
                        (
                            "station",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="stations.station",
                            ),
                        ),
                        (
                            "finding",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="files",
                                to="oversight.finding",
                            ),
                        ),
                        (
                            "inspection",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="files",
                                to="oversight.inspection",
                            ),
                        ),
                    ],
                    options={
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(
                                        ("admonition__isnull", True),
                                        ("finding__isnull", True),
                                        ("inspection__isnull", False),
                                    ),
                                    models.Q(
                                        ("admonition__isnull", False),
                                        ("finding__isnull", True),
                                        ("inspection__isnull", True),
                                    ),
                                    models.Q(
                                        ("admonition__isnull", True),
                                        ("finding__isnull", False),
                                        ("inspection__isnull", True),
                                    ),
                                    _connector="OR",
                                ),
                                name="a_file_shows_something_of_one_row",
                            )
                        ],
                    },
                ),
                migrations.AddField(
                    model_name="admonition",
                    name="inspection",
                    field=models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="oversight.inspection",
                    ),
                ),
                migrations.CreateModel(
                    name="InspectionItem",
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
                        ("topic", models.CharField(blank=True, max_length=20)),
                        ("says", yizhan.privacy.fields.EncryptedTextField()),
                        ("rule_ref", models.CharField(blank=True, max_length=160)),
                        ("clause", models.CharField(blank=True, max_length=200)),
                        (
                            "result",
                            models.CharField(
                                blank=True,
                                choices=[("OK", "符合"), ("FOUND", "有问题"), ("SKIP", "没有看")],
                                default="",
                                max_length=5,
                            ),
                        ),
                        ("words", yizhan.privacy.fields.EncryptedTextField(blank=True)),
                        ("mend_by_on", models.DateField(null=True)),
                        (
                            "earlier",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="oversight.finding",
                            ),
                        ),
                        (
                            "inspection",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="items",
                                to="oversight.inspection",
                            ),
                        ),
                        (
                            "opened",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="oversight.finding",
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
                                fields=("inspection", "number"), name="lines_of_an_inspection_are_numbered"
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="LookFile",
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
                        ("alias", models.CharField(max_length=16)),
                        (
                            "client",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="clients.client",
                            ),
                        ),
                        (
                            "look",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="sampled",
                                to="oversight.look",
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
                            models.UniqueConstraint(
                                fields=("look", "alias"), name="an_alias_stands_for_one_file_of_a_look"
                            ),
                            models.UniqueConstraint(
                                fields=("look", "client"), name="a_file_is_in_a_look_once"
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="LookPiece",
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
                            "sort",
                            models.CharField(choices=[("CASE", "个案"), ("GROUP", "小组")], max_length=5),
                        ),
                        ("alias", models.CharField(max_length=16)),
                        (
                            "verdict",
                            models.CharField(
                                blank=True,
                                choices=[("VERIFIED", "核实"), ("DOUBTFUL", "存疑"), ("MISMATCH", "不符")],
                                default="",
                                max_length=8,
                            ),
                        ),
                        ("note", yizhan.privacy.fields.EncryptedTextField(blank=True, default="")),
                        ("judged_on", models.DateField(null=True)),
                        ("judged_by_label", models.CharField(blank=True, default="", max_length=120)),
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
                            "look",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="pieces",
                                to="oversight.look",
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
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="stations.station",
                            ),
                        ),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("look", "alias"), name="an_alias_stands_for_one_piece_of_a_look"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(
                                        ("case__isnull", False), ("programme__isnull", True), ("sort", "CASE")
                                    ),
                                    models.Q(
                                        ("case__isnull", True),
                                        ("programme__isnull", False),
                                        ("sort", "GROUP"),
                                    ),
                                    _connector="OR",
                                ),
                                name="a_piece_is_a_case_or_a_group",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("judged_on__isnull", True), ("verdict", "")),
                                    models.Q(
                                        models.Q(("verdict", ""), _negated=True), ("judged_on__isnull", False)
                                    ),
                                    _connector="OR",
                                ),
                                name="a_judged_piece_has_its_day",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="LookVisit",
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
                            "verdict",
                            models.CharField(
                                blank=True,
                                choices=[("VERIFIED", "核实"), ("DOUBTFUL", "存疑"), ("MISMATCH", "不符")],
                                default="",
                                max_length=8,
                            ),
                        ),
                        ("note", yizhan.privacy.fields.EncryptedTextField(blank=True, default="")),
                        ("judged_on", models.DateField(null=True)),
                        ("judged_by_label", models.CharField(blank=True, default="", max_length=120)),
                        (
                            "sampled",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="drawn",
                                to="oversight.lookfile",
                            ),
                        ),
                        (
                            "service",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="services.servicerecord",
                            ),
                        ),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("sampled", "service"), name="a_service_is_checked_once_for_a_file"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("judged_on__isnull", True), ("verdict", "")),
                                    models.Q(
                                        models.Q(("verdict", ""), _negated=True), ("judged_on__isnull", False)
                                    ),
                                    _connector="OR",
                                ),
                                name="a_judged_visit_has_its_day",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="RiskWarning",
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
                        ("rule", models.CharField(max_length=160)),
                        ("says", models.CharField(max_length=300)),
                        ("clause", models.CharField(max_length=200)),
                        ("chip", models.CharField(max_length=120)),
                        (
                            "level",
                            models.CharField(
                                blank=True,
                                choices=[
                                    ("RED", "红色"),
                                    ("ORANGE", "橙色"),
                                    ("YELLOW", "黄色"),
                                    ("BLUE", "蓝色"),
                                ],
                                default="",
                                max_length=6,
                            ),
                        ),
                        ("question", models.BooleanField(default=False)),
                        (
                            "subject",
                            models.CharField(
                                choices=[
                                    ("STATION", "社工站"),
                                    ("WORKER", "工作人员"),
                                    ("AGREEMENT", "服务协议"),
                                    ("COMPLAINT", "投诉"),
                                ],
                                max_length=9,
                            ),
                        ),
                        ("subject_id", models.UUIDField()),
                        ("key", yizhan.privacy.fields.DigestField(blank=True, default="", max_length=32)),
                        ("figure", models.DecimalField(decimal_places=2, max_digits=14)),
                        ("unit", models.CharField(blank=True, default="", max_length=16)),
                        ("what", models.CharField(max_length=200)),
                        ("metric", models.CharField(blank=True, default="", max_length=60)),
                        ("period_first_on", models.DateField()),
                        ("period_last_on", models.DateField()),
                        ("evidence", models.JSONField(blank=True, default=list)),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("OPEN", "待处理"),
                                    ("ASKED", "待说明"),
                                    ("RAISED", "已上报"),
                                    ("ANSWERED", "待复核"),
                                    ("HANDLED", "已处理"),
                                    ("EXPLAINED", "已说明"),
                                    ("WRONG", "误报"),
                                    ("GONE", "自行消除"),
                                ],
                                max_length=9,
                            ),
                        ),
                        (
                            "owner",
                            models.CharField(
                                choices=[
                                    ("STATION", "社工站"),
                                    ("AGENCY", "承接机构"),
                                    ("TOWNSHIP", "乡镇（街道）"),
                                    ("COUNTY", "县民政局"),
                                    ("CITY", "市民政局"),
                                    ("PROVINCE", "省民政厅"),
                                ],
                                max_length=8,
                            ),
                        ),
                        (
                            "first_owner",
                            models.CharField(
                                choices=[
                                    ("STATION", "社工站"),
                                    ("AGENCY", "承接机构"),
                                    ("TOWNSHIP", "乡镇（街道）"),
                                    ("COUNTY", "县民政局"),
                                    ("CITY", "市民政局"),
                                    ("PROVINCE", "省民政厅"),
                                ],
                                max_length=8,
                            ),
                        ),
                        (
                            "raised_to",
                            models.CharField(
                                blank=True,
                                choices=[
                                    ("STATION", "社工站"),
                                    ("AGENCY", "承接机构"),
                                    ("TOWNSHIP", "乡镇（街道）"),
                                    ("COUNTY", "县民政局"),
                                    ("CITY", "市民政局"),
                                    ("PROVINCE", "省民政厅"),
                                ],
                                default="",
                                max_length=8,
                            ),
                        ),
                        (
                            "checker",
                            models.CharField(
                                blank=True,
                                choices=[
                                    ("STATION", "社工站"),
                                    ("AGENCY", "承接机构"),
                                    ("TOWNSHIP", "乡镇（街道）"),
                                    ("COUNTY", "县民政局"),
                                    ("CITY", "市民政局"),
                                    ("PROVINCE", "省民政厅"),
                                ],
                                default="",
                                max_length=8,
                            ),
                        ),
                        ("raised_on", models.DateField()),
                        ("due_on", models.DateField(null=True)),
                        ("escalated_on", models.DateField(null=True)),
                        ("outcome", models.CharField(blank=True, default="", max_length=9)),
                        ("answered_by", models.CharField(blank=True, default="", max_length=64)),
                        ("ended_on", models.DateField(null=True)),
                        ("ended_by_label", models.CharField(blank=True, default="", max_length=120)),
                        ("healed_on", models.DateField(null=True)),
                        (
                            "organisation",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="access.organisation",
                            ),
                        ),
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
                                fields=["region_code", "state", "-raised_on"], name="warnings_of_a_region"
                            ),
                            models.Index(
                                fields=["station", "state", "-raised_on"], name="warnings_of_a_station"
                            ),
                            models.Index(
                                condition=models.Q(("healed_on__isnull", True)),
                                fields=["region_code", "rule_id"],
                                name="warnings_not_healed",
                            ),
                            models.Index(fields=["rule_id", "region_code", "state"], name="warnings_by_rule"),
                        ],
                        "constraints": [
                            models.UniqueConstraint(
                                condition=models.Q(("healed_on__isnull", True)),
                                fields=("rule_id", "subject", "subject_id", "key"),
                                name="a_warning_is_raised_once_until_the_figure_is_good_again",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(
                                        ("ended_on__gte", models.F("raised_on")),
                                        ("ended_on__isnull", False),
                                        ("state__in", ("HANDLED", "EXPLAINED", "WRONG", "GONE")),
                                    ),
                                    models.Q(
                                        models.Q(
                                            ("state__in", ("HANDLED", "EXPLAINED", "WRONG", "GONE")),
                                            _negated=True,
                                        ),
                                        ("ended_on__isnull", True),
                                    ),
                                    _connector="OR",
                                ),
                                name="a_warning_has_ended_exactly_when_it_has_a_last_day",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("state", "GONE"), _negated=True),
                                    ("healed_on__isnull", False),
                                    _connector="OR",
                                ),
                                name="a_warning_is_gone_when_the_figure_is_good_again",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("state", "ANSWERED"), _negated=True),
                                    models.Q(
                                        models.Q(("outcome", ""), _negated=True),
                                        models.Q(("answered_by", ""), _negated=True),
                                    ),
                                    _connector="OR",
                                ),
                                name="a_warning_to_be_checked_has_an_answer",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Round",
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
                        ("name", models.CharField(max_length=80)),
                        ("scheme", models.CharField(max_length=80)),
                        ("word", models.CharField(max_length=20)),
                        ("first_on", models.DateField()),
                        ("last_on", models.DateField()),
                        ("packs_on", models.DateField()),
                        ("rules", models.JSONField()),
                        (
                            "chosen",
                            models.CharField(
                                choices=[("ALL", "全部站点"), ("SAMPLE", "系统抽取")],
                                default="ALL",
                                max_length=8,
                            ),
                        ),
                        ("pool", models.JSONField(default=list)),
                        ("seed", models.CharField(blank=True, max_length=32)),
                        ("due_on", models.DateField()),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("PREPARED", "拟订中"),
                                    ("OPEN", "评分中"),
                                    ("OPENED", "已全部拆封"),
                                    ("OBJECTIONS", "异议期"),
                                    ("SETTLED", "结果已定"),
                                    ("LOCKED", "已锁定"),
                                    ("ARCHIVED", "已归档"),
                                    ("DROPPED", "已作废"),
                                ],
                                default="PREPARED",
                                max_length=10,
                            ),
                        ),
                        ("prepared_on", models.DateField()),
                        ("opened_on", models.DateField(null=True)),
                        ("told_on", models.DateField(null=True)),
                        ("objections_until_on", models.DateField(null=True)),
                        ("objections_rule", models.CharField(blank=True, max_length=160)),
                        ("objections_clause", models.CharField(blank=True, max_length=200)),
                        ("settled_on", models.DateField(null=True)),
                        ("settled_by", models.CharField(blank=True, max_length=64)),
                        ("locked_on", models.DateField(null=True)),
                        ("archived_on", models.DateField(null=True)),
                        ("seal", models.CharField(blank=True, max_length=64)),
                        (
                            "project",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="contracts.project",
                            ),
                        ),
                    ],
                    options={
                        "indexes": [
                            models.Index(fields=["region_code", "state", "due_on"], name="rounds_of_a_region")
                        ],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("last_on__gte", models.F("first_on"))),
                                name="a_round_judges_days_that_follow_one_another",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("chosen", "SAMPLE"), _negated=True),
                                    models.Q(("seed", ""), _negated=True),
                                    _connector="OR",
                                ),
                                name="a_sample_keeps_its_seed",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(
                                        ("state__in", ("OBJECTIONS", "SETTLED", "LOCKED", "ARCHIVED")),
                                        _negated=True,
                                    ),
                                    models.Q(
                                        ("objections_until_on__gte", models.F("told_on")),
                                        ("objections_until_on__isnull", False),
                                        ("told_on__isnull", False),
                                    ),
                                    _connector="OR",
                                ),
                                name="a_told_round_says_until_when_one_may_object",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("state__in", ["LOCKED", "ARCHIVED"]), _negated=True),
                                    models.Q(("seal", ""), _negated=True),
                                    _connector="OR",
                                ),
                                name="a_locked_round_carries_its_seal",
                            ),
                        ],
                    },
                ),
                migrations.AddField(
                    model_name="look",
                    name="round",
                    field=models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="oversight.round"
                    ),
                ),
                migrations.CreateModel(
                    name="RoundParty",
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
                        ("position", models.PositiveIntegerField()),
                        ("name", models.CharField(max_length=40)),
                        ("weight", models.DecimalField(decimal_places=2, max_digits=6, null=True)),
                        (
                            "kind",
                            models.CharField(
                                choices=[
                                    ("OFFICE", "一个单位，评所有站"),
                                    ("TOWNSHIP", "各站所在的乡镇（街道）"),
                                    ("OPERATOR", "各站的承接主体（自评）"),
                                ],
                                max_length=8,
                            ),
                        ),
                        ("from_on", models.DateField()),
                        ("to_on", models.DateField()),
                        (
                            "organisation",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="access.organisation",
                            ),
                        ),
                        (
                            "round",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="parties",
                                to="oversight.round",
                            ),
                        ),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("round", "name"), name="a_party_is_named_once_in_a_round"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("to_on__gte", models.F("from_on"))),
                                name="a_party_looks_in_on_days_that_follow_one_another",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("kind", "OFFICE"), ("organisation__isnull", True), _connector="OR"
                                ),
                                name="an_office_that_scores_is_one_organisation",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="RoundExpert",
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
                        ("name", yizhan.privacy.fields.EncryptedTextField()),
                        ("title", models.CharField(max_length=40)),
                        ("unit", models.CharField(max_length=80)),
                        ("field", models.CharField(max_length=20)),
                        ("conflict", yizhan.privacy.fields.EncryptedTextField(blank=True, default="")),
                        ("aside", models.BooleanField(default=False)),
                        ("declared_on", models.DateField()),
                        ("by_label", models.CharField(max_length=120)),
                        ("left_on", models.DateField(null=True)),
                        ("left_because", models.CharField(blank=True, default="", max_length=200)),
                        (
                            "round",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="oversight.round",
                            ),
                        ),
                        (
                            "party",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="experts",
                                to="oversight.roundparty",
                            ),
                        ),
                    ],
                    options={
                        "indexes": [models.Index(fields=["round", "party"], name="experts_of_a_round")],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("left_because", ""), ("left_on__isnull", True)),
                                    models.Q(
                                        ("left_on__gte", models.F("declared_on")),
                                        ("left_on__isnull", False),
                                        models.Q(("left_because", ""), _negated=True),
                                    ),
                                    _connector="OR",
                                ),
                                name="an_expert_who_left_has_a_day_and_a_reason",
                            )
                        ],
                    },
                ),
                migrations.AddField(
                    model_name="look",
                    name="party",
                    field=models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="oversight.roundparty",
                    ),
                ),
                migrations.CreateModel(
                    name="RoundStation",
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
                        ("facts", models.JSONField(default=dict)),
                        ("facts_on", models.DateField(null=True)),
                        ("opened_at", models.DateTimeField(null=True)),
                        ("total", models.DecimalField(decimal_places=2, max_digits=6, null=True)),
                        ("band", models.CharField(blank=True, max_length=40)),
                        ("passed", models.BooleanField(null=True)),
                        ("outcome", models.JSONField(null=True)),
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
                            "round",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="stations",
                                to="oversight.round",
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
                            models.UniqueConstraint(
                                fields=("round", "station"), name="a_station_is_judged_once_in_a_round"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("opened_at__isnull", False),
                                    models.Q(
                                        ("band", ""), ("outcome__isnull", True), ("total__isnull", True)
                                    ),
                                    _connector="OR",
                                ),
                                name="what_is_sealed_has_no_total",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Objection",
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
                        ("line", models.CharField(blank=True, max_length=120)),
                        ("what", yizhan.privacy.fields.EncryptedTextField()),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("OPEN", "待答复"),
                                    ("UPHELD", "成立，已更正"),
                                    ("REJECTED", "不成立"),
                                ],
                                default="OPEN",
                                max_length=8,
                            ),
                        ),
                        ("raised_on", models.DateField()),
                        ("raised_by", models.CharField(max_length=64)),
                        ("raised_by_label", models.CharField(max_length=120)),
                        ("answer", yizhan.privacy.fields.EncryptedTextField(blank=True)),
                        ("decided_on", models.DateField(null=True)),
                        ("decided_by", models.CharField(blank=True, max_length=64)),
                        ("decided_by_label", models.CharField(blank=True, max_length=120)),
                        (
                            "station",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="stations.station",
                            ),
                        ),
                        (
                            "round_station",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="objections",
                                to="oversight.roundstation",
                            ),
                        ),
                    ],
                    options={
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("decided_by", ""),
                                    models.Q(("decided_by", models.F("raised_by")), _negated=True),
                                    _connector="OR",
                                ),
                                name="an_objection_is_decided_by_somebody_else",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("state", "OPEN"),
                                    models.Q(
                                        ("decided_on__isnull", False),
                                        models.Q(("decided_by", ""), _negated=True),
                                    ),
                                    _connector="OR",
                                ),
                                name="a_decided_objection_has_a_day",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="RoundStep",
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
                                    ("PREPARED", "拟订"),
                                    ("COMMISSIONED", "更换评分单位"),
                                    ("OPENED", "开始评分"),
                                    ("REFRESHED", "重新取数"),
                                    ("TAKEN_BACK", "收回评分"),
                                    ("ALL_IN", "全部拆封"),
                                    ("TOLD", "告知结果"),
                                    ("DECIDED", "答复异议"),
                                    ("CORRECTED", "更正评分"),
                                    ("SETTLED", "定结果"),
                                    ("LOCKED", "锁定"),
                                    ("ARCHIVED", "归档"),
                                    ("VERIFIED", "复算"),
                                    ("FILED", "放进付款条件"),
                                    ("DROPPED", "作废"),
                                    ("TEAM", "评估组成员"),
                                ],
                                max_length=12,
                            ),
                        ),
                        ("done_on", models.DateField()),
                        ("text", yizhan.privacy.fields.EncryptedTextField(blank=True)),
                        ("by_label", models.CharField(max_length=120)),
                        (
                            "round",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="steps",
                                to="oversight.round",
                            ),
                        ),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("round", "number"), name="steps_of_a_round_are_numbered"
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Sheet",
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
                            "state",
                            models.CharField(
                                choices=[("DRAFT", "待评"), ("SEALED", "已封存")],
                                default="DRAFT",
                                max_length=8,
                            ),
                        ),
                        ("marks", yizhan.privacy.fields.EncryptedJSONField(default=dict)),
                        ("version", models.PositiveIntegerField(default=0)),
                        ("saved_by", models.CharField(blank=True, max_length=64)),
                        ("saved_by_label", models.CharField(blank=True, max_length=120)),
                        ("saved_at", models.DateTimeField(null=True)),
                        ("sealed_by", models.CharField(blank=True, max_length=64)),
                        ("sealed_by_label", models.CharField(blank=True, max_length=120)),
                        ("sealed_at", models.DateTimeField(null=True)),
                        ("score", models.DecimalField(decimal_places=2, max_digits=6, null=True)),
                        (
                            "organisation",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="access.organisation",
                            ),
                        ),
                        (
                            "party",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="sheets",
                                to="oversight.roundparty",
                            ),
                        ),
                        (
                            "round_station",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="sheets",
                                to="oversight.roundstation",
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
                            models.Index(fields=["organisation", "state"], name="sheets_of_an_organisation")
                        ],
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("round_station", "party"), name="a_party_scores_a_station_once"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("sealed_at__isnull", True), ("state", "DRAFT")),
                                    models.Q(
                                        ("sealed_at__isnull", False),
                                        ("state", "SEALED"),
                                        models.Q(("sealed_by", ""), _negated=True),
                                    ),
                                    _connector="OR",
                                ),
                                name="a_sealed_sheet_says_who_sealed_it_and_when",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("state", "SEALED"), ("score__isnull", True), _connector="OR"
                                ),
                                name="a_draft_has_no_score",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Correction",
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
                        ("line", models.CharField(max_length=120)),
                        ("old_points", models.DecimalField(decimal_places=2, max_digits=6, null=True)),
                        ("new_points", models.DecimalField(decimal_places=2, max_digits=6, null=True)),
                        ("because", yizhan.privacy.fields.EncryptedTextField()),
                        ("corrected_on", models.DateField()),
                        ("corrected_by", models.CharField(max_length=64)),
                        ("corrected_by_label", models.CharField(max_length=120)),
                        (
                            "station",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="stations.station",
                            ),
                        ),
                        (
                            "objection",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="corrections",
                                to="oversight.objection",
                            ),
                        ),
                        (
                            "sheet",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="corrections",
                                to="oversight.sheet",
                            ),
                        ),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("sheet", "number"), name="corrections_of_a_sheet_are_numbered"
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Survey",
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
                        ("round", models.CharField(choices=[("MID", "中期"), ("END", "末期")], max_length=4)),
                        (
                            "state",
                            models.CharField(
                                choices=[("OPEN", "正在调查"), ("CLOSED", "已结束"), ("DROPPED", "已作废")],
                                default="OPEN",
                                max_length=8,
                            ),
                        ),
                        ("first_on", models.DateField()),
                        ("last_on", models.DateField()),
                        ("drawn_on", models.DateField()),
                        ("closes_on", models.DateField()),
                        ("drawn_by_label", models.CharField(max_length=120)),
                        ("seed", models.CharField(max_length=32)),
                        ("fewest", models.PositiveSmallIntegerField()),
                        ("questions", models.JSONField(default=dict)),
                        ("frame", models.JSONField(default=dict)),
                        ("left_out", models.PositiveIntegerField(default=0)),
                        ("rule", models.CharField(blank=True, max_length=160)),
                        ("clause", models.CharField(blank=True, max_length=200)),
                        ("closed_on", models.DateField(null=True)),
                        ("closed_by_label", models.CharField(blank=True, max_length=120)),
                        ("why_dropped", models.CharField(blank=True, max_length=200)),
                        (
                            "commissioned",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="access.organisation",
                            ),
                        ),
                    ],
                    options={
                        "indexes": [
                            models.Index(fields=["region_code", "last_on"], name="surveys_of_a_region_by_day")
                        ],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("first_on__lte", models.F("last_on")),
                                    ("last_on__lte", models.F("drawn_on")),
                                ),
                                name="a_survey_asks_about_days_that_are_past",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("closed_on__isnull", True), ("state", "OPEN")),
                                    models.Q(
                                        models.Q(("state", "OPEN"), _negated=True),
                                        ("closed_on__isnull", False),
                                    ),
                                    _connector="OR",
                                ),
                                name="a_survey_is_open_exactly_until_its_last_day_is_written",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("state", "DROPPED"), _negated=True),
                                    models.Q(("why_dropped", ""), _negated=True),
                                    _connector="OR",
                                ),
                                name="a_dropped_survey_says_why",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Ask",
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
                            "group",
                            models.CharField(
                                choices=[("CLIENT", "服务对象"), ("UNIT", "协同单位")], max_length=6
                            ),
                        ),
                        ("number", models.PositiveIntegerField()),
                        ("unit_name", models.CharField(blank=True, max_length=80)),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("WAITING", "还没有答"),
                                    ("ANSWERED", "已答"),
                                    ("REFUSED", "不愿意答"),
                                    ("UNREACHED", "没有联系上"),
                                    ("GONE", "去世、迁走或者已撤并"),
                                ],
                                default="WAITING",
                                max_length=10,
                            ),
                        ),
                        ("tries", models.PositiveSmallIntegerField(default=0)),
                        ("slip_on", models.DateField(null=True)),
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
                            "invitation",
                            models.OneToOneField(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="intake.invitation",
                            ),
                        ),
                        (
                            "station",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="stations.station",
                            ),
                        ),
                        (
                            "survey",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="asks",
                                to="oversight.survey",
                            ),
                        ),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("survey", "number"), name="asks_of_a_survey_are_numbered"
                            ),
                            models.UniqueConstraint(
                                fields=("survey", "client"), name="a_client_is_drawn_once_in_a_survey"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(
                                        ("client__isnull", False),
                                        ("group", "CLIENT"),
                                        ("station__isnull", False),
                                        ("unit_name", ""),
                                    ),
                                    models.Q(
                                        ("client__isnull", True),
                                        ("group", "UNIT"),
                                        models.Q(("unit_name", ""), _negated=True),
                                    ),
                                    _connector="OR",
                                ),
                                name="a_client_or_a_unit_is_asked",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="SurveyAnswer",
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
                            "group",
                            models.CharField(
                                choices=[("CLIENT", "服务对象"), ("UNIT", "协同单位")], max_length=6
                            ),
                        ),
                        (
                            "way",
                            models.CharField(
                                choices=[("SLIP", "答卷码"), ("PHONE", "电话"), ("ON_SPOT", "当面")],
                                max_length=8,
                            ),
                        ),
                        ("overall", models.PositiveSmallIntegerField()),
                        ("scores", models.JSONField(default=list)),
                        (
                            "ask",
                            models.OneToOneField(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="oversight.ask",
                            ),
                        ),
                        (
                            "station",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="stations.station",
                            ),
                        ),
                        (
                            "survey",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="answers",
                                to="oversight.survey",
                            ),
                        ),
                    ],
                    options={
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("overall__gte", 1), ("overall__lte", 5)),
                                name="an_answer_is_from_one_to_five",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="WarningLook",
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
                        ("looked_on", models.DateField()),
                        ("looked_at", models.DateTimeField()),
                        ("stations", models.PositiveIntegerField()),
                        ("rules", models.PositiveIntegerField()),
                        ("raised", models.PositiveIntegerField()),
                        ("gone", models.PositiveIntegerField()),
                    ],
                    options={
                        "indexes": [
                            models.Index(fields=["region_code", "-looked_at"], name="looks_for_warnings")
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="WarningStep",
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
                                    ("RAISED", "发现"),
                                    ("ANSWERED", "答复"),
                                    ("SENT_BACK", "退回"),
                                    ("CHECKED", "复核同意"),
                                    ("ESCALATED", "到期未答复，上报"),
                                    ("GONE", "自行消除"),
                                ],
                                max_length=9,
                            ),
                        ),
                        ("outcome", models.CharField(blank=True, default="", max_length=9)),
                        ("figure", models.DecimalField(decimal_places=2, max_digits=14, null=True)),
                        ("done_on", models.DateField()),
                        ("text", yizhan.privacy.fields.EncryptedTextField(blank=True, default="")),
                        ("by_label", models.CharField(max_length=120)),
                        (
                            "warning",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="steps",
                                to="oversight.riskwarning",
                            ),
                        ),
                    ],
                    options={
                        "indexes": [models.Index(fields=["warning", "id"], name="steps_of_a_warning")],
                    },
                ),
            ],
        ),
    ]
