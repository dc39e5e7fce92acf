//! Acts that wait, pauses, stages, the end of the founder's powers.

use std::collections::BTreeSet;

use polity_machine::modules::charter::{CharterEvent, Why};
use polity_machine::modules::governance::Target;
use polity_types::Timestamp;

use super::{Act, By, Rest, Told};
use crate::law::needed;

impl Told {
    pub(super) fn hear_charter(&mut self, event: &CharterEvent, running: Timestamp) {
        match event {
            CharterEvent::ActAnnounced { act, action, author, due, line } => {
                let by = By::Person(*author);
                let lines = self.lines_of(action, &by);
                let line = lines.iter().find(|one| one.id == *line).expect("it is their line");
                assert_eq!(*due, running.after(line.grace), "it waits as long as its line says");
                assert!(line.grace.0 > 0);
                let act_heard = Act {
                    action: action.clone(),
                    announced: running,
                    author: *author,
                    challenge: line.challenge,
                    due: *due,
                    members: self.members.len(),
                    objectors: BTreeSet::new(),
                };
                self.acts.insert(*act, act_heard);
                self.note("act announced");
            }
            CharterEvent::ActEffected { act } => {
                let act = self.acts.remove(act).expect("it was announced");
                assert!(!self.is_stopped(&act), "an act took effect that was challenged");
                assert!(running >= act.due && act.due > act.announced, "it took effect early");
                self.executed(&By::Person(act.author), &act.action, act.due, running);
                self.note("act effected");
            }
            CharterEvent::ActFailed { act, .. } | CharterEvent::ActWithdrawn { act } => {
                self.unanswered.retain(|target| *target != Target::Act { number: *act });
                self.acts.remove(act).expect("it was announced");
                self.note("act failed or withdrawn");
            }
            CharterEvent::ActPostponed { act, due } => {
                let act = self.acts.get_mut(act).expect("it was announced");
                assert!(*due > act.due);
                act.due = *due;
            }
            CharterEvent::ActStopped { act, objections, proposal } => {
                self.unanswered.retain(|target| *target != Target::Act { number: *act });
                let act = self.acts.remove(act).expect("it was announced");
                self.at_vote.extend(proposal.map(|proposal| (proposal, act.action.clone())));
                assert!(self.is_stopped(&act), "an act was stopped that too few object to");
                assert_eq!(usize::try_from(*objections), Ok(act.objectors.len()));
                self.stopped = proposal.map(|proposal| (proposal, *objections));
                self.note("act stopped");
            }
            CharterEvent::Amended { charter, .. } => self.next = Some(*charter),
            CharterEvent::Paused { actions, by, pause, until, .. } => {
                self.pause(actions, (pause, by), *until, running);
            }
            CharterEvent::PauseEnded { actions, pause, by } => {
                self.end_pause(actions, pause, by.as_deref(), running);
            }
            CharterEvent::FounderSucceeded { to, why } => {
                self.succeed(to.as_deref(), *why, running);
            }
            CharterEvent::StageReached { stage } => {
                let stages = &self.law.written.stages;
                let place = stages.iter().position(|one| one.id == *stage).unwrap();
                assert!(place > self.law.reached, "a stage came twice, or went back");
                self.law.reached = place;
                self.note("stage reached");
                self.note(&format!("stage {stage}"));
            }
            _ => {}
        }
    }

    /// Returns whether enough of the members object, of those there are or were, whichever are fewer.
    pub(super) fn is_stopped(&self, act: &Act) -> bool {
        let members = act.members.min(self.members.len());
        act.challenge.is_some_and(|share| act.objectors.len() >= needed(share, members))
    }

    /// Holds that what enough members object to was stopped in the batch in which they did.
    pub(crate) fn check_answered(&self) {
        assert!(self.unanswered.is_empty(), "objections to {:?} had no effect", self.unanswered);
    }

    /// Hears of a pause: it lasts as long as the text says, and nobody but the members calls it twice.
    fn pause(
        &mut self,
        actions: &[String],
        (pause, by): (&str, &str),
        until: Timestamp,
        running: Timestamp,
    ) {
        let rule = self.law.written.pause(pause).expect("it is in the charter").clone();
        assert_eq!(actions, rule.actions);
        let by_members =
            by.starts_with("decision ") && by.ends_with(&format!("({})", rule.renewed_by));
        let mut length = rule.at_most;
        for action in actions {
            let before = self.paused_again.get(action).filter(|before| running < before.again);
            if let Some(before) = before.filter(|_| !by_members) {
                assert!(self.law.paused.get(action).is_none_or(|until| running >= *until));
                // One other calls it whole.
                if before.callers.len() < 2 && !before.callers.contains(by) {
                    self.done
                        .entry("pause called by another".to_owned())
                        .and_modify(|n| *n += 1)
                        .or_insert(1);
                    continue;
                }
                // What its caller ended early is left over for others.
                let left = before.left.expect("it is paused again too soon");
                assert!(!before.ended_by.contains(by), "{by} calls again what they ended");
                length = length.min(left);
                self.done.entry("pause handed on".to_owned()).and_modify(|n| *n += 1).or_insert(1);
            }
        }
        assert_eq!(until, running.after(length), "it ends by itself");
        for action in actions {
            let before = self.paused_again.remove(action);
            let rest = before.as_ref().filter(|before| running < before.again);
            let ended_by = rest.map(|before| before.ended_by.clone()).unwrap_or_default();
            let mut callers = rest.map(|before| before.callers.clone()).unwrap_or_default();
            if !by_members {
                callers.insert(by.to_owned());
            }
            let again = until.after(rule.again_after);
            let again = before.map_or(again, |before| before.again.max(again));
            // A longer pause of one of them stays.
            let until = self.law.paused.get(action).map_or(until, |before| until.max(*before));
            self.law.paused.insert(action.clone(), until);
            let by = by.to_owned();
            self.paused_again
                .insert(action.clone(), Rest { again, by, callers, ended_by, left: None });
        }
        self.note("paused");
        if by_members {
            self.note("pause renewed");
        }
    }

    fn end_pause(&mut self, actions: &[String], pause: &str, by: Option<&str>, running: Timestamp) {
        for action in actions {
            let until = self.law.paused.remove(action);
            let is_over = until.is_none_or(|until| until <= running);
            assert!(by.is_some() || is_over, "{pause} ended early");
            let Some(rest) = self.paused_again.get_mut(action) else { continue };
            let Some(by) = by else { continue };
            let is_caller = by == rest.by;
            assert!(is_caller || by.starts_with("decision "), "{by} ends what {} called", rest.by);
            if is_caller && !by.starts_with("decision ") {
                rest.left = until.and_then(|until| until.since(running));
                rest.ended_by.insert(by.to_owned());
            }
        }
        self.note("pause ended");
    }

    /// Hears that the founder's powers pass on: the founder left or stepped down, or was silent for as long
    /// as the text says.
    fn succeed(&mut self, to: Option<&str>, why: Why, running: Timestamp) {
        assert!(!self.law.is_succeeded, "it happens once");
        let succession = self.law.written.succession.as_ref();
        assert_eq!(to, succession.map(|one| one.to.as_str()));
        if why == Why::Silent {
            let silent = succession.expect("a text asks for it").silent;
            assert!(running >= self.heard_founder.after(silent), "the founder was heard since");
        }
        self.law.is_succeeded = true;
        self.note(match why {
            Why::Left => "founder left",
            Why::Silent => "founder silent",
            Why::SteppedDown => "founder stepped down",
        });
    }

    /// Hears that somebody's operation was admitted.
    pub(crate) fn heard(&mut self, by: polity_types::PersonId, running: Timestamp) {
        if by == self.founder {
            self.heard_founder = running;
        }
    }

    /// Holds that silence has its effect: it is not for anybody to say when.
    pub(crate) fn check_silence(&self, running: Timestamp) {
        let Some(succession) = &self.law.written.succession else { return };
        let until = self.heard_founder.after(succession.silent);
        assert!(self.law.is_succeeded || running <= until, "the founder is silent since {until}");
    }
}
