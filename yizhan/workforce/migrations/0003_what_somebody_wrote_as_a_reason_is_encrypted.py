from django.db import migrations

from yizhan.privacy.fields import EncryptedTextField
from yizhan.privacy.migrating import seal_column

COLUMNS = (
    ("filing", "reason"),
    ("gradestep", "reason"),
    ("labourcontract", "ended_because"),
    ("payrecord", "voided_because"),
    ("postchange", "reason"),
    ("staffpaper", "withdrawn_because"),
    ("volunteer", "ended_because"),
    ("worker", "ended_because"),
)


def seal(apps, schema_editor):
    for model, name in COLUMNS:
        seal_column(apps.get_model("workforce", model)._meta.get_field(name), schema_editor.connection)


class Migration(migrations.Migration):
    dependencies = [
        ("workforce", "0002_changes_are_found_by_their_instant"),
    ]

    operations = [
        migrations.AlterField(
            model_name="filing",
            name="reason",
            field=EncryptedTextField(blank=True),
        ),
        migrations.AlterField(
            model_name="gradestep",
            name="reason",
            field=EncryptedTextField(),
        ),
        migrations.AlterField(
            model_name="labourcontract",
            name="ended_because",
            field=EncryptedTextField(blank=True),
        ),
        migrations.AlterField(
            model_name="payrecord",
            name="voided_because",
            field=EncryptedTextField(blank=True),
        ),
        migrations.AlterField(
            model_name="postchange",
            name="reason",
            field=EncryptedTextField(blank=True),
        ),
        migrations.AlterField(
            model_name="staffpaper",
            name="withdrawn_because",
            field=EncryptedTextField(blank=True),
        ),
        migrations.AlterField(
            model_name="volunteer",
            name="ended_because",
            field=EncryptedTextField(blank=True, default=""),
        ),
        migrations.AlterField(
            model_name="worker",
            name="ended_because",
            field=EncryptedTextField(blank=True),
        ),
        migrations.RunPython(seal),
    ]
