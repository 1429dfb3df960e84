//! The exported graphs in the engine against the model in libtorch, on windows cut from this project's own source, and the
//! ways of decoding against each other and against loops so plain that one sees that they are right.

use std::{fs, ops::Range, path::Path};

use fixerr_shared::{
    bundle::Bundle,
    engine::{CancelToken, Device, Engine, EngineOptions, Hypothesis},
    language::Language,
    prompt::{Prompt, PromptBuilder, PromptInput},
    tokenizer::special_tokens,
};
use fixerr_trainer::{
    config::RunConfig,
    model::{Parameters, Transformer},
    train::{checkpoint, folder::best_checkpoint},
};
use serde_json::Value;
use tch::{Kind, Tensor, no_grad};

use crate::{
    model::{Model, model},
    process,
};

const WINDOWS: usize = 64;
const TOLERANCE: f32 = 1e-4;
/// Longest answer that these tests decode.
const LIMIT: usize = 32;

/// A bundle, the model that it was made from, and real windows.
struct Sides {
    bundle: Bundle,
    engine: Engine,
    torch: Transformer,
    /// Ids of text, which an answer may hold.
    text: Range<usize>,
}

impl Sides {
    fn open(model: &Model) -> Self {
        // Two libraries with a thread for each core would wait for each other.
        tch::set_num_threads(1);
        let bundle = Bundle::open(&model.fp32()).unwrap();
        let engine = Engine::load(&bundle, &EngineOptions { device: Device::Cpu, threads: 1 }).unwrap();
        let config = RunConfig::read(&model.run().join("config.toml"), &[]).unwrap().model;
        let mut parameters = Parameters::new(&config, tch::Device::Cpu, Kind::Float, 0).unwrap();
        checkpoint::load_weights(&best_checkpoint(&model.run()).unwrap(), &mut parameters).unwrap();
        let torch = Transformer::new(&parameters, &config).unwrap();
        let text = special_tokens().len()..bundle.tokenizer.vocab_size();
        Self { bundle, engine, torch, text }
    }

    /// libtorch's scores after each of the decoder's tokens.
    fn torch_rows(&self, source: &[u32], decoder: &[u32]) -> Vec<Vec<f32>> {
        let row = |ids: &[u32]| {
            Tensor::from_slice(&ids.iter().map(|id| i64::from(*id)).collect::<Vec<_>>()).unsqueeze(0)
        };
        let logits = no_grad(|| self.torch.logits(&row(source), &row(decoder))).unwrap();
        let values = Vec::<f32>::try_from(logits.flatten(0, -1)).unwrap();
        values.chunks_exact(self.bundle.manifest.model.vocab_size).map(<[f32]>::to_vec).collect()
    }

    fn engine_rows(&mut self, source: &[u32], decoder: &[u32]) -> Vec<Vec<f32>> {
        let values = self.engine.decoder_logits(source, decoder).unwrap();
        values.chunks_exact(self.bundle.manifest.model.vocab_size).map(<[f32]>::to_vec).collect()
    }

    /// Whether an answer may hold a token: text, or its end.
    fn is_allowed(&self, id: usize) -> bool {
        self.text.contains(&id) || id == self.bundle.manifest.special_tokens.bug_end as usize
    }

    fn best(&self, row: &[f32]) -> u32 {
        let allowed = (0..row.len()).filter(|id| self.is_allowed(*id));
        allowed.max_by(|a, b| row[*a].total_cmp(&row[*b])).unwrap() as u32
    }

    /// Natural logarithm of a token's probability among those that an answer may hold.
    fn log_probability(&self, row: &[f32], id: u32) -> f64 {
        let allowed = (0..row.len()).filter(|id| self.is_allowed(*id));
        let sum: f64 = allowed.map(|id| f64::from(row[id]).exp()).sum();
        f64::from(row[id as usize]) - sum.ln()
    }

    /// The answer's tokens after the start token.
    fn decoder_input(&self, answer: &[u32]) -> Vec<u32> {
        [&[self.bundle.manifest.special_tokens.bug], answer].concat()
    }

    /// Greedy decoding in libtorch, the whole decoder anew for each token.
    fn torch_greedy(&self, source: &[u32]) -> (Vec<u32>, bool) {
        let mut answer = Vec::new();
        while answer.len() < LIMIT {
            let rows = self.torch_rows(source, &self.decoder_input(&answer));
            let id = self.best(rows.last().unwrap());
            if id == self.bundle.manifest.special_tokens.bug_end {
                return (answer, true);
            }
            answer.push(id);
        }
        (answer, false)
    }

    /// Windows cut around lines of this project's own files, spread over all of them.
    fn windows(&self) -> Vec<Prompt> {
        let mut files: Vec<(Language, String)> = Vec::new();
        for folder in ["tests/demo", "shared/src", "server/src", "trainer/src/model"] {
            let mut paths: Vec<_> = fs::read_dir(process::root().join(folder))
                .unwrap()
                .map(|entry| entry.unwrap().path())
                .collect();
            paths.sort();
            let known = paths.iter().filter_map(|path| Some((Language::from_path(path)?, path)));
            files.extend(known.map(|(language, path)| (language, fs::read_to_string(path).unwrap())));
        }
        let builder = PromptBuilder::new(&self.bundle.tokenizer, self.bundle.manifest.window);
        let mut windows = Vec::new();
        for round in 1.. {
            for (language, text) in &files {
                let lines: Vec<&str> = text.split_inclusive('\n').collect();
                let at = lines.len() * round % 97 % lines.len();
                let (before, after) = (lines[..at].concat(), lines[at + 1..].concat());
                let input = PromptInput {
                    language: *language,
                    before: &before,
                    buggy: lines[at],
                    after: &after,
                    message: None,
                };
                // A long line of code nearly fills a tiny window; shorter ones say more.
                windows.extend(builder.build(&input).ok().filter(|prompt| prompt.span.len() <= LIMIT));
                if windows.len() == WINDOWS {
                    return windows;
                }
            }
        }
        windows
    }
}

#[test]
fn graphs_and_model_agree_on_real_windows() {
    let mut sides = Sides::open(model());
    let (mut worst, mut positions, mut changed) = (0.0_f32, 0, 0);
    for prompt in sides.windows() {
        let decoder = sides.decoder_input(prompt.span_ids());
        let expected = sides.torch_rows(&prompt.ids, &decoder);
        let found = sides.engine_rows(&prompt.ids, &decoder);
        assert_eq!((expected.len(), found.len()), (decoder.len(), decoder.len()));
        for (expected, found) in expected.iter().zip(&found) {
            let difference = expected.iter().zip(found).map(|(a, b)| (a - b).abs()).fold(0.0, f32::max);
            assert!(difference <= TOLERANCE, "logits differ by {difference}");
            worst = worst.max(difference);
            positions += 1;
        }
        let (ids, finished) = sides.torch_greedy(&prompt.ids);
        let greedy = sides.engine.greedy(&prompt, LIMIT, false, &CancelToken::new()).unwrap();
        assert_eq!((greedy.ids.as_slice(), greedy.finished), (ids.as_slice(), finished));
        changed += usize::from(ids != prompt.span_ids());
    }
    println!(
        "{positions} positions, logits differ by {worst:.1e} at most; {changed} of {WINDOWS} answers change"
    );
    assert!(changed > 0, "answers that only copy say little");
}

#[test]
fn every_way_of_decoding_gives_the_same() {
    let mut sides = Sides::open(model());
    let cancel = CancelToken::new();
    let mut finished = 0;
    for prompt in sides.windows() {
        let plain = sides.engine.greedy(&prompt, LIMIT, false, &cancel).unwrap();
        let drafted = sides.engine.greedy(&prompt, LIMIT, true, &cancel).unwrap();
        same(&plain, &drafted, "drafted");
        if plain.finished {
            finished += 1;
            let beam = sides.engine.beam(&prompt, 1, LIMIT, &cancel).unwrap();
            same(&plain, &beam[0], "a beam of one");
        }
        let encoded = sides.engine.encode(&prompt.ids).unwrap();
        let mut search = sides.engine.search_from(&encoded, prompt.span_ids(), 5, LIMIT).unwrap();
        same(&plain, &search.greedy(&cancel).unwrap(), "the search's first");
        drop(search);
        let found = sides.engine.candidates_from(&encoded, prompt.span_ids(), 5, LIMIT, &cancel).unwrap();
        assert!(found.windows(2).all(|pair| pair[0].log_probability >= pair[1].log_probability));
        assert!(found.iter().enumerate().all(|(at, one)| found[..at].iter().all(|two| two.ids != one.ids)));
        if plain.finished {
            assert!(found[0].log_probability >= plain.log_probability - 1e-4, "{:?} {plain:?}", found[0]);
        }
        let beam = sides.engine.beam(&prompt, 5, LIMIT, &cancel).unwrap();
        for hypothesis in beam.into_iter().chain(found) {
            let rows = sides.engine_rows(&prompt.ids, &sides.decoder_input(&hypothesis.ids));
            let answer = [&hypothesis.ids[..], &[sides.bundle.manifest.special_tokens.bug_end]].concat();
            let scored: f64 = rows.iter().zip(&answer).map(|(row, id)| sides.log_probability(row, *id)).sum();
            let difference = (scored - hypothesis.log_probability).abs();
            assert!(difference <= 1e-3, "{scored} in one pass, {hypothesis:?}");
        }
    }
    assert!(finished > WINDOWS / 4, "only {finished} answers came to an end");
}

#[track_caller]
fn same(expected: &Hypothesis, found: &Hypothesis, what: &str) {
    assert_eq!((&found.ids, found.finished), (&expected.ids, expected.finished), "{what}");
    assert!(
        (found.log_probability - expected.log_probability).abs() <= 1e-3,
        "{what}: {found:?} {expected:?}"
    );
}

#[test]
fn eight_bits_answer_as_well_as_thirty_two() {
    let model = model();
    let share = |bundle: &Path| {
        let (bundle, data) = (bundle.to_str().unwrap(), model.held_out());
        let arguments = [
            "evaluate",
            "--model",
            bundle,
            "--data",
            data.to_str().unwrap(),
            "--top",
            "1",
            "--format",
            "json",
        ];
        let ran = process::run(process::trainer(), &arguments).well();
        let report: Value = serde_json::from_str(&ran.stdout).unwrap();
        let set = &report["sets"]["held-out"];
        assert_eq!(set["n"], 300, "{report}");
        assert_eq!(set["by_language"].as_object().unwrap().len(), 3, "{report}");
        set["top1"].as_f64().unwrap()
    };
    let (fp32, int8) = (share(&model.fp32()), share(&model.int8()));
    println!("exact match: fp32 {fp32:.3}, int8 {int8:.3}");
    assert!(fp32 >= 0.97, "the tiny model learned too little: {fp32}");
    assert!((fp32 - int8).abs() <= 0.02, "fp32 {fp32}, int8 {int8}");
}
