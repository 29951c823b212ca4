// The sites that `editor.mjs` builds and serves, and their files.
import { spawnSync } from "node:child_process";
import { cpSync, mkdirSync, readFileSync, readdirSync, statSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import { dirname, extname, join, resolve } from "node:path";
import Ajv from "ajv";

const root = resolve(import.meta.dirname, "../..");
const SCHEMA = join(root, "generator/admin/editor/node_modules/@sveltia/cms/schema/sveltia-cms.json");

// Builds a site in a folder, of the content with more settings or of what is there already; returns its `dist`.
export function build(generator, folder, settings) {
  if (settings !== undefined) {
    cpSync(join(root, "content"), join(folder, "content"), { recursive: true });
    const path = join(folder, "content/site.yaml");
    writeFileSync(path, readFileSync(path, "utf8") + settings);
  }
  cpSync(join(root, "themes"), join(folder, "themes"), { recursive: true });
  const { status, stderr } = spawnSync(generator, ["build", "--root", folder, "--today", "2026-11-29"], { encoding: "utf8" });
  if (status) throw new Error(`${folder} does not build: ${stderr}`);
  return join(folder, "dist");
}

// Returns what is wrong with the configuration of the editor by the schema that Sveltia CMS publishes.
export function invalid(dist) {
  const ajv = new Ajv({ strict: false, validateFormats: false, allowUnionTypes: true });
  const validate = ajv.compile(JSON.parse(readFileSync(SCHEMA, "utf8")));
  const { cms } = JSON.parse(readFileSync(join(dist, "site/admin/config.json"), "utf8"));
  return validate(cms) ? [] : validate.errors.map(({ instancePath, message }) => `config.json${instancePath} ${message}`);
}

// Returns the bytes of all content files by path.
export function content(folder) {
  const names = readdirSync(join(folder, "content"), { recursive: true }).map((name) => `content/${name}`);
  return new Map(names.filter((name) => statSync(join(folder, name)).isFile()).map((name) => [name, readFileSync(join(folder, name))]));
}

export function write(path, bytes) {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, bytes);
}

// Serves the site with the headers that a deployment sends.
export function serve(dist) {
  const rules = JSON.parse(readFileSync(join(dist, "deployment/headers.json"), "utf8"));
  const expression = (path) => new RegExp(`^${path.split("*").map((part) => part.replace(/[.\/]/g, "\\$&")).join(".*")}$`);
  const TYPES = { ".html": "text/html; charset=utf-8", ".js": "text/javascript", ".json": "application/json", ".woff2": "font/woff2" };
  const server = createServer(({ url }, response) => {
    const { pathname } = new URL(url, "http://127.0.0.1");
    const path = pathname.endsWith("/") ? `${pathname}index.html` : pathname;
    const { headers } = rules.find((rule) => expression(rule.path).test(pathname));
    try {
      const bytes = readFileSync(join(dist, "site", path));
      response.writeHead(200, { ...headers, "content-type": TYPES[extname(path)] ?? "application/octet-stream" }).end(bytes);
    } catch {
      response.writeHead(404, headers).end();
    }
  });
  return new Promise((done) => server.listen(0, "127.0.0.1", () => done(server)));
}

// Returns the lines that only one of two texts has.
export function difference(old, now) {
  const [left, right] = [old, now].map((bytes) => bytes?.toString("utf8").split("\n") ?? []);
  return [...left.filter((line) => !right.includes(line)).map((line) => `-${line}`), ...right.filter((line) => !left.includes(line)).map((line) => `+${line}`)];
}

