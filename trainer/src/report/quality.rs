//! Quality by group, language and class as tables with bars, and how far the model's confidence can be trusted.

use std::{collections::BTreeMap, fmt::Write as _};

use super::{
    charts::{Axis, Chart, Series, Style},
    data::Run,
    evaluation::{Detail, Evaluation},
    figures::{self, Calibration, Threshold},
    html::{count, escape, percent, short},
    page::{N_COLORS, swatch},
    times,
};
use crate::evaluate::Figures;

/// What one run has of a set.
pub(super) struct Measured<'a> {
    pub(super) run: usize,
    pub(super) evaluation: &'a Evaluation,
    pub(super) details: &'a [Detail],
}

/// Evaluations by set, each with the runs that were measured on it.
pub(super) fn sets(runs: &[Run]) -> BTreeMap<&str, Vec<Measured<'_>>> {
    let mut sets: BTreeMap<&str, Vec<Measured<'_>>> = BTreeMap::new();
    for (run, read) in runs.iter().enumerate() {
        for (evaluation, details) in &read.evaluations {
            sets.entry(&evaluation.set).or_default().push(Measured { run, evaluation, details });
        }
    }
    sets
}

/// Whether a set was not asked under the same conditions every time: then the figures do not compare.
fn is_mixed(measured: &[Measured<'_>]) -> bool {
    measured.iter().any(|one| one.evaluation.conditions != measured[0].evaluation.conditions)
}

/// A run's name, marked with its conditions where the set is mixed.
fn marked_name(one: &Measured<'_>, measured: &[Measured<'_>], runs: &[Run]) -> String {
    let (name, conditions) = (escape(&runs[one.run].name), &one.evaluation.conditions);
    if conditions.is_empty() || !is_mixed(measured) {
        return name;
    }
    format!("{name} <small>{}</small>", escape(&conditions.join(" ")))
}

/// Rows of so few examples that their share says little are pale.
const fn few(n: u64) -> &'static str {
    if n < 10 { " class=\"few\"" } else { "" }
}

/// A solid bar over lighter ones, each as long as a share.
fn bar(run: usize, shares: &[Option<f64>]) -> String {
    let mut out = format!("<span class=\"bar c{}\">", run % N_COLORS);
    for (depth, share) in shares.iter().enumerate().rev() {
        if let Some(share) = share.filter(|share| share.is_finite()) {
            let width = 100.0 * share.clamp(0.0, 1.0);
            let _ = write!(out, "<span class=\"depth{depth}\" style=\"width:{width:.1}%\"></span>");
        }
    }
    out.push_str("</span>");
    out
}

/// Exact match by group at the best validation of each run.
pub(super) fn groups(runs: &[Run]) -> String {
    let best: Vec<_> = runs.iter().map(Run::best_validation).collect();
    if best.iter().flatten().all(|line| line.groups.is_empty()) {
        return "<p class=\"missing\">No validation yet: <code>fixerr-trainer train --validation FILE</code> measures it while training.</p>".to_owned();
    }
    let mut names: Vec<&str> = Vec::new();
    for line in best.iter().flatten() {
        names.extend(line.groups.keys().map(String::as_str));
    }
    names.sort_unstable();
    names.dedup();
    let mut out = String::from(
        "<div class=\"scroll\"><table class=\"quality\"><thead><tr><th>Source and language</th><th class=\"who\">Run</th><th class=\"n\">Examples</th><th class=\"bars\">Exact match</th><th class=\"n\">Share</th></tr></thead>",
    );
    let mut part = |name: &str, values: Vec<(usize, u64, f64)>| {
        out.push_str("<tbody>");
        for (index, (run, n, share)) in values.into_iter().enumerate() {
            let _ = write!(out, "<tr{} data-run=\"{run}\">", few(n));
            let class = if index == 0 { "part" } else { "part again" };
            let _ = write!(out, "<th class=\"{class}\" scope=\"row\">{}</th>", escape(name));
            let _ = write!(
                out,
                "<td class=\"who\">{}{}</td><td class=\"n\">{}</td><td class=\"bars\">{}</td><td class=\"n\">{}</td></tr>",
                swatch(run),
                escape(&runs[run].name),
                count(n),
                bar(run, &[Some(share)]),
                percent(Some(share)),
            );
        }
        out.push_str("</tbody>");
    };
    let all = best.iter().enumerate().filter_map(|(run, line)| {
        let line = (*line)?;
        Some((run, line.groups.values().map(|group| group.0).sum(), line.exact))
    });
    part("all", all.collect());
    for name in names {
        let of_group = best.iter().enumerate().filter_map(|(run, line)| {
            let (n, share) = (*line)?.groups.get(name)?;
            Some((run, *n, *share))
        });
        part(name, of_group.collect());
    }
    out.push_str("</table></div>");
    out
}

/// A set's table: whole, by language, by class.
pub(super) fn table(measured: &[Measured<'_>], runs: &[Run]) -> String {
    let mut ranks: Vec<usize> = vec![1, 5, 10, 50];
    ranks.retain(|rank| measured.iter().any(|one| at(&one.evaluation.figures.all, *rank).is_some()));
    // With one run its name need not be said, unless its rows differ in their conditions.
    let who = if is_mixed(measured) { "who marked" } else { "who" };
    let mut out = format!(
        "<div class=\"scroll\"><table class=\"quality\"><thead><tr><th>Part</th><th class=\"{who}\">Run</th><th class=\"n\">Examples</th><th class=\"bars\">Right among the first candidates <small>(pale: fewer than 10 examples)</small></th>",
    );
    for rank in &ranks {
        let _ = write!(out, "<th class=\"n\">{rank}</th>");
    }
    out.push_str("</tr></thead>");
    let part = |out: &mut String, name: &str, find: &dyn Fn(&Evaluation) -> Option<Figures>| {
        out.push_str("<tbody>");
        let rows = measured.iter().filter_map(|one| Some((one, find(one.evaluation)?)));
        for (index, (one, figures)) in rows.enumerate() {
            let run = one.run;
            let class = if index == 0 { "part" } else { "part again" };
            let shares: Vec<Option<f64>> = ranks.iter().map(|rank| at(&figures, *rank)).collect();
            let _ = write!(
                out,
                "<tr{} data-run=\"{run}\"><th class=\"{class}\" scope=\"row\">{}</th><td class=\"{who}\">{}{}</td><td class=\"n\">{}</td><td class=\"bars\">{}</td>",
                few(figures.n as u64),
                escape(name),
                swatch(run),
                marked_name(one, measured, runs),
                count(figures.n as u64),
                bar(run, &shares),
            );
            for share in shares {
                let _ = write!(out, "<td class=\"n\">{}</td>", percent(share));
            }
            out.push_str("</tr>");
        }
        out.push_str("</tbody>");
    };
    part(&mut out, "all", &|evaluation| Some(evaluation.figures.all.clone()));
    let heading = |out: &mut String, text: &str| {
        let _ = write!(
            out,
            "<tbody class=\"heading\"><tr><th colspan=\"{}\">{text}</th></tr></tbody>",
            4 + ranks.len()
        );
    };
    heading(&mut out, "by language");
    for name in keys(measured, |evaluation| &evaluation.figures.by_language) {
        part(&mut out, name, &|evaluation| evaluation.figures.by_language.get(name).cloned());
    }
    let classes = keys(measured, |evaluation| &evaluation.figures.by_class);
    if !classes.is_empty() {
        heading(&mut out, "by class");
    }
    for name in classes {
        part(&mut out, name, &|evaluation| evaluation.figures.by_class.get(name).cloned());
    }
    out.push_str("</table></div>");
    out
}

fn keys<'a>(
    measured: &'a [Measured<'_>],
    of: fn(&'a Evaluation) -> &'a BTreeMap<String, Figures>,
) -> Vec<&'a str> {
    let mut keys: Vec<&str> =
        measured.iter().flat_map(|one| of(one.evaluation).keys().map(String::as_str)).collect();
    keys.sort_unstable();
    keys.dedup();
    keys
}

const fn at(figures: &Figures, rank: usize) -> Option<f64> {
    match rank {
        1 => figures.top1,
        5 => figures.top5,
        10 => figures.top10,
        _ => figures.top50,
    }
}

/// What was measured, and how.
pub(super) fn measured_how(measured: &[Measured<'_>], runs: &[Run]) -> String {
    let mut out = String::new();
    for one in measured {
        let evaluation = one.evaluation;
        let too_long = match evaluation.figures.too_long {
            0 => String::new(),
            n => format!(", {n} did not fit the window and count as wrong"),
        };
        let asked = match evaluation.conditions.as_slice() {
            [] => String::new(),
            conditions => format!(", asked with <code>{}</code>", escape(&conditions.join(" "))),
        };
        let step = evaluation.step.map_or(String::new(), |step| format!(" at step {}", count(step)));
        let _ = write!(
            out,
            "<li data-run=\"{}\">{}<b>{}</b>: {} examples, up to {} candidates each{asked}{too_long}; <code>{}</code>{step}, {}</li>",
            one.run,
            swatch(one.run),
            escape(&runs[one.run].name),
            count(evaluation.figures.all.n as u64),
            evaluation.top,
            escape(&evaluation.model),
            times::date(evaluation.unix_time),
        );
    }
    format!("<ul class=\"how\">{out}</ul>")
}

/// How sure a run was of a set's answers.
struct Sure {
    run: usize,
    /// As [`marked_name`] has it.
    name: String,
    calibration: Calibration,
    points: Vec<Threshold>,
}

/// Reliability, and precision over coverage, of a set.
pub(super) fn confidence(set: &str, number: usize, measured: &[Measured<'_>], runs: &[Run]) -> String {
    let found: Vec<Sure> = measured
        .iter()
        .map(|one| Sure {
            run: one.run,
            name: marked_name(one, measured, runs),
            calibration: figures::calibration(one.details),
            points: figures::coverage(one.details),
        })
        .filter(|sure| sure.calibration.n > 0)
        .collect();
    if found.is_empty() {
        return format!(
            "<p class=\"missing\">No confidences of <b>{}</b>: its details are missing. <code>fixerr-trainer evaluate --report-to RUN</code> keeps them.</p>",
            escape(set)
        );
    }
    let errors = found.iter().map(|Sure { run, name, calibration, .. }| {
        format!(
            "<li data-run=\"{run}\">{}<b>{name}</b>: expected calibration error {} over {} answers</li>",
            swatch(*run),
            percent(Some(calibration.error)),
            count(calibration.n as u64)
        )
    });
    let share: fn(f64) -> String = |value| format!("{} %", short(100.0 * value));
    let unit = Axis::linear(0.0, 1.0, share);
    let square = |id: &str, label: &str, x_label: &str, diagonal: bool, series: &[Series]| {
        Chart {
            id: &format!("{id}-{number}"),
            label,
            width: 544.0,
            height: 340.0,
            x: unit,
            y: unit,
            x_label,
            attributes: "",
            diagonal,
            series,
        }
        .svg()
    };
    let reliability: Vec<Series> = found
        .iter()
        .map(|Sure { run, calibration, .. }| {
            let bins = calibration.bins.iter().filter(|bin| bin.n > 0);
            let most = calibration.bins.iter().map(|bin| bin.n).max().unwrap_or(1) as f64;
            Series {
                run: *run,
                // Areas, not radii, are as the counts.
                style: Style::Points(
                    bins.clone().map(|bin| 2.5 + 7.5 * (bin.n as f64 / most).sqrt()).collect(),
                ),
                points: bins.map(|bin| (bin.confidence, bin.share())).collect(),
            }
        })
        .collect();
    let curves: Vec<Series> = found
        .iter()
        .map(|sure| Series {
            run: sure.run,
            style: Style::Line,
            points: sure.points.iter().map(|point| (point.coverage, point.precision)).collect(),
        })
        .collect();
    format!(
        "<ul class=\"how\">{}</ul><div class=\"figures\">\
         <figure class=\"chart\"><figcaption><b>Reliability</b> <span>share of right answers by confidence; the larger a point, the more answers; on the dashed line confidence is honest</span></figcaption>{}{}</figure>\
         <figure class=\"chart\"><figcaption><b>Precision over coverage</b> <span>answers shown from the surest down: how many examples get one, and how many of those are right</span></figcaption>{}{}</figure></div>",
        errors.collect::<String>(),
        square("reliability", "Share of right answers over confidence", "confidence", true, &reliability),
        bins_table(&found),
        square("coverage", "Precision over coverage", "coverage", false, &curves),
        thresholds_table(&found),
    )
}

fn heads(found: &[Sure], parts: [&str; 2]) -> String {
    let mut out = String::new();
    for Sure { run, name, .. } in found {
        let _ = write!(out, "<th colspan=\"2\" class=\"n\" data-run=\"{run}\">{}{name}</th>", swatch(*run));
    }
    out.push_str("</tr><tr><th></th>");
    for Sure { run, .. } in found {
        for part in parts {
            let _ = write!(out, "<th class=\"n\" data-run=\"{run}\">{part}</th>");
        }
    }
    out
}

fn bins_table(found: &[Sure]) -> String {
    let mut out = format!(
        "<div class=\"scroll\"><table class=\"small\"><thead><tr><th>Confidence</th>{}</tr></thead><tbody>",
        heads(found, ["answers", "right"])
    );
    for bin in 0..figures::N_BINS {
        if found.iter().all(|sure| sure.calibration.bins[bin].n == 0) {
            continue;
        }
        let _ = write!(out, "<tr><th scope=\"row\">{}–{} %</th>", 10 * bin, 10 * (bin + 1));
        for Sure { run, calibration, .. } in found {
            let bin = calibration.bins[bin];
            let share = (bin.n > 0).then(|| bin.share());
            let _ = write!(
                out,
                "<td class=\"n\" data-run=\"{run}\">{}</td><td class=\"n\" data-run=\"{run}\">{}</td>",
                bin.n,
                percent(share)
            );
        }
        out.push_str("</tr>");
    }
    out.push_str("</tbody></table></div>");
    out
}

fn thresholds_table(found: &[Sure]) -> String {
    let mut out = format!(
        "<div class=\"scroll\"><table class=\"small\"><thead><tr><th>Shown from</th>{}</tr></thead><tbody>",
        heads(found, ["coverage", "precision"])
    );
    for threshold in [0.0, 0.3, 0.5, 0.7, 0.8, 0.9, 0.95, 0.99] {
        let _ = write!(out, "<tr><th scope=\"row\">{:.0} %</th>", 100.0 * threshold);
        for Sure { run, points, .. } in found {
            let point = figures::at_threshold(points, threshold);
            let _ = write!(
                out,
                "<td class=\"n\" data-run=\"{run}\">{}</td><td class=\"n\" data-run=\"{run}\">{}</td>",
                percent(point.map(|point| point.coverage)),
                percent(point.map(|point| point.precision))
            );
        }
        out.push_str("</tr>");
    }
    out.push_str("</tbody></table></div>");
    out
}
