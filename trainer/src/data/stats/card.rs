//! The report as text for a terminal and as Markdown for a dataset card.

use std::{collections::BTreeSet, fmt::Write as _};

use super::{Counts, Lengths, MessageCounts, Stats, windows::Windows};

impl Stats {
    fn tables(&self) -> [(&'static str, &Counts); 4] {
        [
            ("language", &self.languages),
            ("source", &self.sources),
            ("class", &self.classes),
            ("licence", &self.licenses),
        ]
    }

    fn lengths(&self) -> impl Iterator<Item = (&'static str, Vec<(&'static str, Lengths)>)> {
        let pairs = |map: &std::collections::BTreeMap<&'static str, Lengths>| {
            map.iter().map(|(part, lengths)| (*part, *lengths)).collect::<Vec<_>>()
        };
        let windows = self.windows.as_ref();
        let mut tokens = self.tokens.as_ref().map(pairs).unwrap_or_default();
        tokens.extend(windows.map(|windows| ("window", windows.tokens)));
        tokens.extend(windows.map(|windows| ("answer", windows.answer_tokens)));
        [("characters", pairs(&self.characters)), ("tokens", tokens)]
            .into_iter()
            .filter(|(_, lengths)| !lengths.is_empty())
    }

    fn summary(&self) -> String {
        format!(
            "{} examples from {} repositories; {} pairs repeat, {} need no change, {} have a message, {} bad lines",
            self.examples,
            self.repositories,
            self.duplicate_pairs,
            self.unchanged,
            self.with_message,
            self.bad_lines
        )
    }

    /// The head and the rows of the table of languages by sources, with the messages in its last column.
    fn by_language_and_source(&self) -> (Vec<&str>, Vec<(&str, Vec<usize>)>) {
        let sources: BTreeSet<&str> =
            self.language_sources.values().flat_map(|counts| counts.keys().map(String::as_str)).collect();
        let rows = self.language_sources.iter().map(|(language, counts)| {
            let count = |source: &str| counts.get(source).copied().unwrap_or_default();
            let mut row: Vec<usize> = sources.iter().map(|source| count(source)).collect();
            row.push(counts.values().sum());
            row.push(self.messages.get(language).map_or(0, |counts| counts.with_message));
            (language.as_str(), row)
        });
        let rows = rows.collect();
        let mut head = vec!["language"];
        head.extend(sources);
        head.extend(["all", "with message"]);
        (head, rows)
    }

    pub(super) fn text(&self) -> String {
        let mut text = self.summary() + "\n";
        for (name, counts) in self.tables() {
            let _ = writeln!(text, "\nby {name}");
            for (key, count) in counts {
                let _ = writeln!(text, "{count:>9}  {:>5.1}%  {key}", self.percent(*count));
            }
        }
        let (head, rows) = self.by_language_and_source();
        let width = |name: &str| name.chars().count().max(9) + 2;
        let _ = write!(text, "\n{:<12}", head[0]);
        for name in &head[1..] {
            let _ = write!(text, "{name:>width$}", width = width(name));
        }
        text.push('\n');
        for (language, row) in rows {
            let _ = write!(text, "{language:<12}");
            for (name, count) in head[1..].iter().zip(row) {
                let _ = write!(text, "{count:>width$}", width = width(name));
            }
            text.push('\n');
        }
        if self.with_message > 0 {
            text += "\nwith a message, of all and of syntactic bugs\n";
            for (language, counts) in &self.messages {
                let MessageCounts { examples, with_message, syntactic, syntactic_with_message } = counts;
                let _ = writeln!(
                    text,
                    "{with_message:>9} of {examples:<9} {syntactic_with_message:>9} of {syntactic:<9} {language}"
                );
            }
        }
        text += "\nlargest repositories\n";
        for (name, count) in &self.largest_repositories {
            let _ = writeln!(text, "{count:>9}  {name}");
        }
        for (unit, lengths) in self.lengths() {
            let _ = writeln!(text, "\n{unit:<10} {:>8} {:>8} {:>8}", "median", "p90", "max");
            for (part, Lengths { median, p90, max }) in lengths {
                let _ = writeln!(text, "{part:<10} {median:>8} {p90:>8} {max:>8}");
            }
        }
        if let Some(windows) = &self.windows {
            let _ = writeln!(text, "\nwindows of {} tokens", windows.window);
            for (what, count) in windows.fates() {
                let _ = writeln!(text, "{count:>9}  {:>5.1}%  {what}", self.percent(count));
            }
        }
        text
    }

    pub(super) fn markdown(&self) -> String {
        let mut text = self.summary() + "\n";
        for (name, counts) in self.tables() {
            let _ = writeln!(text, "\n| {name} | examples | share |\n|---|---:|---:|");
            for (key, count) in counts {
                let _ = writeln!(text, "| {key} | {count} | {:.1}% |", self.percent(*count));
            }
        }
        let (head, rows) = self.by_language_and_source();
        let _ = writeln!(text, "\n| {} |\n|---|{}", head.join(" | "), "---:|".repeat(head.len() - 1));
        for (language, row) in rows {
            let _ = writeln!(
                text,
                "| {language} | {} |",
                row.iter().map(usize::to_string).collect::<Vec<_>>().join(" | ")
            );
        }
        if self.with_message > 0 {
            text += "\n| language | examples | with a message | syntactic bugs | with a message |\n|---|---:|---:|---:|---:|\n";
            for (language, counts) in &self.messages {
                let MessageCounts { examples, with_message, syntactic, syntactic_with_message } = counts;
                let _ = writeln!(
                    text,
                    "| {language} | {examples} | {with_message} | {syntactic} | {syntactic_with_message} |"
                );
            }
        }
        text += "\n| repository | examples |\n|---|---:|\n";
        for (name, count) in &self.largest_repositories {
            let _ = writeln!(text, "| {name} | {count} |");
        }
        for (unit, lengths) in self.lengths() {
            let _ = writeln!(text, "\n| {unit} | median | p90 | max |\n|---|---:|---:|---:|");
            for (part, Lengths { median, p90, max }) in lengths {
                let _ = writeln!(text, "| {part} | {median} | {p90} | {max} |");
            }
        }
        if let Some(windows) = &self.windows {
            let _ = writeln!(
                text,
                "\n| windows of {} tokens | examples | share |\n|---|---:|---:|",
                windows.window
            );
            for (what, count) in windows.fates() {
                let _ = writeln!(text, "| {what} | {count} | {:.1}% |", self.percent(count));
            }
        }
        text
    }

    fn percent(&self, count: usize) -> f64 {
        100.0 * count as f64 / self.examples.max(1) as f64
    }
}

impl Windows {
    fn fates(&self) -> [(&'static str, usize); 4] {
        [
            ("hold the whole example", self.whole),
            ("cut: some lines of context left out", self.cut),
            ("left out: marked lines or answer do not fit", self.too_long),
            ("left out: not writable with the vocabulary", self.unwritable),
        ]
    }
}
