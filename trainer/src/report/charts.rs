//! Line charts as inline SVG: axes with round ticks, lines with gaps where there is no number, points.

use std::fmt::Write as _;

use super::html::{attribute, escape, json_number};

/// Line points that are drawn at most; more would not be seen and only make the page heavy.
const MOST_POINTS: usize = 700;

/// How an axis runs and what its ticks say.
#[derive(Clone, Copy, Debug)]
pub(super) struct Axis {
    /// The value at the axis' start.
    pub(super) low: f64,
    /// The value at its end.
    pub(super) high: f64,
    /// Whether equal distances are equal ratios.
    pub(super) logarithmic: bool,
    /// A tick's text.
    pub(super) format: fn(f64) -> String,
}

impl Axis {
    /// A linear axis; equal or missing ends are spread so that something can be drawn.
    pub(super) fn linear(low: f64, high: f64, format: fn(f64) -> String) -> Self {
        let low = if low.is_finite() { low } else { 0.0 };
        let high = if high.is_finite() && high > low { high } else { low + low.abs().max(1.0) * 0.1 };
        Self { low, high, logarithmic: false, format }
    }

    /// A logarithmic axis; nothing when the ends cannot be on one.
    pub(super) fn logarithmic(low: f64, high: f64, format: fn(f64) -> String) -> Option<Self> {
        let fits = low > 0.0 && high.is_finite() && high > low;
        fits.then_some(Self { low, high, logarithmic: true, format })
    }

    /// Where a value lies, 0 at the start and 1 at the end.
    pub(super) fn place(&self, value: f64) -> f64 {
        if self.logarithmic {
            (value / self.low).ln() / (self.high / self.low).ln()
        } else {
            (value - self.low) / (self.high - self.low)
        }
    }

    /// Round values along the axis, about `n` of them.
    pub(super) fn ticks(&self, n: usize) -> Vec<f64> {
        if self.logarithmic {
            let decades = self.low.log10().floor() as i32..=self.high.log10().ceil() as i32;
            let within = |value: &f64| (self.low..=self.high).contains(value);
            let all: Vec<f64> = decades
                .flat_map(|decade| [1.0, 2.0, 3.0, 5.0].map(|digit| digit * 10f64.powi(decade)))
                .filter(within)
                .collect();
            // Over many decades only the powers of ten are left apart enough to be read.
            if all.len() <= 2 * n {
                return all;
            }
            return all.into_iter().filter(|value| value.log10().fract().abs() < 1e-9).collect();
        }
        let raw = (self.high - self.low) / n.max(1) as f64;
        let decade = 10f64.powf(raw.log10().floor());
        let step = [1.0, 2.0, 2.5, 5.0, 10.0].map(|digit| digit * decade);
        let step = step.into_iter().find(|step| *step >= raw * 0.999).unwrap_or(10.0 * decade);
        let first = (self.low / step - 1e-9).ceil() as i64;
        let last = (self.high / step + 1e-9).floor() as i64;
        (first..=last.min(first + 50)).map(|index| index as f64 * step).collect()
    }
}

/// How a series is drawn.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Style {
    /// A thin, light line: values as logged.
    Raw,
    /// A line.
    Line,
    /// Points of these radii with a thin dashed line between them.
    Points(Vec<f64>),
}

/// One line of a chart.
#[derive(Clone, Debug)]
pub(super) struct Series {
    /// The run's place in the report, which decides the colour.
    pub(super) run: usize,
    pub(super) style: Style,
    /// Values by place on the x axis; NaN makes a gap.
    pub(super) points: Vec<(f64, f64)>,
}

/// A chart, ready to be drawn.
#[derive(Clone, Debug)]
pub(super) struct Chart<'a> {
    /// Unique on the page.
    pub(super) id: &'a str,
    /// What the chart shows, for those who cannot see it.
    pub(super) label: &'a str,
    pub(super) width: f64,
    pub(super) height: f64,
    pub(super) x: Axis,
    pub(super) y: Axis,
    /// What the x axis counts.
    pub(super) x_label: &'a str,
    /// Further attributes of the element.
    pub(super) attributes: &'a str,
    /// Whether a diagonal says where both axes are equal.
    pub(super) diagonal: bool,
    pub(super) series: &'a [Series],
}

/// Room for the axes' texts.
const LEFT: f64 = 48.0;
const RIGHT: f64 = 14.0;
const TOP: f64 = 10.0;
const BOTTOM: f64 = 36.0;

impl Chart<'_> {
    /// The element.
    pub(super) fn svg(&self) -> String {
        let (right, bottom) = (self.width - RIGHT, self.height - BOTTOM);
        let mut out = format!(
            "<svg class=\"plot\" viewBox=\"0 0 {} {}\" role=\"img\" aria-label=\"{}\" {} data-box=\"{LEFT} {TOP} {right} {bottom}\" data-x0=\"{}\" data-x1=\"{}\" data-y0=\"{}\" data-y1=\"{}\" data-log=\"{}\">",
            self.width,
            self.height,
            attribute(self.label),
            self.attributes,
            json_number(self.x.low),
            self.x.high,
            self.y.low,
            self.y.high,
            self.y.logarithmic,
        );
        let _ = write!(
            out,
            "<clipPath id=\"clip-{}\"><rect x=\"{LEFT}\" y=\"{}\" width=\"{}\" height=\"{}\"/></clipPath>",
            self.id,
            TOP - 6.0,
            right - LEFT + 6.0,
            bottom - TOP + 12.0,
        );
        self.axes(&mut out);
        if self.diagonal {
            let _ = write!(out, "<path class=\"diagonal\" d=\"M{LEFT} {bottom}L{right} {TOP}\"/>");
        }
        let _ = write!(out, "<g clip-path=\"url(#clip-{})\">", self.id);
        for series in self.series {
            self.draw(&mut out, series);
        }
        out.push_str("</g></svg>");
        out
    }

    fn at(&self, (x, y): (f64, f64)) -> Option<(f64, f64)> {
        let x = LEFT + self.x.place(x) * (self.width - RIGHT - LEFT);
        let y = self.height - BOTTOM - self.y.place(y) * (self.height - BOTTOM - TOP);
        // Far outside is as good as just outside, and keeps coordinates short.
        (x.is_finite() && !y.is_nan()).then(|| (x, y.clamp(-self.height, 2.0 * self.height)))
    }

    fn axes(&self, out: &mut String) {
        let (right, bottom) = (self.width - RIGHT, self.height - BOTTOM);
        let n_y = (self.height / 60.0).round() as usize;
        for tick in self.y.ticks(n_y) {
            let Some((_, y)) = self.at((self.x.low, tick)) else { continue };
            let _ = write!(
                out,
                "<path class=\"grid\" d=\"M{LEFT} {y:.1}H{right}\"/><text class=\"tick\" x=\"{}\" y=\"{:.1}\" text-anchor=\"end\">{}</text>",
                LEFT - 8.0,
                y + 4.0,
                escape(&(self.y.format)(tick)),
            );
        }
        let n_x = (self.width / 110.0).round() as usize;
        for tick in self.x.ticks(n_x) {
            let Some((x, _)) = self.at((tick, self.y.high)) else { continue };
            // The label of the axis stands at its right end.
            let anchor = if x > right - 12.0 { "end" } else { "middle" };
            let _ = write!(
                out,
                "<path class=\"notch\" d=\"M{x:.1} {bottom}v4\"/><text class=\"tick\" x=\"{x:.1}\" y=\"{:.1}\" text-anchor=\"{anchor}\">{}</text>",
                bottom + 17.0,
                escape(&(self.x.format)(tick)),
            );
        }
        let _ = write!(
            out,
            "<path class=\"base\" d=\"M{LEFT} {bottom}H{right}\"/><text class=\"unit\" x=\"{right}\" y=\"{:.1}\" text-anchor=\"end\">{}</text>",
            self.height - 4.0,
            escape(self.x_label),
        );
    }

    fn draw(&self, out: &mut String, series: &Series) {
        let class = match series.style {
            Style::Raw => "raw",
            Style::Line => "line",
            Style::Points(_) => "link",
        };
        let path = self.path(&thinned(&series.points));
        let color = series.run % super::page::N_COLORS;
        let _ = write!(out, "<g class=\"series c{color}\" data-run=\"{}\">", series.run);
        if !path.is_empty() {
            let _ = write!(out, "<path class=\"{class}\" d=\"{path}\"/>");
        }
        if let Style::Points(radii) = &series.style {
            for (point, radius) in series.points.iter().zip(radii) {
                if let Some((x, y)) = self.at(*point) {
                    let _ = write!(out, "<circle cx=\"{x:.1}\" cy=\"{y:.1}\" r=\"{radius:.1}\"/>");
                }
            }
        }
        out.push_str("</g>");
    }

    fn path(&self, points: &[(f64, f64)]) -> String {
        let mut path = String::new();
        let mut pen_down = false;
        for point in points {
            if let Some((x, y)) = self.at(*point) {
                let _ = write!(path, "{}{x:.1} {y:.1}", if pen_down { 'L' } else { 'M' });
                pen_down = true;
            } else {
                pen_down = false;
            }
        }
        path
    }
}

/// At most some [`MOST_POINTS`]: of each stretch the lowest and the highest value stay, so that no spike is lost.
pub(super) fn thinned(points: &[(f64, f64)]) -> Vec<(f64, f64)> {
    if points.len() <= MOST_POINTS {
        return points.to_vec();
    }
    let stretch = (2 * points.len()).div_ceil(MOST_POINTS);
    points
        .chunks(stretch)
        .flat_map(|chunk| {
            let finite = || chunk.iter().enumerate().filter(|(_, point)| point.1.is_finite());
            let low = finite().min_by(|a, b| a.1.1.total_cmp(&b.1.1));
            let high = finite().max_by(|a, b| a.1.1.total_cmp(&b.1.1));
            match (low, high) {
                (Some((a, low)), Some((b, high))) if a < b => vec![*low, *high],
                (Some((a, low)), Some((b, high))) if a > b => vec![*high, *low],
                (Some((_, only)), _) => vec![*only],
                // All of it is a gap.
                _ => chunk[..1].to_vec(),
            }
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::html::short;

    fn axis(low: f64, high: f64) -> Axis {
        Axis::linear(low, high, short)
    }

    #[test]
    fn ticks_are_round() {
        assert_eq!(axis(0.0, 4600.0).ticks(5), [0.0, 1000.0, 2000.0, 3000.0, 4000.0]);
        assert_eq!(axis(0.37, 2.76).ticks(5), [0.5, 1.0, 1.5, 2.0, 2.5]);
        let log = Axis::logarithmic(0.4, 11.0, short).unwrap();
        assert_eq!(log.ticks(5), [0.5, 1.0, 2.0, 3.0, 5.0, 10.0]);
        let log = Axis::logarithmic(1e-7, 1.0, short).unwrap();
        assert_eq!(log.ticks(4).len(), 8);
        assert!(Axis::logarithmic(0.0, 1.0, short).is_none());
        assert!((log.place(1e-7).abs() + (log.place(1.0) - 1.0).abs()) < 1e-12);
        // Flat and missing ranges still give an axis.
        assert!(axis(f64::NAN, f64::NAN).ticks(4).len() > 1 && axis(3.0, 3.0).ticks(4).len() > 1);
    }

    #[test]
    fn lines_break_where_there_is_no_number() {
        let points = [(0.0, 1.0), (1.0, f64::NAN), (2.0, 1.0), (3.0, 0.0)];
        let series = [Series { run: 0, style: Style::Line, points: points.to_vec() }];
        let chart = Chart {
            id: "x",
            label: "a < b",
            width: 162.0,
            height: 146.0,
            x: axis(0.0, 4.0),
            y: axis(0.0, 1.0),
            x_label: "steps",
            attributes: "",
            diagonal: false,
            series: &series,
        };
        let svg = chart.svg();
        assert!(svg.contains("d=\"M48.0 10.0M98.0 10.0L123.0 110.0\""), "{svg}");
        assert!(svg.contains("a &lt; b") && !svg.contains("NaN"), "{svg}");
    }

    #[test]
    fn thinning_keeps_spikes() {
        let mut points: Vec<_> = (0..10_000).map(|i| (f64::from(i), 1.0)).collect();
        points[5001].1 = 9.0;
        points[5003].1 = -9.0;
        points[7000].1 = f64::NAN;
        let kept = thinned(&points);
        assert!(kept.len() <= MOST_POINTS + 2, "{}", kept.len());
        assert!(kept.contains(&(5001.0, 9.0)) && kept.contains(&(5003.0, -9.0)));
        assert!(kept.is_sorted_by_key(|point| point.0));
    }
}
