// Builds the web editor into ../vendor from its sources and the pinned packages.
//
//     node build.mjs            writes ../vendor
//     node build.mjs --check    exits with status 1 if ../vendor is not what this would write
//
// The result is one script, without what the editor never uses: colours of program code, maps, conversion of images,
// previews written in React, and interfaces in languages other than French and English.
import { build } from "esbuild";
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { gunzipSync, gzipSync } from "node:zlib";

const here = import.meta.dirname;
const vendor = join(here, "../vendor");
const cms = join(here, "node_modules/@sveltia/cms");

const ABSENT = [/^@shikijs\//, /^(leaflet|terra-draw)/, /^svgo\//, /chunks\/(heic|webp_enc|react-dom|shiki)/];
const absent = {
  name: "absent",
  setup({ onResolve, onLoad }) {
    onResolve({ filter: /./ }, ({ path }) => ABSENT.some((name) => name.test(path)) ? { path, namespace: "absent" } : undefined);
    onResolve({ filter: /locales\/.*\.json$/ }, ({ path }) => ({ path: join(cms, "locales", path.endsWith("/fr.json") ? "fr.json" : "en-US.json") }));
    onLoad({ filter: /./, namespace: "absent" }, () => ({ contents: "export default {};", loader: "js" }));
  },
};

const files = await built();
if (process.argv.includes("--check")) process.exitCode = check(files);
else write(files);

// Returns the contents of all files by name.
async function built() {
  const { outputFiles: [script], metafile } = await build({
    absWorkingDir: here,
    entryPoints: ["src/main.js"],
    outfile: "editor.js",
    write: false,
    metafile: true,
    bundle: true,
    minify: true,
    format: "esm",
    target: "es2023",
    charset: "utf8",
    legalComments: "none",
    logLevel: "warning",
    plugins: [absent],
  });
  const fonts = readdirSync(join(cms, "npm/assets")).filter((name) => name.endsWith(".woff2"));
  return {
    "editor.js": Buffer.from(script.contents),
    ...Object.fromEntries(fonts.map((name) => [`assets/${name}`, readFileSync(join(cms, "npm/assets", name))])),
    "LICENSES.txt": Buffer.from(licences(Object.keys(metafile.inputs))),
  };
}

// Returns the licences of all packages in the script, of those within Sveltia CMS by name, and of the fonts.
function licences(inputs) {
  const names = new Set(inputs.flatMap((path) => path.match(/node_modules\/((?:@[^/]+\/)?[^/]+)/)?.[1] ?? []));
  const of = (name) => {
    const folder = join(here, "node_modules", name);
    const { version, license } = JSON.parse(readFileSync(join(folder, "package.json"), "utf8"));
    const file = readdirSync(folder).find((entry) => /^licen[cs]e(\.(md|txt))?$/i.test(entry));
    return `${name} ${version} (${license})\n\n${file ? readFileSync(join(folder, file), "utf8").trim() : ""}`;
  };
  const fonts = readdirSync(join(cms, "npm/assets")).filter((name) => name.endsWith(".LICENSE.txt"));
  const font = (name) => `Font ${name.replace(".LICENSE.txt", "")}\n\n${readFileSync(join(cms, "npm/assets", name), "utf8").trim()}`;
  const { sources } = JSON.parse(readFileSync(join(cms, "npm/index.js.map"), "utf8"));
  const inner = new Set(sources.flatMap((path) => path.match(/node_modules\/\.pnpm\/((?:@[^+]+\+)?[^@/]+@[^_(/]+)/)?.[1].replace("+", "/") ?? []));
  return [
    "The web editor contains these packages and fonts.",
    ...[...names].sort().map(of),
    `Sveltia CMS contains parts of these packages, whose licences are in their repositories:\n\n${[...inner].sort().join("\n")}`,
    ...fonts.sort().map(font),
  ].join(`\n\n${"-".repeat(80)}\n\n`) + "\n";
}

// Fonts are compressed already.
function isCompressed(name) {
  return name.endsWith(".woff2");
}

function write(files) {
  rmSync(vendor, { recursive: true, force: true });
  for (const [name, bytes] of Object.entries(files)) {
    const path = join(vendor, isCompressed(name) ? name : `${name}.gz`);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, isCompressed(name) ? bytes : gzipSync(bytes, { level: 9 }));
  }
}

function check(files) {
  const read = (name) => isCompressed(name) ? readFileSync(join(vendor, name)) : gunzipSync(readFileSync(join(vendor, `${name}.gz`)));
  const differing = Object.keys(files).filter((name) => !read(name).equals(files[name]));
  for (const name of differing) console.error(`generator/admin/vendor/${name} is not what build.mjs writes; run \`node build.mjs\``);
  return differing.length ? 1 : 0;
}
