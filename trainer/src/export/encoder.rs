//! The encoder's graph: a window of tokens → the cross-attention keys and values of every decoder layer, computed once
//! for all decoding steps.

use fixerr_shared::{bundle::Precision, config::ModelConfig};

use super::{
    ExportError,
    graph::{Dim, GraphBuilder, Value},
    layers::{Layers, Stream},
    onnx::{AttributeProto, Element, ModelProto},
    quantize,
    weights::{Linear, Weights},
};

/// Writes the encoder.
pub(super) fn build(
    config: &ModelConfig,
    weights: &Weights,
    precision: Precision,
) -> Result<ModelProto, ExportError> {
    let mut layers = Layers::new(GraphBuilder::new("encoder", precision), config, weights);
    layers.graph.enter("encoder");
    let ids = layers.graph.input("input_ids", Element::I64, &[Dim::Fixed(1), Dim::Named("source")]);
    let embedded = embed(&mut layers, &ids)?;
    let source = layers.size(&ids, 1);
    let positions = layers.positions("encoder", None, &source)?; // [source, hidden]
    let mut stream = layers.enter(
        "encoder",
        &embedded,
        &positions,
        &Layers::norm_before("encoder", 0, config.encoder_layers),
    )?;
    for layer in 0..config.encoder_layers {
        stream = encoder_layer(&mut layers, &stream, layer)?;
    }
    cross_attention(&mut layers, &stream.normed)?;
    Ok(layers.graph.finish())
}

/// [1, source, hidden]
fn embed(layers: &mut Layers<'_>, ids: &Value) -> Result<Value, ExportError> {
    let table = layers.embedding()?;
    let shape = [table.rows, table.columns];
    if layers.graph.precision() != Precision::Int8 {
        let table = layers.graph.floats("embed_tokens", &shape, &table.data);
        return Ok(layers.graph.node("Gather", &[&table, ids], vec![]));
    }
    let quantized = quantize::by_row(&table);
    let table = layers.graph.bytes("embed_tokens", &shape, &quantized.values);
    let scales = layers.graph.floats("embed_tokens.scale", &[quantized.rows], &quantized.scales);
    let rows = layers.graph.node("Gather", &[&table, ids], vec![]);
    Ok(layers.dequantized(&rows, &scales, ids))
}

fn encoder_layer(layers: &mut Layers<'_>, stream: &Stream, layer: usize) -> Result<Stream, ExportError> {
    let prefix = format!("model.encoder.layers.{layer}");
    layers.graph.enter(format!("encoder.layers.{layer}.self_attn"));
    let qkv = layers.query_key_value(&stream.normed, &format!("{prefix}.self_attn"))?;
    let heads = AttributeProto::int("num_heads", layers.config.attention_heads as i64);
    let attended = layers.graph.node("MultiHeadAttention", &[&qkv[0], &qkv[1], &qkv[2]], vec![heads]);
    let own_norm = format!("{prefix}.self_attn_layer_norm");
    let out = format!("{prefix}.self_attn.out_proj");
    let stream = layers.join(stream, &attended, &out, &own_norm, &format!("{prefix}.final_layer_norm"))?;
    layers.graph.enter(format!("encoder.layers.{layer}.feed_forward"));
    layers.feed_forward(
        &stream,
        &prefix,
        &Layers::norm_before("encoder", layer + 1, layers.config.encoder_layers),
    )
}

/// Every decoder layer's keys and values in one product: they all read the encoder's last state.
fn cross_attention(layers: &mut Layers<'_>, state: &Value) -> Result<(), ExportError> {
    let ModelConfig { decoder_layers, attention_heads: heads, .. } = *layers.config;
    let head_dim = layers.config.head_dim();
    layers.graph.enter("cross_attention");
    let parts = (0..decoder_layers)
        .flat_map(|layer| ["k_proj", "v_proj"].map(|name| (layer, name)))
        .map(|(layer, name)| {
            layers.linear_weights(&format!("model.decoder.layers.{layer}.encoder_attn.{name}"))
        })
        .collect::<Result<Vec<_>, _>>()?;
    let product = layers.product(state, &Linear::side_by_side(&parts), "key_value");
    let all_heads = parts.len() * heads;
    let shape = layers.graph.integers("shape", &[4], &[1, -1, all_heads as i64, head_dim as i64]);
    let split = layers.graph.node("Reshape", &[&product, &shape], vec![]); // [1, source, all_heads, head_dim]
    let order = AttributeProto::ints("perm", &[0, 2, 1, 3]);
    let by_head = layers.graph.node("Transpose", &[&split], vec![order]); // [1, all_heads, source, head_dim]
    let values = layers.graph.split(&by_head, 1, parts.len());
    let shape = [Dim::Fixed(1), Dim::Fixed(heads), Dim::Named("source"), Dim::Fixed(head_dim)];
    for (at, value) in values.iter().enumerate() {
        let kind = if at % 2 == 0 { "key" } else { "value" };
        let element = layers.graph.float();
        layers.graph.output(value, &format!("cross_{kind}_{}", at / 2), element, &shape);
    }
    Ok(())
}
