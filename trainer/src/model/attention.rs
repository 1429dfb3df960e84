//! Multi-head scaled dot-product attention (Vaswani et al. 2017), self and cross, with every shape checked at the door.

use fixerr_shared::config::ModelConfig;
use tch::{Kind, Tensor};

use super::{
    ModelError, Parameters, expect_shape,
    layers::{Linear, Mode},
    shape::batch_and_length,
};

/// What a query position may look at.
#[derive(Clone, Copy)]
pub enum Visible<'a> {
    /// Itself and everything before it.
    Causal,
    /// Everything; no row of the batch is padded.
    All,
    /// What an additive mask leaves: 0 to keep, −∞ to hide; `[batch, 1, 1, source]`.
    Mask(&'a Tensor),
}

/// Projections to queries, keys and values, attention in parallel heads, and the output projection.
pub struct MultiHeadAttention {
    query: Linear,
    key: Linear,
    value: Linear,
    output: Linear,
    hidden: i64,
    heads: i64,
    head_dim: i64,
    name: String,
}

impl MultiHeadAttention {
    /// Reads `{name}.{q,k,v,out}_proj`.
    ///
    /// # Errors
    /// [`ModelError::MissingParameter`].
    pub fn new(parameters: &Parameters, name: &str, config: &ModelConfig) -> Result<Self, ModelError> {
        let linear = |part: &str| Linear::new(parameters, &format!("{name}.{part}_proj"));
        Ok(Self {
            query: linear("q")?,
            key: linear("k")?,
            value: linear("v")?,
            output: linear("out")?,
            hidden: config.hidden_size as i64,
            heads: config.attention_heads as i64,
            head_dim: config.head_dim() as i64,
            name: name.to_owned(),
        })
    }

    /// Attends from `target` `[batch, target, hidden]` to `source` `[batch, source, hidden]` (the same tensor for
    /// self-attention). Gives `[batch, target, hidden]`.
    ///
    /// # Errors
    /// [`ModelError::Shape`] when a tensor's batch, width or mask does not fit; [`ModelError::Torch`].
    pub fn forward(
        &self,
        target: &Tensor,
        source: &Tensor,
        visible: Visible<'_>,
        mode: Mode,
    ) -> Result<Tensor, ModelError> {
        let (batch, target_length) = batch_and_length(&format!("{} target", self.name), target, self.hidden)?;
        let (_, source_length) = batch_and_length(&format!("{} source", self.name), source, self.hidden)?;
        expect_shape(&format!("{} source", self.name), source, &[batch, source_length, self.hidden])?;
        if let Visible::Mask(mask) = visible {
            expect_shape(&format!("{} mask", self.name), mask, &[batch, 1, 1, source_length])?;
        }

        let query = self.split(&self.query.forward(target)?, batch, target_length)?; // [batch, heads, target, head_dim]
        let key = self.split(&self.key.forward(source)?, batch, source_length)?; // [batch, heads, source, head_dim]
        let value = self.split(&self.value.forward(source)?, batch, source_length)?; // [batch, heads, source, head_dim]
        let (mask, causal) = match visible {
            Visible::Causal => (None, true),
            Visible::All => (None, false),
            Visible::Mask(mask) => (Some(mask), false),
        };
        let mixed = attend(&query, &key, &value, mask, causal)?; // [batch, heads, target, head_dim]
        expect_shape(&self.name, &mixed, &[batch, self.heads, target_length, self.head_dim])?;
        let joined = mixed.f_transpose(1, 2)?.f_reshape([batch, target_length, self.hidden])?; // [batch, target, hidden]
        mode.dropout(self.output.forward(&joined)?)
    }

    fn split(&self, x: &Tensor, batch: i64, length: i64) -> Result<Tensor, ModelError> {
        Ok(x.f_view([batch, length, self.heads, self.head_dim])?.f_transpose(1, 2)?)
    }
}

/// libtorch's fused attention. On a CPU always in fp32: its bf16 backward pass takes four times as long there, and fails
/// for some lengths.
fn attend(
    query: &Tensor,
    key: &Tensor,
    value: &Tensor,
    mask: Option<&Tensor>,
    causal: bool,
) -> Result<Tensor, ModelError> {
    let kind = query.kind();
    if kind == Kind::Float || query.device().is_cuda() {
        return Ok(Tensor::f_scaled_dot_product_attention(
            query, key, value, mask, 0.0, causal, None, false,
        )?);
    }
    let float = |x: &Tensor| x.f_to_kind(Kind::Float);
    let mask = mask.map(float).transpose()?;
    let (query, key, value) = (float(query)?, float(key)?, float(value)?);
    let mixed = Tensor::f_scaled_dot_product_attention(&query, &key, &value, mask, 0.0, causal, None, false)?;
    Ok(mixed.f_to_kind(kind)?)
}
