//! Activation checkpointing (Chen et al. 2016, "Training deep nets with sublinear memory cost"): a first pass keeps only
//! what stands between the layers; the backward pass computes each layer anew before it goes through it. A third more
//! arithmetic, and memory for one layer's activations in place of all layers'.

use tch::{Kind, TchError, Tensor, no_grad};

use super::{
    ModelError, Parameters, Transformer,
    attention::Visible,
    transformer::{Batch, Output},
};

/// A loss and its gradients.
pub struct Recomputed {
    /// As [`Output::loss`].
    pub loss: Tensor,
    /// Places in [`Parameters::leaves`] and gradients. The tied embedding occurs once for each of its uses: add them up.
    pub gradients: Vec<(usize, Tensor)>,
}

/// Draws dropout's numbers for one stage: the same in the first pass and when the stage is computed anew.
struct Draws {
    seed: i64,
    needed: bool,
}

impl Draws {
    fn stage(&self, stage: usize) {
        if self.needed {
            tch::manual_seed(self.seed.wrapping_mul(1009).wrapping_add(stage as i64));
        }
    }
}

impl Transformer {
    /// Loss and gradients of a batch, layer by layer. Equal to those of [`Transformer::forward`] and a backward pass, but
    /// for the numbers that dropout draws; these follow `seed` alone.
    ///
    /// # Errors
    /// [`ModelError`].
    pub fn recomputed(
        &self,
        parameters: &Parameters,
        batch: &Batch,
        label_smoothing: f64,
        seed: i64,
    ) -> Result<Recomputed, ModelError> {
        let mode = self.training();
        let draws = Draws { seed, needed: mode.dropout > 0.0 };
        let mask = batch.source_mask.as_ref().map(|mask| mask.f_to_kind(self.shared.kind())).transpose()?;
        let visible = mask.as_ref().map_or(Visible::All, Visible::Mask);
        let (reading, writing) = (&self.encoder.stack, &self.decoder.stack);
        let (n_encoder, n_decoder) = (reading.layers.len(), writing.layers.len());
        // Stages are numbered: encoder embedding, its layers, decoder embedding, its layers.
        let decoder_stage = n_encoder + 1;

        let mut encoder_inputs = Vec::with_capacity(n_encoder); // each [batch, source, hidden]
        let mut decoder_inputs = Vec::with_capacity(n_decoder); // each [batch, target, hidden]
        let (encoded, source, decoded) = no_grad(|| {
            draws.stage(0);
            let mut x = reading.embed(&batch.source, mode)?;
            for index in 0..n_encoder {
                draws.stage(1 + index);
                let next = reading.layers[index].forward(&x, visible, mode)?;
                encoder_inputs.push(std::mem::replace(&mut x, next));
            }
            let source = reading.finish(x.shallow_clone())?;
            draws.stage(decoder_stage);
            let mut y = writing.embed(&batch.decoder_input, mode)?;
            for index in 0..n_decoder {
                draws.stage(decoder_stage + 1 + index);
                let next = writing.layers[index].forward(&y, &source, visible, mode)?;
                decoder_inputs.push(std::mem::replace(&mut y, next));
            }
            Ok::<_, ModelError>((x, source, y))
        })?;

        let mut found = Found { parameters, gradients: Vec::new() };
        let top = leaf(&decoded)?;
        let Output { loss, .. } =
            self.score(&writing.finish(top.shallow_clone())?, batch, label_smoothing)?;
        let [mut down] =
            found.backward(&loss, None, [&top], &["model.shared.", "model.decoder.layer_norm."])?;
        let mut source_gradient: Option<Tensor> = None;
        for (index, input) in decoder_inputs.iter().enumerate().rev() {
            let (input, source) = (leaf(input)?, leaf(&source)?);
            draws.stage(decoder_stage + 1 + index);
            let output = writing.layers[index].forward(&input, &source, visible, mode)?;
            let own = format!("model.decoder.layers.{index}.");
            let [below, beside] = found.backward(&output, Some(&down), [&input, &source], &[&own])?;
            down = below;
            source_gradient = Some(match source_gradient {
                Some(sum) => sum.f_add(&beside)?,
                None => beside,
            });
        }
        draws.stage(decoder_stage);
        let embedded = writing.embed(&batch.decoder_input, mode)?;
        let own = ["model.shared.", "model.decoder.embed_positions.", "model.decoder.layernorm_embedding."];
        let [] = found.backward(&embedded, Some(&down), [], &own)?;

        let top = leaf(&encoded)?;
        let output = reading.finish(top.shallow_clone())?;
        // A model has a decoder layer at least, so the source has a gradient.
        let gradient = source_gradient.map_or_else(|| source.f_zeros_like(), Ok)?;
        let [mut down] = found.backward(&output, Some(&gradient), [&top], &["model.encoder.layer_norm."])?;
        for (index, input) in encoder_inputs.iter().enumerate().rev() {
            let input = leaf(input)?;
            draws.stage(1 + index);
            let output = reading.layers[index].forward(&input, visible, mode)?;
            let own = format!("model.encoder.layers.{index}.");
            [down] = found.backward(&output, Some(&down), [&input], &[&own])?;
        }
        draws.stage(0);
        let embedded = reading.embed(&batch.source, mode)?;
        let own = ["model.shared.", "model.encoder.embed_positions.", "model.encoder.layernorm_embedding."];
        let [] = found.backward(&embedded, Some(&down), [], &own)?;
        Ok(Recomputed { loss: loss.f_detach()?, gradients: found.gradients })
    }
}

/// A tensor that gradients are taken of, cut off from what it was computed from.
fn leaf(x: &Tensor) -> Result<Tensor, ModelError> {
    Ok(x.f_detach()?.f_set_requires_grad(true)?)
}

struct Found<'a> {
    parameters: &'a Parameters,
    gradients: Vec<(usize, Tensor)>,
}

impl Found<'_> {
    /// Goes back through one stage from `gradient` at its `output` (a loss needs none): keeps the gradients of the
    /// parameters under `prefixes`, gives those of `inputs`.
    fn backward<const N: usize>(
        &mut self,
        output: &Tensor,
        gradient: Option<&Tensor>,
        inputs: [&Tensor; N],
        prefixes: &[&str],
    ) -> Result<[Tensor; N], ModelError> {
        // The product's gradient with respect to the output is `gradient`; tch takes no gradient to start from.
        let root = match gradient {
            Some(gradient) => output.f_mul(gradient)?.f_sum(Kind::Float)?,
            None => output.shallow_clone(),
        };
        let places: Vec<usize> = prefixes.iter().flat_map(|prefix| self.parameters.under(prefix)).collect();
        let mut of: Vec<Tensor> = inputs.iter().map(|input| input.shallow_clone()).collect();
        of.extend(places.iter().map(|place| self.parameters.leaves()[*place].shallow_clone()));
        let mut all = Tensor::f_run_backward(&[root], &of, false, false)?;
        let own = all.split_off(N);
        self.gradients.extend(places.into_iter().zip(own));
        all.try_into().map_err(|all: Vec<Tensor>| {
            let reason = format!("a backward pass gave {} gradients of {N} inputs", all.len());
            ModelError::Torch(TchError::Torch(reason))
        })
    }
}

#[cfg(test)]
mod tests {
    use fixerr_shared::config::{Architecture, ModelConfig, NormPlacement};
    use tch::{Device, Kind, Tensor, no_grad};

    use super::{
        super::{DRAWING, transformer::IGNORED_LABEL},
        Batch, Parameters, Transformer,
    };

    fn config(norm: NormPlacement, dropout: f64) -> ModelConfig {
        ModelConfig {
            architecture: Architecture::Transformer,
            vocab_size: 64,
            hidden_size: 32,
            encoder_layers: 3,
            decoder_layers: 2,
            attention_heads: 4,
            intermediate_size: 48,
            max_positions: 32,
            dropout,
            layer_norm_eps: 1e-5,
            norm,
        }
    }

    /// Two windows, one of them padded.
    fn batch() -> Batch {
        let hidden = f64::NEG_INFINITY;
        Batch {
            source: Tensor::from_slice(&[5i64, 6, 7, 8, 9, 10, 11, 0]).view([2, 4]),
            source_mask: Some(Tensor::from_slice(&[0., 0., 0., 0., 0., 0., 0., hidden]).view([2, 1, 1, 4])),
            decoder_input: Tensor::from_slice(&[1i64, 20, 21, 1, 22, 0]).view([2, 3]),
            places: Tensor::from_slice(&[0i64, 1, 2, 3, 4, 0]),
            labels: Tensor::from_slice(&[20i64, 21, 2, 22, 2, IGNORED_LABEL]),
        }
    }

    /// The gradients in the order of the flat buffer.
    fn flat(parameters: &Parameters, parts: &[(usize, Tensor)]) -> Tensor {
        let mut sums: Vec<Tensor> =
            parameters.leaves().iter().map(|leaf| leaf.detach().zeros_like()).collect();
        for (place, part) in parts {
            sums[*place] += part;
        }
        Tensor::cat(&sums.iter().map(|sum| sum.flatten(0, -1)).collect::<Vec<_>>(), 0)
    }

    #[test]
    fn gradients_are_those_of_one_backward_pass() {
        for norm in [NormPlacement::Pre, NormPlacement::Post] {
            let config = config(norm, 0.0);
            let parameters = Parameters::new(&config, Device::Cpu, Kind::Float, 3).unwrap();
            let model = Transformer::new(&parameters, &config).unwrap();
            let output = model.forward(&batch(), 0.1, model.training()).unwrap();
            let whole = Tensor::run_backward(&[&output.loss], parameters.leaves(), false, false);
            let whole: Vec<_> = whole.into_iter().enumerate().collect();
            let recomputed = model.recomputed(&parameters, &batch(), 0.1, 1).unwrap();
            let (whole, parts) = (flat(&parameters, &whole), flat(&parameters, &recomputed.gradients));
            assert!(recomputed.loss.equal(&output.loss), "{norm:?}");
            let error = (&whole - parts).abs().max().double_value(&[]);
            assert!(error < 1e-6 * whole.norm().double_value(&[]), "{norm:?}: {error}");
        }
    }

    /// With dropout there is no other implementation to compare with: the loss must rise along the gradient as much as
    /// the gradient says, which it does only when each layer drops the same values both times.
    #[test]
    fn dropout_draws_the_same_numbers_anew() {
        let _drawing = DRAWING.lock();
        let config = config(NormPlacement::Pre, 0.3);
        let parameters = Parameters::new(&config, Device::Cpu, Kind::Float, 3).unwrap();
        let model = Transformer::new(&parameters, &config).unwrap();
        let at = |seed| model.recomputed(&parameters, &batch(), 0.0, seed).unwrap();
        let first = at(7);
        assert!(!first.loss.equal(&at(8).loss), "another seed draws otherwise");
        let gradient = flat(&parameters, &first.gradients);
        let length = gradient.norm().double_value(&[]);
        let step = 1e-3;
        let moved = |by: f64| {
            no_grad(|| {
                let mut master = parameters.master.shallow_clone();
                let _ = master.g_add_(&(&gradient * (by / length)));
            });
            at(7).loss.double_value(&[])
        };
        let slope = (moved(step) - moved(-2.0 * step)) / (2.0 * step);
        assert!((slope / length - 1.0).abs() < 0.02, "{slope} {length}");
    }
}
