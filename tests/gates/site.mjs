// The site under test: the real content with the invented workshops of `content/`, served by a real preview behind a
// server that delivers files like a deployment.
import { execFileSync, spawn } from "node:child_process";
import { cpSync, mkdtempSync, readFileSync, rmSync, appendFileSync, writeFileSync } from "node:fs";
import { createServer, request } from "node:http";
import { tmpdir } from "node:os";
import { extname, join } from "node:path";
import { gzipSync } from "node:zlib";

// A day on which registrations of some workshops are open, of others upcoming or closed.
const TODAY = "2027-01-15";

const TYPES = {
  ".css": "text/css", ".html": "text/html; charset=utf-8", ".ics": "text/calendar; charset=utf-8",
  ".js": "text/javascript", ".json": "application/json", ".pdf": "application/pdf", ".png": "image/png",
  ".svg": "image/svg+xml", ".txt": "text/plain; charset=utf-8", ".webp": "image/webp", ".avif": "image/avif",
  ".jpg": "image/jpeg", ".xml": "application/xml",
};
const COMPRESSED = [".css", ".html", ".ics", ".js", ".json", ".svg", ".txt", ".xml"];

// Starts everything, with this theme if one is given; `stop` ends it.
export async function start(root, binary, theme) {
  const folder = mkdtempSync(join(tmpdir(), "ateliers-gates-"));
  for (const name of ["content", "themes"]) cpSync(join(root, name), join(folder, name), { recursive: true });
  for (const name of ["workshops", "speakers"]) cpSync(join(root, "tests/gates/content", name), join(folder, "content", name), { recursive: true });
  appendFileSync(join(folder, "content/venues.yaml"), readFileSync(join(root, "tests/gates/content/venues-more.yaml")));
  cpSync(join(root, "tests/gates/content/members.yaml"), join(folder, "members.yaml"));
  if (theme) {
    const facts = join(folder, "content/site.yaml");
    writeFileSync(facts, readFileSync(facts, "utf8").replace(/^theme: .*$/m, `theme: ${theme}`));
  }
  // The feed contains pages by the dates of their commits.
  const git = (...words) => execFileSync("git", ["-c", "user.name=ci", "-c", "user.email=ci@example.org", "-C", folder, ...words]);
  git("init", "--quiet");
  git("add", "content");
  git("commit", "--quiet", "--no-gpg-sign", "--message", "Write");
  const { preview, behind } = await startPreview(binary, folder);
  const server = createServer(serve(folder, behind));
  await new Promise((done) => server.listen(0, "127.0.0.1", done));
  const origin = `http://127.0.0.1:${server.address().port}`;
  const stop = () => {
    preview.kill("SIGINT");
    server.close();
    server.closeAllConnections();
    rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
  };
  return { origin, behind, folder, files: join(folder, "dist/site"), stop };
}

async function startPreview(binary, folder) {
  const preview = spawn(binary, ["--root", folder, "--port", "0", "--today", TODAY], { stdio: ["ignore", "pipe", "pipe"] });
  let said = "";
  const behind = await new Promise((done, fail) => {
    const hear = (text) => {
      said += text;
      const address = said.match(/The site\s+(http:\S+)\//);
      if (address) done(address[1]);
    };
    preview.stdout.on("data", hear);
    preview.stderr.on("data", hear);
    preview.on("exit", () => fail(new Error(`the preview ended:\n${said}`)));
    preview.on("error", fail);
  });
  return { preview, behind };
}

// Serves `dist/site` with the headers of `headers.json`, compressed as by a CDN. The handler's responses come from the
// preview; only its script and its panel are removed.
function serve(folder, behind) {
  const rules = JSON.parse(readFileSync(join(folder, "dist/deployment/headers.json")));
  const patterns = rules.map((rule) => [pattern(rule.path), rule]);
  return (asked, answer) => {
    const path = new URL(asked.url, "http://localhost").pathname;
    const rule = patterns.find(([pattern]) => pattern.test(path))[1];
    if (rule.sent_by == "handler" || path.startsWith("/preview/")) return pass(asked, answer, behind, rule);
    let file = decodeURIComponent(path) + (path.endsWith("/") ? "index.html" : ""), status = 200, bytes;
    try {
      bytes = readFileSync(join(folder, "dist/site", file));
    } catch {
      file = "/404.html";
      status = 404;
      bytes = readFileSync(join(folder, "dist/site", file));
    }
    const type = TYPES[extname(file)];
    if (!type) throw new Error(`unknown content type: ${file}`);
    const headers = { ...rule.headers, "content-type": type };
    send(asked, answer, status, headers, bytes, COMPRESSED.includes(extname(file)));
  };
}

function pattern(path) {
  return new RegExp("^" + path.split("*").map((part) => part.replace(/[.+?^${}()|[\]\\]/g, "\\$&")).join(".*") + "$", "s");
}

function send(asked, answer, status, headers, bytes, compress) {
  if (compress && /\bgzip\b/.test(asked.headers["accept-encoding"] ?? "")) {
    headers = { ...headers, "content-encoding": "gzip", vary: "accept-encoding" };
    bytes = gzipSync(bytes);
  }
  answer.writeHead(status, { ...headers, "content-length": bytes.length });
  answer.end(asked.method == "HEAD" ? undefined : bytes);
}

function pass(asked, answer, behind, rule) {
  // Use the preview's own name, also as the origin of posts.
  const headers = { ...asked.headers, host: new URL(behind).host };
  delete headers["accept-encoding"];
  if (headers.origin && headers.origin != "null") headers.origin = behind;
  const passed = request(behind + asked.url, { method: asked.method, headers }, (response) => {
    const parts = [];
    response.on("data", (part) => parts.push(part));
    response.on("end", () => {
      let bytes = Buffer.concat(parts);
      const headers = { ...response.headers };
      delete headers["transfer-encoding"];
      const isPage = (headers["content-type"] ?? "").startsWith("text/html");
      if (isPage) bytes = Buffer.from(bytes.toString().replace(/<script src="\/preview\/news\.js"[^]*?<\/preview-panel>/, ""));
      // Send the headers of the deployed handler; the preview sends `no-store` for everything.
      headers["content-security-policy"] = rule.headers["content-security-policy"];
      headers["cache-control"] = rule.headers["cache-control"];
      send(asked, answer, response.statusCode, headers, bytes, isPage);
    });
  });
  passed.on("error", (error) => answer.writeHead(502).end(String(error)));
  asked.pipe(passed);
}
