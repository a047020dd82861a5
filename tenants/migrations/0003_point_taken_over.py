from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("tenants", "0002_customers_counter")]

    operations = [
        migrations.AddField(
            model_name="servicepoint",
            name="taken_over_on",
            field=models.DateField(editable=False, null=True),
        ),
    ]
