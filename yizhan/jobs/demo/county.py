"""A demo place in its year: the office above, the stations with who works in them, and who acts on which day."""

from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from zoneinfo import ZoneInfo

from yizhan.access.models import User
from yizhan.access.queries import actor_for
from yizhan.jobs.demo.place import Place
from yizhan.kernel.actor import Actor
from yizhan.stations.models import Station
from yizhan.workforce.models import Worker


@cache
def _actor(user: User, month: date) -> Actor:
    """Nobody's grants change within the played year, so each is asked for once a month."""
    return actor_for(user, month)


@dataclass
class Crew:
    """One station and who works in it; `head` signs and records, as an actor of the day asked for."""

    station: Station
    workers: list[Worker]
    head: User
    number: int

    def actor(self, day: date) -> Actor:
        return _actor(self.head, day.replace(day=1))


@dataclass
class County:
    """A place ready for its year."""

    place: Place
    officer: User
    crews: list[Crew]
    codes: list[str]

    def actor(self, day: date) -> Actor:
        return _actor(self.officer, day.replace(day=1))


def stamp(day: date) -> datetime:
    """Five in the afternoon of a local day, as an instant."""
    return datetime(day.year, day.month, day.day, 17, tzinfo=ZoneInfo("Asia/Shanghai"))
