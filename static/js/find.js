// The search box in the page's head offers what one may mean: a combobox with a list box, as WAI-ARIA
// describes it. Without this script the box is sent off by Enter, as it also is with it.
"use strict";

(() => {
  const box = document.querySelector("[data-find]");
  const list = document.getElementById("suggestions");
  if (!box || !list) return;
  const said = document.querySelector("[data-suggested]");
  const options = () => [...list.querySelectorAll("[role=option]")];
  const chosen = () => list.querySelector("[aria-selected=true]");
  let timer = 0;

  box.autocomplete = "off";
  for (const [name, value] of [
    ["role", "combobox"], ["aria-autocomplete", "list"], ["aria-haspopup", "listbox"],
    ["aria-controls", list.id], ["aria-expanded", "false"],
  ]) box.setAttribute(name, value);
  list.setAttribute("role", "listbox");

  const choose = (option) => {
    chosen()?.setAttribute("aria-selected", "false");
    option?.setAttribute("aria-selected", "true");
    option?.scrollIntoView({ block: "nearest" });
    if (option) box.setAttribute("aria-activedescendant", option.id);
    else box.removeAttribute("aria-activedescendant");
  };

  const show = (open) => {
    list.hidden = !open;
    box.setAttribute("aria-expanded", String(open));
    choose(null);
    said.textContent = open ? list.querySelector("[data-said]")?.dataset.said ?? "" : "";
  };

  // A typist of Chinese has letters in the box that are no words yet.
  const later = (event) => {
    clearTimeout(timer);
    if (event.isComposing) return;
    const typed = box.value.trim();
    if (typed.length < 2 && !/^\d$/.test(typed)) { show(false); return; }
    timer = setTimeout(() => box.dispatchEvent(new Event("suggest")), 200);
  };
  box.addEventListener("input", later);
  box.addEventListener("compositionend", later);

  // What comes after one has gone on, or left, is no help any more.
  list.addEventListener("htmx:afterSwap", () => {
    show(document.activeElement === box && box.value.trim() !== "" && options().length > 0);
  });
  // The list is a help: where it cannot be had, nothing is said.
  box.addEventListener("htmx:responseError", () => show(false));
  box.addEventListener("htmx:sendError", () => show(false));

  box.addEventListener("keydown", (event) => {
    if (event.isComposing || event.ctrlKey || event.metaKey || event.altKey) return;
    const all = options();
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      if (!all.length) return;
      event.preventDefault();
      if (list.hidden) show(true);
      const step = event.key === "ArrowDown" ? 1 : -1;
      // The box itself is one of the places, between the last and the first.
      const place = (all.indexOf(chosen()) + 1 + step + all.length + 1) % (all.length + 1);
      choose(place ? all[place - 1] : null);
    } else if (event.key === "Escape" && !list.hidden) {
      event.preventDefault();
      show(false);
    } else if (event.key === "Enter" && !list.hidden && chosen()) {
      event.preventDefault();
      chosen().click();
    }
  });

  box.form.addEventListener("submit", () => { clearTimeout(timer); show(false); });
  box.form.addEventListener("focusout", (event) => {
    if (!box.form.contains(event.relatedTarget)) { clearTimeout(timer); show(false); }
  });
})();
