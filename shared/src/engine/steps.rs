//! The decoder's passes: what a decoding loop needs, and how the ONNX graph gives it. Caches stay where ONNX Runtime
//! made them and go back in as they are; they are copied only to cut a rejected draft or to reorder beams.

use std::{
    any::Any,
    fmt,
    path::{Path, PathBuf},
    rc::Rc,
};

use ort::{
    session::Session,
    value::{DynValue, PrimitiveTensorElementType, Tensor, TensorElementType},
};

use super::{EngineError, memory::Memory};

/// A network that answers are decoded from. The bundle's graphs are one; the trainer has others, to measure them
/// through the same pipeline.
pub trait Network: Send {
    /// Runs the encoder over a window.
    ///
    /// # Errors
    /// [`EngineError`].
    fn encode(&mut self, ids: &[u32]) -> Result<Encoded, EngineError>;

    /// A decoder over a window that this network encoded; it has one row and has seen nothing.
    ///
    /// # Errors
    /// [`EngineError`].
    fn steps<'a>(&'a mut self, window: &'a Encoded) -> Result<Box<dyn Steps + 'a>, EngineError>;
}

/// What a decoding loop needs of a decoder.
pub trait Steps {
    /// Feeds as many new tokens to each of `rows` rows. `ids` is row by row: `[rows, new]`.
    ///
    /// # Errors
    /// [`EngineError`].
    fn step(&mut self, ids: &[u32], rows: usize) -> Result<(), EngineError>;

    /// Logits of the last step: `[rows, new, vocabulary]`.
    ///
    /// # Errors
    /// [`EngineError`], for one when no step was made.
    fn logits(&self) -> Result<&[f32], EngineError>;

    /// Makes the cache hold these of its rows, in this order, and only the first `length` tokens of each, some of which the last
    /// step may have fed.
    ///
    /// # Errors
    /// [`EngineError`].
    fn keep(&mut self, rows: &[usize], length: usize) -> Result<(), EngineError>;

    /// What the cache holds, to go back to. No values are copied.
    fn save(&self) -> Saved;

    /// Makes the cache hold the first `length` tokens of what it held when `saved` was made of this decoder, which had one row.
    ///
    /// # Errors
    /// [`EngineError`].
    fn restore(&mut self, saved: &Saved, length: usize) -> Result<(), EngineError>;
}

/// What a decoder's cache held.
pub struct Saved(Box<dyn Any>);

impl Saved {
    /// Wraps a decoder's cache.
    pub fn new<T: Any>(cache: T) -> Self {
        Self(Box::new(cache))
    }

    /// The cache.
    ///
    /// # Errors
    /// [`EngineError::Input`] when it was another kind of decoder's.
    pub fn get<T: Any>(&self) -> Result<&T, EngineError> {
        let found = self.0.downcast_ref();
        found.ok_or_else(|| EngineError::Input("the cache was saved by another decoder".to_owned()))
    }
}

/// What both graphs are called and shaped.
#[derive(Clone, Debug)]
pub(super) struct Graphs {
    pub(super) encoder: PathBuf,
    pub(super) decoder: PathBuf,
    pub(super) heads: usize,
    pub(super) head_dim: usize,
    pub(super) vocab: usize,
    /// Type of the keys and values: `Float32` or `Float16`.
    pub(super) float: TensorElementType,
    /// Names in the order `key_0, value_0, key_1, …`.
    pub(super) cross: Vec<String>,
    pub(super) past: Vec<String>,
    pub(super) present: Vec<String>,
}

/// An encoded window, in the form that its network reads.
pub struct Encoded {
    window: Box<dyn Any + Send>,
    bytes: usize,
}

impl Encoded {
    /// Wraps what a network makes of a window and the bytes that it takes.
    pub fn new<T: Any + Send>(window: T, bytes: usize) -> Self {
        Self { window: Box::new(window), bytes }
    }

    /// Memory that it takes.
    pub const fn bytes(&self) -> usize {
        self.bytes
    }

    /// What the network made.
    ///
    /// # Errors
    /// [`EngineError::Input`] when it was another kind of network.
    pub fn get<T: Any>(&self) -> Result<&T, EngineError> {
        let found = self.window.downcast_ref();
        found.ok_or_else(|| EngineError::Input("the window was encoded by another network".to_owned()))
    }
}

/// The bundle's graphs in ONNX Runtime.
pub(super) struct GraphNetwork {
    pub(super) encoder: Session,
    pub(super) decoder: Session,
    pub(super) graphs: Graphs,
    pub(super) memory: Memory,
}

/// The cross-attention keys and values of every decoder layer.
struct Cross(Vec<DynValue>); // each [1, heads, source, head_dim]

impl Network for GraphNetwork {
    fn encode(&mut self, ids: &[u32]) -> Result<Encoded, EngineError> {
        let Graphs { heads, head_dim, float, .. } = self.graphs;
        let value = if float == TensorElementType::Float16 { 2 } else { 4 };
        let input = ids_tensor(ids, 1).map_err(run_failed(&self.graphs.encoder))?;
        let ran = self.memory.run(&mut self.encoder, &[("input_ids", &input)], &[], &self.graphs.cross);
        let cross = Cross(ran.map_err(run_failed(&self.graphs.encoder))?.1);
        let bytes = cross.0.len() * heads * ids.len() * head_dim * value;
        Ok(Encoded::new(cross, bytes))
    }

    fn steps<'a>(&'a mut self, window: &'a Encoded) -> Result<Box<dyn Steps + 'a>, EngineError> {
        let Cross(cross) = window.get()?;
        Ok(Box::new(GraphSteps::new(&mut self.decoder, &mut self.memory, &self.graphs, cross)?))
    }
}

fn run_failed(path: &Path) -> impl Fn(ort::Error) -> EngineError {
    move |error| EngineError::Run { path: path.to_owned(), reason: error.to_string() }
}

fn ids_tensor(ids: &[u32], rows: usize) -> ort::Result<DynValue> {
    let ids: Vec<i64> = ids.iter().map(|id| i64::from(*id)).collect();
    Ok(Tensor::from_array(([rows, ids.len() / rows], ids))?.into_dyn())
}

/// The self-attention keys and values of every decoder layer.
#[derive(Clone)]
struct Cache {
    past: Rc<[DynValue]>, // each [rows, heads, length, head_dim]
    rows: usize,
    length: usize,
}

/// The ONNX decoder over one encoded window.
struct GraphSteps<'a> {
    session: &'a mut Session,
    memory: &'a mut Memory,
    graphs: &'a Graphs,
    cross: &'a [DynValue],
    cache: Cache,
    logits: Option<DynValue>,
    n_logits: usize,
}

impl<'a> GraphSteps<'a> {
    /// A decoder that has seen nothing.
    fn new(
        session: &'a mut Session,
        memory: &'a mut Memory,
        graphs: &'a Graphs,
        cross: &'a [DynValue],
    ) -> Result<Self, EngineError> {
        let shape = [1, graphs.heads, 0, graphs.head_dim];
        let empty = || {
            Ok(match graphs.float {
                TensorElementType::Float16 => {
                    Tensor::from_array((shape, Vec::<half::f16>::new()))?.into_dyn()
                }
                _ => Tensor::from_array((shape, Vec::<f32>::new()))?.into_dyn(),
            })
        };
        let past = graphs.past.iter().map(|_| empty()).collect::<ort::Result<_>>();
        let past = past.map_err(run_failed(&graphs.decoder))?;
        Ok(Self {
            session,
            memory,
            graphs,
            cross,
            cache: Cache { past, rows: 1, length: 0 },
            logits: None,
            n_logits: 0,
        })
    }

    fn broken(&self, reason: impl fmt::Display) -> EngineError {
        EngineError::Run { path: self.graphs.decoder.clone(), reason: reason.to_string() }
    }

    /// Copies rows of one layer's keys or values in host memory, cut to `length`.
    fn select<T>(&self, values: &DynValue, rows: &[usize], length: usize) -> Result<DynValue, EngineError>
    where
        T: PrimitiveTensorElementType + Copy + fmt::Debug + 'static,
    {
        let (heads, dim) = (self.graphs.heads, self.graphs.head_dim);
        let (shape, data) = values.try_extract_tensor::<T>().map_err(|error| self.broken(error))?;
        let Cache { rows: had, length: whole, .. } = self.cache;
        if data.len() != had * heads * whole * dim || length > whole || rows.iter().any(|row| *row >= had) {
            return Err(self.broken(format!(
                "a cache is {shape:?}, expected [{had}, {heads}, {whole}, {dim}] to take rows {rows:?} and {length} tokens of"
            )));
        }
        let mut selected = Vec::with_capacity(rows.len() * heads * length * dim);
        for head in rows.iter().flat_map(|row| row * heads..(row + 1) * heads) {
            selected.extend_from_slice(&data[head * whole * dim..][..length * dim]);
        }
        let selected = Tensor::from_array(([rows.len(), heads, length, dim], selected));
        Ok(selected.map_err(|error| self.broken(error))?.into_dyn())
    }
}

impl Steps for GraphSteps<'_> {
    fn step(&mut self, ids: &[u32], rows: usize) -> Result<(), EngineError> {
        let failed = run_failed(&self.graphs.decoder);
        let (graphs, past) = (self.graphs, &self.cache.past);
        let input = ids_tensor(ids, rows).map_err(&failed)?;
        let mut inputs = Vec::with_capacity(1 + graphs.past.len() + graphs.cross.len());
        inputs.push(("input_ids", &input));
        inputs.extend(graphs.past.iter().map(String::as_str).zip(past.iter()));
        inputs.extend(graphs.cross.iter().map(String::as_str).zip(self.cross));
        let ran = self.memory.run(self.session, &inputs, &["logits"], &graphs.present);
        let (mut logits, past) = ran.map_err(&failed)?;
        self.logits = logits.pop();
        self.cache = Cache { past: past.into(), rows, length: self.cache.length + ids.len() / rows };
        self.n_logits = ids.len() * self.graphs.vocab;
        Ok(())
    }

    fn logits(&self) -> Result<&[f32], EngineError> {
        let logits = self.logits.as_ref().ok_or_else(|| self.broken("no step was made"))?;
        let (shape, data) = logits.try_extract_tensor::<f32>().map_err(|error| self.broken(error))?;
        if data.len() != self.n_logits {
            return Err(self.broken(format!("logits are {shape:?}, expected {} values", self.n_logits)));
        }
        Ok(data)
    }

    fn keep(&mut self, rows: &[usize], length: usize) -> Result<(), EngineError> {
        if length == self.cache.length && rows.iter().copied().eq(0..self.cache.rows) {
            return Ok(());
        }
        let past = match self.memory {
            Memory::Device(on) => {
                let selected = on.select(&self.graphs.past, &self.cache.past, rows, length);
                selected.map_err(run_failed(&self.graphs.decoder))?.into()
            }
            Memory::Host => {
                let selected = self.cache.past.iter().map(|values| match self.graphs.float {
                    TensorElementType::Float16 => self.select::<half::f16>(values, rows, length),
                    _ => self.select::<f32>(values, rows, length),
                });
                selected.collect::<Result<_, _>>()?
            }
        };
        self.cache = Cache { past, rows: rows.len(), length };
        Ok(())
    }

    fn save(&self) -> Saved {
        Saved::new(self.cache.clone())
    }

    fn restore(&mut self, saved: &Saved, length: usize) -> Result<(), EngineError> {
        self.cache = saved.get::<Cache>()?.clone();
        self.keep(&[0], length)
    }
}
