//! Numbers as people read them.

/// Returns a short time with two digits after the point.
pub(super) fn milliseconds(seconds: f64) -> String {
    format!("{:.2} ms", seconds * 1000.0)
}

/// Returns a size as Lambda's limits count it, in millions of bytes.
pub(super) fn megabytes(bytes: f64) -> String {
    format!("{:.1} MB", bytes / 1_000_000.0)
}

pub(super) fn seconds(seconds: f64) -> String {
    match seconds {
        10.0.. => format!("{seconds:.0} s"),
        1.0.. => format!("{seconds:.1} s"),
        0.01.. => format!("{:.0} ms", seconds * 1000.0),
        _ => format!("{:.1} ms", seconds * 1000.0),
    }
}

/// Returns a ratio with two significant digits or more.
pub(crate) fn ratio(ratio: f64) -> String {
    match ratio {
        10.0.. => format!("{ratio:.0}"),
        1.0.. => format!("{ratio:.1}"),
        _ => format!("{ratio:.2}"),
    }
}

pub(super) fn mebibytes(bytes: f64) -> String {
    format!("{:.0} MiB", bytes / 1024.0 / 1024.0)
}

/// Returns a number with commas between thousands.
pub(crate) fn grouped(number: usize) -> String {
    let digits = number.to_string();
    let start = digits.len() % 3;
    let (first, rest) = digits.split_at(start);
    let mut groups: Vec<&str> = if first.is_empty() { Vec::new() } else { vec![first] };
    groups.extend((0..rest.len()).step_by(3).map(|at| &rest[at..at + 3]));
    groups.join(",")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_readable() {
        let numbers = [0, 12, 999, 1000, 10_000, 1_234_567].map(grouped);
        assert_eq!(numbers, ["0", "12", "999", "1,000", "10,000", "1,234,567"]);
        assert_eq!([0.0042, 0.042, 4.21, 42.4].map(seconds), ["4.2 ms", "42 ms", "4.2 s", "42 s"]);
        assert_eq!([0.123, 1.0, 12.3].map(ratio), ["0.12", "1.0", "12"]);
    }
}
