//! Key presses and the focus.

use chromiumoxide::cdp::browser_protocol::input::{
    DispatchKeyEventParams, DispatchKeyEventType, InsertTextParams,
};

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
    /// Returns the events for pressing and releasing the key.
    pub(super) fn events(self) -> [DispatchKeyEventParams; 2] {
        let typed;
        let (name, code, text) = match self {
            Key::Tab | Key::ShiftTab => ("Tab", 9, None),
            Key::Enter => ("Enter", 13, Some("\r")),
            Key::Space => (" ", 32, Some(" ")),
            Key::Down => ("ArrowDown", 40, None),
            Key::End => ("End", 35, None),
            Key::Letter(letter) => {
                typed = letter.to_string();
                (typed.as_str(), 0, Some(typed.as_str()))
            }
        };
        let event = |kind| {
            let mut event = DispatchKeyEventParams::new(kind);
            event.key = Some(name.to_owned());
            event.windows_virtual_key_code = Some(code);
            event.modifiers = matches!(self, Key::ShiftTab).then_some(SHIFT);
            event
        };
        let mut pressed = event(DispatchKeyEventType::RawKeyDown);
        if let Some(text) = text {
            pressed.r#type = DispatchKeyEventType::KeyDown;
            pressed.text = Some(text.to_owned());
        }
        [pressed, event(DispatchKeyEventType::KeyUp)]
    }
}

impl Browser {
    /// Moves forward to a field and replaces its text by pasting.
    pub async fn paste(&self, name: &str, text: &str) {
        self.tab_to(name).await;
        self.page.execute(InsertTextParams::new(text)).await.expect("text can be pasted");
    }
}

impl Focus {
    /// Returns whether this is the control with this name, `id`, address or text.
    pub(super) fn is(&self, wanted: &str) -> bool {
        [&self.name, &self.id, &self.href, &self.text].into_iter().any(|known| known == wanted)
    }
}
