// Small helps; every page works without them.
"use strict";

// What is written is kept as it is typed; what cannot be sent stays in the page and in this browser.
// A form with data-keep is kept in this browser alone, until its own button sends it.
for (const form of document.querySelectorAll("form[data-autosave], form[data-keep]")) {
  const sends = "autosave" in form.dataset;
  const saved = form.querySelector("[data-saved]");
  const lacking = form.querySelector("[data-lacking]");
  const shown = form.querySelector("[data-shown]");
  const kept = form.querySelector("[data-kept]");
  const chinese = document.documentElement.lang.startsWith("zh");
  const key = "cexing-draft:" + new URL(form.action).pathname;
  let timer = 0;
  let sending = false;

  const say = (words) => { saved.textContent = words; };

  // A new sign-in brings a new token, which a page that was open before does not hold yet.
  const renew = () => {
    const token = /(?:^|; )cexing-csrf=([^;]+)/.exec(document.cookie);
    if (token) form.elements.csrfmiddlewaretoken.value = token[1];
  };

  const conditions = () => {
    const chosen = form.querySelector("input[name=self_rating]:checked");
    for (const part of form.querySelectorAll("[data-for]")) {
      const wanted = part.dataset.for.split(" ");
      part.hidden = !(chosen && wanted.includes(chosen.value)) &&
        !part.querySelector("textarea, input[type=date]")?.value;
    }
  };

  const keep = () => {
    const words = {};
    for (const [name, value] of new FormData(form)) {
      if (name !== "csrfmiddlewaretoken") words[name] = value;
    }
    try { localStorage.setItem(key, JSON.stringify(words)); } catch { /* private mode */ }
  };

  const send = async () => {
    if (sending) { timer = setTimeout(send, 800); return; }
    sending = true;
    renew();
    try {
      const answer = await fetch(form.action, {
        method: "POST",
        body: new FormData(form),
        headers: { "X-Autosave": "1" },
        redirect: "manual",
      });
      if (answer.type === "opaqueredirect" || answer.status === 403) {
        say(chinese ? "登录已过期：内容保留在本页，请在新标签页登录后继续" : "Signed out: your words stay here; sign in in another tab, then go on");
        timer = setTimeout(send, 5000);
        return;
      }
      const data = await answer.json();
      if (!answer.ok) { say(data.sentence); return; }
      form.elements.version.value = data.version;
      say((chinese ? "已保存 " : "Saved ") + data.saved_at);
      try { localStorage.removeItem(key); } catch { /* private mode */ }
      if (shown) shown.innerHTML = data.shown;
      if (!lacking) return;
      const list = document.createElement("ul");
      for (const words of data.lacking) {
        const item = document.createElement("li");
        item.textContent = words;
        list.append(item);
      }
      lacking.replaceChildren(list);
      for (const place of form.querySelectorAll("[data-hints]")) {
        const said = data.hints[place.dataset.hints] || [];
        place.replaceChildren(...said.map((words) => {
          const item = document.createElement("li");
          item.textContent = words;
          return item;
        }));
      }
    } catch {
      say(chinese ? "断网：内容保留在本页，恢复后自动保存" : "Offline: your words stay here and are saved when the line is back");
      timer = setTimeout(send, 5000);
    } finally {
      sending = false;
    }
  };

  form.addEventListener("input", () => {
    conditions();
    keep();
    clearTimeout(timer);
    if (sends) timer = setTimeout(send, 1200);
  });
  form.addEventListener("submit", () => { clearTimeout(timer); renew(); });

  // Words that never reached the server come back when the page is opened again.
  try {
    const words = JSON.parse(localStorage.getItem(key) || "{}");
    const newest = words.version === form.elements.version.value;
    delete words.version;
    for (const [name, value] of Object.entries(words)) {
      const field = form.elements[name];
      if (!field || field.type === "hidden") continue;
      if (newest || !field.value) field.value = value;
      else if (kept && field.value !== value) {
        kept.hidden = false;
        kept.querySelector("[data-kept-words]").textContent = value;
      }
    }
  } catch { /* nothing kept */ }
  conditions();
}

// A row's link opens from anywhere in the row.
document.addEventListener("click", (event) => {
  const row = event.target.closest("#ledger tbody tr");
  if (!row || event.target.closest("a, button, input, label, summary")) return;
  row.querySelector("th a")?.click();
});

// Open filters close when something else is clicked.
document.addEventListener("click", (event) => {
  for (const open of document.querySelectorAll("details.cx-drop[open], details.cx-menu[open]")) {
    if (!open.contains(event.target)) open.open = false;
  }
});

// “/” goes to the search box, from anywhere but a field.
document.addEventListener("keydown", (event) => {
  if (event.key !== "/" || event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
  if (event.target.closest("input, textarea, select, [contenteditable]")) return;
  const boxes = [...document.querySelectorAll("[data-find], main form[role=search] input[type=search]")];
  const box = boxes.find((one) => one.offsetParent);
  event.preventDefault();
  if (!box) {
    document.querySelector(".cx-find-go")?.click();
    return;
  }
  box.focus();
  box.select();
});

// A unit's words are quoted at the end of a box, where the writer goes on.
for (const button of document.querySelectorAll("[data-insert]")) {
  button.hidden = false;
  button.addEventListener("click", () => {
    const box = document.getElementById(button.dataset.insert);
    box.value = box.value.trimEnd() + (box.value.trim() ? "\n" : "") + button.dataset.words;
    box.dispatchEvent(new Event("input", { bubbles: true }));
    box.focus();
  });
}

// Copy a box's text; the box itself can be selected and copied by hand where this cannot run.
for (const button of document.querySelectorAll("[data-copy]")) {
  const box = document.getElementById(button.dataset.copy);
  const label = button.textContent;
  button.hidden = false;
  button.addEventListener("click", () => {
    box.select();
    const done = () => { button.textContent = `${label} ✓`; };
    if (navigator.clipboard) navigator.clipboard.writeText(box.value).then(done, () => {});
    else if (document.execCommand("copy")) done();
  });
}
