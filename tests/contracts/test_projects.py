"""A county opens a service year, puts papers to it, and closes its accounts."""

from datetime import date
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse

from tests.contracts.deals import draft, signed
from tests.contracts.years import FIRST, LAST, project
from tests.people import (
    AGENCY,
    AUDITOR,
    BAISHA,
    BAISHA_BUREAU,
    CHANGJIANG,
    CHANGJIANG_BUREAU,
    FINANCE,
    MANAGER,
    PROVINCE,
    QIAN,
    ZHAO,
    named,
    others,
)
from tests.world import TODAY, World, sign_in_as
from yizhan.contracts.actions import (
    attach_paper,
    book,
    close_project,
    end_agreement,
    open_project,
    request_payment,
    withdraw_paper,
)
from yizhan.contracts.models import ContractPaper, Project
from yizhan.contracts.queries.projects import closing_of, projects_of, read_paper
from yizhan.contracts.rules.projects import closing_problem
from yizhan.kernel.actor import Actor
from yizhan.kernel.errors import NotAllowed, Refused

pytestmark = pytest.mark.django_db

PDF = b"%PDF-1.7\n%minutes\n"


def test_a_service_year_need_not_be_the_calendar_year(world: World) -> None:
    made = project()
    assert (made.days, made.day_of_year(date(2026, 7, 1)), made.day_of_year(date(2026, 11, 20))) == (
        365,
        1,
        143,
    )
    assert (made.day_of_year(date(2026, 1, 1)), made.day_of_year(date(2028, 1, 1))) == (0, 365)


def test_the_offices_above_see_it_and_the_neighbouring_county_does_not(world: World) -> None:
    project()
    assert projects_of(actor=PROVINCE).count() == projects_of(actor=AUDITOR).count() == 1
    assert projects_of(actor=QIAN).count() == 0
    assert projects_of(actor=MANAGER).count() == 0, "an agency without an agreement is no party"


@pytest.mark.refuses("contracts.open_project")
@pytest.mark.parametrize("nobody", others("county"), ids=named)
def test_only_the_county_opens_a_project(nobody: Actor) -> None:
    with pytest.raises(NotAllowed):
        open_project(
            actor=nobody,
            region_code=BAISHA,
            name="项目",
            buyer_id=BAISHA_BUREAU,
            first_on=FIRST,
            last_on=LAST,
        )


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        ({"region_code": CHANGJIANG}, "请在您负责的县里建"),
        ({"region_code": "4690"}, "请在您负责的县里建"),
        ({"name": " "}, "请给项目起个名字"),
        ({"last_on": date(2027, 7, 1)}, "一个服务年度不超过一年"),
        ({"last_on": date(2026, 6, 30)}, "要晚于第一天"),
        ({"buyer_id": CHANGJIANG_BUREAU}, "购买方应是本县"),
        ({"buyer_id": AGENCY}, "购买方应是本县"),
    ],
)
def test_what_makes_no_service_year_is_said(world: World, given: dict[str, object], sentence: str) -> None:
    whole: dict[str, object] = {
        "region_code": BAISHA,
        "name": "2026—2027年度项目",
        "buyer_id": BAISHA_BUREAU,
        "first_on": FIRST,
        "last_on": LAST,
    }
    with pytest.raises(Refused, match=sentence):
        open_project(actor=ZHAO, **{**whole, **given})  # type: ignore[arg-type]
    assert not Project.objects.exists()


def test_a_year_is_continued_once_and_begins_after_the_one_before(world: World) -> None:
    before = project("上一年度", first_on=date(2025, 7, 1), last_on=date(2026, 6, 30))
    with pytest.raises(Refused, match="才结束"):
        project("重叠", first_on=date(2026, 6, 30), last_on=date(2027, 6, 29), follows_id=before.pk)
    project("接着", follows_id=before.pk)
    with pytest.raises(Refused, match="已经续过"):
        project("再接一次", follows_id=before.pk)
    with pytest.raises(Refused, match="已有名为"):
        project("接着")


@pytest.mark.refuses("contracts.close_project")
def test_accounts_are_closed_after_the_year_and_once(world: World) -> None:
    made = project("上一年度", first_on=date(2025, 7, 1), last_on=date(2026, 6, 30))
    with pytest.raises(Refused, match="不能晚于今天"):
        close_project(actor=ZHAO, project_id=made.pk, closing_on=date(2026, 11, 21), on=TODAY)
    with pytest.raises(Refused, match="还不能关账"):
        close_project(actor=ZHAO, project_id=made.pk, closing_on=date(2026, 6, 29), on=TODAY)
    with pytest.raises(Project.DoesNotExist):
        close_project(actor=QIAN, project_id=made.pk, closing_on=date(2026, 8, 1), on=TODAY)
    with pytest.raises(NotAllowed):
        close_project(actor=MANAGER, project_id=made.pk, closing_on=date(2026, 8, 1), on=TODAY)
    close_project(actor=ZHAO, project_id=made.pk, closing_on=date(2026, 8, 1), on=TODAY)
    with pytest.raises(Refused, match="已于 2026年08月01日 关账"):
        close_project(actor=ZHAO, project_id=made.pk, closing_on=date(2026, 8, 2), on=TODAY)


@pytest.mark.parametrize(
    ("booked_on", "on_the_way", "says"),
    [
        (None, [(0, "期付款没有付完")], None),
        (date(2026, 7, 31), [], None),
        (date(2026, 8, 1), [], "2026年08月01日 还登记过收支"),
        (None, [(2, "期付款没有付完"), (0, "笔追回没有到账"), (1, "项补助没有到账")], "还有2期付款没有付完、1项补助没有到账"),
    ],
)  # fmt: skip
def test_accounts_are_not_closed_over_money_that_could_never_be_booked(
    booked_on: date | None, on_the_way: list[tuple[int, str]], says: str | None
) -> None:
    day = date(2026, 7, 31)
    told = closing_problem(
        last_on=date(2026, 6, 30), closing_on=day, on=day, booked_on=booked_on, on_the_way=on_the_way
    )
    assert told is None if says is None else says in (told or "")


@pytest.mark.requirement("R105")
def test_a_year_is_closed_after_its_agreement_ended_and_the_page_says_what_is_lost(
    world: World, client: Client
) -> None:
    made = project("上一年度", first_on=date(2025, 7, 1), last_on=date(2026, 6, 30))
    of = signed(made, first_on=date(2025, 7, 1), last_on=date(2026, 6, 30), cycle_first_on=date(2025, 7, 1), cycle_last_on=date(2028, 6, 30))  # fmt: skip
    draft(made, first_on=date(2025, 7, 1), last_on=date(2026, 6, 30), cycle_first_on=date(2025, 7, 1), cycle_last_on=date(2028, 6, 30))  # fmt: skip
    county = sign_in_as(client, world.account_of("county"))
    here = reverse("contract", args=[made.pk])
    page = county.get(here).content.decode()
    assert 'disabled title="还有1份协议没有办理期满，关账以后就办不了了，请先办完。"' in page
    assert "还有 3 期付款没有申请，共 440,000.00 元，关账以后不能再付。" in page
    assert "1 份协议还没有续签决定。" in page
    assert "1 份协议草稿还没有签订，关账以后不能再签。" in page
    with pytest.raises(Refused, match="还有1份协议没有办理期满"):
        close_project(actor=ZHAO, project_id=made.pk, closing_on=TODAY, on=TODAY)
    end_agreement(actor=ZHAO, agreement_id=of.pk, on=TODAY)
    assert "disabled title" not in county.get(here).content.decode()
    close_project(actor=ZHAO, project_id=made.pk, closing_on=TODAY, on=TODAY)
    page = county.get(here).content.decode()
    assert 'id="close"' not in page
    assert "已关账，其余不再支付" in page
    assert "已关账，没有续签" in page
    assert (
        "关账，没有申请的付款不再支付"
        in county.get(reverse("agreement-payments", args=[of.pk])).content.decode()
    )
    assert (
        "申请第一期付款"
        not in sign_in_as(Client(), world.account("agency_manager", organisation=AGENCY, region=BAISHA))
        .get("/")
        .content.decode()
    ), "nobody is sent to ask for what is not paid any more"
    with pytest.raises(Refused, match="关账"):
        request_payment(actor=MANAGER, instalment_id=of.instalments.get(number=1).pk, on=TODAY)
    agreement = county.get(reverse("agreement", args=[of.pk])).content.decode()
    assert reverse("indicators-set", args=[of.pk]) not in agreement
    assert (
        "已关账，评估结果和续签决定不能再登记"
        in county.get(reverse("agreement-renewal", args=[of.pk])).content.decode()
    )


def test_what_the_agency_holds_or_advanced_is_said_before_closing(world: World) -> None:
    made = project("上一年度", first_on=date(2025, 7, 1), last_on=date(2026, 6, 30))
    of = signed(made, first_on=date(2025, 7, 1), last_on=date(2026, 6, 30), cycle_first_on=date(2025, 7, 1), cycle_last_on=date(2028, 6, 30))  # fmt: skip
    assert closing_of(actor=ZHAO, project=made, on=TODAY).advanced_fen == 0
    for kind, fen, held, advanced in (("SPENT", 5_00, -5_00, 5_00), ("RECEIVED", 8_00, 3_00, 0)):
        book(
            actor=ZHAO if kind == "RECEIVED" else FINANCE, project_id=made.pk, agreement_id=of.pk, kind=kind,
            amount_fen=fen, heading="人力服务费用" if kind == "SPENT" else "", what="示例", on=TODAY, moved_on=TODAY,
        )  # fmt: skip
        told = closing_of(actor=ZHAO, project=made, on=TODAY)
        assert (told.on_hand_fen, told.advanced_fen) == (held, advanced)


# --- papers ------------------------------------------------------------------------------------------------------------


def minutes(project_id: object, *, actor: Actor = ZHAO, content: bytes = PDF) -> ContractPaper:
    return attach_paper(
        actor=actor,
        project_id=project_id,  # type: ignore[arg-type]
        kind="会议纪要",
        dated_on=date(2026, 3, 12),
        on=TODAY,
        file_name="纪要.pdf",
        content=content,
    )


@pytest.mark.refuses("contracts.attach_paper")
def test_a_paper_is_enciphered_read_back_and_not_taken_twice(world: World) -> None:
    made = project()
    paper = minutes(made.pk)
    with paper.file.open("rb") as stored:
        assert PDF not in stored.read()
    assert read_paper(actor=PROVINCE, paper_id=paper.pk)[1] == PDF
    with pytest.raises(Refused, match="已经传过"):
        minutes(made.pk)
    with pytest.raises(Refused, match="内容却不是"):
        minutes(made.pk, content=b"MZ not a pdf")
    with pytest.raises(ContractPaper.DoesNotExist):
        read_paper(actor=QIAN, paper_id=paper.pk)
    with pytest.raises(Project.DoesNotExist):
        minutes(made.pk, actor=QIAN)
    with pytest.raises(NotAllowed):
        minutes(made.pk, actor=AUDITOR)


@pytest.mark.refuses("contracts.withdraw_paper")
def test_a_withdrawn_paper_stays_on_file_with_its_reason(world: World) -> None:
    paper = minutes(project().pk)
    with pytest.raises(Refused, match="为什么撤下"):
        withdraw_paper(actor=ZHAO, paper_id=paper.pk, because=" ", on=TODAY)
    with pytest.raises(ContractPaper.DoesNotExist):
        withdraw_paper(actor=QIAN, paper_id=paper.pk, because="传错", on=TODAY)
    with pytest.raises(NotAllowed):
        withdraw_paper(actor=AUDITOR, paper_id=paper.pk, because="传错", on=TODAY)
    withdraw_paper(actor=ZHAO, paper_id=paper.pk, because="传错文件", on=TODAY)
    assert read_paper(actor=ZHAO, paper_id=paper.pk)[1] == PDF
    with pytest.raises(Refused, match="撤下"):
        withdraw_paper(actor=ZHAO, paper_id=paper.pk, because="再撤", on=TODAY)
    minutes(paper.project_id)  # the right one may be put in its place


# --- pages -------------------------------------------------------------------------------------------------------------


def test_the_county_opens_a_year_on_the_page_and_finds_it_in_the_list(world: World, client: Client) -> None:
    sign_in_as(client, world.account_of("county"))
    assert "还没有项目" in client.get("/contracts/").content.decode()
    answer = client.post(
        "/contracts/new/",
        {
            "name": "2026—2027年度乡镇社工站项目",
            "buyer_id": str(BAISHA_BUREAU),
            "first_on": "2026-07-01",
            "last_on": "2027-06-30",
        },
    )
    assert answer.status_code == 302
    page = client.get(answer["Location"]).content.decode()
    assert "2026—2027年度乡镇社工站项目" in page
    assert "佐证材料" in page
    assert "2026—2027年度乡镇社工站项目" in client.get("/contracts/").content.decode()
    wrong = client.post("/contracts/new/", {"name": "两年", "buyer_id": str(BAISHA_BUREAU), "first_on": "2026-07-01", "last_on": "2028-06-30"})  # fmt: skip
    assert wrong.status_code == 422
    assert "一个服务年度不超过一年" in wrong.content.decode()


def test_a_project_out_of_sight_is_not_found(world: World, client: Client) -> None:
    sign_in_as(client, world.account_of("county"))
    assert client.get(f"/contracts/{uuid4()}/").status_code == 404


def test_a_worker_has_no_business_with_contracts(world: World, signed_in: Client) -> None:
    assert signed_in.get("/contracts/").status_code == 403
