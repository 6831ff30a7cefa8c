// Reloads the page when the site has changed, and shows what is wrong when it could not be built.
"use strict";
(() => {
  const { plain } = document.currentScript.dataset;
  let { version } = document.currentScript.dataset;
  let stream = null;
  let overlay = null;
  let shown = "";

  const make = (name, text = "", parts = []) => {
    const element = document.createElement(name);
    element.textContent = text;
    element.append(...parts);
    return element;
  };

  const hide = () => {
    shown = "";
    overlay?.remove();
    overlay = null;
  };

  const row = (notice) => make("li", "", [make("code", notice.place), `: ${notice.text}`]);

  const show = (data, notices) => {
    // what was dismissed stays so until there is something else to say
    if (data === shown) return;
    hide();
    shown = data;
    const style = make("link");
    style.rel = "stylesheet";
    style.href = "/_live.css";
    const title = make("h1", "The archive has problems");
    title.id = "title";
    const close = make("button", "Close");
    const dialog = make("dialog", "", [
      // first, since it gets the focus: at the end of a long list it would scroll its beginning away
      make("header", "", [title, close]),
      make("ul", "", notices.map(row)),
      make("p", "Below is the last sound version. This goes away when the problems are mended."),
    ]);
    dialog.className = "problems";
    dialog.setAttribute("role", "alertdialog");
    dialog.setAttribute("aria-labelledby", "title");
    close.addEventListener("click", () => dialog.close());
    overlay = make("shortsite-problems");
    overlay.attachShadow({ mode: "open" }).append(style, dialog);
    document.body.append(overlay);
    dialog.showModal();
  };

  const listen = (event) => {
    const news = JSON.parse(event.data);
    const path = location.pathname;
    // where the page that is shown stays as it is, the rest of the site may change
    if (news.before === version && (news.new.length > 0 ? !news.new.includes(path) : news.same.includes(path))) {
      version = news.version;
    }
    if (news.version !== version) {
      disconnect();
      location.reload();
    } else if (news.notices.length === 0) {
      hide();
    } else if (plain === undefined) {
      show(event.data, news.notices);
    }
  };

  const disconnect = () => {
    stream?.close();
    stream = null;
  };

  // A browser opens only six connections to a server, so pages that nobody sees let go of theirs.
  const connect = () => {
    if (document.hidden) return disconnect();
    if (stream) return undefined;
    stream = new EventSource("/_live");
    stream.addEventListener("changed", listen);
    stream.addEventListener("problems", listen);
    return undefined;
  };

  document.addEventListener("visibilitychange", connect);
  window.addEventListener("pagehide", disconnect);
  window.addEventListener("pageshow", connect);
  connect();
})();
