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
    /// Running mean of the gradient, `[parameters]`, fp32.
    pub mean: Tensor,
    /// Running mean of the squared gradient, `[parameters]`, fp32.
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
        let zeros = || parameters.master.f_zeros_like();
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
                let _ = parameters.master.f_narrow(0, 0, parameters.decayed)?.f_mul_scalar_(1.0 - rate * weight_decay)?;
            }
            let change = self.mean.f_div(&spread)?.f_mul_scalar_(-rate / (1.0 - beta1.powi(steps)))?;
            let _ = parameters.master.f_add_(&change)?;
            let _ = self.gradient.f_zero_()?;
            parameters.refresh()?;
            Ok(StepOutcome::Taken(norm))
        })
    }
}
