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
    f"{PLAN}indicators/",
    f"{PLAN}reports/",
    f"{PLAN}reports/month/2026-10/",
    f"{PLAN}document/?measure=15",
]
OWN = ["/password/", "/sign-out/"]
UNIT = ["/my-work/", f"{PLAN}initiatives/8/updates/2026-11/", f"{PLAN}initiatives/13/"]
OFFICE = [f"{PLAN}rounds/", f"{PLAN}review/", f"{PLAN}initiatives/3/updates/2026-11/"]
PAGES: dict[str, list[str]] = {
    "": ["/sign-in/", "/inactive/"],
    "reporter": [*UNIT, f"{PLAN}initiatives/13/updates/2026-11/", *READING, *OWN],
    "unit-lead": [*UNIT, *READING],
    "coordinator": [*OFFICE, *READING],
    "chief": [*OFFICE, *READING],
    "leader": READING,
    "secretary": [f"{PLAN}rounds/", *READING],
    "system-admin": ["/units/", "/people/", "/health/"],
    "security-admin": ["/roles/"],
    "auditor": ["/audit/", "/audit/?page=2"],
    "nobody": ["/"],
}
