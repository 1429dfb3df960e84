//! Calls of Python: what they are given, and the function of the document that is called.

use super::{Function, Outline};
use crate::{
    arguments::ArgumentList,
    names::{is_part, last_word},
};

/// What a call's arguments are: those without a name, and the names of the others.
pub(crate) struct Given<'c> {
    pub(crate) by_place: Vec<&'c str>,
    pub(crate) by_name: Vec<&'c str>,
}

/// A call's arguments, unless some of them hold any number.
pub(crate) fn given<'c>(code: &'c str, list: &ArgumentList) -> Option<Given<'c>> {
    let mut given = Given { by_place: Vec::new(), by_name: Vec::new() };
    for (start, end) in &list.arguments {
        let argument = &code[*start..*end];
        let name = argument.len() - argument.trim_start_matches(is_part).len();
        let rest = &argument[name..];
        if argument.starts_with('*') || argument.contains(" for ") {
            return None;
        }
        if name > 0 && rest.starts_with('=') && !rest.starts_with("==") {
            given.by_name.push(&argument[..name]);
        } else {
            given.by_place.push(argument);
        }
    }
    Some(given)
}

/// The function of the document that is called: by its name, of the object itself, or to make an object.
pub(crate) fn called<'a>(outline: &Outline<'a>, code: &str, list: &ArgumentList) -> Option<Function<'a>> {
    let before = &code[..list.start - 1];
    let name = last_word(before);
    let owner = before.strip_suffix(name)?;
    if name.is_empty() || !name.starts_with(is_part) || owner.ends_with("def ") || owner.ends_with("class ") {
        return None;
    }
    if let Some(owner) = owner.strip_suffix('.') {
        let own = last_word(owner);
        let is_own = matches!(own, "self" | "cls") && !owner.strip_suffix(own)?.ends_with('.');
        return outline.function(name).filter(|function| is_own && function.is_method);
    }
    match name.starts_with(char::is_uppercase) {
        true => outline.maker(name),
        false if name == "cls" => outline.class_name().and_then(|class| outline.maker(class)),
        false => outline.function(name).filter(|function| !function.is_method),
    }
}
