//! Messages of Python's tools with what they ask for.
