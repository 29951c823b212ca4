// Reloads the page after each build, or opens the page that is being edited. Never takes away a form that is being
// filled in, or an answer to one.
(() => {
  const { build, onBuild } = document.currentScript.dataset;
  let current = build;
  let isBusy = onBuild === "keep";
  addEventListener("input", (event) => { isBusy ||= Boolean(event.target.form); }, true);
  addEventListener("reset", () => { isBusy = onBuild === "keep"; }, true);

  const follow = (news) => {
    if (news.build === current) {
      return;
    }
    current = news.build;
    const isElsewhere = news.page && decodeURI(location.pathname) !== decodeURI(news.page);
    if (isBusy) {
      // Loading the answer to a form again would send the form again.
      const isOffered = onBuild !== "keep" || isElsewhere;
      const notice = document.querySelector("preview-panel")?.shadowRoot?.querySelector("#outdated");
      if (notice && isOffered) {
        notice.hidden = false;
        const link = notice.querySelector("a");
        link.href = isElsewhere ? news.page : location.href;
        // An address with a fragment would only scroll.
        link.onclick = isElsewhere ? null : (event) => {
          event.preventDefault();
          location.reload();
        };
      }
    } else if (isElsewhere && onBuild === "follow" && document.visibilityState === "visible") {
      location.assign(news.page);
    } else {
      location.reload();
    }
  };

  // The back button may restore a page that missed builds.
  addEventListener("pageshow", () => {
    const source = new EventSource("/preview/events");
    source.addEventListener("build", (event) => follow(JSON.parse(event.data)));
    addEventListener("pagehide", () => source.close(), { once: true });
  });
})();
