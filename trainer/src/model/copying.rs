//! A start from which the model copies. A fix is mostly its marked lines again, and a transformer that starts from noise
//! spends most of a small budget finding that out. Weights that already compute a skill train faster (Trockman and Kolter
//! 2023, "Mimetic Initialization"); here the skill is an induction head (Olsson et al. 2022) across the two halves:
//!
//! 1. tokens, positions and "the token before" get a part of the residual stream each: ½, ¼ and ¼;
//! 2. heads of the first encoder layer look one position back, by rotating sinusoids, and note a random projection of the
//!    token there;
//! 3. heads of the first decoder layer look for the source position whose note matches the token just written, near the
//!    place that the answer has reached, and hand its token to the output.
//!
//! Nothing but the first values differs: every weight is trained from there.

use fixerr_shared::config::{ModelConfig, NormPlacement};
use rand::{Rng, SeedableRng};
use rand_chacha::ChaCha8Rng;
use tch::{Tensor, no_grad};

use super::{ModelError, Parameters, layers::POSITION_OFFSET};

/// In every window the marked lines' first token stands at position 2, the answer's first prediction at position 0.
const SPAN_START: usize = 2;
/// Sharpness of the head that looks one position back.
const BACK_GAIN: f32 = 1.75;
/// Sharpness of the match between the token just written and the notes.
const MATCH_GAIN: f32 = 1.75;
/// Pull towards the place that the answer has reached: enough to choose among equal matches, not to override a match.
const PLACE_GAIN: f32 = 1.4;
/// How much louder the copied token is than the token just written, which the residual stream still carries.
const COPY_GAIN: f32 = 2.5;
/// Highest and lowest angular frequency of the position sinusoids, in radians for each token.
const FREQUENCIES: (f64, f64) = (2.0, 0.004);

/// Whether a model has the shape that [`start`] needs.
pub fn possible(config: &ModelConfig) -> bool {
    config.norm == NormPlacement::Pre
        && config.attention_heads.is_multiple_of(4)
        && config.head_dim().is_multiple_of(8)
}

struct Plan {
    hidden: usize,
    head_dim: usize,
    content: usize,
    note: usize,
    place: usize,
    /// Angular frequencies, highest first.
    frequencies: Vec<f64>,
}

/// Gives freshly drawn parameters the copying start.
///
/// # Errors
/// [`ModelError`] when a tensor is missing or libtorch refuses.
pub fn start(parameters: &mut Parameters, config: &ModelConfig, seed: u64) -> Result<(), ModelError> {
    let hidden = config.hidden_size;
    let n_frequencies = hidden / 8;
    let (high, low) = FREQUENCIES;
    let plan = Plan {
        hidden,
        head_dim: config.head_dim(),
        content: hidden / 2,
        note: hidden / 4,
        place: hidden / 2 + hidden / 4,
        frequencies: (0..n_frequencies)
            .map(|k| high * (low / high).powf(k as f64 / (n_frequencies - 1).max(1) as f64))
            .collect(),
    };
    let mut random = ChaCha8Rng::seed_from_u64(seed);
    // Rows of a random projection: the note about a token is its product with these.
    let scale = (12.0 / plan.content as f32).sqrt();
    let notes: Vec<Vec<f32>> = (0..plan.note)
        .map(|_| (0..plan.content).map(|_| (random.random::<f32>() - 0.5) * scale).collect())
        .collect();

    embeddings(parameters, config, &plan)?;
    look_back(parameters, &plan, &notes)?;
    look_across(parameters, &plan, &notes)?;
    parameters.refresh()
}

/// Tokens into the first half, sinusoids into the last quarter; the decoder's positions run beside the marked lines.
fn embeddings(parameters: &Parameters, config: &ModelConfig, plan: &Plan) -> Result<(), ModelError> {
    let amplitude = (plan.hidden as f32).powf(-0.5);
    edit(parameters, "model.shared.weight", |_, values| {
        values[plan.content..].fill(0.0);
    })?;
    for (side, shift) in [("encoder", 0), ("decoder", SPAN_START)] {
        let last = config.max_positions - 1;
        edit(parameters, &format!("model.{side}.embed_positions.weight"), |row, values| {
            values.fill(0.0);
            let position = (row.saturating_sub(POSITION_OFFSET as usize) + shift).min(last + shift) as f64;
            for (k, frequency) in plan.frequencies.iter().enumerate() {
                let (sin, cos) = (frequency * position).sin_cos();
                values[plan.place + 2 * k] = sin as f32 * amplitude * std::f32::consts::SQRT_2;
                values[plan.place + 2 * k + 1] = cos as f32 * amplitude * std::f32::consts::SQRT_2;
            }
        })?;
    }
    Ok(())
}

/// First encoder layer: each of the first heads attends one position back and writes its share of the note.
fn look_back(parameters: &Parameters, plan: &Plan, notes: &[Vec<f32>]) -> Result<(), ModelError> {
    let base = "model.encoder.layers.0.self_attn";
    let (d, place) = (plan.head_dim, plan.place);
    edit(parameters, &format!("{base}.q_proj.weight"), |row, values| {
        if row < plan.note {
            values.fill(0.0);
            // Rotated by one position: sin(ω(i − 1)) and cos(ω(i − 1)).
            let k = (row % d / 2) % plan.frequencies.len();
            let (sin, cos) = plan.frequencies[k].sin_cos();
            let (sin, cos) = (sin as f32 * BACK_GAIN, cos as f32 * BACK_GAIN);
            let (at_sin, at_cos) = (place + 2 * k, place + 2 * k + 1);
            if row.is_multiple_of(2) {
                (values[at_sin], values[at_cos]) = (cos, -sin);
            } else {
                (values[at_sin], values[at_cos]) = (sin, cos);
            }
        }
    })?;
    edit(parameters, &format!("{base}.k_proj.weight"), |row, values| {
        if row < plan.note {
            values.fill(0.0);
            let k = (row % d / 2) % plan.frequencies.len();
            values[place + 2 * k + row % 2] = BACK_GAIN;
        }
    })?;
    edit(parameters, &format!("{base}.v_proj.weight"), |row, values| {
        if row < plan.note {
            values.fill(0.0);
            values[..plan.content].copy_from_slice(&notes[row]);
        }
    })?;
    edit(parameters, &format!("{base}.out_proj.weight"), |row, values| {
        values[..plan.note].fill(0.0);
        if (plan.content..plan.place).contains(&row) {
            values[row - plan.content] = 1.0;
        }
    })
}

/// First decoder layer: each of the first heads finds the match and hands on its share of the token there.
fn look_across(parameters: &Parameters, plan: &Plan, notes: &[Vec<f32>]) -> Result<(), ModelError> {
    let base = "model.decoder.layers.0.encoder_attn";
    let d = plan.head_dim;
    let n_match = d * 3 / 4;
    let n_pairs = (d - n_match) / 2;
    // Frequencies from the middle of the range: they tell places a few to some dozens of tokens apart.
    let pair = |slot: usize| plan.frequencies.len() * (2 + slot / 2) / (n_pairs + 3);
    let note_of = |row: usize| (row / d * n_match + row % d) % plan.note;
    edit(parameters, &format!("{base}.q_proj.weight"), |row, values| {
        if row < plan.content {
            values.fill(0.0);
            if row % d < n_match {
                for (value, note) in values.iter_mut().zip(&notes[note_of(row)]) {
                    *value = note * MATCH_GAIN;
                }
            } else {
                let slot = row % d - n_match;
                values[plan.place + 2 * pair(slot) + slot % 2] = PLACE_GAIN;
            }
        }
    })?;
    edit(parameters, &format!("{base}.k_proj.weight"), |row, values| {
        if row < plan.content {
            values.fill(0.0);
            if row % d < n_match {
                values[plan.content + note_of(row)] = MATCH_GAIN;
            } else {
                let slot = row % d - n_match;
                values[plan.place + 2 * pair(slot) + slot % 2] = PLACE_GAIN;
            }
        }
    })?;
    edit(parameters, &format!("{base}.v_proj.weight"), |row, values| {
        if row < plan.content {
            values.fill(0.0);
            values[row] = 1.0;
        }
    })?;
    edit(parameters, &format!("{base}.out_proj.weight"), |row, values| {
        values[..plan.content].fill(0.0);
        if row < plan.content {
            values[row] = COPY_GAIN;
        }
    })
}

/// Changes a matrix of the master, row by row.
fn edit(
    parameters: &Parameters,
    name: &str,
    mut change: impl FnMut(usize, &mut [f32]),
) -> Result<(), ModelError> {
    let mut view = parameters.master_view(name)?;
    let shape = view.size();
    let mut values = Vec::<f32>::try_from(view.f_flatten(0, -1)?)?;
    for (row, values) in values.chunks_mut(shape[1] as usize).enumerate() {
        change(row, values);
    }
    let changed = Tensor::f_from_slice(&values)?.f_view(&shape[..])?;
    no_grad(|| view.f_copy_(&changed))?;
    Ok(())
}
