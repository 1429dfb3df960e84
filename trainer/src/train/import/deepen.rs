//! Layers put between those that the weights have, so that a deeper model begins as the one it grows out of.

use std::collections::BTreeMap;

use tch::{TchError, Tensor};

/// What a layer adds to the residual stream goes through these. With zeros here it adds nothing.
const LAST: [&str; 3] = ["self_attn.out_proj.", "encoder_attn.out_proj.", "fc2."];

/// Spreads the layers of one side (`encoder` or `decoder`) over `n_layers` and fills each gap with a copy of the layer
/// before it that adds nothing yet: as in `LLaMA` Pro (Wu et al., 2024, arXiv 2401.02415), its attention and feed-forward end
/// in zeros. With norms first the deeper model computes what the other did; the copies learn from there, since the zeros'
/// gradient is not zero. Does nothing when there are as many layers already, or more.
///
/// # Errors
/// [`TchError`] when libtorch refuses an operation.
pub(super) fn deepen(
    tensors: &mut BTreeMap<String, Tensor>,
    side: &str,
    n_layers: usize,
) -> Result<(), TchError> {
    let marker = format!("{side}.layers.");
    let mut layers: BTreeMap<usize, Vec<(String, String)>> = BTreeMap::new();
    for name in tensors.keys() {
        if let Some((before, after)) = name.split_once(&marker)
            && let Some((index, rest)) = after.split_once('.')
            && let Ok(index) = index.parse()
        {
            layers.entry(index).or_default().push((before.to_owned(), rest.to_owned()));
        }
    }
    let old = layers.len();
    if old == 0 || old >= n_layers {
        return Ok(());
    }
    let extra = n_layers - old;
    // From the last to the first: a layer moves up, never onto one that has not moved yet.
    for (place, (&index, names)) in layers.iter().enumerate().rev() {
        let moved = place + place * extra / old;
        let next = place + 1 + (place + 1) * extra / old;
        for (before, rest) in names {
            let Some(tensor) = tensors.remove(&format!("{before}{marker}{index}.{rest}")) else { continue };
            for copy in moved + 1..next {
                let copied = if LAST.iter().any(|last| rest.starts_with(last)) {
                    tensor.f_zeros_like()?
                } else {
                    tensor.shallow_clone()
                };
                tensors.insert(format!("{before}{marker}{copy}.{rest}"), copied);
            }
            tensors.insert(format!("{before}{marker}{moved}.{rest}"), tensor);
        }
    }
    Ok(())
}
