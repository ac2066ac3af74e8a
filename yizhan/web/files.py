"""A file for whoever asked: always one to keep, under its own name, and never drawn inside our pages."""

from django.http import HttpResponse
from django.utils.http import content_disposition_header

from yizhan.stations.rules import FILE_KINDS

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def file_answer(made: bytes | str, name: str, kind: str) -> HttpResponse:
    disposition = content_disposition_header(as_attachment=True, filename=name) or "attachment"
    return HttpResponse(made, content_type=kind, headers={"Content-Disposition": disposition})


def filed_answer(content: bytes, file_name: str) -> HttpResponse:
    """What somebody once put on file; its kind is known by the ending of its name."""
    ending = file_name.rpartition(".")[2].lower()
    return file_answer(content, file_name, FILE_KINDS.get(ending, "application/octet-stream"))
