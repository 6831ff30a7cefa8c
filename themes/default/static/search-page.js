// The search page: papers by name at once, by their texts as soon as Pagefind has them; narrowed down by facets. On long
// lists it does the same within the list, whose facets the form names, and takes the list's place while it is at work.
(async () => {
  "use strict";

  const form = document.querySelector("form[data-search-page]");
  const input = form.querySelector("input[type=search]");
  const list = document.querySelector("#search_results");
  const status = document.querySelector("#search_status");
  const more = document.querySelector("#search_more");
  const narrow = document.querySelector("#search_facets");
  const chips = document.querySelector("#search_chosen");
  const within = [...new URLSearchParams(form.dataset.within)];
  const root = new URL(form.dataset.root, document.baseURI);
  // Each costs a fetch or two, which a slow connection feels.
  const AT_ONCE = 8;
  const MOST = 50;
  // So long somebody has to pause before the texts are looked into.
  const PATIENCE = 250;
  const VALUES = 8;
  // So many results tell whether Pagefind knew the words, by so many letters of them; some scripts put no spaces between.
  const TELLING = 3;
  const START = 4;
  const UNSPACED = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}]/u;
  const SENTENCE_END = /[.!?…:]["'”’)\]]*\s*$/u;
  const LABELS = { venue: "Venue", year: "Year", keyword: "Keyword", contributor: "Summary by" };
  const ORDERS = { "": "Best match", year: "Newest paper", text: "Newest summary" };
  const USUAL = within.some(([facet]) => facet === "contributor") || !within.length ? "text" : "year";

  form.removeAttribute("data-idle");
  let tools;
  try {
    tools = await import(new URL(form.dataset.tools, document.baseURI));
  } catch {
    status.textContent = "Searching needs the site on a web server, and a newer browser.";
    return;
  }
  const { Finder, element, countOf, folded } = tools;
  const finder = new Finder(new URL("search/", root).href);

  const chosen = { venue: new Set(), year: new Set(), keyword: new Set(), contributor: new Set() };
  let order = "";
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
    const asked = telling(query, index.stop);
    const { results } = await (await fullText()).search(asked);
    return (await areMeant(results, asked)) ? results : [];
  }

  // Pagefind takes a word that no text has for the beginning of it that some have: "xylophone" for "x". All results
  // then have the same beginning, so the first of them tell. A word may have another ending: its first letters count.
  async function areMeant(results, query) {
    const found = await Promise.all(results.slice(0, TELLING).map((result) => result.data()));
    const texts = found.map(({ content }) => ` ${folded(content.replace(/\p{Ll}(?=\p{Lu})/gu, "$& "))}`);
    return (folded(query).match(/[\p{L}\p{N}]+/gu) ?? []).every((word) => {
      const start = word.length === START ? word.replace(/s$/, "") : word.slice(0, START);
      const begins = new RegExp(UNSPACED.test(word) ? "" : `[^\\p{L}\\p{N}]${start}`, "u");
      return texts.some((text) => begins.test(text));
    });
  }

  // Without the words that nearly every text has: what Pagefind knows of these is large. Whoever quotes means them.
  function telling(query, stop) {
    const words = query.split(/\s+/).filter((word) => !stop.includes(folded(word)));
    return query.includes('"') || !words.length ? query : words.join(" ");
  }

  // What Pagefind gives is escaped HTML with <mark>: only its words and marks are taken. Dots tell where it was cut
  // within a sentence of the whole text.
  function excerpt(html, whole) {
    const made = element("p", { class: "search-excerpt" });
    html.split(/<mark>(.*?)<\/mark>/s).forEach((part, number) => {
      const text = new DOMParser().parseFromString(part, "text/html").body.textContent;
      const before = /^\s/.test(part) ? " " : "";
      made.append(number % 2 ? element("mark", {}, text) : before + text.trimStart());
    });
    const cut = made.textContent.trim();
    const at = whole.indexOf(cut);
    const isWithin = at < 0 ? /^\p{Ll}/u.test(cut) : whole.slice(0, at).trim() && !SENTENCE_END.test(whole.slice(0, at));
    if (isWithin) made.prepend("… ");
    if (whole.slice(at + cut.length).trim() && !SENTENCE_END.test(cut)) made.append(" …");
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
    if (facets) return;
    const index = await finder.index();
    const answer = await fetch(new URL(`search/facets.json?${index.stamp}`, root));
    if (!answer.ok) throw new Error("no facets");
    const told = await answer.json();
    for (const values of Object.values(told.facets)) for (const value of values) value[2] = numbersOf(value[2]);
    const numbers = new Map(told.fragments.map((fragment, number) => [fragment, number]));
    const years = [];
    for (const [year, , papers] of told.facets.year) for (const number of papers) years[number] = Number(year);
    const papersOf = (facet, slug) => told.facets[facet]?.find(([other]) => other === slug)?.[2] ?? new Set();
    const scope = within.map(([facet, slug]) => papersOf(facet, slug));
    const all = told.fragments.map((_, number) => number).filter((number) => scope.every((papers) => papers.has(number)));
    facets = { values: told.facets, numbers, years, papersOf, all, inScope: new Set(all) };
  }

  const isNarrowed = () => Object.values(chosen).some((slugs) => slugs.size);

  // A list has to be left alone until somebody asks for less of it.
  const isAtWork = () => !within.length || Boolean(state.query) || isNarrowed() || narrow.open;

  const needsFacets = () => within.length > 0 || isNarrowed() || narrow.open;

  // Papers of any chosen value of a facet, and so for each facet but the one left out.
  function filter(leftOut = "") {
    const sets = Object.entries(chosen)
      .filter(([facet, slugs]) => facet !== leftOut && slugs.size)
      .map(([facet, slugs]) => [...slugs].map((slug) => facets.papersOf(facet, slug)));
    return (number) => facets.inScope.has(number) && sets.every((papers) => papers.some((some) => some.has(number)));
  }

  function drawFacets(results) {
    const all = results.map((result) => result.number);
    const fixed = new Set(within.map(([facet, slug]) => `${facet} ${slug}`));
    const fieldsets = Object.keys(LABELS).map((facet) => {
      const pool = new Set(all.filter(filter(facet)));
      const rows = facets.values[facet].map(([slug, name, papers]) => [slug, name, [...papers].filter((number) => pool.has(number)).length]);
      const useful = rows.filter(([slug, , count]) => (count || chosen[facet].has(slug)) && !fixed.has(`${facet} ${slug}`));
      if (facet !== "year") useful.sort((one, other) => other[2] - one[2]);
      const boxes = useful.map((row) => choice("checkbox", facet, chosen[facet].has(row[0]), ...row));
      const rest = boxes.splice(Math.max(VALUES, chosen[facet].size));
      const made = element("fieldset", {}, element("legend", {}, LABELS[facet]), ...boxes);
      if (rest.length) made.append(element("details", { class: "more" }, element("summary", {}, `${rest.length} more`), ...rest));
      return boxes.length ? made : "";
    });
    const orders = Object.entries(ORDERS).filter(([name]) => name || state.query);
    const wanted = order || (state.query ? "" : USUAL);
    const radios = orders.map(([name, label]) => choice("radio", "order", name === wanted, name, label));
    const open = new Set([...narrow.querySelectorAll("fieldset > details[open]")].map((details) => details.parentElement.firstElementChild.textContent));
    narrow.querySelector("div").replaceChildren(...fieldsets, element("fieldset", {}, element("legend", {}, "Order"), ...radios));
    for (const legend of narrow.querySelectorAll("legend")) {
      if (open.has(legend.textContent)) legend.parentElement.querySelector("details")?.setAttribute("open", "");
    }
  }

  function choice(type, name, isOn, value, label, count) {
    const box = element("input", { type, name, value });
    box.checked = isOn;
    return element("label", {}, box, ` ${label} `, count === undefined ? "" : element("span", { class: "meta" }, String(count)));
  }

  // What is chosen, to be taken back without opening the list of all.
  function drawChips() {
    const made = Object.entries(chosen).flatMap(([facet, slugs]) => [...slugs].map((slug) => {
      const name = facets.values[facet].find(([other]) => other === slug)?.[1] ?? slug;
      return element("button", { type: "button", "data-facet": facet, "data-slug": slug }, element("span", { class: "unseen" }, "Remove filter: "), name, element("span", { "aria-hidden": "true" }, " ×"));
    }));
    chips.replaceChildren(...made);
    chips.hidden = !made.length;
  }

  // Results

  function resultsOf({ named, texts }) {
    const byFragment = new Map(texts.map((result) => [result.id, result]));
    const first = named.map((hit) => ({ ...hit, result: byFragment.get(hit.card[4]) }));
    const taken = new Set(named.map((hit) => hit.card[4]));
    const rest = texts.filter((result) => !taken.has(result.id)).map((result) => ({ id: result.id, result }));
    return [...first, ...rest].map((found) => ({ ...found, number: found.number ?? facets?.numbers.get(found.id) }));
  }

  // By year, or by the newest text, which is how papers are numbered.
  function inOrder(results) {
    const wanted = order || (state.query ? "" : USUAL);
    if (!wanted || !facets) return results;
    const key = wanted === "year" ? ({ number }) => [-facets.years[number], number] : ({ number }) => [number, 0];
    const keyed = results.map((result) => [key(result), result]);
    keyed.sort(([one], [other]) => one[0] - other[0] || one[1] - other[1]);
    return keyed.map(([, result]) => result);
  }

  async function row(hit) {
    const found = hit.result && (await hit.result.data());
    const card = hit.card ?? (found ? null : await finder.card(hit.number));
    const path = card ? `paper/${card[0]}/` : found.raw_url.replace(/^\//, "");
    const { meta } = found ?? {};
    const [title, authors, where, , status] = card ? card.slice(1) : [meta.title, meta.authors ?? "", meta.where, "", meta.status];
    const names = authors.split(", ");
    const short = names.length > 4 ? `${names.slice(0, 3).join(", ")} and ${names.length - 3} more` : authors;
    const mark = status ? [element("span", { class: "status" }, status), " "] : [];
    const heading = element("h2", {}, ...mark, element("a", { href: new URL(path, root).href }, title));
    const made = element("li", status ? { class: "struck" } : {}, heading);
    made.append(element("p", { class: "meta" }, [short, where].filter(Boolean).join(", ")));
    const section = found && bestSection(found);
    if (section) {
      const anchor = element("a", { href: new URL(`${path}#${section.anchor.id}`, root).href }, section.title);
      made.append(excerpt(section.excerpt, found.content), element("p", { class: "meta" }, anchor));
    }
    return made;
  }

  async function draw(turn) {
    const isListed = !state.query && facets && (within.length > 0 || isNarrowed());
    const everything = () => facets.all.map((number) => ({ number }));
    let results = state.query ? resultsOf(state) : isListed ? everything() : [];
    if (facets) {
      drawFacets(state.query || isListed ? results : everything());
      drawChips();
      const isAllowed = filter();
      results = inOrder(results.filter(({ number }) => isAllowed(number)));
    }
    const isShown = isAtWork();
    const rows = isShown ? await Promise.all(results.slice(0, shown).map(row)) : [];
    if (turn !== asked) return;
    list.replaceChildren(...rows);
    more.hidden = results.length <= rows.length || !isShown;
    status.textContent = isShown ? told(results.length, isListed) : "";
    if (within.length) document.querySelector("main").classList.toggle("narrowed", isShown);
  }

  function told(count, isListed) {
    const number = within.length ? `${count.toLocaleString("en")} of ${countOf(facets.all.length)}` : countOf(count);
    if (isListed) return count ? number : "Nothing with these filters.";
    if (!state.query) return "";
    if (state.isWaiting) return count ? `${countOf(count)} by name; looking into the texts` : "Looking into the texts";
    if (!count) return isNarrowed() || within.length ? "Nothing with these words here." : "Nothing has these words. Fewer or other words may help.";
    return state.isGuess ? "Nothing has all these words; these come near." : within.length ? number : `${number} found`;
  }

  // All papers that have every word by name; where neither names nor texts have them, what comes near.
  async function answer(patience = 0) {
    const query = input.value.trim();
    const turn = ++asked;
    shown = AT_ONCE;
    remember(query);
    try {
      if (needsFacets()) await loadFacets();
      const { texts: hasTexts } = await finder.index();
      const isAllowed = within.length ? (number) => facets.inScope.has(number) : undefined;
      const { hits } = query ? await finder.find(query, hasTexts ? AT_ONCE : MOST, isAllowed) : { hits: [] };
      if (turn !== asked) return;
      const named = hits.filter((hit) => hit.isWhole);
      state = { query, named, texts: [], isWaiting: hasTexts && Boolean(query) };
      if (named.length || !state.isWaiting) await draw(turn);
      if (!state.isWaiting) return;
      await new Promise((done) => setTimeout(done, patience));
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
    if (order) parameters.set("order", order);
    const told = parameters.toString();
    history.replaceState(null, "", told ? `?${told}` : location.pathname);
  }

  async function recall(typed = "") {
    const parameters = new URLSearchParams(location.search);
    input.value = (parameters.get("q") ?? typed).slice(0, 200);
    order = parameters.get("order") in ORDERS ? parameters.get("order") : "";
    for (const facet of Object.keys(chosen)) chosen[facet] = new Set(parameters.getAll(facet));
    if (isNarrowed() && !within.length) narrow.open = true;
    await answer();
    if (!input.value && !isNarrowed() && !within.length) input.focus();
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
    if (narrow.open) await loadFacets().catch(() => {});
    if (facets) await draw(asked);
  });
  async function chosenAnew() {
    remember(input.value.trim());
    shown = AT_ONCE;
    await draw(asked);
  }
  narrow.addEventListener("change", async ({ target }) => {
    if (target.name === "order") order = target.value;
    else chosen[target.name][target.checked ? "add" : "delete"](target.value);
    const again = `input[name="${target.name}"][value="${CSS.escape(target.value)}"]`;
    await chosenAnew();
    narrow.querySelector(again)?.focus();
  });
  chips.addEventListener("click", async ({ target }) => {
    const chip = target.closest("button");
    if (!chip) return;
    chosen[chip.dataset.facet].delete(chip.dataset.slug);
    await chosenAnew();
    (chips.querySelector("button") ?? input).focus();
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
  window.addEventListener("popstate", () => recall());
  await recall(input.value);
})();
