//! Names that libraries have, for those that they do not have.

mod go;
mod java;

use self::{
    go::{METHODS_OF_GO, PACKAGES_OF_GO},
    java::CLASSES_OF_JAVA,
};

/// The paths of Go's packages that are called so where they are used.
pub(super) fn paths_of_go(name: &str) -> impl Iterator<Item = &'static str> {
    let paths = PACKAGES_OF_GO.iter().map(|(path, _)| *path);
    paths.filter(move |path| path.rsplit('/').next() == Some(name))
}

/// What a package of Go has that others may use.
pub(super) fn members_of_go(package: &str) -> impl Iterator<Item = &'static str> {
    of(PACKAGES_OF_GO, package)
}

/// Methods and fields of a package's types.
pub(super) fn methods_of_go(package: &str) -> impl Iterator<Item = &'static str> {
    of(METHODS_OF_GO, package)
}

fn of(table: &'static [(&str, &str)], package: &str) -> impl Iterator<Item = &'static str> {
    let rows = table.iter().filter(move |(path, _)| path.rsplit('/').next() == Some(package));
    rows.flat_map(|(_, names)| names.split(' '))
}

/// Methods of a class of Java's, or none where it is not known.
pub(super) fn methods_of_java(class: &str) -> impl Iterator<Item = &'static str> {
    of(CLASSES_OF_JAVA, class)
}

/// Whether any class of Java's that is known has a method.
pub(super) fn is_method_of_java(name: &str) -> bool {
    all_methods_of_java().any(|method| method == name)
}

/// Methods of all classes.
pub(super) fn all_methods_of_java() -> impl Iterator<Item = &'static str> {
    CLASSES_OF_JAVA.iter().flat_map(|(_, names)| names.split(' '))
}
