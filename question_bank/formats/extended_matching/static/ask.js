// Only enhances. In a list the browser itself finds an option by its letter; this lets a letter that is typed
// elsewhere on the page choose for the first stem that is still open.
"use strict";

addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return;
  if (!/^[a-z]$/i.test(event.key) || document.querySelector("dialog[open]")) return;
  if (event.target.matches("textarea, select, input:not([type=radio], [type=checkbox])")) return;
  const lists = [...document.querySelectorAll(".matching-stems select")];
  const list = lists.find((each) => !each.value);
  const option = [...(list?.options ?? [])].find((each) => each.text.startsWith(`${event.key.toUpperCase()}. `));
  if (!option || !singleKeys()) return; // singleKeys is of app.js: may single keys be used?
  event.preventDefault();
  list.value = option.value;
  list.focus();
});
