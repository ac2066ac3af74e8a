from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("contracts", "0007_recruitments_in_the_open")]

    operations = [migrations.RenameField(model_name="procurement", old_name="scheme", new_name="basis")]
