// Finds papers by words of their titles, names and identifiers while somebody types; and the box for it on every page.

// How much a word counts, by where it stands: the places of shortsite.search.titles.
const WEIGHTS = [40, 13, 10, 7, 4, 3, 3, 1];
const SPELT = { ß: "ss", æ: "ae", œ: "oe", ø: "o", ł: "l", đ: "d", ð: "d", þ: "th", ı: "i", ς: "σ" };
const MOST_PARTS = 4;
const SHOWN = 8;
// Of so many the titles are looked at, whether they begin with what was asked; words of so many letters tell.
const LOOKED_AT = 16;
const LONG = 5;

export const folded = (text) =>
  text.toLowerCase().normalize("NFKD").replace(/\p{M}/gu, "").replace(/[ßæœøłđðþıς]/g, (letter) => SPELT[letter]);

// Its words, apart by one space.
const plain = (text) => (folded(text).match(/[\p{L}\p{N}]+/gu) ?? []).join(" ");

const ISBN = /^(?:isbn[-: ]*)?((?:97[89][- ]?)?(?:\d[- ]?){9}[\dx])$/i;

// The number or DOI within an address, a label or a text; nothing if it looks like neither.
export function identifierOf(text) {
  const isbn = ISBN.exec(text.trim());
  if (isbn) return isbn[1].replace(/[- ]/g, "").toLowerCase();
  const bare = text
    .trim()
    .toLowerCase()
    .replace(/^https?:\/\/[^/]+\//, "")
    .replace(/^(?:doi|arxiv):\s*/, "")
    .replace(/^(?:abs|pdf|html|doi|arxiv)\//, "")
    .replace(/^10\.48550\/arxiv\./, "")
    .replace(/\.pdf$|\/$/, "")
    .replace(/^(\d{4}\.\d{4,5}|[a-z.-]+\/\d{7})v\d+$/, "$1");
  return /^\S*\d\S*$/.test(bare) && /[./]|^\d{4}\.?\d*$/.test(bare) && !/^\d{1,4}$/.test(bare) ? bare : "";
}

// Whether one letter too many, missing, wrong, or two changed about, is all that differs.
export function isNear(one, other) {
  const [short, long] = one.length <= other.length ? [one, other] : [other, one];
  if (long.length - short.length > 1) return false;
  let at = 0;
  while (at < short.length && short[at] === long[at]) at += 1;
  const rest = long.slice(at + 1);
  if (long.length > short.length) return rest === short.slice(at);
  return rest === short.slice(at + 1) || (short[at] === long[at + 1] && long[at] === short[at + 1] && rest.slice(1) === short.slice(at + 2));
}

// The last of the sorted texts that is not beyond the given one.
function placeOf(sorted, text, textOf = (entry) => entry) {
  let [low, high] = [0, sorted.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (textOf(sorted[middle]) <= text) low = middle + 1;
    else high = middle;
  }
  return Math.max(0, low - 1);
}

class Stale extends Error {}

export class Finder {
  #base;
  #parts = new Map();
  #index;

  constructor(base) {
    this.#base = base;
  }

  // The index, fetched with the first question.
  index(cache = "default") {
    this.#index ??= fetch(new URL("index.json", this.#base), { cache }).then((answer) => {
      if (!answer.ok) throw new Error(`the index cannot be read: ${answer.status}`);
      return answer.json();
    });
    return this.#index;
  }

  // The papers that are most likely meant: {card, number, isWhole (it has every word), isExact (its identifier)}.
  async find(query, limit = SHOWN, isAllowed = () => true) {
    try {
      return await this.#find(query, limit, isAllowed);
    } catch (fault) {
      this.#index = null;
      if (!(fault instanceof Stale)) throw fault;
      // the site was published anew since the index was fetched
      this.#parts.clear();
      await this.index("reload");
      return this.#find(query, limit, isAllowed);
    }
  }

  // What results show of a paper: see shortsite.search.titles.
  async card(number) {
    const index = await this.index();
    return (await this.#part(index, "cards", "papers", Math.floor(number / index.size)))[number % index.size];
  }

  async #find(query, limit, isAllowed) {
    const index = await this.index();
    const identifier = identifierOf(query);
    const exact = identifier ? await this.#identified(index, identifier) : new Map();
    const scores = exact.size ? exact : await this.#scored(index, this.#words(index, query));
    const order = [...scores].filter(([number]) => isAllowed(number));
    order.sort((one, other) => other[1].score - one[1].score || one[0] - other[0]);
    // where titles have to be fetched, those that are shown have to do
    const looked = index.cards ? Math.max(limit, LOOKED_AT) : limit;
    const hits = await Promise.all(
      order.slice(0, looked).map(async ([number, { isWhole, isExact }]) => {
        return { number, isWhole, isExact, card: await this.card(number) };
      })
    );
    return { total: order.length, whole: order.filter(([, found]) => found.isWhole).length, hits: this.#bestFirst(hits, query).slice(0, limit) };
  }

  // A paper that is called just that goes before all others, then those whose titles begin so.
  #bestFirst(hits, query) {
    const id = folded(query).trim();
    const asked = plain(query);
    // the first letters of a word are a word's beginning by chance: "he" of "Hessian"
    const start = asked.includes(" ") || asked.length >= LONG ? asked : `${asked} `;
    for (const hit of hits) if (hit.card[0] === id) hit.isExact = true;
    const rank = ({ isExact, card: [, title] }) => {
      const called = plain(title);
      return isExact || called === asked ? 0 : asked && called.startsWith(start) ? 1 : 2;
    };
    return [0, 1, 2].flatMap((wanted) => hits.filter((hit) => rank(hit) === wanted));
  }

  #words(index, query) {
    const all = [...new Set(folded(query).match(/[\p{L}\p{N}]+/gu) ?? [])];
    const telling = all.filter((word) => !index.stop.includes(word));
    return telling.length ? telling : all;
  }

  async #identified(index, identifier) {
    const found = new Map();
    const rows = await this.#rows(index, identifier, identifier);
    for (const [word, postings] of rows) {
      if (!word.startsWith(identifier)) continue;
      for (const [number, place] of this.#papers(postings)) {
        const isExact = word === identifier;
        if (place === 0) found.set(number, { score: isExact ? 2 : 1, isWhole: true, isExact });
      }
    }
    return found;
  }

  async #scored(index, words) {
    const byWord = await Promise.all(words.map((word) => this.#scoredBy(index, word)));
    const sums = new Map();
    for (const found of byWord) {
      const rarity = Math.log(1 + index.papers / (found.size || 1));
      for (const [number, score] of found) {
        const sum = sums.get(number) ?? { score: 0, words: 0 };
        sum.score += score * rarity;
        sum.words += 1;
        sums.set(number, sum);
      }
    }
    for (const sum of sums.values()) {
      sum.isWhole = sum.words === words.length;
      sum.score *= (sum.words / words.length) ** 2;
    }
    return sums;
  }

  // How well each paper matches one word: as it is, as the beginning of another, or misspelt.
  async #scoredBy(index, word) {
    const found = new Map();
    const add = (postings, quality) => {
      for (const [number, place] of this.#papers(postings)) {
        const score = WEIGHTS[place] * quality;
        if (score > (found.get(number) ?? 0)) found.set(number, score);
      }
    };
    let isThere = false;
    for (const [other, postings] of await this.#rows(index, word, word)) {
      if (!other.startsWith(word)) continue;
      isThere ||= other === word;
      add(postings, other === word ? 1 : 0.5 + (0.4 * word.length) / other.length);
    }
    if (!isThere && word.length >= 5) {
      for (const [other, postings] of await this.#nearby(index, word)) if (isNear(word, other)) add(postings, 0.45);
    }
    return found;
  }

  // Where a word may stand that was misspelt as this one: beside it, or where its first letters should have led.
  async #nearby(index, word) {
    const rows = await this.#rows(index, word.slice(0, 3), word.slice(0, 3));
    if (index.starts.length === 1) return rows;
    const starts = [0, 1, 2].flatMap((at) => [
      word.slice(0, at) + word.slice(at + 1),
      word.slice(0, at) + word[at + 1] + word[at] + word.slice(at + 2),
    ]);
    const parts = new Set(starts.map((start) => placeOf(index.starts, start)));
    const more = await Promise.all([...parts].map((number) => this.#part(index, "words", "words", number)));
    return [...new Set([...rows, ...more.flat()])];
  }

  // The rows of the parts in which words with this beginning lie.
  async #rows(index, word, beginning) {
    const first = placeOf(index.starts, word);
    const last = Math.min(placeOf(index.starts, `${beginning}\uffff`), first + Math.min(MOST_PARTS, word.length) - 1);
    const numbers = Array.from({ length: last - first + 1 }, (_, offset) => first + offset);
    return (await Promise.all(numbers.map((number) => this.#part(index, "words", "words", number)))).flat();
  }

  #part(index, name, file, number) {
    if (index[name]) return index[name][number];
    const url = new URL(`${file}-${number}.json?${index.stamp}`, this.#base);
    if (!this.#parts.has(url.href)) {
      const part = fetch(url).then(async (answer) => {
        if (!answer.ok) throw new Stale();
        const told = await answer.json();
        if (told.stamp !== index.stamp) throw new Stale();
        return told.rows;
      });
      part.catch(() => this.#parts.delete(url.href));
      this.#parts.set(url.href, part);
    }
    return this.#parts.get(url.href);
  }

  *#papers(postings) {
    let posting = 0;
    for (const distance of postings) {
      posting += distance;
      yield [posting >> 3, posting & 7];
    }
  }
}

export function element(name, attributes = {}, ...children) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  made.append(...children);
  return made;
}

export const countOf = (number) => (number === 1 ? "1 paper" : `${number.toLocaleString("en")} papers`);

let box;

// Shows the box. `page` is the address of the search page, beside which the index lies.
export function openBox(page) {
  box ??= new Box(page);
  box.open();
}

class Box {
  #page;
  #finder;
  #asked = 0;
  #urls = [];
  #at = -1;
  #exact = {};

  constructor(page) {
    this.#page = page;
    this.#finder = new Finder(page);
    this.input = element("input", {
      type: "search", role: "combobox", "aria-label": "Search", "aria-controls": "search_options", "aria-expanded": "false",
      "aria-autocomplete": "list", autocomplete: "off", autocapitalize: "none", spellcheck: "false", maxlength: "200",
      placeholder: "Title, author, keyword, arXiv number or DOI", enterkeyhint: "search",
    });
    this.list = element("ul", { id: "search_options", role: "listbox", "aria-label": "Papers" });
    this.status = element("p", { role: "status", class: "meta" });
    this.dialog = element("dialog", { class: "search-box", "aria-label": "Search" }, this.input, this.list, this.status);
    document.body.append(this.dialog);
    this.input.addEventListener("input", () => this.#answer());
    this.input.addEventListener("keydown", (event) => this.#key(event));
    this.list.addEventListener("click", (event) => this.#go([...this.list.children].indexOf(event.target.closest("li"))));
    this.dialog.addEventListener("click", (event) => event.target === this.dialog && this.dialog.close());
  }

  open() {
    if (!this.dialog.open) this.dialog.showModal();
    this.input.select();
    this.#finder.index().catch(() => {});
    this.#answer();
  }

  async #answer() {
    const query = this.input.value.trim();
    const asked = ++this.#asked;
    try {
      const found = query ? await this.#finder.find(query) : { hits: [], total: 0 };
      if (asked === this.#asked) this.#show(query, found);
    } catch {
      this.status.textContent = "The index cannot be loaded. Press Enter to try the search page.";
    }
  }

  #show(query, { hits, whole }) {
    const paper = ({ card: [id, title, authors, where, , status] }) => [new URL(`../paper/${id}/`, this.#page).href, title, [authors, where, status].filter(Boolean).join(", ")];
    const rows = hits.map(paper);
    if (query) rows.push([`${this.#page}?q=${encodeURIComponent(query)}`, `Search all texts for “${query}”`, ""]);
    this.#urls = rows.map(([url]) => url);
    this.#exact = hits[0]?.isExact ? { query, url: this.#urls[0] } : {};
    this.list.replaceChildren(...rows.map(([, title, more], number) => {
      const lines = more ? [title, element("span", { class: "meta" }, more)] : [title];
      return element("li", { role: "option", id: `search_option_${number}`, "aria-selected": "false" }, ...lines);
    }));
    this.input.setAttribute("aria-expanded", String(rows.length > 0));
    this.status.textContent = !query ? "" : whole ? countOf(whole) : hits.length ? "Nothing has all these words; these come near" : "Nothing of that name";
    this.#select(-1);
  }

  #select(number) {
    this.list.children[this.#at]?.setAttribute("aria-selected", "false");
    this.#at = number;
    const option = this.list.children[number];
    option?.setAttribute("aria-selected", "true");
    option?.scrollIntoView({ block: "nearest" });
    if (option) this.input.setAttribute("aria-activedescendant", option.id);
    else this.input.removeAttribute("aria-activedescendant");
  }

  #key(event) {
    const count = this.#urls.length;
    if (event.isComposing) return;
    if (event.key === "Enter") {
      event.preventDefault();
      this.#go(this.#at);
    } else if (event.key === "Escape") {
      event.preventDefault(); // which would only empty the field
      this.dialog.close();
    } else if ((event.key === "ArrowDown" || event.key === "ArrowUp") && count) {
      event.preventDefault();
      const step = event.key === "ArrowDown" ? 1 : -1;
      this.#select(((this.#at + 1 + step + count + 1) % (count + 1)) - 1);
    }
  }

  #go(number) {
    const query = this.input.value.trim();
    if (!query) return;
    this.dialog.close();
    location.href = this.#urls[number] || (this.#exact.query === query && this.#exact.url) || `${this.#page}?q=${encodeURIComponent(query)}`;
  }
}
