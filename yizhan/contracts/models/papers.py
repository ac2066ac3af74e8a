"""Files that show something was decided, signed or paid."""

from uuid import UUID

from django.db import models
from django.db.models import Q

from yizhan.contracts.models.door import ContractRow
from yizhan.contracts.models.projects import Project


def paper_path(paper: "ContractPaper", _file_name: str) -> str:
    """Where the file lies; its name on disk tells nothing."""
    return f"contracts/{paper.region_code[:2]}/{UUID(str(paper.pk)).hex}"


class ContractPaper(ContractRow):
    """A file of a project (佐证材料): minutes, a signed agreement, an invoice, a notice of award. Enciphered on disk.

    subject_kind, subject_id  the row it shows something of: PLAN, AGREEMENT, EXPENSE …; empty: the project itself
    kind                      what it is, in the words of the region's document: 会议纪要, 协议副本, 发票
    open_to                   the agency that sees it besides the offices; minutes of the county stay with the offices
    """

    PARTY_PATHS = ("open_to_id",)

    project = models.ForeignKey(Project, models.PROTECT, related_name="papers")
    subject_kind = models.CharField(max_length=16, blank=True)
    subject_id = models.UUIDField(null=True)
    kind = models.CharField(max_length=40)
    title = models.CharField(max_length=120)
    dated_on = models.DateField()
    file = models.FileField(upload_to=paper_path, max_length=200)
    file_name = models.CharField(max_length=120)
    file_bytes = models.PositiveIntegerField()
    file_sm3 = models.CharField(max_length=64)
    open_to = models.ForeignKey("access.Organisation", models.PROTECT, null=True, related_name="+")
    filed_by = models.CharField(max_length=120)
    withdrawn_on = models.DateField(null=True)
    withdrawn_because = models.CharField(max_length=120, blank=True)

    class Meta:
        indexes = [models.Index(name="papers_of_a_subject", fields=["subject_id"])]
        constraints = [
            models.CheckConstraint(
                name="a_paper_of_a_subject_says_of_which",
                condition=Q(subject_kind="", subject_id__isnull=True)
                | (~Q(subject_kind="") & Q(subject_id__isnull=False)),
            ),
            models.CheckConstraint(
                name="a_withdrawn_paper_says_why",
                condition=Q(withdrawn_on__isnull=True) | ~Q(withdrawn_because=""),
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def place(self) -> str:
        """What the cipher binds the file to."""
        return f"contracts_contractpaper.file:{self.pk}"
