// Parts of a page that are marked data-live are fetched anew every other second, until none is left.
(function () {
  "use strict";

  async function renew() {
    const live = document.querySelectorAll("[data-live]");
    if (!live.length) return;
    try {
      const answer = await fetch(location.href, { headers: { Accept: "text/html" } });
      if (answer.ok && !answer.redirected) {
        const fresh = new DOMParser().parseFromString(await answer.text(), "text/html");
        for (const part of live) {
          const next = fresh.getElementById(part.id);
          if (next) part.replaceWith(document.adoptNode(next));
        }
      }
    } catch {
      // The server is away for a moment: the next round will tell.
    }
    setTimeout(renew, 2000);
  }

  setTimeout(renew, 2000);
})();
