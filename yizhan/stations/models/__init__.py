"""The tables of the room."""

from yizhan.stations.models.documents import (
    RuleCheck,
    ServiceList,
    ServiceListItem,
    StationDocument,
    document_path,
)
from yizhan.stations.models.premises import (
    EQUIPMENT_WORDS,
    Equipment,
    FormerPremises,
    Room,
    SafetyCheck,
    ThereFromTo,
    there_on,
)
from yizhan.stations.models.stations import (
    KIND_WORDS,
    MODE_WORDS,
    Honour,
    OpeningStep,
    PartOfStation,
    Station,
    StatusChange,
)

__all__ = [
    "EQUIPMENT_WORDS",
    "KIND_WORDS",
    "MODE_WORDS",
    "Equipment",
    "FormerPremises",
    "Honour",
    "OpeningStep",
    "PartOfStation",
    "Room",
    "RuleCheck",
    "SafetyCheck",
    "ServiceList",
    "ServiceListItem",
    "Station",
    "StationDocument",
    "StatusChange",
    "ThereFromTo",
    "document_path",
    "there_on",
]
