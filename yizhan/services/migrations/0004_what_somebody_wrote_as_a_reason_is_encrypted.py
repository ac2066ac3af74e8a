from django.db import migrations

from yizhan.privacy.fields import EncryptedTextField
from yizhan.privacy.migrating import seal_column

COLUMNS = (
    ("servicechange", "reason"),
    ("servicephoto", "remove_reason"),
    ("servicerecord", "late_reason"),
    ("servicerecord", "void_reason"),
    ("volunteerproof", "void_reason"),
)


def seal(apps, schema_editor):
    for model, name in COLUMNS:
        seal_column(apps.get_model("services", model)._meta.get_field(name), schema_editor.connection)


class Migration(migrations.Migration):
    dependencies = [
        ("services", "0003_follow_ups_are_found_by_their_day"),
    ]

    operations = [
        migrations.AlterField(
            model_name="servicechange",
            name="reason",
            field=EncryptedTextField(),
        ),
        migrations.AlterField(
            model_name="servicephoto",
            name="remove_reason",
            field=EncryptedTextField(blank=True, default=""),
        ),
        migrations.AlterField(
            model_name="servicerecord",
            name="late_reason",
            field=EncryptedTextField(blank=True, default=""),
        ),
        migrations.AlterField(
            model_name="servicerecord",
            name="void_reason",
            field=EncryptedTextField(blank=True, default=""),
        ),
        migrations.AlterField(
            model_name="volunteerproof",
            name="void_reason",
            field=EncryptedTextField(blank=True, default=""),
        ),
        migrations.RunPython(seal),
    ]
