//! What a document declares, read without a grammar: functions with their parameters, types with their fields and members, what variables are.
//! Nothing is resolved that is not in sight; where in doubt there is nothing.

pub(crate) mod c;
pub mod declared;
pub(crate) mod go;
pub(crate) mod java;
pub(crate) mod line;
pub(crate) mod python;
pub(crate) mod rust;
pub(crate) mod scripts;
pub(crate) mod signatures;
