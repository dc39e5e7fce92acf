//! Options of a method as text, such as `--seats 3` or `completion=add1`.

use std::collections::BTreeMap;

use super::Method;
use crate::ChoiceError;
use crate::exact::Share;
use crate::ties::TieBreak;

/// Options by name.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Options(BTreeMap<String, String>);

impl Options {
    /// Takes options by name; a name given twice keeps the last value.
    pub fn new<N: Into<String>, V: Into<String>>(
        options: impl IntoIterator<Item = (N, V)>,
    ) -> Self {
        Self(options.into_iter().map(|(name, value)| (name.into(), value.into())).collect())
    }

    /// Refuses options that the method does not have.
    pub(super) fn check(&self, method: &Method) -> Result<(), ChoiceError> {
        let known = |name: &str| {
            matches!(name, "seats" | "ties") || method.options.iter().any(|one| one.name == name)
        };
        match self.0.iter().find(|(name, _)| !known(name)) {
            None => Ok(()),
            Some((name, value)) => {
                let mut names = vec!["seats", "ties"];
                names.extend(method.options.iter().map(|one| one.name));
                Err(ChoiceError::BadOption {
                    option: name.clone(),
                    value: value.clone(),
                    allowed: format!("the options {} of {}", names.join(", "), method.name),
                })
            }
        }
    }

    /// A value, if given.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<&str> {
        self.0.get(name).map(String::as_str)
    }

    /// One of some named values; the first is the default.
    pub(super) fn one_of<T: Copy>(
        &self,
        name: &str,
        values: &[(&str, T)],
    ) -> Result<T, ChoiceError> {
        let wanted = self.get(name).unwrap_or(values[0].0);
        let found = values.iter().find(|(value, _)| *value == wanted);
        found.map(|&(_, value)| value).ok_or_else(|| {
            let allowed: Vec<&str> = values.iter().map(|(value, _)| *value).collect();
            self.refuse(name, allowed.join(", "))
        })
    }

    /// A whole number, or its default.
    pub(super) fn number(&self, name: &str, default: u64) -> Result<u64, ChoiceError> {
        self.get(name).map_or(Ok(default), |text| {
            text.parse().map_err(|_| self.refuse(name, "a whole number".into()))
        })
    }

    /// A whole number that counts things, or its default.
    pub(super) fn size(&self, name: &str, default: usize) -> Result<usize, ChoiceError> {
        self.get(name).map_or(Ok(default), |text| {
            text.parse().map_err(|_| self.refuse(name, "a whole number".into()))
        })
    }

    /// A share such as `2/3` or `60%`.
    pub(super) fn share(&self, name: &str, default: Share) -> Result<Share, ChoiceError> {
        self.get(name).map_or(Ok(default), Share::parse)
    }

    /// The tie rule: `listed`, `drawn` (first listed is taken), or 64 hexadecimal digits of a seed.
    pub(super) fn ties(
        &self,
        candidates: usize,
        stated: Option<&TieBreak>,
    ) -> Result<TieBreak, ChoiceError> {
        match self.get("ties") {
            None => Ok(stated.cloned().unwrap_or_default()),
            Some("listed") => Ok(TieBreak::Listed),
            Some("drawn") => Ok(TieBreak::Drawn((0..candidates).collect())),
            Some(text) => {
                let mut seed = [0u8; 32];
                let is_seed = text.len() == 64 && text.is_ascii();
                for (place, byte) in seed.iter_mut().enumerate().filter(|_| is_seed) {
                    let pair = text.get(2 * place..2 * place + 2).unwrap_or("");
                    *byte = u8::from_str_radix(pair, 16).map_err(|_| self.refuse_ties())?;
                }
                if is_seed { Ok(TieBreak::Lot(seed)) } else { Err(self.refuse_ties()) }
            }
        }
    }

    fn refuse_ties(&self) -> ChoiceError {
        self.refuse("ties", "listed, drawn, or a seed of 64 hexadecimal digits".into())
    }

    fn refuse(&self, name: &str, allowed: String) -> ChoiceError {
        let value = self.get(name).unwrap_or("").chars().take(80).collect();
        ChoiceError::BadOption { option: name.to_owned(), value, allowed }
    }
}
