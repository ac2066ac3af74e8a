"""Whether anybody changed or took away a line of the audit trail behind the product's back."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from yizhan.privacy.queries import broken_seals


class Command(BaseCommand):
    help = "核对审计留痕：每夜封存的每一段，逐行重算，看有没有被改过、删过。"

    def handle(self, *args: Any, **options: Any) -> None:
        if broken := broken_seals():
            first = "、".join(map(str, broken[:20]))
            raise CommandError(
                f"审计留痕第{first}段和封存时不一样，共 {len(broken)} 段，请保留现场并查明原因。"
            )
        self.stdout.write("审计留痕和封存时一样，没有人改过。")
