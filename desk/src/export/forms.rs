//! The columns of answers to a workshop's other forms, such as a questionnaire: whatever the answers have, found out
//! by looking at all of them once before they are written.

use std::collections::BTreeSet;

use handler::store::{StoredItem, StoredKind};
use serde_json::Value;

use super::cell::Cell;
use super::columns::Column;
use crate::desk::Desk;

/// The parts of an answer that have columns of their own, in this order.
const PARTS: [&str; 2] = ["contact", "answers"];

/// The columns of the answers to forms.
#[derive(Default)]
pub(crate) struct FormColumns {
    /// Part and name.
    found: BTreeSet<(usize, String)>,
}

impl FormColumns {
    /// Makes room for what an answer has.
    pub(crate) fn learn(&mut self, item: &StoredItem) {
        let json = item.json();
        for (place, part) in PARTS.iter().enumerate() {
            let names = json.get(part).and_then(Value::as_object).into_iter().flatten();
            self.found.extend(names.map(|(name, _)| (place, name.clone())));
        }
    }

    pub(crate) fn columns(&self, desk: &Desk) -> anyhow::Result<Vec<Column>> {
        let mut columns = Vec::new();
        for (key, width) in [("workshop", 28.0), ("form", 18.0), ("reference", 12.0), ("created", 17.0)] {
            columns.push(Column { header: desk.word(&format!("column.{key}"))?, width });
        }
        columns.extend(self.found.iter().map(|(_, name)| Column { header: name.clone(), width: 26.0 }));
        Ok(columns)
    }

    pub(crate) fn cells(&self, item: &StoredItem, desk: &Desk) -> Vec<Cell> {
        let json = item.json();
        let StoredKind::FormAnswer { form, id } = item.kind() else { return Vec::new() };
        let workshop = item.workshop();
        let created = json.get("created").and_then(Value::as_str).and_then(|text| text.parse().ok());
        let mut cells = vec![
            Cell::optional(workshop.as_ref().map(|workshop| desk.title(workshop))),
            Cell::Text(form.to_owned()),
            Cell::Reference(id.chars().take(8).collect()),
            created.map_or(Cell::Empty, Cell::Instant),
        ];
        let values = self.found.iter().map(|(place, name)| json.get(PARTS[*place])?.get(name));
        cells.extend(values.map(|value| cell(value.unwrap_or(&Value::Null), desk)));
        cells
    }

    /// An answer as JSON: everything in it, and what it belongs to.
    pub(crate) fn record(item: &StoredItem) -> Value {
        let mut json = item.json();
        if let StoredKind::FormAnswer { form, id } = item.kind() {
            json["form"] = Value::from(form);
            json["reference"] = Value::from(id.chars().take(8).collect::<String>());
        }
        json["workshop"] = item.workshop().map_or(Value::Null, |workshop| Value::from(workshop.as_str()));
        json
    }
}

fn cell(value: &Value, desk: &Desk) -> Cell {
    match value {
        Value::Null => Cell::Empty,
        Value::Bool(true) => Cell::optional(desk.word("yes").ok()),
        Value::Bool(false) => Cell::optional(desk.word("no").ok()),
        Value::Number(number) => number.as_i64().map_or(Cell::Text(number.to_string()), Cell::Number),
        Value::String(text) => Cell::Text(text.clone()),
        Value::Array(values) => {
            let texts = values.iter().map(|value| value.as_str().map_or(value.to_string(), str::to_owned));
            Cell::Text(texts.collect::<Vec<_>>().join(", "))
        }
        Value::Object(_) => Cell::Text(value.to_string()),
    }
}
