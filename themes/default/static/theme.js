// The reader's colours: as the system has them, light or dark. Run before the page is painted, so that nothing flashes.
{
  const root = document.documentElement;
  const schemes = ["auto", "light", "dark"];

  const stored = () => {
    try {
      return localStorage.getItem("scheme");
    } catch {
      return null; // a browser that keeps nothing
    }
  };

  const show = (scheme) => {
    root.dataset.scheme = schemes.includes(scheme) ? scheme : "auto";
    for (const meta of document.querySelectorAll("meta[name=theme-color]")) {
      const own = /light|dark/.exec(meta.dataset.media ?? meta.media)[0];
      meta.dataset.media = `(prefers-color-scheme: ${own})`;
      meta.media = root.dataset.scheme === "auto" ? meta.dataset.media : root.dataset.scheme === own ? "all" : "not all";
    }
  };

  const next = () => {
    show(schemes[(schemes.indexOf(root.dataset.scheme) + 1) % schemes.length]);
    try {
      localStorage.setItem("scheme", root.dataset.scheme);
    } catch {
      // then it holds for this page
    }
  };

  show(stored());
  addEventListener("storage", (event) => event.key === "scheme" && show(event.newValue));
  addEventListener("pageshow", (event) => event.persisted && show(stored()));
  document.addEventListener("click", (event) => event.target.closest(".scheme") && next());
}
