"""What is stored: documents, plans, initiatives."""

from recommendations.models.documents import Clause, DocumentEdition, PolicyDocument
from recommendations.models.initiatives import (
    DetailRow,
    DueRow,
    Initiative,
    InitiativeLeader,
    InitiativeMeasure,
    InitiativeUnit,
    LeadRow,
    Milestone,
    MilestoneRow,
    StateRow,
    WeightRow,
)
from recommendations.models.plans import Area, Finding, Measure, MeasureFinding, Plan

__all__ = [
    "Area",
    "Clause",
    "DetailRow",
    "DocumentEdition",
    "DueRow",
    "Finding",
    "Initiative",
    "InitiativeLeader",
    "InitiativeMeasure",
    "InitiativeUnit",
    "LeadRow",
    "Measure",
    "MeasureFinding",
    "Milestone",
    "MilestoneRow",
    "Plan",
    "PolicyDocument",
    "StateRow",
    "WeightRow",
]
