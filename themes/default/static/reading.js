// What makes reading handier: copying, previews of links, single keys. Nothing is missing without it.
(() => {
  "use strict";

  const root = new URL("../", document.currentScript.src).href;
  const isFile = location.protocol === "file:";
  const page = document.querySelector("link[rel=canonical]")?.href ?? location.href;
  const one = (selector) => document.querySelector(selector);
  const all = (selector, within = document) => [...within.querySelectorAll(selector)];

  function element(name, attributes = {}, ...children) {
    const made = document.createElement(name);
    for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
    made.append(...children);
    return made;
  }

  // A browser may be told to keep nothing.
  function kept(storage, key, value) {
    try {
      if (value !== undefined) window[storage].setItem(key, value);
      return window[storage].getItem(key);
    } catch {
      return null;
    }
  }

  const status = element("p", { role: "status", class: "unseen" });
  document.body.append(status);

  // The font of formulas, once there is something to read
  requestAnimationFrame(() =>
    setTimeout(() => {
      for (const sheet of all("link[data-late]")) sheet.media = "all";
    })
  );

  // Colours: as the system has them, light or dark

  const SCHEMES = ["auto", "light", "dark"];
  const colours = document.documentElement.dataset;

  function recolour(scheme) {
    colours.scheme = SCHEMES.includes(scheme) ? scheme : "auto";
    for (const meta of all("meta[name=theme-color]")) {
      const own = /light|dark/.exec(meta.dataset.media ?? meta.media)[0];
      meta.dataset.media = `(prefers-color-scheme: ${own})`;
      meta.media = colours.scheme === "auto" ? meta.dataset.media : colours.scheme === own ? "all" : "not all";
    }
  }

  recolour(colours.scheme);
  addEventListener("storage", (event) => event.key === "scheme" && recolour(event.newValue));
  addEventListener("pageshow", (event) => event.persisted && recolour(kept("localStorage", "scheme")));
  one(".scheme")?.addEventListener("click", () => {
    recolour(SCHEMES[(SCHEMES.indexOf(colours.scheme) + 1) % SCHEMES.length]);
    kept("localStorage", "scheme", colours.scheme);
    status.textContent = `Colours: ${colours.scheme}`;
  });

  // From disk, an address that ends with a folder shows what lies in the folder.
  if (isFile) {
    for (const link of all("a[href]")) {
      if (link.protocol === "file:" && link.pathname.endsWith("/")) link.pathname += "index.html";
    }
  }

  // Copying

  async function copy(text) {
    try {
      await navigator.clipboard.writeText(text);
    } catch {
      const before = document.activeElement;
      const field = element("textarea", { class: "unseen" });
      field.value = text;
      document.body.append(field);
      field.select();
      document.execCommand("copy"); // what there is without https
      field.remove();
      before.focus();
    }
  }

  const texOf = (formula) => formula.querySelector("annotation")?.textContent ?? formula.textContent;

  function textOf(button) {
    if (button.dataset.copy) return document.getElementById(button.dataset.copy).textContent.trim();
    const box = button.previousElementSibling;
    return box.matches("pre") ? box.textContent : all("math", box).map(texOf).join("\n");
  }

  async function confirmed(button, done) {
    await done;
    if (button.textContent === "Copied") return;
    const name = [...button.childNodes];
    button.textContent = status.textContent = "Copied";
    setTimeout(() => {
      button.replaceChildren(...name);
      status.textContent = "";
    }, 2000);
  }

  const shares = navigator.share && matchMedia("(hover: none)").matches;

  function give(button) {
    const id = button.closest("article")?.id;
    const url = id ? `${page}#${id}` : page;
    if (shares) navigator.share({ title: document.title, url }).catch(() => {});
    else confirmed(button, copy(url));
  }

  for (const button of all("button.copy")) {
    button.hidden = false;
    if (shares && "link" in button.dataset) button.ariaLabel = "Share";
  }
  for (const box of all(".prose pre, .prose .math-display")) {
    const name = box.matches("pre") ? "Copy code" : "Copy TeX";
    const around = element("div", { class: "copyable" });
    box.replaceWith(around);
    around.append(box, element("button", { class: "copy", type: "button", "aria-label": name }));
  }
  document.addEventListener("click", ({ target }) => {
    const button = target.closest("button.copy");
    if (button && "link" in button.dataset) give(button);
    else if (button) confirmed(button, copy(textOf(button)));
  });

  // A selection with formulas is copied with their TeX.
  document.addEventListener("copy", (event) => {
    const selection = getSelection();
    if (selection.isCollapsed || event.target.closest?.("input, textarea")) return;
    const range = selection.getRangeAt(0).cloneRange();
    const formulaAt = (node) => (node.closest ? node : node.parentElement).closest("math");
    const [first, last] = [formulaAt(range.startContainer), formulaAt(range.endContainer)];
    if (first) range.setStartBefore(first);
    if (last) range.setEndAfter(last);
    const part = element("div", { class: "unseen" }, range.cloneContents());
    const formulas = all("math", part);
    if (!formulas.length) return;
    for (const extra of all("button, .anchor", part)) extra.remove();
    event.clipboardData.setData("text/html", part.innerHTML);
    for (const formula of formulas) {
      const mark = formula.getAttribute("display") === "block" ? "$$" : "$";
      formula.replaceWith(mark + texOf(formula) + mark);
    }
    document.body.append(part);
    event.clipboardData.setData("text/plain", part.innerText);
    part.remove();
    event.preventDefault();
  });

  // Previews of links to papers and to notes

  const told = new Map();
  const paperOf = (link) => (link.href.startsWith(root) && /^paper\/([^/#]+)\/(?:#.*)?$/.exec(link.href.slice(root.length))?.[1]) || "";

  function recordOf(paper) {
    if (!told.has(paper)) {
      const answer = isFile ? Promise.resolve(null) : fetch(`${root}paper/${paper}/preview.json`).then((found) => (found.ok ? found.json() : null));
      told.set(paper, answer.catch(() => null));
    }
    return told.get(paper);
  }

  // HTML of this site's own, with links that are relative to where it lies, as a part of this page.
  function grafted(html, base) {
    const made = element("div");
    made.innerHTML = html;
    for (const link of all("[href]", made)) link.href = new URL(link.getAttribute("href"), base);
    for (const named of all("[id]", made)) named.removeAttribute("id");
    return made;
  }

  const preview = element("div", { id: "preview", class: "preview", role: "tooltip", hidden: "" });
  document.body.append(preview);
  let wanted = null;
  let shown = null;
  let timer = 0;

  async function contentOf(link) {
    const note = link.matches(".footnote > a") && document.getElementById(decodeURIComponent(link.hash.slice(1)));
    if (note) {
      if (getComputedStyle(note).position === "absolute") return null; // it stands beside the text
      const made = grafted(note.innerHTML, location.href);
      for (const back of all(".back", made)) back.remove();
      return [made];
    }
    const paper = paperOf(link);
    const record = paper && (await recordOf(paper));
    if (!record) return null;
    const title = grafted(record.title, root);
    title.className = "preview-title";
    const facts = [record.where, record.status, record.count].filter(Boolean).join(", ");
    const by = element("div", { class: "meta" }, record.authors ?? "");
    return [title, by, element("div", { class: "meta" }, facts), element("p", {}, record.text ?? "")];
  }

  function place(link) {
    const [line] = link.getClientRects();
    const box = link.getBoundingClientRect();
    const { offsetWidth: width, offsetHeight: height } = preview;
    const room = document.documentElement.clientWidth - width - 8;
    const isBelow = box.bottom + height + 16 < innerHeight || box.top < height + 16;
    preview.style.left = `${scrollX + Math.max(8, Math.min(line.left, room))}px`;
    preview.style.top = `${scrollY + (isBelow ? box.bottom + 6 : box.top - height - 6)}px`;
  }

  function hide() {
    clearTimeout(timer);
    preview.hidden = true;
    shown?.removeAttribute("aria-describedby");
    wanted = shown = null;
  }

  async function show(link) {
    const content = await contentOf(link);
    if (link !== wanted) return;
    hide();
    if (!content) return;
    preview.replaceChildren(...content);
    preview.hidden = false;
    place(link);
    link.setAttribute("aria-describedby", "preview");
    wanted = shown = link;
  }

  function want(link) {
    clearTimeout(timer);
    if (link === shown) return;
    wanted = link;
    timer = setTimeout(() => (link ? show(link) : hide()), link ? 150 : 250);
  }

  function linkAt(target) {
    const link = target.closest("main a[href]");
    if (!link || link.closest(".card, .search")) return null;
    return link.matches(".footnote > a") || (paperOf(link) && link.pathname !== location.pathname) ? link : null;
  }

  document.addEventListener("pointerover", ({ target, pointerType }) => {
    if (pointerType === "touch") return;
    if (preview.contains(target)) clearTimeout(timer);
    else if (shown || wanted || linkAt(target)) want(linkAt(target));
  });
  document.addEventListener("focusin", ({ target }) => {
    if (target.matches(":focus-visible") && (shown || linkAt(target))) want(linkAt(target));
  });
  addEventListener("pagehide", hide);

  // Abstracts: those of lists are fetched when asked for

  async function addAbstract(card) {
    const paper = paperOf(card.querySelector(".card-title a"));
    const record = await recordOf(paper);
    if (!record?.abstract || card.querySelector(".abstract")) return;
    const text = grafted(record.abstract, `${root}paper/${paper}/`);
    text.className = "prose";
    card.append(element("details", { class: "abstract" }, element("summary", {}, "Abstract"), text));
  }

  async function showAbstracts(isOn) {
    const button = one("button.abstracts");
    if (button) button.ariaLabel = isOn ? "Hide all abstracts" : "Show all abstracts";
    kept("sessionStorage", "abstracts", isOn ? "on" : "off");
    if (button && isOn) await Promise.all(all(".card").map(addAbstract));
    for (const abstract of all("details.abstract")) abstract.open = isOn;
  }

  const toggleAbstracts = () => showAbstracts(kept("sessionStorage", "abstracts") !== "on");

  if (isFile) for (const part of all(".tools, .within")) part.remove();
  one("button.abstracts")?.addEventListener("click", toggleAbstracts);
  if (kept("sessionStorage", "abstracts") === "on") showAbstracts(true);

  // What is new since the last visit

  const now = new Date();
  const visited = kept("localStorage", "visited");
  if (visited && now - new Date(visited) > 3_600_000) kept("localStorage", "since", visited);
  kept("localStorage", "visited", now.toISOString());
  const since = kept("localStorage", "since");
  for (const time of since ? all(".card time") : []) {
    if (time.dateTime > since) time.closest(".card").classList.add("new");
  }

  // Keys

  function step(by) {
    const entries = all(".card-title a, .search-results h2 a, article > header .anchor").filter((entry) => entry.checkVisibility());
    let at = entries.findIndex((entry) => entry.closest("li, article").contains(document.activeElement));
    if (at < 0) {
      const below = entries.findIndex((entry) => entry.getBoundingClientRect().top > 0);
      at = (below < 0 ? entries.length : below) - (by > 0 ? 1 : 0);
    }
    const entry = entries[Math.max(0, Math.min(at + by, entries.length - 1))];
    entry?.focus({ preventScroll: true });
    entry?.closest("li, article").scrollIntoView({ block: entry.matches(".anchor") ? "start" : "nearest" });
  }

  function cite() {
    const cited = document.activeElement.closest("article")?.querySelector("details.cite") ?? one("details.cite");
    if (!cited) return;
    cited.open = !cited.open;
    cited.querySelector("summary").focus();
  }

  const KEYS = [
    ["/", "search"],
    ["j", "next entry", () => step(1)],
    ["k", "previous entry", () => step(-1)],
    ["o", "open the entry", () => document.activeElement.matches("a") && document.activeElement.click()],
    ["n", "next page or paper", () => one("main:not(.narrowed) a[rel=next]")?.click()],
    ["p", "previous page or paper", () => one("main:not(.narrowed) a[rel=prev]")?.click()],
    ["a", "show or hide abstracts", toggleAbstracts],
    ["c", "cite", cite],
    ["t", "change the colours", () => one(".scheme")?.click()],
    ["?", "show these keys", help],
    ["Esc", "close what is open"],
  ];

  let dialog;

  function help() {
    if (!dialog) {
      const rows = KEYS.map(([key, what]) => element("div", {}, element("dt", {}, element("kbd", {}, key)), element("dd", {}, what)));
      const box = element("input", { type: "checkbox" });
      box.checked = kept("localStorage", "keys") !== "off";
      box.addEventListener("change", () => kept("localStorage", "keys", box.checked ? "on" : "off"));
      const close = element("button", { type: "button", class: "boxed" }, "Close");
      close.addEventListener("click", () => dialog.close());
      const heading = element("h2", { id: "keys_title" }, "Keys");
      const setting = element("p", {}, element("label", {}, box, " Use single keys on this site"));
      dialog = element("dialog", { class: "help", "aria-labelledby": "keys_title" }, heading, element("dl", {}, ...rows), setting, close);
      document.body.append(dialog);
    }
    dialog.showModal();
  }

  one("button.keys")?.addEventListener("click", help);
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape") return hide();
    const act = KEYS.find(([key]) => key === event.key)?.[2];
    if (!act || event.ctrlKey || event.metaKey || event.altKey || event.isComposing || event.defaultPrevented) return;
    if (event.target.isContentEditable || event.target.matches("input, textarea, select") || one("dialog[open]")) return;
    if (kept("localStorage", "keys") === "off") return;
    event.preventDefault();
    act();
  });
})();
