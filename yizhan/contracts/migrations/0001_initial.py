import django.db.models.deletion
import django.db.models.functions.datetime
from django.db import migrations, models

import yizhan.contracts.models.papers
import yizhan.kernel.ids
import yizhan.privacy.fields
import yizhan.privacy.tables


class Migration(migrations.Migration):
    replaces = [
        ("contracts", "0001_projects_agreements_and_their_papers"),
        ("contracts", "0002_papers_sent_to_the_office_above"),
        ("contracts", "0003_the_ledger_of_a_project"),
        ("contracts", "0004_indicators_payments_variations_and_renewals"),
        ("contracts", "0005_where_money_comes_from_and_what_it_is_spent_on"),
        ("contracts", "0006_plans_applications_agencies_and_purchases"),
        ("contracts", "0007_recruitments_in_the_open"),
        ("contracts", "0008_what_decides_a_purchase"),
        ("contracts", "0009_stations_join_and_leave_by_variation"),
        ("contracts", "0010_each_judge_has_a_sheet"),
        ("contracts", "0011_subsidies_and_recoveries_by_sanction"),
        ("contracts", "0012_mid_term_and_final_reports_are_handed_in"),
    ]

    initial = True

    dependencies = [
        ("access", "0001_initial"),
        ("stations", "0001_initial"),
        ("workforce", "0001_initial"),
    ]

    operations = [
        yizhan.privacy.tables.MakeTables(
            steps=[
                migrations.CreateModel(
                    name="Procurement",
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
                            "state",
                            models.CharField(
                                choices=[
                                    ("PLANNED", "拟订中"),
                                    ("APPROVED", "方式已批"),
                                    ("NOTICED", "公告中"),
                                    ("EVALUATED", "已评审"),
                                    ("PUBLICISED", "公示中"),
                                    ("AWARDED", "已确定承接机构"),
                                    ("FAILED", "流标或终止"),
                                ],
                                default="PLANNED",
                                max_length=10,
                            ),
                        ),
                        (
                            "method",
                            models.CharField(
                                choices=[
                                    ("OPEN", "公开招标"),
                                    ("INVITED", "邀请招标"),
                                    ("CONSULT", "竞争性磋商"),
                                    ("NEGOTIATE", "竞争性谈判"),
                                    ("SINGLE", "单一来源"),
                                    ("ENTRUST", "定向委托"),
                                ],
                                max_length=10,
                            ),
                        ),
                        (
                            "basis",
                            models.CharField(
                                choices=[("PRICE", "机构报价"), ("HOURS", "价格固定，比承诺服务工时")],
                                default="PRICE",
                                max_length=5,
                            ),
                        ),
                        ("amount_fen", models.BigIntegerField()),
                        ("finance_on", models.DateField(null=True)),
                        ("finance_by", models.CharField(blank=True, max_length=80)),
                        ("expert_on", models.DateField(null=True)),
                        ("expert_fen", models.BigIntegerField(null=True)),
                        ("notice_on", models.DateField(null=True)),
                        ("notice_place", models.CharField(blank=True, max_length=200)),
                        ("bids_due_on", models.DateField(null=True)),
                        ("services", models.JSONField(blank=True, default=list)),
                        ("evaluated_on", models.DateField(null=True)),
                        ("publicity_first_on", models.DateField(null=True)),
                        ("publicity_last_on", models.DateField(null=True)),
                        ("publicity_place", models.CharField(blank=True, max_length=200)),
                        ("publicity_clause", models.CharField(blank=True, max_length=200)),
                        ("awarded_on", models.DateField(null=True)),
                        ("failed_on", models.DateField(null=True)),
                        ("failed_because", models.CharField(blank=True, max_length=200)),
                    ],
                    options={
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("amount_fen__gt", 0)), name="a_purchase_costs_something"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("notice_on__isnull", True),
                                    ("bids_due_on__gt", models.F("notice_on")),
                                    _connector="OR",
                                ),
                                name="a_purchase_is_noticed_before_its_bids_are_due",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("awarded_on__isnull", False), ("state", "AWARDED")),
                                    models.Q(
                                        models.Q(("state", "AWARDED"), _negated=True),
                                        ("awarded_on__isnull", True),
                                    ),
                                    _connector="OR",
                                ),
                                name="a_purchase_is_awarded_exactly_when_it_has_a_day",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("state", "FAILED"), _negated=True),
                                    models.Q(
                                        ("failed_on__isnull", False),
                                        models.Q(("failed_because", ""), _negated=True),
                                    ),
                                    _connector="OR",
                                ),
                                name="a_purchase_that_failed_says_why",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="AgencyProfile",
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
                        ("registered_with", models.CharField(blank=True, max_length=80)),
                        ("supervised_by", models.CharField(blank=True, max_length=80)),
                        ("registration_no", models.CharField(blank=True, max_length=40)),
                        ("address", models.CharField(blank=True, max_length=200)),
                        ("scope", models.CharField(blank=True, max_length=500)),
                        ("scope_has_social_work", models.BooleanField(null=True)),
                        ("serves_professionally", models.BooleanField(null=True)),
                        ("is_local", models.BooleanField(null=True)),
                        (
                            "rating",
                            models.CharField(
                                blank=True,
                                choices=[
                                    ("1A", "1A"),
                                    ("2A", "2A"),
                                    ("3A", "3A"),
                                    ("4A", "4A"),
                                    ("5A", "5A"),
                                ],
                                max_length=2,
                            ),
                        ),
                        ("rated_on", models.DateField(null=True)),
                        ("inspected_year", models.PositiveSmallIntegerField(null=True)),
                        (
                            "inspection",
                            models.CharField(
                                blank=True,
                                choices=[("PASSED", "合格"), ("BARELY", "基本合格"), ("FAILED", "不合格")],
                                max_length=8,
                            ),
                        ),
                        ("local_hires", models.PositiveSmallIntegerField(null=True)),
                        ("told_on", models.DateField()),
                        ("told_by", models.CharField(max_length=120)),
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
                            models.UniqueConstraint(
                                fields=("region_code", "organisation"),
                                name="an_agency_stands_once_in_a_countys_register",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("inspected_year__isnull", True), ("inspection", "")),
                                    models.Q(
                                        ("inspected_year__isnull", False),
                                        models.Q(("inspection", ""), _negated=True),
                                    ),
                                    _connector="OR",
                                ),
                                name="an_inspection_has_a_year_and_a_result",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="AgencyDisclosure",
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
                        ("kind", models.CharField(max_length=40)),
                        ("title", models.CharField(max_length=120)),
                        ("published_on", models.DateField()),
                        ("place", models.CharField(max_length=200)),
                        ("withdrawn_on", models.DateField(null=True)),
                        (
                            "profile",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="disclosures",
                                to="contracts.agencyprofile",
                            ),
                        ),
                    ],
                    options={
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("withdrawn_on__isnull", True),
                                    ("withdrawn_on__gte", models.F("published_on")),
                                    _connector="OR",
                                ),
                                name="a_disclosure_is_withdrawn_after_it_was_published",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Agreement",
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
                        ("number", models.CharField(blank=True, max_length=60)),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("DRAFT", "拟订中"),
                                    ("SIGNED", "履行中"),
                                    ("ENDED", "已期满"),
                                    ("TERMINATED", "已终止"),
                                ],
                                default="DRAFT",
                                max_length=10,
                            ),
                        ),
                        ("cycle_first_on", models.DateField()),
                        ("cycle_last_on", models.DateField()),
                        ("first_on", models.DateField()),
                        ("last_on", models.DateField()),
                        ("signed_on", models.DateField(null=True)),
                        ("amount_fen", models.BigIntegerField()),
                        ("clauses", models.JSONField(blank=True, default=dict)),
                        ("services", models.JSONField(blank=True, default=dict)),
                        ("ended_on", models.DateField(null=True)),
                        ("ended_because", models.CharField(blank=True, max_length=200)),
                        (
                            "follows",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="contracts.agreement",
                            ),
                        ),
                        (
                            "provider",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="access.organisation",
                            ),
                        ),
                    ],
                    options={
                        "indexes": [
                            models.Index(fields=["provider", "first_on"], name="agreements_of_a_provider")
                        ],
                        "constraints": [
                            models.UniqueConstraint(
                                condition=models.Q(("number", ""), _negated=True),
                                fields=("region_code", "number"),
                                name="a_number_names_one_agreement_of_a_county",
                            ),
                            models.UniqueConstraint(
                                condition=models.Q(("follows__isnull", False)),
                                fields=("follows",),
                                name="an_agreement_is_renewed_once",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("last_on__gt", models.F("first_on"))),
                                name="an_agreement_ends_after_it_begins",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("cycle_first_on__lte", models.F("first_on")),
                                    ("cycle_last_on__gte", models.F("last_on")),
                                ),
                                name="an_agreement_lies_within_its_cycle",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("signed_on__isnull", True), ("state", "DRAFT")),
                                    models.Q(
                                        models.Q(("state", "DRAFT"), _negated=True),
                                        ("signed_on__isnull", False),
                                    ),
                                    _connector="OR",
                                ),
                                name="an_agreement_in_force_was_signed",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("amount_fen__gt", 0)), name="an_agreement_costs_something"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("state", "TERMINATED"), _negated=True),
                                    models.Q(
                                        ("ended_on__isnull", False),
                                        models.Q(("ended_because", ""), _negated=True),
                                    ),
                                    _connector="OR",
                                ),
                                name="an_agreement_that_was_ended_says_why",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="AgreementStation",
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
                        ("headcount", models.PositiveIntegerField()),
                        ("amount_fen", models.BigIntegerField()),
                        ("from_on", models.DateField(null=True)),
                        ("to_on", models.DateField(null=True)),
                        (
                            "agreement",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="stations",
                                to="contracts.agreement",
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
                                    ("from_on__isnull", True),
                                    ("to_on__isnull", True),
                                    ("to_on__gte", models.F("from_on")),
                                    _connector="OR",
                                ),
                                name="a_station_leaves_an_agreement_no_earlier_than_it_joins",
                            ),
                            models.UniqueConstraint(
                                fields=("agreement", "station"), name="a_station_stands_once_in_an_agreement"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("amount_fen__gte", 0)),
                                name="a_station_of_an_agreement_costs_no_less_than_nothing",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="AgreementVersion",
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
                                    ("VARIATION", "双方协商变更"),
                                    ("FORCE_MAJEURE", "因政策调整等不可抗力变更"),
                                ],
                                max_length=16,
                            ),
                        ),
                        ("from_on", models.DateField()),
                        ("because", models.CharField(max_length=200)),
                        ("before", models.JSONField()),
                        ("after", models.JSONField()),
                        ("varied_by", models.CharField(max_length=120)),
                        (
                            "agreement",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="versions",
                                to="contracts.agreement",
                            ),
                        ),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("agreement", "number"),
                                name="versions_of_an_agreement_are_numbered_once",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("because", ""), _negated=True),
                                name="a_variation_says_why",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="BankStatement",
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
                        ("file_name", models.CharField(max_length=120)),
                        ("read", yizhan.privacy.fields.EncryptedJSONField(blank=True, default="")),
                        ("lines_read", models.PositiveIntegerField()),
                        ("uploaded_on", models.DateField()),
                        ("uploaded_by", models.CharField(max_length=120)),
                        ("taken_on", models.DateField(null=True)),
                        ("dropped_on", models.DateField(null=True)),
                        (
                            "agreement",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="bank_statements",
                                to="contracts.agreement",
                            ),
                        ),
                    ],
                    options={
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("taken_on__isnull", True), ("dropped_on__isnull", True), _connector="OR"
                                ),
                                name="a_bank_statement_is_not_both_taken_and_dropped",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Budget",
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
                        ("total_fen", models.BigIntegerField()),
                        ("stated_on", models.DateField()),
                        ("stated_by", models.CharField(max_length=120)),
                        ("because", models.CharField(blank=True, max_length=200)),
                        (
                            "agreement",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="budgets",
                                to="contracts.agreement",
                            ),
                        ),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("agreement", "version"), name="a_version_of_a_budget_stands_once"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("total_fen__gt", 0)), name="a_budget_is_of_some_money"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("version", 1), models.Q(("because", ""), _negated=True), _connector="OR"
                                ),
                                name="a_budget_that_changes_another_says_why",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="BudgetLine",
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
                        ("heading", models.CharField(max_length=40)),
                        ("amount_fen", models.BigIntegerField()),
                        ("formula", models.CharField(blank=True, max_length=120)),
                        ("place", models.PositiveSmallIntegerField()),
                        (
                            "budget",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="lines",
                                to="contracts.budget",
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
                        "ordering": ("place",),
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("amount_fen__gt", 0)),
                                name="a_line_of_a_budget_is_of_some_money",
                            ),
                            models.UniqueConstraint(
                                fields=("budget", "place"), name="lines_of_a_budget_have_an_order"
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="ContractPaper",
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
                        ("subject_kind", models.CharField(blank=True, max_length=16)),
                        ("subject_id", models.UUIDField(null=True)),
                        ("kind", models.CharField(max_length=40)),
                        ("title", models.CharField(max_length=120)),
                        ("dated_on", models.DateField()),
                        (
                            "file",
                            models.FileField(
                                max_length=200, upload_to=yizhan.contracts.models.papers.paper_path
                            ),
                        ),
                        ("file_name", models.CharField(max_length=120)),
                        ("file_bytes", models.PositiveIntegerField()),
                        ("file_sm3", models.CharField(max_length=64)),
                        ("filed_by", models.CharField(max_length=120)),
                        ("withdrawn_on", models.DateField(null=True)),
                        ("withdrawn_because", models.CharField(blank=True, max_length=120)),
                        (
                            "open_to",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="access.organisation",
                            ),
                        ),
                    ],
                    options={
                        "indexes": [models.Index(fields=["subject_id"], name="papers_of_a_subject")],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("subject_id__isnull", True), ("subject_kind", "")),
                                    models.Q(
                                        models.Q(("subject_kind", ""), _negated=True),
                                        ("subject_id__isnull", False),
                                    ),
                                    _connector="OR",
                                ),
                                name="a_paper_of_a_subject_says_of_which",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("withdrawn_on__isnull", True),
                                    models.Q(("withdrawn_because", ""), _negated=True),
                                    _connector="OR",
                                ),
                                name="a_withdrawn_paper_says_why",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Entry",
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
                                    ("ALLOCATED", "资金到位"),
                                    ("RECEIVED", "拨付机构"),
                                    ("SPENT", "支出"),
                                    ("INTEREST", "利息收入"),
                                    ("RECOVERED", "追回"),
                                    ("DEDUCTED", "扣减"),
                                ],
                                max_length=10,
                            ),
                        ),
                        ("amount_fen", models.BigIntegerField()),
                        ("moved_on", models.DateField()),
                        ("booked_on", models.DateField()),
                        ("heading", models.CharField(blank=True, max_length=40)),
                        ("source", models.CharField(blank=True, max_length=40)),
                        ("purpose", models.CharField(blank=True, max_length=80)),
                        ("what", yizhan.privacy.fields.EncryptedTextField()),
                        ("booked_by", models.CharField(max_length=120)),
                        ("because", models.CharField(blank=True, max_length=120)),
                        ("request_id", models.UUIDField(default=yizhan.kernel.ids.uuid7)),
                        (
                            "agreement",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="entries",
                                to="contracts.agreement",
                            ),
                        ),
                        (
                            "reverses",
                            models.OneToOneField(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="reversed_by",
                                to="contracts.entry",
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
                            models.Index(fields=["agreement", "moved_on"], name="entries_of_an_agreement")
                        ],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("amount_fen__gt", 0)), name="an_entry_is_of_some_money"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("booked_on__gte", models.F("moved_on"))),
                                name="an_entry_is_booked_no_earlier_than_its_day",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("because", ""), ("reverses__isnull", True)),
                                    models.Q(
                                        ("reverses__isnull", False),
                                        models.Q(("because", ""), _negated=True),
                                        models.Q(("reverses", models.F("id")), _negated=True),
                                    ),
                                    _connector="OR",
                                ),
                                name="an_entry_takes_back_another_and_says_why",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(
                                        ("agreement__isnull", True),
                                        ("kind", "ALLOCATED"),
                                        models.Q(("source", ""), _negated=True),
                                    ),
                                    models.Q(
                                        models.Q(("kind", "ALLOCATED"), _negated=True),
                                        ("agreement__isnull", False),
                                    ),
                                    _connector="OR",
                                ),
                                name="allocated_money_has_a_source_and_other_money_an_agreement",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("kind", "SPENT"), _negated=True),
                                    models.Q(("heading", ""), _negated=True),
                                    _connector="OR",
                                ),
                                name="spent_money_has_a_heading",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Expense",
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
                        ("payee", yizhan.privacy.fields.EncryptedTextField()),
                        (
                            "payee_digest",
                            yizhan.privacy.fields.DigestField(
                                blank=True, db_index=True, default="", max_length=32
                            ),
                        ),
                        ("invoice_number", yizhan.privacy.fields.EncryptedTextField(blank=True)),
                        (
                            "invoice_digest",
                            yizhan.privacy.fields.DigestField(
                                blank=True, db_index=True, default="", max_length=32
                            ),
                        ),
                        ("why_no_invoice", models.CharField(blank=True, max_length=120)),
                        ("flags", models.JSONField(blank=True, default=list)),
                        ("entered_by", models.CharField(max_length=120)),
                        (
                            "agreement",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="expenses",
                                to="contracts.agreement",
                            ),
                        ),
                        (
                            "entry",
                            models.OneToOneField(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="expense",
                                to="contracts.entry",
                            ),
                        ),
                        (
                            "follows",
                            models.OneToOneField(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="followed_by",
                                to="contracts.expense",
                            ),
                        ),
                    ],
                    options={
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(
                                        models.Q(("invoice_digest", ""), _negated=True),
                                        ("why_no_invoice", ""),
                                    ),
                                    models.Q(
                                        ("invoice_digest", ""),
                                        models.Q(("why_no_invoice", ""), _negated=True),
                                    ),
                                    _connector="OR",
                                ),
                                name="an_expense_without_an_invoice_says_why",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="BankLine",
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
                        ("moved_on", models.DateField()),
                        ("out_fen", models.BigIntegerField()),
                        ("partner", yizhan.privacy.fields.EncryptedTextField(blank=True)),
                        ("note", yizhan.privacy.fields.EncryptedTextField(blank=True)),
                        ("digest", yizhan.privacy.fields.DigestField(blank=True, default="", max_length=32)),
                        (
                            "agreement",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="bank_lines",
                                to="contracts.agreement",
                            ),
                        ),
                        (
                            "statement",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="lines",
                                to="contracts.bankstatement",
                            ),
                        ),
                        (
                            "expense",
                            models.OneToOneField(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="bank_line",
                                to="contracts.expense",
                            ),
                        ),
                    ],
                    options={
                        "indexes": [
                            models.Index(fields=["agreement", "moved_on"], name="bank_lines_of_an_agreement")
                        ],
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("agreement", "digest"), name="a_line_of_the_bank_is_taken_once"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("out_fen", 0), _negated=True),
                                name="a_line_of_the_bank_moves_money",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Handover",
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
                        ("on", models.DateField()),
                        ("counted", models.JSONField(default=dict)),
                        ("completed_on", models.DateField(null=True)),
                        ("note", models.CharField(blank=True, max_length=200)),
                        (
                            "agreement",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="handovers",
                                to="contracts.agreement",
                            ),
                        ),
                        (
                            "former",
                            models.ForeignKey(
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
                            "taker",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="access.organisation",
                            ),
                        ),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("agreement", "station"),
                                name="a_station_is_handed_over_once_by_an_agreement",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("former", models.F("taker")), _negated=True),
                                name="a_station_goes_to_somebody_else",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Indicator",
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
                        (
                            "kind",
                            models.CharField(
                                choices=[
                                    ("CONTENT", "服务内容"),
                                    ("PERSONS", "服务人数"),
                                    ("HOURS", "服务时长"),
                                    ("SATISFACTION", "群众满意度"),
                                ],
                                max_length=12,
                            ),
                        ),
                        ("name", models.CharField(max_length=40)),
                        ("unit", models.CharField(max_length=8)),
                        ("metric", models.CharField(blank=True, max_length=60)),
                        (
                            "agreement",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="indicators",
                                to="contracts.agreement",
                            ),
                        ),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("agreement", "name"), name="an_agreement_names_an_indicator_once"
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="IndicatorNote",
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
                        ("value", models.DecimalField(decimal_places=2, max_digits=12)),
                        ("counted_to_on", models.DateField()),
                        ("noted_by", models.CharField(max_length=120)),
                        (
                            "indicator",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="notes",
                                to="contracts.indicator",
                            ),
                        ),
                        (
                            "paper",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="contracts.contractpaper",
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
                            models.Index(fields=["indicator", "station"], name="notes_of_an_indicator")
                        ],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("value__gte", 0)),
                                name="a_noted_figure_is_no_less_than_nothing",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="IndicatorShare",
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
                        ("target", models.DecimalField(decimal_places=2, max_digits=12)),
                        ("months", models.JSONField(blank=True, default=dict)),
                        (
                            "indicator",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="shares",
                                to="contracts.indicator",
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
                                fields=("indicator", "station"), name="a_station_owes_an_indicator_once"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("target__gte", 0)),
                                name="a_station_owes_no_less_than_nothing",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Instalment",
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
                        ("name", models.CharField(max_length=40)),
                        ("amount_fen", models.BigIntegerField()),
                        ("due_on", models.DateField(null=True)),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("PLANNED", "未申请"),
                                    ("REQUESTED", "待县审核"),
                                    ("APPROVED", "待拨付"),
                                    ("PAID", "已付"),
                                ],
                                default="PLANNED",
                                max_length=10,
                            ),
                        ),
                        ("requested_on", models.DateField(null=True)),
                        ("requested_by", models.CharField(blank=True, max_length=120)),
                        ("returned_because", models.CharField(blank=True, max_length=200)),
                        ("approved_on", models.DateField(null=True)),
                        ("paid_on", models.DateField(null=True)),
                        ("paid_fen", models.BigIntegerField(null=True)),
                        ("entry_id", models.UUIDField(null=True)),
                        (
                            "agreement",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="instalments",
                                to="contracts.agreement",
                            ),
                        ),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("agreement", "number"),
                                name="instalments_of_an_agreement_are_numbered_once",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("amount_fen__gt", 0)), name="an_instalment_is_an_amount"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(
                                        ("paid_fen__isnull", False),
                                        ("paid_on__isnull", False),
                                        ("state", "PAID"),
                                    ),
                                    models.Q(
                                        models.Q(("state", "PAID"), _negated=True),
                                        ("paid_fen__isnull", True),
                                        ("paid_on__isnull", True),
                                    ),
                                    _connector="OR",
                                ),
                                name="an_instalment_is_paid_exactly_when_it_has_a_day_and_a_sum",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("state", "PLANNED"), ("requested_on__isnull", False), _connector="OR"
                                ),
                                name="an_instalment_on_its_way_was_requested",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Deduction",
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
                                choices=[("DEDUCTION", "扣减"), ("RECOVERY", "追回")], max_length=10
                            ),
                        ),
                        ("amount_fen", models.BigIntegerField()),
                        ("because", models.CharField(max_length=200)),
                        ("clause", models.CharField(max_length=120)),
                        ("decided_on", models.DateField()),
                        ("recovered_on", models.DateField(null=True)),
                        ("entry_id", models.UUIDField(null=True)),
                        ("withdrawn_on", models.DateField(null=True)),
                        ("withdrawn_because", models.CharField(blank=True, max_length=120)),
                        (
                            "agreement",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="deductions",
                                to="contracts.agreement",
                            ),
                        ),
                        (
                            "sanction",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="workforce.sanction",
                            ),
                        ),
                        (
                            "instalment",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="deductions",
                                to="contracts.instalment",
                            ),
                        ),
                    ],
                    options={
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("amount_fen__gt", 0)), name="a_deduction_is_an_amount"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("kind", "RECOVERY"), ("instalment__isnull", False), _connector="OR"
                                ),
                                name="a_deduction_names_its_payment",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("because", ""), _negated=True),
                                    models.Q(("clause", ""), _negated=True),
                                ),
                                name="a_deduction_says_why_and_where_it_is_written",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("withdrawn_on__isnull", True),
                                    models.Q(("withdrawn_because", ""), _negated=True),
                                    _connector="OR",
                                ),
                                name="a_withdrawn_deduction_says_why",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="InstalmentCondition",
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
                        (
                            "kind",
                            models.CharField(
                                choices=[
                                    ("IN_FORCE", "协议生效"),
                                    ("STAFF_ON_SITE", "人员到岗"),
                                    ("REPORT", "报告"),
                                    ("INVOICE", "发票"),
                                    ("EVALUATION", "评估结果"),
                                    ("OTHER", "其他材料"),
                                ],
                                max_length=14,
                            ),
                        ),
                        ("name", models.CharField(max_length=40)),
                        ("met_on", models.DateField(null=True)),
                        ("note", models.CharField(blank=True, max_length=120)),
                        (
                            "instalment",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="conditions",
                                to="contracts.instalment",
                            ),
                        ),
                        (
                            "paper",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="contracts.contractpaper",
                            ),
                        ),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("instalment", "name"), name="a_payment_names_a_condition_once"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("paper__isnull", True), ("met_on__isnull", False), _connector="OR"
                                ),
                                name="a_condition_shown_by_a_paper_has_a_day",
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
                        ("raised_by", yizhan.privacy.fields.EncryptedTextField()),
                        ("raised_on", models.DateField()),
                        ("what", yizhan.privacy.fields.EncryptedTextField()),
                        ("answered_on", models.DateField(null=True)),
                        ("answer", yizhan.privacy.fields.EncryptedTextField(blank=True, default="")),
                        ("upheld", models.BooleanField(null=True)),
                        (
                            "procurement",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="objections",
                                to="contracts.procurement",
                            ),
                        ),
                    ],
                    options={
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("answered_on__isnull", True), ("upheld__isnull", True)),
                                    models.Q(
                                        ("answered_on__gte", models.F("raised_on")),
                                        ("answered_on__isnull", False),
                                        ("upheld__isnull", False),
                                    ),
                                    _connector="OR",
                                ),
                                name="an_objection_is_answered_exactly_when_it_has_a_day",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="JudgeSheet",
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
                        ("judge", yizhan.privacy.fields.EncryptedTextField()),
                        ("marks", models.JSONField(blank=True, default=dict)),
                        ("marked_on", models.DateField(null=True)),
                        ("entered_by", models.CharField(blank=True, max_length=120)),
                        (
                            "procurement",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="sheets",
                                to="contracts.procurement",
                            ),
                        ),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("procurement", "number"),
                                name="judges_of_a_purchase_are_numbered_once",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Bid",
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
                        ("price_fen", models.BigIntegerField()),
                        ("promised_hours", models.PositiveIntegerField(null=True)),
                        ("received_on", models.DateField()),
                        ("unfit_because", models.CharField(blank=True, max_length=400)),
                        ("marks", models.JSONField(blank=True, default=dict)),
                        ("total", models.PositiveIntegerField(null=True)),
                        ("place", models.PositiveSmallIntegerField(null=True)),
                        ("won", models.BooleanField(default=False)),
                        (
                            "bidder",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="access.organisation",
                            ),
                        ),
                        (
                            "procurement",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="bids",
                                to="contracts.procurement",
                            ),
                        ),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("procurement", "bidder"), name="an_agency_bids_once_in_a_purchase"
                            ),
                            models.UniqueConstraint(
                                condition=models.Q(("won", True)),
                                fields=("procurement",),
                                name="a_purchase_is_won_once",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("price_fen__gt", 0)), name="a_bid_costs_something"
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Project",
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
                        ("closed_on", models.DateField(null=True)),
                        (
                            "buyer",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="access.organisation",
                            ),
                        ),
                        (
                            "follows",
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
                            models.Index(fields=["region_code", "first_on"], name="projects_of_a_county")
                        ],
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("region_code", "name"), name="a_county_names_a_project_once"
                            ),
                            models.UniqueConstraint(
                                condition=models.Q(("follows__isnull", False)),
                                fields=("follows",),
                                name="a_project_is_continued_once",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("last_on__gt", models.F("first_on"))),
                                name="a_service_year_ends_after_it_begins",
                            ),
                        ],
                    },
                ),
                migrations.AddField(
                    model_name="procurement",
                    name="project",
                    field=models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="procurements",
                        to="contracts.project",
                    ),
                ),
                migrations.CreateModel(
                    name="MoneyStatement",
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
                                choices=[("MONTH", "财务月报"), ("YEAR", "年度财务报告")], max_length=8
                            ),
                        ),
                        ("first_on", models.DateField()),
                        ("last_on", models.DateField()),
                        ("version", models.PositiveSmallIntegerField()),
                        ("figures", models.JSONField()),
                        ("added", models.JSONField(blank=True, default=list)),
                        ("note", models.CharField(blank=True, max_length=600)),
                        ("sent_on", models.DateField()),
                        ("sent_by", models.CharField(max_length=120)),
                        ("returned_on", models.DateField(null=True)),
                        ("returned_because", models.CharField(blank=True, max_length=200)),
                        (
                            "agreement",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="money_statements",
                                to="contracts.agreement",
                            ),
                        ),
                        (
                            "project",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="money_statements",
                                to="contracts.project",
                            ),
                        ),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("agreement", "kind", "first_on", "version"),
                                name="a_version_of_a_money_statement_stands_once",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("last_on__gte", models.F("first_on"))),
                                name="a_money_statement_covers_days",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("returned_because", ""), ("returned_on__isnull", True)),
                                    models.Q(
                                        ("returned_on__isnull", False),
                                        models.Q(("returned_because", ""), _negated=True),
                                    ),
                                    _connector="OR",
                                ),
                                name="a_money_statement_that_came_back_says_why",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Fund",
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
                        ("source", models.CharField(max_length=40)),
                        ("payer", models.CharField(blank=True, max_length=40)),
                        ("planned_fen", models.BigIntegerField()),
                        ("purpose", models.CharField(blank=True, max_length=80)),
                        ("matching", models.BooleanField(default=False)),
                        ("basis", models.CharField(blank=True, max_length=60)),
                        ("basis_fen", models.BigIntegerField(null=True)),
                        ("rule", models.CharField(blank=True, max_length=120)),
                        ("clause", models.CharField(blank=True, max_length=200)),
                        ("document", models.CharField(blank=True, max_length=80)),
                        ("noted_on", models.DateField()),
                        ("noted_by", models.CharField(max_length=120)),
                        ("withdrawn_on", models.DateField(null=True)),
                        ("withdrawn_because", models.CharField(blank=True, max_length=120)),
                        (
                            "project",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="funds",
                                to="contracts.project",
                            ),
                        ),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(
                                condition=models.Q(("withdrawn_on__isnull", True)),
                                fields=("project", "source", "payer", "purpose"),
                                name="a_source_of_a_payer_is_promised_once",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("planned_fen__gt", 0)),
                                name="a_source_promises_some_money",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("basis", ""), ("basis_fen__isnull", True)),
                                    models.Q(
                                        models.Q(("basis", ""), _negated=True),
                                        ("basis_fen__gt", 0),
                                        ("basis_fen__isnull", False),
                                    ),
                                    _connector="OR",
                                ),
                                name="what_a_share_is_taken_of_has_an_amount",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("withdrawn_on__isnull", True),
                                    models.Q(("withdrawn_because", ""), _negated=True),
                                    _connector="OR",
                                ),
                                name="a_source_that_fell_away_says_why",
                            ),
                        ],
                    },
                ),
                migrations.AddField(
                    model_name="expense",
                    name="project",
                    field=models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="expenses",
                        to="contracts.project",
                    ),
                ),
                migrations.AddField(
                    model_name="entry",
                    name="project",
                    field=models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="entries",
                        to="contracts.project",
                    ),
                ),
                migrations.AddField(
                    model_name="contractpaper",
                    name="project",
                    field=models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="papers",
                        to="contracts.project",
                    ),
                ),
                migrations.AddField(
                    model_name="budget",
                    name="project",
                    field=models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="budgets",
                        to="contracts.project",
                    ),
                ),
                migrations.AddField(
                    model_name="bankstatement",
                    name="project",
                    field=models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="bank_statements",
                        to="contracts.project",
                    ),
                ),
                migrations.CreateModel(
                    name="Application",
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
                                    ("DRAFT", "填写中"),
                                    ("SUBMITTED", "待县级意见"),
                                    ("ENDORSED", "待上级审核"),
                                    ("ACCEPTED", "审核通过"),
                                    ("RETURNED", "已退回"),
                                ],
                                default="DRAFT",
                                max_length=10,
                            ),
                        ),
                        ("form", yizhan.privacy.fields.EncryptedJSONField(blank=True, default=dict)),
                        ("income", models.JSONField(blank=True, default=dict)),
                        ("lines", models.JSONField(blank=True, default=list)),
                        ("schedule", models.JSONField(blank=True, default=list)),
                        ("total_fen", models.BigIntegerField(default=0)),
                        ("rule", models.CharField(blank=True, max_length=120)),
                        ("submitted_on", models.DateField(null=True)),
                        ("submitted_by", models.CharField(blank=True, max_length=120)),
                        ("county_opinion", models.CharField(blank=True, max_length=500)),
                        ("county_on", models.DateField(null=True)),
                        ("county_by", models.CharField(blank=True, max_length=120)),
                        ("review", models.CharField(blank=True, max_length=500)),
                        ("reviewed_on", models.DateField(null=True)),
                        ("reviewed_by", models.CharField(blank=True, max_length=120)),
                        ("returned_because", models.CharField(blank=True, max_length=500)),
                        (
                            "applicant",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="access.organisation",
                            ),
                        ),
                        (
                            "project",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="applications",
                                to="contracts.project",
                            ),
                        ),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("project", "applicant"), name="an_agency_applies_once_for_a_project"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("state", "RETURNED"), _negated=True),
                                    models.Q(("returned_because", ""), _negated=True),
                                    _connector="OR",
                                ),
                                name="an_application_that_comes_back_says_why",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("state__in", ["DRAFT", "RETURNED"]),
                                    ("submitted_on__isnull", False),
                                    _connector="OR",
                                ),
                                name="an_application_under_way_was_handed_in",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("state__in", ["ENDORSED", "ACCEPTED"]), _negated=True),
                                    ("county_on__isnull", False),
                                    _connector="OR",
                                ),
                                name="an_application_is_reviewed_after_the_countys_opinion",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="AnnualPlan",
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
                                choices=[("DRAFT", "编写中"), ("PASSED", "已审议通过")],
                                default="DRAFT",
                                max_length=8,
                            ),
                        ),
                        ("chapters", models.JSONField(blank=True, default=dict)),
                        ("budget_fen", models.BigIntegerField(null=True)),
                        ("purchase_method", models.CharField(blank=True, max_length=40)),
                        ("written_on", models.DateField()),
                        ("written_by", models.CharField(max_length=120)),
                        ("passed_on", models.DateField(null=True)),
                        ("body", models.CharField(blank=True, max_length=60)),
                        ("reopened_because", models.CharField(blank=True, max_length=200)),
                        (
                            "project",
                            models.OneToOneField(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="plan",
                                to="contracts.project",
                            ),
                        ),
                    ],
                    options={
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("passed_on__isnull", True), ("state", "DRAFT")),
                                    models.Q(
                                        ("passed_on__isnull", False),
                                        ("state", "PASSED"),
                                        models.Q(("body", ""), _negated=True),
                                    ),
                                    _connector="OR",
                                ),
                                name="a_plan_is_passed_exactly_when_it_has_a_day",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("budget_fen__isnull", True), ("budget_fen__gt", 0), _connector="OR"
                                ),
                                name="a_plan_costs_something",
                            ),
                        ],
                    },
                ),
                migrations.AddField(
                    model_name="agreement",
                    name="project",
                    field=models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="agreements",
                        to="contracts.project",
                    ),
                ),
                migrations.CreateModel(
                    name="Recruitment",
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
                        ("title", models.CharField(max_length=80)),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("DRAFT", "拟订中"),
                                    ("SENT", "待县民政指导"),
                                    ("AGREED", "可以发布"),
                                    ("OPEN", "公示、招聘中"),
                                    ("DONE", "已有结果"),
                                ],
                                default="DRAFT",
                                max_length=8,
                            ),
                        ),
                        ("openings", models.JSONField(default=list)),
                        ("conditions", models.TextField(max_length=2000)),
                        ("procedure", models.TextField(max_length=2000)),
                        ("publicity", models.CharField(max_length=200)),
                        ("planned_on", models.DateField()),
                        ("sent_on", models.DateField(null=True)),
                        ("answered_on", models.DateField(null=True)),
                        ("answer", models.CharField(blank=True, max_length=300)),
                        ("announced_on", models.DateField(null=True)),
                        ("open_until_on", models.DateField(null=True)),
                        ("applicants", models.PositiveIntegerField(null=True)),
                        ("publicised_from_on", models.DateField(null=True)),
                        ("publicised_to_on", models.DateField(null=True)),
                        ("ruled_out", models.JSONField(blank=True, default=dict)),
                        ("done_on", models.DateField(null=True)),
                        (
                            "agreement",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="recruitments",
                                to="contracts.agreement",
                            ),
                        ),
                        (
                            "project",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="recruitments",
                                to="contracts.project",
                            ),
                        ),
                        (
                            "provider",
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
                                condition=models.Q(
                                    ("open_until_on__isnull", True),
                                    ("open_until_on__gt", models.F("announced_on")),
                                    _connector="OR",
                                ),
                                name="a_recruitment_is_open_until_after_it_began",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("state", "DONE"), _negated=True),
                                    models.Q(
                                        ("applicants__isnull", False),
                                        ("done_on__isnull", False),
                                        ("publicised_to_on__isnull", False),
                                    ),
                                    _connector="OR",
                                ),
                                name="a_recruitment_is_done_with_numbers_and_a_publicity",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="RecruitmentHire",
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
                            "recruitment",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="hires",
                                to="contracts.recruitment",
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
                            models.UniqueConstraint(fields=("worker",), name="a_worker_is_hired_once")
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="RenewalDecision",
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
                        ("points", models.DecimalField(decimal_places=2, max_digits=6, null=True)),
                        ("result", models.CharField(max_length=20)),
                        ("passed", models.BooleanField()),
                        ("allowed", models.BooleanField()),
                        ("because", models.CharField(blank=True, max_length=200)),
                        ("rule", models.CharField(blank=True, max_length=160)),
                        ("clause", models.CharField(blank=True, max_length=200)),
                        ("decided_on", models.DateField()),
                        ("decided_by", models.CharField(max_length=120)),
                        (
                            "agreement",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="renewal_decisions",
                                to="contracts.agreement",
                            ),
                        ),
                        (
                            "paper",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="contracts.contractpaper",
                            ),
                        ),
                    ],
                    options={
                        "indexes": [
                            models.Index(fields=["agreement", "decided_on"], name="renewal_decisions_by_day")
                        ],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("allowed", True),
                                    models.Q(("because", ""), _negated=True),
                                    _connector="OR",
                                ),
                                name="what_is_not_renewed_says_why",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Subsidy",
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
                        ("rule", models.CharField(max_length=120)),
                        ("clause", models.CharField(max_length=200)),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("PROPOSED", "待决定"),
                                    ("GRANTED", "已批准，待到账"),
                                    ("REFUSED", "不予补助"),
                                    ("RECEIVED", "已到账"),
                                ],
                                default="PROPOSED",
                                max_length=8,
                            ),
                        ),
                        ("basis_fen", models.BigIntegerField(null=True)),
                        ("results", models.CharField(blank=True, max_length=200)),
                        ("reckoned_fen", models.BigIntegerField(null=True)),
                        ("proposed_on", models.DateField()),
                        ("proposed_by", models.CharField(max_length=120)),
                        ("granted_fen", models.BigIntegerField(null=True)),
                        ("document", models.CharField(blank=True, max_length=80)),
                        ("because", models.CharField(blank=True, max_length=200)),
                        ("decided_on", models.DateField(null=True)),
                        ("decided_by", models.CharField(blank=True, max_length=120)),
                        ("entry_id", models.UUIDField(null=True)),
                        (
                            "project",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="subsidies",
                                to="contracts.project",
                            ),
                        ),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(
                                condition=models.Q(("state", "REFUSED"), _negated=True),
                                fields=("project", "rule_id"),
                                name="a_project_has_a_subsidy_of_a_rule_once",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("state__in", ["GRANTED", "RECEIVED"]), _negated=True),
                                    models.Q(
                                        ("granted_fen__gt", 0),
                                        ("granted_fen__isnull", False),
                                        models.Q(("document", ""), _negated=True),
                                    ),
                                    _connector="OR",
                                ),
                                name="a_granted_subsidy_is_an_amount_with_its_paper",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("entry_id__isnull", False), ("state", "RECEIVED")),
                                    models.Q(
                                        models.Q(("state", "RECEIVED"), _negated=True),
                                        ("entry_id__isnull", True),
                                    ),
                                    _connector="OR",
                                ),
                                name="a_subsidy_has_arrived_exactly_when_it_is_booked",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="UpwardFiling",
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
                        ("to_region_code", models.CharField(db_index=True, max_length=4)),
                        (
                            "subject_kind",
                            models.CharField(
                                choices=[
                                    ("PLAN", "年度实施计划"),
                                    ("AGREEMENT", "服务协议副本"),
                                    ("RECRUITMENT", "人员招聘方案"),
                                    ("STAFFING", "人员配备方案"),
                                    ("OTHER", "其他"),
                                ],
                                max_length=12,
                            ),
                        ),
                        ("subject_id", models.UUIDField(null=True)),
                        ("title", models.CharField(max_length=120)),
                        ("note", models.CharField(blank=True, max_length=300)),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("SENT", "待上级答复"),
                                    ("TAKEN_BACK", "已撤回"),
                                    ("RETURNED", "已退回"),
                                    ("ACCEPTED", "已备案"),
                                ],
                                default="SENT",
                                max_length=10,
                            ),
                        ),
                        ("event_on", models.DateField()),
                        ("due_on", models.DateField(null=True)),
                        ("rule", models.CharField(blank=True, max_length=120)),
                        ("clause", models.CharField(blank=True, max_length=200)),
                        ("sent_on", models.DateField()),
                        ("first_sent_on", models.DateField()),
                        ("sent_by", models.CharField(max_length=120)),
                        ("decided_on", models.DateField(null=True)),
                        ("decided_by", models.CharField(blank=True, max_length=120)),
                        ("reason", models.CharField(blank=True, max_length=300)),
                        (
                            "follows",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="contracts.upwardfiling",
                            ),
                        ),
                        (
                            "project",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="filings",
                                to="contracts.project",
                            ),
                        ),
                    ],
                    options={
                        "indexes": [
                            models.Index(
                                fields=["to_region_code", "state", "sent_on"],
                                name="filings_sent_to_an_office",
                            )
                        ],
                        "constraints": [
                            models.UniqueConstraint(
                                condition=models.Q(
                                    ("state__in", ["SENT", "ACCEPTED"]), ("subject_id__isnull", False)
                                ),
                                fields=("subject_id",),
                                name="one_row_waits_or_is_on_file_upwards_once",
                            ),
                            models.UniqueConstraint(
                                condition=models.Q(
                                    ("follows__isnull", False),
                                    models.Q(("state", "TAKEN_BACK"), _negated=True),
                                ),
                                fields=("follows",),
                                name="a_returned_filing_is_corrected_once",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("decided_on__isnull", True), ("state", "SENT")),
                                    models.Q(
                                        models.Q(("state", "SENT"), _negated=True),
                                        ("decided_on__gte", models.F("sent_on")),
                                        ("decided_on__isnull", False),
                                    ),
                                    _connector="OR",
                                ),
                                name="a_filing_upwards_is_answered_exactly_when_it_has_a_day",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("state__in", ["RETURNED", "TAKEN_BACK"]), _negated=True),
                                    models.Q(("reason", ""), _negated=True),
                                    _connector="OR",
                                ),
                                name="a_filing_that_comes_back_says_why",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("first_sent_on__lte", models.F("sent_on"))),
                                name="a_filing_is_first_sent_no_later_than_it_is_sent",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="WorkReport",
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
                            models.CharField(choices=[("MID", "中期"), ("FINAL", "末期")], max_length=8),
                        ),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("WRITING", "在写"),
                                    ("SENT", "待县审阅"),
                                    ("RETURNED", "已退回"),
                                    ("ACCEPTED", "已接收"),
                                ],
                                max_length=8,
                            ),
                        ),
                        ("upto", models.DateField()),
                        ("did", yizhan.privacy.fields.EncryptedTextField(blank=True, default="")),
                        ("problems", yizhan.privacy.fields.EncryptedTextField(blank=True, default="")),
                        ("plans", yizhan.privacy.fields.EncryptedTextField(blank=True, default="")),
                        ("figures", models.JSONField(blank=True, default=dict)),
                        ("first_sent_on", models.DateField(null=True)),
                        ("sent_on", models.DateField(null=True)),
                        ("sent_by", models.CharField(blank=True, max_length=120)),
                        ("returned_on", models.DateField(null=True)),
                        ("returned_because", models.CharField(blank=True, max_length=200)),
                        ("accepted_on", models.DateField(null=True)),
                        ("accepted_by", models.CharField(blank=True, max_length=120)),
                        (
                            "agreement",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="work_reports",
                                to="contracts.agreement",
                            ),
                        ),
                        (
                            "condition",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="contracts.instalmentcondition",
                            ),
                        ),
                        (
                            "paper",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="contracts.contractpaper",
                            ),
                        ),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("agreement", "kind"), name="an_agreement_has_one_report_of_a_kind"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(
                                        ("first_sent_on__isnull", True),
                                        ("sent_on__isnull", True),
                                        ("state", "WRITING"),
                                    ),
                                    models.Q(
                                        models.Q(("state", "WRITING"), _negated=True),
                                        ("first_sent_on__isnull", False),
                                        ("sent_on__isnull", False),
                                    ),
                                    _connector="OR",
                                ),
                                name="a_report_handed_in_has_its_day",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("state", "RETURNED"), _negated=True),
                                    models.Q(
                                        ("returned_on__isnull", False),
                                        models.Q(("returned_because", ""), _negated=True),
                                    ),
                                    _connector="OR",
                                ),
                                name="a_report_that_came_back_says_why",
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
                                name="a_report_is_accepted_exactly_when_it_has_a_day",
                            ),
                        ],
                    },
                ),
                migrations.AddIndex(
                    model_name="entry",
                    index=models.Index(fields=["project", "kind", "moved_on"], name="entries_of_a_project"),
                ),
                migrations.AddConstraint(
                    model_name="entry",
                    constraint=models.UniqueConstraint(
                        fields=("project", "request_id"), name="a_request_is_booked_once"
                    ),
                ),
            ],
        ),
    ]
