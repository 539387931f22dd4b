import time
def test_probe(site):
    t=time.monotonic()
    pages = {"reporter": ["/my-work/", "/plans/beijing-ai/initiatives/8/updates/2026-11/","/plans/beijing-ai/initiatives/13/updates/2026-11/", "/password/"],
      "unit-lead": ["/my-work/"],
      "coordinator": ["/plans/beijing-ai/","/plans/beijing-ai/ledger/","/plans/beijing-ai/initiatives/8/","/plans/beijing-ai/document/","/plans/beijing-ai/document/?measure=8","/plans/beijing-ai/rounds/","/plans/beijing-ai/review/","/plans/beijing-ai/indicators/","/plans/beijing-ai/reports/","/plans/beijing-ai/reports/month/2026-10/","/plans/beijing-ai/initiatives/3/updates/2026-11/"],
      "system-admin": ["/units/","/people/","/health/"], "security-admin": ["/roles/"], "auditor":["/audit/"], "": ["/sign-in/"]}
    for lang in ("zh-hans","en"):
        for who, paths in pages.items():
            page = site.at(who, language=lang)
            for path in paths:
                t0=time.monotonic()
                page.set_viewport_size({"width":1440,"height":900})
                r=page.goto(path, wait_until="load")
                d=time.monotonic()-t0
                name=path.strip("/").replace("plans/beijing-ai","plan").replace("/","_").replace("?","_")
                out=[]
                for w,h in ((1440,900),(390,844)):
                    page.set_viewport_size({"width":w,"height":h})
                    page.screenshot(path=f"/tmp/shots/{lang}-{w}-{name}.png", full_page=True)
                    out.append(page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth"))
                print(lang, who, path, r.status, page.locator("h1").count(), out, round(d,2), flush=True)
    print("total", time.monotonic()-t)
