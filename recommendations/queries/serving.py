"""Which initiatives of other plans carry a plan's measures too."""

from datetime import datetime

from django.db.models import Exists, OuterRef, Q, QuerySet

from recommendations.models import Initiative, InitiativeMeasure
from recommendations.queries.outlines import Outline


def serving_from_elsewhere(outline: Outline, *, known_at: datetime) -> QuerySet[Initiative]:
    """Initiatives of other plans that serve one of this outline's measures, or ever did.

    Of plans that had been published by then: who reads this plan may read those. Which measures
    they served on a day stands in their details of that day.
    """
    links = InitiativeMeasure.objects.filter(initiative=OuterRef("pk"), measure__plan=outline.plan)
    serves = Q(Exists(links))
    if outline.once_served:
        serves |= Q(pk__in=outline.once_served)
    return (
        Initiative.objects.filter(serves, plan__published_at__lte=known_at)
        .exclude(plan=outline.plan)
        .known_at(known_at)
        .select_related("plan")
        .order_by("plan__slug", "code")
    )
