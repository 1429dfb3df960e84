//! Text into HTML: escaping, and numbers with sensible digits.

use std::fmt::Write as _;

/// Text for elements. Control characters that HTML forbids are shown as the replacement sign.
pub(super) fn escape(text: &str) -> String {
    escaped(text, |out, c| {
        let _ = write!(out, "<span class=\"control\">U+{:04X}</span>", u32::from(c));
    })
}

/// Text for quoted attributes, and for elements that hold no others, such as titles and options.
pub(super) fn attribute(text: &str) -> String {
    escaped(text, |out, _| out.push('\u{fffd}'))
}

/// Escapes text; `show` writes signs that must not do what they do.
fn escaped(text: &str, show: impl Fn(&mut String, char)) -> String {
    let mut out = String::with_capacity(text.len() + text.len() / 8);
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            '\n' | '\t' => out.push(c),
            // Signs that turn the reading direction could make code look like other code.
            '\r' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' => show(&mut out, c),
            c if c.is_control() => out.push('\u{fffd}'),
            c => out.push(c),
        }
    }
    out
}

/// JSON for a `<script>` element: nothing in it can end the element or start a comment.
pub(super) fn script_json(value: &serde_json::Value) -> String {
    value.to_string().replace('<', "\\u003c").replace('\u{2028}', "\\u2028").replace('\u{2029}', "\\u2029")
}

/// A share in percent with one digit, such as `41.8 %`; a dash where there is none.
pub(super) fn percent(share: Option<f64>) -> String {
    match share {
        Some(share) if share.is_finite() => format!("{:.1} %", 100.0 * share),
        _ => "–".to_owned(),
    }
}

/// A count with thin spaces between thousands.
pub(super) fn count(n: u64) -> String {
    let digits = n.to_string();
    let mut out = String::new();
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            out.push('\u{202f}');
        }
        out.push(digit);
    }
    out
}

/// Three significant digits, with k, M or G for large numbers and an exponent for tiny ones; a dash for what is no number.
pub(super) fn short(value: f64) -> String {
    if !value.is_finite() {
        return "–".to_owned();
    }
    let size = value.abs();
    let (scaled, unit) = match size {
        1e9.. => (value / 1e9, " G"),
        1e6.. => (value / 1e6, " M"),
        1e4.. => (value / 1e3, " k"),
        _ => (value, ""),
    };
    if size != 0.0 && size < 0.001 {
        return exponent(value);
    }
    let digits = match scaled.abs() {
        100.0.. => 0,
        10.0.. => 1,
        1.0.. => 2,
        0.1.. => 3,
        _ => 4,
    };
    let text = format!("{scaled:.digits$}");
    let text = if text.contains('.') { text.trim_end_matches('0').trim_end_matches('.') } else { &text };
    format!("{text}{unit}")
}

/// Such as `1.2e-6`.
pub(super) fn exponent(value: f64) -> String {
    if value == 0.0 {
        return "0".to_owned();
    }
    let text = format!("{value:.2e}");
    let (mantissa, exponent) = text.split_once('e').unwrap_or((&text, "0"));
    let mantissa =
        if mantissa.contains('.') { mantissa.trim_end_matches('0').trim_end_matches('.') } else { mantissa };
    format!("{mantissa}e{exponent}")
}

/// A value for JSON and coordinates: few digits, and `null` for what is no number.
pub(super) fn json_number(value: f64) -> serde_json::Value {
    if !value.is_finite() {
        return serde_json::Value::Null;
    }
    let rounded: f64 = format!("{value:.4e}").parse().unwrap_or(value);
    if rounded.fract() == 0.0 && rounded.abs() < 1e15 { (rounded as i64).into() } else { rounded.into() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_of_the_text_is_markup() {
        assert_eq!(escape("a<b && c>\"d'"), "a&lt;b &amp;&amp; c&gt;&quot;d&#39;");
        assert_eq!(escape("</script>"), "&lt;/script&gt;");
        assert_eq!(escape("\tx\u{0}\n"), "\tx\u{fffd}\n");
        assert_eq!(
            escape("a\u{202e}b\r"),
            "a<span class=\"control\">U+202E</span>b<span class=\"control\">U+000D</span>"
        );
        assert_eq!(attribute("<a\u{202e}b\r\">\u{0}"), "&lt;a\u{fffd}b\u{fffd}&quot;&gt;\u{fffd}");
        let json = script_json(&serde_json::json!({"a": "</script><!--\u{2028}"}));
        assert_eq!(json, "{\"a\":\"\\u003c/script>\\u003c!--\\u2028\"}");
        assert_eq!(serde_json::from_str::<serde_json::Value>(&json).unwrap()["a"], "</script><!--\u{2028}");
    }

    #[test]
    fn numbers_have_sensible_digits() {
        let cases = [
            (0.0, "0"),
            (0.7709, "0.771"),
            (1.2e-6, "1.2e-6"),
            (0.0012, "0.0012"),
            (12.34, "12.3"),
            (4600.0, "4600"),
            (13_111.0, "13.1 k"),
            (21_338_060.0, "21.3 M"),
            (f64::NAN, "–"),
        ];
        for (value, text) in cases {
            assert_eq!(short(value), text);
        }
        assert_eq!(
            [count(7), count(4600), count(21_338_060)],
            ["7", "4\u{202f}600", "21\u{202f}338\u{202f}060"]
        );
        assert_eq!([percent(Some(0.4183)), percent(None), percent(Some(f64::NAN))], ["41.8 %", "–", "–"]);
        assert_eq!(json_number(f64::INFINITY), serde_json::Value::Null);
        assert_eq!(json_number(12_126.0).to_string(), "12126");
        assert_eq!(json_number(2.759_816).to_string(), "2.7598");
    }
}
