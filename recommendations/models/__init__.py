"""What is stored: documents, plans, initiatives."""

from recommendations.models.documents import Clause, DocumentEdition, PolicyDocument
from recommendations.models.initiatives import (
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
from recommendations.models.views import LedgerChoice, SavedView

__all__ = [
    "Area",
    "Clause",
    "DocumentEdition",
    "DueRow",
    "Finding",
    "Initiative",
    "InitiativeLeader",
    "InitiativeMeasure",
    "InitiativeUnit",
    "LeadRow",
    "LedgerChoice",
    "Measure",
    "MeasureFinding",
    "Milestone",
    "MilestoneRow",
    "Plan",
    "PolicyDocument",
    "SavedView",
    "StateRow",
    "WeightRow",
]
