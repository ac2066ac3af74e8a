"""Stations and rooms (社工站、社工室): register, premises, equipment, sign, opening, status.

Words
    station   a social work station, room, service point or centre; the unit everything else hangs on
    operator  the organisation that runs it
    sign      the name board (牌匾) as the document of the region words it
    opening   the steps from planned to open
"""
