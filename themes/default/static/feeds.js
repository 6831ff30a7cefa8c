// The picker of /feeds/: lists that are ticked, or found by name, become one OPML file for a feed reader.
(() => {
  "use strict";

  const picker = document.getElementById("picker");
  const filter = document.getElementById("feed_filter");
  const found = document.getElementById("feeds_found");
  const status = document.getElementById("feeds_status");
  const chosenBox = document.getElementById("feeds_chosen");
  const chosenList = chosenBox.querySelector("ul");
  const format = document.getElementById("feed_format");
  const { base, title } = picker.dataset;
  const MOST = 30;

  // The path beside which a list's feeds lie -> its page, its name and heading; in the order in which they were chosen.
  const chosen = new Map();

  const counted = (number, word) => `${number.toLocaleString("en")} ${word}${number === 1 ? "" : "s"}`;

  function tell(before = "") {
    const told = chosen.size ? `${counted(chosen.size, "list")} chosen.` : "";
    status.textContent = [before, told].filter(Boolean).join(" ");
  }

  function boxFor(one) {
    const box = document.createElement("input");
    box.type = "checkbox";
    box.dataset.path = one.path;
    box.checked = chosen.has(one.path);
    box.addEventListener("change", () => choose(one, box.checked));
    return box;
  }

  function row(one) {
    const made = document.createElement("li");
    const label = document.createElement("label");
    const heading = document.createElement("span");
    heading.className = "meta";
    heading.textContent = one.heading;
    label.append(boxFor(one), ` ${one.name} `, heading);
    made.append(label);
    return made;
  }

  function choose(one, is) {
    if (is) chosen.set(one.path, one);
    else chosen.delete(one.path);
    for (const box of document.querySelectorAll(`[data-path="${CSS.escape(one.path)}"]`)) box.checked = is;
    draw();
    tell();
  }

  // The row in which somebody just took a tick away stays for a moment, so that the keyboard does not lose its place.
  function draw() {
    const held = document.activeElement;
    const next = chosenList.contains(held) ? held.closest("li") : null;
    const at = next ? [...chosenList.children].indexOf(next) : -1;
    chosenList.replaceChildren(...[...chosen.values()].map(row));
    chosenBox.hidden = !chosen.size;
    if (at >= 0) (chosenList.children[Math.min(at, chosen.size - 1)]?.querySelector("input") || filter).focus();
  }

  // Those of the page

  const shown = [...document.querySelectorAll("[data-feed]")].map((item) => {
    const link = item.querySelector("a");
    const heading = item.closest("section").querySelector("h2").textContent;
    const page = link.getAttribute("href").replace("../", "");
    const one = { path: item.dataset.feed, page, name: link.textContent, heading };
    const box = boxFor(one);
    box.setAttribute("aria-label", `Choose ${one.name}`);
    item.prepend(box, " ");
    return one;
  });

  // All that there are: the file that is there for feed readers names them. On a disk it can't be read.

  const inner = (outline, name) => decodeURI(outline.getAttribute(name).slice(base.length));

  let all;

  function everything() {
    all ??= (async () => {
      try {
        const answer = await fetch(picker.dataset.opml);
        if (!answer.ok) return shown;
        const read = new DOMParser().parseFromString(await answer.text(), "application/xml");
        return [...read.querySelectorAll("outline[xmlUrl]")].map((outline) => ({
          path: inner(outline, "xmlUrl").replace(/[^/]*$/, ""),
          page: inner(outline, "htmlUrl"),
          name: outline.getAttribute("text"),
          heading: outline.parentElement.getAttribute("text"),
        }));
      } catch {
        return shown;
      }
    })();
    return all;
  }

  const folded = (text) => text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();

  async function find() {
    const asked = filter.value;
    const words = folded(asked).split(/\s+/).filter(Boolean);
    const lists = words.length ? await everything() : [];
    if (filter.value !== asked) return;
    const hits = lists.filter((one) => words.every((word) => folded(one.name).includes(word)));
    const starts = (one) => (folded(one.name).startsWith(words[0]) ? 0 : 1);
    hits.sort((one, other) => starts(one) - starts(other));
    found.replaceChildren(...hits.slice(0, MOST).map(row));
    const rest = hits.length > MOST ? `, of which ${MOST} are shown` : "";
    tell(words.length ? `${counted(hits.length, "list")} found${rest}.` : "");
  }

  let waiting;

  filter.addEventListener("input", () => {
    clearTimeout(waiting);
    waiting = setTimeout(find, 150);
  });

  // The file

  // Readers take what looks like a tag or a character reference for one, so another sign stands there, as in feeds.
  const marked = (text) => text.replace(/<(?=[A-Za-z/!?])/g, "\uff1c").replace(/&(?=#?[0-9A-Za-z]+;)/g, "\uff06");

  function opml() {
    const made = document.implementation.createDocument(null, "opml");
    const add = (parent, name, attributes = {}, text = "") => {
      const element = made.createElement(name);
      for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
      element.textContent = text;
      parent.append(element);
      return element;
    };
    made.documentElement.setAttribute("version", "2.0");
    add(add(made.documentElement, "head"), "title", {}, `Chosen feeds of ${title}`);
    const body = add(made.documentElement, "body");
    const groups = new Map();
    for (const one of chosen.values()) {
      if (!groups.has(one.heading)) groups.set(one.heading, add(body, "outline", { text: one.heading }));
      const name = marked(one.name);
      add(groups.get(one.heading), "outline", {
        type: "rss",
        text: name,
        title: one.path ? `${name} - ${marked(title)}` : name,
        xmlUrl: base + encodeURI(one.path) + format.value,
        htmlUrl: base + encodeURI(one.page),
      });
    }
    return `<?xml version="1.0" encoding="UTF-8"?>\n${new XMLSerializer().serializeToString(made)}\n`;
  }

  document.getElementById("take_feeds").addEventListener("click", () => {
    const link = document.createElement("a");
    link.href = URL.createObjectURL(new Blob([opml()], { type: "text/x-opml" }));
    link.download = "feeds.opml";
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
    tell("The file is in your downloads.");
  });

  document.getElementById("drop_feeds").addEventListener("click", () => {
    chosen.clear();
    for (const box of document.querySelectorAll("[data-path]")) box.checked = false;
    draw();
    tell();
    filter.focus();
  });
})();
