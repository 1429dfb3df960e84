//! Symmetric 8-bit weights: one scale for each row of a table, which is one for each column of the product that reads the
//! table transposed.

use super::weights::{Matrix, transpose};

/// The largest magnitude of a quantized weight. -128 stays unused, so that a weight and its negative look alike.
const LIMIT: f32 = 127.0;
/// Shares of the largest magnitude that are tried as the clipping point. Clipping a lone outlier often costs less than
/// the coarser steps that keeping it would give all others.
const CLIPS: [f32; 8] = [1.0, 0.97, 0.94, 0.9, 0.86, 0.82, 0.78, 0.74];

/// `data[i] ≈ values[i] * scales[row of i]`.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Quantized {
    pub(super) rows: usize,
    pub(super) columns: usize,
    /// [rows, columns]
    pub(super) values: Vec<i8>,
    /// [rows] from [`by_row`], [columns] from [`by_column`].
    pub(super) scales: Vec<f32>,
}

/// Quantizes each row by itself.
pub(super) fn by_row(matrix: &Matrix) -> Quantized {
    let mut values = Vec::with_capacity(matrix.data.len());
    let mut scales = Vec::with_capacity(matrix.rows);
    for row in matrix.data.chunks_exact(matrix.columns) {
        let scale = best_scale(row);
        values.extend(row.iter().map(|value| step(*value, scale) as i8));
        scales.push(scale);
    }
    Quantized { rows: matrix.rows, columns: matrix.columns, values, scales }
}

/// Quantizes each column by itself.
pub(super) fn by_column(matrix: &Matrix) -> Quantized {
    let Quantized { rows: columns, columns: rows, values, scales } = by_row(&matrix.transposed());
    Quantized { rows, columns, values: transpose(&values, columns, rows), scales }
}

/// The scale with the least squared error.
fn best_scale(row: &[f32]) -> f32 {
    let largest = row.iter().fold(0.0_f32, |largest, value| largest.max(value.abs()));
    if largest < f32::MIN_POSITIVE * LIMIT {
        // All zeros: any scale will do, but 0 would make the runtime divide by it.
        return 1.0;
    }
    let error = |scale: f32| -> f32 { row.iter().map(|v| (v - step(*v, scale) * scale).powi(2)).sum() };
    CLIPS
        .iter()
        .map(|clip| clip * largest / LIMIT)
        .map(|scale| (error(scale), scale))
        .min_by(|a, b| a.0.total_cmp(&b.0))
        .map_or(1.0, |(_, scale)| scale)
}

/// The whole number of scales nearest to a value.
fn step(value: f32, scale: f32) -> f32 {
    (value / scale).round_ties_even().clamp(-LIMIT, LIMIT)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn worst_error(matrix: &Matrix, quantized: &Quantized, scale_of: impl Fn(usize) -> usize) -> f32 {
        let pairs = matrix.data.iter().zip(&quantized.values).enumerate();
        pairs.fold(0.0, |worst, (at, (value, step))| {
            let scale = quantized.scales[scale_of(at)];
            worst.max((value - f32::from(*step) * scale).abs() / scale)
        })
    }

    #[test]
    fn rows_and_columns_have_their_own_scales() {
        let data: Vec<f32> =
            (0..60_u8).map(|i| (f32::from(i) * 0.7).sin() * 10_f32.powi(i32::from(i) % 4)).collect();
        let matrix = Matrix { rows: 15, columns: 4, data };
        let columns = by_column(&matrix);
        assert_eq!((columns.rows, columns.columns, columns.scales.len()), (15, 4, 4));
        // Clipping is only chosen where it lowers the error, so with few values nothing is far from its step.
        assert!(worst_error(&matrix, &columns, |at| at % 4) < 34.0);
        let rows = by_row(&matrix);
        assert_eq!(rows.scales.len(), 15);
        assert!(worst_error(&matrix, &rows, |at| at / 4) < 34.0);
        assert_eq!(by_row(&matrix.transposed()).scales, columns.scales);
    }

    #[test]
    fn exact_values_stay_exact_and_zeros_do_not_divide() {
        let data = vec![-127.0, 64.0, 3.0, 0.0, 0.0, 0.0];
        let quantized = by_row(&Matrix { rows: 2, columns: 3, data });
        assert_eq!(quantized.values, [-127, 64, 3, 0, 0, 0]);
        assert_eq!(quantized.scales, [1.0, 1.0]);
    }

    #[test]
    fn an_outlier_is_clipped_when_that_is_cheaper() {
        let mut data: Vec<f32> = (0..4096_u16).map(|i| (f32::from(i) * 1.3).sin()).collect();
        data.push(1.3);
        let columns = data.len();
        let quantized = by_row(&Matrix { rows: 1, columns, data });
        assert!(quantized.scales[0] <= 1.3 / 127.0);
    }
}
