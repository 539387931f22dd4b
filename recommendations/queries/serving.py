"""Which initiatives of other plans carry a plan's measures too."""

from datetime import datetime

from django.db.models import Exists, OuterRef, QuerySet

from recommendations.models import Initiative, InitiativeMeasure, Plan


def serving_from_elsewhere(plan: Plan, *, known_at: datetime) -> QuerySet[Initiative]:
    """Initiatives of other plans that serve one of this plan's measures, or ever did.

    Of plans that had been published by then: who reads this plan may read those. Which measures
    they served on a day stands in their details of that day.
    """
    links = InitiativeMeasure.objects.filter(initiative=OuterRef("pk"), measure__plan=plan)
    listed = Initiative.objects.filter(Exists(links), plan__published_at__lte=known_at)
    return (
        listed.exclude(plan=plan)
        .known_at(known_at)
        .select_related("plan")
        .order_by("plan__slug", "code")
    )
