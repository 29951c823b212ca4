//! Working days in France: Monday to Friday, except the public holidays of article L3133-1 of the Code du travail. The
//! further holidays of Alsace, Moselle and the overseas territories are working days here.

use jiff::ToSpan as _;
use jiff::civil::{Date, Weekday};

/// The public holidays with a fixed date, as month and day.
const FIXED: [(i8, i8); 8] = [(1, 1), (5, 1), (5, 8), (7, 14), (8, 15), (11, 1), (11, 11), (12, 25)];

/// The distances in days from Easter Sunday to Easter Monday, Ascension Day and Whit Monday.
const AFTER_EASTER: [i32; 3] = [1, 39, 50];

/// Returns whether a day is a public holiday.
pub fn is_public_holiday(day: Date) -> bool {
    let is_after_easter = |distance: &i32| {
        let holiday = easter(day.year()).and_then(|sunday| sunday.checked_add(distance.days()).ok());
        holiday == Some(day)
    };
    FIXED.contains(&(day.month(), day.day())) || AFTER_EASTER.iter().any(is_after_easter)
}

/// Returns whether a day is a working day.
pub fn is_working_day(day: Date) -> bool {
    !matches!(day.weekday(), Weekday::Saturday | Weekday::Sunday) && !is_public_holiday(day)
}

/// Returns the last of `count` working days after a day, which itself does not count; `None` for a count of 0 and after
/// the year 9999.
pub fn working_day_after(day: Date, count: u32) -> Option<Date> {
    let later = std::iter::successors(day.tomorrow().ok(), |day| day.tomorrow().ok());
    let nth = usize::try_from(count.checked_sub(1)?).ok()?;
    later.filter(|day| is_working_day(*day)).nth(nth)
}

/// Returns Easter Sunday of a year of the Gregorian calendar, by the method of Meeus (*Astronomical Algorithms*, chapter 8);
/// `None` before the year 0. The letters are those of the book.
#[expect(clippy::many_single_char_names, reason = "the method is published with these names")]
fn easter(year: i16) -> Option<Date> {
    let y = i32::from(year);
    if y < 0 {
        return None;
    }
    let (a, b, c) = (y % 19, y / 100, y % 100);
    let (d, e) = (b / 4, b % 4);
    let f = (b + 8) / 25;
    let g = (b - f + 1) / 3;
    let h = (19 * a + b - d - g + 15) % 30;
    let (i, k) = (c / 4, c % 4);
    let l = (32 + 2 * e + 2 * i - h - k) % 7;
    let m = (a + 11 * h + 22 * l) / 451;
    let n = h + l - 7 * m + 114;
    Date::new(year, i8::try_from(n / 31).ok()?, i8::try_from(n % 31 + 1).ok()?).ok()
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    #[test]
    fn easter_is_known_for_past_and_future_years() {
        // 2008 and 2038 have nearly the earliest and the latest date that there can be.
        let known = [
            (1961, 4, 2),
            (2000, 4, 23),
            (2008, 3, 23),
            (2024, 3, 31),
            (2025, 4, 20),
            (2026, 4, 5),
            (2027, 3, 28),
            (2028, 4, 16),
            (2038, 4, 25),
            (2100, 3, 28),
        ];
        for (year, month, day) in known {
            assert_eq!(easter(year), Some(date(year, month, day)));
        }
        for year in 1900..2200 {
            let sunday = easter(year).unwrap();
            assert_eq!(sunday.weekday(), Weekday::Sunday, "{year}");
            assert!((date(year, 3, 22)..=date(year, 4, 25)).contains(&sunday), "{year}");
        }
    }

    #[test]
    fn a_year_has_the_eleven_public_holidays_of_the_law() {
        let holidays = |year| {
            let days = std::iter::successors(Some(date(year, 1, 1)), |day| day.tomorrow().ok());
            let of_year = days.take_while(move |day| day.year() == year);
            of_year.filter(|day| is_public_holiday(*day)).map(|day| day.to_string()).collect::<Vec<_>>()
        };
        let of_2027 = [
            "2027-01-01",
            "2027-03-29",
            "2027-05-01",
            "2027-05-06",
            "2027-05-08",
            "2027-05-17",
            "2027-07-14",
            "2027-08-15",
            "2027-11-01",
            "2027-11-11",
            "2027-12-25",
        ];
        assert_eq!(holidays(2027), of_2027);
        // Ascension Day was the 1st of May.
        assert_eq!(holidays(2008).len(), 10);
    }

    #[test]
    fn weekends_and_holidays_do_not_count() {
        let after = |day: Date, count| working_day_after(day, count).unwrap();
        // A Tuesday in an ordinary week.
        assert_eq!(after(date(2027, 6, 1), 2), date(2027, 6, 3));
        // A Friday: Monday and Tuesday.
        assert_eq!(after(date(2027, 6, 4), 2), date(2027, 6, 8));
        // A Saturday counts like a Friday.
        assert_eq!(after(date(2027, 6, 5), 2), date(2027, 6, 8));
        // The Thursday before Easter: Friday is a working day, Monday is not.
        assert_eq!(after(date(2027, 3, 25), 2), date(2027, 3, 30));
        // Before Christmas, with a weekend and the new year.
        assert_eq!(after(date(2026, 12, 24), 5), date(2027, 1, 4));
        assert_eq!(working_day_after(date(2027, 6, 1), 0), None);
        assert_eq!(working_day_after(Date::MAX, 1), None);
    }
}
