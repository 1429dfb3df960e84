//! Our side of `cargo xtask bench engine`: cuts windows that every engine gets, and answers for ours, one line of JSON for
//! each line on stdin.

use std::{
    fs,
    io::{BufRead as _, Write as _, stdin, stdout},
    path::{Path, PathBuf},
    time::Instant,
};

use fixerr_shared::{
    bundle::Bundle,
    edits::EditContext,
    engine::{CancelToken, Device, EngineOptions, Hypothesis},
    example::{ExampleReader, RepairExample},
    prompt::{Prompt, PromptBuilder, PromptInput},
    repair::{RepairRequest, Repairer},
};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

type Error = Box<dyn std::error::Error>;

/// Longest windows; each example gets the next of them, as far as the model reads so many tokens.
const WINDOWS: [usize; 4] = [64, 128, 256, 512];
/// Tokens that an answer may have beyond twice those of the marked lines, as in the product.
const EXTRA_TOKENS: usize = 32;

/// What all engines read.
#[derive(Serialize, Deserialize)]
struct Questions {
    /// The token that an answer starts from.
    start: u32,
    /// The token that ends an answer.
    stop: u32,
    /// The first token of text; an answer holds text and the end token only.
    first: usize,
    /// One past the last token of text.
    end: usize,
    windows: Vec<Window>,
}

#[derive(Serialize, Deserialize)]
struct Window {
    ids: Vec<u32>,
    /// Where the marked lines' tokens stand in `ids`.
    span: (usize, usize),
    /// The right answer, without start and end token.
    target: Vec<u32>,
    /// Tokens that an answer may have, the end token included.
    limit: usize,
    example: RepairExample,
}

fn main() -> Result<(), Error> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let words: Vec<&str> = arguments.iter().map(String::as_str).collect();
    match words.as_slice() {
        ["windows", model, count, out, data @ ..] => {
            cut(Path::new(model), count.parse()?, Path::new(out), data)
        }
        ["serve", model, windows, threads] => serve(Path::new(model), Path::new(windows), threads.parse()?),
        _ => {
            Err("engine_bench windows MODEL COUNT OUT DATA… | engine_bench serve MODEL WINDOWS THREADS"
                .into())
        }
    }
}

/// Cuts windows of different lengths out of examples.
fn cut(model: &Path, count: usize, out: &Path, data: &[&str]) -> Result<(), Error> {
    let bundle = Bundle::open(model)?;
    let positions = bundle.manifest.model.max_positions;
    let lengths: Vec<usize> = WINDOWS.into_iter().filter(|length| *length <= positions).collect();
    let mut examples = Vec::new();
    for path in data {
        examples.extend(ExampleReader::read_all(&PathBuf::from(path), true)?.0);
    }
    // Evenly from all of them; some will not fit.
    let step = (examples.len() * 9 / 10 / count.max(1)).max(1);
    let mut windows = Vec::with_capacity(count);
    for (index, example) in examples.into_iter().step_by(step).enumerate() {
        let length = lengths[index % lengths.len()];
        windows.extend(window(&bundle, example, length, positions));
        if windows.len() == count {
            break;
        }
    }
    let special = &bundle.manifest.special_tokens;
    let all = Questions {
        start: special.bug,
        stop: special.bug_end,
        first: bundle.tokenizer.first_text() as usize,
        end: bundle.tokenizer.vocab_size(),
        windows,
    };
    fs::write(out, serde_json::to_vec(&all)?)?;
    let tokens: Vec<usize> = all.windows.iter().map(|window| window.ids.len()).collect();
    let (shortest, longest) = (tokens.iter().min(), tokens.iter().max());
    println!("{}", json!({"windows": tokens.len(), "shortest": shortest, "longest": longest}));
    Ok(())
}

fn window(bundle: &Bundle, example: RepairExample, length: usize, positions: usize) -> Option<Window> {
    let builder = PromptBuilder::new(&bundle.tokenizer, length);
    let input = PromptInput {
        language: example.language,
        before: &example.before,
        buggy: &example.buggy,
        after: &example.after,
        message: example.message.as_deref(),
    };
    let Prompt { ids, span, .. } = builder.build(&input).ok()?;
    let mut target = builder.target(&example.fixed).ok()?;
    target.pop();
    let limit = (span.len() * 2 + EXTRA_TOKENS).min(positions - 1);
    (target.len() < limit).then_some(Window { ids, span: (span.start, span.end), target, limit, example })
}

/// Answers what stdin asks: a word and a window's number.
fn serve(model: &Path, windows: &Path, threads: usize) -> Result<(), Error> {
    let all: Questions = serde_json::from_slice(&fs::read(windows)?)?;
    let start = Instant::now();
    let mut repairer = Repairer::open(model, &EngineOptions { device: Device::Cpu, threads })?;
    // Each answer is to be found anew.
    repairer.set_cache_bytes(0);
    let loaded = start.elapsed().as_secs_f64();
    for window in all.windows.iter().take(20) {
        for what in ["first", "five", "whole"] {
            ask(&mut repairer, window, what)?;
        }
    }
    say(&json!({"ready": true, "load_ms": loaded * 1e3}))?;
    for line in stdin().lock().lines() {
        let line = line?;
        let answer = match line.split_once(' ') {
            Some((what, index)) => {
                let window = all.windows.get(index.parse::<usize>()?).ok_or("no such window")?;
                ask(&mut repairer, window, what)?
            }
            None => json!({"peak_mb": peak_mb()}),
        };
        say(&answer)?;
    }
    Ok(())
}

fn say(answer: &Value) -> Result<(), Error> {
    let mut out = stdout().lock();
    writeln!(out, "{answer}")?;
    Ok(out.flush()?)
}

fn ask(repairer: &mut Repairer, window: &Window, what: &str) -> Result<Value, Error> {
    if what == "whole" {
        return Ok(whole(repairer, window));
    }
    let (engine, cancel) = (repairer.engine(), CancelToken::new());
    let span = &window.ids[window.span.0..window.span.1];
    let start = Instant::now();
    let encoded = engine.encode(&window.ids)?;
    let found: Vec<Hypothesis> = match what {
        "first" => vec![engine.greedy_from(&encoded, Some(span), window.limit, &cancel)?],
        "plain" => vec![engine.greedy_from(&encoded, None, window.limit, &cancel)?],
        "five" => engine.candidates_from(&encoded, span, 5, window.limit, &cancel)?,
        "ten" => engine.candidates_from(&encoded, span, 10, window.limit, &cancel)?,
        "beam" => engine.beam_from(&encoded, 5, window.limit, &cancel)?,
        _ => return Err(format!("unknown question '{what}'").into()),
    };
    let ms = start.elapsed().as_secs_f64() * 1e3;
    let answers: Vec<_> = found.into_iter().map(|answer| answer.ids).collect();
    Ok(json!({"ms": ms, "answers": answers}))
}

/// The product's whole way from a document to five candidates, and where the time goes.
fn whole(repairer: &mut Repairer, window: &Window) -> Value {
    let example = &window.example;
    let text = format!("{}{}{}", example.before, example.buggy, example.after);
    let start_line = example.before.matches('\n').count();
    let request = RepairRequest {
        text: &text,
        language: example.language,
        jsx: false,
        start_line,
        end_line: start_line + example.buggy.lines().count().max(1) - 1,
        message: example.message.as_deref(),
        candidates: 5,
        project: None,
        edits: EditContext::default(),
    };
    let start = Instant::now();
    let repair = repairer.repair(&request, &CancelToken::new());
    let ms = start.elapsed().as_secs_f64() * 1e3;
    let timings = repair.map(|repair| repair.timings).unwrap_or_default();
    let part = |time: std::time::Duration| time.as_secs_f64() * 1e3;
    json!({
        "ms": ms,
        "tokenizer": part(timings.tokenize),
        "encoder": part(timings.encode),
        "decoder": part(timings.decode),
        "check": part(timings.check),
    })
}

/// The most memory that this process has had, in MB; `None` where the system does not say.
fn peak_mb() -> Option<f64> {
    let status = fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    Some(line.trim().trim_end_matches("kB").trim().parse::<f64>().ok()? * 1024.0 / 1e6)
}
