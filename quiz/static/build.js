// Only enhances the builder: the count follows what is chosen, and so does the page's address.
"use strict";

{
  const own = document.querySelector("form[data-count]");
  const told = own.querySelector("[data-told]");
  const PRIVATE = ["csrf_token", "token", "time_zone"];
  let timer;
  let asked = 0;

  function chosen() {
    const query = new URLSearchParams(new FormData(own));
    PRIVATE.forEach((name) => query.delete(name));
    if (!query.get("minutes")) query.delete("minutes");
    return query;
  }

  async function count() {
    const mine = ++asked;
    const query = chosen();
    try {
      const reply = await fetch(`${own.dataset.count}?${query}`, { headers: { Accept: "application/json" } });
      if (!reply.ok || mine !== asked) return;
      told.textContent = (await reply.json()).told;
      history.replaceState(null, "", `?${query}`);
    } catch {
      // the network is away: the count stays as it was, and starting still says what matches
    }
  }

  // Objectives of topics that are not chosen are out of the way, but for those that are chosen.
  function narrow() {
    const topics = [...own.querySelectorAll("[name=topic]:checked")].map((box) => box.value);
    for (const group of own.querySelectorAll("[data-of]")) {
      const away = topics.length && !topics.includes(group.dataset.of);
      group.hidden = Boolean(away) && !group.querySelector(":checked");
    }
  }

  own.querySelector("[data-plain]").hidden = true;
  own.addEventListener("change", () => {
    narrow();
    clearTimeout(timer);
    timer = setTimeout(count, 200);
  });
  narrow();
}
