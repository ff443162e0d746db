// Only enhances: says how many phrases are marked, and which keys mark them.
"use strict";

{
  const boxes = [...document.querySelectorAll("form.answer [name=phrases]")];
  const status = document.querySelector("[data-marked]");
  const most = Number(status.dataset.atMost) || Infinity;

  const count = () => {
    const marked = boxes.filter((box) => box.checked).length;
    const over = marked > most;
    status.textContent = `${marked || "None"} marked${over ? `, ${marked - most} too many` : ""}`;
    status.classList.toggle("form-error", over);
  };

  for (const box of boxes) box.addEventListener("change", count);
  addEventListener("pageshow", count); // a page that comes back may bring its marks

}
