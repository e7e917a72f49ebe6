// What the refreshes of htmx leave out: they keep the focus of elements with an id, but not what is scrolled, and do
// not say that they fail. The page is readable without this file.
"use strict";

const scrolled = new Map();

document.addEventListener("htmx:beforeSwap", () => {
  for (const element of document.querySelectorAll("[id][tabindex='0']")) {
    scrolled.set(element.id, [element.scrollLeft, element.scrollTop]);
  }
});

document.addEventListener("htmx:afterSwap", () => {
  for (const [id, [left, top]] of scrolled) {
    document.getElementById(id)?.scrollTo({ left, top, behavior: "instant" });
  }
  scrolled.clear();
});

document.addEventListener("htmx:afterRequest", (event) => {
  document.getElementById("outdated").hidden = Boolean(event.detail.successful);
});
