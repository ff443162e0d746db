// Only enhances: every tool is a button of a form, and works without this. With it the page stays where it is.
"use strict";

{
  const jots = document.getElementById("answering");
  const told = document.querySelector("[data-told]");
  const text = document.getElementById("note-text");
  const status = document.querySelector("[data-noted]");
  const shortcut = (selector) => document.querySelector(selector)?.click();

  // Sends one thing to the bedside, and nothing of the answer. Returns what is told; throws without a connection.
  async function send(fields, options = {}) {
    const csrf = jots.querySelector("[name=csrf_token]").value;
    const url = document.querySelector("[name=keep]").formAction;
    const body = new URLSearchParams({ csrf_token: csrf, ...fields });
    const reply = await fetch(url, { method: "POST", body, headers: { Accept: "application/json" }, ...options });
    const isJson = reply.headers.get("Content-Type")?.startsWith("application/json");
    if (!isJson) throw new Error(String(reply.status));
    return reply.json();
  }

  // A button does here what it would do as a form; where that fails, it is sent as a form after all.
  function within(button, act) {
    button?.addEventListener("click", async (event) => {
      if (button.dataset.plain) return;
      const fields = act(event);
      if (!fields) return;
      event.preventDefault();
      try {
        const reply = await send({ [button.name]: button.value, ...fields.send });
        if (reply.problem) throw new Error(reply.problem);
        fields.then(reply);
      } catch {
        button.dataset.plain = "yes";
        button.click();
      }
    });
  }

  // --- rule out
  for (const button of document.querySelectorAll(".strike")) {
    within(button, () => ({
      then() {
        const struck = button.name === "strike";
        button.name = struck ? "restore" : "strike";
        button.setAttribute("aria-pressed", String(struck));
        const input = button.closest(".option").querySelector("input");
        // What an exam has saved can be changed, and not taken back.
        if (!struck || !input.checked || document.querySelector("[data-saved]")) return;
        input.checked = false;
        input.dispatchEvent(new Event("change", { bubbles: true }));
      },
    }));
  }

  // --- flag
  const flag = document.querySelector("[data-flag-here]");
  within(flag, () => ({
    then() {
      const on = flag.value === "1";
      flag.value = on ? "0" : "1";
      flag.lastElementChild.textContent = on ? "Take the flag away" : "Flag";
    },
  }));

  // --- highlight: what is selected, or was last; without a selection the button leads to the sentences
  const marker = document.querySelector("[data-highlight]");
  let chosen = null;

  function stretchOf(range) {
    const part = range.startContainer.parentElement?.closest("[data-part]");
    if (!part || range.collapsed || !part.contains(range.endContainer)) return null;
    const before = document.createRange();
    before.selectNodeContents(part);
    before.setEnd(range.startContainer, range.startOffset);
    const start = [...before.toString()].length; // the server counts characters, not halves of them
    const length = [...range.toString()].length;
    return length ? { value: `${part.dataset.part}:${start}:${start + length}`, range } : null;
  }

  const show = (reply) => {
    told.innerHTML = reply.case; // made and escaped by the server
    getSelection().removeAllRanges();
    chosen = null;
  };

  function forget() {
    if (getSelection().isCollapsed) chosen = null;
  }

  if (marker) {
    document.addEventListener("selectionchange", () => {
      const selection = getSelection();
      const found = selection.rangeCount ? stretchOf(selection.getRangeAt(0)) : null;
      if (found) chosen = found;
      else setTimeout(forget, 500); // a tap on the button may take the selection away before it is pressed
      marker.parentElement.classList.toggle("selecting", Boolean(found));
    });
    marker.addEventListener("pointerdown", (event) => event.preventDefault()); // keeps the selection
    marker.addEventListener("click", async (event) => {
      if (!chosen) return;
      event.preventDefault();
      const inMark = chosen.range.commonAncestorContainer.parentElement?.closest("mark");
      const said = document.querySelector("[data-highlighted]");
      try {
        show(await send({ [inMark ? "unmark" : "highlight"]: chosen.value }));
        said.textContent = inMark ? "The highlight is taken away." : "Highlighted.";
      } catch {
        said.classList.remove("visually-hidden");
        said.textContent = "Not highlighted: the server cannot be reached. Try again.";
      }
    });
    told?.addEventListener("click", (event) => {
      const mark = event.target.closest("mark");
      if (!mark || !getSelection().isCollapsed) return;
      const range = document.createRange();
      range.selectNodeContents(mark);
      send({ unmark: stretchOf(range).value }).then(show, () => {});
    });
  }

  // --- the note: saved as it is typed
  if (text) {
    const mark = document.querySelector("[name=noted]");
    let saved = text.value;
    let waiting = null;
    let tries = 0;

    async function save(options) {
      clearTimeout(waiting);
      const typed = text.value;
      if (typed === saved) return;
      try {
        const reply = await send({ note: typed, noted: mark.value }, options);
        status.textContent = reply.problem ? `Not saved yet. ${reply.problem}` : "Saved.";
        if (reply.problem) return;
        mark.value = reply.noted;
        saved = typed;
        tries = 0;
        // Another window wrote something meanwhile, which the server put before.
        if (text.value === typed && reply.note.length > typed.length) saved = text.value = reply.note;
      } catch {
        status.textContent = "Not saved: the server cannot be reached. Keep this page open; it is tried again.";
        waiting = setTimeout(save, Math.min(1000 * 2 ** tries, 8000));
        tries += 1;
      }
    }

    text.addEventListener("input", () => {
      clearTimeout(waiting);
      waiting = setTimeout(save, 600);
    });
    addEventListener("pagehide", () => save({ keepalive: true }));
    document.querySelector("[name=keep]").addEventListener("click", (event) => {
      event.preventDefault();
      if (text.value === saved) status.textContent = "Saved.";
      else save();
    });
  }

  // --- keys
  addEventListener("keydown", (event) => {
    if (!event.shiftKey || event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return;
    // isTyping, singleKeys, dialog: of app.js.
    if (isTyping(event.target) || !singleKeys() || dialog?.open) return;
    const act = {
      R: () => (event.target.closest(".option") ?? document.querySelector(".option:hover"))?.querySelector(".strike")?.click(),
      F: () => shortcut("[data-flag-here]"),
      H: () => shortcut("[data-highlight]"),
      N: () => {
        text.closest("details").open = true;
        text.focus();
      },
    }[event.key];
    if (!act) return;
    event.preventDefault();
    act();
  });
}
