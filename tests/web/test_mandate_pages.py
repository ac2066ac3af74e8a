"""The pages of duties divided by papers, as the county, the lead and an assisting department use them; of leading groups too."""

import re
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils.timezone import localdate

from tests.people import BAISHA, CHANGJIANG, CHANGJIANG_BUREAU, YACHA_OFFICE, YACHA_STATION
from tests.query_counts import counting
from tests.world import World, sign_in_as
from yizhan.access.actions import register_organisation
from yizhan.access.models import Organisation, User
from yizhan.access.roles import founder
from yizhan.kernel.ids import uuid7
from yizhan.oversight.models import Mandate, MandateFile, MandatePart, Pairing, TaskForce, TaskForceMember

pytestmark = pytest.mark.django_db


def page(client: Client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200, address
    return re.sub(r"\s+", " ", answer.content.decode())


@pytest.fixture
def treasury(world: World) -> tuple[Organisation, User]:
    made = register_organisation(actor=founder(), kind="DEPARTMENT", name="示例县财政局", region_code=BAISHA)
    return made, world.account("department", organisation=made.pk, region=BAISHA)


@pytest.mark.requirement("R293", "R033", "R327")
def test_from_the_papers_words_to_the_accepted_duty(
    world: World, client: Client, treasury: tuple[Organisation, User]
) -> None:
    """The clause, its lead and assistants from the pack; given, told of, sent back, accepted; nobody has to know a rule id."""
    office, officer = treasury
    county, township = world.account_of("county"), world.account_of("township")
    sign_in_as(client, county)
    assert "还没有交办" in page(client, "/oversight/mandates/")
    rules = page(client, "/oversight/mandates/rules/")
    assert "/oversight/mandates/new/?rule=duty.county" in rules
    assert "沟通机制" in rules
    new = page(client, "/oversight/mandates/new/?rule=duty.county")
    assert "没有找到和“村（社区）”对应的单位" in page(client, "/oversight/mandates/new/?rule=duty.township")
    assert f"ASSIST:县财政:{office.pk}" in new
    assert "示例昌江县民政局" not in new
    assert client.get("/oversight/mandates/new/?rule=no.such").status_code == 302
    due = str(localdate() + timedelta(days=20))
    units = {"unit": [f"LEAD:乡镇:{YACHA_OFFICE}", f"ASSIST:村居:{office.pk}", "LEAD:乡镇:nobody"]}
    form = {"mandate_id": str(uuid7()), "due_on": due}
    there = "/oversight/mandates/new/?rule=duty.township"
    refused = client.post(there, form)
    assert refused.status_code == 422
    assert "请至少选一个牵头单位" in refused.content.decode()
    here = client.post(there, {**form, **units})["Location"]
    mandate = Mandate.objects.get()
    assert client.post(f"{here}units/", {"unit": []}).status_code == 422
    assert client.post(f"{here}units/", units).status_code == 302

    sign_in_as(client, officer)
    assert "协助：乡镇为社工站提供" in page(client, "/")
    assisting = MandatePart.objects.get(organisation=office)
    client.post(f"{here}tell/", {"part": assisting.pk, "item": mandate.items[0], "text": "示例：协助找场地"})
    assert client.get("/oversight/mandates/rules/").status_code == 403

    sign_in_as(client, township)
    assert "牵头：乡镇为社工站提供" in page(client, "/")
    leading = MandatePart.objects.get(organisation_id=YACHA_OFFICE)
    assert "还没有写办理情况" in page(client, here)
    for item in mandate.items[1:]:
        client.post(f"{here}tell/", {"part": leading.pk, "item": item, "text": f"示例：{item}"})
    upload = SimpleUploadedFile("room.pdf", b"%PDF-1.4\n%%EOF\n", "application/pdf")
    client.post(f"{here}files/", {"part": leading.pk, "file": upload, "title": "移交单"})
    client.post(f"{here}files/", {"part": leading.pk})
    file = MandateFile.objects.get()
    assert client.get(f"/oversight/mandates/files/{file.pk}/").content.startswith(b"%PDF")
    assert client.post(f"/oversight/mandates/files/{file.pk}/withdraw/").status_code == 302
    assert client.post(f"/oversight/mandates/files/{file.pk}/withdraw/").status_code == 302
    done = {"part": leading.pk, "text": "示例：四项都办了"}
    assert client.post(f"{here}finish/", done).status_code == 422
    assert client.post(f"{here}finish/", {**done, "evidence": "示镇〔2026〕7号"}).status_code == 302

    sign_in_as(client, county)
    assert "确认办结：乡镇为社工站提供" in page(client, "/")
    assert "示例牙叉镇人民政府报了完成" in page(client, here)
    assert client.post(f"{here}return/", {"part": leading.pk, "text": ""}).status_code == 422
    client.post(f"{here}return/", {"part": leading.pk, "text": "示例：还缺挂牌"})
    later = str(localdate() + timedelta(days=25))
    assert client.post(f"{here}move/", {"text": "汛期", "until_on": ""}).status_code == 422
    client.post(f"{here}move/", {"text": "汛期", "until_on": later})
    sign_in_as(client, township)
    assert "被退回" in page(client, "/")
    client.post(f"{here}finish/", {**done, "evidence": "挂牌照片存镇办公室"})
    sign_in_as(client, county)
    with counting("oversight/mandate"):
        page(client, here)
    client.post(f"{here}accept/", {"part": leading.pk})
    with counting("oversight/mandates"):
        assert "办结 1 项" in page(client, "/oversight/mandates/?state=DONE")
    with counting("oversight/mandate-units"):
        assert "示例牙叉镇人民政府" in page(client, "/oversight/mandates/units/")
    assert client.get("/oversight/mandates/units/?export=xlsx").content[:2] == b"PK"
    assert client.get("/oversight/mandates/?export=xlsx&state=late&part=LEAD").content[:2] == b"PK"
    assert client.post(f"{here}withdraw/", {"text": "错了"}).status_code == 422
    assert client.post(f"{here}no-such/").status_code == 404

    neighbour = world.account(
        "county", organisation=CHANGJIANG_BUREAU, region=CHANGJIANG, username="county.next"
    )
    sign_in_as(client, neighbour)
    assert client.get(here).status_code == 404
    assert client.get(f"/oversight/mandates/files/{file.pk}/").status_code == 404


@pytest.mark.requirement("R319", "R135")
def test_a_leading_group_is_set_up_named_and_meets(world: World, client: Client) -> None:
    sign_in_as(client, world.account_of("county"))
    assert "领导小组下设办公室" in page(client, "/oversight/task-forces/")
    form = {
        "task_force_id": str(uuid7()), "name": "示例领导小组", "kind": "GROUP",
        "rule_id": "organisation.leading-group", "formed_on": str(localdate()),
    }  # fmt: skip
    assert client.post("/oversight/task-forces/", {**form, "name": ""}).status_code == 422
    here = client.post("/oversight/task-forces/", form)["Location"]
    head = TaskForceMember.objects.get(seat="HEAD")
    assert "28 个还没有填姓名" in page(client, here)
    seat = {"member": head.pk, "seat": "HEAD", "post": head.post, "name": "示例甲"}
    client.post(f"{here}seat/", seat)
    meeting = {
        "held_on": str(localdate()), "topic": "经费", "attended": [str(head.pk)], "minutes": "定：财政局月底前测算",
        "meeting_id": str(uuid7()),
    }  # fmt: skip
    assert client.post(f"{here}meet/", {**meeting, "held_on": ""}).status_code == 422
    refused = client.post(f"{here}meet/", {**meeting, "minutes": "议"})
    assert refused.status_code == 422
    client.post(f"{here}meet/", meeting)
    told = page(client, here)
    assert "定：财政局月底前测算" in told
    assert "示例甲" in told
    client.post(f"{here}release/", {"member": head.pk})
    assert client.post(f"{here}release/", {"member": str(uuid7())}).status_code == 404
    client.post(f"{here}end/", {})
    assert TaskForce.objects.get().ended_on == localdate()
    assert client.post(f"{here}no-such/").status_code == 404


@pytest.mark.requirement("R125")
def test_an_office_is_paired_with_a_station_and_the_station_sees_it(world: World, client: Client) -> None:
    sign_in_as(client, world.account_of("province"))
    form = {
        "pairing_id": str(uuid7()), "station_id": str(YACHA_STATION), "office_name": "慈善社工处",
        "officer": "示例处长", "feature": "认知照护", "from_on": str(localdate()),
    }  # fmt: skip
    assert client.post("/oversight/pairings/", {**form, "office_name": ""}).status_code == 422
    assert client.post("/oversight/pairings/", form).status_code == 302
    assert client.get("/oversight/pairings/?export=xlsx").content[:2] == b"PK"
    sign_in_as(client, world.account_of("station_head"))
    assert "慈善社工处" in page(client, "/oversight/pairings/")
    sign_in_as(client, world.account_of("province"))
    pair = Pairing.objects.get()
    client.post(f"/oversight/pairings/{pair.pk}/end/")
    client.post(f"/oversight/pairings/{pair.pk}/end/")
    assert "慈善社工处" in page(client, "/oversight/pairings/?state=over")
