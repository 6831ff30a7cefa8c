// Runs in every page before all else: what must never happen is told to the test, and what the page shows is read.
(() => {
  const tell = (what) => window.recorded(String(what).slice(0, 300));
  window.attacked = () => tell("a script ran");
  for (const name of ["alert", "confirm", "prompt", "print", "open"]) window[name] = () => tell(`${name} was called`);
  addEventListener("securitypolicyviolation", (event) => {
    tell(`the policy forbade ${event.violatedDirective}: ${event.blockedURI || event.sample}`);
  });

  const schemes = new Set(["http:", "https:", "mailto:"]);
  const forbidden = "iframe, frame, object, embed, applet, base, form:not([role=search]), portal, fencedframe, template, audio, video, canvas, " +
    "maction, foreignObject, animate, set, style, link[rel=import], meta[http-equiv=refresh i]:not([data-redirect])";

  const strings = function* (value) {
    if (typeof value === "string") yield value;
    else if (value && typeof value === "object") for (const item of Object.values(value)) yield* strings(item);
  };

  const faultsOf = (element, isRedirect) => {
    const found = [];
    for (const { name, value } of element.attributes) {
      if (/^on|^(style|srcdoc|srcset|formaction|target|ping|background)$/i.test(name)) found.push(`${name}=${value}`);
      if (/^(id|class|name)$/.test(name) && /(^|\s)attack/.test(value)) found.push(`${name}=${value}`);
      if (/(^|:)(href|src|action|cite|data|poster)$/i.test(name) && !/^(use)$/i.test(element.localName)) {
        let url;
        try { url = new URL(value, document.baseURI); } catch { continue; }
        if (!schemes.has(url.protocol)) found.push(`${name}=${value}`);
        if (/^(src|data|poster|action)$/i.test(name) && url.origin !== location.origin) found.push(`${name}=${value}`);
      }
    }
    if (element.matches(forbidden) && !(isRedirect && element.matches("meta"))) found.push("is not allowed");
    if (element.localName === "script" && !element.src && element.type !== "application/ld+json" &&
      !(element.parentNode.localName === "head" && element.textContent.trim() === window.ours)) found.push("inline script");
    return found.map((fault) => `<${element.localName}> ${fault}`);
  };

  // What a document holds, in text and attributes, and what must not be in it.
  const readIn = (page) => {
    const texts = [], faults = [], ids = new Set();
    const isRedirect = page.querySelector("meta[http-equiv=refresh i]") !== null;
    const copy = page.documentElement.cloneNode(true);
    for (const note of copy.querySelectorAll("annotation, script")) note.remove();
    texts.push(copy.textContent);
    for (const element of page.querySelectorAll("*")) {
      faults.push(...faultsOf(element, isRedirect));
      if (element.id && ids.has(element.id)) faults.push(`id ${element.id} twice`);
      ids.add(element.id);
      for (const { value } of element.attributes) if (value.includes("ox")) texts.push(value);
      if (element.type === "application/ld+json") texts.push(...strings(JSON.parse(element.textContent)));
    }
    const parts = [...(page.body?.children ?? [])].map((part) => part.localName).join(" ");
    if (!isRedirect && !/^a header main footer( p| div)*$/.test(parts)) faults.push(`it has other parts: ${parts}`);
    return { texts, faults };
  };

  // The same of pages that are not opened, only parsed.
  window.parsed = (pages) => pages.map((html) => readIn(new DOMParser().parseFromString(html, "text/html")));

  // The same of the page that is open, and what covers or leaves its place.
  window.opened = () => {
    if (document.contentType !== "text/html") return { texts: [document.documentElement.textContent], faults: [] };
    const { texts, faults } = readIn(document);
    for (const link of document.querySelectorAll("body > header a")) {
      const box = link.getBoundingClientRect();
      const top = document.elementFromPoint(box.x + box.width / 2, box.y + box.height / 2);
      if (box.width && top && !link.contains(top)) faults.push(`<${top.localName}> covers the menu`);
    }
    for (const text of document.querySelectorAll("article .prose")) {
      const area = text.getBoundingClientRect();
      for (const part of text.querySelectorAll(":not(.footnotes, .footnotes *, details:not([open]) *)")) {
        const box = part.getBoundingClientRect();
        const away = [area.top - box.top, box.bottom - area.bottom, area.left - box.left].map(Math.round);
        if (box.height && Math.max(...away) > 40) faults.push(`<${part.localName}> leaves its text by ${away}`);
      }
    }
    return { texts, faults };
  };
})();
