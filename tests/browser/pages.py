"""Who may open what in the example: role (an account name), and addresses as they are typed."""

PLAN = "/plans/beijing-ai/"
READING = [
    PLAN,
    f"{PLAN}ledger/",
    f"{PLAN}ledger/?light=red&light=yellow&sort=light",
    f"{PLAN}ledger/?words=%E6%B2%A1%E6%9C%89&due=overdue",
    f"{PLAN}ledger/?columns=wording,progress,reasons,milestone,matters,gap,weight",
    f"{PLAN}ledger/options/lead/",
    f"{PLAN}ledger/columns/",
    f"{PLAN}ledger/views/?light=red",
    f"{PLAN}initiatives/8/",
    f"{PLAN}initiatives/21/",
    f"{PLAN}initiatives/8/history/",
    f"{PLAN}?as_of=2026-10-15",
    f"{PLAN}initiatives/8/?as_of=2026-10-15",
    f"{PLAN}indicators/",
    f"{PLAN}reports/",
    f"{PLAN}reports/month/2026-10/",
    f"{PLAN}document/?measure=15",
    f"{PLAN}light-rule/",
    "/search/?q=人工智能",
]
OWN = ["/password/", "/sign-out/"]
UNIT = ["/my-work/", f"{PLAN}initiatives/8/updates/2026-11/", f"{PLAN}initiatives/13/"]
OFFICE = [
    "/hand-over/",
    "/search/?q=人工智能&kind=initiative",
    "/search/?q=鲟龙",
    f"{PLAN}rounds/",
    f"{PLAN}review/",
    f"{PLAN}initiatives/3/updates/2026-11/",
    f"{PLAN}rounds/",
    f"{PLAN}review/",
    f"{PLAN}initiatives/3/updates/2026-11/",
    "/documents/",
    f"{PLAN}document/new-edition/",
    f"{PLAN}adoption/",
]
PAGES: dict[str, list[str]] = {
    "": ["/sign-in/", "/inactive/"],
    "reporter": [*UNIT, f"{PLAN}initiatives/13/updates/2026-11/", *READING, *OWN],
    "unit-lead": [*UNIT, *READING],
    "coordinator": [*OFFICE, *READING],
    "chief": [
        *OFFICE,
        *READING,
        f"{PLAN}light-rule/new/?preset=yinchuan",
        "/calendar/day/2026-12-01/",
    ],
    "leader": READING,
    "secretary": [f"{PLAN}rounds/", *READING],
    "system-admin": [
        "/calendar/?year=2026&start=2026-09-28&n=5",
        "/calendar/?year=2027",
        "/calendar/day/2026-12-01/",
        "/calendar/import/",
        "/units/",
        "/search/?q=sljr",
        "/units/?words=kj",
        "/units/import/",
        "/people/",
        "/health/",
    ],
    "security-admin": ["/roles/", "/roles/?role=chief", "/roles/people/", "/roles/table/"],
    "auditor": ["/audit/", "/audit/?page=2"],
    "nobody": ["/"],
}
