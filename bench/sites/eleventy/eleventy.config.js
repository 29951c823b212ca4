// The same pages as the other generators make. Lists are grouped once, in collections.

const SIZE_OF_HOME = 6;
const SIZE_OF_FEED = 30;
const long = new Intl.DateTimeFormat("fr-FR", { dateStyle: "long", timeZone: "UTC" });
const full = new Intl.DateTimeFormat("fr-FR", { dateStyle: "full", timeZone: "UTC" });

export default function (config) {
  let markdown;
  config.amendLibrary("md", (library) => (markdown = library));
  config.addFilter("markdown", (text) => markdown.render(text));
  config.addFilter("long", (day) => long.format(new Date(day)));
  config.addFilter("full", (day) => full.format(new Date(day)));
  config.addFilter("latest", (pages, most) => pages.slice(0, most));
  config.addFilter("cities", (sessions, venues) => [...new Set(sessions.map(({ venue }) => venues[venue].city))].join(", "));

  config.addPassthroughCopy("content/style.css");
  config.addCollection("upcoming", (api) => workshops(api).filter(({ data }) => data.upcoming));
  config.addCollection("past", (api) => workshops(api).filter(({ data }) => !data.upcoming).reverse());
  config.addCollection("feed", (api) => workshops(api).reverse().slice(0, SIZE_OF_FEED));
  config.addCollection("themes", (api) => grouped(workshops(api), (data) => data.themes));
  config.addCollection("years", (api) => grouped(workshops(api), (data) => data.archives));
  config.addCollection("speakers", (api) => grouped(workshops(api), (data) => data.intervenants));
  config.addGlobalData("sizeOfHome", SIZE_OF_HOME);
  return { dir: { input: "content", output: "_site" }, markdownTemplateEngine: false };
}

function workshops(api) {
  return api.getFilteredByTag("workshops").sort((a, b) => a.date - b.date || (a.url < b.url ? -1 : 1));
}

// Returns the terms with their workshops, sorted by name.
function grouped(workshops, terms) {
  const found = new Map();
  for (const workshop of workshops) {
    for (const name of terms(workshop.data)) {
      if (!found.has(name)) found.set(name, []);
      found.get(name).push(workshop);
    }
  }
  const entries = [...found].sort(([a], [b]) => a.localeCompare(b, "fr"));
  return entries.map(([name, pages]) => ({
    name,
    pages: pages.toReversed(),
    upcoming: pages.filter(({ data }) => data.upcoming),
    past: pages.filter(({ data }) => !data.upcoming).reverse(),
  }));
}
