//! Times as people read them, in UTC, without a calendar crate.

use std::{
    fs,
    path::Path,
    time::{SystemTime, UNIX_EPOCH},
};

const DAY: u64 = 86_400;

/// Seconds since 1970.
pub(super) fn seconds(time: SystemTime) -> Option<u64> {
    time.duration_since(UNIX_EPOCH).ok().map(|elapsed| elapsed.as_secs())
}

/// The present.
pub(super) fn now() -> u64 {
    seconds(SystemTime::now()).unwrap_or(0)
}

/// When a file was last written.
pub(super) fn written(path: &Path) -> Option<u64> {
    seconds(fs::metadata(path).ok()?.modified().ok()?)
}

const fn is_leap(year: u64) -> bool {
    year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400))
}

/// Such as `2026-11-22 20:17 UTC`.
pub(super) fn date(seconds: u64) -> String {
    let (mut days, clock) = (seconds / DAY, seconds % DAY);
    let mut year = 1970;
    loop {
        let length = if is_leap(year) { 366 } else { 365 };
        // A broken clock must not keep the report busy for long.
        if days < length || year > 9998 {
            break;
        }
        days -= length;
        year += 1;
    }
    let february = if is_leap(year) { 29 } else { 28 };
    let mut month = 1;
    for length in [31, february, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31] {
        if days < length {
            break;
        }
        days -= length;
        month += 1;
    }
    format!("{year}-{month:02}-{:02} {:02}:{:02} UTC", days + 1, clock / 3600, clock / 60 % 60)
}

/// Such as `2 h 05 min`.
pub(super) fn duration(seconds: u64) -> String {
    match seconds {
        0..60 => format!("{seconds} s"),
        60..3600 => format!("{} min", seconds / 60),
        3600..DAY => format!("{} h {:02} min", seconds / 3600, seconds / 60 % 60),
        _ => format!("{} d {} h", seconds / DAY, seconds / 3600 % 24),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_are_those_of_the_calendar() {
        assert_eq!(date(0), "1970-01-01 00:00 UTC");
        assert_eq!(date(951_782_400), "2000-02-29 00:00 UTC");
        assert_eq!(date(1_709_251_199), "2024-02-29 23:59 UTC");
        assert_eq!(date(1_795_378_620), "2026-11-22 20:17 UTC");
        assert_eq!(date(4_107_542_400), "2100-03-01 00:00 UTC");
    }

    #[test]
    fn durations_have_two_parts_at_most() {
        assert_eq!(
            [duration(59), duration(61), duration(7500), duration(90_000)],
            ["59 s", "1 min", "2 h 05 min", "1 d 1 h"]
        );
    }
}
