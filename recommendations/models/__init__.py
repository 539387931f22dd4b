"""What is stored: documents, plans, initiatives."""

from recommendations.models.documents import Clause, DocumentEdition, PolicyDocument
from recommendations.models.imports import ColumnMap, ImportedRow, ImportFile, LedgerImport
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
from recommendations.models.plans import (
    Area,
    Finding,
    FormerOutline,
    FormerTitle,
    Measure,
    MeasureFinding,
    Plan,
)
from recommendations.models.readings import Correction, EditionFile, Reading, WordingRow
from recommendations.models.views import LedgerChoice, SavedView

__all__ = [
    "Area",
    "Clause",
    "ColumnMap",
    "DetailRow",
    "Correction",
    "DocumentEdition",
    "DueRow",
    "EditionFile",
    "Finding",
    "FormerOutline",
    "FormerTitle",
    "ImportFile",
    "ImportedRow",
    "Initiative",
    "InitiativeLeader",
    "InitiativeMeasure",
    "InitiativeUnit",
    "LeadRow",
    "LedgerChoice",
    "LedgerImport",
    "Measure",
    "MeasureFinding",
    "Milestone",
    "MilestoneRow",
    "Plan",
    "PolicyDocument",
    "Reading",
    "SavedView",
    "StateRow",
    "WeightRow",
    "WordingRow",
]
