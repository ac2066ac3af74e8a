"""What an eye that need not see all of it is shown."""

from dataclasses import dataclass

from yizhan.kernel.identity import mask_address, mask_id, mask_name, mask_phone


@dataclass(frozen=True)
class PersonalText:
    """A personal value as one reader may see it; `masked` tells the page to offer 查看.

    kind  "name", "id", "phone" or "address"
    """

    value: str
    kind: str
    masked: bool

    def __str__(self) -> str:
        return _MASKS[self.kind](self.value) if self.masked and self.value else self.value


_MASKS = {"name": mask_name, "id": mask_id, "phone": mask_phone, "address": mask_address}
