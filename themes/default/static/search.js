// Opens the search box, at the header's link or with "/", and the filter of a long list. Nothing else is loaded before.
(() => {
  "use strict";

  const link = document.querySelector("a[data-search]");
  if (!link) return;

  // Whoever needs single keys for something else can turn them off: https://www.w3.org/TR/WCAG22/#character-key-shortcuts
  function wantsKeys() {
    try {
      return localStorage.getItem("keys") !== "off";
    } catch {
      return true;
    }
  }

  const isTyping = (element) => element.isContentEditable || /^(input|textarea|select)$/i.test(element.tagName);
  const isPlain = (event) => !(event.ctrlKey || event.metaKey || event.altKey);

  async function open() {
    const field = document.querySelector("input[data-search-page]");
    if (field) return field.select();
    try {
      const { openBox } = await import(new URL(link.dataset.search, document.baseURI));
      openBox(link.href);
    } catch {
      location.href = link.href;
    }
  }

  const filter = document.querySelector("form[data-script]");
  if (filter) {
    const start = () => import(new URL(filter.dataset.script, document.baseURI)).catch(() => {});
    filter.addEventListener("input", start, { once: true });
    document.querySelector("#search_facets").addEventListener("toggle", start, { once: true });
    if (location.search) start();
  }

  link.addEventListener("click", (event) => {
    if (event.button || event.shiftKey || !isPlain(event)) return;
    event.preventDefault();
    open();
  });
  document.addEventListener("keydown", (event) => {
    if (event.key !== "/" || !isPlain(event) || isTyping(event.target) || event.defaultPrevented || !wantsKeys()) return;
    event.preventDefault();
    open();
  });
})();
