//! An example as a request of the engine's.

use std::path::Path;

use fixerr_shared::{breaks::in_lf, edits::EditsAround, example::RepairExample, repair::RepairRequest};

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

/// Whether nothing is wrong in an example.
pub(crate) fn is_right(example: &RepairExample) -> bool {
    in_lf(&example.fixed) == in_lf(&example.buggy)
}

/// Where the right lines stand among the answers. An answer has the line breaks of its document, which the right lines of a record
/// may have lost.
pub(crate) fn place_of<'a>(fixed: &str, mut answers: impl Iterator<Item = &'a str>) -> Option<usize> {
    let fixed = in_lf(fixed);
    answers.position(|answer| in_lf(answer) == fixed)
}

#[cfg(test)]
mod tests {
    use fixerr_shared::language::Language;

    use super::*;

    #[test]
    fn line_breaks_that_a_record_has_lost_do_not_make_an_answer_wrong() {
        assert_eq!(place_of("b\n", ["a\r\n", "b\r\n"].into_iter()), Some(1));
        assert_eq!(place_of("b\r\n", ["b\n"].into_iter()), Some(0));
        assert_eq!(place_of("b\n", ["b\n\n", "b"].into_iter()), None);
        let mut example = RepairExample {
            id: String::new(),
            language: Language::Go,
            before: String::new(),
            buggy: "b\r\n".into(),
            after: String::new(),
            fixed: "b\n".into(),
            message: None,
            source: "jsonl".into(),
            class: None,
            origin: None,
        };
        assert!(is_right(&example));
        example.fixed = "c\r\n".into();
        assert!(!is_right(&example));
    }
}
