// Only enhances: counts what is chosen, says when it is too much, and lets a letter tick and untick.
"use strict";

(() => {
  const menus = [...document.querySelectorAll("fieldset[data-picks]")];

  function boxes(menu) {
    return [...menu.querySelectorAll("input[type=checkbox]")];
  }

  function look(menu) {
    const all = boxes(menu);
    const most = Number(menu.dataset.picks);
    const chosen = all.filter((box) => box.checked);
    const over = chosen.length - most;
    const said = over > 0 ? `${chosen.length} chosen: take ${over} away.` : `${chosen.length} of up to ${most} chosen.`;
    const count = menu.querySelector("[data-count]");
    count.textContent = said;
    count.hidden = false;
    count.classList.toggle("over", over > 0);
    for (const box of all) box.setCustomValidity("");
    if (over > 0) chosen.at(-1).setCustomValidity(said);
    else if (!chosen.length) all[0].setCustomValidity("Choose at least one.");
  }

  for (const menu of menus) {
    menu.addEventListener("change", () => look(menu));
    look(menu);
  }
  addEventListener("pageshow", () => menus.forEach(look)); // a browser may bring back what was chosen

  function singleKeys() {
    try {
      return localStorage.getItem("palpate.single-keys") !== "off";
    } catch {
      return true; // storage may be forbidden
    }
  }

  // The menu in which the focus stands, or else the first that still has a place.
  function current() {
    const inside = menus.find((menu) => menu.contains(document.activeElement));
    const open = (menu) => boxes(menu).filter((box) => box.checked).length < Number(menu.dataset.picks);
    return inside || menus.find(open) || menus[0];
  }

  document.addEventListener(
    "keydown",
    (event) => {
      if (event.ctrlKey || event.metaKey || event.altKey || !/^[a-z]$/i.test(event.key)) return;
      if (event.target.matches("textarea, select, [contenteditable], input:not([type=radio], [type=checkbox])")) return;
      if (!menus.length || !singleKeys() || document.querySelector("dialog[open]")) return;
      const box = current().querySelector(`[data-letter="${event.key.toUpperCase()}"]`);
      event.preventDefault(); // the page's own script would only ever tick, and in the first menu
      if (!box) return;
      box.focus();
      box.click();
    },
    true,
  );
})();
