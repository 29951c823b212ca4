//! The text of a scheduled mail: `subject` and `text`, with placeholders.

use diagnostics::{message, phrase, suggestion};
use markdown::Typography;
use model::scheduled_mail::{MailText, Placeholder, placeholders};
use yaml::shape::TextKind;
use yaml::{Fields, Node, Origin, Reader, Spanned, Value};

use crate::prose;

/// Reads the text of a mail, which may be a translation.
pub(crate) fn mail_text(
    reader: &mut Reader<'_>,
    fields: &mut Fields<'_>,
    typography: Typography,
) -> Option<MailText> {
    let subject = fields.required(reader, "subject", |reader: &mut Reader<'_>, node: &Node| {
        if let Value::Scalar(text) = &node.value {
            check_placeholders(reader, &Spanned { value: text.clone(), span: node.span.clone() });
        }
        prose(typography)(reader, node)
    });
    let read = |reader: &mut Reader<'_>, node: &Node| yaml::text_as(reader, node, TextKind::Markdown);
    let text = fields.required(reader, "text", yaml::spanned(read));
    let text = text.map(|text| {
        check_placeholders(reader, &text);
        let read = markdown::rich_text(&text.value, typography);
        let origin = Origin::of_scalar(reader.file, &text.span, &text.value);
        for problem in read.problems {
            let diagnostic = origin.diagnostic(&problem.range, problem.message).with_hint(problem.hint);
            reader.diagnostics.push(diagnostic);
        }
        read.blocks
    });
    Some(MailText { subject: subject?, body: text?, language: None })
}

/// Reports placeholders that mails do not have.
fn check_placeholders(reader: &mut Reader<'_>, text: &Spanned<String>) {
    let origin = Origin::of_scalar(reader.file, &text.span, &text.value);
    for (range, name) in placeholders(&text.value) {
        if name.parse::<Placeholder>().is_ok() {
            continue;
        }
        let message = message! {
            UnknownMailPlaceholder,
            en: "mails have no placeholder `{{{name}}}`",
            fr: "les courriels n’ont pas de repère `{{{name}}}`"
        };
        let names = Placeholder::ALL.iter().map(|placeholder| placeholder.name());
        let list = names.clone().map(|name| format!("`{{{name}}}`")).collect::<Vec<_>>().join(", ");
        let otherwise = phrase! { en: "write one of {list}", fr: "écrivez l’un des suivants : {list}" };
        let hint = suggestion::near_or(name, names, otherwise);
        reader.diagnostics.push(origin.diagnostic(&range, message).with_hint(hint));
    }
}
