// Makes a form more convenient; without this script the form has the same questions. The words are in `data-`
// attributes.
const form = document.querySelector("form.form");
const words = form.dataset;
const all = (selector, parent = form) => [...parent.querySelectorAll(selector)];
const rows = all("[data-row]");
const inputs = (row) => all("input, textarea", row);
const isTicked = (input) => input.type == "radio" || input.type == "checkbox";
const isBegun = (row) => inputs(row).some((input) => (!isTicked(input) || input.checked) && input.value.trim());

function button(text, parent, action, look) {
  const made = document.createElement("button");
  made.type = "button";
  made.className = "button " + look;
  made.textContent = text;
  made.onclick = action;
  parent.append(made);
  return made;
}

function total() {
  const shared = all("[name=sessions]:checked").length;
  // A participant with sessions of their own pays for those.
  const sessions = (fee) => {
    const row = fee.closest("[data-row]");
    const own = row ? all("[name$=-sessions]:checked", row) : [];
    return own.filter((input) => /^participant-\d+-sessions$/.test(input.name)).length || shared;
  };
  const fees = all("[name$=fee]:checked").filter((fee) => /^(participant-\d+-)?fee$/.test(fee.name)
    && !fee.closest("[hidden]") && form.hasAttribute("data-fee-" + fee.value));
  const sum = fees.reduce((sum, fee) => {
    const [minor, basis] = form.getAttribute("data-fee-" + fee.value).split(" ");
    return sum + minor * (basis == "session" ? sessions(fee) : 1);
  }, 0);
  const format = new Intl.NumberFormat(document.documentElement.lang,
    { style: "currency", currency: words.currency, trailingZeroDisplay: "stripIfInteger" });
  return fees.length ? words.total.replace("{amount}", format.format(sum / 100)) : "";
}

function refresh() {
  const values = new FormData(form);
  for (const field of all("[data-if]")) {
    field.hidden = !values.getAll(field.dataset.if).includes(field.dataset.equals);
  }
  // A browser may restore the input after a reload.
  for (const row of rows.filter(isBegun)) {
    row.hidden = false;
    row.parentNode.open = true;
  }
  // A contact who does not take part registers other people.
  if (rows[0] && values.get("takes-part") == "no") rows[0].parentNode.open = true;
  if (add) add.hidden = !rows.some((row) => row.hidden);
  // A questionnaire has no price.
  const output = form.querySelector("output");
  if (!output) return;
  const text = total();
  // Screen readers would repeat it.
  if (output.textContent != text) output.textContent = text;
}

// The words for visitors without scripts.
for (const useless of all("[data-condition], [data-nobody]")) {
  useless.replaceChildren();
  useless.hidden = true;
}
const add = rows[0] && button(words.add, rows[0].parentNode, () => {
  const row = rows.find((row) => row.hidden);
  row.hidden = false;
  refresh();
  inputs(row)[0].focus();
}, "button-plain");
rows.forEach((row, index) => {
  row.hidden = index > 0;
  button(words.remove, row, () => {
    for (const input of inputs(row)) isTicked(input) ? input.checked = !input.value : input.value = "";
    row.hidden = true;
    refresh();
    add.focus();
  }, "button-quiet");
});
form.addEventListener("input", refresh);
addEventListener("pageshow", refresh);
refresh();
