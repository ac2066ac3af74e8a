import django.db.models.deletion
import django.db.models.functions.datetime
from django.conf import settings
from django.db import migrations, models

import yizhan.kernel.ids
import yizhan.privacy.fields
import yizhan.privacy.tables
import yizhan.workforce.models.employment


class Migration(migrations.Migration):
    replaces = [
        ("workforce", "0001_staff_certificates_and_filing"),
        ("workforce", "0002_volunteers_of_a_station"),
        ("workforce", "0003_who_sat_the_examination"),
        ("workforce", "0004_employment_pay_leaves_and_sanctions"),
    ]

    initial = True

    dependencies = [
        ("access", "0001_initial"),
        ("access", "__first__"),
        ("stations", "0001_initial"),
    ]

    operations = [
        yizhan.privacy.tables.MakeTables(
            steps=[
                migrations.CreateModel(
                    name="Filing",
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
                                choices=[("FILED", "待审核"), ("ACCEPTED", "已备案"), ("RETURNED", "已退回")],
                                default="FILED",
                                max_length=8,
                            ),
                        ),
                        ("filed_on", models.DateField()),
                        ("filed_by", models.CharField(max_length=120)),
                        ("note", models.CharField(blank=True, max_length=200)),
                        ("decided_on", models.DateField(null=True)),
                        ("decided_by", models.CharField(blank=True, max_length=120)),
                        ("reason", models.CharField(blank=True, max_length=200)),
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
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="stations.station",
                            ),
                        ),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(
                                condition=models.Q(("state", "FILED")),
                                fields=("station",),
                                name="a_station_has_one_filing_under_review",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("decided_on__isnull", True), ("state", "FILED")),
                                    models.Q(
                                        models.Q(("state", "FILED"), _negated=True),
                                        ("decided_on__gte", models.F("filed_on")),
                                        ("decided_on__isnull", False),
                                    ),
                                    _connector="OR",
                                ),
                                name="a_filing_is_decided_exactly_when_it_has_a_day",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("state", "RETURNED"), _negated=True),
                                    models.Q(("reason", ""), _negated=True),
                                    _connector="OR",
                                ),
                                name="a_returned_filing_says_why",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Volunteer",
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
                        (
                            "name_digest",
                            yizhan.privacy.fields.DigestField(blank=True, default="", max_length=32),
                        ),
                        ("name_initials", models.CharField(blank=True, max_length=32)),
                        ("phone", yizhan.privacy.fields.EncryptedTextField(blank=True, default="")),
                        (
                            "phone_digest",
                            yizhan.privacy.fields.DigestField(blank=True, default="", max_length=32),
                        ),
                        ("sex", models.CharField(choices=[("M", "男"), ("F", "女")], max_length=1)),
                        ("born_on", models.DateField(null=True)),
                        ("address", yizhan.privacy.fields.EncryptedTextField(blank=True, default="")),
                        (
                            "source",
                            models.CharField(
                                choices=[
                                    ("RECRUITED", "招募报名"),
                                    ("VILLAGE", "村（社区）推荐"),
                                    ("ORGANISATION", "单位、社会组织组织"),
                                    ("SCHOOL", "学校组织"),
                                    ("SERVED", "服务对象及家属"),
                                    ("OTHER", "其他"),
                                ],
                                max_length=12,
                            ),
                        ),
                        ("skills", models.CharField(blank=True, default="", max_length=120)),
                        ("team", models.CharField(blank=True, default="", max_length=40)),
                        ("national_number", yizhan.privacy.fields.EncryptedTextField(blank=True, default="")),
                        (
                            "national_digest",
                            yizhan.privacy.fields.DigestField(blank=True, default="", max_length=32),
                        ),
                        ("registered_on", models.DateField()),
                        ("ended_on", models.DateField(null=True)),
                        ("ended_because", models.CharField(blank=True, default="", max_length=120)),
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
                                fields=["station", "ended_on", "name_initials"],
                                name="volunteers_of_a_station",
                            ),
                            models.Index(fields=["name_digest"], name="volunteers_by_name"),
                            models.Index(fields=["phone_digest"], name="volunteers_by_phone"),
                        ],
                        "constraints": [
                            models.UniqueConstraint(
                                condition=models.Q(("ended_on__isnull", True)),
                                fields=("station", "phone_digest", "name_digest"),
                                name="a_volunteer_is_registered_at_a_station_once_at_a_time",
                            ),
                            models.UniqueConstraint(
                                condition=models.Q(
                                    ("ended_on__isnull", True),
                                    models.Q(("national_digest", ""), _negated=True),
                                ),
                                fields=("station", "national_digest"),
                                name="a_national_number_is_one_volunteer_of_a_station",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("ended_because", ""), ("ended_on__isnull", True)),
                                    models.Q(
                                        ("ended_on__gte", models.F("registered_on")),
                                        ("ended_on__isnull", False),
                                        models.Q(("ended_because", ""), _negated=True),
                                    ),
                                    _connector="OR",
                                ),
                                name="a_volunteer_leaves_with_a_reason_and_not_before_coming",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Worker",
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
                        ("name", yizhan.privacy.fields.EncryptedTextField(max_length=40)),
                        ("name_initials", models.CharField(db_index=True, max_length=32)),
                        (
                            "name_digest",
                            yizhan.privacy.fields.DigestField(
                                blank=True, db_index=True, default="", max_length=32
                            ),
                        ),
                        ("id_number", yizhan.privacy.fields.EncryptedTextField(max_length=18)),
                        (
                            "id_digest",
                            yizhan.privacy.fields.DigestField(
                                blank=True, db_index=True, default="", max_length=32
                            ),
                        ),
                        ("phone", yizhan.privacy.fields.EncryptedTextField(blank=True, max_length=24)),
                        ("born_on", models.DateField()),
                        ("sex", models.CharField(choices=[("M", "男"), ("F", "女")], max_length=1)),
                        (
                            "education",
                            models.CharField(
                                choices=[
                                    ("JUNIOR", "初中"),
                                    ("SENIOR", "高中"),
                                    ("COLLEGE", "大专"),
                                    ("BACHELOR", "本科"),
                                    ("MASTER", "硕士"),
                                    ("DOCTOR", "博士"),
                                ],
                                max_length=8,
                            ),
                        ),
                        ("school", models.CharField(blank=True, max_length=60)),
                        ("major", models.CharField(blank=True, max_length=60)),
                        ("major_is_social_work", models.BooleanField(default=False)),
                        ("local_household", models.BooleanField(default=False)),
                        (
                            "post",
                            models.CharField(
                                choices=[
                                    ("HEAD", "站长"),
                                    ("DEPUTY", "副站长"),
                                    ("RESIDENT", "驻站社工"),
                                    ("CONVERTED", "转换岗位人员"),
                                    ("SUPERVISOR", "督导"),
                                    ("OTHER", "其他人员"),
                                ],
                                default="RESIDENT",
                                max_length=12,
                            ),
                        ),
                        (
                            "employer",
                            models.CharField(
                                choices=[
                                    ("AGENCY", "承接主体聘用"),
                                    ("TOWNSHIP", "乡镇（街道）人员"),
                                    ("POST_PURCHASED", "购买的社会工作岗位"),
                                ],
                                default="AGENCY",
                                max_length=16,
                            ),
                        ),
                        ("full_time", models.BooleanField(default=True)),
                        ("facts", models.JSONField(blank=True, default=dict)),
                        ("started_on", models.DateField()),
                        ("ended_on", models.DateField(null=True)),
                        ("ended_because", models.CharField(blank=True, max_length=120)),
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
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="stations.station",
                            ),
                        ),
                        (
                            "user",
                            models.OneToOneField(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                    ],
                    options={
                        "indexes": [
                            models.Index(fields=["station", "ended_on"], name="workers_of_a_station")
                        ],
                        "constraints": [
                            models.UniqueConstraint(
                                condition=models.Q(
                                    ("ended_on__isnull", True),
                                    models.Q(("post__in", ("SUPERVISOR", "HEAD", "DEPUTY")), _negated=True),
                                ),
                                fields=("id_digest",),
                                name="one_person_is_in_post_at_one_station_at_a_time",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("ended_on__isnull", True),
                                    ("ended_on__gte", models.F("started_on")),
                                    _connector="OR",
                                ),
                                name="employment_ends_no_earlier_than_it_begins",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("born_on__lt", models.F("started_on"))),
                                name="a_worker_was_born_before_starting",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="StaffPaper",
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
                                    ("CONTRACT", "劳动合同"),
                                    ("PAY", "工资发放凭证"),
                                    ("INSURANCE", "参保凭证"),
                                    ("COMMITMENT", "公益服务承诺书"),
                                    ("RESIGNATION", "离职申请"),
                                    ("IDENTITY", "身份证明"),
                                    ("EDUCATION", "学历证明"),
                                    ("CERTIFICATE", "职业资格证书"),
                                    ("RESUME", "履历表"),
                                    ("HEALTH", "体检报告"),
                                    ("REVIEW", "考核材料"),
                                    ("OTHER", "其他材料"),
                                ],
                                max_length=12,
                            ),
                        ),
                        ("dated_on", models.DateField()),
                        (
                            "file",
                            models.FileField(
                                max_length=200, upload_to=yizhan.workforce.models.employment.staff_paper_path
                            ),
                        ),
                        ("file_name", models.CharField(max_length=120)),
                        ("file_bytes", models.PositiveIntegerField()),
                        ("file_sm3", models.CharField(max_length=64)),
                        ("filed_by", models.CharField(max_length=120)),
                        ("withdrawn_on", models.DateField(null=True)),
                        ("withdrawn_because", models.CharField(blank=True, max_length=120)),
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
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="stations.station",
                            ),
                        ),
                        (
                            "worker",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="papers",
                                to="workforce.worker",
                            ),
                        ),
                    ],
                    options={
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("withdrawn_on__isnull", True),
                                    models.Q(("withdrawn_because", ""), _negated=True),
                                    _connector="OR",
                                ),
                                name="a_paper_taken_out_of_a_personnel_file_says_why",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Sanction",
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
                            "id_digest",
                            yizhan.privacy.fields.DigestField(
                                blank=True, db_index=True, default="", max_length=32
                            ),
                        ),
                        (
                            "effect",
                            models.CharField(
                                choices=[
                                    ("BAR", "不得从业"),
                                    ("WARNING", "警告"),
                                    ("RECOVERY", "收回资金"),
                                    ("OTHER", "其他处理"),
                                ],
                                max_length=8,
                            ),
                        ),
                        ("rule_id", models.CharField(max_length=80)),
                        ("rule_ref", models.CharField(max_length=120)),
                        ("measures", models.CharField(max_length=200)),
                        ("source", models.CharField(max_length=200)),
                        ("cause", yizhan.privacy.fields.EncryptedTextField()),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("TOLD", "已告知，可申辩"),
                                    ("IN_FORCE", "生效"),
                                    ("DROPPED", "不予处理"),
                                    ("LIFTED", "已提前解除"),
                                ],
                                default="TOLD",
                                max_length=8,
                            ),
                        ),
                        ("told_on", models.DateField()),
                        ("hear_until_on", models.DateField()),
                        ("statement", yizhan.privacy.fields.EncryptedTextField(blank=True, default="")),
                        ("stated_on", models.DateField(null=True)),
                        ("opinion", yizhan.privacy.fields.EncryptedTextField(blank=True, default="")),
                        ("decided_on", models.DateField(null=True)),
                        ("decided_by", models.CharField(blank=True, max_length=120)),
                        ("from_on", models.DateField(null=True)),
                        ("until_on", models.DateField(null=True)),
                        ("lifted_on", models.DateField(null=True)),
                        ("lifted_because", models.CharField(blank=True, max_length=200)),
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
                            "worker",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="sanctions",
                                to="workforce.worker",
                            ),
                        ),
                    ],
                    options={
                        "indexes": [
                            models.Index(fields=["organisation", "state"], name="sanctions_of_an_agency")
                        ],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(
                                        ("station__isnull", False),
                                        ("worker__isnull", False),
                                        models.Q(("id_digest", ""), _negated=True),
                                    ),
                                    models.Q(
                                        ("id_digest", ""),
                                        ("organisation__isnull", False),
                                        ("station__isnull", True),
                                        ("worker__isnull", True),
                                    ),
                                    _connector="OR",
                                ),
                                name="a_sanction_meets_a_worker_or_an_agency",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("from_on__isnull", True),
                                    ("from_on__gt", models.F("hear_until_on")),
                                    models.Q(
                                        ("from_on__gte", models.F("stated_on")), ("stated_on__isnull", False)
                                    ),
                                    _connector="OR",
                                ),
                                name="nothing_takes_effect_before_it_could_be_answered",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("state", "LIFTED"), _negated=True),
                                    models.Q(
                                        ("lifted_on__isnull", False),
                                        models.Q(("lifted_because", ""), _negated=True),
                                    ),
                                    _connector="OR",
                                ),
                                name="a_sanction_that_was_lifted_says_why",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("until_on__isnull", True),
                                    ("until_on__gte", models.F("from_on")),
                                    _connector="OR",
                                ),
                                name="a_sanction_ends_after_it_begins",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Resignation",
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
                                choices=[
                                    ("ANNOUNCED", "待补员"),
                                    ("REPLACED", "已补员"),
                                    ("LEFT", "已离职"),
                                    ("WITHDRAWN", "已撤回"),
                                ],
                                default="ANNOUNCED",
                                max_length=10,
                            ),
                        ),
                        ("announced_on", models.DateField()),
                        ("wishes_on", models.DateField()),
                        ("reason", yizhan.privacy.fields.EncryptedTextField()),
                        ("earliest_on", models.DateField(null=True)),
                        ("latest_on", models.DateField(null=True)),
                        ("notice_ref", models.CharField(blank=True, max_length=120)),
                        ("replacement_ref", models.CharField(blank=True, max_length=120)),
                        ("replaced_on", models.DateField(null=True)),
                        ("decided_on", models.DateField(null=True)),
                        ("noted_by", models.CharField(max_length=120)),
                        (
                            "station",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="stations.station",
                            ),
                        ),
                        (
                            "replacement",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="workforce.worker",
                            ),
                        ),
                        (
                            "worker",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="resignations",
                                to="workforce.worker",
                            ),
                        ),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(
                                condition=models.Q(("state__in", ("ANNOUNCED", "REPLACED"))),
                                fields=("worker",),
                                name="somebody_resigns_once_at_a_time",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("wishes_on__gte", models.F("announced_on"))),
                                name="nobody_leaves_before_saying_so",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("replaced_on__isnull", True), ("replacement__isnull", True)),
                                    models.Q(("replaced_on__isnull", False), ("replacement__isnull", False)),
                                    _connector="OR",
                                ),
                                name="a_filled_post_says_by_whom_and_when",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="PostChange",
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
                                choices=[("JOINED", "到岗"), ("CHANGED", "调整岗位"), ("LEFT", "离岗")],
                                max_length=8,
                            ),
                        ),
                        (
                            "from_post",
                            models.CharField(
                                blank=True,
                                choices=[
                                    ("HEAD", "站长"),
                                    ("DEPUTY", "副站长"),
                                    ("RESIDENT", "驻站社工"),
                                    ("CONVERTED", "转换岗位人员"),
                                    ("SUPERVISOR", "督导"),
                                    ("OTHER", "其他人员"),
                                ],
                                max_length=12,
                            ),
                        ),
                        (
                            "to_post",
                            models.CharField(
                                blank=True,
                                choices=[
                                    ("HEAD", "站长"),
                                    ("DEPUTY", "副站长"),
                                    ("RESIDENT", "驻站社工"),
                                    ("CONVERTED", "转换岗位人员"),
                                    ("SUPERVISOR", "督导"),
                                    ("OTHER", "其他人员"),
                                ],
                                max_length=12,
                            ),
                        ),
                        ("changed_on", models.DateField()),
                        ("announced_on", models.DateField(null=True)),
                        ("reason", models.CharField(blank=True, max_length=120)),
                        (
                            "filing",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="changes",
                                to="workforce.filing",
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
                            "worker",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="changes",
                                to="workforce.worker",
                            ),
                        ),
                    ],
                    options={
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("announced_on__isnull", True),
                                    ("announced_on__lte", models.F("changed_on")),
                                    _connector="OR",
                                ),
                                name="a_leave_is_announced_no_later_than_it_happens",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="PayRecord",
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
                        ("amount_fen", models.BigIntegerField()),
                        ("paid_on", models.DateField()),
                        ("voucher", models.CharField(max_length=60)),
                        ("noted_by", models.CharField(max_length=120)),
                        ("voided_on", models.DateField(null=True)),
                        ("voided_because", models.CharField(blank=True, max_length=120)),
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
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="stations.station",
                            ),
                        ),
                        (
                            "paper",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="workforce.staffpaper",
                            ),
                        ),
                        (
                            "worker",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="pay",
                                to="workforce.worker",
                            ),
                        ),
                    ],
                    options={
                        "indexes": [
                            models.Index(fields=["worker", "month"], name="pay_of_a_worker_by_month")
                        ],
                        "constraints": [
                            models.UniqueConstraint(
                                condition=models.Q(("voided_on__isnull", True)),
                                fields=("worker", "month"),
                                name="a_month_is_paid_once",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("amount_fen__gt", 0)), name="pay_is_more_than_nothing"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("month__day", 1)), name="pay_belongs_to_a_whole_month"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("voided_because", ""), ("voided_on__isnull", True)),
                                    models.Q(
                                        ("voided_on__isnull", False),
                                        models.Q(("voided_because", ""), _negated=True),
                                    ),
                                    _connector="OR",
                                ),
                                name="pay_that_was_struck_out_says_why",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="LabourContract",
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
                        ("signed_on", models.DateField()),
                        ("first_on", models.DateField()),
                        ("last_on", models.DateField(null=True)),
                        ("ended_on", models.DateField(null=True)),
                        ("ended_because", models.CharField(blank=True, max_length=120)),
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
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="stations.station",
                            ),
                        ),
                        (
                            "paper",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="workforce.staffpaper",
                            ),
                        ),
                        (
                            "worker",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="contracts",
                                to="workforce.worker",
                            ),
                        ),
                    ],
                    options={
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("last_on__isnull", True),
                                    ("last_on__gt", models.F("first_on")),
                                    _connector="OR",
                                ),
                                name="a_labour_contract_ends_after_it_begins",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("ended_because", ""), ("ended_on__isnull", True)),
                                    models.Q(
                                        ("ended_on__isnull", False),
                                        models.Q(("ended_because", ""), _negated=True),
                                    ),
                                    _connector="OR",
                                ),
                                name="a_labour_contract_ended_early_says_why",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Insurance",
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
                                    ("PENSION", "养老保险"),
                                    ("MEDICAL", "医疗保险"),
                                    ("UNEMPLOYMENT", "失业保险"),
                                    ("INJURY", "工伤保险"),
                                    ("MATERNITY", "生育保险"),
                                ],
                                max_length=12,
                            ),
                        ),
                        ("from_on", models.DateField()),
                        ("until_on", models.DateField(null=True)),
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
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="stations.station",
                            ),
                        ),
                        (
                            "paper",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="workforce.staffpaper",
                            ),
                        ),
                        (
                            "worker",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="insurances",
                                to="workforce.worker",
                            ),
                        ),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(
                                condition=models.Q(("until_on__isnull", True)),
                                fields=("worker", "kind"),
                                name="an_insurance_is_paid_once_at_a_time",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("until_on__isnull", True),
                                    ("until_on__gte", models.F("from_on")),
                                    _connector="OR",
                                ),
                                name="an_insurance_ends_no_earlier_than_it_begins",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="GradeStep",
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
                        ("grade", models.CharField(max_length=40)),
                        ("from_on", models.DateField()),
                        ("amount_fen", models.BigIntegerField(null=True)),
                        ("rule_ref", models.CharField(max_length=120)),
                        ("reason", models.CharField(max_length=120)),
                        ("decided_by", models.CharField(max_length=120)),
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
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="stations.station",
                            ),
                        ),
                        (
                            "worker",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="grades",
                                to="workforce.worker",
                            ),
                        ),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("worker", "from_on"), name="a_worker_has_one_grade_a_day"
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="FilingLine",
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
                            "post",
                            models.CharField(
                                choices=[
                                    ("HEAD", "站长"),
                                    ("DEPUTY", "副站长"),
                                    ("RESIDENT", "驻站社工"),
                                    ("CONVERTED", "转换岗位人员"),
                                    ("SUPERVISOR", "督导"),
                                    ("OTHER", "其他人员"),
                                ],
                                max_length=12,
                            ),
                        ),
                        ("started_on", models.DateField()),
                        (
                            "filing",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="lines",
                                to="workforce.filing",
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
                                fields=("filing", "worker"), name="a_person_is_filed_once_in_a_list"
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Exam",
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
                            "name",
                            yizhan.privacy.fields.EncryptedTextField(blank=True, default="", max_length=40),
                        ),
                        (
                            "level",
                            models.CharField(
                                choices=[
                                    ("ASSISTANT", "助理社会工作师"),
                                    ("SOCIAL_WORKER", "社会工作师"),
                                    ("SENIOR", "高级社会工作师"),
                                ],
                                max_length=16,
                            ),
                        ),
                        ("year", models.PositiveSmallIntegerField()),
                        (
                            "result",
                            models.CharField(
                                choices=[
                                    ("ENTERED", "已报名"),
                                    ("PASSED", "通过"),
                                    ("PARTLY", "部分科目通过"),
                                    ("FAILED", "未通过"),
                                ],
                                default="ENTERED",
                                max_length=8,
                            ),
                        ),
                        ("reward_fen", models.BigIntegerField(null=True)),
                        ("rewarded_on", models.DateField(null=True)),
                        ("rewarded_by", models.CharField(blank=True, default="", max_length=80)),
                        ("recorded_by_label", models.CharField(max_length=120)),
                        (
                            "station",
                            models.ForeignKey(
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
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(
                                condition=models.Q(("worker__isnull", False)),
                                fields=("worker", "level", "year"),
                                name="a_worker_sits_a_level_once_a_year",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(
                                        ("reward_fen__isnull", True),
                                        ("rewarded_by", ""),
                                        ("rewarded_on__isnull", True),
                                    ),
                                    models.Q(
                                        ("reward_fen__gte", 1),
                                        ("reward_fen__isnull", False),
                                        ("rewarded_on__isnull", False),
                                        models.Q(("rewarded_by", ""), _negated=True),
                                    ),
                                    _connector="OR",
                                ),
                                name="a_reward_is_an_amount_with_its_day_and_payer",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Commitment",
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
                        ("signed_on", models.DateField()),
                        ("rule_ref", models.CharField(blank=True, max_length=120)),
                        ("noted_by", models.CharField(max_length=120)),
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
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="stations.station",
                            ),
                        ),
                        (
                            "paper",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="workforce.staffpaper",
                            ),
                        ),
                        (
                            "worker",
                            models.OneToOneField(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="commitment",
                                to="workforce.worker",
                            ),
                        ),
                    ],
                    options={
                        "abstract": False,
                    },
                ),
                migrations.CreateModel(
                    name="Certificate",
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
                            "level",
                            models.CharField(
                                choices=[
                                    ("ASSISTANT", "助理社会工作师"),
                                    ("SOCIAL_WORKER", "社会工作师"),
                                    ("SENIOR", "高级社会工作师"),
                                ],
                                max_length=16,
                            ),
                        ),
                        ("number", yizhan.privacy.fields.EncryptedTextField(blank=True, max_length=40)),
                        (
                            "number_digest",
                            yizhan.privacy.fields.DigestField(
                                blank=True, db_index=True, default="", max_length=32
                            ),
                        ),
                        ("issued_on", models.DateField()),
                        ("registered_on", models.DateField(null=True)),
                        ("expires_on", models.DateField(null=True)),
                        (
                            "station",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="stations.station",
                            ),
                        ),
                        (
                            "worker",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="certificates",
                                to="workforce.worker",
                            ),
                        ),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("worker", "level"), name="a_worker_holds_a_level_once"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("expires_on__isnull", True),
                                    ("expires_on__gt", models.F("issued_on")),
                                    _connector="OR",
                                ),
                                name="a_certificate_expires_after_it_was_issued",
                            ),
                        ],
                    },
                ),
            ],
        ),
    ]
