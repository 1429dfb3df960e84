//! What the engines said, as figures.

use std::collections::{BTreeMap, BTreeSet};

use anyhow::{Context as _, Result};
use serde_json::{Map, Value, json};

use super::language_server::Memory;
use crate::bench::{median, rounded};

/// Engines by the names that the JSON and the table give them.
pub(super) const ENGINES: [(&str, &str); 5] = [
    ("ours", "FixErr"),
    ("ctranslate2_int8", "CTranslate2 int8"),
    ("ctranslate2_int8_single", "… with one thread"),
    ("ctranslate2_float32", "CTranslate2 float32"),
    ("transformers", "PyTorch, transformers"),
];
/// The fastest engine that people would otherwise pick, with as many threads as ours and with one, which suits it better on small
/// models.
const RIVAL: [&str; 2] = ["ctranslate2_int8", "ctranslate2_int8_single"];
/// Where the time of the whole way goes.
const PARTS: [&str; 4] = ["tokenizer", "encoder", "decoder", "check"];

/// An engine's answer to one question.
pub(super) struct Answer {
    ms: f64,
    answers: Vec<Vec<u32>>,
    parts: BTreeMap<&'static str, f64>,
}

impl Answer {
    pub(super) fn read(value: &Value) -> Result<Self> {
        let ms = value["ms"].as_f64().with_context(|| format!("an answer without a time: {value}"))?;
        let answers = serde_json::from_value(value["answers"].clone()).unwrap_or_default();
        let parts = PARTS.into_iter().filter_map(|part| Some((part, value[part].as_f64()?))).collect();
        Ok(Self { ms, answers, parts })
    }
}

/// Times and hits of one engine at one question.
#[derive(Default)]
struct Series {
    ms: Vec<f64>,
    /// Answers' tokens, the end token included.
    tokens: usize,
    /// Windows whose right answer is among those given, by the window's number.
    hits: BTreeSet<usize>,
    /// Windows whose right answer is the first.
    firsts: BTreeSet<usize>,
    asked: BTreeSet<usize>,
}

/// Everything that was measured.
pub(super) struct Figures {
    threads: usize,
    /// Lengths of the windows.
    lengths: Vec<usize>,
    series: BTreeMap<(String, String), Series>,
    /// First answers of ours by window, with drafts and without.
    drafted: BTreeMap<usize, Vec<Vec<u32>>>,
    plain: BTreeMap<usize, Vec<Vec<u32>>>,
    parts: BTreeMap<&'static str, f64>,
    pub(super) peaks: BTreeMap<String, f64>,
    pub(super) trouble: Map<String, Value>,
    pub(super) server: Option<Memory>,
}

impl Figures {
    pub(super) fn new(threads: usize, lengths: Vec<usize>) -> Self {
        Self {
            threads,
            lengths,
            series: BTreeMap::new(),
            drafted: BTreeMap::new(),
            plain: BTreeMap::new(),
            parts: BTreeMap::new(),
            peaks: BTreeMap::new(),
            trouble: Map::new(),
            server: None,
        }
    }

    pub(super) fn add(
        &mut self,
        engine: &str,
        question: &str,
        index: usize,
        target: &[u32],
        answer: &Answer,
    ) {
        let series = self.series.entry((engine.to_owned(), question.to_owned())).or_default();
        series.ms.push(answer.ms);
        series.asked.insert(index);
        series.tokens += answer.answers.first().map_or(0, |ids| ids.len() + 1);
        if answer.answers.iter().any(|ids| ids == target) {
            series.hits.insert(index);
        }
        if answer.answers.first().is_some_and(|ids| ids == target) {
            series.firsts.insert(index);
        }
        match (engine, question) {
            ("ours", "first") => drop(self.drafted.insert(index, answer.answers.clone())),
            ("ours", "plain") => drop(self.plain.insert(index, answer.answers.clone())),
            _ => {}
        }
        for (part, ms) in &answer.parts {
            *self.parts.entry(part).or_default() += ms;
        }
    }

    /// Windows on which drafts change our first answer.
    fn differ(&self) -> usize {
        self.plain.iter().filter(|(index, answers)| self.drafted.get(index) != Some(answers)).count()
    }

    fn of(&self, engine: &str, question: &str) -> Option<&Series> {
        self.series.get(&(engine.to_owned(), question.to_owned()))
    }

    /// Median milliseconds.
    pub(super) fn p50(&self, engine: &str, question: &str) -> Option<f64> {
        median(&self.of(engine, question)?.ms)
    }

    fn p95(&self, engine: &str, question: &str) -> Option<f64> {
        percentile(&self.of(engine, question)?.ms, 95)
    }

    /// Median of theirs over median of ours.
    fn ratio(&self, engine: &str, question: &str) -> Option<f64> {
        // Only on the windows that it got.
        let (ours, theirs) = (self.of("ours", question)?, self.of(engine, question)?);
        let same = ours.asked.iter().zip(&ours.ms).filter(|(index, _)| theirs.asked.contains(index));
        let ours = median(&same.map(|(_, ms)| *ms).collect::<Vec<_>>())?;
        Some(self.p50(engine, question)? / ours)
    }

    /// The rival's median over ours, with the number of threads that is better for the rival.
    fn rival_ratio(&self, question: &str) -> Option<f64> {
        RIVAL.into_iter().filter_map(|engine| self.ratio(engine, question)).min_by(f64::total_cmp)
    }

    /// Share of the windows, in percent, whose right answer is among the first 1, 5 or 10.
    fn exact(&self, engine: &str, at: usize) -> Option<f64> {
        let series = self.of(engine, question_of(at))?;
        Some(100.0 * series.hits.len() as f64 / series.asked.len().max(1) as f64)
    }

    /// Ours minus theirs in points, on the windows that both got.
    fn delta(&self, engine: &str, at: usize) -> Option<f64> {
        let (ours, theirs) = (self.of("ours", question_of(at))?, self.of(engine, question_of(at))?);
        let both: Vec<&usize> = ours.asked.intersection(&theirs.asked).collect();
        let hits = |series: &Series| both.iter().filter(|index| series.hits.contains(index)).count() as f64;
        (!both.is_empty()).then(|| 100.0 * (hits(ours) - hits(theirs)) / both.len() as f64)
    }

    /// The whole way's time that is neither encoder nor decoder, as a share.
    fn outside_share(&self) -> Option<f64> {
        let whole: f64 = self.of("ours", "whole")?.ms.iter().sum();
        let model = self.parts.get("encoder")? + self.parts.get("decoder")?;
        (whole > 0.0).then(|| 1.0 - model / whole)
    }

    pub(super) fn json(&self) -> Result<Value> {
        let number = |value: Option<f64>, digits| value.map(|value| rounded(value, digits));
        let int8 = "ctranslate2_int8";
        let whole: f64 = self.of("ours", "whole").map_or(0.0, |series| series.ms.iter().sum());
        let mut shares: Map<String, Value> =
            self.parts.iter().map(|(part, ms)| ((*part).to_owned(), json!(rounded(ms / whole, 4)))).collect();
        let rest = whole - self.parts.values().sum::<f64>();
        shares.insert("rest".to_owned(), json!(rounded(rest / whole, 4)));
        let mut all = json!({
            "first_ratio": number(self.rival_ratio("first"), 3),
            "five_ratio": number(self.rival_ratio("five"), 3),
            "first_ratio_same_threads": number(self.ratio(int8, "first"), 3),
            "five_ratio_same_threads": number(self.ratio(int8, "five"), 3),
            "exact_match_delta": number(self.delta(int8, 1), 2),
            "exact_match_delta_5": number(self.delta(int8, 5), 2),
            "exact_match_delta_10": number(self.delta(int8, 10), 2),
            "draft_speedup": number(self.ratio_of_ours("plain", "first"), 3),
            "draft_differs": self.differ(),
            "search_over_beam": number(self.ratio_of_ours("beam", "five"), 3),
            "outside_model_share": number(self.outside_share(), 4),
            "shares": shares,
            "windows": self.lengths.len(),
            "threads": self.threads,
            "engines": {},
            "trouble": self.trouble,
        });
        let server = self.server.as_ref().context("the server was not measured")?;
        for (key, value) in [
            ("peak_mb", server.peak),
            ("loaded_mb", server.loaded),
            ("halfway_mb", server.halfway),
            ("after_mb", server.after),
            ("first_fix_ms", server.first_fix),
        ] {
            all[key] = json!(value.map(|value| rounded(value, 1)));
        }
        all["requests"] = json!(server.requests);
        for (engine, _) in ENGINES {
            if self.of(engine, "first").is_none() && !self.trouble.contains_key(engine) {
                continue;
            }
            let times = |question: &str| {
                json!({
                    "p50_ms": number(self.p50(engine, question), 2),
                    "p95_ms": number(self.p95(engine, question), 2),
                })
            };
            let exact = [1, 5, 10].map(|at| number(self.exact(engine, at), 2));
            all["engines"][engine] = json!({
                "first": times("first"),
                "five": times("five"),
                "ten": times("ten"),
                "tokens_per_second": number(self.speed(engine), 0),
                "exact_match": exact,
                "windows": self.of(engine, "first").map(|series| series.asked.len()),
                "first_ratio": number(self.ratio(engine, "first"), 3),
                "five_ratio": number(self.ratio(engine, "five"), 3),
                "peak_mb": self.peaks.get(engine).map(|peak| rounded(*peak, 0)),
            });
        }
        Ok(all)
    }

    /// Tokens of first answers per second, the encoder's time included.
    fn speed(&self, engine: &str) -> Option<f64> {
        let series = self.of(engine, "first")?;
        Some(series.tokens as f64 / (series.ms.iter().sum::<f64>() / 1e3))
    }

    fn ratio_of_ours(&self, slower: &str, faster: &str) -> Option<f64> {
        Some(self.p50("ours", slower)? / self.p50("ours", faster)?)
    }

    pub(super) fn table(&self) -> String {
        let ms = |value: Option<f64>| value.map_or_else(|| "–".to_owned(), |value| format!("{value:.1}"));
        let mut lines = vec![
            format!(
                "\n{} windows of {} to {} tokens, one at a time, {} threads; milliseconds, p50 and p95",
                self.lengths.len(),
                self.lengths.iter().min().unwrap_or(&0),
                self.lengths.iter().max().unwrap_or(&0),
                self.threads
            ),
            format!(
                "{:24}{:>16}{:>16}{:>9}{:>9}{:>12}{:>22}{:>9}",
                "", "first fix", "five fixes", "ours is", "", "tokens/s", "exact match 1/5/10", "peak MB"
            ),
        ];
        for (engine, title) in ENGINES {
            if self.of(engine, "first").is_none() && !self.trouble.contains_key(engine) {
                continue;
            }
            if let Some(how) = self.trouble.get(engine) {
                lines.push(format!("{title:24}  died: {how}"));
                continue;
            }
            let pair = |question: &str| {
                format!("{} {:>6}", ms(self.p50(engine, question)), ms(self.p95(engine, question)))
            };
            let ratio =
                |question: &str| self.ratio(engine, question).map_or(String::new(), |r| format!("{r:.2}×"));
            let exact: Vec<String> = [1, 5, 10]
                .map(|at| self.exact(engine, at).map_or(String::new(), |e| format!("{e:.1}%")))
                .to_vec();
            lines.push(format!(
                "{title:24}{:>16}{:>16}{:>9}{:>9}{:>12}{:>22}{:>9}",
                pair("first"),
                pair("five"),
                ratio("first"),
                ratio("five"),
                self.speed(engine).map_or(String::new(), |speed| format!("{speed:.0}")),
                exact.join(" "),
                self.peaks.get(engine).map_or(String::new(), |peak| format!("{peak:.0}")),
            ));
        }
        let asked = self.of("transformers", "first").map_or(0, |series| series.asked.len());
        lines.push(format!("PyTorch got {asked} of the windows; its ratios are on those."));
        if let Some(speedup) = self.ratio_of_ours("plain", "first") {
            lines.push(format!(
                "Drafts make the first fix {speedup:.2}× as fast as one token at a time; {} of {} answers differ.",
                self.differ(),
                self.drafted.len()
            ));
        }
        if let Some(share) = self.outside_share() {
            let whole: f64 = self.of("ours", "whole").map_or(0.0, |series| series.ms.iter().sum());
            let parts = PARTS.map(|part| {
                format!("{part} {:.1}%", 100.0 * self.parts.get(part).copied().unwrap_or_default() / whole)
            });
            lines.push(format!(
                "From a document to five candidates: {}; outside the model {:.1}%.",
                parts.join(", "),
                100.0 * share
            ));
        }
        if let Some(server) = &self.server {
            lines.push(server.sentence());
        }
        lines.join("\n")
    }
}

/// What is asked for as many answers.
const fn question_of(answers: usize) -> &'static str {
    match answers {
        1 => "first",
        5 => "five",
        _ => "ten",
    }
}

/// The value that so many percent of all do not exceed.
fn percentile(values: &[f64], percent: usize) -> Option<f64> {
    let mut sorted: Vec<f64> = values.iter().copied().filter(|value| value.is_finite()).collect();
    sorted.sort_by(f64::total_cmp);
    let last = sorted.len().checked_sub(1)?;
    Some(sorted[(last * percent).div_ceil(100)])
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;

    /// Two windows on which everything was asked.
    pub(in super::super) fn measured() -> Figures {
        let mut figures = Figures::new(2, vec![64, 128]);
        let target = [7, 8];
        let answer = |ms: f64, answers: &[&[u32]]| Answer {
            ms,
            answers: answers.iter().map(|ids| ids.to_vec()).collect(),
            parts: BTreeMap::new(),
        };
        for index in 0..2 {
            let first: &[u32] = if index == 0 { &[7, 8] } else { &[7, 9] };
            // The questions take turns in being first.
            figures.add("ours", "plain", index, &target, &answer(5.0, &[&[7, 8]]));
            figures.add("ours", "first", index, &target, &answer(2.0, &[first]));
            figures.add("ours", "five", index, &target, &answer(4.0, &[first, &[7, 8]]));
            figures.add("ours", "ten", index, &target, &answer(6.0, &[first, &[7, 8]]));
            figures.add("ours", "beam", index, &target, &answer(8.0, &[first]));
            let parts = [("encoder", 3.0), ("decoder", 5.0), ("check", 1.0), ("tokenizer", 0.5)].into();
            figures.add("ours", "whole", index, &target, &Answer { ms: 10.0, answers: Vec::new(), parts });
            for engine in ["ctranslate2_int8", "ctranslate2_float32", "transformers"] {
                figures.add(engine, "first", index, &target, &answer(10.0, &[&[1]]));
                figures.add(engine, "five", index, &target, &answer(12.0, &[&[1], &[7, 8]]));
                figures.add(engine, "ten", index, &target, &answer(20.0, &[&[1], &[7, 8]]));
            }
            figures.add("ctranslate2_int8_single", "first", index, &target, &answer(6.0, &[&[1]]));
            figures.add("ctranslate2_int8_single", "five", index, &target, &answer(14.0, &[&[1], &[7, 8]]));
        }
        figures.server = Some(Memory {
            loaded: Some(90.0),
            halfway: Some(110.0),
            after: Some(111.0),
            peak: Some(120.0),
            first_fix: Some(300.0),
            requests: 60,
            fixes: 50,
        });
        figures
    }

    #[test]
    fn ratios_hits_and_shares() {
        let all = measured().json().unwrap();
        // The rival's better setting counts for each question.
        assert_eq!((&all["first_ratio"], &all["five_ratio"]), (&json!(3.0), &json!(3.0)));
        assert_eq!(all["first_ratio_same_threads"], 5.0);
        assert_eq!(all["exact_match_delta"], 50.0);
        assert_eq!(all["exact_match_delta_5"], 0.0);
        assert_eq!((&all["draft_speedup"], &all["draft_differs"]), (&json!(2.5), &json!(1)));
        assert_eq!(all["search_over_beam"], 2.0);
        assert_eq!(all["outside_model_share"], 0.2);
        assert_eq!(all["shares"]["rest"], 0.05);
        assert_eq!((&all["peak_mb"], &all["first_fix_ms"]), (&json!(120.0), &json!(300.0)));
        assert_eq!(all["engines"]["ours"]["exact_match"], json!([50.0, 100.0, 100.0]));
        assert_eq!(all["engines"]["transformers"]["first_ratio"], 5.0);
        let table = measured().table();
        assert!(table.contains("5.00×") && table.contains("outside the model 20.0%"), "{table}");
    }

    #[test]
    fn a_peer_that_died_has_no_ratio() {
        let mut figures = measured();
        figures.series.retain(|(engine, _), _| !engine.starts_with("ctranslate2_int8"));
        figures.trouble.insert("ctranslate2_int8".to_owned(), json!("illegal instruction"));
        let all = figures.json().unwrap();
        assert_eq!((&all["first_ratio"], &all["exact_match_delta"]), (&Value::Null, &Value::Null));
        assert_eq!(all["trouble"]["ctranslate2_int8"], "illegal instruction");
        assert!(figures.table().contains("illegal instruction"));
    }

    #[test]
    fn percentiles() {
        let values: Vec<f64> = (1..=100).map(f64::from).collect();
        assert_eq!(percentile(&values, 95), Some(96.0));
        assert_eq!(percentile(&[3.0], 95), Some(3.0));
        assert_eq!(percentile(&[], 95), None);
    }
}
