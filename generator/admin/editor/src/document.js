// Writes changed values into a YAML document and leaves the rest of its text as it is: comments, order, quoting, line
// breaks. Sveltia CMS by itself writes a file anew from its values.
import { Document, isCollection, isMap, isScalar, isSeq, parseDocument, Scalar, visit } from "yaml";

// Longer texts are folded, as in the rest of the content.
const WIDTH = 118;
const TO_STRING = { lineWidth: WIDTH, flowCollectionPadding: false, indentSeq: true };
// YAML 1.1 takes these for booleans and 10:00 for the number 600; they are quoted for readers that still do.
const QUOTED = /^(?:\d{1,2}:\d{2}|y|n|yes|no|on|off)$/i;

// Values are read as texts, as by the generator: otherwise the postal code 01000 would be the number 1000.
const PARSE = { schema: "failsafe" };

// Returns the value of a YAML text, whose scalars are all texts; of an empty one, `undefined`.
export function read(text) {
  const document = parseDocument(text, PARSE);
  if (document.errors.length) throw document.errors[0];
  return document.toJS() || undefined;
}

// Returns the text with the value in place of its own.
export function write(text, value) {
  const document = parseDocument(text, PARSE);
  const root = document.contents;
  if (document.errors.length || !isCollection(root) || !hasKindOf(root, value) || isEmpty(value)) {
    return isEmpty(value) ? comments(text) : comments(text) + render(value);
  }
  if (isEqual(root.toJS(document), value)) return text;
  const end = contentEnd(text, root);
  return text.slice(0, root.range[0]) + rewrite({ text, document }, root, value) + text.slice(end);
}

// Returns the comment lines at the start of a text.
function comments(text) {
  return text.match(/^(?:#[^\n]*\n|\s*\n)*/)[0];
}

// Returns the text of a node with another value of the same kind.
function rewrite(source, node, value) {
  if (isEqual(node.toJS(source.document), value)) return slice(source, node);
  if (node.flow) return inline(value);
  const old = entries(source, node);
  const written = isMap(node) ? pairs(source, old, value) : items(source, old, value);
  const [first, ...rest] = written;
  return [first.lead.trimStart() + first.core + first.trail, ...rest.map(({ lead, core, trail }) => lead + core + trail)].join("");
}

// Returns the entries of a block collection with their text: the lines before, the entry itself, and the comment in its
// last line.
function entries({ text, document }, node) {
  let end = node.range[0];
  return node.items.map((item) => {
    const value = isMap(node) ? item.value : item;
    const start = isMap(node) ? item.key.range[0] : value.range[0];
    const coreEnd = value?.range ? contentEnd(text, value, start) : start;
    const closing = isMap(node) && !value?.range ? text.indexOf("\n", start) : coreEnd;
    const last = closing < 0 ? text.length : closing;
    const line = text.indexOf("\n", last);
    const trail = text.slice(last, line < 0 ? text.length : line);
    const isComment = /^[ \t]*(#.*)?$/.test(trail);
    const entry = {
      key: isMap(node) ? String(item.key.value) : undefined,
      node: value,
      value: value?.toJS ? value.toJS(document) : null,
      indent: start - (text.lastIndexOf("\n", start - 1) + 1),
      lead: text.slice(end, start),
      head: value?.range ? text.slice(start, value.range[0]) : text.slice(start, last),
      core: text.slice(start, last),
      trail: isComment ? trail : "",
    };
    end = last + entry.trail.length;
    return entry;
  });
}

// Returns where the text of a node ends, without the white space after it. The comment in the last line of a block
// collection is that of its last entry, and part of it.
function contentEnd(text, node, least = 0) {
  if (!isCollection(node) || node.flow) return Math.max(least, text.slice(0, node.range[1]).trimEnd().length);
  const last = node.items.at(-1);
  const value = isMap(node) ? last?.value : last;
  const end = value?.range ? contentEnd(text, value, isMap(node) ? last.key.range[1] + 1 : 0) : node.range[1];
  return end + text.slice(end).match(/^(?:[ \t]+#[^\n]*)?/)[0].length;
}

function slice({ text }, node) {
  return text.slice(node.range[0], contentEnd(text, node));
}

// The pairs of a mapping: those that stay in their order, then new ones.
function pairs(source, old, value) {
  const kept = old.filter(({ key, value: before }) => key in value && (!isEmpty(value[key]) || isEmpty(before)));
  const written = kept.map((entry) => withCore(entry, pair(source, entry, value[entry.key])));
  const indent = old[0].indent;
  for (const [key, added] of Object.entries(value)) {
    if (isEmpty(added) || old.some((entry) => entry.key == key)) continue;
    written.push({ lead: `\n${" ".repeat(indent)}`, core: indented(render({ [key]: added }), indent), trail: "" });
  }
  return written;
}

// Returns the entry with another text. The comment in its last line goes to the first if there are several lines.
function withCore(entry, core) {
  if (core === entry.core || !core.includes("\n")) return { ...entry, core };
  const [first, ...rest] = core.split("\n");
  const isOpen = /(?:[|>][+-]?\d?|:)$/.test(first);
  return { ...entry, core: isOpen ? [first + entry.trail, ...rest].join("\n") : core, trail: "" };
}

function pair(source, { key, node, value: before, core, head, indent }, value) {
  if (isEqual(before, value)) return core;
  if (isCollection(node) && hasKindOf(node, value) && !isEmpty(value)) return head + rewrite(source, node, value);
  return indented(render({ [key]: value }, node), indent);
}

// The items of a sequence. Those with an old value keep their text; those between them, in order, are changed ones.
function items(source, old, value) {
  const matches = aligned(old.map((entry) => entry.value), value);
  const indent = old[0].indent;
  // A new item starts like the second, but without its comments.
  const lead = (old[1]?.lead ?? `\n${" ".repeat(indent - 2)}- `).replace(/^[ \t]*#[^\n]*\n/gm, "");
  return value.map((item, index) => {
    const entry = old[matches[index]];
    if (!entry) return { lead, core: indented(renderItem(item, old[0].node), indent), trail: "" };
    return { ...withCore(entry, changed(source, entry, item)), lead: entry == old[0] && index > 0 ? lead : entry.lead };
  });
}

function changed(source, { node, value: before, core, indent }, value) {
  if (isEqual(before, value)) return core;
  if (isCollection(node) && hasKindOf(node, value) && !isEmpty(value)) return rewrite(source, node, value);
  return indented(renderItem(value, node), indent);
}

// Returns for each new value the index of the old one that it continues, or `undefined`.
function aligned(old, value) {
  const found = value.map((item) => old.findIndex((before) => isEqual(before, item)));
  const used = new Set();
  const matches = found.map((index) => (index >= 0 && !used.has(index) ? (used.add(index), index) : undefined));
  const rest = old.map((_, index) => index).filter((index) => !used.has(index));
  const isSame = (before, item) => NAMES.some((name) => before?.[name] !== undefined && before[name] === item?.[name]);
  for (const [index, item] of value.entries()) {
    if (matches[index] !== undefined) continue;
    const place = rest.findIndex((at) => isSame(old[at], item));
    if (place >= 0) matches[index] = rest.splice(place, 1)[0];
  }
  for (const index of value.keys()) {
    if (matches[index] === undefined && rest.includes(index)) matches[index] = rest.splice(rest.indexOf(index), 1)[0];
  }
  return matches;
}

// The keys by which an item is the same as before, although something else in it changed.
const NAMES = ["name", "value", "category", "key", "date", "title"];

function render(value, like) {
  const document = new Document(value);
  style(document.contents, like);
  return document.toString(TO_STRING).trimEnd();
}

// Returns the text of an item, in one line if its neighbour is.
function renderItem(value, neighbour) {
  if (isCollection(neighbour) && neighbour.flow) return inline(value);
  return render(value, neighbour);
}

function inline(value) {
  const document = new Document(value);
  if (isCollection(document.contents)) document.contents.flow = true;
  visit(document, { Scalar: (_, node) => void quote(node) });
  return document.toString({ ...TO_STRING, lineWidth: 0, flowCollectionPadding: isMap(document.contents) }).trimEnd();
}

// Chooses how new nodes are written: lists of single values in one line, long texts folded, and a scalar as before.
function style(root, like) {
  visit(root, {
    Scalar: (_, node) => {
      quote(node);
      if (typeof node.value != "string" || node.type) return;
      if (node.value.includes("\n")) node.type = Scalar.BLOCK_LITERAL;
      else if (node.value.length > WIDTH - 20) node.type = Scalar.BLOCK_FOLDED;
    },
    Seq: (_, node) => {
      if (node.items.every((item) => isScalar(item) && String(item.value).length < 40)) node.flow = true;
    },
  });
  const only = isMap(root) && root.items.length == 1 ? root.items[0].value : root;
  const isText = isScalar(only) && typeof only.value == "string" && isScalar(like) && like.type != Scalar.PLAIN;
  if (isText && !isSpaced(only.value)) only.type = like.type;
}

function quote(node) {
  if (typeof node.value == "string" && (QUOTED.test(node.value) || isSpaced(node.value))) node.type = Scalar.QUOTE_DOUBLE;
}

// Whether a text starts or ends with white space that only quotes keep; one line break at the end is usual.
function isSpaced(text) {
  return text.replace(/\n$/, "") !== text.replace(/\n$/, "").trim();
}

function indented(text, indent) {
  return text.replace(/\n(?=[^\n])/g, `\n${" ".repeat(indent)}`);
}

function hasKindOf(node, value) {
  return Array.isArray(value) ? isSeq(node) : isMap(node) && typeof value == "object" && value !== null;
}

// Whether a field is not filled in.
export function isEmpty(value) {
  if (value === undefined || value === null || value === "") return true;
  return typeof value == "object" && Object.values(value).every(isEmpty);
}

// Whether values are written in the same way, such as the number 30 and the text.
export function isEqual(left, right) {
  const isScalar = (value) => typeof value != "object" || value === null;
  if (isScalar(left) && isScalar(right)) return String(left ?? "") === String(right ?? "");
  if (isScalar(left) || isScalar(right)) return false;
  if (Array.isArray(left) != Array.isArray(right)) return false;
  const filled = (value) => Object.keys(value).filter((key) => value[key] !== undefined);
  const keys = filled(left);
  return keys.length == filled(right).length && keys.every((key) => isEqual(left[key], right[key]));
}
