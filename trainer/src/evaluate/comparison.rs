//! Several models on the same sets: one row for each model and set.

use serde_json::{Map, Value, json};

use super::Measured;

/// `{"models": {NAME: {"parameters": …, "sets": …}}}`.
pub(super) fn json(models: &[Measured]) -> Value {
    let models: Map<String, Value> = models
        .iter()
        .map(|model| (model.name.clone(), json!({ "parameters": model.parameters, "sets": model.sets })))
        .collect();
    json!({ "models": models })
}

/// Prints the table.
pub(super) fn print(models: &[Measured]) {
    for line in table(models) {
        tell!("{line}");
    }
}

/// The table's lines, sets together so that models stand below each other.
fn table(models: &[Measured]) -> Vec<String> {
    let widest = |words: &mut dyn Iterator<Item = usize>| words.max().unwrap_or(0).max(5);
    let name = widest(&mut models.iter().map(|model| model.name.chars().count()));
    let sets = models.iter().flat_map(|model| model.sets.keys());
    let set = widest(&mut sets.map(|set| set.chars().count()));
    let mut lines = vec![format!(
        "{:<set$}  {:<name$}  {:>10}  {:>6} {:>8}  {:>6} {:>6} {:>6} {:>6}",
        "set", "model", "parameters", "n", "too long", "top 1", "top 5", "top 10", "top 50"
    )];
    let Some(first) = models.first() else { return lines };
    for of in first.sets.keys() {
        for model in models {
            let Some(figures) = model.sets.get(of) else { continue };
            let all = &figures.all;
            let cells: Vec<String> = [all.top1, all.top5, all.top10, all.top50]
                .map(|share| share.map_or("     -".to_owned(), |share| format!("{:5.1}%", 100.0 * share)))
                .to_vec();
            lines.push(format!(
                "{of:<set$}  {:<name$}  {:>9.2}M  {:>6} {:>8}  {}",
                model.name,
                model.parameters as f64 / 1e6,
                all.n,
                figures.too_long,
                cells.join(" ")
            ));
        }
    }
    lines
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::{
        super::{Figures, SetFigures},
        *,
    };

    fn measured(name: &str, parameters: usize, top1: f64) -> Measured {
        let all = Figures { n: 40, top1: Some(top1), top5: Some(0.5), ..Figures::default() };
        let set = SetFigures { all, too_long: 3, ..SetFigures::default() };
        let sets = BTreeMap::from([("one".to_owned(), set.clone()), ("another".to_owned(), set)]);
        Measured { name: name.to_owned(), parameters, sets }
    }

    #[test]
    fn each_model_and_set_has_a_row_and_the_same_set_stands_together() {
        let models = [measured("small", 7_496_192, 0.25), measured("lstm-baseline", 7_870_000, 0.125)];
        let lines = table(&models);
        assert_eq!(
            lines[0],
            "set      model          parameters       n too long   top 1  top 5 top 10 top 50"
        );
        assert_eq!(
            lines[1],
            "another  small               7.50M      40        3   25.0%  50.0%      -      -"
        );
        assert_eq!(
            lines[2],
            "another  lstm-baseline       7.87M      40        3   12.5%  50.0%      -      -"
        );
        assert_eq!(lines.len(), 5);
        assert!(lines[3].starts_with("one      small"));
    }

    #[test]
    fn json_names_each_model() {
        let value = json(&[measured("small", 7, 0.25), measured("lstm", 8, 0.125)]);
        assert_eq!(value["models"]["lstm"]["sets"]["one"]["top1"], 0.125);
        assert_eq!(value["models"]["small"]["parameters"], 7);
    }
}
