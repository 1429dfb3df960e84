//! Curves of training: loss, exact match, learning rate, gradient norm, speed; each over steps and over tokens, the loss also
//! with a logarithmic axis. All are drawn here; the script only chooses which one is seen.

use std::fmt::Write as _;

use serde_json::{Value, json};

use super::{
    charts::{Axis, Chart, Series, Style},
    data::{Run, Step},
    figures::{quantile, smooth},
    html::{escape, exponent, json_number, short},
};

/// Points of a run that the script knows, for the values under the pointer.
const MOST_HOVER_POINTS: usize = 500;

/// A figure with its variants.
struct Figure<'a> {
    id: &'a str,
    title: &'a str,
    /// Unit, and how to read the lines.
    note: &'a str,
    wide: bool,
    from_zero: bool,
    logarithmic: bool,
    format: fn(f64) -> String,
    /// What is drawn; the x values are steps.
    series: Vec<Series>,
    /// Names of the series for the pointer's values; an empty name leaves one out.
    names: Vec<&'a str>,
}

/// The section's figures, and their data for the script.
pub(super) fn curves(runs: &[Run]) -> (String, Value) {
    let line = |value: fn(&Step) -> f64, smoothed: bool| {
        let (mut series, mut names) = (Vec::new(), Vec::new());
        for (run, read) in runs.iter().enumerate().filter(|(_, read)| !read.steps.is_empty()) {
            let values: Vec<f64> = read.steps.iter().map(value).collect();
            let points = |values: &[f64]| {
                read.steps.iter().zip(values).map(|(line, value)| (line.step as f64, *value)).collect()
            };
            let raw = points(&values);
            if smoothed {
                let span = (values.len() as f64 / 25.0).clamp(1.0, 60.0);
                series.push(Series { run, style: Style::Raw, points: raw });
                names.push("as logged");
                series.push(Series { run, style: Style::Line, points: points(&smooth(&values, span)) });
                names.push("smoothed");
            } else {
                series.push(Series { run, style: Style::Line, points: raw });
                names.push("");
            }
        }
        (series, names)
    };
    let validated = |value: fn(&super::data::Validated) -> f64| {
        runs.iter().enumerate().filter(|(_, read)| !read.validations.is_empty()).map(move |(run, read)| {
            let points: Vec<_> =
                read.validations.iter().map(|line| (line.step as f64, value(line))).collect();
            Series { run, style: Style::Points(vec![3.5; points.len()]), points }
        })
    };
    let (mut loss, mut loss_names) = line(|line| line.loss, true);
    for series in validated(|line| line.loss) {
        loss.push(series);
        loss_names.push("validation");
    }
    let exact: Vec<Series> = validated(|line| line.exact).collect();
    let exact_names = vec!["exact"; exact.len()];
    let percent: fn(f64) -> String = |value| format!("{} %", short(100.0 * value));
    let narrow = |id, title, note, format, (series, names)| Figure {
        id,
        title,
        note,
        wide: false,
        from_zero: true,
        logarithmic: false,
        format,
        series,
        names,
    };
    let short: fn(f64) -> String = short;
    let figures = [
        Figure {
            id: "loss",
            title: "Loss",
            note: "nats per token; line: training, smoothed (light: as logged); points: validation",
            wide: true,
            from_zero: false,
            logarithmic: true,
            format: short,
            series: loss,
            names: loss_names,
        },
        narrow("exact", "Exact match on validation", "answers right in full", percent, (exact, exact_names)),
        narrow("rate", "Learning rate", "", exponent, line(|line| line.learning_rate, false)),
        narrow("norm", "Gradient norm", "before clipping", short, line(|line| line.gradient_norm, true)),
        narrow(
            "speed",
            "Tokens per second",
            "padding not counted",
            short,
            line(|line| line.tokens_per_second, true),
        ),
    ];
    let mut html = String::from("<div class=\"figures\">");
    let mut data = serde_json::Map::new();
    for figure in &figures {
        html.push_str(&figure.html(runs));
        data.insert(figure.id.to_owned(), figure.data(runs));
    }
    html.push_str("</div>");
    (html, Value::Object(data))
}

impl Figure<'_> {
    fn html(&self, runs: &[Run]) -> String {
        let mut out = format!(
            "<figure class=\"chart{}\" id=\"chart-{}\"><figcaption><b>{}</b> <span>{}</span></figcaption>",
            if self.wide { " wide" } else { "" },
            self.id,
            escape(self.title),
            escape(self.note),
        );
        let nothing = self.series.iter().all(|series| series.points.iter().all(|point| !point.1.is_finite()));
        if nothing {
            let how = if self.id == "exact" {
                "No validation yet: <code>fixerr-trainer train --validation FILE</code> measures it every train.eval_every steps."
            } else {
                "Nothing logged yet: a line is written every train.log_every steps."
            };
            let _ = write!(out, "<p class=\"missing\">{how}</p></figure>");
            return out;
        }
        let (low, high) = self.range();
        let mut axes =
            vec![("linear", Axis::linear(if self.from_zero { 0.0 } else { low }, high, self.format))];
        if self.logarithmic {
            axes.extend(Axis::logarithmic(low, high, self.format).map(|axis| ("log", axis)));
        }
        for by in ["steps", "tokens"] {
            let series = self.over(by, runs);
            // One axis for all charts, so that places below each other are the same time.
            let ends = runs.iter().map(|run| match by {
                "steps" => run.last_step() as f64,
                _ => run.tokens_at(run.last_step()),
            });
            let last = ends.filter(|end| end.is_finite()).fold(f64::NAN, f64::max);
            if !last.is_finite() {
                continue;
            }
            for (scale, y) in &axes {
                let hidden = if (by, *scale) == ("steps", "linear") { "" } else { " hidden" };
                let (width, height) = if self.wide { (1120.0, 380.0) } else { (544.0, 236.0) };
                out.push_str(
                    &Chart {
                        id: &format!("{}-{by}-{scale}", self.id),
                        label: &format!("{} over {by}", self.title),
                        width,
                        height,
                        x: Axis::linear(0.0, last, short),
                        y: *y,
                        x_label: by,
                        attributes: &format!("data-by=\"{by}\" data-scale=\"{scale}\"{hidden}"),
                        diagonal: false,
                        series: &series,
                    }
                    .svg(),
                );
            }
        }
        out.push_str("</figure>");
        out
    }

    /// The series over steps or over tokens.
    fn over(&self, by: &str, runs: &[Run]) -> Vec<Series> {
        let mut series = self.series.clone();
        if by == "tokens" {
            for one in &mut series {
                for point in &mut one.points {
                    point.0 = runs[one.run].tokens_at(point.0 as u64);
                }
            }
        }
        series
    }

    /// From the lowest to the highest value worth showing: a few spikes of single steps may leave the chart.
    fn range(&self) -> (f64, f64) {
        let values = |raw: bool| {
            let series = self.series.iter().filter(move |series| (series.style == Style::Raw) == raw);
            series.flat_map(|series| series.points.iter().map(|point| point.1))
        };
        let finite = || values(false).filter(|value| value.is_finite());
        let low = quantile(values(true), 0.002).into_iter().chain(finite()).fold(f64::INFINITY, f64::min);
        let high =
            quantile(values(true), 0.995).into_iter().chain(finite()).fold(f64::NEG_INFINITY, f64::max);
        (low - 0.02 * (high - low), high + 0.04 * (high - low))
    }

    fn data(&self, runs: &[Run]) -> Value {
        let series = self.series.iter().zip(&self.names).map(|(series, name)| {
            let stride = series.points.len().div_ceil(MOST_HOVER_POINTS).max(1);
            let points = series.points.iter().step_by(stride);
            let steps: Vec<f64> = points.clone().map(|point| point.0).collect();
            json!({
                "run": series.run,
                "name": name,
                "raw": series.style == Style::Raw,
                "tokens": steps.iter().map(|step| json_number(runs[series.run].tokens_at(*step as u64))).collect::<Vec<_>>(),
                "values": points.map(|point| json_number(point.1)).collect::<Vec<_>>(),
                "steps": steps.iter().map(|step| json!(*step as u64)).collect::<Vec<_>>(),
            })
        });
        json!(series.collect::<Vec<_>>())
    }
}
