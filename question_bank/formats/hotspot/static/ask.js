// Pointing at the figure. Without this script the list does the same.
"use strict";

const figure = document.querySelector("[data-hotspot]");
if (figure) {
  const form = figure.closest("form");
  const pin = figure.querySelector("[data-pin]");
  const said = form.querySelector("[data-said]");
  const { x: left, y: top, place: list } = form.elements;
  const { width, height } = figure.viewBox.baseVal;
  const step = Number(figure.dataset.step); // half a centimetre
  const moves = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };

  for (const part of form.querySelectorAll("[data-pointing]")) part.hidden = false;
  figure.setAttribute("tabindex", "0");
  figure.setAttribute("role", "application"); // so that a screen reader passes the arrow keys on
  figure.setAttribute("aria-describedby", "pointing");

  const clamp = (value, most) => Math.min(Math.max(value, 0), most);
  const centimetres = (units) => (Math.abs(units) / (2 * step)).toFixed(1);

  function put(x, y) {
    left.value = clamp(x, width).toFixed(2);
    top.value = clamp(y, height).toFixed(2);
    pin.setAttribute("transform", `translate(${left.value} ${top.value})`);
    pin.setAttribute("visibility", "visible");
    list.value = "";
    const across = Number(left.value) - width / 2;
    const side = across === 0 ? "in the middle" : `${centimetres(across)} cm ${across < 0 ? "left" : "right"} of the middle`;
    said.textContent = `The pin is ${side}, ${centimetres(Number(top.value))} cm below the top edge.`;
  }

  function move([across, down], steps) {
    const [x, y] = left.value ? [Number(left.value), Number(top.value)] : [width / 2, height / 2];
    put(x + across * steps * step, y + down * steps * step);
  }

  figure.addEventListener("click", (event) => {
    const point = new DOMPoint(event.clientX, event.clientY).matrixTransform(figure.getScreenCTM().inverse());
    put(point.x, point.y);
  });

  figure.addEventListener("keydown", (event) => {
    if (!moves[event.key] || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    move(moves[event.key], event.shiftKey ? 4 : 1);
  });

  for (const button of form.querySelectorAll("[data-move]")) {
    button.addEventListener("click", () => move(moves[button.dataset.move], 1));
  }

  list.addEventListener("change", () => {
    left.value = top.value = "";
    pin.setAttribute("visibility", "hidden");
    said.textContent = "";
  });

  // A browser may fill the fields again when a page is loaded anew; what is seen and what is sent stay one.
  if (left.value && !list.value) put(Number(left.value), Number(top.value));
  else if (list.value) left.value = top.value = "";
}
