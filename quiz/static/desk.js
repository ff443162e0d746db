// An item's form, in step with the server as it is typed: flaws at their fields, the trainee's view, and what is
// not yet saved is kept. Without this script the buttons “Check without saving” and “Keep for later” do the same.
const writing = document.getElementById("writing");
const kept = writing.querySelector("[data-kept]");
const PAUSE = 900; // ms without a key before the view is drawn again
const EVERY = 4000; // ms between two times of keeping
const AGAIN = 15000; // ms before keeping is tried again
const AT_ONCE = 60000; // bytes that a browser still sends while it leaves a page
let changes = 0; // counted, to see whether something was typed while an answer was on its way
let unsaved = "typed" in writing.dataset;
let leaving = false;
let pause, next, asking;

function sent(act) {
  const fields = [...new FormData(writing)].filter(([name, value]) => typeof value === "string" && !name.startsWith("because."));
  return new URLSearchParams([...fields, ["do", act]]);
}

function live(page) {
  return new Map([...page.querySelectorAll("[data-live]")].map((each) => [each.dataset.live, each]));
}

// Nothing is taken from under somebody's hands: what has the focus, or is open to be filled in, stays as it is.
function isInUse(place) {
  return place.contains(document.activeElement) || place.querySelector("details[data-own][open]");
}

function put(place, fresh) {
  if (place.innerHTML === fresh.innerHTML) return;
  const open = [...place.querySelectorAll("details")].map((each) => each.open);
  place.replaceChildren(...document.importNode(fresh, true).childNodes);
  place.querySelectorAll("details").forEach((each, at) => (each.open = open[at] ?? each.open));
}

function show(page, { isTyping, isCurrent }) {
  const here = live(document);
  for (const [name, fresh] of live(page)) {
    const place = here.get(name);
    if (!place || isInUse(place)) continue;
    const isNew = fresh.childElementCount > 0; // a flaw that was mended goes at once
    if (isTyping && isNew && name === `flaws-${document.activeElement.name}`) continue; // told when it is left
    if (name === "preview") {
      const isNone = "none" in fresh.dataset;
      document.querySelector("[data-stale]").hidden = !isNone || "none" in place.dataset;
      if (isNone) continue;
      delete place.dataset.none;
    }
    put(place, fresh);
  }
  const desk = page.querySelector(".desk");
  document.querySelector(".desk").dataset.skin = desk.dataset.skin ?? "";
  for (const fresh of page.querySelectorAll("#writing [id^=edit-][name]")) {
    const field = document.getElementById(fresh.id);
    if (!field || field.name !== fresh.name) continue;
    for (const name of ["aria-describedby", "aria-invalid"]) {
      if (fresh.hasAttribute(name)) field.setAttribute(name, fresh.getAttribute(name));
      else field.removeAttribute(name);
    }
    if (!isCurrent || field === document.activeElement) continue;
    if (field.list && field.value !== fresh.value) field.value = fresh.value; // found by its words
    if (field.matches("select") && field.innerHTML !== fresh.innerHTML) {
      const { value } = field;
      put(field, fresh);
      field.value = value;
    }
  }
}

async function look(isTyping) {
  clearTimeout(pause);
  asking?.abort();
  asking = new AbortController();
  const before = changes;
  try {
    const reply = await fetch(writing.action, { method: "POST", body: sent("check"), signal: asking.signal });
    const page = new DOMParser().parseFromString(await reply.text(), "text/html");
    page.querySelector("[autofocus]")?.removeAttribute("autofocus"); // that is for a page newly come
    if (page.getElementById("writing")) show(page, { isTyping, isCurrent: before === changes });
  } catch {
    // A later one took its place, or the network is away: then keeping says so.
  }
}

async function keep(isLeaving = false) {
  clearTimeout(next);
  next = undefined;
  if (!unsaved || leaving || !writing.dataset.keep) return; // a copy is no item yet
  unsaved = false;
  const body = sent("keep");
  let said = "Not kept: the server cannot be reached. What you typed is in this page alone.";
  try {
    const keepalive = isLeaving && body.toString().length < AT_ONCE;
    const reply = await fetch(writing.dataset.keep, {
      method: "POST", body, keepalive, headers: { accept: "application/json" },
    });
    const isOurs = reply.headers.get("content-type") === "application/json";
    if (isOurs) said = (await reply.json()).said;
    else if (reply.redirected) said = "Not kept: you are signed out. Sign in in another window, then go on here.";
    else if (reply.status === 409) said = "Not kept: too much of this item is kept already. Discard some.";
    else if (reply.status === 413) said = "Not kept: this is larger than an item may be.";
    else if (reply.status < 500) said = "Not kept: the server does not take it from here. Save it, or copy your text.";
    kept.classList.toggle("form-error", !reply.ok || !isOurs);
    if (!reply.ok || !isOurs) later(AGAIN);
  } catch {
    kept.classList.add("form-error");
    later(AGAIN);
  }
  if (kept.textContent !== said) kept.textContent = said;
}

function later(wait) {
  unsaved = true;
  next ??= setTimeout(keep, wait);
}

writing.addEventListener("input", () => {
  changes += 1;
  clearTimeout(pause);
  pause = setTimeout(look, PAUSE, true);
  later(EVERY);
});
writing.addEventListener("change", () => look(false)); // a field is left, or something chosen
// One of several that were found is taken without a new page.
writing.addEventListener("click", (event) => {
  const [, name, id] = event.target.closest("button")?.value.match(/^pick\.([^.]+)\.(.+)$/) ?? [];
  if (!name) return;
  event.preventDefault();
  const field = writing.elements[name];
  field.value = id;
  field.focus();
  for (const kind of ["input", "change"]) field.dispatchEvent(new Event(kind, { bubbles: true }));
});
// A reason beside a warning is sent by its own button; Enter presses that, not the form's first.
writing.addEventListener("keydown", (event) => {
  const own = event.key === "Enter" && event.target.matches("input") && event.target.closest("details[data-own]");
  if (!own) return;
  event.preventDefault();
  own.querySelector("button").click();
});
// Elsewhere Enter would press the form's first button, and the place on the page would be lost.
writing.addEventListener("keydown", (event) => {
  if (event.key !== "Enter" || event.defaultPrevented || !event.target.matches("input:not([type=checkbox])")) return;
  event.preventDefault();
  look(false);
});

// Where a row was added, or a flaw's link led to several fields, the first of them has the focus.
function arrive() {
  const place = document.getElementById(location.hash.slice(1));
  if (!writing.contains(place) || place.matches("input, select, textarea")) return;
  const fields = [...place.querySelectorAll("input, select, textarea, .actions button")];
  fields.find((each) => each.checkVisibility() && !each.closest("[data-own]"))?.focus({ preventScroll: true });
}
document.addEventListener("click", (event) => event.target.closest("a[href^='#edit-']") && setTimeout(arrive));
addEventListener("load", () => location.hash && setTimeout(arrive)); // after the browser has gone there itself

writing.addEventListener("submit", () => (leaving = true));
// What is sent on is the saved version: the server sees by what is kept that something newer was typed.
document.querySelector("[data-life]")?.addEventListener("submit", async (event) => {
  if (!unsaved || "sure" in event.target.dataset) return;
  event.preventDefault();
  event.target.dataset.sure = "";
  await keep();
  event.target.requestSubmit(event.submitter);
});
addEventListener("beforeunload", (event) => {
  if (!writing.dataset.keep && changes && !leaving) event.preventDefault(); // a copy is kept nowhere
});
document.addEventListener("visibilitychange", () => document.visibilityState === "hidden" && keep(true));
addEventListener("pagehide", () => keep(true));
addEventListener("pageshow", (event) => {
  if (event.persisted) leaving = false;
});
if (unsaved) later(EVERY);
