//! The learning rate: linear warm-up, constant, linear decay to zero ("warm-up, stable, decay"). The stable part has no
//! memory of the run's length, so a run can be prolonged without having decayed too early.

/// Learning rate of each step.
#[derive(Clone, Copy, Debug)]
pub struct Schedule {
    /// Highest learning rate.
    pub peak: f64,
    /// Steps of linear warm-up.
    pub warmup_steps: u64,
    /// Steps of linear decay at the end.
    pub decay_steps: u64,
    /// Steps in all.
    pub steps: u64,
}

impl Schedule {
    /// The rate of a step, counted from 0.
    pub fn rate(&self, step: u64) -> f64 {
        let part = |done: u64, of: u64| if of == 0 { 1.0 } else { (done as f64 / of as f64).min(1.0) };
        let warm = part(step + 1, self.warmup_steps);
        let left = part(self.steps.saturating_sub(step), self.decay_steps);
        self.peak * warm.min(left)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_rises_stays_and_falls() {
        let schedule = Schedule { peak: 1.0, warmup_steps: 10, decay_steps: 20, steps: 100 };
        let rates: Vec<f64> = (0..=100).map(|step| schedule.rate(step)).collect();
        assert!((rates[0] - 0.1).abs() < 1e-12 && (rates[9] - 1.0).abs() < 1e-12);
        assert!(rates[10..=80].iter().all(|rate| (rate - 1.0).abs() < 1e-12));
        assert!((rates[90] - 0.5).abs() < 1e-12 && rates[99] > 0.0 && rates[100] == 0.0);
        let plain = Schedule { peak: 2.0, warmup_steps: 0, decay_steps: 0, steps: 5 };
        assert!((plain.rate(0) - 2.0).abs() < 1e-12 && (plain.rate(4) - 2.0).abs() < 1e-12);
    }
}
