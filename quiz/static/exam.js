// Only enhances: an exam works without it. The clock counts down what the server said was left, whatever time this
// device believes it is; answers are saved as they are chosen, with the same form that the buttons send.
"use strict";

const answering = document.getElementById("answering");
const clock = document.querySelector("[data-clock]");

// --- the clock
if (clock) {
  const ticking = clock.querySelector("[data-ticking]");
  const announced = clock.querySelector("[data-announced]");
  const hide = clock.querySelector("[data-hide-clock]");
  const HIDDEN = "palpate.clock";
  const loaded = performance.getEntriesByType("navigation")[0]?.responseStart || 0;
  let end = loaded + Number(clock.dataset.left) * 1000; // on the page's own steady count of milliseconds
  let told = Infinity;
  let asking = false;

  const left = () => Math.max(0, (end - performance.now()) / 1000);
  globalThis.setExamTime = (seconds) => (end = performance.now() + seconds * 1000);

  async function ask() {
    const reply = await fetch(clock.dataset.clock, { headers: { Accept: "application/json" } });
    if (reply.ok) globalThis.setExamTime((await reply.json()).left);
    return reply.ok;
  }

  function tick() {
    const seconds = Math.ceil(left());
    const minutes = Math.floor(seconds / 60);
    ticking.textContent = `${minutes}:${String(seconds % 60).padStart(2, "0")} left`;
    clock.classList.toggle("short", seconds <= 60);
    for (const [mark, words] of [[60, "One minute left."], [300, "Five minutes left."]]) {
      if (seconds <= mark && seconds > mark - 20 && told > mark) {
        told = mark;
        announced.textContent = words;
      }
    }
    if (!seconds) finish();
  }

  // The server says whether it is over. Without a connection the page stays, and what is unsaved with it.
  async function finish() {
    if (asking) return;
    asking = true;
    announced.textContent = "Time is over.";
    try {
      await globalThis.saveExamPage?.();
      if ((await ask()) && !left()) location.replace(clock.dataset.then);
    } catch {
      // no connection; tried again
    } finally {
      setTimeout(() => (asking = false), 2000);
    }
  }

  function show(hidden) {
    ticking.parentElement.hidden = hidden;
    hide.textContent = hidden ? "Show the time" : "Hide the time";
    hide.setAttribute("aria-pressed", String(hidden));
  }

  function remembered(value) {
    try {
      if (value !== undefined) localStorage.setItem(HIDDEN, value);
      return localStorage.getItem(HIDDEN);
    } catch {
      return null; // storage may be forbidden
    }
  }

  hide.hidden = false;
  show(remembered() === "hidden");
  hide.addEventListener("click", () => {
    const hidden = !ticking.parentElement.hidden;
    show(hidden);
    remembered(hidden ? "hidden" : "shown");
  });
  // A device that slept may have stood still meanwhile.
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "visible") ask().catch(() => {});
  });
  tick();
  setInterval(tick, 500);
}

// --- a page of questions that comes back from the browser's memory may be older than what is saved
addEventListener("pageshow", (event) => event.persisted && location.reload());

// --- when the time is over, the exam is closed once nothing can count any more
const finishing = document.querySelector("[data-finish]");
if (finishing) setTimeout(() => finishing.requestSubmit(), Number(finishing.dataset.finish) * 1000 + 1000);

// --- saving
if (answering) {
  const said = document.querySelector("[data-saved]");
  const flag = document.querySelector("[data-flag]");
  const AGAIN = [1000, 2000, 4000, 8000]; // ms until the next try, while there is no connection
  const run = [...crypto.getRandomValues(new Uint8Array(4))].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  const url = answering.action || location.href;
  const JOTS = ["strike", "restore", "view", "keep", "note", "noted"]; // of the bedside
  const NOT_ANSWER = ["csrf_token", "token", "save", "go", "flag", "leave", "without", ...JOTS];
  let number = 0;
  let tries = 0;
  let busy = null;
  let waiting = null;
  let leaving = false;

  const stateOf = (data) => new URLSearchParams([...data].filter(([name]) => !NOT_ANSWER.includes(name))).toString();
  const state = () => stateOf(new FormData(answering));
  const untouched = state();
  let known = untouched; // what the server has answered to
  let sent = null; // what the newest number stands for

  function stand(word, words) {
    const here = document.querySelector(".place[aria-current]");
    here.classList.remove("open", "seen", "begun", "answered");
    here.classList.add(word);
    here.querySelector(".visually-hidden").textContent = words;
  }

  function strip(data, kept) {
    for (const name of new Set(data.keys())) if (!kept.includes(name)) data.delete(name);
    return data;
  }

  function tell(text, isProblem = false) {
    if (said.textContent !== text) said.textContent = text;
    said.classList.toggle("form-error", isProblem);
  }

  function body() {
    const now = state();
    if (now !== sent) {
      number += 1;
      sent = now;
    }
    const data = new FormData(answering);
    data.set("save", `${run}-${number}`);
    return data;
  }

  const post = (data, options = {}) =>
    fetch(url, { method: "POST", body: new URLSearchParams(data), headers: { Accept: "application/json" }, ...options });

  // One at a time, always what stands there now. Nothing is called saved before the server said so.
  function save() {
    clearTimeout(waiting);
    if (busy) return busy.then(() => (state() === known ? undefined : save()));
    if (state() === known) return Promise.resolve();
    busy = send().finally(() => (busy = null));
    return busy;
  }

  async function send() {
    const data = body();
    const trying = sent;
    tell(tries ? said.textContent : "Saving…", tries > 0);
    try {
      const reply = await post(data);
      const isJson = reply.headers.get("Content-Type")?.startsWith("application/json");
      if (!isJson && reply.status >= 500) throw new Error(String(reply.status));
      const told = isJson ? await reply.json() : { problem: "Reload the page, and choose again." };
      known = trying;
      tries = 0;
      if (told.left !== undefined) globalThis.setExamTime?.(told.left);
      if (told.problem) tell(`Not saved yet. ${told.problem}`, true);
      else tell(told.told, !told.counts);
      if (told.stands) stand(...told.stands);
    } catch {
      tell("Not saved: the server cannot be reached. Keep this page open; it is tried again.", true);
      waiting = setTimeout(save, AGAIN[Math.min(tries, AGAIN.length - 1)]);
      tries += 1;
    }
    if (state() !== known && !tries) waiting = setTimeout(save, 0);
  }

  globalThis.saveExamPage = save;

  // Scripts of formats change fields without an event, so what counts is whether the form reads otherwise than before.
  function look(event) {
    const isTyping = event.type === "input" && event.target.matches?.("input[type=text], textarea");
    setTimeout(() => {
      if (leaving || state() === known) return;
      if (tries) return; // it is tried again anyway
      clearTimeout(waiting);
      waiting = setTimeout(save, isTyping ? 600 : 0);
    }, 0);
  }
  for (const kind of ["input", "change", "click", "keyup", "pointerup"]) document.addEventListener(kind, look);
  addEventListener("online", () => tries && save());

  // What was not touched is no answer, whatever a script has filled in; only the main button says that it is.
  answering.addEventListener("submit", (event) => {
    if (event.defaultPrevented) return; // it is on its way already
    leaving = true;
    clearTimeout(waiting);
    const main = !event.submitter || event.submitter.matches("[data-main]");
    const touched = state() !== untouched;
    const save = touched ? body().get("save") : "";
    answering.addEventListener(
      "formdata",
      ({ formData }) => {
        if (touched) formData.set("save", save);
        else if (!main) strip(formData, NOT_ANSWER);
      },
      { once: true },
    );
    setTimeout(() => (leaving = false), 4000); // sending may have been stopped, or the network lost
  });

  flag?.addEventListener("click", async (event) => {
    event.preventDefault();
    const data = strip(new FormData(answering), ["csrf_token", "token"]);
    data.set("flag", flag.value);
    const on = flag.value === "1";
    const reply = await post(data).catch(() => null);
    if (!reply?.ok) return tell("The flag was not set: the server cannot be reached. Try again.", true);
    flag.value = on ? "0" : "1";
    flag.querySelector("[data-flag-text]").textContent = on ? "Take the flag away" : "Flag";
    tell(on ? "Flagged." : "The flag is taken away.");
    const here = document.querySelector(".place[aria-current]");
    const sign = here.querySelector(".flag") ?? Object.assign(document.createElement("span"), { className: "flag", textContent: "⚑" });
    sign.setAttribute("aria-hidden", "true");
    if (on) here.append(sign);
    else sign.remove();
  });

  addEventListener("keydown", (event) => {
    if (event.key !== "F" || !event.shiftKey || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.target.matches("textarea, select, input:not([type=radio], [type=checkbox])") || !singleKeys()) return;
    event.preventDefault(); // singleKeys is of app.js: may single keys be used?
    flag?.click();
  });

  // Whoever leaves by another way still leaves word, and what was not saved yet.
  addEventListener("pagehide", () => {
    if (leaving) return;
    const data = state() === known ? strip(new FormData(answering), ["csrf_token", "token"]) : body();
    data.set("leave", "1");
    post(data, { keepalive: true }).catch(() => {});
  });
  addEventListener("beforeunload", (event) => {
    if (!leaving && tries && state() !== known) event.preventDefault();
  });
}
