//! Key presses and the focus.

use serde_json::{Value, json};

use super::Browser;

/// The modifier flags of the protocol.
const SHIFT: i64 = 8;

/// An expression for the focused element, as an object with the fields of [`Focus`].
pub(super) const FOCUS: &str = "(stop => stop && stop !== document.body ? {
    name: stop.getAttribute('name') ?? '', id: stop.id, value: String(stop.value ?? ''),
    text: stop.textContent.trim(), href: stop.getAttribute('href') ?? '',
} : {name: '', id: '', value: '', text: '', href: ''})(document.activeElement)";

/// A key on the keyboard.
#[derive(Clone, Copy, Debug)]
pub enum Key {
    /// Moves to the next focus stop.
    Tab,
    /// Moves to the previous focus stop.
    ShiftTab,
    /// Follows a link, presses a button or sends a form.
    Enter,
    /// Ticks a box or presses a button.
    Space,
    /// Moves to the next option of a group.
    Down,
    /// Moves to the end of the text in a field.
    End,
    /// Any printable character.
    Letter(char),
}

/// The focused element; every field is empty if there is none.
#[derive(Clone, Debug, serde::Deserialize)]
pub struct Focus {
    /// The attribute `name`.
    pub name: String,
    /// The attribute `id`.
    pub id: String,
    /// The value of a field or of an option.
    pub value: String,
    /// The visible text.
    pub text: String,
    /// The `href` attribute of a link.
    pub href: String,
}

impl Key {
    /// Returns the parameters of `Input.dispatchKeyEvent` for pressing and releasing the key.
    pub(super) fn events(self) -> [Value; 2] {
        let (name, code, text) = match self {
            Key::Tab | Key::ShiftTab => ("Tab".to_owned(), 9, None),
            Key::Enter => ("Enter".to_owned(), 13, Some("\r".to_owned())),
            Key::Space => (" ".to_owned(), 32, Some(" ".to_owned())),
            Key::Down => ("ArrowDown".to_owned(), 40, None),
            Key::End => ("End".to_owned(), 35, None),
            Key::Letter(letter) => (letter.to_string(), 0, Some(letter.to_string())),
        };
        let modifiers = if matches!(self, Key::ShiftTab) { SHIFT } else { 0 };
        let event = |kind: &str| json!({ "type": kind, "key": name, "windowsVirtualKeyCode": code, "modifiers": modifiers });
        let mut pressed = event("rawKeyDown");
        if let Some(text) = text {
            pressed = event("keyDown");
            pressed["text"] = text.into();
        }
        [pressed, event("keyUp")]
    }
}

impl Browser {
    /// Moves forward to a field and replaces its text by pasting.
    pub async fn paste(&self, name: &str, text: &str) {
        self.tab_to(name).await;
        self.page.execute("Input.insertText", json!({ "text": text })).await.expect("text can be pasted");
    }
}

impl Focus {
    /// Returns whether this is the control with this name, `id`, address or text.
    pub(super) fn is(&self, wanted: &str) -> bool {
        [&self.name, &self.id, &self.href, &self.text].into_iter().any(|known| known == wanted)
    }
}
