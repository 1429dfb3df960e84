//! The times as a picture: a bar for each engine, for the first fix and for five.

use std::fmt::Write as _;

use super::figures::{ENGINES, Figures};

const WIDTH: f64 = 720.0;
/// Where the bars begin.
const LEFT: f64 = 170.0;
/// Room for the figure at a bar's end.
const RIGHT: f64 = 80.0;
const BAR: f64 = 20.0;
const GAP: f64 = 8.0;
const TITLE: f64 = 34.0;

/// The picture as SVG; it reads on a light and on a dark page.
pub(super) fn svg(figures: &Figures) -> String {
    let (mut body, mut y) = (String::new(), 6.0);
    for (question, title) in [("first", "First fix"), ("five", "Five fixes")] {
        let rows: Vec<(&str, &str, f64)> = ENGINES
            .iter()
            .filter_map(|(engine, name)| Some((*engine, *name, figures.p50(engine, question)?)))
            .collect();
        let longest = rows.iter().map(|(_, _, ms)| *ms).fold(1e-9, f64::max);
        let _ = writeln!(
            body,
            r#"<text class="title" x="0" y="{:.0}">{title}, median milliseconds: less is better</text>"#,
            y + 18.0
        );
        y += TITLE;
        for (engine, name, ms) in rows {
            let width = (ms / longest * (WIDTH - LEFT - RIGHT)).max(1.0);
            let class = if engine == "ours" { "ours" } else { "theirs" };
            let middle = y + BAR * 0.72;
            let _ = writeln!(
                body,
                r#"<text x="{:.0}" y="{middle:.1}" text-anchor="end">{name}</text><rect class="{class}" x="{LEFT}" y="{y:.0}" width="{width:.1}" height="{BAR}" rx="3"/><text x="{:.1}" y="{middle:.1}">{ms:.1}</text>"#,
                LEFT - 8.0,
                LEFT + width + 6.0,
            );
            y += BAR + GAP;
        }
        y += GAP;
    }
    format!(
        r#"<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH:.0} {y:.0}" role="img" aria-label="Time to the first and to five fixes, by engine">
<style>
text {{ font: 13px system-ui, sans-serif; fill: #57606a; }}
.title {{ font-weight: 600; fill: #24292f; }}
.ours {{ fill: #1f883d; }}
.theirs {{ fill: #afb8c1; }}
@media (prefers-color-scheme: dark) {{
text {{ fill: #9198a1; }}
.title {{ fill: #f0f6fc; }}
.ours {{ fill: #3fb950; }}
.theirs {{ fill: #515c67; }}
}}
</style>
{body}</svg>
"#
    )
}

#[cfg(test)]
mod tests {
    use super::{super::figures::tests::measured, *};

    #[test]
    fn every_engine_has_its_two_bars() {
        let svg = svg(&measured());
        assert_eq!(svg.matches("<rect").count(), 10);
        assert_eq!(svg.matches("class=\"ours\"").count(), 2);
        assert!(svg.contains(">2.0<") && svg.contains(">12.0<"), "{svg}");
        // As many tags are closed as are opened.
        assert_eq!(svg.matches("<text").count(), svg.matches("</text>").count());
        assert!(svg.starts_with("<svg") && svg.ends_with("</svg>\n"));
    }
}
