// The rich text editor writes Markdown in its own way: it escapes characters, indents lists by four, drops the alignment of
// tables, and closes emphasis at the end of each line. So it gets every paragraph in one line, and lines that an editor did
// not change are written as the file has them.

// Changed paragraphs are wrapped at this width, as in the rest of the content.
const WIDTH = 118;

// Lines that are blocks by themselves: headings, tables, abbreviations, link definitions, HTML and rules. The editor escapes
// how some of them begin.
const ALONE = /^\s*(#{1,6} |\||\\?\*\\?\[|\\?\[[^\]]+\]:|<|(-{3,}|\*{3,}|_{3,}|=+)\s*$|\{)/;
const FENCE = /^\s*(?:> ?)?(`{3,}|~{3,})/;
const ITEM = /^\s*(?:[*+-]|\d+[.)]) /;
const ALERT = /^\s*> \[!\w+\]\s*$/;

// Returns the text with each paragraph in one line.
export function unwrapped(text) {
  return paragraphs(text).map(({ line }) => line).join("\n");
}

// Returns the text, which the editor wrote, with those lines of the old one that mean the same.
export function restored(text, old = "") {
  const known = new Map();
  for (const { meaning, source } of paragraphs(old)) known.set(meaning, [...(known.get(meaning) ?? []), source]);
  const written = paragraphs(text.trimEnd()).map(({ line, meaning, isCode }) => {
    const same = known.get(meaning);
    if (same) return same.length > 1 ? same.shift() : same[0];
    return isCode ? line : wrapped(unescaped(line));
  });
  return written.join("\n");
}

// Returns the paragraphs, items and other lines of a text: each in one line, as it is in the text, and what it means.
function paragraphs(text) {
  const all = text.split("\n");
  const indents = all.map((line) => line.match(/^( +)(?:[*+-]|\d+[.)]) /)?.[1].length).filter(Boolean);
  const unit = Math.min(4, ...indents);
  const found = [];
  let fence;
  for (const source of all) {
    const mark = source.match(FENCE)?.[1];
    const isCode = fence !== undefined || mark !== undefined;
    if (fence === undefined) fence = mark;
    else if (mark?.startsWith(fence)) fence = undefined;
    const last = found.at(-1);
    if (!isCode && last && continues(last, source)) {
      last.line += ` ${source.trim().replace(/^> ?/, "")}`;
      last.source += `\n${source}`;
    } else found.push({ line: source, source, isCode });
  }
  return found.map((entry) => ({ ...entry, meaning: entry.isCode ? entry.line : meaning(entry.line, unit) }));
}

// Whether a line belongs to the paragraph before it.
function continues({ source, isCode }, line) {
  const before = source.split("\n").at(-1);
  const isQuote = (text) => /^\s*>/.test(text);
  if (isCode || !line.trim() || !before.trim() || /( {2}|\\)$/.test(before) || ALONE.test(before) || ALERT.test(before)) return false;
  if (isQuote(line)) return isQuote(before) && /[^\s>]/.test(before) && continues({ source: "a" }, line.replace(/^\s*> ?/, ""));
  return !ALONE.test(line) && !ITEM.test(line) && !(isQuote(before) && !/[^\s>]/.test(before));
}

// Returns what a line means, as far as it can be written in several ways. `unit` is by how much lists are indented.
function meaning(line, unit) {
  const [, indent, rest] = line.match(/^( *)([^]*?)\s*$/);
  const text = rest.replace(/\\(?=[\p{P}\p{S}])/gu, "").replace(/\*/g, "_").replace(/&nbsp;/g, "\u00a0").replace(/^_ /, "- ");
  const isDelimiter = /^\|?[ :|-]+\|?$/.test(text);
  const cells = isDelimiter ? text.replace(/[ :]/g, "").replace(/-+/g, "-") : text.replace(/ *\| */g, "|");
  return `${Math.ceil(indent.length / unit)} ${cells.replace(/ +/g, " ")}`;
}

// The editor does not know abbreviations, footnotes and alerts, and escapes how they begin.
function unescaped(line) {
  return line
    .replace(/^\\?\*\\?\[([^\]\\]+)\\?\]:/, "*[$1]:")
    .replace(/\\\[(\^[^\]\\]+)\\?\]/g, "[$1]")
    .replace(/^> \\\[!(\w+)\\?\]/, "> [!$1]");
}

// Returns a paragraph in lines of at most the width, where words allow it. No line starts like a block of its own.
function wrapped(line) {
  if (line.length <= WIDTH || ALONE.test(line)) return line;
  const start = line.match(/^\s*(?:> ?|(?:[*+-]|\d+[.)]) +)?/)[0];
  const next = start.includes(">") ? start : " ".repeat(start.length);
  const lines = [start];
  for (const word of line.slice(start.length).split(" ")) {
    const current = lines.at(-1);
    const isFirst = current === start || current === next;
    const starts = ALONE.test(`${word} `) || ITEM.test(`${word} `) || /^[>|#=+*-]/.test(word);
    if (!isFirst && !starts && current.length + 1 + word.length > WIDTH) lines.push(next + word);
    else lines[lines.length - 1] += isFirst ? word : ` ${word}`;
  }
  return lines.map((text) => text.trimEnd()).join("\n") + (/ {2}$/.test(line) ? "  " : "");
}
