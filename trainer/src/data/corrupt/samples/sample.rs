//! A remark about the module.
use std::collections::{HashMap, HashSet};

pub struct Sample {
    names: Vec<String>,
    total: usize,
    limit: usize,
    seen: HashSet<String>,
}

impl Sample {
    pub fn count(&self, start: usize, stop: usize, strict: bool) -> usize {
        let mut found = 0;
        let flag = start ^ stop;
        let flags = start & stop;
        for index in start..stop {
            let name = self.names.get(index - 1);
            if name.is_none() || self.names.is_empty() { // a remark, if you like
                continue;
            }
            if !strict && index > self.limit {
                break;
            }
            if strict && index == 1 {
                found += index * 2;
            }
            found = found + self.check("first", index, self.limit);
        }
        if found > self.total {
            return found;
        }
        found | flags | flag
    }

    fn check(&self, name: &str, index: usize, limit: usize) -> usize {
        let mut kinds = HashMap::new();
        kinds.insert("first", index);
        kinds.remove(name);
        kinds.insert("last", limit);
        let strict = true;
        if strict {
            return limit;
        }
        kinds.len() + index
    }

    pub fn close(&mut self) {
        if self.total > self.limit {
            self.total = self.limit;
        } else {
            self.limit = self.total;
        }
    }

    pub async fn fetch(&self, name: &str, strict: bool) -> String {
        let value = self.load(name, strict).await;
        let other = self.load(&value, false).await;
        if strict {
            return other;
        }
        value
    }

    async fn load(&self, name: &str, strict: bool) -> String {
        if strict && name == "first" {
            return String::from("last");
        }
        name.to_string()
    }

    fn text(&self, start: usize, stop: usize) -> String {
        let part = (start + stop) * self.limit;
        format!("{} of {}", part, stop)
    }
}
