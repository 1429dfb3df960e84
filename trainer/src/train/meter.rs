//! What a line of training metrics is made of.

use std::time::{Duration, Instant};

use serde_json::json;

use super::checkpoint::State;

/// Sums since the last line of metrics.
pub(super) struct Meter {
    started: Instant,
    loss: f64,
    norm: f64,
    steps: u32,
    /// Tokens of all batches.
    pub(super) tokens: usize,
}

impl Meter {
    pub(super) fn new() -> Self {
        Self { started: Instant::now(), loss: 0.0, norm: 0.0, steps: 0, tokens: 0 }
    }

    /// Counts a step that was taken.
    pub(super) fn step(&mut self, loss: f64, norm: f64) {
        self.loss += loss;
        self.norm += norm;
        self.steps += 1;
    }

    /// Does not count time that was spent otherwise than on the tokens.
    pub(super) fn leave_out(&mut self, time: Duration) {
        self.started += time;
    }

    /// What is logged; without a step that was taken there is no loss and no gradient.
    pub(super) fn line(&self, state: &State, rate: f64, waited: Duration) -> serde_json::Value {
        let seconds = self.started.elapsed().as_secs_f64().max(1e-9);
        let mean = |sum: f64| (self.steps > 0).then(|| sum / f64::from(self.steps));
        json!({
            "step": state.step,
            "loss": mean(self.loss),
            "gradient_norm": mean(self.norm),
            "learning_rate": rate,
            "tokens": state.tokens,
            "tokens_per_second": (self.tokens as f64 / seconds).round(),
            "wait_share": (waited.as_secs_f64() / seconds).min(1.0),
            "epoch": state.position.epoch,
            "skipped": state.skipped,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_interval_without_a_step_has_no_loss_and_pauses_do_not_count() {
        let mut meter = Meter::new();
        let line = meter.line(&State::default(), 0.1, Duration::ZERO);
        assert!(line["loss"].is_null() && line["gradient_norm"].is_null(), "{line}");

        let Some(started) = Instant::now().checked_sub(Duration::from_secs(1000)) else { return };
        (meter.started, meter.tokens) = (started, 10_000);
        meter.step(2.0, 1.0);
        meter.step(4.0, 3.0);
        meter.leave_out(Duration::from_mins(15));
        let line = meter.line(&State::default(), 0.1, Duration::ZERO);
        assert_eq!((line["loss"].as_f64(), line["gradient_norm"].as_f64()), (Some(3.0), Some(2.0)));
        // 100 seconds and what this test took.
        let rate = line["tokens_per_second"].as_f64().unwrap();
        assert!(rate > 50.0 && rate <= 100.0, "{rate}");
    }
}
