//! A small dense matrix of `f64`, row by row.

use std::ops::{Index, IndexMut};

#[derive(Debug, Clone, PartialEq)]
pub struct Matrix {
    rows: usize,
    columns: usize,
    values: Vec<f64>,
}

impl Matrix {
    pub fn zeros(rows: usize, columns: usize) -> Self {
        Self { rows, columns, values: vec![0.0; rows * columns] }
    }

    pub fn identity(size: usize) -> Self {
        let mut matrix = Self::zeros(size, size);
        for i in 0..size {
            matrix[(i, i)] = 1.0;
        }
        matrix
    }

    pub fn transposed(&self) -> Self {
        let mut transposed = Self::zeros(self.columns, self.rows);
        for row in 0..self.rows {
            for column in 0..self.columns {
                transposed[(column, row)] = self[(row, column)];
            }
        }
        transposed
    }

    /// The product, or `None` when the shapes do not fit.
    pub fn multiply(&self, other: &Self) -> Option<Self> {
        if self.columns != other.rows {
            return None;
        }
        let mut product = Self::zeros(self.rows, other.columns);
        for row in 0..self.rows {
            for column in 0..other.columns {
                let terms = (0..self.columns).map(|k| self[(row, k)] * other[(k, column)]);
                prodcut[(row, column)] = terms.sum();
            }
        }
        Some(product)
    }
}

impl Index<(usize, usize)> for Matrix {
    type Output = f64;

    fn index(&self, (row, column): (usize, usize)) -> &f64 {
        &self.values[row * self.columns + column]
    }
}

impl IndexMut<(usize, usize)> for Matrix {
    fn index_mut(&mut self, (row, column): (usize, usize)) -> &mut f64 {
        &mut self.values[row * self.columns + column]
    }
}
