//! What is pressed, and where it goes.

use chromiumoxide::cdp::browser_protocol::input::{
    DispatchKeyEventParams, DispatchKeyEventType, InsertTextParams,
};

use super::Browser;

/// Of the modifiers that the protocol knows.
const SHIFT: i64 = 8;

/// Tells whether and where the focus is, in an object with the fields of [`Focus`].
pub(super) const FOCUS: &str = "(stop => stop && stop !== document.body ? {
    name: stop.getAttribute('name') ?? '', id: stop.id, value: String(stop.value ?? ''),
    text: stop.textContent.trim(), href: stop.getAttribute('href') ?? '',
} : {name: '', id: '', value: '', text: '', href: ''})(document.activeElement)";

/// A key, as people press it.
#[derive(Clone, Copy, Debug)]
pub enum Key {
    /// To the next stop.
    Tab,
    /// To the stop before.
    ShiftTab,
    /// Follows a link, presses a button, sends a form.
    Enter,
    /// Ticks a box, presses a button.
    Space,
    /// To the next of several options.
    Down,
    /// The end of what is written in a field.
    End,
    /// Any that writes.
    Letter(char),
}

/// What has the focus; every field is empty where nothing has it.
#[derive(Clone, Debug, serde::Deserialize)]
pub struct Focus {
    /// The attribute `name`.
    pub name: String,
    /// The attribute `id`.
    pub id: String,
    /// What is typed, or what choosing it would send.
    pub value: String,
    /// The words in it.
    pub text: String,
    /// Where a link leads, as it is written.
    pub href: String,
}

impl Key {
    /// That it is pressed, and that it is released.
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
    /// Goes forward to a field and pastes a text into it, in place of what stands there.
    pub async fn paste(&self, name: &str, text: &str) {
        self.tab_to(name).await;
        self.page.execute(InsertTextParams::new(text)).await.expect("text can be pasted");
    }
}

impl Focus {
    /// Whether it is the control with this name, `id`, address or text.
    pub(super) fn is(&self, wanted: &str) -> bool {
        [&self.name, &self.id, &self.href, &self.text].into_iter().any(|known| known == wanted)
    }
}
