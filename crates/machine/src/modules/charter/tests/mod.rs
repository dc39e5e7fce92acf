//! Charter, from outside: acts that wait, amendment and consent, limits, stages.

mod limits;
mod script;
