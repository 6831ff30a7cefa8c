// Opens one paper of all by chance: at once when the address ends in #paper, as menus link it, else at a click.
(() => {
  "use strict";

  const button = document.getElementById("draw_paper");
  if (!button) return;

  // On a disk no list can be read: then one of the papers that are shown.
  function shown() {
    const links = document.querySelectorAll(".card-title a");
    return links[Math.floor(Math.random() * links.length)].href;
  }

  async function drawn() {
    if (location.protocol === "file:") return shown();
    const { total, size, papers } = button.dataset;
    const number = Math.floor(Math.random() * Number(total));
    try {
      const answer = await fetch(`papers-${Math.floor(number / size)}.json`);
      const ids = await answer.json();
      return `${papers}${ids[number % size]}/`;
    } catch {
      return shown();
    }
  }

  button.addEventListener("click", async () => location.assign(await drawn()));
  if (location.hash === "#paper") drawn().then((url) => location.replace(url));
})();
