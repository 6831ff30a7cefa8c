// Narrows an index down to the names of which words begin as typed; the address tells them.
(() => {
  "use strict";

  const input = document.querySelector("#terms_filter");
  const status = document.querySelector("#terms_status");
  const wordsOf = (text) => text.toLowerCase().normalize("NFKD").replace(/\p{M}/gu, "").split(/[\s\-,()]+/).filter(Boolean);
  const namesOf = (row) => [...row.querySelectorAll("a, .meta:not(:has(time))")].map((name) => name.textContent).join(" ");
  const rows = [...document.querySelectorAll(".terms > li")].map((row) => [row, wordsOf(namesOf(row))]);
  const groups = document.querySelectorAll(".group");
  const letters = document.querySelector(".letters");

  function show() {
    const wanted = wordsOf(input.value);
    let count = 0;
    for (const [row, words] of rows) {
      row.hidden = !wanted.every((start) => words.some((word) => word.startsWith(start)));
      count += row.hidden ? 0 : 1;
    }
    for (const group of groups) group.hidden = !group.querySelector("li:not([hidden])");
    if (letters) letters.hidden = wanted.length > 0;
    status.textContent = wanted.length ? `${count} of ${rows.length}` : "";
    status.classList.toggle("unseen", !wanted.length);
    const query = wanted.length ? `?q=${encodeURIComponent(input.value.trim())}` : location.pathname;
    if (query !== (location.search || location.pathname)) history.replaceState(null, "", query + location.hash);
  }

  input.value = new URLSearchParams(location.search).get("q") ?? "";
  if (input.value) show();
  input.addEventListener("input", show);
  addEventListener("pageshow", (event) => event.persisted && show());
})();
