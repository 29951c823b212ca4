//! Dates, times, numbers and amounts, formatted for readers of the site's language.
//!
//! The names of days and months, their order and the grouping of digits come from ICU. The formats of times and
//! amounts are texts of the theme (`format.*`), because French typography requires "14 h 30", which CLDR does not
//! have. Dates are those of the Gregorian calendar in every language, as in calendar files.

use icu_calendar::Gregorian;
use icu_datetime::FixedCalendarDateTimeFormatter;
use icu_datetime::fieldsets::{MD, YM, YMD, YMDE};
use icu_datetime::input::Date as IcuDate;
use icu_decimal::DecimalFormatter;
use icu_decimal::input::Decimal;
use icu_locale_core::Locale;
use jiff::Timestamp;
use jiff::civil::{Date, Time};
use jiff::tz::TimeZone;
use model::money::Money;

use crate::words::{Words, WordsError};

/// A formatter of dates. One that chooses the calendar by language would bring the names and patterns of a dozen.
type DateFormatter<Fields> = FixedCalendarDateTimeFormatter<Gregorian, Fields>;

/// The formats of a language and time zone.
#[derive(Debug)]
pub struct Formats {
    full: DateFormatter<YMDE>,
    long: DateFormatter<YMD>,
    day: DateFormatter<MD>,
    month: DateFormatter<YM>,
    decimal: DecimalFormatter,
    time_zone: TimeZone,
    french: bool,
    british: bool,
}

/// The parts of a date to show.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DateStyle {
    /// For example "mardi 14 septembre 2027".
    Full,
    /// For example "14 septembre 2027".
    Long,
    /// For example "14 septembre".
    Day,
    /// For example "septembre 2027".
    Month,
}

/// The reason why formats are not available.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum FormatsError {
    /// The language is unknown.
    #[error("dates are not supported in the language `{0}`")]
    Language(String),
    /// The time zone is unknown.
    #[error("unknown time zone `{0}`; use a name such as `Europe/Paris`")]
    TimeZone(String),
}

impl Formats {
    /// Returns the formats for a language tag (BCP 47), such as `fr` or `en-US`, and an IANA time zone, such as
    /// `Europe/Paris`. `en` means British English.
    ///
    /// # Errors
    ///
    /// Returns [`FormatsError`] if either is unknown.
    pub fn new(language: &str, time_zone: &str) -> Result<Formats, FormatsError> {
        let unknown = || FormatsError::Language(language.to_owned());
        // CLDR treats English without a country as American, but our sites are European.
        let tag = if language == "en" { "en-GB" } else { language };
        let locale: Locale = tag.parse().map_err(|_| unknown())?;
        let time_zone = TimeZone::get(time_zone).map_err(|_| FormatsError::TimeZone(time_zone.to_owned()))?;
        Ok(Formats {
            full: DateFormatter::try_new((&locale).into(), YMDE::long()).map_err(|_| unknown())?,
            long: DateFormatter::try_new((&locale).into(), YMD::long()).map_err(|_| unknown())?,
            day: DateFormatter::try_new((&locale).into(), MD::long()).map_err(|_| unknown())?,
            month: DateFormatter::try_new((&locale).into(), YM::long()).map_err(|_| unknown())?,
            decimal: DecimalFormatter::try_new((&locale).into(), Default::default())
                .map_err(|_| unknown())?,
            time_zone,
            french: locale.id.language.as_str() == "fr",
            british: tag == "en-GB",
        })
    }

    /// Formats a date.
    pub fn date(&self, date: Date, style: DateStyle) -> String {
        let input = IcuDate::try_new_gregorian(date.year().into(), date.month() as u8, date.day() as u8);
        let Ok(input) = input else {
            // Both types use the proleptic Gregorian calendar, so every date of one exists in the other.
            return date.to_string();
        };
        let text = match style {
            // CLDR puts a comma after the day of the week, which British style guides such as GOV.UK's omit.
            DateStyle::Full if self.british => self.full.format(&input).to_string().replacen(", ", " ", 1),
            DateStyle::Full => self.full.format(&input).to_string(),
            DateStyle::Long => self.long.format(&input).to_string(),
            DateStyle::Day => self.day.format(&input).to_string(),
            DateStyle::Month => return self.month.format(&input).to_string(),
        };
        // French uses an ordinal for the first of the month: "le 1er décembre".
        if self.french && date.day() == 1 { text.replacen("1 ", "1er\u{a0}", 1) } else { text }
    }

    /// Formats a time of day with the text `format.hour` on the hour, otherwise `format.hour_minute`.
    ///
    /// # Errors
    ///
    /// Returns [`WordsError`] if the theme lacks the text.
    pub fn time(&self, time: Time, words: &Words) -> Result<String, WordsError> {
        let (hour, minute) = (time.hour().to_string(), format!("{:02}", time.minute()));
        let padded_hour = format!("{:02}", time.hour());
        let parameters = [("hour", hour.as_str()), ("padded_hour", &padded_hour), ("minute", &minute)];
        let key = if time.minute() == 0 { "format.hour" } else { "format.hour_minute" };
        words.text(key, &parameters)
    }

    /// Formats an instant in the site's time zone with the text `format.date_time`.
    ///
    /// # Errors
    ///
    /// Returns [`WordsError`] if the theme lacks the text.
    pub fn date_time(&self, instant: Timestamp, words: &Words) -> Result<String, WordsError> {
        let zoned = instant.to_zoned_datetime(self.time_zone.clone());
        let date = self.date(zoned.date(), DateStyle::Full);
        let time = self.time(zoned.time(), words)?;
        words.text("format.date_time", &[("date", &date), ("time", &time)])
    }

    /// Formats the instant when something starts. Midnight is shown as the date alone, any other time as by
    /// [`Formats::date_time`].
    ///
    /// # Errors
    ///
    /// Returns the same errors as [`Formats::date_time`].
    pub fn opening(&self, instant: Timestamp, words: &Words) -> Result<String, WordsError> {
        let zoned = instant.to_zoned_datetime(self.time_zone.clone());
        if zoned.time() == Time::midnight() {
            return Ok(self.date(zoned.date(), DateStyle::Full));
        }
        self.date_time(instant, words)
    }

    /// Formats the instant when something ends. Midnight is shown as the day before, the last one that counts, with
    /// the text `format.last_day`; any other time is shown as by [`Formats::date_time`].
    ///
    /// # Errors
    ///
    /// Returns [`WordsError`] if the theme lacks the text.
    pub fn deadline(&self, instant: Timestamp, words: &Words) -> Result<String, WordsError> {
        let zoned = instant.to_zoned_datetime(self.time_zone.clone());
        match zoned.date().yesterday() {
            Ok(last) if zoned.time() == Time::midnight() => {
                let date = self.date(last, DateStyle::Full);
                words.text("format.last_day", &[("date", &date)])
            }
            _ => self.date_time(instant, words),
        }
    }

    /// Formats a whole number with grouped digits.
    pub fn number(&self, number: i64) -> String {
        self.decimal.format(&Decimal::from(number)).to_string()
    }

    /// Formats a number of tenths with at most one decimal.
    pub fn tenths(&self, tenths: i64) -> String {
        if tenths % 10 == 0 {
            return self.number(tenths / 10);
        }
        let mut decimal = Decimal::from(tenths);
        decimal.multiply_pow10(-1);
        self.decimal.format(&decimal).to_string()
    }

    /// Formats an amount with the text `format.money`; minor units are only shown if there are any.
    ///
    /// # Errors
    ///
    /// Returns [`WordsError`] if the theme lacks the text.
    pub fn money(&self, money: Money, words: &Words) -> Result<String, WordsError> {
        let mut decimal = Decimal::from(money.minor);
        decimal.multiply_pow10(-2);
        decimal.trim_end_if_integer();
        let amount = self.decimal.format(&decimal).to_string();
        words.text("format.money", &[("amount", &amount), ("symbol", money.currency.symbol())])
    }

    /// Returns the time zone in which instants are shown.
    pub fn time_zone(&self) -> &TimeZone {
        &self.time_zone
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use jiff::civil::{date, time};
    use model::money::Currency;

    use super::*;

    fn french() -> (Formats, Words) {
        let texts = [
            ("format.hour", "{hour} h"),
            ("format.hour_minute", "{hour} h {minute}"),
            ("format.date_time", "{date} à {time}"),
            ("format.last_day", "{date} inclus"),
            ("format.money", "{amount} {symbol}"),
        ];
        let texts = BTreeMap::from(texts.map(|(key, text)| (key.to_owned(), text.to_owned())));
        (Formats::new("fr", "Europe/Paris").unwrap(), Words::new("fr", texts).unwrap())
    }

    #[test]
    fn formats_french_dates() {
        let (formats, _) = french();
        let day = date(2027, 9, 14);
        assert_eq!(formats.date(day, DateStyle::Full), "mardi 14 septembre 2027");
        assert_eq!(formats.date(day, DateStyle::Long), "14 septembre 2027");
        assert_eq!(formats.date(day, DateStyle::Day), "14 septembre");
        assert_eq!(formats.date(day, DateStyle::Month), "septembre 2027");
        let first = date(2022, 12, 1);
        assert_eq!(formats.date(first, DateStyle::Full), "jeudi 1er\u{a0}décembre 2022");
        assert_eq!(formats.date(first, DateStyle::Month), "décembre 2022");
        assert_eq!(formats.date(date(2021, 1, 31), DateStyle::Long), "31 janvier 2021");
    }

    #[test]
    fn formats_times_and_instants() {
        let (formats, words) = french();
        assert_eq!(formats.time(time(10, 0, 0, 0), &words).unwrap(), "10 h");
        assert_eq!(formats.time(time(16, 5, 0, 0), &words).unwrap(), "16 h 05");
        let instant = "2026-11-28T13:30:00Z".parse().unwrap();
        assert_eq!(formats.date_time(instant, &words).unwrap(), "samedi 28 novembre 2026 à 14 h 30");
    }

    #[test]
    fn limits_at_midnight_are_shown_as_dates() {
        let (formats, words) = french();
        let opening = |instant: &str| formats.opening(instant.parse().unwrap(), &words).unwrap();
        assert_eq!(opening("2022-10-02T22:00:00Z"), "lundi 3 octobre 2022");
        assert_eq!(opening("2022-10-03T07:00:00Z"), "lundi 3 octobre 2022 à 9 h");
        let deadline = |instant: &str| formats.deadline(instant.parse().unwrap(), &words).unwrap();
        assert_eq!(deadline("2022-11-28T23:00:00Z"), "lundi 28 novembre 2022 inclus");
        assert_eq!(deadline("2022-11-28T17:00:00Z"), "lundi 28 novembre 2022 à 18 h");
    }

    #[test]
    fn formats_amounts() {
        let (formats, words) = french();
        let money = |minor| formats.money(Money { minor, currency: Currency::Eur }, &words).unwrap();
        assert_eq!(money(50_000), "500 €");
        assert_eq!(money(150_000), "1\u{202f}500 €");
        assert_eq!(money(1_050), "10,50 €");
    }

    #[test]
    fn english_is_british_by_default() {
        let day = date(2022, 12, 1);
        let write = |tag| {
            let formats = Formats::new(tag, "Europe/Paris").unwrap();
            [DateStyle::Full, DateStyle::Long, DateStyle::Day, DateStyle::Month]
                .map(|style| formats.date(day, style))
        };
        let british = ["Thursday 1 December 2022", "1 December 2022", "1 December", "December 2022"];
        assert_eq!(write("en"), british);
        assert_eq!(write("en-GB"), british);
        let american = ["Thursday, December 1, 2022", "December 1, 2022", "December 1", "December 2022"];
        assert_eq!(write("en-US"), american);
    }

    #[test]
    fn the_calendar_is_the_same_in_every_language() {
        for (tag, month) in [("th", "ธันวาคม ค.ศ. 2022"), ("fr-u-ca-buddhist", "décembre 2022")]
        {
            let formats = Formats::new(tag, "Europe/Paris").unwrap();
            assert_eq!(formats.date(date(2022, 12, 1), DateStyle::Month), month);
        }
    }

    #[test]
    fn formats_english_amounts() {
        let words = BTreeMap::from([("format.money".to_owned(), "{symbol}{amount}".to_owned())]);
        let words = Words::new("en", words).unwrap();
        let formats = Formats::new("en", "Europe/Paris").unwrap();
        let money = |minor| formats.money(Money { minor, currency: Currency::Eur }, &words).unwrap();
        assert_eq!([money(50_000), money(150_050)], ["€500", "€1,500.50"]);
    }

    #[test]
    fn rejects_unknown_languages_and_time_zones() {
        assert!(matches!(Formats::new("fr", "Paris"), Err(FormatsError::TimeZone(_))));
        assert!(matches!(Formats::new("no language", "Europe/Paris"), Err(FormatsError::Language(_))));
    }
}
