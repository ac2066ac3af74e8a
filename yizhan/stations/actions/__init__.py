"""The verbs of stations: register, furnish, document, open, suspend, close, hand over, check."""

from yizhan.stations.actions.documents import (
    file_document,
    file_service_list,
    record_opening_step,
    retire_document,
)
from yizhan.stations.actions.honours import end_honour, give_honour
from yizhan.stations.actions.premises import (
    EquipmentLine,
    RoomLine,
    check_rule,
    record_safety_check,
    set_equipment,
    set_rooms,
)
from yizhan.stations.actions.stations import (
    assign_operator,
    close_station,
    open_station,
    register_station,
    release_station,
    suspend_station,
    update_station,
)

__all__ = [
    "EquipmentLine",
    "RoomLine",
    "assign_operator",
    "check_rule",
    "close_station",
    "end_honour",
    "file_document",
    "file_service_list",
    "give_honour",
    "open_station",
    "record_opening_step",
    "record_safety_check",
    "register_station",
    "release_station",
    "retire_document",
    "set_equipment",
    "set_rooms",
    "suspend_station",
    "update_station",
]
