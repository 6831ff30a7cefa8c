// Loads the comments of giscus (https://giscus.app) when somebody asks for them; nothing is asked of it before.
(() => {
  "use strict";

  const button = document.getElementById("load_discussion");

  function load() {
    const script = document.createElement("script");
    const { scheme } = document.documentElement.dataset;
    Object.assign(script.dataset, button.dataset, { theme: scheme === "auto" ? "preferred_color_scheme" : scheme });
    script.src = "https://giscus.app/client.js";
    script.crossOrigin = "anonymous";
    script.addEventListener("error", () => {
      button.textContent = "The comments cannot be loaded. Try again";
      button.removeAttribute("aria-label");
      button.disabled = false;
      script.remove();
    });
    button.disabled = true;
    button.textContent = "Loading";
    script.addEventListener("load", () => button.remove());
    document.body.append(script);
  }

  button.addEventListener("click", load);
  // Who has just signed in comes back with this, and had asked before.
  if (new URLSearchParams(location.search).has("giscus")) load();
})();
