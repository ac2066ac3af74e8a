"""The pages of supervision, training, publicity and resources: written once, found again, exported, followed up."""

import io
import zipfile
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client as Browser
from django.urls import reverse
from django.utils.timezone import localdate

from tests.conftest import Pinned
from tests.people import ZHAO
from tests.services.conftest import granny, worker
from tests.world import World, sign_in_as
from yizhan.clients.models import Client
from yizhan.kernel.ids import uuid7
from yizhan.resources.models import Offer, OfferLink
from yizhan.services.models import AgreedAction, PublicityItem, ServiceRecord, Supervision, Training
from yizhan.workforce.actions import link_account
from yizhan.workforce.models import Worker

__all__ = ["granny", "worker"]


@pytest.fixture
def desk(world: World, client: Browser, worker: Worker) -> Browser:
    account = world.account_of("worker")
    link_account(actor=ZHAO, worker_id=worker.pk, user_id=account.pk)
    return sign_in_as(client, account)


@pytest.fixture
def supervisor(world: World, worker: Worker) -> Browser:
    return sign_in_as(Browser(), world.account_of("supervisor"))


def of(world: World, role: str) -> Browser:
    return sign_in_as(Browser(), world.account_of(role))


def text(page: Any) -> str:
    found: str = page.content.decode()
    return found


def supervision(worker: Worker, **given: str) -> dict[str, Any]:
    on = localdate()
    return {
        "supervision_id": uuid7(), "station": worker.station_id, "form": "INDIVIDUAL", "way": "VIDEO",
        "kinds": ["EDUCATIONAL"], "supervisor": "me", "supervisee": [str(worker.pk)], "topic": "独居老人个案怎么往下走",
        "advice": "先稳住关系，再谈目标", "done_on": on.isoformat(), "minutes": "60", "what-0": "补做风险评估",
        "owner-0": str(worker.pk), "due-0": on.isoformat(), "due-1": on.isoformat(),
    } | given  # fmt: skip


def test_the_supervisor_writes_it_the_worker_confirms_does_and_prints_it(
    world: World, desk: Browser, supervisor: Browser, worker: Worker
) -> None:
    form = supervisor.get(reverse("supervision-new"), {"station": str(worker.station_id)})
    assert "我自己" in text(form)
    assert "示例社工" in text(form)
    made = supervisor.post(reverse("supervision-new"), supervision(worker), follow=True)
    assert "督导记好了" in text(made)
    one, task = Supervision.objects.get(), AgreedAction.objects.get()
    home = text(desk.get(reverse("home")))
    assert "督导约定：补做风险评估" in home
    assert "确认督导记录" in home
    page = text(desk.get(reverse("supervision", args=[one.pk])))
    assert "我确认" in page
    assert "先稳住关系" in page
    assert "等确认" in page
    desk.post(reverse("supervision-confirm", args=[one.pk]), {"remark": "照做"})
    assert "双方已确认" in text(desk.get(reverse("supervision", args=[one.pk])))
    assert "上次约定、还没做完的" in text(
        supervisor.get(reverse("supervision-new"), {"station": str(worker.station_id)})
    )
    refused = desk.post(reverse("agreed-action-end", args=[task.pk]), {"outcome": "DONE", "result": ""})
    assert refused.status_code == 422
    assert "做成了什么" in text(refused)
    done = desk.post(
        reverse("agreed-action-end", args=[task.pk]), {"outcome": "DONE", "result": "中风险"}, follow=True
    )
    assert "已完成" in text(done)
    assert "中风险" in text(done)
    paper = desk.get(reverse("supervision-docx", args=[one.pk]))
    words = zipfile.ZipFile(io.BytesIO(paper.content)).read("word/document.xml").decode()
    assert all(each in words for each in ("补做风险评估", "示例社工", "先稳住关系", "示例督导"))


def test_what_was_typed_stays_when_something_is_missing(supervisor: Browser, worker: Worker) -> None:
    page = supervisor.post(reverse("supervision-new"), supervision(worker, **{"owner-0": ""}))
    assert page.status_code == 422
    assert "第1项行动没有负责人" in text(page)
    assert "补做风险评估" in text(page)
    page = supervisor.post(reverse("supervision-new"), supervision(worker, supervisor="outside"))
    assert page.status_code == 422
    assert "请写姓名" in text(page)
    assert supervisor.post(reverse("supervision-new"), supervision(worker, advice="")).status_code == 422
    assert not ServiceRecord.objects.exists()


def test_lists_are_found_filtered_and_exported(
    world: World, desk: Browser, supervisor: Browser, worker: Worker, pinned_queries: Pinned
) -> None:
    supervisor.post(reverse("supervision-new"), supervision(worker))
    with pinned_queries("supervisions: list"):
        page = desk.get(reverse("supervisions"))
    assert "独居老人个案怎么往下走" in text(page)
    assert "本地区尚无此项规定" in text(page)
    assert "没有符合条件" in text(desk.get(reverse("supervisions"), {"form": "GROUP"}))
    assert len(desk.get(reverse("supervisions"), {"export": "xlsx"}).content) > 1000
    county = of(world, "county")
    assert "牙叉" in text(
        county.get(reverse("supervisions"), {"station": str(worker.station_id), "open": "1"})
    )
    assert county.get(reverse("supervision-new")).status_code == 403
    assert of(world, "township").get(reverse("supervisions")).status_code == 403


@pytest.mark.requirement("R013")
def test_an_expert_who_signed_on_paper_is_noted_by_the_head(
    world: World, desk: Browser, worker: Worker
) -> None:
    outside = {
        "supervisor": "outside",
        "expert": "示例教授",
        "expert_from": "示例大学",
        "qualification": "教授",
    }
    desk.post(reverse("supervision-new"), supervision(worker, **outside))
    one = Supervision.objects.get()
    head = of(world, "station_head")
    assert "登记督导者已签字" in text(head.get(reverse("supervision", args=[one.pk])))
    head.post(reverse("supervision-confirm", args=[one.pk]), {"on_paper": "1"})
    assert "双方已确认" in text(head.get(reverse("supervision", args=[one.pk])))


def test_a_training_its_results_and_the_hours_of_each(
    world: World, desk: Browser, worker: Worker, pinned_queries: Pinned
) -> None:
    form = desk.get(reverse("service-new"), {"kind": "TRAINING"}, follow=True)
    assert "记培训" in text(form)
    assert "示例社工" in text(form)
    body = {
        "course_id": uuid7(), "station": worker.station_id, "title": "防诈骗", "form": "岗位培训", "hours": "1.5",
        "done_on": localdate().isoformat(), "worker": [str(worker.pk)], "volunteers_count": "4", "continuing": "on",
    }  # fmt: skip
    assert desk.post(reverse("training-new"), body | {"title": ""}).status_code == 422
    page = desk.post(reverse("training-new"), body, follow=True)
    assert "培训记好了" in text(page)
    assert "1.5 小时" in text(page)
    one = Training.objects.get()
    desk.post(
        reverse("training-result", args=[one.attendances.get().pk]), {"result": "PASSED", "proof": "示例1号"}
    )
    assert "示例1号" in text(desk.get(reverse("training", args=[one.pk])))
    listed = desk.get(reverse("trainings"))
    assert "志愿者 4 人次" in text(listed)
    assert "防诈骗" in text(listed)
    assert len(desk.get(reverse("trainings"), {"export": "xlsx", "q": "诈骗"}).content) > 1000
    with pinned_queries("study hours: list"):
        hours = desk.get(reverse("study-hours"))
    assert "1 次 1.5 小时" in text(hours)
    assert "没有证书" in text(hours)
    assert len(desk.get(reverse("study-hours"), {"export": "xlsx"}).content) > 1000
    assert "防诈骗" in text(desk.get(reverse("worker-study", args=[worker.pk])))
    assert of(world, "auditor").get(reverse("training-new")).status_code == 403


def test_publicity_is_noted_counted_and_withdrawn(world: World, desk: Browser, worker: Worker) -> None:
    body = {
        "item_id": uuid7(), "place": worker.station_id, "kind": "MEDIA", "title": "山里来了社工", "channel": "PRESS",
        "level": "COUNTY", "medium": "示例报", "published_on": localdate().isoformat(),
    }  # fmt: skip
    refused = desk.post(reverse("publicity-new"), body | {"medium": ""})
    assert refused.status_code == 422
    assert "哪家媒体" in text(refused)
    assert "山里来了社工" in text(desk.post(reverse("publicity-new"), body, follow=True))
    assert "媒体报道 1 篇" in text(desk.get(reverse("publicity"), {"q": "示例报"}))
    one = PublicityItem.objects.get()
    desk.post(reverse("publicity-withdraw", args=[one.pk]), {"reason": "登错了"})
    page = text(desk.get(reverse("publicity")))
    assert "已撤下" in page
    assert "媒体报道 0 篇" in page
    assert len(desk.get(reverse("publicity"), {"export": "xlsx"}).content) > 1000
    talk = body | {"item_id": uuid7(), "kind": "TALK", "people": "30", "worker": worker.pk}
    assert "服务记录也记好了" in text(desk.post(reverse("publicity-new"), talk, follow=True))
    county = of(world, "county")
    assert "本单位" in text(county.get(reverse("publicity-new")))
    own = body | {"item_id": uuid7(), "place": "office:469025", "title": "县里的报道"}
    assert "县里的报道" in text(county.post(reverse("publicity-new"), own, follow=True))
    assert "县里的报道" not in text(desk.get(reverse("publicity")))


def test_a_resource_is_offered_given_and_has_an_outcome(
    world: World, desk: Browser, worker: Worker, granny: Client, pinned_queries: Pinned
) -> None:
    on = localdate()
    body = {
        "offer_id": uuid7(), "place": worker.station_id, "kind": "GOODS", "name": "示例爱心米", "side": "COMPANY",
        "provider": "示例超市", "count": "20", "unit": "袋", "value_yuan": "1000", "starts_on": on.isoformat(),
    }  # fmt: skip
    refused = desk.post(reverse("offer-new"), body | {"unit": ""})
    assert refused.status_code == 422
    assert "请写单位" in text(refused)
    desk.post(reverse("offer-new"), body)
    offer = Offer.objects.get()
    with pinned_queries("resources: list"):
        page = desk.get(reverse("resources"))
    assert "示例爱心米" in text(page)
    assert "剩 20 / 20 袋" in text(page)
    address = reverse("offer-link", args=[offer.pk])
    assert "测试奶奶" in text(desk.get(address, {"q": "测试奶奶"}))
    assert "测试奶奶" in text(desk.get(address, {"client": str(granny.pk)}))
    link = {
        "link_id": uuid7(), "station": worker.station_id, "client": [str(granny.pk)], "count": "25", "value_yuan": "50",
        "done_on": on.isoformat(), "minutes": "20", "mode": "AT_HOME", "worker": worker.pk,
    }  # fmt: skip
    assert "只剩20袋" in text(desk.post(address, link))
    assert "链接好了" in text(desk.post(address, link | {"count": "1"}, follow=True))
    made = OfferLink.objects.get()
    desk.post(reverse("offer-link-outcome", args=[made.pk]), {"outcome": "老人收下了"})
    shown = text(desk.get(reverse("offer", args=[offer.pk])))
    assert "老人收下了" in shown
    assert "剩 19 / 20 袋" in shown
    assert "测试奶奶" not in shown
    assert "示例爱心米" in text(desk.get(reverse("offer-links")))
    for name in ("resources", "offer-links"):
        assert len(desk.get(reverse(name), {"export": "xlsx"}).content) > 1000
    edit = reverse("offer-edit", args=[offer.pk])
    assert "更正示例爱心米" in text(desk.get(edit))
    smaller = desk.post(edit, body | {"place": "there", "count": "1", "value_yuan": "1"})
    assert smaller.status_code == 422
    assert "不能改得比这少" in text(smaller)
    assert "改好了" in text(desk.post(edit, body | {"place": "there", "count": "30"}, follow=True))
    closed = desk.post(reverse("offer-close", args=[offer.pk]), {"reason": "送完了"}, follow=True)
    assert "已停用" in text(closed)
    assert of(world, "county").get(address).status_code == 403


def test_a_plain_record_of_these_kinds_leads_to_their_own_forms(desk: Browser) -> None:
    for kind, name in (
        ("SUPERVISION", "supervision-new"),
        ("TRAINING", "training-new"),
        ("PUBLICITY", "publicity-new"),
    ):
        assert reverse(name) in desk.get(reverse("service-new"), {"kind": kind})["Location"]


def test_an_action_due_tomorrow_is_not_shown_as_overdue(
    supervisor: Browser, desk: Browser, worker: Worker
) -> None:
    tomorrow = localdate() + timedelta(days=1)
    supervisor.post(reverse("supervision-new"), supervision(worker, **{"due-0": tomorrow.isoformat()}))
    page = text(supervisor.get(reverse("supervisions")))
    assert "约定的行动，还没做完" in page
    assert "逾期" not in page.split("约定的行动，还没做完")[1].split("</div>")[0]


@pytest.mark.requirement("R136")
def test_the_register_of_examinations_is_kept_and_put_right(
    world: World, desk: Browser, worker: Worker
) -> None:
    head = of(world, "station_head")
    assert "还没有登记考试" in text(head.get(reverse("exams")))
    body = {
        "exam_id": uuid7(), "station": worker.station_id, "name": "示例新人", "level": "ASSISTANT", "year": "2025",
        "result": "ENTERED",
    }  # fmt: skip
    refused = head.post(reverse("exam-new"), body | {"reward_yuan": "500"})
    assert refused.status_code == 422
    assert "通过考试的才登记" in text(refused)
    assert "示例新人" in text(head.post(reverse("exam-new"), body, follow=True))
    address = reverse("exam-new") + f"?exam={body['exam_id']}"
    assert "更正考试登记" in text(head.get(address))
    paid = {
        "result": "PASSED",
        "reward_yuan": "500",
        "rewarded_on": localdate().isoformat(),
        "rewarded_by": "示例局",
    }
    page = text(head.post(address, body | paid, follow=True))
    assert "通过 1 人次" in page
    assert "500.00" in page
    assert len(head.get(reverse("exams"), {"export": "xlsx"}).content) > 1000
    assert desk.get(reverse("exam-new")).status_code == 403
