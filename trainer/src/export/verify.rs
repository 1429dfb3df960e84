//! Compares a bundle, run by the engine that ships, with the model that it was made from.

use std::fmt;

use fixerr_shared::{
    bundle::{Bundle, Precision},
    engine::{Device, Engine, EngineOptions},
};
use serde::Serialize;

use super::ExportError;

/// Largest difference of a logit that 32-bit arithmetic in another order explains.
const FP32_TOLERANCE: f32 = 1e-4;
/// Smallest share of positions at which a graph of lower precision must choose the model's token.
const LEAST_AGREEMENT: f64 = 0.9;

/// The model that a bundle was made from.
pub trait Reference {
    /// Logits after each of `decoder_ids`, which begin with the start token: [`decoder_ids.len()`, vocab].
    ///
    /// # Errors
    /// Whatever keeps the model from running.
    fn logits(&mut self, encoder_ids: &[u32], decoder_ids: &[u32]) -> anyhow::Result<Vec<f32>>;
}

/// How far a bundle is from its model.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct VerifyReport {
    /// How the bundle's weights are stored.
    pub precision: Precision,
    /// Windows compared.
    pub windows: usize,
    /// Decoder positions compared.
    pub positions: usize,
    /// Positions at which both find the same token the most probable.
    pub same_tokens: usize,
    /// Largest difference of a logit.
    pub max_abs: f32,
    /// Mean difference of a logit.
    pub mean_abs: f64,
}

impl VerifyReport {
    /// Whether greedy decoding would write the same everywhere.
    pub const fn same_greedy_tokens(&self) -> bool {
        self.same_tokens == self.positions
    }

    /// Share of positions with the same most probable token.
    pub fn agreement(&self) -> f64 {
        self.same_tokens as f64 / self.positions.max(1) as f64
    }

    /// Whether the differences are those that the precision explains.
    fn is_good(&self) -> bool {
        match self.precision {
            Precision::Fp32 => self.max_abs <= FP32_TOLERANCE && self.same_greedy_tokens(),
            Precision::Fp16 | Precision::Int8 => self.agreement() >= LEAST_AGREEMENT,
        }
    }
}

impl fmt::Display for VerifyReport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "{} windows, {} positions: {:.2} % choose the model's token, logits differ by {:.2e} at most and {:.2e} on average",
            self.windows,
            self.positions,
            100.0 * self.agreement(),
            self.max_abs,
            self.mean_abs
        )
    }
}

/// Runs a bundle and its model over `windows`, each an encoder's input and an answer that begins with the start token.
///
/// # Errors
/// [`ExportError::Disagrees`] with the report: for fp32 when a logit is off by more than 1e-4 or another token wins, for
/// fp16 and int8 when the token is the same at fewer than 90 % of the positions. [`ExportError::Engine`] and
/// [`ExportError::Reference`] when one of them cannot run.
pub fn verify(
    bundle: &Bundle,
    reference: &mut dyn Reference,
    windows: &[(Vec<u32>, Vec<u32>)],
) -> Result<VerifyReport, ExportError> {
    let precision = bundle.manifest.precision;
    // CUDA computes 32-bit products in 19 bits by default, which the tolerance would not pass.
    let device = if precision == Precision::Fp16 { Device::Auto } else { Device::Cpu };
    let mut engine = Engine::load(bundle, &EngineOptions { device, ..EngineOptions::default() })?;
    let vocab = bundle.manifest.model.vocab_size;
    let (mut positions, mut same_tokens, mut max_abs, mut sum) = (0, 0, 0.0_f32, 0.0_f64);
    for (encoder_ids, decoder_ids) in windows {
        let expected = reference.logits(encoder_ids, decoder_ids).map_err(ExportError::Reference)?;
        let found = engine.decoder_logits(encoder_ids, decoder_ids)?;
        let wanted = decoder_ids.len() * vocab;
        for (side, len) in [("model", expected.len()), ("bundle", found.len())] {
            if len != wanted {
                return Err(ExportError::LogitCount {
                    side,
                    found: len,
                    positions: decoder_ids.len(),
                    vocab,
                });
            }
        }
        for (expected, found) in expected.chunks_exact(vocab).zip(found.chunks_exact(vocab)) {
            positions += 1;
            same_tokens += usize::from(same_choice(expected, found));
            for difference in expected.iter().zip(found).map(|(a, b)| (a - b).abs()) {
                // A NaN is the largest difference of all, though it compares as none.
                max_abs = if difference.is_nan() { f32::INFINITY } else { max_abs.max(difference) };
                sum += f64::from(difference);
            }
        }
    }
    let mean_abs = sum / (positions * vocab).max(1) as f64;
    let report =
        VerifyReport { precision, windows: windows.len(), positions, same_tokens, max_abs, mean_abs };
    if positions > 0 && report.is_good() {
        Ok(report)
    } else {
        Err(ExportError::Disagrees { folder: bundle.folder.clone(), report: Box::new(report) })
    }
}

/// Whether the bundle's choice is the model's, or one that the model holds just as probable.
fn same_choice(expected: &[f32], found: &[f32]) -> bool {
    let best = |logits: &[f32]| (0..logits.len()).max_by(|a, b| logits[*a].total_cmp(&logits[*b]));
    match (best(expected), best(found)) {
        (Some(expected_best), Some(found_best)) => {
            expected[found_best] >= expected[expected_best] - FP32_TOLERANCE
        }
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_tie_is_no_disagreement() {
        assert!(same_choice(&[0.0, 1.0, 1.000_01], &[0.0, 1.000_02, 1.0]));
        assert!(!same_choice(&[0.0, 1.0, 1.1], &[0.0, 1.1, 1.0]));
        assert!(!same_choice(&[0.0, 1.0], &[f32::NAN, 1.0]));
    }

    #[test]
    fn each_precision_has_its_bar() {
        let report = |precision, same_tokens, max_abs| VerifyReport {
            precision,
            windows: 1,
            positions: 100,
            same_tokens,
            max_abs,
            mean_abs: 0.0,
        };
        assert!(report(Precision::Fp32, 100, 1e-5).is_good());
        assert!(!report(Precision::Fp32, 99, 1e-5).is_good());
        assert!(!report(Precision::Fp32, 100, 1e-3).is_good());
        assert!(!report(Precision::Fp32, 100, f32::INFINITY).is_good());
        assert!(report(Precision::Int8, 90, 0.5).is_good());
        assert!(!report(Precision::Int8, 89, 0.5).is_good());
    }
}
