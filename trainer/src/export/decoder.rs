//! The decoder's graph: any number of new tokens after a past of any length → logits at each of them, and the past grown
//! by them. One graph for the first step, single steps, drafts of several tokens and batches of candidates.

use fixerr_shared::{bundle::Precision, config::ModelConfig};

use super::{
    ExportError,
    graph::{Dim, GraphBuilder, Value},
    layers::{Layers, Stream},
    onnx::{AttributeProto, Element, ModelProto},
    quantize,
    weights::Weights,
};

/// Keys and values of one decoder layer as the graph receives them.
struct Cache {
    past: [Value; 2],
    cross: [Value; 2],
}

/// Shapes between the batch of candidates and the one source that they share.
struct Folding {
    /// [1, batch * n, hidden]
    folded: Value,
    /// [batch, n, hidden]
    unfolded: Value,
}

/// The embedding in the decoder: read by row at the start, multiplied with at the end, stored once.
enum Tied {
    /// [vocab, hidden]
    Floats(Value),
    /// [hidden, vocab] in 8 bits, the layout of the product, and [vocab].
    Bytes { table: Value, scales: Value },
}

/// Writes the decoder.
pub(super) fn build(
    config: &ModelConfig,
    weights: &Weights,
    precision: Precision,
) -> Result<ModelProto, ExportError> {
    let mut layers = Layers::new(GraphBuilder::new("decoder", precision), config, weights);
    layers.graph.enter("decoder");
    let ids = layers.graph.input("input_ids", Element::I64, &[Dim::Named("batch"), Dim::Named("n")]);
    let caches: Vec<_> = (0..config.decoder_layers).map(|layer| cache_inputs(&mut layers, layer)).collect();

    let (tied, embedded) = embed(&mut layers, &ids)?;
    // Every layer's past is equally long; validation demands at least one layer.
    let past = layers.size(&caches[0].past[0], 2);
    let n = layers.size(&ids, 1);
    let end = layers.graph.node("Add", &[&past, &n], vec![]);
    let positions = layers.positions("decoder", Some(&past), &end)?; // [n, hidden]
    let mut stream = layers.enter(
        "decoder",
        &embedded,
        &positions,
        &Layers::norm_before("decoder", 0, config.decoder_layers),
    )?;
    let folding = folding(&mut layers, &ids);
    for (layer, cache) in caches.iter().enumerate() {
        stream = decoder_layer(&mut layers, &stream, layer, cache, &folding)?;
    }

    layers.graph.enter("logits");
    let logits = project(&mut layers, &stream.normed, &tied);
    let shape = [Dim::Named("batch"), Dim::Named("n"), Dim::Fixed(config.vocab_size)];
    layers.graph.output(&logits, "logits", Element::F32, &shape);
    Ok(layers.graph.finish())
}

fn cache_inputs(layers: &mut Layers<'_>, layer: usize) -> Cache {
    let heads = Dim::Fixed(layers.config.attention_heads);
    let head_dim = Dim::Fixed(layers.config.head_dim());
    let element = layers.graph.float();
    let past_shape = [Dim::Named("batch"), heads.clone(), Dim::Named("past"), head_dim.clone()];
    let cross_shape = [Dim::Fixed(1), heads, Dim::Named("source"), head_dim];
    let past = ["key", "value"]
        .map(|kind| layers.graph.input(&format!("past_{kind}_{layer}"), element, &past_shape));
    let cross = ["key", "value"]
        .map(|kind| layers.graph.input(&format!("cross_{kind}_{layer}"), element, &cross_shape));
    Cache { past, cross }
}

/// [batch, n, hidden]
fn embed(layers: &mut Layers<'_>, ids: &Value) -> Result<(Tied, Value), ExportError> {
    let table = layers.embedding()?;
    if layers.graph.precision() != Precision::Int8 {
        let table = layers.graph.floats("embed_tokens", &[table.rows, table.columns], &table.data);
        let embedded = layers.graph.node("Gather", &[&table, ids], vec![]);
        return Ok((Tied::Floats(table), embedded));
    }
    let quantized = quantize::by_column(&table.transposed());
    let shape = [quantized.rows, quantized.columns];
    let table = layers.graph.bytes("embed_tokens", &shape, &quantized.values);
    let scales = layers.graph.floats("embed_tokens.scale", &[shape[1]], &quantized.scales);
    // Columns of a few tokens are cheap to pick out one byte at a time; a second copy of the table would not be.
    let axis = AttributeProto::int("axis", 1);
    let columns = layers.graph.node("Gather", &[&table, ids], vec![axis]); // [hidden, batch, n]
    let order = AttributeProto::ints("perm", &[1, 2, 0]);
    let rows = layers.graph.node("Transpose", &[&columns], vec![order]); // [batch, n, hidden]
    let embedded = layers.dequantized(&rows, &scales, ids);
    Ok((Tied::Bytes { table, scales }, embedded))
}

/// [batch, n, vocab]
fn project(layers: &mut Layers<'_>, state: &Value, tied: &Tied) -> Value {
    match tied {
        Tied::Bytes { table, scales } => {
            layers.graph.node("DynamicQuantizeMatMul", &[state, table, scales], vec![])
        }
        Tied::Floats(table) => {
            let transposed = AttributeProto::int("transB", 1);
            let logits = layers.graph.node("FusedMatMul", &[state, table], vec![transposed]);
            if layers.graph.precision() == Precision::Fp32 {
                return logits;
            }
            layers.graph.node("Cast", &[&logits], vec![AttributeProto::int("to", Element::F32 as i64)])
        }
    }
}

fn folding(layers: &mut Layers<'_>, ids: &Value) -> Folding {
    let hidden = layers.config.hidden_size as i64;
    let folded = layers.graph.integers("folded", &[3], &[1, -1, hidden]);
    let width = layers.graph.integers("width", &[1], &[hidden]);
    let shape = layers.graph.node("Shape", &[ids], vec![]);
    let unfolded = layers.graph.node("Concat", &[&shape, &width], vec![AttributeProto::int("axis", 0)]);
    Folding { folded, unfolded }
}

fn decoder_layer(
    layers: &mut Layers<'_>,
    stream: &Stream,
    layer: usize,
    cache: &Cache,
    folding: &Folding,
) -> Result<Stream, ExportError> {
    let prefix = format!("model.decoder.layers.{layer}");
    layers.graph.enter(format!("decoder.layers.{layer}.self_attn"));
    let attended = self_attention(layers, &stream.normed, layer, &cache.past)?;
    let stream = layers.join(
        stream,
        &attended,
        &format!("{prefix}.self_attn.out_proj"),
        &format!("{prefix}.self_attn_layer_norm"),
        &format!("{prefix}.encoder_attn_layer_norm"),
    )?;

    layers.graph.enter(format!("decoder.layers.{layer}.encoder_attn"));
    let attended = cross_attention(layers, &stream.normed, layer, &cache.cross, folding)?;
    let stream = layers.join(
        &stream,
        &attended,
        &format!("{prefix}.encoder_attn.out_proj"),
        &format!("{prefix}.encoder_attn_layer_norm"),
        &format!("{prefix}.final_layer_norm"),
    )?;

    layers.graph.enter(format!("decoder.layers.{layer}.feed_forward"));
    layers.feed_forward(
        &stream,
        &prefix,
        &Layers::norm_before("decoder", layer + 1, layers.config.decoder_layers),
    )
}

/// Causal attention of the new tokens to the past and to each other.
fn self_attention(
    layers: &mut Layers<'_>,
    state: &Value,
    layer: usize,
    past: &[Value; 2],
) -> Result<Value, ExportError> {
    let qkv = layers.query_key_value(state, &format!("model.decoder.layers.{layer}.self_attn"))?;
    let none = Value::none();
    let [attended, key, value] = layers.graph.node_with_outputs(
        "MultiHeadAttention",
        &[&qkv[0], &qkv[1], &qkv[2], &none, &none, &none, &past[0], &past[1]],
        vec![
            AttributeProto::int("num_heads", layers.config.attention_heads as i64),
            AttributeProto::int("unidirectional", 1),
        ],
        [true; 3],
    );
    let heads = Dim::Fixed(layers.config.attention_heads);
    let shape = [Dim::Named("batch"), heads, Dim::Named("total"), Dim::Fixed(layers.config.head_dim())];
    let element = layers.graph.float();
    layers.graph.output(&key, &format!("present_key_{layer}"), element, &shape);
    layers.graph.output(&value, &format!("present_value_{layer}"), element, &shape);
    Ok(attended)
}

/// Attention to the source. All rows of the batch share it, so they are folded into one row of batch * n targets instead
/// of copying keys and values for each.
fn cross_attention(
    layers: &mut Layers<'_>,
    state: &Value,
    layer: usize,
    cross: &[Value; 2],
    folding: &Folding,
) -> Result<Value, ExportError> {
    let linear = layers.linear_weights(&format!("model.decoder.layers.{layer}.encoder_attn.q_proj"))?;
    let query = layers.product(state, &linear, "q_proj");
    let query = layers.graph.node("Reshape", &[&query, &folding.folded], vec![]);
    let heads = AttributeProto::int("num_heads", layers.config.attention_heads as i64);
    let attended = layers.graph.node("MultiHeadAttention", &[&query, &cross[0], &cross[1]], vec![heads]);
    Ok(layers.graph.node("Reshape", &[&attended, &folding.unfolded], vec![]))
}
