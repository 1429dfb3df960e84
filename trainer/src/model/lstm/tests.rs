//! The LSTM: its size, what padding must not change, that it learns, and that decoding gives what it computes.

use std::path::PathBuf;

use fixerr_shared::{
    bundle::{Bundle, FORMAT_VERSION, Manifest, Precision},
    config::{Architecture, ModelConfig, NormPlacement},
    engine::{CancelToken, Encoded, Engine, Network as _},
    language::Language,
    tokenizer::train_bpe,
};
use tch::{Device, Kind, Tensor, no_grad};

use super::{Lstm, LstmDecoding, specifications};
use crate::{
    model::{ModelError, Parameters, layers::Mode, transformer::Batch},
    train::{
        batches::{HostBatch, Window},
        optimizer::{AdamW, Coefficients},
    },
};

const START: u32 = 1;
const STOP: u32 = 2;

fn config(vocab_size: usize, hidden_size: usize) -> ModelConfig {
    ModelConfig {
        architecture: Architecture::Lstm,
        vocab_size,
        hidden_size,
        encoder_layers: 2,
        decoder_layers: 2,
        attention_heads: 1,
        intermediate_size: 0,
        max_positions: 64,
        dropout: 0.0,
        layer_norm_eps: 0.0,
        norm: NormPlacement::Pre,
    }
}

fn model(config: &ModelConfig) -> (Parameters, Lstm) {
    let parameters = Parameters::new(config, Device::Cpu, Kind::Float, 3).unwrap();
    let lstm = Lstm::new(&parameters, config).unwrap();
    (parameters, lstm)
}

fn row(ids: &[u32]) -> Tensor {
    Tensor::from_slice(&ids.iter().map(|id| i64::from(*id)).collect::<Vec<_>>()).unsqueeze(0)
}

fn batch(windows: &[&Window]) -> Batch {
    HostBatch::new(windows, 64, 0, START).to_device(Device::Cpu).unwrap()
}

fn largest(difference: &Tensor) -> f64 {
    difference.abs().max().double_value(&[])
}

/// A window of `length` tokens from 10 on, and the answer that copies the first of them.
fn copied(seed: u32, length: u32, answer: usize) -> Window {
    let source: Vec<u32> = (0..length).map(|i| 10 + (seed * 31 + i * (7 + seed % 5)) % 20).collect();
    let target = source[..answer].iter().copied().chain([STOP]).collect();
    Window { source, target }
}

#[test]
fn the_parameter_count_is_the_configs_and_no_name_stands_twice() {
    let config = config(512, 64);
    let (parameters, _) = model(&config);
    assert_eq!(parameters.count() as usize, config.parameters());
    let names: std::collections::HashSet<_> = specifications(&config).into_iter().map(|s| s.name).collect();
    assert_eq!(names.len(), parameters.specifications().len());
    let bias = Vec::<f32>::try_from(parameters.get("decoder.layers.1.bias_ih").unwrap()).unwrap();
    assert!(bias.iter().enumerate().all(|(at, value)| (*value > 0.5) == (64..128).contains(&at)));
}

#[test]
fn padding_changes_nothing() {
    let (_parameters, lstm) = model(&config(64, 32));
    let windows = [copied(1, 5, 2), copied(2, 23, 17), copied(3, 16, 1)];
    let all = lstm.forward(&batch(&windows.each_ref()), 0.0, lstm.training()).unwrap();
    let (mut first, mut losses) = (0, 0.0);
    for window in &windows {
        let alone = lstm.forward(&batch(&[window]), 0.0, lstm.training()).unwrap();
        let length = window.target.len() as i64;
        let (padded, plain) = (all.logits.narrow(0, first, length), alone.logits.narrow(0, 0, length));
        assert!(largest(&(padded - &plain)) < 1e-5);
        // No padding anywhere: neither masks nor gathered ends.
        let input: Vec<u32> =
            [START].into_iter().chain(window.target[..window.target.len() - 1].iter().copied()).collect();
        let bare = no_grad(|| lstm.logits(&row(&window.source), &row(&input))).unwrap();
        assert!(largest(&(bare - plain)) < 1e-5);
        first += length;
        losses += alone.loss.double_value(&[]) * length as f64;
    }
    assert!((all.loss.double_value(&[]) - losses / first as f64).abs() < 1e-5);
}

#[test]
fn padding_draws_no_gradient() {
    let (parameters, lstm) = model(&config(64, 32));
    let gradient = |windows: &[&Window]| {
        let output = lstm.forward(&batch(windows), 0.0, lstm.training()).unwrap();
        let parts = Tensor::run_backward(&[&output.loss], parameters.leaves(), false, false);
        Tensor::cat(&parts.iter().map(|part| part.flatten(0, -1)).collect::<Vec<_>>(), 0)
    };
    // Answers of one length each, so that the mean over all tokens is that over windows.
    let (a, b) = (copied(4, 6, 5), copied(5, 21, 5));
    let halves = (gradient(&[&a]) + gradient(&[&b])) / 2.0;
    assert!(largest(&(gradient(&[&a, &b]) - halves)) < 1e-5);
}

#[test]
fn the_writer_sees_no_later_token_and_wrong_shapes_are_named() {
    let (_parameters, lstm) = model(&config(64, 32));
    let logits = |target: &[u32]| no_grad(|| lstm.logits(&row(&[9, 8, 7]), &row(target))).unwrap();
    assert!(largest(&(logits(&[1, 30]) - logits(&[1, 30, 17, 18]).narrow(0, 0, 2))) < 1e-5);

    let flat = Tensor::from_slice(&[9_i64, 8]);
    let error = lstm.logits(&flat, &row(&[1])).unwrap_err();
    assert_eq!(error.to_string(), "input ids has shape [2], expected [-1, -1]");
    let two = Tensor::cat(&[row(&[1]), row(&[1])], 0);
    let error = lstm.logits(&row(&[9, 8]), &two).unwrap_err();
    assert_eq!(error.to_string(), "source has shape [1, 2, 32], expected [2, 2, 32]");
    let mut wrong = batch(&[&copied(1, 20, 3), &copied(1, 9, 3)]);
    wrong.source_mask = Some(Tensor::zeros([2, 1, 1, 7], (Kind::Float, Device::Cpu)));
    let error = lstm.forward(&wrong, 0.0, Mode::EVALUATE).err().unwrap();
    assert!(matches!(error, ModelError::Shape { ref tensor, .. } if tensor == "source mask"), "{error}");
}

/// Trains on copies; the loss of each step.
fn trained(config: &ModelConfig, steps: u32) -> (Lstm, Vec<f64>) {
    // Threads of so small a model would mostly wait for each other.
    tch::set_num_threads(1);
    let (mut parameters, lstm) = model(config);
    let coefficients = Coefficients { betas: (0.9, 0.98), eps: 1e-8, weight_decay: 0.0, clip_norm: 1.0 };
    let mut optimizer = AdamW::new(&parameters, coefficients).unwrap();
    let mut losses = Vec::new();
    for step in 0..steps {
        let windows: Vec<Window> = (0..16).map(|i| copied((step * 16 + i) % 97, 6 + i % 5, 4)).collect();
        let windows: Vec<&Window> = windows.iter().collect();
        let output = lstm.forward(&batch(&windows), 0.0, lstm.training()).unwrap();
        optimizer.gather(&parameters, &output.loss, 1.0).unwrap();
        optimizer.step(&mut parameters, 5e-3).unwrap();
        losses.push(output.loss.double_value(&[]));
    }
    (lstm, losses)
}

#[test]
fn it_learns_to_copy() {
    let _drawing = super::super::DRAWING.lock();
    let config = ModelConfig { dropout: 0.05, ..config(64, 32) };
    let (lstm, losses) = trained(&config, 150);
    let mean = |part: &[f64]| part.iter().sum::<f64>() / part.len() as f64;
    let (before, after) = (mean(&losses[..5]), mean(&losses[losses.len() - 5..]));
    println!("loss {before:.3} → {after:.3}");
    assert!(after < before / 4.0, "{before} {after}");
    let window = copied(5, 9, 4);
    let input: Vec<u32> = [START].into_iter().chain(window.target[..4].iter().copied()).collect();
    let best = no_grad(|| lstm.logits(&row(&window.source), &row(&input)).unwrap().argmax(-1, false));
    let best = Vec::<i64>::try_from(best).unwrap();
    let right = best.iter().zip(&window.target).filter(|(a, b)| **a == i64::from(**b)).count();
    assert!(right >= 4, "{best:?} {:?}", window.target);
}

#[test]
fn steps_give_what_a_whole_pass_gives_also_after_going_back() {
    let (_parameters, lstm) = model(&config(64, 32));
    let source = [10, 11, 12, 13, 14, 15];
    let whole = |ids: &[u32]| no_grad(|| lstm.logits(&row(&source), &row(ids))).unwrap();
    let expected = [whole(&[1, 20, 21, 22]), whole(&[1, 20, 30, 31]), whole(&[1, 20, 21, 40])];
    let (_parameters, lstm) = model(&config(64, 32));
    let mut decoding = LstmDecoding::new(lstm, Device::Cpu);
    let window = decoding.encode(&source).unwrap();
    let mut steps = decoding.steps(&window).unwrap();
    let close = |found: &[f32], expected: &Tensor| {
        assert!(largest(&(Tensor::from_slice(found) - expected.flatten(0, -1))) < 1e-5);
    };
    assert!(steps.logits().is_err());
    // A draft of which the last two tokens are rejected.
    steps.step(&[1, 20, 21, 22], 1).unwrap();
    close(steps.logits().unwrap(), &expected[0]);
    steps.keep(&[0, 0], 2).unwrap();
    steps.step(&[30, 21], 2).unwrap();
    close(&steps.logits().unwrap()[..64], &expected[1].get(2));
    close(&steps.logits().unwrap()[64..], &expected[0].get(2));
    // Beams change places.
    steps.keep(&[1, 0], 3).unwrap();
    steps.step(&[40, 31], 2).unwrap();
    close(&steps.logits().unwrap()[..64], &expected[2].get(3));
    close(&steps.logits().unwrap()[64..], &expected[1].get(3));

    // Back to what was saved, and to less of it.
    steps.keep(&[1], 4).unwrap();
    let saved = steps.save();
    steps.step(&[50, 51], 1).unwrap();
    steps.restore(&saved, 2).unwrap();
    steps.step(&[21, 22], 1).unwrap();
    close(&steps.logits().unwrap()[..64], &expected[0].get(2));
    close(&steps.logits().unwrap()[64..], &expected[0].get(3));
    steps.restore(&saved, 3).unwrap();
    steps.step(&[31], 1).unwrap();
    close(steps.logits().unwrap(), &expected[1].get(3));

    assert!(steps.keep(&[0], 5).unwrap_err().to_string().contains("cannot keep 5 tokens of 4"));
    assert!(steps.step(&[5, 6, 7], 3).unwrap_err().to_string().contains("where 1 are open"));
    drop(steps);
    assert!(decoding.steps(&Encoded::new(7, 0)).is_err());
}

#[test]
fn the_best_of_a_beam_is_at_least_as_probable_as_greedy_decodings() {
    let tokenizer = train_bpe(std::iter::once("a b\n"), 300).unwrap();
    let config = config(tokenizer.padded_vocab_size(), 32);
    let (lstm, _) = trained(&config, 40);
    let bundle = Bundle {
        folder: PathBuf::new(),
        manifest: Manifest {
            format_version: FORMAT_VERSION,
            name: "lstm".to_owned(),
            model: config,
            precision: Precision::Fp32,
            special_tokens: tokenizer.special().clone(),
            languages: Language::ALL.to_vec(),
            window: 64,
            files: std::collections::BTreeMap::new(),
            ranking: None,
            project_ranking: None,
            quality: serde_json::Value::Null,
            data: Vec::new(),
        },
        tokenizer,
    };
    let mut engine = Engine::over(&bundle, Box::new(LstmDecoding::new(lstm, Device::Cpu)));
    let mut better = 0;
    for seed in 0..8 {
        let window = copied(seed, 9, 4);
        let cancel = CancelToken::new();
        let encoded = engine.encode(&window.source).unwrap();
        let greedy = engine.greedy_from(&encoded, None, 16, &cancel).unwrap();
        let drafted = engine.greedy_from(&encoded, Some(&window.source), 16, &cancel).unwrap();
        assert_eq!((&greedy.ids, greedy.finished), (&drafted.ids, drafted.finished));
        let beam = engine.beam_from(&encoded, 6, 16, &cancel).unwrap();
        assert!(beam.windows(2).all(|pair| {
            pair[0].mean_log_probability() >= pair[1].mean_log_probability() && pair[0].ids != pair[1].ids
        }));
        let (best, greedy) = (beam[0].mean_log_probability(), greedy.mean_log_probability());
        assert!(best >= greedy - 1e-6, "{best} {greedy}");
        better += usize::from(best > greedy + 1e-6);
        // The search finds the most probable answers; ranked by the mean, another may come first.
        let found = engine.candidates_from(&encoded, &window.source, 6, 16, &cancel).unwrap();
        assert!(found.windows(2).all(|pair| pair[0].log_probability >= pair[1].log_probability));
        assert!(beam.iter().all(|beam| beam.log_probability <= found[0].log_probability + 1e-4));
        // What the beam says of its best answer is what a whole pass says.
        let input: Vec<u32> = [START].iter().chain(&beam[0].ids).copied().collect();
        let logits = engine.decoder_logits(&window.source, &input).unwrap();
        assert_eq!(logits.len(), input.len() * bundle.manifest.model.vocab_size);
    }
    println!("the beam found better than greedy in {better} of 8");
}
