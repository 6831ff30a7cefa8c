// Finds the paper that an address or identifier names, on /write/ and on the page for what is not there.
(() => {
  "use strict";

  const KINDS = [
    ["arxiv", /(?:^|arxiv[.:/]|abs\/|pdf\/|html\/)((?:\d{4}\.\d{4,5})|(?:[a-z-]+(?:\.[A-Z]{2})?\/\d{7}))(?:v\d+)?(?:\.pdf)?(?=$|[\/?#&\s])/i],
    // old ones have signs in brackets, and may end in a hash sign
    ["doi", /\b(10\.\d{4,9}(?:\.\d+)*\/(?:;2-#|<[^\s<>"/]+>|[^\s"<>?#&])+)/],
    ["openreview", /openreview\.net\/(?:forum|pdf)\?(?:[^#\s]*&)?id=([\w-]{5,40})/],
    ["paper", /^([a-z0-9]+(?:[.-][a-z0-9]+)*)$/],
  ];

  function decoded(text) {
    try {
      return decodeURIComponent(text);
    } catch {
      return text;
    }
  }

  // A sentence's full stop, or the bracket around it, is no part of an identifier.
  function trimmed(text) {
    const bare = text.replace(/[.,;/]+$/, "");
    const isOpen = bare.endsWith(")") && bare.split("(").length < bare.split(")").length;
    return isOpen ? trimmed(bare.slice(0, -1)) : bare;
  }

  // An identifier as addresses have it: see file_name in shortsite.identifiers.
  const named = (value) =>
    value.replace(/[<>:"|?*\\%#\s]|[./](?=\/|$)|=(?=[0-9a-f]{2})/g, (sign) => `=${sign.charCodeAt(0).toString(16)}`);

  function recognised(text) {
    for (const [kind, pattern] of KINDS) {
      const found = pattern.exec(text);
      if (found) {
        const value = trimmed(found[1]);
        const arxiv = kind === "doi" && /^10\.48550\/arxiv\.(.+?)(?:v\d+)?$/i.exec(value);
        return arxiv ? { kind: "arxiv", value: arxiv[1] } : { kind, value: kind === "doi" ? value.toLowerCase() : value };
      }
    }
    return null;
  }

  // Papers lie at /paper/<id>/, and redirects to them at /arxiv/<number>/ and /doi/<doi>/.
  async function pageOf(asked, root) {
    if (asked.kind === "openreview") return "";
    const name = asked.kind === "paper" ? asked.value : named(asked.value);
    const url = root + asked.kind + "/" + encodeURI(name) + "/";
    try {
      const answer = await fetch(url, { method: "HEAD" });
      return answer.ok ? url : "";
    } catch {
      return "";
    }
  }

  function element(name, text, attributes = {}) {
    const made = document.createElement(name);
    made.textContent = text;
    for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
    return made;
  }

  function paragraph(...parts) {
    const made = document.createElement("p");
    made.append(...parts);
    return made;
  }

  const filled = (url, paper) => url + (url.includes("?") ? "&" : "?") + "paper=" + encodeURIComponent(paper);

  function offered(asked, url, data) {
    const name = asked.kind + ":" + asked.value;
    if (url) {
      const own = data.new && asked.kind === "paper";
      const more = own ? data.new.replaceAll("paper-id", encodeURIComponent(asked.value)) : "";
      const made = [paragraph(asked.value, " is here: ", element("a", "read its page", { href: url }), ".")];
      if (more) made.push(paragraph(element("a", "Write a summary of it", { href: more, rel: "noopener" }), "."));
      return made;
    }
    if (asked.kind === "paper") return [paragraph("No paper of that name is here. Give its arXiv number or its DOI.")];
    const made = [paragraph(name, " has no page here yet.")];
    if (data.form) {
      const form = element("a", "Write the first summary", { href: filled(data.form, name), rel: "noopener" });
      const request = element("a", "ask for one", { href: filled(data.request, name), rel: "noopener" });
      made.push(paragraph(form, ", or ", request, "."));
    }
    return made;
  }

  async function look(text, section) {
    const answer = document.getElementById("found");
    const asked = recognised(/^https?:/i.test(text.trim()) ? decoded(text.trim()) : text.trim());
    if (!asked) {
      const hint = "This is no arXiv number, DOI or address of a paper that can be looked up here.";
      answer.replaceChildren(...(text.trim() ? [paragraph(hint)] : []));
      return;
    }
    const command = document.getElementById("asked");
    if (command && asked.kind !== "paper") command.textContent = asked.kind === "openreview" ? text.trim() : asked.kind + ":" + asked.value;
    answer.replaceChildren(...offered(asked, await pageOf(asked, section.dataset.root), section.dataset));
  }

  const section = document.getElementById("find");
  const form = section.querySelector("form");
  if (form) {
    const input = form.elements.paper;
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      look(input.value, section);
    });
    input.value = new URLSearchParams(location.search).get("paper") || "";
    if (input.value) look(input.value, section);
    document.getElementById("bookmarklet").href = document.getElementById("bookmark_address").textContent;
    document.getElementById("bookmarklet").addEventListener("click", (event) => event.preventDefault());
  } else {
    const old = new URLSearchParams(location.search).get("bibtexKey");
    const path = decoded(location.pathname.slice(new URL(section.dataset.root, location.href).pathname.length));
    const asked = old ? { kind: "paper", value: old } : recognised(path.replace(/^(?:arxiv|doi|abs|pdf|paper)\//, "").replace(/\/$/, ""));
    if (asked && (old || asked.kind !== "paper")) {
      pageOf(asked, section.dataset.root).then((url) => {
        document.getElementById("found").replaceChildren(...(old && !url ? [] : offered(asked, url, section.dataset)));
        section.hidden = false;
      });
    }
  }
})();
