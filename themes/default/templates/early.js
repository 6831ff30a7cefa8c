{#- The reader's colours, before the page is painted, so that nothing flashes. It stands on every page, hence so short. -#}
{let s;try{s=localStorage.getItem("scheme")}catch{}document.documentElement.dataset.scheme=/^(light|dark)$/.test(s)?s:"auto"}
