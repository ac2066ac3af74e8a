from django.db import migrations

from yizhan.privacy.fields import EncryptedTextField
from yizhan.privacy.migrating import seal_column

COLUMNS = (
    ("submission", "correct_reason"),
    ("submission", "void_reason"),
)


def seal(apps, schema_editor):
    for model, name in COLUMNS:
        seal_column(apps.get_model("forms", model)._meta.get_field(name), schema_editor.connection)


class Migration(migrations.Migration):
    dependencies = [
        ("forms", "0001_initial"),
    ]

    operations = [
        migrations.AlterField(
            model_name="submission",
            name="correct_reason",
            field=EncryptedTextField(blank=True, default=""),
        ),
        migrations.AlterField(
            model_name="submission",
            name="void_reason",
            field=EncryptedTextField(blank=True, default=""),
        ),
        migrations.RunPython(seal),
    ]
