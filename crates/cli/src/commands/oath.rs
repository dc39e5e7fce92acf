//! On the way to membership: what an oath promises, said before it is signed, and what comes next.

use polity_machine::charter_text::explain;
use polity_machine::frame::clock::Clock;
use polity_machine::modules::membership::{Standing, query};
use polity_machine::modules::names;
use polity_types::PersonId;

use crate::failure::Failure;
use crate::output::Output;
use crate::reading::shown;
use crate::session::Session;

/// Says what is promised by the oath over the charter in force: its commandment, and its rules in
/// words.
pub(crate) fn say(session: &Session, output: &Output) -> Result<(), Failure> {
    let charter = session.charter_text()?;
    output.talk(format!("You become a member of {}.", shown(&charter.society.name)));
    output.talk("You promise to keep its one commandment:");
    output.talk(format!("\n  {}\n", shown(&charter.society.commandment)));
    output.talk("and to live by its charter, which says:");
    for section in explain(&charter) {
        output.talk(format!("  {}", section.title));
        for statement in section.statements {
            output.talk(format!("    {}", shown(&statement.text)));
        }
    }
    output.talk(format!("\nThe whole text is the public record {}.", charter.hash));
    output.talk("You may leave on any day.");
    Ok(())
}

/// Says how far an applicant is, and who does what next.
pub(crate) fn next_of_applicant(
    session: &Session,
    applicant: PersonId,
    output: &Output,
) -> Result<(), Failure> {
    let application = session.look(&[], |state| query::application(state, applicant))?;
    let Some(application) = application else { return Ok(()) };
    if application.admitted_by.is_some() {
        output.talk("Next: the applicant swears the oath and is a member: polity member swear");
        return Ok(());
    }
    let needed = session.charter_text()?.admission.vouches;
    let vouches = application.vouches.len();
    if needed > 0 {
        output.talk(format!("{vouches} of {needed} members have vouched."));
        output.talk(format!("Next: members vouch: polity member vouch {applicant}"));
    }
    output.talk(format!("Whom the charter lets may admit: polity member admit {applicant}"));
    output.talk("Once admitted, the applicant swears the oath: polity member swear");
    Ok(())
}

/// Says what it is to be a member now.
pub(crate) fn next_of_member(
    session: &Session,
    person: PersonId,
    output: &Output,
) -> Result<(), Failure> {
    let ahead = [query::member_key(person), names::query::person_key(person)];
    let (member, named, clock) = session.look(&ahead, |state| {
        (query::member(state, person), names::query::called(state, person), Clock::read(state))
    })?;
    let Some(member) = member else { return Ok(()) };
    match (member.standing, member.probation) {
        (Standing::Ended, _) => {
            output.talk("You are no member any more. What you own stays yours:");
            output.talk("  polity treasury take-out TO AMOUNT ASSET");
        }
        (Standing::Probation, Some(place)) => {
            let (number, until) = (member.number, clock.wall(place.at));
            output.talk(format!("You are member {number}, on probation until {until}."));
        }
        _ => output.talk(format!("You are member {}.", member.number)),
    }
    if member.standing != Standing::Ended {
        if named.is_none() {
            output
                .talk("Others read your number: take a name, if you like: polity member name NAME");
        }
        output.talk("See what is decided: polity proposal list");
        output.talk("So that lost keys come back, name guardians: polity key guardians --help");
    }
    Ok(())
}
