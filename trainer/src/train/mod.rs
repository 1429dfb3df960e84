//! Training: batches, optimizer, schedule, checkpoints, and the loop that ties them.

pub mod batches;
pub mod checkpoint;
pub mod epochs;
pub mod folder;
pub mod fresh;
pub mod import;
mod memory;
mod meter;
pub mod optimizer;
pub mod progress;
pub mod record;
pub mod resume;
pub mod run;
pub mod schedule;
pub mod supply_timing;
pub mod timing;
pub mod validation;
