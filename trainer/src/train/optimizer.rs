//! `AdamW` (Loshchilov and Hutter 2019) over one flat tensor: its state is two more tensors, its step a handful of
//! operations, the gradient's norm one.

use tch::{Kind, Tensor, no_grad};

use crate::model::{ModelError, Parameters};

/// Coefficients of [`AdamW`].
#[derive(Clone, Copy, Debug)]
pub struct Coefficients {
    /// Decay of the gradient's mean and of its square's.
    pub betas: (f64, f64),
    /// Keeps the division finite.
    pub eps: f64,
    /// Decoupled decay, on matrices only.
    pub weight_decay: f64,
    /// Largest gradient norm; 0 turns clipping off.
    pub clip_norm: f64,
}

/// The optimizer and its state.
pub struct AdamW {
    coefficients: Coefficients,
    /// Running mean of the gradient, `[trained parameters]`, fp32.
    pub mean: Tensor,
    /// Running mean of the squared gradient, `[trained parameters]`, fp32.
    pub square: Tensor,
    gradient: Tensor,
    /// Steps taken.
    pub steps: u64,
}

/// What became of a step.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum StepOutcome {
    /// The weights moved; the gradient's norm before clipping.
    Taken(f64),
    /// The gradient was not finite; nothing changed.
    Skipped,
}

impl AdamW {
    /// An optimizer at rest.
    ///
    /// # Errors
    /// [`ModelError::Torch`], out of memory for one.
    pub fn new(parameters: &Parameters, coefficients: Coefficients) -> Result<Self, ModelError> {
        let zeros = || parameters.master.f_narrow(0, 0, parameters.trained)?.f_zeros_like();
        Ok(Self { coefficients, mean: zeros()?, square: zeros()?, gradient: zeros()?, steps: 0 })
    }

    /// Adds the gradient of `loss · share` to what was gathered since the last step.
    ///
    /// # Errors
    /// [`ModelError::Torch`].
    pub fn gather(&mut self, parameters: &Parameters, loss: &Tensor, share: f64) -> Result<(), ModelError> {
        let gradients = Tensor::f_run_backward(&[loss], parameters.leaves(), false, false)?;
        no_grad(|| {
            let flat = gradients.iter().map(|g| g.f_flatten(0, -1)).collect::<Result<Vec<_>, _>>()?;
            let flat = Tensor::f_cat(&flat, 0)?.f_to_kind(Kind::Float)?;
            let _ = self.gradient.f_add_(&flat.f_mul_scalar(share)?)?;
            Ok(())
        })
    }

    /// Adds gradients · `share` to what was gathered: pairs of a place in [`Parameters::leaves`] and the gradient.
    ///
    /// # Errors
    /// [`ModelError::Torch`].
    pub fn gather_parts(
        &mut self,
        parameters: &Parameters,
        parts: &[(usize, Tensor)],
        share: f64,
    ) -> Result<(), ModelError> {
        let lengths = parameters.specifications().iter().map(|s| s.shape.iter().product::<i64>());
        let starts: Vec<i64> = lengths
            .scan(0, |end, length| {
                let start = *end;
                *end += length;
                Some(start)
            })
            .collect();
        no_grad(|| {
            for (place, part) in parts {
                let flat = part.f_flatten(0, -1)?.f_to_kind(Kind::Float)?;
                let mut target = self.gradient.f_narrow(0, starts[*place], flat.size()[0])?;
                let _ = target.f_add_(&flat.f_mul_scalar(share)?)?;
            }
            Ok(())
        })
    }

    /// Takes one step with what was gathered, and forgets it.
    ///
    /// # Errors
    /// [`ModelError::Torch`].
    pub fn step(&mut self, parameters: &mut Parameters, rate: f64) -> Result<StepOutcome, ModelError> {
        let Coefficients { betas: (beta1, beta2), eps, weight_decay, clip_norm } = self.coefficients;
        no_grad(|| {
            let norm = self.gradient.f_norm()?.f_double_value(&[])?;
            if !norm.is_finite() {
                let _ = self.gradient.f_zero_()?;
                return Ok(StepOutcome::Skipped);
            }
            if clip_norm > 0.0 && norm > clip_norm {
                let _ = self.gradient.f_mul_scalar_(clip_norm / norm)?;
            }
            self.steps += 1;
            let steps = self.steps as i32;
            let _ = self.mean.f_lerp_(&self.gradient, 1.0 - beta1)?;
            let _ = self.square.f_mul_scalar_(beta2)?;
            // tch's addcmul has no factor: the root of it goes into each side.
            let scaled = self.gradient.f_mul_scalar((1.0 - beta2).sqrt())?;
            let _ = self.square.f_addcmul_(&scaled, &scaled)?;
            let spread = self.square.f_div_scalar(1.0 - beta2.powi(steps))?.f_sqrt_()?.f_add_scalar_(eps)?;
            if weight_decay > 0.0 {
                let _ = parameters
                    .master
                    .f_narrow(0, 0, parameters.decayed)?
                    .f_mul_scalar_(1.0 - rate * weight_decay)?;
            }
            let change = self.mean.f_div(&spread)?.f_mul_scalar_(-rate / (1.0 - beta1.powi(steps)))?;
            let _ = parameters.master.f_narrow(0, 0, parameters.trained)?.f_add_(&change)?;
            let _ = self.gradient.f_zero_()?;
            parameters.refresh()?;
            Ok(StepOutcome::Taken(norm))
        })
    }
}

#[cfg(test)]
mod tests {
    use fixerr_shared::config::{Architecture, ModelConfig, NormPlacement};
    use tch::{Device, Kind, Tensor, no_grad};

    use super::{AdamW, Coefficients, StepOutcome};
    use crate::model::{Parameters, Transformer, transformer::Batch};

    fn parts(clip_norm: f64) -> (Parameters, AdamW) {
        let config = ModelConfig {
            architecture: Architecture::Transformer,
            vocab_size: 64,
            hidden_size: 8,
            encoder_layers: 1,
            decoder_layers: 1,
            attention_heads: 2,
            intermediate_size: 8,
            max_positions: 16,
            dropout: 0.0,
            layer_norm_eps: 1e-5,
            norm: NormPlacement::Pre,
        };
        let parameters = Parameters::new(&config, Device::Cpu, Kind::Float, 1).unwrap();
        let coefficients = Coefficients { betas: (0.9, 0.98), eps: 1e-8, weight_decay: 0.1, clip_norm };
        let optimizer = AdamW::new(&parameters, coefficients).unwrap();
        (parameters, optimizer)
    }

    fn values(tensor: &Tensor) -> Vec<f64> {
        Vec::try_from(tensor.to_kind(Kind::Double)).unwrap()
    }

    /// A loss whose gradient is `slope` everywhere.
    fn loss(parameters: &Parameters, slope: f64) -> Tensor {
        let sums: Vec<Tensor> = parameters.leaves().iter().map(|leaf| leaf.sum(Kind::Float)).collect();
        Tensor::stack(&sums, 0).sum(Kind::Float) * slope
    }

    #[test]
    fn steps_equal_the_papers_formula() {
        let (mut parameters, mut optimizer) = parts(0.0);
        let mut expected = values(&parameters.master);
        let (mut mean, mut square) = (0.0, 0.0);
        for (step, slope) in [0.5, -2.0, 0.1].into_iter().enumerate() {
            let loss = loss(&parameters, slope);
            optimizer.gather(&parameters, &loss, 1.0).unwrap();
            optimizer.step(&mut parameters, 0.01).unwrap();
            mean = 0.9 * mean + 0.1 * slope;
            square = 0.98 * square + 0.02 * slope * slope;
            let n = step as i32 + 1;
            let change = mean / (1.0 - 0.9f64.powi(n)) / ((square / (1.0 - 0.98f64.powi(n))).sqrt() + 1e-8);
            for (index, value) in expected.iter_mut().enumerate() {
                let decay = if (index as i64) < parameters.decayed { 0.01 * 0.1 } else { 0.0 };
                *value = *value * (1.0 - decay) - 0.01 * change;
            }
        }
        for (found, expected) in values(&parameters.master).iter().zip(&expected) {
            assert!((found - expected).abs() < 1e-5, "{found} {expected}");
        }
        let leaf = parameters.get("model.shared.weight").unwrap();
        assert!((leaf.double_value(&[0, 0]) - expected[0]).abs() < 1e-5, "leaves see the step");
    }

    #[test]
    fn gathered_parts_equal_the_whole_and_clipping_bounds_the_norm() {
        let ((mut a, mut whole), (mut b, mut halves)) = (parts(1.0), parts(1.0));
        whole.gather(&a, &loss(&a, 3.0), 1.0).unwrap();
        halves.gather(&b, &loss(&b, 2.0), 0.5).unwrap();
        halves.gather(&b, &loss(&b, 4.0), 0.5).unwrap();
        let StepOutcome::Taken(norm) = whole.step(&mut a, 0.1).unwrap() else { panic!("taken") };
        assert!((norm - 3.0 * (a.count() as f64).sqrt()).abs() < 1e-2 * norm);
        halves.step(&mut b, 0.1).unwrap();
        let (mut c, mut parts) = self::parts(1.0);
        let gradients = Tensor::run_backward(&[&loss(&c, 6.0)], c.leaves(), false, false);
        let pairs: Vec<_> = gradients.into_iter().enumerate().rev().collect();
        parts.gather_parts(&c, &pairs, 0.5).unwrap();
        parts.step(&mut c, 0.1).unwrap();
        assert!((&a.master - &c.master).abs().max().double_value(&[]) < 1e-6);
        assert!((&a.master - &b.master).abs().max().double_value(&[]) < 1e-6);
        assert!((whole.mean.norm().double_value(&[]) - 0.1).abs() < 1e-4, "a tenth of a gradient of norm 1");
    }

    #[test]
    fn frozen_layers_stay_as_they_are_and_the_others_learn_as_if_none_were() {
        let config = ModelConfig {
            architecture: Architecture::Transformer,
            vocab_size: 64,
            hidden_size: 16,
            encoder_layers: 3,
            decoder_layers: 2,
            attention_heads: 2,
            intermediate_size: 24,
            max_positions: 16,
            dropout: 0.0,
            layer_norm_eps: 1e-5,
            norm: NormPlacement::Pre,
        };
        let mut whole = Parameters::new(&config, Device::Cpu, Kind::Float, 1).unwrap();
        let mut frozen = Parameters::partly_frozen(&config, 2, Device::Cpu, Kind::Float, 2).unwrap();
        let names: Vec<String> = whole.specifications().iter().map(|s| s.name.clone()).collect();
        for name in &names {
            no_grad(|| frozen.master_view(name).unwrap().copy_(&whole.master_view(name).unwrap()));
        }
        let before = whole.master.copy();
        let coefficients = Coefficients { betas: (0.9, 0.98), eps: 1e-8, weight_decay: 0.1, clip_norm: 0.0 };
        let batch = Batch {
            source: Tensor::from_slice(&[5i64, 6, 7, 8]).view([1, 4]),
            source_mask: None,
            decoder_input: Tensor::from_slice(&[1i64, 20]).view([1, 2]),
            places: Tensor::from_slice(&[0i64, 1]),
            labels: Tensor::from_slice(&[20i64, 2]),
        };
        for parameters in [&mut whole, &mut frozen] {
            let model = Transformer::new(parameters, &config).unwrap();
            let mut optimizer = AdamW::new(parameters, coefficients).unwrap();
            let output = model.forward(&batch, 0.0, model.training()).unwrap();
            optimizer.gather(parameters, &output.loss, 1.0).unwrap();
            optimizer.step(parameters, 0.01).unwrap();
        }
        let learned = std::mem::replace(&mut whole.master, before);
        let mut kept = 0;
        for name in &names {
            let found = frozen.master_view(name).unwrap();
            let was = whole.master_view(name).unwrap();
            let is_frozen = ["shared.", "encoder.embed_positions.", "encoder.layernorm_embedding."]
                .iter()
                .chain(&["encoder.layers.0.", "encoder.layers.1."])
                .any(|part| name.contains(part));
            assert_eq!(found.equal(&was), is_frozen, "{name}");
            kept += i64::from(is_frozen) * found.numel() as i64;
        }
        assert_eq!(frozen.trained, frozen.count() - kept);
        whole.master = learned;
        for name in
            names.iter().filter(|name| name.contains("decoder.layers") || name.contains("encoder.layers.2"))
        {
            let (found, expected) = (frozen.master_view(name).unwrap(), whole.master_view(name).unwrap());
            assert!((found - expected).abs().max().double_value(&[]) < 1e-6, "{name}");
        }
    }

    #[test]
    fn a_gradient_that_is_not_finite_changes_nothing() {
        let (mut parameters, mut optimizer) = parts(1.0);
        let before = values(&parameters.master);
        optimizer.gather(&parameters, &loss(&parameters, f64::NAN), 1.0).unwrap();
        assert_eq!(optimizer.step(&mut parameters, 0.1).unwrap(), StepOutcome::Skipped);
        assert_eq!(values(&parameters.master), before);
        optimizer.gather(&parameters, &loss(&parameters, 1.0), 1.0).unwrap();
        assert!(matches!(optimizer.step(&mut parameters, 0.1).unwrap(), StepOutcome::Taken(_)));
    }
}
