//! First start: a process that serves no society yet, and founds one for whoever has the code that its
//! terminal printed.

use std::sync::{Mutex, PoisonError};

use polity_ordering::Running;
use polity_types::log::SignedFounding;
use polity_types::{PublicKey, Refusal, Timestamp};

/// Wrong codes after which nobody founds any more until the process is started again. Unit: codes.
const TRIES_MAX: u32 = 10;
/// Furthest that the time of a founding may lie from the present. Unit: seconds.
const SKEW_MAX: u64 = 600;

/// Founds a society from its founding and the public records that it names, the charter first, and opens it.
pub type Found = Box<dyn FnMut(&SignedFounding, &[&[u8]]) -> Result<Running, Refusal> + Send>;

/// What this process founds, once.
pub struct FirstStart {
    /// Tells the time as the society's clock will.
    clock: Box<dyn Fn() -> Timestamp + Send + Sync>,
    code: String,
    left: Mutex<Option<Left>>,
    signers: Vec<PublicKey>,
}

/// What is left of a first start until somebody founds.
struct Left {
    found: Found,
    tries: u32,
}

impl FirstStart {
    /// Waits for a founding by whoever has `code`, signed by `signers` from then on.
    #[must_use]
    pub fn new(
        code: String,
        signers: Vec<PublicKey>,
        clock: impl Fn() -> Timestamp + Send + Sync + 'static,
        found: Found,
    ) -> Self {
        let left = Mutex::new(Some(Left { found, tries: 0 }));
        Self { clock: Box::new(clock), code: plain(&code), left, signers }
    }

    /// Returns whether there is nothing founded yet.
    pub(crate) fn waits(&self) -> bool {
        self.left.lock().unwrap_or_else(PoisonError::into_inner).is_some()
    }

    /// Returns who signs, and the time.
    pub(crate) fn terms(&self) -> (&[PublicKey], Timestamp) {
        (&self.signers, (self.clock)())
    }

    /// Checks the code of whoever wants to found.
    ///
    /// # Errors
    /// That a society was founded meanwhile, that there were too many wrong codes, that this one is.
    pub(crate) fn admit(&self, code: &str) -> Result<(), Refusal> {
        let mut left = self.left.lock().unwrap_or_else(PoisonError::into_inner);
        let left = left.as_mut().ok_or_else(founded)?;
        if left.tries >= TRIES_MAX {
            let message = format!("There were {TRIES_MAX} wrong codes; no other is looked at.");
            return Err(refusal("found.too_many_codes", message, "Start the program again."));
        }
        // All of it is compared, however it begins.
        let (given, own) = (plain(code), self.code.as_bytes());
        let apart = given.bytes().zip(own).fold(0, |so_far, (a, b)| so_far | (a ^ b));
        if apart != 0 || given.len() != own.len() {
            left.tries = left.tries.saturating_add(1);
            let message = "This is not the code that the terminal printed.".to_owned();
            let next = "Copy it from the terminal in which the program was started.";
            return Err(refusal("found.wrong_code", message, next));
        }
        Ok(())
    }

    /// Founds the society, once.
    ///
    /// # Errors
    /// Those of [`Self::admit`], that the time is not the present, or what is wrong with the founding.
    pub(crate) fn found(
        &self,
        code: &str,
        signed: &SignedFounding,
        named: &[&[u8]],
    ) -> Result<Running, Refusal> {
        self.admit(code)?;
        let (now, given) = ((self.clock)(), signed.founding.time);
        if now.0.abs_diff(given.0) > SKEW_MAX {
            let message = format!(
                "The founding says that it is {given}; here it is {now}, and at most {SKEW_MAX} \
                 seconds may lie between."
            );
            return Err(refusal("found.time", message, "Load the page again and sign anew."));
        }
        let mut left = self.left.lock().unwrap_or_else(PoisonError::into_inner);
        let mut taken = left.take().ok_or_else(founded)?;
        let made = (taken.found)(signed, named);
        if made.is_err() {
            *left = Some(taken);
        }
        made
    }
}

/// Returns a code without what people put between its letters.
fn plain(code: &str) -> String {
    let letters = code.chars().filter(char::is_ascii_alphanumeric).take(64);
    letters.map(|letter| letter.to_ascii_lowercase()).collect()
}

fn founded() -> Refusal {
    let message = "The society was founded already.".to_owned();
    refusal("found.founded", message, "Go to the first page.")
}

fn refusal(code: &str, message: String, next_step: &str) -> Refusal {
    Refusal { code: code.into(), message, next_step: next_step.into(), rule: "LOG-2".into() }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn start() -> FirstStart {
        let found: Found = Box::new(|_, _| Err(refusal("test", "no".into(), "")));
        FirstStart::new("ab12-cd34".into(), Vec::new(), || Timestamp(1_000), found)
    }

    #[test]
    fn only_the_code_of_the_terminal_founds_and_few_others_are_tried() {
        let start = start();
        for _ in 0..TRIES_MAX - 1 {
            assert_eq!(start.admit("ab12-cd35").unwrap_err().code, "found.wrong_code");
        }
        for code in ["ab12cd34", "AB12 CD34", "ab12-cd34"] {
            assert!(start.admit(code).is_ok(), "{code}");
        }
        assert_eq!(start.admit("ab12-cd3").unwrap_err().code, "found.wrong_code");
        assert_eq!(start.admit("ab12-cd34").unwrap_err().code, "found.too_many_codes");
        assert!(start.waits());
    }
}
