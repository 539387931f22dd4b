from django.db import migrations


class Migration(migrations.Migration):
    """No table name of ours is longer than 30 characters."""

    dependencies = [("recommendations", "0001_documents_plans_initiatives")]

    operations = [
        migrations.AlterModelTable(name="documentedition", table="recommendations_edition"),
        migrations.AlterModelTable(name="initiativemeasure", table="recommendations_serves"),
        migrations.AlterModelTable(name="initiativeleader", table="recommendations_leader"),
    ]
