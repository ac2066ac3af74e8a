from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("clients", "0002_changes_are_found_by_their_instant")]

    operations = [
        migrations.AddField(
            model_name="need",
            name="answered_on",
            field=models.DateField(blank=True, null=True),
        ),
    ]
