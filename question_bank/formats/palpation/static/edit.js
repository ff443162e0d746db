// A click in the sketch fills the centre of the site that was worked on last. Without this script it is typed.
"use strict";

for (const sketch of document.querySelectorAll("[data-sketch]")) {
  const figure = sketch.querySelector("svg");
  const aim = sketch.querySelector("[data-aim]");
  const said = sketch.querySelector("[data-said]");
  const rows = document.getElementById(sketch.dataset.sketch);
  const centre = (number, axis) => document.getElementById(`${rows.id}-${number}-shape-ellipse-${axis}`);
  const count = rows.querySelectorAll(":scope > ol > .row").length;
  if (!count) continue;

  // The first site without an outline, until another is worked on; what is there is never changed by accident.
  const isBlank = (row) => [...row.querySelectorAll('[name*="-shape-"]')].every((field) => !field.value);
  let number = [...rows.querySelectorAll(":scope > ol > .row")].findIndex(isBlank);
  const tell = (more = "") => {
    said.textContent = number < 0
      ? "Go to a field of a site, then a click here sets its centre."
      : `A click sets the centre of site ${number + 1}.${more}`;
  };
  tell();

  rows.addEventListener("focusin", (event) => {
    const row = event.target.closest(`#${rows.id} > ol > .row`);
    if (!row) return;
    number = Number(row.id.slice(rows.id.length + 1));
    tell();
  });

  figure.addEventListener("click", (event) => {
    if (number < 0) return;
    const point = new DOMPoint(event.clientX, event.clientY).matrixTransform(figure.getScreenCTM().inverse());
    const [x, y] = [point.x, point.y].map((value) => Math.max(0, value).toFixed(1));
    centre(number, "x").value = x;
    centre(number, "y").value = y;
    aim.setAttribute("transform", `translate(${x} ${y})`);
    aim.setAttribute("visibility", "visible");
    tell(` It is at ${x}, ${y}.`);
  });
}
