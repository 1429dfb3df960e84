//! The page: head, the runs side by side, curves, quality, confidence, examples.

use std::{collections::BTreeSet, fmt::Write as _};

use super::{
    curves::curves,
    data::Run,
    examples::examples,
    figures::quantile,
    html::{attribute, count, escape, percent, script_json, short},
    quality, times,
};

/// Colours of runs; further runs take them again from the first.
pub(super) const N_COLORS: usize = 8;

const STYLE: &str = include_str!("style.css");
const SCRIPT: &str = include_str!("script.js");

/// A run's colour as a small sign.
pub(super) fn swatch(run: usize) -> String {
    format!("<i class=\"swatch c{}\"></i>", run % N_COLORS)
}

/// The whole page.
pub(super) fn page(runs: &[Run], n_examples: usize, now: u64) -> String {
    let names = runs.iter().map(|run| escape(&run.name)).collect::<Vec<_>>();
    let title = runs.iter().map(|run| attribute(&run.name)).collect::<Vec<_>>().join(", ");
    let sets = quality::sets(runs);
    let (curves, data) = curves(runs);
    let mut out = format!(
        "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
         <meta name=\"color-scheme\" content=\"light dark\">\n\
         <meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'\">\n\
         <title>{title} – FixErr training report</title>\n<style>\n{STYLE}</style>\n</head>\n<body{}>\n\
         <header class=\"top\"><p class=\"kind\">FixErr training report</p><h1>{}</h1><p class=\"lead\">{}</p></header>\n",
        // With one run its name need not be said again and again.
        if runs.len() == 1 { " class=\"one\"" } else { "" },
        listed(&names),
        lead(runs),
    );
    out.push_str(&controls(runs));
    out.push_str("<main>\n");
    let mut section = |id: &str, heading: &str, body: &str| {
        let _ = writeln!(out, "<section id=\"{id}\"><h2>{heading}</h2>{body}</section>");
    };
    section("runs", if runs.len() == 1 { "The run" } else { "The runs" }, &side_by_side(runs));
    section("curves", "Curves", &curves);
    section("validation", "Quality on the validation set", &validation(runs));
    let mut measured_html = String::new();
    for (number, (set, measured)) in sets.iter().enumerate() {
        let _ = write!(
            measured_html,
            "<div class=\"set\"><h3>{}</h3>{}{}{}</div>",
            escape(set),
            quality::measured_how(measured, runs),
            quality::table(measured, runs),
            quality::confidence(set, number, measured, runs),
        );
    }
    if sets.is_empty() {
        measured_html.push_str("<p class=\"missing\">No evaluation yet: <code>fixerr-trainer evaluate --run RUN --data FILE</code> measures exact match by language and class, and keeps figures and answers in the run's folder.</p>");
    }
    section("quality", "Quality and confidence by language and class", &measured_html);
    section("examples", "Example fixes", &examples(&sets, runs, n_examples));
    let notes: Vec<_> = runs.iter().flat_map(|run| &run.notes).collect();
    if !notes.is_empty() {
        let items = notes.iter().map(|note| format!("<li>{}</li>", escape(note))).collect::<String>();
        section("notes", "What could not be read", &format!("<ul class=\"how\">{items}</ul>"));
    }
    let names: Vec<&str> = runs.iter().map(|run| run.name.as_str()).collect();
    let data = serde_json::json!({ "runs": names, "charts": data });
    let _ = write!(
        out,
        "</main>\n<footer class=\"end\">Drawn {} by fixerr-trainer {}</footer>\n\
         <script type=\"application/json\" id=\"data\">{}</script>\n<script>\n{SCRIPT}</script>\n</body>\n</html>\n",
        times::date(now),
        env!("CARGO_PKG_VERSION"),
        script_json(&data),
    );
    out
}

/// "a", "a and b", "a, b and c".
fn listed(names: &[String]) -> String {
    match names {
        [first @ .., last] if !first.is_empty() => {
            format!("{} <span>and</span> {last}", first.join("<span>,</span> "))
        }
        _ => names.concat(),
    }
}

/// The one sentence that says how things stand.
fn lead(runs: &[Run]) -> String {
    let best = runs
        .iter()
        .filter_map(|run| Some((run, run.best_validation().filter(|line| line.loss.is_finite())?)))
        .min_by(|a, b| a.1.loss.total_cmp(&b.1.loss));
    match best {
        Some((run, line)) => {
            let of = if runs.len() > 1 { format!(" by {}", escape(&run.name)) } else { String::new() };
            format!(
                "Lowest validation loss {}{of} at step {}, with {} of the answers exactly right.",
                short(line.loss),
                count(line.step),
                percent(Some(line.exact))
            )
        }
        None => "No validation yet.".to_owned(),
    }
}

fn controls(runs: &[Run]) -> String {
    let mut out = String::from("<nav class=\"controls\"><div class=\"legend\" aria-label=\"Runs\">");
    for (index, run) in runs.iter().enumerate() {
        let _ = write!(
            out,
            "<button type=\"button\" disabled aria-pressed=\"true\" data-toggle=\"{index}\">{}{}</button>",
            swatch(index),
            escape(&run.name)
        );
    }
    out.push_str(
        "</div><div class=\"switches needs-script\">\
         <span class=\"switch\" role=\"group\" aria-label=\"Horizontal axis\"><button type=\"button\" data-by=\"steps\" aria-pressed=\"true\">steps</button><button type=\"button\" data-by=\"tokens\" aria-pressed=\"false\">tokens</button></span>\
         <span class=\"switch\" role=\"group\" aria-label=\"Scale of the loss\"><button type=\"button\" data-scale=\"linear\" aria-pressed=\"true\">linear loss</button><button type=\"button\" data-scale=\"log\" aria-pressed=\"false\">logarithmic</button></span>\
         </div></nav>\n",
    );
    out
}

fn validation(runs: &[Run]) -> String {
    let at = runs.iter().enumerate().filter_map(|(index, run)| {
        let line = run.best_validation()?;
        Some(format!(
            "<li data-run=\"{index}\">{}<b>{}</b>: at step {}, its best</li>",
            swatch(index),
            escape(&run.name),
            count(line.step)
        ))
    });
    format!("<ul class=\"how\">{}</ul>{}", at.collect::<String>(), quality::groups(runs))
}

/// What a row of the runs' table says of a run.
type Fact = fn(&Run) -> Option<String>;

/// Lines that a table has room for.
const LINES_SHOWN: usize = 8;

/// One line for each entry; many are folded under their number, so that the curves stay near. Nothing for none.
fn folded(entries: &[String], what: &str) -> Option<String> {
    let lines = entries.join("<br>");
    match entries.len() {
        0 => None,
        1..=LINES_SHOWN => Some(lines),
        n => Some(format!("<details><summary>{} {what}</summary>{lines}</details>", count(n as u64))),
    }
}

/// Facts worth seeing at once.
const KEY_FACTS: [(&str, Fact); 4] = [
    ("Best validation loss", |run| {
        let line = run.best_validation()?;
        Some(format!("{} <small>at step {}</small>", short(line.loss), count(line.step)))
    }),
    ("Exact match there", |run| Some(percent(Some(run.best_validation()?.exact)))),
    ("Steps", |run| {
        let planned = run.setting("train", "steps").and_then(|steps| steps.parse().ok());
        let done = count(run.last_step());
        Some(match planned {
            Some(steps) if steps > run.last_step() => format!("{done} <small>of {}</small>", count(steps)),
            _ => done,
        })
    }),
    ("Tokens", |run| run.steps.last().map(|line| short(line.tokens))),
];

const FACTS: [(&str, Fact); 14] = [
    ("Model", model),
    ("Parameters", |run| run.parameters.map(count)),
    ("Training loss at the end", |run| {
        let losses: Vec<f64> = run.steps.iter().map(|line| line.loss).collect();
        let smoothed = super::figures::smooth(&losses, (losses.len() as f64 / 25.0).clamp(1.0, 60.0));
        smoothed.last().map(|loss| short(*loss))
    }),
    ("Tokens per second, median", |run| {
        quantile(run.steps.iter().map(|line| line.tokens_per_second), 0.5).map(short)
    }),
    ("Waiting for data, median", |run| {
        quantile(run.steps.iter().map(|line| line.wait_share), 0.5)
            .map(|share| format!("{:.2} %", 100.0 * share))
    }),
    ("Steps skipped", |run| (!run.steps.is_empty()).then(|| count(run.skipped))),
    ("Data", |run| {
        let files = &run.record.last()?.data;
        let names = files.iter().map(|file| escape(&file.path.display().to_string()));
        folded(&names.collect::<Vec<_>>(), "files")
    }),
    ("Bugs drawn anew from", |run| {
        let sources = run.record.last()?.sources.iter().map(|source| match &source.commit {
            Some(commit) => {
                let commit: String = commit.chars().take(12).collect();
                format!("{} <small>{}</small>", escape(&source.repository), escape(&commit))
            }
            None => escape(&source.repository),
        });
        folded(&sources.collect::<Vec<_>>(), "repositories")
    }),
    ("Validation data", |run| {
        Some(escape(&run.record.last()?.validation.as_ref()?.path.display().to_string()))
    }),
    ("Device", |run| {
        let start = run.record.last()?;
        Some(format!("{}, {}, {} threads", escape(&start.device), escape(&start.precision), start.threads))
    }),
    ("Made by", |run| {
        let start = run.record.last()?;
        let commit: String = start.commit.chars().take(12).collect();
        Some(format!(
            "FixErr {} ({}), libtorch {}",
            escape(&start.fixerr),
            escape(&commit),
            escape(&start.libtorch)
        ))
    }),
    ("Started", |run| {
        let resumed = match run.record.len() {
            0 | 1 => String::new(),
            n => format!(" <small>resumed {} ×</small>", n - 1),
        };
        run.started.map(|time| times::date(time) + &resumed)
    }),
    ("Last line written", |run| run.ended.map(times::date)),
    ("Between the two", |run| Some(times::duration(run.ended?.checked_sub(run.started?)?))),
];

/// The shape in a few words; keys that a kind of model does not have are left out.
fn model(run: &Run) -> Option<String> {
    let get = |key: &str| run.setting("model", key);
    let mut parts = Vec::new();
    for key in ["architecture", "kind"] {
        parts.extend(get(key));
    }
    if let Some(encoder) = get("encoder_layers") {
        let decoder = get("decoder_layers").map(|n| format!(" + {n}")).unwrap_or_default();
        parts.push(format!("{encoder}{decoder} layers"));
    }
    for (key, name) in [("hidden_size", "wide"), ("attention_heads", "heads"), ("intermediate_size", "inner")]
    {
        parts.extend(get(key).map(|value| format!("{value} {name}")));
    }
    parts.extend(get("norm").map(|norm| format!("{norm}-norm")));
    (!parts.is_empty()).then(|| escape(&parts.join(", ")))
}

fn side_by_side(runs: &[Run]) -> String {
    let mut out = format!(
        "<div class=\"scroll\"><table class=\"runs{}\"><thead><tr><td></td>",
        if runs.len() == 1 { " single" } else { "" }
    );
    for (index, run) in runs.iter().enumerate() {
        let _ =
            write!(out, "<th scope=\"col\" data-run=\"{index}\">{}{}</th>", swatch(index), escape(&run.name));
    }
    out.push_str("</tr></thead>");
    let row = |out: &mut String, name: &str, cells: &[Option<String>]| {
        let differ = cells.iter().any(|cell| *cell != cells[0]);
        let _ =
            write!(out, "<tr{}><th scope=\"row\">{name}</th>", if differ { " class=\"differ\"" } else { "" });
        for (index, cell) in cells.iter().enumerate() {
            let cell = cell.as_deref().unwrap_or("<span class=\"missing\">not recorded</span>");
            let _ = write!(out, "<td data-run=\"{index}\">{cell}</td>");
        }
        out.push_str("</tr>");
    };
    for (class, facts) in [("key", &KEY_FACTS[..]), ("facts", &FACTS[..])] {
        let _ = write!(out, "<tbody class=\"{class}\">");
        for (name, fact) in facts {
            let cells: Vec<_> = runs.iter().map(fact).collect();
            // A row that no run can fill says nothing.
            if class == "key" || cells.iter().any(Option::is_some) {
                row(&mut out, name, &cells);
            }
        }
        out.push_str("</tbody>");
    }
    let (differing, same): (Vec<_>, Vec<_>) =
        settings(runs).into_iter().partition(|(_, cells)| cells.iter().any(|cell| *cell != cells[0]));
    if !differing.is_empty() {
        let _ = write!(
            out,
            "<tbody class=\"facts\"><tr><th class=\"heading\" colspan=\"{}\">Settings that differ</th></tr>",
            runs.len() + 1
        );
        for (name, cells) in differing {
            row(&mut out, &format!("<code>{}</code>", escape(&name)), &cells);
        }
        out.push_str("</tbody>");
    }
    out.push_str("</table></div>");
    if !same.is_empty() {
        let heading = if runs.len() == 1 { "All settings" } else { "Settings that are the same in all" };
        let _ = write!(out, "<details><summary>{heading}</summary><dl class=\"settings\">");
        for (name, cells) in same {
            let _ = write!(
                out,
                "<div><dt>{}</dt><dd>{}</dd></div>",
                escape(&name),
                cells[0].as_deref().unwrap_or("–")
            );
        }
        out.push_str("</dl></details>");
    }
    out
}

/// Every setting of any run, with each run's value, escaped.
fn settings(runs: &[Run]) -> Vec<(String, Vec<Option<String>>)> {
    let mut keys = BTreeSet::new();
    for run in runs {
        for (section, table) in &run.config {
            let names = table.as_table().into_iter().flatten();
            keys.extend(names.map(|(key, _)| (section.clone(), key.clone())));
        }
    }
    keys.into_iter()
        .map(|(section, key)| {
            let cells = runs.iter().map(|run| run.setting(&section, &key).map(|value| escape(&value)));
            (format!("{section}.{key}"), cells.collect())
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::{LINES_SHOWN, folded};

    #[test]
    fn long_lists_are_folded() {
        let entries: Vec<String> = (0..=LINES_SHOWN).map(|n| format!("a/{n}")).collect();
        assert_eq!(folded(&[], "files"), None);
        assert_eq!(folded(&entries[..2], "files").as_deref(), Some("a/0<br>a/1"));
        let long = folded(&entries, "repositories").unwrap();
        assert!(long.starts_with("<details><summary>9 repositories</summary>a/0<br>"), "{long}");
    }
}
