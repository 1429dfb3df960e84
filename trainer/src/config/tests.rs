//! Presets, keys that are wrong or contradict each other, and what keys amount to.

use fixerr_shared::config::NormPlacement;

use super::*;
use crate::model::parameters::specifications;

const TINY: &str = include_str!("../../../configs/tiny.toml");
const LSTM: &str = include_str!("../../../configs/lstm.toml");
const CPU: &str = include_str!("../../../configs/cpu.toml");
const BASE: &str = include_str!("../../../configs/base.toml");

fn refusal(text: &str, set: &[&str]) -> String {
    let set: Vec<String> = set.iter().map(ToString::to_string).collect();
    RunConfig::parse(text, Path::new("x.toml"), &set).unwrap_err().to_string()
}

#[test]
fn presets_are_valid_and_keys_can_be_set() {
    let small = include_str!("../../../configs/small.toml");
    for text in [TINY, LSTM, CPU, small, BASE] {
        RunConfig::parse(text, Path::new("x.toml"), &[]).unwrap();
    }
    let set = ["train.learning_rate=3e-4".to_owned(), "train.start=normal".to_owned()];
    let config = RunConfig::parse(TINY, Path::new("x.toml"), &set).unwrap();
    assert!((config.train.learning_rate - 3e-4).abs() < 1e-12);
    assert_eq!(config.train.start, Start::Normal);
    let again = toml::to_string(&config).unwrap();
    assert_eq!(RunConfig::parse(&again, Path::new("x.toml"), &[]).unwrap(), config);
}

#[test]
fn unknown_and_contradictory_keys_are_named() {
    assert!(refusal(TINY, &["train.learning_rat=1"]).contains("learning_rat"));
    assert!(refusal(TINY, &["model.attention_heads=3"]).contains("model.attention_heads = 3"));
    assert!(refusal(TINY, &["train.steps=3", "train.warmup_steps=5"]).contains("train.steps"));
    assert!(refusal(TINY, &["model.norm=post"]).contains("train.start"));
    assert!(refusal(TINY, &["train.batch_tokens=8"]).contains("train.batch_tokens"));
    assert!(refusal(TINY, &["learning_rate"]).contains("section.key=value"));
    assert!(refusal("[model", &[]).contains("x.toml"));
}

#[test]
fn layers_can_be_frozen_that_are_there() {
    let config = RunConfig::parse(TINY, Path::new("x.toml"), &["train.frozen_layers=2".to_owned()]).unwrap();
    assert_eq!(config.train.frozen_layers, config.model.encoder_layers);
    let said = refusal(TINY, &["train.frozen_layers=3"]);
    assert!(said.contains("train.frozen_layers: 3: must be 0 to model.encoder_layers = 2"), "{said}");
    let said = refusal(TINY, &["train.frozen_layers=1", "train.activation_checkpointing=true"]);
    assert!(said.contains("train.frozen_layers: does not go with"), "{said}");
    assert!(refusal(LSTM, &["train.frozen_layers=1"]).contains("train.frozen_layers: works on transformers"));
}

#[test]
fn keys_that_say_the_same_exclude_each_other() {
    let both = refusal(&TINY.replace("steps = 300", "steps = 300\nepochs = 2"), &[]);
    assert!(both.contains("train.epochs: contradicts train.steps"), "{both}");
    let neither = refusal(&TINY.replace("batch_tokens = 1024", ""), &[]);
    assert!(
        neither.contains("train.batch_tokens: missing") && neither.contains("train.batch_size"),
        "{neither}"
    );
    let neither = refusal(TINY, &["train.epochs=0"]);
    assert!(neither.contains("train.steps: missing"), "{neither}");
    let decays = refusal(TINY, &["train.decay_steps=10", "train.decay_share=0.5"]);
    assert!(decays.contains("train.decay_share: contradicts train.decay_steps"), "{decays}");
    assert!(refusal(TINY, &["train.batch_size=4", "train.batch_tokens=512"]).contains("train.batch_size"));
    assert!(refusal(TINY, &["train.batch_size=1000000"]).contains("1000000: must be 1 to 65536"));
    assert!(refusal(TINY, &["train.decay_share=1.5"]).contains("train.decay_share"));
    assert!(refusal(TINY, &["train.epochs=-1"]).contains("x.toml"));

    // What the command line sets takes the place of the file's other way to say it.
    let set = ["train.epochs=3", "train.batch_size=8", "train.decay_share=1"].map(str::to_owned);
    let config = RunConfig::parse(TINY, Path::new("x.toml"), &set).unwrap();
    let TrainConfig { steps, epochs, batch_tokens, batch_size, decay_steps, .. } = config.train;
    assert_eq!((steps, epochs, batch_tokens, batch_size, decay_steps), (0, 3, 0, 8, 0));
    assert_eq!(config.batch_limit(), 8 * 128);
    let text = toml::to_string(&config).unwrap();
    assert!(!text.contains("\nsteps =") && !text.contains("batch_tokens"), "{text}");
    assert_eq!(RunConfig::parse(&text, Path::new("x.toml"), &[]).unwrap(), config);
    let steps = ["train.steps=200".to_owned(), "train.warmup_steps=20".to_owned()];
    let config = RunConfig::parse(BASE, Path::new("x.toml"), &steps).unwrap();
    assert_eq!((config.train.steps, config.train.epochs), (200, 0));
    let config = config.with_steps(0, Path::new("x.toml")).unwrap();
    assert_eq!(config.train.decay_steps, 180, "decay from the end of warm-up to the end");
}

#[test]
fn base_is_what_the_project_began_with() {
    let RunConfig { model, train, .. } = RunConfig::parse(BASE, Path::new("x.toml"), &[]).unwrap();
    let layers = (model.encoder_layers, model.decoder_layers);
    assert_eq!((model.hidden_size, layers, model.attention_heads), (768, (6, 6), 12));
    assert_eq!((model.intermediate_size, model.max_positions, model.norm), (3072, 512, NormPlacement::Post));
    assert!((model.dropout - 0.1).abs() < f64::EPSILON && (model.layer_norm_eps - 1e-12).abs() < 1e-20);
    assert_eq!((train.batch_size, train.epochs, train.accumulation), (8, 3, 1));
    assert_eq!((train.eval_every, train.checkpoint_every), (1000, 5000));
    assert_eq!((train.tokenizer, train.start), (Some(TokenizerKind::WordPiece), Start::Normal));
    assert!(train.warmup_steps > 0);
}

#[test]
fn base_has_as_many_parameters_as_arithmetic_says() {
    let vocabulary = 28_996_i64.div_euclid(64) * 64 + 64;
    let rows = [format!("model.vocab_size={vocabulary}")];
    let model = RunConfig::parse(BASE, Path::new("x.toml"), &rows).unwrap().model;
    // By hand: a linear layer has a matrix and a bias, a norm two vectors, an attention four linear layers.
    let linear = |inputs: i64, outputs: i64| inputs * outputs + outputs;
    let norm = 2 * 768;
    let attention = 4 * linear(768, 768);
    let feed_forward = linear(768, 3072) + linear(3072, 768);
    let encoder = 6 * (attention + norm + feed_forward + norm);
    let decoder = 6 * (attention + norm + attention + norm + feed_forward + norm);
    // BART's position tables have two rows that are never read; each side has a norm after its embeddings.
    let embeddings = vocabulary * 768 + 2 * ((512 + 2) * 768 + norm);
    let counted: i64 = specifications(&model).iter().map(|s| s.shape.iter().product::<i64>()).sum();
    assert_eq!(counted, embeddings + encoder + decoder);
    assert_eq!(counted, 122_345_472);
}

#[test]
fn an_lstms_config_refuses_what_only_transformers_have() {
    let said = refusal(LSTM, &["model.attention_heads=4"]);
    assert!(said.contains("model.attention_heads: an LSTM has no use for it"), "{said}");
    assert!(refusal(LSTM, &["model.norm=pre"]).contains("model.norm"));
    assert!(refusal(LSTM, &["train.start=copying"]).contains("train.start"));
    assert!(refusal(LSTM, &["model.hidden_size=33"]).contains("model.hidden_size = 33"));
    assert!(refusal(LSTM, &["model.architecture=gru"]).contains("gru"));
    assert!(refusal(TINY, &["model.architecture=lstm"]).contains("model.attention_heads"));
}

#[test]
fn the_lstm_is_of_like_size_as_the_transformer_for_a_cpu() {
    let rows = ["model.vocab_size=8192".to_owned()];
    let parameters = |text| RunConfig::parse(text, Path::new("x.toml"), &rows).unwrap().model.parameters();
    let (transformer, lstm) = (parameters(CPU), parameters(LSTM));
    println!("parameters: transformer {transformer}, LSTM {lstm}");
    assert!((lstm as f64 / transformer as f64 - 1.0).abs() < 0.1, "{lstm} beside {transformer}");
}

#[test]
fn corruption_is_set_checked_and_kept_whole() {
    let folder = tempfile::tempdir().unwrap();
    let weights = folder.path().join("weights.toml");
    std::fs::write(&weights, "\"operator.logical\" = 0.0\n").unwrap();
    let section =
        "\n[corrupt]\nper_file = 4\nexclude = [\"*.spec.ts\"]\n[corrupt.weights]\n\"syntax.comma\" = 2.0\n";
    let text = format!("{TINY}{section}");
    let set = ["corrupt.share=0.7".to_owned(), format!("corrupt.weights={}", weights.display())];
    let config = RunConfig::parse(&text, Path::new("x.toml"), &set).unwrap();
    let corrupt = config.corrupt.as_ref().unwrap();
    assert_eq!((corrupt.per_file, corrupt.share, corrupt.right), (4, 0.7, 0.05));
    // The run's own config needs the file no more.
    std::fs::remove_file(&weights).unwrap();
    let again = toml::to_string(&config).unwrap();
    assert!(again.contains("\"operator.logical\" = 0.0"), "{again}");
    assert_eq!(RunConfig::parse(&again, Path::new("x.toml"), &[]).unwrap(), config);
    assert_eq!(RunConfig::parse(TINY, Path::new("x.toml"), &[]).unwrap().corrupt, None);

    assert!(refusal(&text, &["corrupt.shares=0.7"]).contains("shares"));
    assert!(refusal(TINY, &["corrupt.share=1"]).contains("corrupt.share: 1: must be 0.01 to 0.99"));
    assert!(refusal(TINY, &["corrupt.right=1.0"]).contains("corrupt.right"));
    assert!(refusal(TINY, &["corrupt.per_file=0"]).contains("corrupt.per_file"));
    assert!(refusal(TINY, &["corrupt.exclude=[\"\"]"]).contains("corrupt.exclude: an empty pattern"));
    let absent = refusal(TINY, &["corrupt.weights=none.toml"]);
    assert!(absent.contains("corrupt.weights: none.toml"), "{absent}");
    let unknown = refusal(&text.replace("syntax.comma", "syntax.coma"), &[]);
    assert!(unknown.contains("corrupt.weights: unknown class 'syntax.coma'"), "{unknown}");
    let nested = refusal(&text.replace("\"syntax.comma\"", "syntax.comma"), &[]);
    assert!(nested.contains("names in quotes"), "{nested}");
}
