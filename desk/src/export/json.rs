//! A JSON array written element by element, so that it is never in memory as a whole.

use std::io::Write;

use serde::Serialize;

/// An array being written, one element per line.
pub(crate) struct JsonList<'a> {
    out: &'a mut dyn Write,
    first: bool,
}

impl<'a> JsonList<'a> {
    pub(crate) fn new(out: &'a mut dyn Write) -> anyhow::Result<JsonList<'a>> {
        out.write_all(b"[")?;
        Ok(JsonList { out, first: true })
    }

    pub(crate) fn add(&mut self, element: &impl Serialize) -> anyhow::Result<()> {
        self.out.write_all(if self.first { b"\n" } else { b",\n" })?;
        self.first = false;
        serde_json::to_writer(&mut *self.out, element)?;
        Ok(())
    }

    pub(crate) fn finish(self) -> anyhow::Result<()> {
        Ok(self.out.write_all(b"\n]\n")?)
    }
}
