"""Stations and rooms (社工站、社工室): register, premises, equipment, sign, documents, opening, status.

Words
    station       a social work station, room, service point or centre; the unit everything else hangs on
    operator      the organisation that runs it (承接主体); who ran it when is the custody of `access`
    sign          the name board (标牌) as the document of the region words it
    part          a functional room, equipment, a document, an opening step, a service list, a safety check
    opening step  one of the steps from planned to open
"""
