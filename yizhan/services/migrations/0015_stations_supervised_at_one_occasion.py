from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        (
            "services",
            "0014_an_archive_papers_of_publicity_and_one_supervision_of_several_stations",
        ),
    ]

    operations = [
        migrations.RemoveConstraint(model_name="supervision", name="a_station_is_at_a_sitting_once"),
        migrations.RenameField(model_name="supervision", old_name="sitting", new_name="occasion"),
        migrations.AddConstraint(
            model_name="supervision",
            constraint=models.UniqueConstraint(
                fields=("occasion", "station"), name="a_station_is_at_an_occasion_once"
            ),
        ),
    ]
