from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("contracts", "0001_initial")]

    operations = [
        migrations.AddField(
            model_name="instalment",
            name="settles",
            field=models.BooleanField(default=False),
        ),
        migrations.AddConstraint(
            model_name="instalment",
            constraint=models.UniqueConstraint(
                condition=models.Q(("settles", True)),
                fields=("agreement",),
                name="a_terminated_agreement_is_settled_once",
            ),
        ),
    ]
