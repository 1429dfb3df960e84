//! An example as a request of the engine's.

use std::path::Path;

use fixerr_shared::{edits::EditsAround, example::RepairExample, repair::RepairRequest};

use crate::projects::Whole;

/// An example as an editor would ask for it.
pub(crate) struct Request<'a> {
    example: &'a RepairExample,
    whole: Whole,
}

impl<'a> Request<'a> {
    /// With the lines that the example holds, or where it was taken from.
    pub(crate) fn new(example: &'a RepairExample, whole: Option<Whole>) -> Self {
        let whole = whole.unwrap_or_else(|| Whole {
            text: [example.before.as_str(), &example.buggy, &example.after].concat(),
            offset: 0,
            project: None,
            edits: EditsAround::default(),
        });
        Self { example, whole }
    }

    /// With the lines that the example holds, and the edits around the place that it was taken from.
    pub(crate) fn alone(example: &'a RepairExample, edits: EditsAround) -> Self {
        let mut request = Self::new(example, None);
        request.whole.edits = edits;
        request
    }

    pub(crate) fn repair(&self, candidates: usize) -> RepairRequest<'_> {
        let example = self.example;
        let Whole { text, offset, project, edits } = &self.whole;
        let start_line = text[..offset + example.before.len()].matches('\n').count();
        let n_lines = example.buggy.strip_suffix('\n').unwrap_or(&example.buggy).matches('\n').count() + 1;
        let path = example.origin.as_ref().map(|origin| Path::new(&origin.path));
        let jsx = path.and_then(Path::extension).is_some_and(|ending| ending == "tsx" || ending == "jsx");
        RepairRequest {
            text,
            language: example.language,
            jsx,
            start_line,
            end_line: start_line + n_lines - 1,
            message: example.message.as_deref(),
            candidates,
            project: project.as_deref(),
            edits: edits.context(),
        }
    }
}
