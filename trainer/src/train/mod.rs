//! Training: batches, optimizer, schedule, checkpoints, and the loop that ties them.

pub mod batches;
pub mod checkpoint;
pub mod optimizer;
pub mod progress;
pub mod run;
pub mod schedule;
pub mod validation;
