//! Example fixes, right and wrong, as cards with diffs.

use std::{
    collections::{BTreeMap, BTreeSet},
    fmt::Write as _,
};

use super::{
    data::Run,
    diffs::diff,
    evaluation::Detail,
    html::{attribute, count, escape, percent},
    page::swatch,
    quality::Measured,
};

/// An example, and what each run that was asked made of it.
#[derive(Clone)]
struct Case<'a> {
    set: &'a str,
    answers: Vec<(usize, &'a Detail)>,
}

impl Case<'_> {
    fn verdict(&self) -> &'static str {
        match self.answers.iter().filter(|(_, detail)| detail.right()).count() {
            0 => "wrong",
            n if n == self.answers.len() => "right",
            _ => "mixed",
        }
    }
}

/// `n` of `all`, evenly drawn.
fn evenly<T>(all: &[T], n: usize) -> impl Iterator<Item = &T> {
    let n = n.min(all.len());
    (0..n).map(move |index| &all[index * all.len() / n])
}

/// At most `most` cases: the same number of each set, half of them right where there are enough.
fn choose<'a>(sets: &BTreeMap<&'a str, Vec<Measured<'a>>>, most: usize) -> Vec<Case<'a>> {
    let mut chosen = Vec::new();
    let share = most.div_ceil(sets.len().max(1));
    for (set, measured) in sets {
        // Ids may repeat within a set; the second of a name is another example.
        let mut by_id: BTreeMap<(&str, usize), Vec<(usize, &Detail)>> = BTreeMap::new();
        for one in measured {
            let mut met: BTreeMap<&str, usize> = BTreeMap::new();
            for detail in one.details {
                let before = met.entry(&detail.id).or_default();
                by_id.entry((&detail.id, *before)).or_default().push((one.run, detail));
                *before += 1;
            }
        }
        // Where several runs were asked, an example that all of them saw says more.
        let seen = by_id.values().map(Vec::len).max().unwrap_or(0);
        let cases = by_id.into_values().filter(|answers| answers.len() == seen);
        let (mut right, mut wrong): (Vec<Case<'_>>, Vec<Case<'_>>) =
            cases.map(|answers| Case { set, answers }).partition(|case| case.verdict() != "wrong");
        // Sorted so that an even draw is even over languages and classes too.
        for half in [&mut right, &mut wrong] {
            half.sort_by_key(|case| {
                let detail = case.answers[0].1;
                (detail.language.clone(), detail.class.clone(), detail.id.clone())
            });
        }
        let share = share.min(most - chosen.len());
        let n_right = (share / 2).max(share.saturating_sub(wrong.len())).min(right.len());
        // In turn, so that a reader meets both.
        let mut right = evenly(&right, n_right);
        let mut wrong = evenly(&wrong, share - n_right);
        loop {
            let pair = [right.next(), wrong.next()];
            if pair.iter().all(Option::is_none) {
                break;
            }
            chosen.extend(pair.into_iter().flatten().cloned());
        }
    }
    chosen
}

/// The section's body.
pub(super) fn examples(sets: &BTreeMap<&str, Vec<Measured<'_>>>, runs: &[Run], most: usize) -> String {
    let cases = choose(sets, most);
    if cases.is_empty() {
        return "<p class=\"missing\">No examples yet: <code>fixerr-trainer evaluate --run RUN --data FILE</code> keeps each example's answer in the run's folder.</p>".to_owned();
    }
    let all: usize = sets.values().map(|measured| measured[0].details.len()).sum();
    let mut out = format!(
        "<p class=\"about\">{} of {} examples, drawn evenly from those that came out right and those that did not: far from the true proportion.</p>",
        cases.len(),
        count(all as u64)
    );
    out.push_str(&filters(&cases));
    out.push_str("<div class=\"examples\">");
    for case in &cases {
        card(&mut out, case, runs, sets.len() > 1);
    }
    out.push_str("</div>");
    out
}

fn filters(cases: &[Case<'_>]) -> String {
    let options = |name: &str, label: &str, values: BTreeSet<&str>| {
        let values = values.iter().map(|value| {
            let value = attribute(value);
            format!("<option value=\"{value}\">{value}</option>")
        });
        format!(
            "<label>{label} <select name=\"{name}\"><option value=\"\">all</option>{}</select></label>",
            values.collect::<String>()
        )
    };
    let details = || cases.iter().map(|case| case.answers[0].1);
    format!(
        "<div class=\"filters needs-script\">{}{}{}<output></output></div>",
        options("language", "Language", details().map(|detail| detail.language.as_str()).collect()),
        options("class", "Class", details().filter_map(|detail| detail.class.as_deref()).collect()),
        options("verdict", "First answer", cases.iter().map(Case::verdict).collect()),
    )
}

fn card(out: &mut String, case: &Case<'_>, runs: &[Run], with_set: bool) {
    let detail = case.answers[0].1;
    let class = detail.class.as_deref().unwrap_or("");
    let _ = write!(
        out,
        "<article class=\"example\" data-language=\"{}\" data-class=\"{}\" data-verdict=\"{}\"><header><b>{}</b> <span>{}{}</span>",
        attribute(&detail.language),
        attribute(class),
        case.verdict(),
        escape(&detail.language),
        escape(class),
        if with_set { format!(" · {}", escape(case.set)) } else { String::new() },
    );
    out.push_str("<span class=\"verdicts\">");
    for (run, detail) in &case.answers {
        let (class, sign, word) =
            if detail.right() { ("yes", "✓", "right") } else { ("no", "✗", "wrong") };
        let sure = detail.confidence.map(|confidence| percent(Some(confidence))).unwrap_or_default();
        let name = if runs.len() > 1 { swatch(*run) } else { String::new() };
        let _ = write!(
            out,
            "<span class=\"verdict {class}\" data-run=\"{run}\" title=\"{}: {word}, confidence {sure}\">{name}{sign} {word} <small>{sure}</small></span>",
            attribute(&runs[*run].name)
        );
    }
    let _ = write!(
        out,
        "</span></header><h4>{}</h4>{}",
        if case.verdict() == "right" { "The fix" } else { "What is right" },
        fix(detail, &detail.fixed, true)
    );
    // Runs that gave the same wrong answer share a diff.
    let mut answers: BTreeMap<Option<&str>, Vec<(usize, &Detail)>> = BTreeMap::new();
    for (run, detail) in case.answers.iter().filter(|(_, detail)| !detail.right()) {
        answers.entry(detail.first.as_deref()).or_default().push((*run, detail));
    }
    for (answer, of) in answers {
        let names = of.iter().map(|(run, _)| format!("{}{}", swatch(*run), escape(&runs[*run].name)));
        let names = names.collect::<Vec<_>>().join(", ");
        let ranks: BTreeSet<usize> = of.iter().filter_map(|(_, detail)| detail.rank).collect();
        let rank = match ranks.first() {
            Some(rank) => format!("; the right one was candidate {rank}"),
            None => String::new(),
        };
        let _ = write!(out, "<h4>{names} answered{rank}</h4>");
        match answer {
            Some(answer) => out.push_str(&fix(detail, answer, false)),
            None if of[0].1.too_long => {
                out.push_str("<p class=\"missing\">nothing: the marked lines do not fit the window</p>");
            }
            None => out.push_str("<p class=\"missing\">nothing</p>"),
        }
    }
    let _ = write!(out, "<footer>{}</footer></article>", escape(&detail.id));
}

/// A fix as a diff, perhaps with the lines around it; leaving the lines alone can be right too.
fn fix(detail: &Detail, answer: &str, around: bool) -> String {
    let unchanged =
        if answer == detail.buggy { "<p class=\"missing\">the lines stay as they are</p>" } else { "" };
    let (before, after) = if around { (detail.before.as_str(), detail.after.as_str()) } else { ("", "") };
    diff(before, &detail.buggy, answer, after) + unchanged
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::evaluation::Evaluation;

    #[test]
    fn draws_are_even_and_half_right() {
        assert_eq!(evenly(&[0, 1, 2, 3, 4, 5], 3).copied().collect::<Vec<_>>(), [0, 2, 4]);
        assert_eq!(evenly(&[0, 1], 5).count(), 2);
        assert_eq!(evenly::<u8>(&[], 5).count(), 0);
        let evaluation = Evaluation::default();
        let details: Vec<Detail> = (0..100)
            .map(|index| Detail {
                id: index.to_string(),
                rank: (index % 10 == 0).then_some(1),
                language: if index < 50 { "c" } else { "go" }.to_owned(),
                ..Detail::default()
            })
            .collect();
        let drawn = |details: &[Detail], most| {
            let sets = BTreeMap::from([("s", vec![Measured { run: 0, evaluation: &evaluation, details }])]);
            let cases = choose(&sets, most);
            let right = cases.iter().filter(|case| case.verdict() == "right").count();
            let go = cases.iter().filter(|case| case.answers[0].1.language == "go").count();
            (cases.len(), right, go)
        };
        assert_eq!(drawn(&details, 12), (12, 6, 6));
        assert_eq!(drawn(&details, 60), (60, 10, 30));
        assert_eq!(drawn(&details[..1], 60), (1, 1, 0));
        assert_eq!(drawn(&[], 60), (0, 0, 0));
        let mut repeated = details.clone();
        repeated[99].id = "7".to_owned();
        assert_eq!(drawn(&repeated, 12), (12, 6, 6));
        assert_eq!(drawn(&repeated, 100).0, 100);
    }
}
