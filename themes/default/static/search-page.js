// The search page: papers by name at once, by their texts as soon as Pagefind has them; narrowed down by facets.
(async () => {
  "use strict";

  const form = document.querySelector("form[data-search-page]");
  const input = form.querySelector("input[type=search]");
  const list = document.querySelector("#search_results");
  const status = document.querySelector("#search_status");
  const more = document.querySelector("#search_more");
  const narrow = document.querySelector("#search_facets");
  const root = new URL(form.dataset.root, document.baseURI);
  const AT_ONCE = 10;
  const MOST = 50;
  // So long somebody has to pause before the texts are looked into.
  const PATIENCE = 250;
  const VALUES = 8;
  const LABELS = { venue: "Venue", year: "Year", keyword: "Keyword", contributor: "Summary by" };

  form.removeAttribute("data-idle");
  let tools;
  try {
    tools = await import(new URL(form.dataset.tools, document.baseURI));
  } catch {
    status.textContent = "Searching needs the site on a web server, and a newer browser.";
    return;
  }
  const { Finder, element, countOf } = tools;
  const finder = new Finder(new URL("search/", root).href);

  const chosen = { venue: new Set(), year: new Set(), keyword: new Set(), contributor: new Set() };
  let facets = null;
  let asked = 0;
  let shown = AT_ONCE;
  let state = { query: "", named: [], texts: [] };

  // Texts

  let pagefind;

  function fullText() {
    pagefind ??= (async () => {
      const module = await import(new URL("pagefind/pagefind.js", root));
      await module.options({ excerptLength: 34, bundlePath: new URL("pagefind/", root).pathname });
      return module;
    })();
    return pagefind;
  }

  async function textsOf(query) {
    const index = await finder.index();
    if (!index.texts || !query) return [];
    const { results } = await (await fullText()).search(query);
    return results;
  }

  // What Pagefind gives is escaped HTML with <mark>: only its words and marks are taken.
  function excerpt(html) {
    const made = element("p", { class: "search-excerpt" });
    html.split(/<mark>(.*?)<\/mark>/s).forEach((part, number) => {
      const text = new DOMParser().parseFromString(part, "text/html").body.textContent;
      const before = /^\s/.test(part) ? " " : "";
      made.append(number % 2 ? element("mark", {}, text) : before + text.trimStart());
    });
    return made;
  }

  // The section of a paper in which the query weighs most: a summary, unless only the record has its words.
  function bestSection(found) {
    const weight = (section) => section.weighted_locations.reduce((sum, place) => sum + place.balanced_score, 0);
    const sections = found.sub_results.filter((section) => section.anchor);
    return sections.sort((one, other) => weight(other) - weight(one))[0];
  }

  // Facets

  const numbersOf = (distances) => {
    let number = 0;
    return new Set(distances.map((distance) => (number += distance)));
  };

  async function loadFacets() {
    if (facets) return facets;
    const answer = await fetch(new URL("search/facets.json", root));
    if (!answer.ok) throw new Error("no facets");
    const told = await answer.json();
    for (const values of Object.values(told.facets)) for (const value of values) value[2] = numbersOf(value[2]);
    const numbers = new Map(told.fragments.map((fragment, number) => [fragment, number]));
    facets = { values: told.facets, numbers };
    return facets;
  }

  const isNarrowed = () => Object.values(chosen).some((slugs) => slugs.size);

  // Papers of any chosen value of a facet, and so for each facet but the one left out.
  function isAllowed(number, leftOut = "") {
    return Object.entries(chosen).every(([facet, slugs]) =>
      facet === leftOut || !slugs.size || facets.values[facet].some(([slug, , numbers]) => slugs.has(slug) && numbers.has(number))
    );
  }

  function numberOf(result) {
    return result.card ? result.number : facets.numbers.get(result.id);
  }

  function drawFacets(results) {
    const numbers = results.map(numberOf);
    narrow.querySelector("div").replaceChildren(...Object.keys(LABELS).map((facet) => {
      const pool = numbers.filter((number) => isAllowed(number, facet));
      const rows = facets.values[facet].map(([slug, name, papers]) => [slug, name, pool.filter((number) => papers.has(number)).length]);
      const useful = rows.filter(([slug, , count]) => count || chosen[facet].has(slug));
      if (facet !== "year") useful.sort((one, other) => other[2] - one[2]);
      const boxes = useful.map((row) => checkBox(facet, ...row));
      const rest = boxes.splice(Math.max(VALUES, chosen[facet].size));
      const made = element("fieldset", {}, element("legend", {}, LABELS[facet]), ...boxes);
      if (rest.length) made.append(element("details", { class: "more" }, element("summary", {}, `${rest.length} more`), ...rest));
      return boxes.length ? made : "";
    }));
  }

  function checkBox(facet, slug, name, count) {
    const box = element("input", { type: "checkbox", name: facet, value: slug });
    box.checked = chosen[facet].has(slug);
    return element("label", {}, box, ` ${name} `, element("span", { class: "meta" }, String(count)));
  }

  // Results

  function resultsOf({ named, texts }) {
    const byFragment = new Map(texts.map((result) => [result.id, result]));
    const first = named.map((hit) => ({ ...hit, result: byFragment.get(hit.card[4]) }));
    const taken = new Set(named.map((hit) => hit.card[4]));
    const rest = texts.filter((result) => !taken.has(result.id)).map((result) => ({ id: result.id, result }));
    return [...first, ...rest];
  }

  async function row({ card, result }) {
    const found = result && (await result.data());
    const path = card ? `paper/${card[0]}/` : found.raw_url.replace(/^\//, "");
    const [title, authors, where] = card ? card.slice(1, 4) : [found.meta.title, found.meta.authors ?? "", found.meta.where];
    const names = authors.split(", ");
    const short = names.length > 4 ? `${names.slice(0, 3).join(", ")} and ${names.length - 3} more` : authors;
    const made = element("li", {}, element("h2", {}, element("a", { href: new URL(path, root).href }, title)));
    made.append(element("p", { class: "meta" }, [short, where].filter(Boolean).join(", ")));
    const section = found && bestSection(found);
    if (section) {
      const anchor = element("a", { href: new URL(`${path}#${section.anchor.id}`, root).href }, section.title);
      made.append(excerpt(section.excerpt), element("p", { class: "meta" }, anchor));
    }
    return made;
  }

  async function draw(turn) {
    let results = resultsOf(state);
    if (facets) {
      drawFacets(results);
      results = results.filter((result) => isAllowed(numberOf(result)));
    }
    const rows = await Promise.all(results.slice(0, shown).map(row));
    if (turn !== asked) return;
    list.replaceChildren(...rows);
    more.hidden = results.length <= shown;
    narrow.hidden = !state.query || !(results.length || isNarrowed());
    status.textContent = told(results.length);
  }

  function told(count) {
    if (!state.query) return "";
    if (state.isWaiting) return count ? `${countOf(count)} by name; looking into the texts` : "Looking into the texts";
    if (!count) return isNarrowed() ? "Nothing with these filters." : "Nothing has these words. Fewer or other words may help.";
    return state.isGuess ? "Nothing has all these words; these come near." : `${countOf(count)} found`;
  }

  // All papers that have every word by name; where neither names nor texts have them, what comes near.
  async function answer(patience = 0) {
    const query = input.value.trim();
    const turn = ++asked;
    shown = AT_ONCE;
    remember(query);
    try {
      const { texts: hasTexts } = await finder.index();
      const { hits } = query ? await finder.find(query, hasTexts ? AT_ONCE : MOST) : { hits: [] };
      if (turn !== asked) return;
      const named = hits.filter((hit) => hit.isWhole);
      state = { query, named, texts: [], isWaiting: hasTexts && Boolean(query) };
      if (named.length || !state.isWaiting) await draw(turn);
      if (state.isWaiting) await new Promise((done) => setTimeout(done, patience));
      if (turn !== asked) return;
      const texts = hits.some((hit) => hit.isExact) ? [] : await textsOf(query);
      if (turn !== asked) return;
      const isGuess = !named.length && !texts.length;
      state = { query, named: isGuess ? hits : named, texts, isGuess };
      await draw(turn);
    } catch {
      status.textContent = "The index cannot be loaded. The lists below lead to every paper.";
    }
  }

  // The address

  function remember(query) {
    const parameters = new URLSearchParams(query ? { q: query } : {});
    for (const [facet, slugs] of Object.entries(chosen)) for (const slug of slugs) parameters.append(facet, slug);
    const told = parameters.toString();
    history.replaceState(null, "", told ? `?${told}` : location.pathname);
  }

  async function recall() {
    const parameters = new URLSearchParams(location.search);
    input.value = (parameters.get("q") ?? "").slice(0, 200);
    for (const facet of Object.keys(chosen)) chosen[facet] = new Set(parameters.getAll(facet));
    if (isNarrowed()) {
      narrow.open = true;
      await loadFacets().catch(() => {});
    }
    if (input.value) await answer();
    else input.focus();
  }

  // Somebody at work

  let waiting;
  input.addEventListener("input", () => {
    clearTimeout(waiting);
    waiting = setTimeout(answer, 40, PATIENCE);
  });
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    clearTimeout(waiting);
    answer();
  });
  narrow.addEventListener("toggle", async () => {
    if (!narrow.open || facets) return;
    await loadFacets().catch(() => {});
    if (facets) await draw(asked);
  });
  narrow.addEventListener("change", async ({ target }) => {
    chosen[target.name][target.checked ? "add" : "delete"](target.value);
    const again = `input[name="${target.name}"][value="${CSS.escape(target.value)}"]`;
    remember(input.value.trim());
    shown = AT_ONCE;
    await draw(asked);
    narrow.querySelector(again)?.focus();
  });
  more.addEventListener("click", async () => {
    const first = shown;
    shown += AT_ONCE;
    await draw(asked);
    list.children[first]?.querySelector("a").focus();
  });
  document.addEventListener("keydown", (event) => {
    const links = [input, ...list.querySelectorAll("h2 a")];
    const at = links.indexOf(document.activeElement);
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (at >= 0 && step && links[at + step]) {
      event.preventDefault();
      links[at + step].focus();
    } else if (event.key === "Escape" && at > 0) {
      input.select();
    }
  });
  window.addEventListener("popstate", recall);
  await recall();
})();
