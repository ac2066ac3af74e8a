import django.db.models.deletion
import django.db.models.functions.datetime
from django.db import migrations, models

import yizhan.kernel.ids
import yizhan.privacy.fields
import yizhan.privacy.tables


class Migration(migrations.Migration):
    replaces = [
        ("clients", "0001_files_of_people"),
        ("clients", "0002_lists_and_searches_find_their_index"),
        ("clients", "0003_people_with_each_kind_of_aid"),
        ("clients", "0004_the_papers_of_a_stretch_are_text"),
        ("clients", "0005_needs_of_people"),
        ("clients", "0006_scored_assessments"),
        ("clients", "0007_a_file_number_finds_its_index"),
        ("clients", "0008_a_grade_knows_its_assessment"),
    ]

    initial = True

    dependencies = [
        ("stations", "0001_initial"),
    ]

    operations = [
        yizhan.privacy.tables.MakeTables(
            steps=[
                migrations.CreateModel(
                    name="Client",
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
                        ("file_year", models.PositiveSmallIntegerField()),
                        ("file_number", models.PositiveIntegerField()),
                        ("name", yizhan.privacy.fields.EncryptedTextField()),
                        (
                            "name_digest",
                            yizhan.privacy.fields.DigestField(blank=True, default="", max_length=32),
                        ),
                        ("name_initials", models.CharField(blank=True, max_length=32)),
                        (
                            "id_kind",
                            models.CharField(
                                choices=[
                                    ("RESIDENT", "居民身份证"),
                                    ("PERMIT", "港澳台居民居住证"),
                                    ("FOREIGN", "护照或外国人永久居留证"),
                                    ("BOOKLET", "户口簿"),
                                    ("NONE", "暂无证件"),
                                ],
                                max_length=8,
                            ),
                        ),
                        ("id_number", yizhan.privacy.fields.EncryptedTextField(blank=True, default="")),
                        (
                            "id_digest",
                            yizhan.privacy.fields.DigestField(blank=True, default="", max_length=32),
                        ),
                        (
                            "id_tail_digest",
                            yizhan.privacy.fields.DigestField(blank=True, default="", max_length=32),
                        ),
                        ("no_id_reason", yizhan.privacy.fields.EncryptedTextField(blank=True, default="")),
                        ("born_on", models.DateField(blank=True, null=True)),
                        (
                            "sex",
                            models.CharField(blank=True, choices=[("M", "男"), ("F", "女")], max_length=1),
                        ),
                        ("phone", yizhan.privacy.fields.EncryptedTextField(blank=True, default="")),
                        (
                            "phone_digest",
                            yizhan.privacy.fields.DigestField(blank=True, default="", max_length=32),
                        ),
                        ("address", yizhan.privacy.fields.EncryptedTextField(blank=True, default="")),
                        (
                            "address_digest",
                            yizhan.privacy.fields.DigestField(blank=True, default="", max_length=32),
                        ),
                        ("village_name", models.CharField(blank=True, max_length=60)),
                        ("note", yizhan.privacy.fields.EncryptedTextField(blank=True, default="")),
                        ("emergency_name", yizhan.privacy.fields.EncryptedTextField(blank=True, default="")),
                        ("emergency_relation", models.CharField(blank=True, max_length=20)),
                        ("emergency_phone", yizhan.privacy.fields.EncryptedTextField(blank=True, default="")),
                        ("relation_to_head", models.CharField(blank=True, max_length=20)),
                        (
                            "grade",
                            models.CharField(
                                blank=True,
                                choices=[("HIGH", "高风险"), ("MEDIUM", "中风险"), ("LOW", "低风险")],
                                max_length=6,
                            ),
                        ),
                        ("restricted", models.BooleanField(default=False)),
                        (
                            "restriction_reason",
                            yizhan.privacy.fields.EncryptedTextField(blank=True, default=""),
                        ),
                        (
                            "status",
                            models.CharField(
                                choices=[("ACTIVE", "在册"), ("CLOSED", "已销档")],
                                default="ACTIVE",
                                max_length=6,
                            ),
                        ),
                        ("opened_on", models.DateField()),
                        ("closed_on", models.DateField(blank=True, null=True)),
                        (
                            "close_reason",
                            models.CharField(
                                blank=True,
                                choices=[
                                    ("DIED", "去世"),
                                    ("MOVED_AWAY", "迁离本地"),
                                    ("NO_NEED", "不再需要服务"),
                                    ("DECLINED", "本人不愿继续"),
                                    ("DUPLICATE", "重复建档"),
                                    ("OTHER", "其他"),
                                ],
                                max_length=12,
                            ),
                        ),
                        ("responsible_worker_id", models.UUIDField(blank=True, null=True)),
                        ("event_on", models.DateField(blank=True, null=True)),
                        ("visit_days", models.JSONField(blank=True, default=list)),
                        ("last_visit_on", models.DateField(blank=True, null=True)),
                        ("next_visit_on", models.DateField(blank=True, null=True)),
                        ("visit_rule", models.CharField(blank=True, max_length=120)),
                        ("visit_clause", models.CharField(blank=True, max_length=120)),
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
                                fields=["region_code"],
                                name="client_by_region",
                                opclasses=["varchar_pattern_ops"],
                            ),
                            models.Index(
                                fields=["station", "status", "next_visit_on", "id"],
                                name="client_list_by_due_day",
                            ),
                            models.Index(fields=["next_visit_on", "id"], name="client_list_by_next_visit"),
                            models.Index(fields=["last_visit_on", "id"], name="client_list_by_last_visit"),
                            models.Index(fields=["-opened_on", "id"], name="client_list_by_newest"),
                            models.Index(fields=["name_initials", "id"], name="client_list_by_initials"),
                            models.Index(fields=["station", "village_name"], name="client_by_village"),
                            models.Index(
                                condition=models.Q(("responsible_worker_id__isnull", False)),
                                fields=["responsible_worker_id"],
                                name="client_by_worker",
                            ),
                            models.Index(
                                condition=models.Q(("id_kind", "NONE")),
                                fields=["name_digest"],
                                name="client_without_papers",
                            ),
                            models.Index(fields=["file_number", "file_year"], name="client_by_file_number"),
                            models.Index(fields=["name_digest"], name="client_by_name"),
                            models.Index(fields=["id_digest"], name="client_by_id_number"),
                            models.Index(fields=["id_tail_digest"], name="client_by_last_four"),
                            models.Index(fields=["phone_digest"], name="client_by_phone"),
                            models.Index(fields=["address_digest"], name="client_by_address"),
                            models.Index(fields=["station", "opened_on"], name="client_by_opening_day"),
                        ],
                        "constraints": [
                            models.UniqueConstraint(
                                condition=models.Q(
                                    ("status", "ACTIVE"), models.Q(("id_digest", ""), _negated=True)
                                ),
                                fields=("id_digest",),
                                name="one_number_of_papers_has_one_open_file",
                            ),
                            models.UniqueConstraint(
                                fields=("station", "file_year", "file_number"),
                                name="a_file_number_is_given_once_a_year_at_a_station",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("id_digest", ""), ("id_kind", "NONE")),
                                    models.Q(
                                        models.Q(("id_kind", "NONE"), _negated=True),
                                        models.Q(("id_digest", ""), _negated=True),
                                    ),
                                    _connector="OR",
                                ),
                                name="a_person_without_papers_has_no_number_and_others_have_one",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(
                                        ("close_reason", ""),
                                        ("closed_on__isnull", True),
                                        ("status", "ACTIVE"),
                                    ),
                                    models.Q(
                                        ("closed_on__gte", models.F("opened_on")),
                                        ("closed_on__isnull", False),
                                        ("status", "CLOSED"),
                                        models.Q(("close_reason", ""), _negated=True),
                                    ),
                                    _connector="OR",
                                ),
                                name="a_file_is_closed_exactly_when_it_has_a_day_and_a_reason",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("next_visit_on__isnull", True), ("visit_rule", "")),
                                    models.Q(
                                        ("next_visit_on__isnull", False),
                                        ("status", "ACTIVE"),
                                        models.Q(("visit_rule", ""), _negated=True),
                                    ),
                                    _connector="OR",
                                ),
                                name="a_due_day_has_a_rule_and_a_closed_file_has_none",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Assessment",
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
                        ("scale", models.CharField(max_length=120)),
                        ("scale_ref", models.CharField(max_length=240)),
                        ("title", models.CharField(max_length=120)),
                        ("clause", models.CharField(max_length=160)),
                        ("assessed_on", models.DateField()),
                        ("answers", yizhan.privacy.fields.EncryptedJSONField()),
                        ("note", yizhan.privacy.fields.EncryptedTextField(blank=True, default="")),
                        ("total", models.PositiveSmallIntegerField()),
                        ("full", models.PositiveSmallIntegerField()),
                        ("band", models.CharField(max_length=40)),
                        ("colour", models.CharField(max_length=4)),
                        ("severity", models.PositiveSmallIntegerField()),
                        ("bands_count", models.PositiveSmallIntegerField()),
                        ("advice", models.CharField(blank=True, max_length=200)),
                        (
                            "grade",
                            models.CharField(
                                blank=True,
                                choices=[("HIGH", "高风险"), ("MEDIUM", "中风险"), ("LOW", "低风险")],
                                max_length=6,
                            ),
                        ),
                        ("next_due_on", models.DateField(blank=True, null=True)),
                        ("newest", models.BooleanField(default=False)),
                        ("version", models.PositiveSmallIntegerField(default=1)),
                        ("replaced", models.BooleanField(default=False)),
                        (
                            "correction_reason",
                            yizhan.privacy.fields.EncryptedTextField(blank=True, default=""),
                        ),
                        ("voided_on", models.DateField(blank=True, null=True)),
                        ("void_reason", yizhan.privacy.fields.EncryptedTextField(blank=True, default="")),
                        ("by_id", models.CharField(max_length=64)),
                        ("by_label", models.CharField(max_length=120)),
                        ("service_id", models.UUIDField(blank=True, null=True)),
                        (
                            "replaces",
                            models.OneToOneField(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="correction",
                                to="clients.assessment",
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
                            "client",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="assessments",
                                to="clients.client",
                            ),
                        ),
                    ],
                    options={
                        "indexes": [
                            models.Index(
                                fields=["client", "scale", "assessed_on"], name="assessment_by_client"
                            ),
                            models.Index(
                                fields=["station", "newest", "next_due_on"], name="assessment_by_station"
                            ),
                            models.Index(fields=["next_due_on", "id"], name="assessment_list_by_due_day"),
                        ],
                        "constraints": [
                            models.UniqueConstraint(
                                condition=models.Q(("newest", True)),
                                fields=("client", "scale"),
                                name="one_assessment_of_a_scale_is_the_newest",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("newest", False),
                                    models.Q(("replaced", False), ("voided_on__isnull", True)),
                                    _connector="OR",
                                ),
                                name="what_is_replaced_or_voided_is_not_the_newest",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("next_due_on__isnull", True),
                                    ("next_due_on__gt", models.F("assessed_on")),
                                    _connector="OR",
                                ),
                                name="an_assessment_is_due_again_after_its_day",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("version", 1), ("replaces__isnull", False), _connector="OR"
                                ),
                                name="a_later_version_replaces_one",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="ClientClass",
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
                            "code",
                            models.CharField(
                                choices=[
                                    ("DIBAO", "低保"),
                                    ("DIBAO_MARGIN", "低保边缘"),
                                    ("TEKUN", "特困"),
                                    ("CHILD_HARDSHIP", "其他困境儿童"),
                                    ("ELDER_LEFT_BEHIND", "留守老人"),
                                    ("ELDER_NO_KIN", "孤寡老人"),
                                    ("DISABLED_SEVERE_HARD", "特殊困难重度残疾人"),
                                    ("ELDER_ALONE", "独居老人"),
                                    ("HIGH_EXPENSE", "支出型困难"),
                                    ("DISABLED", "残疾人"),
                                    ("HOMELESS", "流浪乞讨"),
                                    ("CHILD_LEFT_BEHIND", "农村留守儿童"),
                                    ("MOTHER_SINGLE_HARD", "单身特困母亲"),
                                    ("WOMAN_LEFT_BEHIND", "农村留守妇女"),
                                    ("ELDER_EMPTY_NEST", "空巢老人"),
                                    ("ELDER_DISABLED_CARE", "失能老人"),
                                    ("ELDER_DISABLED_SEVERE", "重残老人"),
                                    ("ELDER_FAMILY_PLANNING", "计划生育特殊家庭老人"),
                                    ("ORPHAN", "孤儿"),
                                    ("CHILD_UNSUPPORTED", "事实无人抚养儿童"),
                                    ("SERIOUSLY_ILL", "重病患者"),
                                    ("SUDDEN_CHANGE", "突发变故家庭"),
                                    ("AID_TEMPORARY", "临时救助对象"),
                                    ("AID_MEDICAL", "医疗救助对象"),
                                    ("AID_EDUCATION", "教育救助对象"),
                                    ("AID_HOUSING", "住房救助对象"),
                                    ("AID_LEGAL", "法律援助对象"),
                                    ("ELDER_ADVANCED", "高龄老人"),
                                    ("MENTAL", "精神障碍患者"),
                                    ("HARD_FAMILY", "困难家庭"),
                                    ("VETERAN", "优抚对象"),
                                    ("MIGRANT", "流动人口"),
                                    ("FAMILY_WITH_CHILD", "儿童家庭"),
                                    ("YOUTH", "青少年"),
                                    ("ELDER", "老年人"),
                                    ("WOMAN", "妇女"),
                                    ("OTHER", "其他"),
                                ],
                                max_length=24,
                            ),
                        ),
                        ("since_on", models.DateField()),
                        ("until_on", models.DateField(blank=True, null=True)),
                        (
                            "source",
                            models.CharField(
                                choices=[
                                    ("DECLARED", "本人或家属申报"),
                                    ("SURVEY", "站点走访认定"),
                                    ("LIST", "县级名单"),
                                    ("DEPARTMENT", "部门转来"),
                                ],
                                default="SURVEY",
                                max_length=10,
                            ),
                        ),
                        ("batch_id", models.UUIDField(blank=True, null=True)),
                        (
                            "client",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="classes",
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
                            models.Index(fields=["station", "code", "until_on"], name="class_by_station")
                        ],
                        "constraints": [
                            models.UniqueConstraint(
                                condition=models.Q(("until_on__isnull", True)),
                                fields=("client", "code"),
                                name="a_class_is_said_once_of_a_client_at_a_time",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("until_on__isnull", True),
                                    ("until_on__gte", models.F("since_on")),
                                    _connector="OR",
                                ),
                                name="a_class_ends_no_earlier_than_it_begins",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="ClientDetails",
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
                            "nation",
                            models.CharField(
                                blank=True,
                                choices=[
                                    ("HAN", "汉族"),
                                    ("LI", "黎族"),
                                    ("MIAO", "苗族"),
                                    ("YI", "彝族"),
                                    ("BAI", "白族"),
                                    ("HUI", "回族"),
                                    ("ZHUANG", "壮族"),
                                    ("DAI", "傣族"),
                                    ("TUJIA", "土家族"),
                                    ("TIBETAN", "藏族"),
                                    ("UYGHUR", "维吾尔族"),
                                    ("MONGOL", "蒙古族"),
                                    ("OTHER", "其他民族"),
                                ],
                                max_length=10,
                            ),
                        ),
                        (
                            "marital",
                            models.CharField(
                                blank=True,
                                choices=[
                                    ("SINGLE", "未婚"),
                                    ("MARRIED", "已婚"),
                                    ("DIVORCED", "离异"),
                                    ("WIDOWED", "丧偶"),
                                    ("OTHER", "其他"),
                                ],
                                max_length=10,
                            ),
                        ),
                        (
                            "education",
                            models.CharField(
                                blank=True,
                                choices=[
                                    ("NONE", "未上学"),
                                    ("PRIMARY", "小学"),
                                    ("MIDDLE", "初中"),
                                    ("HIGH", "高中或中专"),
                                    ("COLLEGE", "大专"),
                                    ("BACHELOR", "本科及以上"),
                                    ("AT_SCHOOL", "在读"),
                                ],
                                max_length=10,
                            ),
                        ),
                        (
                            "job",
                            models.CharField(
                                blank=True,
                                choices=[
                                    ("EMPLOYED", "就业"),
                                    ("UNEMPLOYED", "未就业"),
                                    ("FARMING", "务农"),
                                    ("AWAY", "外出务工"),
                                    ("STUDENT", "学生"),
                                    ("RETIRED", "退休或年老"),
                                ],
                                max_length=10,
                            ),
                        ),
                        (
                            "care_ability",
                            models.CharField(
                                blank=True,
                                choices=[
                                    ("DANGER", "不能自理，生存受影响"),
                                    ("SELF", "能够自理"),
                                    ("SHORT", "需人照料，支持不足"),
                                    ("ENOUGH", "需人照料，支持足够"),
                                ],
                                max_length=10,
                            ),
                        ),
                        (
                            "living_type",
                            models.CharField(
                                blank=True,
                                choices=[
                                    ("OWN", "自置"),
                                    ("PUBLIC", "公租或廉租"),
                                    ("RENT", "租住"),
                                    ("SELF_BUILT", "自建或宅基地"),
                                    ("RETURNED", "回迁"),
                                    ("DORMITORY", "宿舍"),
                                    ("INSTITUTION", "院舍"),
                                    ("RESETTLED", "安置"),
                                    ("OTHER", "其他"),
                                ],
                                max_length=12,
                            ),
                        ),
                        (
                            "separation",
                            models.CharField(
                                blank=True,
                                choices=[
                                    ("HERE", "户籍在、人在"),
                                    ("AWAY", "户籍在、人不在"),
                                    ("INCOMER", "户籍不在、人在"),
                                ],
                                max_length=10,
                            ),
                        ),
                        ("health", yizhan.privacy.fields.EncryptedTextField(blank=True, default="")),
                        ("disability", yizhan.privacy.fields.EncryptedTextField(blank=True, default="")),
                        ("income", yizhan.privacy.fields.EncryptedTextField(blank=True, default="")),
                        (
                            "client",
                            models.OneToOneField(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="details",
                                to="clients.client",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name_plural": "client details",
                    },
                ),
                migrations.CreateModel(
                    name="ClientMove",
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
                        ("old_file_no", models.CharField(max_length=16)),
                        ("on", models.DateField()),
                        ("reason", yizhan.privacy.fields.EncryptedTextField(blank=True, default="")),
                        (
                            "client",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="moves",
                                to="clients.client",
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
                                name="a_file_moves_to_another_station",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Consent",
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
                            "purpose",
                            models.CharField(
                                choices=[
                                    ("SERVICE", "接受服务、建档"),
                                    ("SHARE", "与部门共享"),
                                    ("PHOTO", "拍照"),
                                    ("LOCATION", "记录位置"),
                                    ("PUBLICITY", "用于宣传"),
                                    ("EVALUATION", "供评估抽查"),
                                ],
                                max_length=10,
                            ),
                        ),
                        ("given", models.BooleanField()),
                        (
                            "basis",
                            models.CharField(
                                choices=[
                                    ("WRITTEN", "书面"),
                                    ("ORAL", "口头"),
                                    ("GUARDIAN", "监护人"),
                                    ("STATUTORY", "法定职责"),
                                ],
                                max_length=10,
                            ),
                        ),
                        ("given_on", models.DateField()),
                        ("until_on", models.DateField(blank=True, null=True)),
                        ("withdrawn_on", models.DateField(blank=True, null=True)),
                        ("replaced", models.BooleanField(default=False)),
                        ("by_name", yizhan.privacy.fields.EncryptedTextField(blank=True, default="")),
                        ("evidence", yizhan.privacy.fields.EncryptedTextField(blank=True, default="")),
                        (
                            "client",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="consents",
                                to="clients.client",
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
                            models.Index(fields=["client", "purpose", "given_on"], name="consent_by_client")
                        ],
                        "constraints": [
                            models.UniqueConstraint(
                                condition=models.Q(("replaced", False), ("withdrawn_on__isnull", True)),
                                fields=("client", "purpose"),
                                name="one_answer_stands_for_a_purpose",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(
                                        ("until_on__isnull", True),
                                        ("until_on__gte", models.F("given_on")),
                                        _connector="OR",
                                    ),
                                    models.Q(
                                        ("withdrawn_on__isnull", True),
                                        ("withdrawn_on__gte", models.F("given_on")),
                                        _connector="OR",
                                    ),
                                ),
                                name="consent_ends_no_earlier_than_it_was_given",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("withdrawn_on__isnull", True), ("given", True), _connector="OR"
                                ),
                                name="only_what_was_given_is_withdrawn",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="DuplicateDecision",
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
                                choices=[("DIFFERENT", "不是同一人"), ("SAME", "是同一人")], max_length=10
                            ),
                        ),
                        ("reasons", models.JSONField(default=list)),
                        ("decided_on", models.DateField()),
                        ("by_label", models.CharField(max_length=120)),
                        (
                            "client",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="clients.client",
                            ),
                        ),
                        (
                            "other",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="clients.client",
                            ),
                        ),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("client", "other"), name="a_pair_of_files_is_decided_once"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("client", models.F("other")), _negated=True),
                                name="a_file_is_no_duplicate_of_itself",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Grading",
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
                            "grade",
                            models.CharField(
                                choices=[("HIGH", "高风险"), ("MEDIUM", "中风险"), ("LOW", "低风险")],
                                max_length=6,
                            ),
                        ),
                        (
                            "before",
                            models.CharField(
                                blank=True,
                                choices=[("HIGH", "高风险"), ("MEDIUM", "中风险"), ("LOW", "低风险")],
                                max_length=6,
                            ),
                        ),
                        ("reason", yizhan.privacy.fields.EncryptedTextField()),
                        ("event_on", models.DateField(blank=True, null=True)),
                        ("graded_on", models.DateField()),
                        ("taken_back_on", models.DateField(null=True)),
                        ("by_label", models.CharField(max_length=120)),
                        ("rule", models.CharField(blank=True, max_length=120)),
                        ("clause", models.CharField(blank=True, max_length=120)),
                        (
                            "assessment",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="gradings",
                                to="clients.assessment",
                            ),
                        ),
                        (
                            "client",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="gradings",
                                to="clients.client",
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
                        "indexes": [models.Index(fields=["client", "graded_on"], name="grading_by_client")],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("event_on__isnull", True),
                                    ("event_on__lte", models.F("graded_on")),
                                    _connector="OR",
                                ),
                                name="an_event_comes_no_later_than_its_grading",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Guardianship",
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
                                    ("PARENT", "父母"),
                                    ("GRANDPARENT", "祖父母或外祖父母"),
                                    ("SIBLING", "成年兄姐"),
                                    ("RELATIVE", "其他亲属"),
                                    ("ENTRUSTED", "受委托照护人"),
                                    ("COMMITTEE", "村（居）委会或民政部门"),
                                    ("OTHER", "其他"),
                                ],
                                max_length=12,
                            ),
                        ),
                        ("name", yizhan.privacy.fields.EncryptedTextField()),
                        (
                            "name_digest",
                            yizhan.privacy.fields.DigestField(blank=True, default="", max_length=32),
                        ),
                        ("phone", yizhan.privacy.fields.EncryptedTextField(blank=True, default="")),
                        ("from_on", models.DateField()),
                        ("until_on", models.DateField(blank=True, null=True)),
                        (
                            "client",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="guardianships",
                                to="clients.client",
                            ),
                        ),
                        (
                            "guardian_client",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="wards",
                                to="clients.client",
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
                            models.Index(fields=["client", "until_on"], name="guardianship_by_client")
                        ],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("until_on__isnull", True),
                                    ("until_on__gte", models.F("from_on")),
                                    _connector="OR",
                                ),
                                name="a_guardianship_ends_no_earlier_than_it_begins",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("guardian_client__isnull", True),
                                    models.Q(("guardian_client", models.F("client")), _negated=True),
                                    _connector="OR",
                                ),
                                name="nobody_is_her_own_guardian",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Household",
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
                        ("address", yizhan.privacy.fields.EncryptedTextField(blank=True, default="")),
                        (
                            "address_digest",
                            yizhan.privacy.fields.DigestField(blank=True, default="", max_length=32),
                        ),
                        ("village_name", models.CharField(blank=True, max_length=60)),
                        ("note", yizhan.privacy.fields.EncryptedTextField(blank=True, default="")),
                        ("formed_on", models.DateField()),
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
                        "indexes": [models.Index(fields=["address_digest"], name="household_by_address")],
                    },
                ),
                migrations.AddField(
                    model_name="client",
                    name="household",
                    field=models.ForeignKey(
                        blank=True,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="members",
                        to="clients.household",
                    ),
                ),
                migrations.CreateModel(
                    name="ImportBatch",
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
                        ("station_ids", models.JSONField(default=list)),
                        ("started_by", models.CharField(max_length=64)),
                        ("by_label", models.CharField(max_length=120)),
                        ("file_name", models.CharField(max_length=120)),
                        (
                            "list_class",
                            models.CharField(
                                blank=True,
                                choices=[
                                    ("DIBAO", "低保"),
                                    ("DIBAO_MARGIN", "低保边缘"),
                                    ("TEKUN", "特困"),
                                    ("CHILD_HARDSHIP", "其他困境儿童"),
                                    ("ELDER_LEFT_BEHIND", "留守老人"),
                                    ("ELDER_NO_KIN", "孤寡老人"),
                                    ("DISABLED_SEVERE_HARD", "特殊困难重度残疾人"),
                                    ("ELDER_ALONE", "独居老人"),
                                    ("HIGH_EXPENSE", "支出型困难"),
                                    ("DISABLED", "残疾人"),
                                    ("HOMELESS", "流浪乞讨"),
                                    ("CHILD_LEFT_BEHIND", "农村留守儿童"),
                                    ("MOTHER_SINGLE_HARD", "单身特困母亲"),
                                    ("WOMAN_LEFT_BEHIND", "农村留守妇女"),
                                    ("ELDER_EMPTY_NEST", "空巢老人"),
                                    ("ELDER_DISABLED_CARE", "失能老人"),
                                    ("ELDER_DISABLED_SEVERE", "重残老人"),
                                    ("ELDER_FAMILY_PLANNING", "计划生育特殊家庭老人"),
                                    ("ORPHAN", "孤儿"),
                                    ("CHILD_UNSUPPORTED", "事实无人抚养儿童"),
                                    ("SERIOUSLY_ILL", "重病患者"),
                                    ("SUDDEN_CHANGE", "突发变故家庭"),
                                    ("AID_TEMPORARY", "临时救助对象"),
                                    ("AID_MEDICAL", "医疗救助对象"),
                                    ("AID_EDUCATION", "教育救助对象"),
                                    ("AID_HOUSING", "住房救助对象"),
                                    ("AID_LEGAL", "法律援助对象"),
                                    ("ELDER_ADVANCED", "高龄老人"),
                                    ("MENTAL", "精神障碍患者"),
                                    ("HARD_FAMILY", "困难家庭"),
                                    ("VETERAN", "优抚对象"),
                                    ("MIGRANT", "流动人口"),
                                    ("FAMILY_WITH_CHILD", "儿童家庭"),
                                    ("YOUTH", "青少年"),
                                    ("ELDER", "老年人"),
                                    ("WOMAN", "妇女"),
                                    ("OTHER", "其他"),
                                ],
                                max_length=24,
                            ),
                        ),
                        ("list_on", models.DateField()),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("MAPPING", "待对列"),
                                    ("CHECKING", "正在核对"),
                                    ("CHECKED", "待确认"),
                                    ("APPLYING", "正在导入"),
                                    ("DONE", "已导入"),
                                    ("DISCARDED", "已放弃"),
                                ],
                                default="MAPPING",
                                max_length=10,
                            ),
                        ),
                        ("header", yizhan.privacy.fields.EncryptedJSONField(null=True)),
                        ("sample", yizhan.privacy.fields.EncryptedJSONField(null=True)),
                        ("columns", models.JSONField(default=dict)),
                        ("warnings", models.JSONField(default=list)),
                        ("first_row", models.PositiveIntegerField(default=2)),
                        ("rows", models.PositiveIntegerField(default=0)),
                        ("checked_rows", models.PositiveIntegerField(default=0)),
                        ("applied_rows", models.PositiveIntegerField(default=0)),
                        ("new_rows", models.PositiveIntegerField(default=0)),
                        ("changed_rows", models.PositiveIntegerField(default=0)),
                        ("same_rows", models.PositiveIntegerField(default=0)),
                        ("refused_rows", models.PositiveIntegerField(default=0)),
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
                            models.Index(fields=["started_by", "recorded_at"], name="batch_by_starter")
                        ],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("checked_rows__lte", models.F("rows")),
                                    ("applied_rows__lte", models.F("rows")),
                                ),
                                name="no_more_rows_are_checked_than_there_are",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="ImportRow",
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
                        ("number", models.PositiveIntegerField()),
                        (
                            "fate",
                            models.CharField(
                                choices=[
                                    ("NEW", "新建"),
                                    ("CHANGED", "变更"),
                                    ("SAME", "无变化"),
                                    ("REFUSED", "不能导入"),
                                ],
                                max_length=8,
                            ),
                        ),
                        ("client_id", models.UUIDField(null=True)),
                        ("reason", models.CharField(blank=True, max_length=200)),
                        ("told", yizhan.privacy.fields.EncryptedJSONField(null=True)),
                        (
                            "batch",
                            models.ForeignKey(
                                db_index=False,
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="fates",
                                to="clients.importbatch",
                            ),
                        ),
                    ],
                    options={
                        "indexes": [
                            models.Index(fields=["batch", "fate", "number"], name="import_rows_by_fate")
                        ],
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("batch", "number"), name="a_row_of_a_list_has_one_fate"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("fate", "REFUSED"), models.Q(("reason", ""), _negated=True)),
                                    models.Q(("fate", "REFUSED"), _negated=True),
                                    _connector="OR",
                                ),
                                name="a_refused_row_says_why",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="ImportSheet",
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
                        ("first", models.PositiveIntegerField()),
                        ("cells", yizhan.privacy.fields.EncryptedJSONField(null=True)),
                        ("fates", yizhan.privacy.fields.EncryptedJSONField(null=True)),
                        ("papers", models.TextField(blank=True, default="")),
                        ("new_rows", models.PositiveIntegerField(default=0)),
                        ("same_rows", models.PositiveIntegerField(default=0)),
                        (
                            "batch",
                            models.ForeignKey(
                                db_index=False,
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="sheets",
                                to="clients.importbatch",
                            ),
                        ),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("batch", "first"), name="a_stretch_of_a_list_is_kept_once"
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Need",
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
                                    ("LIVING", "基本生活"),
                                    ("CARE", "生活照料"),
                                    ("HEALTH", "医疗健康"),
                                    ("HOUSING", "住房居住"),
                                    ("SAFETY", "人身和居家安全"),
                                    ("MIND", "心理情绪"),
                                    ("FAMILY", "家庭关系和监护"),
                                    ("SCHOOL", "教育学习"),
                                    ("WORK", "就业增收"),
                                    ("SOCIAL", "社会交往和参与"),
                                    ("POLICY", "政策申请和权益"),
                                    ("OTHER", "其他"),
                                ],
                                max_length=12,
                            ),
                        ),
                        ("what", yizhan.privacy.fields.EncryptedTextField()),
                        (
                            "source",
                            models.CharField(
                                choices=[
                                    ("SURVEY", "走访排查"),
                                    ("REQUEST", "本人或家属求助"),
                                    ("VISIT", "探访发现"),
                                    ("ASSESSMENT", "评估发现"),
                                    ("QUESTIONNAIRE", "问卷反映"),
                                ],
                                max_length=14,
                            ),
                        ),
                        ("found_on", models.DateField()),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("OPEN", "待回应"),
                                    ("PLANNED", "已安排"),
                                    ("MET", "已满足"),
                                    ("WITHDRAWN", "已撤销"),
                                ],
                                default="OPEN",
                                max_length=10,
                            ),
                        ),
                        ("state_on", models.DateField()),
                        ("state_reason", yizhan.privacy.fields.EncryptedTextField(blank=True, default="")),
                        ("closed_on", models.DateField(blank=True, null=True)),
                        ("by_label", models.CharField(max_length=120)),
                        (
                            "client",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="needs",
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
                            models.Index(fields=["station", "state", "found_on"], name="need_by_station")
                        ],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("closed_on__isnull", True), ("state__in", ["OPEN", "PLANNED"])),
                                    models.Q(
                                        ("closed_on__isnull", False), ("state__in", ["MET", "WITHDRAWN"])
                                    ),
                                    _connector="OR",
                                ),
                                name="a_need_is_closed_exactly_when_it_is_met_or_withdrawn",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("state_on__gte", models.F("found_on")),
                                    models.Q(
                                        ("closed_on__isnull", True),
                                        ("closed_on__gte", models.F("found_on")),
                                        _connector="OR",
                                    ),
                                ),
                                name="a_need_changes_no_earlier_than_it_was_found",
                            ),
                        ],
                    },
                ),
                migrations.AddIndex(
                    model_name="client",
                    index=models.Index(
                        condition=models.Q(("household__isnull", False)),
                        fields=["household"],
                        name="client_by_household",
                    ),
                ),
            ],
        ),
    ]
