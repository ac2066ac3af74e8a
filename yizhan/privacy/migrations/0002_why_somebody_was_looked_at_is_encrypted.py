from django.db import migrations

from yizhan.privacy.fields import EncryptedTextField
from yizhan.privacy.migrating import seal_column

COLUMNS = (("unmasking", "note"),)


def seal(apps, schema_editor):
    for model, name in COLUMNS:
        seal_column(apps.get_model("privacy", model)._meta.get_field(name), schema_editor.connection)


class Migration(migrations.Migration):
    dependencies = [
        ("privacy", "0001_initial"),
    ]

    operations = [
        migrations.AlterField(
            model_name="unmasking",
            name="note",
            field=EncryptedTextField(blank=True),
        ),
        migrations.RunPython(seal),
    ]
