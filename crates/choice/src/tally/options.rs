//! Options of a method as text, such as `--seats 3` or `completion=add1`.

use std::collections::BTreeMap;

use super::Method;
use crate::ChoiceError;
use crate::exact::{Ratio, Share, parse_decimal};
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
        let mut names = Vec::new();
        names.extend(method.has_seats.then_some("seats"));
        names.extend(method.has_ties.then_some("ties"));
        names.extend(method.options.iter().map(|one| one.name));
        match self.0.iter().find(|(name, _)| !names.contains(&name.as_str())) {
            None => Ok(()),
            Some((name, _)) => {
                let known = if names.is_empty() { "none".into() } else { names.join(", ") };
                let option = name.chars().take(80).collect();
                Err(ChoiceError::UnknownOption { method: method.name, option, known })
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
        self.get(name).map_or(Ok(default), |text| {
            Share::parse(text).map_err(|_| self.refuse(name, "a share such as 2/3 or 60%".into()))
        })
    }

    /// The share that yes must pass, and whether exactly the share suffices: never more than the whole.
    pub(super) fn threshold(&self) -> Result<(Share, bool), ChoiceError> {
        let (share, inclusive) = (self.share("threshold", Share::HALF)?, self.yes("inclusive")?);
        if share.numerator() == share.denominator() && !inclusive {
            let allowed = "less than the whole, or the whole with inclusive=yes".into();
            return Err(self.refuse("threshold", allowed));
        }
        Ok((share, inclusive))
    }

    /// A number such as `3` or `2.5`, where one is given; `none` is none.
    pub(super) fn decimal(&self, name: &str) -> Result<Option<Ratio>, ChoiceError> {
        let given = self.get(name).filter(|text| *text != "none");
        let refuse = || self.refuse(name, "a number such as 3 or 2.5, or none".into());
        given.map(|text| parse_decimal(text).map_err(|_| refuse())).transpose()
    }

    /// A whole number that may be larger than others, if given.
    pub(super) fn amount(&self, name: &str) -> Result<Option<u128>, ChoiceError> {
        self.get(name)
            .map(|text| text.parse().map_err(|_| self.refuse(name, "a whole number".into())))
            .transpose()
    }

    /// A whole number that must be given.
    pub(super) fn needed(&self, name: &str, meaning: &str) -> Result<u64, ChoiceError> {
        let Some(text) = self.get(name) else {
            return Err(self.refuse(name, meaning.into()));
        };
        text.parse().map_err(|_| self.refuse(name, "a whole number".into()))
    }

    /// Yes or no; no is the default.
    pub(super) fn yes(&self, name: &str) -> Result<bool, ChoiceError> {
        self.one_of(name, &[("no", false), ("yes", true)])
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
                let refuse = || {
                    self.refuse("ties", "listed, drawn, or a seed of 64 hexadecimal digits".into())
                };
                seed(text).map(TieBreak::Lot).ok_or_else(refuse)
            }
        }
    }

    /// A published seed, which must be given.
    pub(super) fn seed(&self) -> Result<[u8; 32], ChoiceError> {
        let refuse = || self.refuse("seed", "a published seed of 64 hexadecimal digits".into());
        self.get("seed").and_then(seed).ok_or_else(refuse)
    }

    pub(super) fn refuse(&self, name: &str, allowed: String) -> ChoiceError {
        let Some(value) = self.get(name) else {
            return ChoiceError::Missing { what: format!("The option {name}"), needed: allowed };
        };
        let value = value.chars().take(80).collect();
        ChoiceError::BadOption { option: name.to_owned(), value, allowed }
    }
}

fn seed(text: &str) -> Option<[u8; 32]> {
    let mut seed = [0u8; 32];
    if text.len() != 64 || !text.bytes().all(|byte| byte.is_ascii_hexdigit()) {
        return None;
    }
    for (place, byte) in seed.iter_mut().enumerate() {
        *byte = u8::from_str_radix(text.get(2 * place..2 * place + 2)?, 16).ok()?;
    }
    Some(seed)
}
