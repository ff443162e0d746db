// Only enhances: every page works without it.
"use strict";

const form = document.querySelector("form.answer");
const dialog = document.getElementById("keys");
const next = document.querySelector("[data-next]");
const SINGLE_KEYS = "palpate.single-keys";

function singleKeys() {
  try {
    return localStorage.getItem(SINGLE_KEYS) !== "off";
  } catch {
    return true; // storage may be forbidden
  }
}

function release(each) {
  delete each.dataset.sent;
  each.querySelector(".button[type=submit]")?.removeAttribute("aria-disabled");
}

// A form is sent once, however often its button is pressed. The server would see the repeat; this spares the wait.
for (const each of document.querySelectorAll("form[data-once]")) {
  each.addEventListener("submit", (event) => {
    if (each.dataset.sent) event.preventDefault();
    each.dataset.sent = "yes";
    each.querySelector(".button[type=submit]")?.setAttribute("aria-disabled", "true");
    setTimeout(release, 4000, each); // sending may have been stopped, or the network lost
  });
}

// A page that comes back from the browser's memory may be sent again.
addEventListener("pageshow", (event) => {
  if (!event.persisted) return;
  document.querySelectorAll("form[data-once]").forEach(release);
});

for (const field of document.querySelectorAll("[data-time-zone]")) {
  field.value = Intl.DateTimeFormat().resolvedOptions().timeZone || "";
}

// After an answer a phone shows the verdict first: the case is folded away.
const fold = document.querySelector(".answered") && document.querySelector("details.fold");
if (fold) {
  const narrow = matchMedia("(max-width: 59.99rem)");
  fold.open = !narrow.matches;
  narrow.addEventListener("change", () => (fold.open = !narrow.matches));
}

for (const hint of document.querySelectorAll("[data-keys-hint]")) hint.hidden = false;
const letters = [...document.querySelectorAll("form.answer [data-letter]")].map((input) => input.dataset.letter);
const lettersHint = document.querySelector("[data-letters]");
if (lettersHint) {
  lettersHint.hidden = !letters.length;
  lettersHint.querySelector("[data-last-letter]").textContent = letters.at(-1) ?? "";
}
document.querySelector("[data-show-keys]")?.addEventListener("click", () => dialog.showModal());
const toggle = document.querySelector("[data-single-keys]");
if (toggle) {
  toggle.checked = singleKeys();
  toggle.addEventListener("change", () => {
    try {
      localStorage.setItem(SINGLE_KEYS, toggle.checked ? "on" : "off");
    } catch {
      // then it holds for this page alone
    }
  });
}

function isTyping(target) {
  return target.matches("textarea, select, [contenteditable], input:not([type=radio], [type=checkbox])");
}

addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return;
  if (isTyping(event.target) || dialog?.open) return;
  const key = event.key;
  if (key === "Enter") {
    if (event.target.matches("a, button, summary")) return;
    if (form) {
      event.preventDefault();
      form.requestSubmit();
    } else if (next) {
      event.preventDefault();
      next.click();
    }
    return;
  }
  if (!singleKeys()) return;
  if (key === "?" && dialog) {
    event.preventDefault();
    dialog.showModal();
  } else if (form && !event.shiftKey && /^[a-h]$/i.test(key)) {
    const option = form.querySelector(`[data-letter="${key.toUpperCase()}"]`);
    if (!option) return;
    event.preventDefault();
    option.checked = true;
    option.focus();
  } else if (form && /^[1-3]$/.test(key)) {
    const sure = form.querySelector(`[name=sureness][value="${key}"]`);
    if (!sure) return;
    event.preventDefault();
    sure.checked = true;
    form.requestSubmit();
  }
});
