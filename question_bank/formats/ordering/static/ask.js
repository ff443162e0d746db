// Only enhances: the lists of places become a list whose steps move. The selects stay and carry the answer.
"use strict";

{
  const list = document.querySelector("[data-steps]");
  const said = document.createElement("p");
  let dragged = null;

  const rows = () => [...list.children];
  const placeOf = (row) => Number(row.querySelector("select").value) || list.children.length + 1;
  const nameOf = (row) => row.querySelector("label").textContent.trim();
  const buttonOf = (row, by) => row.querySelector(`[data-by="${by}"]`);

  function settle() {
    rows().forEach((row, index, all) => {
      row.querySelector("select").value = String(index + 1);
      buttonOf(row, -1).setAttribute("aria-disabled", String(index === 0));
      buttonOf(row, 1).setAttribute("aria-disabled", String(index === all.length - 1));
    });
  }

  function tell(row) {
    said.textContent = `${nameOf(row)}: place ${placeOf(row)} of ${list.children.length}.`;
  }

  // The neighbour is moved, not the step, which therefore keeps the focus.
  function move(row, by) {
    const neighbour = by < 0 ? row.previousElementSibling : row.nextElementSibling;
    if (neighbour) row[by < 0 ? "after" : "before"](neighbour);
    settle();
    tell(row);
  }

  function button(row, by, arrow, word) {
    const made = document.createElement("button");
    made.type = "button";
    made.className = "order-move";
    made.dataset.by = by;
    made.textContent = arrow;
    made.setAttribute("aria-label", `${word}: ${nameOf(row)}`);
    made.addEventListener("click", () => move(row, by));
    return made;
  }

  function prepare(row) {
    const select = row.querySelector("select");
    const moves = document.createElement("span");
    moves.className = "order-moves";
    moves.append(button(row, -1, "↑", "Up"), button(row, 1, "↓", "Down"));
    moves.firstChild.dataset.letter = select.dataset.letter; // a letter goes to its step, the arrow keys move it
    select.removeAttribute("data-letter");
    select.hidden = true;
    row.querySelector(".form-error")?.remove();
    row.append(moves);
  }

  list.append(...rows().sort((one, other) => placeOf(one) - placeOf(other)));
  rows().forEach(prepare);
  settle();
  list.classList.add("movable");
  list.closest("fieldset").removeAttribute("aria-describedby");
  document.getElementById("order-error")?.remove();
  document.querySelector("[data-steps-help]").textContent = "Move the steps with ↑ and ↓, or drag them.";
  said.className = "visually-hidden";
  said.setAttribute("role", "status");
  list.after(said);

  list.addEventListener("keydown", (event) => {
    const by = { ArrowUp: -1, ArrowDown: 1 }[event.key];
    if (!by || !event.target.matches(".order-move")) return;
    event.preventDefault();
    move(event.target.closest(".order-step"), by);
  });

  // Dragging is an extra. A finger drags by the letter, so that the page can still be scrolled.
  list.addEventListener("pointerdown", (event) => {
    const row = event.target.closest(".order-step");
    if (!row || event.button !== 0 || event.target.closest("button")) return;
    if (event.pointerType !== "mouse" && !event.target.closest(".key")) return;
    dragged = row;
    row.classList.add("dragged");
    list.setPointerCapture(event.pointerId);
  });

  list.addEventListener("pointermove", (event) => {
    if (!dragged) return;
    const all = rows();
    const from = all.indexOf(dragged);
    const isAbove = (row) => event.clientY < row.getBoundingClientRect().top + row.offsetHeight / 2;
    const before = all.slice(0, from).find(isAbove);
    const after = all.slice(from + 1).findLast((row) => !isAbove(row));
    if (before) before.before(dragged);
    else if (after) after.after(dragged);
    if (before || after) settle();
  });

  list.addEventListener("lostpointercapture", () => {
    if (!dragged) return;
    dragged.classList.remove("dragged");
    tell(dragged);
    dragged = null;
  });
}
