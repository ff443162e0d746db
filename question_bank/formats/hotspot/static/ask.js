// Pointing at the figure. Without this script the list does the same.
"use strict";

const figure = document.querySelector("[data-hotspot]");
if (figure) {
  const form = figure.closest("form");
  const pin = figure.querySelector("[data-pin]");
  const said = form.querySelector("[data-said]");
  const list = form.elements.place;
  const { width, height } = figure.viewBox.baseVal;
  const step = Number(figure.dataset.step);

  form.querySelector("[data-pointing]").hidden = false;
  figure.setAttribute("tabindex", "0");

  const clamp = (value, most) => Math.min(Math.max(value, 0), most);

  function put(x, y, told) {
    form.elements.x.value = clamp(x, width).toFixed(2);
    form.elements.y.value = clamp(y, height).toFixed(2);
    pin.setAttribute("transform", `translate(${form.elements.x.value} ${form.elements.y.value})`);
    pin.setAttribute("visibility", "visible");
    list.value = "";
    if (told) said.textContent = told;
  }

  figure.addEventListener("click", (event) => {
    const point = new DOMPoint(event.clientX, event.clientY).matrixTransform(figure.getScreenCTM().inverse());
    put(point.x, point.y, "The pin is placed.");
  });

  figure.addEventListener("keydown", (event) => {
    const moves = { ArrowLeft: [-step, 0], ArrowRight: [step, 0], ArrowUp: [0, -step], ArrowDown: [0, step] };
    const move = moves[event.key];
    if (!move) return;
    event.preventDefault();
    const [x, y] = form.elements.x.value
      ? [Number(form.elements.x.value), Number(form.elements.y.value)]
      : [width / 2, height / 2];
    put(x + move[0], y + move[1]);
    const across = Number(form.elements.x.value) - width / 2;
    const side = across === 0 ? "on the midline" : `${Math.abs(across / (2 * step)).toFixed(1)} cm ${across < 0 ? "left" : "right"} of the midline`;
    said.textContent = `The pin is ${side}.`;
  });

  list.addEventListener("change", () => {
    form.elements.x.value = form.elements.y.value = "";
    pin.setAttribute("visibility", "hidden");
  });
}
