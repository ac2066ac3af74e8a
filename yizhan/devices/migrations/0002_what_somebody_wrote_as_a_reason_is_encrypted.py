from django.db import migrations

from yizhan.privacy.fields import EncryptedTextField
from yizhan.privacy.migrating import seal_column

COLUMNS = (
    ("command", "decision"),
    ("device", "lost_reason"),
)


def seal(apps, schema_editor):
    for model, name in COLUMNS:
        seal_column(apps.get_model("devices", model)._meta.get_field(name), schema_editor.connection)


class Migration(migrations.Migration):
    dependencies = [
        ("devices", "0001_initial"),
    ]

    operations = [
        migrations.AlterField(
            model_name="command",
            name="decision",
            field=EncryptedTextField(blank=True, default=""),
        ),
        migrations.AlterField(
            model_name="device",
            name="lost_reason",
            field=EncryptedTextField(blank=True, default=""),
        ),
        migrations.RunPython(seal),
    ]
