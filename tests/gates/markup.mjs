// Runs the Nu HTML checker and html-validate.
import { execFileSync } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { basename, dirname, join } from "node:path";
import { HtmlValidate } from "html-validate";

const nu = join(dirname(createRequire(import.meta.url).resolve("vnu-jar/package.json")), "build/dist/vnu.jar");

// Messages of the Nu checker that are allowed in mails but not in pages: mail programs support little CSS.
const MAILS_MAY = [
  // Apple Mail used this before it supported `color-scheme`; without it, it inverts colours.
  /“supported-color-schemes”/,
  // Outlook for Windows renders with Word, which takes the width of a table only from its attribute.
  /^The “(width|cellpadding|cellspacing|border|align|bgcolor|valign)” attribute on the “(table|td|tr)” element is obsolete/,
];

// Pages that may break a rule of html-validate, by name.
const PAGES_MAY = {
  // A form sent too late is returned with the input for copying; there is no button to send it.
  "handler-closed": ["wcag/h32"],
  "handler-questionnaire-closed": ["wcag/h32"],
};

// The recommended rules, which include those for accessibility, except:
const RULES = {
  extends: ["html-validate:recommended", "html-validate:a11y"],
  rules: {
    // Templates are indented for their authors; the output is not.
    "no-trailing-whitespace": "off",
    "long-title": "off", // Titles are those of workshops, which the club words; search engines cut them.
    // The form written in the templates; browsers treat both the same.
    "doctype-style": ["error", { style: "lowercase" }],
    // Checkboxes of a group share the name under which they are posted.
    "form-dup-name": ["error", { shared: ["radio", "checkbox"] }],
    "void-style": ["error", { style: "omit" }],
    "attribute-boolean-style": "off", // Tera writes `disabled` and the Markdown writer `disabled=""`; both are HTML.
  },
};

export async function check({ output }) {
  const problems = [...checkByNu(join(output, "pages"), []), ...checkByNu(join(output, "mails"), MAILS_MAY)];
  const validate = new HtmlValidate(RULES);
  for (const file of readdirSync(join(output, "pages"))) {
    const report = await validate.validateString(readFileSync(join(output, "pages", file), "utf8"), file);
    for (const { messages } of report.results) {
      for (const { ruleId, message, line, column } of messages) {
        if (PAGES_MAY[file.replace(".html", "")]?.includes(ruleId)) continue;
        problems.push(`html-validate: ${file}:${line}:${column}: ${message} [${ruleId}]`);
      }
    }
  }
  return problems;
}

function checkByNu(folder, allowed) {
  const files = readdirSync(folder).map((file) => join(folder, file));
  if (!files.length) return [`Nu: there is nothing in ${folder}`];
  const arguments_ = ["-jar", nu, "--format", "json", "--stdout", "--exit-zero-always", ...files];
  const { messages } = JSON.parse(execFileSync("java", arguments_, { maxBuffer: 1 << 28 }));
  const problems = [];
  const warnings = new Map();
  for (const { type, subType, message, url = "", lastLine } of messages) {
    if (allowed.some((pattern) => pattern.test(message))) continue;
    if (type == "info") {
      if (subType) warnings.set(message, (warnings.get(message) ?? 0) + 1);
    } else {
      problems.push(`Nu: ${basename(url)}:${lastLine}: ${message}`);
    }
  }
  for (const [message, count] of warnings) console.log(`  Nu warns, ${count} times: ${message}`);
  return problems;
}
