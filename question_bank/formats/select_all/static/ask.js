// Only enhances: counts the ticks, says at once what the server would refuse, and lets A–H tick and untick.
"use strict";

{
  const ask = document.querySelector("fieldset.select-all");
  const boxes = [...ask.querySelectorAll("input[type=checkbox]")];
  const told = ask.querySelector(".picks-count");
  const limit = Number(ask.dataset.limit) || Infinity;

  function count() {
    const ticked = boxes.filter((box) => box.checked).length;
    const over = ticked > limit;
    let problem = "";
    if (!ticked) problem = "Tick at least one answer.";
    if (over) problem = `Tick ${limit} at most: untick ${ticked - limit}.`;
    boxes.forEach((box) => box.setCustomValidity(""));
    boxes[over ? boxes.findLastIndex((box) => box.checked) : 0].setCustomValidity(problem);
    told.hidden = false;
    told.classList.toggle("over", over);
    const text = over ? `${ticked} ticked. ${problem}` : `${ticked}${limit < Infinity ? ` of ${limit}` : ""} ticked`;
    if (told.textContent !== text) told.textContent = text;
  }

  function singleKeys() {
    try {
      return localStorage.getItem("palpate.single-keys") !== "off";
    } catch {
      return true; // storage may be forbidden
    }
  }

  ask.addEventListener("change", count);
  addEventListener("pageshow", count); // a page that comes back may have kept its ticks
  count();

  // Comes before the window hears the key: there a letter only ever chooses, here it also takes back.
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented || !singleKeys()) return;
    if (!/^[a-h]$/i.test(event.key) || document.querySelector("dialog[open]")) return;
    if (event.target.matches("textarea, select, [contenteditable], input:not([type=radio], [type=checkbox])")) return;
    const box = boxes.find((each) => each.dataset.letter === event.key.toUpperCase());
    if (!box) return;
    event.preventDefault();
    box.click();
    box.focus();
  });
}
