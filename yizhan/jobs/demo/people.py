"""People of a demo place come on file: most on the lists the county imports, the others met by the workers on their way."""

import random
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from yizhan.clients.actions import (
    apply_import,
    check_import,
    confirm_import,
    grade_client,
    map_import,
    name_guardian,
    record_consent,
    register_client,
    start_import,
)
from yizhan.clients.models import Client
from yizhan.clients.rules.classes import BY_CODE
from yizhan.clients.rules.sheet import read_sheet
from yizhan.jobs.actor import system_actor
from yizhan.jobs.demo.cast import Cast
from yizhan.jobs.demo.county import County, Crew
from yizhan.kernel.errors import Refused
from yizhan.papers.rules import Heading, Table, xlsx

# Who comes on file. Most arrive on the lists the county keeps: (class, youngest, oldest, share of the files).
_LISTS = (
    ("DIBAO", 30, 75, 0.20),
    ("TEKUN", 60, 90, 0.07),
    ("DISABLED_SEVERE_HARD", 20, 80, 0.07),
    ("DISABLED", 18, 85, 0.15),
    ("ELDER_ALONE", 65, 92, 0.06),
    ("ELDER_EMPTY_NEST", 62, 90, 0.05),
    ("ELDER_LEFT_BEHIND", 62, 88, 0.03),
    ("CHILD_LEFT_BEHIND", 4, 16, 0.05),
    ("CHILD_HARDSHIP", 4, 17, 0.02),
    ("ELDER", 60, 85, 0.15),
    ("OTHER", 20, 70, 0.08),
)
# The others are met by the workers during the year: (classes, youngest, oldest, share).
_MET = (
    (("ELDER_ALONE", "DISABLED"), 65, 92, 0.02),
    (("ELDER_EMPTY_NEST",), 62, 90, 0.02),
    (("CHILD_LEFT_BEHIND",), 4, 16, 0.01),
    (("OTHER",), 20, 70, 0.01),
)
_GRADES = (("HIGH", 0.018), ("MEDIUM", 0.05), ("LOW", 0.16))
_REASONS = {
    "HIGH": "独居、行动不便，家中无人照看。",
    "MEDIUM": "有慢性病，家人不常在家。",
    "LOW": "身体尚好，家人在旁。",
}


@dataclass
class People:
    """Opens the files of one place; everything random comes from `rng`."""

    county: County
    rng: random.Random
    first: date
    today: date

    def take_lists(self) -> None:
        """The county imports its lists as it would from Excel: read, checked, confirmed, applied."""
        cast, on = self._cast(), self.first
        officer = self.county.actor(on)
        back = system_actor("clients.check_import", "clients.apply_import", name="demo")
        villages_of = {crew.number: cast.villages(crew.station.short_name) for crew in self.county.crews}
        for code, youngest, oldest, share in _LISTS:
            rows = []
            child = oldest < 18
            for crew in self.county.crews:
                villages = villages_of[crew.number]
                for _ in range(round(self._size(crew) * share)):
                    person = cast.person(
                        today=on, village=self.rng.choice(villages), youngest=youngest, oldest=oldest
                    )
                    rows.append(
                        (
                            person.name,
                            person.id_number,
                            crew.station.short_name,
                            person.village_name,
                            person.address,
                            person.phone,
                            cast.name() if child else "",
                            cast.phone() if child else "",
                        )
                    )
            heads = [
                Heading(word)
                for word in (
                    "姓名",
                    "身份证号",
                    "乡镇",
                    "村（社区）",
                    "住址",
                    "联系电话",
                    "监护人",
                    "监护人电话",
                )
            ]
            sheet = read_sheet(xlsx(Table("名单", heads, rows)))
            batch = start_import(
                actor=officer,
                sheet=sheet,
                file_name=f"示例名单-{BY_CODE[code].label}.xlsx",
                list_on=on,
                on=on,
                list_class=code,
            )
            map_import(actor=officer, batch_id=batch.pk, columns=batch.columns)
            check_import(actor=back, batch_id=batch.pk, on=on)
            confirm_import(actor=officer, batch_id=batch.pk)
            apply_import(actor=back, batch_id=batch.pk, on=on)

    def _size(self, crew: Crew) -> int:
        return round(self.county.place.files * (0.8 + 0.4 * ((crew.number * 7) % 11) / 11))

    def open_files(self, crew: Crew) -> None:
        """Whom the workers of one station met on their way; then every file of the station is graded."""
        cast = self._cast()
        villages = cast.villages(crew.station.short_name)
        for classes, youngest, oldest, share in _MET:
            for _ in range(round(self._size(crew) * share)):
                since = self.first + timedelta(days=self.rng.randrange((self.today - self.first).days + 1))
                self._open_file(crew, cast, since, classes, self.rng.choice(villages), youngest, oldest)
        self._grade(crew)

    def _open_file(
        self,
        crew: Crew,
        cast: Cast,
        day: date,
        classes: Sequence[str],
        village: str,
        youngest: int,
        oldest: int,
    ) -> None:
        actor = crew.actor(day)
        child = oldest < 18
        person = cast.person(today=day, village=village, youngest=youngest, oldest=oldest)
        worker = self.rng.choice(crew.workers)
        try:
            file = register_client(
                actor=actor,
                station_id=crew.station.pk,
                person=person,
                on=day,
                classes=list(classes),
                consent="GUARDIAN" if child else "WRITTEN",
                consent_by=cast.name() if child else "",
                responsible_worker_id=worker.pk,
            )
        except Refused:
            return  # two invented people came out alike; one of them stays away
        if child:
            name_guardian(
                actor=actor,
                client_id=file.pk,
                kind="GRANDPARENT",
                name=cast.name(),
                phone=cast.phone(),
                from_on=day,
                on=day,
            )
        if self.rng.random() < 0.3:
            record_consent(
                actor=actor,
                client_id=file.pk,
                purpose="PHOTO",
                given=self.rng.random() < 0.7,
                basis="GUARDIAN" if child else "ORAL",
                given_on=day,
                on=day,
                by_name=cast.name() if child else "",
            )

    def _grade(self, crew: Crew) -> None:
        for file in Client.objects.filter(station=crew.station).order_by("id"):
            chance = self.rng.random()
            for grade, share in _GRADES:
                if chance < share:
                    day = file.opened_on
                    grade_client(
                        actor=crew.actor(day),
                        client_id=file.pk,
                        grade=grade,
                        reason=_REASONS[grade],
                        on=day,
                    )
                    break
                chance -= share

    def _cast(self) -> Cast:
        return Cast(self.rng, self.county.place.paper_ids)
