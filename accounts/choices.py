"""Words: what may be done, and by which roles.

A permission is a name for one thing that a person may do. A role is a list of such names, with a
sentence that says who holds it. Nothing else in the house decides rights.
"""

from enum import StrEnum
from typing import Any, NamedTuple

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class UnitCategory(TextChoices):
    """Kinds of units, in the order in which an official list has them."""

    OFFICE = "office", _("General office")
    CONSTITUENT = "constituent", _("Constituent department")
    SPECIAL = "special", _("Special body under the government")
    DIRECT = "direct", _("Body directly under the government")
    MANAGED = "managed", _("Body managed by a department")
    DISTRICT = "district", _("District")
    PARTY = "party", _("Party body")
    OTHER = "other", _("Other unit")


class Permission(StrEnum):
    """Names of the things that somebody may or may not do."""

    PLAN_VIEW = "plan.view"
    PLAN_MANAGE = "plan.manage"
    PLAN_PUBLISH = "plan.publish"
    UPDATE_FILE = "update.file"
    UPDATE_SIGN = "update.sign"
    UPDATE_REVIEW = "update.review"
    ROUND_VIEW = "round.view"
    ROUND_MANAGE = "round.manage"
    REQUEST_DECIDE = "request.decide"
    INITIATIVE_CLOSE = "initiative.close"
    MATTER_VIEW = "matter.view"
    MATTER_ANSWER = "matter.answer"
    DIRECTION_VIEW = "direction.view"
    DIRECTION_RECORD = "direction.record"
    REMIND = "remind"
    SUPERVISE = "supervise"
    LIGHT_OVERRIDE = "light.override"
    LIGHT_POLICY = "light.policy"
    REPORT_VIEW = "report.view"
    REPORT_DRAFT = "report.draft"
    REPORT_SIGN = "report.sign"
    CALENDAR_MANAGE = "calendar.manage"
    UNIT_MANAGE = "unit.manage"
    PERSON_MANAGE = "person.manage"
    ROLE_GRANT = "role.grant"
    AUDIT_VIEW = "audit.view"
    HEALTH_VIEW = "health.view"
    WORK_RETRY = "work.retry"


class Role(StrEnum):
    """The roles, in the order in which lists show them."""

    REPORTER = "reporter"
    UNIT_LEAD = "unit_lead"
    COORDINATOR = "coordinator"
    CHIEF = "chief"
    LEADER = "leader"
    SECRETARY = "secretary"
    SYSTEM_ADMIN = "system_admin"
    SECURITY_ADMIN = "security_admin"
    AUDITOR = "auditor"


class RoleFacts(NamedTuple):
    """A role's name on the page, who holds it, whether a grant names a unit, what it allows."""

    label: Any
    sentence: Any
    of_unit: bool
    permissions: frozenset[Permission]


P = Permission
_READ = {P.PLAN_VIEW, P.REPORT_VIEW}
_OFFICE = _READ | {
    P.ROUND_VIEW,
    P.ROUND_MANAGE,
    P.UPDATE_REVIEW,
    P.PLAN_MANAGE,
    P.REPORT_DRAFT,
    P.REQUEST_DECIDE,
    P.MATTER_VIEW,
    P.MATTER_ANSWER,
    P.DIRECTION_VIEW,
    P.DIRECTION_RECORD,
    P.REMIND,
}

ROLES: dict[Role, RoleFacts] = {
    Role.REPORTER: RoleFacts(
        _("Reporter"),
        _("Files what the unit did, round by round."),
        of_unit=True,
        permissions=frozenset(_READ | {P.UPDATE_FILE}),
    ),
    Role.UNIT_LEAD: RoleFacts(
        _("Unit lead"),
        _("Signs what the unit files before it leaves the unit."),
        of_unit=True,
        permissions=frozenset(_READ | {P.UPDATE_SIGN}),
    ),
    Role.COORDINATOR: RoleFacts(
        _("Coordinator"),
        _("Keeps the ledger, opens rounds, reviews what units file, drafts reports."),
        of_unit=False,
        permissions=frozenset(_OFFICE),
    ),
    Role.CHIEF: RoleFacts(
        _("Coordinating chief"),
        _("Heads the coordinating office: publishes plans and signs reports."),
        of_unit=False,
        # The calendar moves the office's own deadlines: who sees what moves may keep it too.
        permissions=frozenset(
            _OFFICE
            | {
                P.PLAN_PUBLISH,
                P.REPORT_SIGN,
                P.INITIATIVE_CLOSE,
                P.SUPERVISE,
                P.LIGHT_OVERRIDE,
                P.LIGHT_POLICY,
                P.CALENDAR_MANAGE,
            }
        ),
    ),
    Role.LEADER: RoleFacts(
        _("Leader"),
        _("Reads where things stand and why."),
        of_unit=False,
        permissions=frozenset(_READ | {P.ROUND_VIEW, P.MATTER_VIEW, P.DIRECTION_VIEW}),
    ),
    Role.SECRETARY: RoleFacts(
        _("Secretary"),
        _("Reads and prints for a leader, and records the leader's directions."),
        of_unit=False,
        permissions=frozenset(
            _READ | {P.ROUND_VIEW, P.MATTER_VIEW, P.DIRECTION_VIEW, P.DIRECTION_RECORD}
        ),
    ),
    Role.SYSTEM_ADMIN: RoleFacts(
        _("System administrator"),
        _("Keeps units, people, the calendar and the machine; sees no progress, grants no rights."),
        of_unit=False,
        permissions=frozenset(
            {P.CALENDAR_MANAGE, P.UNIT_MANAGE, P.PERSON_MANAGE, P.HEALTH_VIEW, P.WORK_RETRY}
        ),
    ),
    Role.SECURITY_ADMIN: RoleFacts(
        _("Security administrator"),
        _("Grants and ends roles; does nothing else."),
        of_unit=False,
        permissions=frozenset({P.ROLE_GRANT}),
    ),
    Role.AUDITOR: RoleFacts(
        _("Auditor"),
        _("Reads the audit trail; changes nothing."),
        of_unit=False,
        permissions=frozenset({P.AUDIT_VIEW}),
    ),
}

ROLE_CHOICES = [(role.value, facts.label) for role, facts in ROLES.items()]

# Who keeps the machine, who keeps the rights, who reads the trail: never one person, and none of
# them at work on the plans (GB/T 22239-2019, separation of administrators).
ADMINISTRATORS = (Role.SYSTEM_ADMIN, Role.SECURITY_ADMIN, Role.AUDITOR)

PERMISSION_WORDS: dict[str, Any] = {
    P.PLAN_VIEW: _("reads plans, the ledger, initiatives and their documents"),
    P.PLAN_MANAGE: _("keeps plans: imports documents, breaks measures down, assigns units"),
    P.PLAN_PUBLISH: _("publishes plans"),
    P.LIGHT_POLICY: _("sets the rule by which lights are given"),
    P.CALENDAR_MANAGE: _("keeps the work calendar"),
    P.UPDATE_FILE: _("files the unit's updates, round by round"),
    P.UPDATE_SIGN: _("signs the unit's updates before they leave it"),
    P.UPDATE_REVIEW: _("approves updates or returns them with a reason"),
    P.ROUND_VIEW: _("sees who has filed and who has not"),
    P.ROUND_MANAGE: _("adds a round, or skips one"),
    P.REQUEST_DECIDE: _("decides what units ask for: time, adjustment, rest, merging, completion"),
    P.INITIATIVE_CLOSE: _("strikes completed initiatives off the ledger"),
    P.MATTER_VIEW: _("reads coordination matters of all units"),
    P.MATTER_ANSWER: _("answers coordination matters"),
    P.DIRECTION_VIEW: _("reads leaders' directions"),
    P.DIRECTION_RECORD: _("records leaders' directions"),
    P.REMIND: _("reminds units"),
    P.SUPERVISE: _("signs supervision orders"),
    P.LIGHT_OVERRIDE: _("sets a light by hand, with a reason and an expiry"),
    P.REPORT_VIEW: _("reads published reports"),
    P.REPORT_DRAFT: _("drafts reports"),
    P.REPORT_SIGN: _("signs reports"),
    P.UNIT_MANAGE: _("keeps the list of units"),
    P.PERSON_MANAGE: _("opens and closes accounts, resets passwords"),
    P.ROLE_GRANT: _("grants and ends roles"),
    P.AUDIT_VIEW: _("reads the audit trail"),
    P.HEALTH_VIEW: _("sees whether the machine is well"),
    P.WORK_RETRY: _("runs parked work again"),
}
