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
from recommendations.models.readings import Correction, EditionFile, Reading, WordingRow

__all__ = [
    "Area",
    "Clause",
    "Correction",
    "DocumentEdition",
    "DueRow",
    "EditionFile",
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
    "Reading",
    "StateRow",
    "WeightRow",
    "WordingRow",
]
