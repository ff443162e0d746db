// Pointing at the body. Without this script the fields and lists do the same.
"use strict";

const figure = document.querySelector("[data-station]");
if (figure) {
  const form = document.querySelector("[data-stepping]");
  const finger = figure.querySelector("[data-finger]");
  const latest = document.querySelector("[data-latest]");
  const { width, height } = figure.viewBox.baseVal;
  const step = Number(figure.dataset.step); // half a centimetre
  const placing = figure.dataset.station === "landmarks";
  const moves = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };
  const HOLD = 250; // ms a finger rests before the magnifier comes
  let at = [width / 2, height / 2];
  let zoomed = false;

  for (const part of document.querySelectorAll("[data-pointing]")) part.hidden = false;
  figure.setAttribute("tabindex", "0");
  figure.setAttribute("role", "application"); // so that a screen reader passes the arrow keys on

  const clamp = (value, most) => Math.min(Math.max(value, 0), most);
  const centimetres = (units) => (units / (2 * step)).toFixed(1);

  function aim(x, y) {
    at = [clamp(x, width), clamp(y, height)];
    finger.setAttribute("transform", `translate(${at[0]} ${at[1]})`);
    finger.setAttribute("visibility", "visible");
    if (zoomed) frame();
  }

  function frame() {
    const [w, h] = zoomed ? [width / 2, height / 2] : [width, height];
    const left = zoomed ? clamp(at[0] - w / 2, width - w) : 0;
    const top = zoomed ? clamp(at[1] - h / 2, height - h) : 0;
    figure.setAttribute("viewBox", `${left} ${top} ${w} ${h}`);
  }

  const button = document.querySelector("[data-magnify]");
  function magnify() {
    zoomed = !zoomed;
    button.setAttribute("aria-pressed", String(zoomed));
    frame();
  }
  button.addEventListener("click", magnify);

  function pointOf(event) {
    const point = new DOMPoint(event.clientX, event.clientY).matrixTransform(figure.getScreenCTM().inverse());
    return [point.x, point.y];
  }

  // --- landmarks: the place goes into the two fields of the one that is being pointed at
  const crosses = {};
  function place() {
    const radio = form.querySelector("[name=pointing]:checked");
    form.elements[`${radio.value}-across`].value = centimetres(at[0]);
    form.elements[`${radio.value}-down`].value = centimetres(at[1]);
    drawCross(radio.value);
    latest.textContent = `${radio.closest("fieldset").querySelector("legend").textContent}: placed.`;
    const radios = [...form.querySelectorAll("[name=pointing]")];
    const following = radios[radios.indexOf(radio) + 1];
    if (following) following.checked = true;
  }

  function drawCross(id) {
    const [x, y] = ["across", "down"].map((name) => form.elements[`${id}-${name}`].value);
    crosses[id]?.remove();
    if (x === "" || y === "") return;
    const cross = document.createElementNS(figure.namespaceURI, "path");
    cross.setAttribute("class", "landmark own");
    cross.setAttribute("d", `M${x * 2 * step - 1.6} ${y * 2 * step - 1.6}l3.2 3.2m0-3.2l-3.2 3.2`);
    finger.before(cross);
    crosses[id] = cross;
  }

  if (placing) {
    for (const radio of form.querySelectorAll("[name=pointing]")) {
      for (const name of ["across", "down"]) {
        form.elements[`${radio.value}-${name}`].addEventListener("input", () => drawCross(radio.value));
      }
      drawCross(radio.value); // a browser may have filled the fields again
    }
  }

  // --- presses: one after the other, each waiting for the reply to the one before
  let queue = Promise.resolve();
  function press() {
    const data = new FormData(form);
    data.set("x", at[0].toFixed(2));
    data.set("y", at[1].toFixed(2));
    data.delete("across");
    data.delete("along");
    queue = queue.then(() => send(data));
  }

  async function send(data) {
    latest.setAttribute("aria-busy", "true");
    try {
      const reply = await fetch(form.action, {
        method: "POST", body: data, headers: { Accept: "application/json" }, credentials: "same-origin",
      });
      const told = reply.headers.get("Content-Type")?.startsWith("application/json") ? await reply.json() : null;
      if (reply.ok && told) add(told.html);
      else latest.textContent = told?.problem ?? "That press was not taken. Reload the page and go on.";
    } catch {
      latest.textContent = "That press was not sent: there is no connection. Press again.";
    } finally {
      latest.removeAttribute("aria-busy");
    }
  }

  function add(html) {
    const holder = document.createElement("template");
    holder.innerHTML = html;
    const row = holder.content.querySelector("li");
    document.querySelector("[data-felt]").append(row);
    document.querySelector("[data-none]").hidden = true;
    const { number, x, y, where } = row.dataset;
    const presses = figure.querySelector("[data-presses]");
    for (const old of presses.querySelectorAll(".last")) old.classList.remove("last");
    const pin = document.createElementNS(figure.namespaceURI, "g");
    pin.setAttribute("class", "press last");
    pin.setAttribute("transform", `translate(${x} ${y})`);
    const circle = document.createElementNS(figure.namespaceURI, "circle");
    circle.setAttribute("r", "2");
    const text = document.createElementNS(figure.namespaceURI, "text");
    text.setAttribute("y", ".85");
    text.textContent = number;
    pin.append(circle, text);
    presses.append(pin);
    latest.replaceChildren(...[...row.cloneNode(true).childNodes]);
    document.querySelector("form.answer [name=where]").add(new Option(`${number} · ${where}`, number));
  }

  const act = placing ? place : press;

  // --- mouse, and a finger that taps; a finger that rests gets the magnifier, and lifts to press
  let held = null;
  let loupe = null;

  figure.addEventListener("click", (event) => {
    if (held === "done") {
      held = null;
      return;
    }
    aim(...pointOf(event));
    act();
  });

  figure.addEventListener("touchstart", (event) => {
    if (event.touches.length !== 1) return stop();
    const touch = event.touches[0];
    held = setTimeout(() => {
      held = "aiming";
      show(touch);
    }, HOLD);
  }, { passive: true });

  figure.addEventListener("touchmove", (event) => {
    if (held === "aiming") {
      event.preventDefault();
      show(event.touches[0]);
    } else stop();
  }, { passive: false });

  figure.addEventListener("touchend", (event) => {
    if (held !== "aiming") return stop();
    event.preventDefault(); // no click follows
    hide();
    held = null;
    act();
  });
  figure.addEventListener("touchcancel", stop);
  figure.addEventListener("contextmenu", (event) => held && event.preventDefault());

  function stop() {
    if (typeof held === "number") clearTimeout(held);
    hide();
    held = null;
  }

  function show(touch) {
    aim(...pointOf(touch));
    if (!loupe) {
      loupe = document.createElement("div");
      loupe.className = "loupe";
      loupe.setAttribute("aria-hidden", "true");
      const glass = document.createElementNS(figure.namespaceURI, "svg");
      const use = document.createElementNS(figure.namespaceURI, "use");
      use.setAttribute("href", `#${figure.id}`);
      use.setAttribute("width", width);
      use.setAttribute("height", height);
      glass.append(use);
      loupe.append(glass);
      document.body.append(loupe);
    }
    const seen = 16; // units across the glass
    const box = figure.viewBox.baseVal;
    const scale = box.width / width;
    const [x, y] = [(at[0] - box.x) / scale, (at[1] - box.y) / scale];
    loupe.firstChild.setAttribute("viewBox", `${x - seen / 2} ${y - seen / 2} ${seen} ${seen}`);
    const size = loupe.offsetWidth;
    loupe.style.left = `${clamp(touch.clientX - size / 2, innerWidth - size)}px`;
    loupe.style.top = `${touch.clientY - size - 28 > 0 ? touch.clientY - size - 28 : touch.clientY + 40}px`;
  }

  function hide() {
    loupe?.remove();
    loupe = null;
  }

  // --- keys
  figure.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (moves[event.key]) {
      const far = event.shiftKey ? 4 : 1;
      aim(at[0] + moves[event.key][0] * far * step, at[1] + moves[event.key][1] * far * step);
    } else if (event.key === " " || event.key === "Enter") {
      aim(...at);
      act();
    } else if (event.key === "+" || event.key === "-") magnify();
    else return;
    event.preventDefault();
    event.stopPropagation();
  });
}
