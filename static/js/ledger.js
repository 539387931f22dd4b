// The ledger by keyboard, and how many rows are chosen. The page works without it.
"use strict";

(() => {
  const place = document.getElementById("ledger");
  if (!place) return;
  const rows = () => [...place.querySelectorAll("tbody tr:not(.cx-grp)")];
  const chinese = document.documentElement.lang.startsWith("zh");
  const boxes = () => [...place.querySelectorAll("input[name=pick]")];

  // How many are chosen, and the one box for all of them.
  const count = () => {
    const all = boxes();
    const on = all.filter((box) => box.checked);
    for (const box of all) box.closest("tr").classList.toggle("is-on", box.checked);
    const words = place.querySelector("[data-picked]");
    if (words) {
      words.textContent = chinese ? `已选${on.length}项` : `${on.length} chosen`;
      words.closest(".cx-bulk").hidden = on.length === 0;
    }
    const every = place.querySelector("[data-pick-all]");
    if (!every) return;
    every.hidden = false;
    every.checked = all.length > 0 && on.length === all.length;
    every.indeterminate = on.length > 0 && on.length < all.length;
  };
  document.addEventListener("change", (event) => {
    if (event.target.matches("[data-pick-all]")) {
      for (const box of boxes()) box.checked = event.target.checked;
    }
    if (event.target.matches("[data-pick-all], input[name=pick]")) count();
  });
  document.addEventListener("htmx:afterSettle", count);
  count();

  // Shift and a click on a head: that column as the second key of the order.
  document.addEventListener("click", (event) => {
    const head = event.target.closest("thead a[data-also]");
    if (!head || !event.shiftKey) return;
    event.preventDefault();
    location.assign(head.dataset.also);
  });

  const move = (step) => {
    const all = rows();
    if (!all.length) return;
    const at = all.findIndex((row) => row.contains(document.activeElement));
    const next = all[Math.min(all.length - 1, Math.max(0, at < 0 ? 0 : at + step))];
    const link = next.querySelector("th a");
    link.focus({ preventScroll: true });
    next.scrollIntoView({ block: "nearest" });
  };
  const pick = () => {
    const row = document.activeElement.closest("#ledger tbody tr");
    row?.querySelector("input[name=pick]")?.click();
  };
  const help = () => {
    const keys = document.getElementById("keys");
    keys.open = !keys.open;
    if (keys.open) keys.querySelector("summary").focus();
  };
  const deeds = {
    j: () => move(1), ArrowDown: () => move(1), k: () => move(-1), ArrowUp: () => move(-1),
    x: pick, "/": () => document.querySelector("[data-search]").focus(), "?": help,
  };
  // Single keys can be turned off: speech input types them by accident.
  const wish = document.querySelector("[data-keys]");
  const kept = "cexing-keys";
  try { wish.checked = localStorage.getItem(kept) !== "off"; } catch { /* private mode */ }
  wish.closest("label").hidden = false;
  wish.addEventListener("change", () => {
    try { localStorage.setItem(kept, wish.checked ? "on" : "off"); } catch { /* private mode */ }
  });
  document.addEventListener("keydown", (event) => {
    if (!wish.checked || event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
    const inside = event.target.closest("input, select, textarea, button, summary, [contenteditable]");
    const box = event.target.matches("input[name=pick]");
    if (inside && !box) return;
    const arrow = event.key.startsWith("Arrow");
    // Arrows scroll the page until a row has been gone to.
    if (arrow && !event.target.closest("#ledger tbody tr")) return;
    const deed = deeds[event.key];
    if (!deed) return;
    event.preventDefault();
    deed();
  });
})();
