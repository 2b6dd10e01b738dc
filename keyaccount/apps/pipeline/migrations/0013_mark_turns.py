from collections.abc import Iterator
from typing import Any

from django.db import migrations, models, transaction
from django.db.models import Exists, Max, Min, OuterRef

DEALS = 5000


def mark(apps: Any, editor: Any) -> None:
    """A state that took over from one of the same stage and status turns nothing. So many deals at once, each time in a
    transaction of its own: whoever stops it in between begins again without harm."""
    states = apps.get_model("pipeline", "OpportunityState").objects
    before = states.filter(
        opportunity_id=OuterRef("opportunity_id"),
        valid_to=OuterRef("valid_from"),
        stage_id=OuterRef("stage_id"),
        status=OuterRef("status"),
    )
    for first, last in _batches(apps):
        with transaction.atomic():
            some = states.filter(opportunity_id__gte=first, opportunity_id__lt=last, turns=True)
            some.filter(Exists(before)).order_by().update(turns=False)


def _batches(apps: Any) -> Iterator[tuple[int, int]]:
    ends = apps.get_model("pipeline", "Opportunity").objects.aggregate(first=Min("pk"), last=Max("pk"))
    if ends["first"] is not None:
        for first in range(ends["first"], ends["last"] + 1, DEALS):
            yield first, first + DEALS


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("pipeline", "0012_turns")]

    operations = [
        migrations.RunPython(mark, migrations.RunPython.noop),
        migrations.AddIndex(
            model_name="opportunitystate",
            index=models.Index(
                condition=models.Q(("turns", True)),
                fields=["opportunity", "valid_from"],
                include=("status", "stage"),
                name="state_turns",
            ),
        ),
    ]
