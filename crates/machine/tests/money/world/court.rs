//! Claims of a breach, from the accusation to the end of a freeze, and forks.

use polity_machine::modules::breach::{self, Accused, BreachAction, Evidence};
use polity_machine::modules::fork::{self, ForkAction};
use polity_machine::modules::governance::PutDown;
use polity_machine::modules::panels::{self, PanelsAction, Source};
use polity_types::Seconds;

use super::{PEOPLE, Step, World, amount, asset, signature};

impl World {
    pub(super) fn court(&mut self, who: usize, step: &Step) {
        let claim = breach::query::count(&self.society.state);
        match step.kind {
            "accuse" => {
                let text = self.society.records.insert(b"They did.".to_vec());
                let accused = if step.what % 8 == 4 {
                    Accused::Office("warden".into())
                } else if step.what.is_multiple_of(2) {
                    Accused::Office("treasurer".into())
                } else {
                    Accused::Person(self.people[self.treasurer(step.what).unwrap_or(1)].person)
                };
                let (amount, asset) = (amount(250), asset("EUR"));
                let deposit = (!step.more.is_multiple_of(3)).then_some(PutDown { amount, asset });
                let back = Seconds::days(u32::from(step.more % 5));
                let raise = BreachAction::Raise {
                    accused,
                    acts: Vec::new(),
                    deposit,
                    evidence: vec![Evidence { hash: text, url: None }],
                    since: self.society.time.before(back),
                    text,
                };
                if self.act(who, raise) && !step.more.is_multiple_of(2) {
                    let rule = Step { kind: "rule", ..step.clone() };
                    self.court(who, &Step { kind: "support", ..rule.clone() });
                    self.court(who, &rule);
                }
            }
            "support" => {
                for who in 0..PEOPLE {
                    if self.act(who, BreachAction::Sponsor { claim }) {
                        break;
                    }
                }
            }
            "rule" => {
                let Some(record) = breach::query::claim(&self.society.state, claim) else { return };
                self.wait(Seconds::hours(1));
                self.beacon(who, record.sitting);
                let upholds = !step.what.is_multiple_of(5);
                for who in 0..PEOPLE {
                    let _ = self.act(who, PanelsAction::Accept { sitting: record.sitting });
                }
                for who in 0..PEOPLE {
                    let _ = self.act(who, BreachAction::Rule { claim, upholds });
                }
                // Who is frozen tries all the same, and members run.
                let by = self.treasurer(step.who).unwrap_or(who);
                let _ = self.act(by, self.pay("EUR", 1, "common", who));
            }
            _ => {
                for claim in 1..=claim {
                    let record = breach::query::claim(&self.society.state, claim).unwrap();
                    let frozen = breach::query::frozen_by(&self.society.state, &record.accused);
                    if frozen.is_some_and(|frozen| frozen.claim == claim) {
                        if self.propose(who, "ordinary", BreachAction::Lift { claim }) {
                            self.carry();
                            self.wait(Seconds::days(1));
                        }
                        return;
                    }
                }
            }
        }
    }

    fn beacon(&mut self, who: usize, sitting: u64) {
        let found = panels::query::sitting(&self.society.state, sitting);
        let Some(Source::Beacon { round, signature: None, .. }) = found.map(|found| found.source)
        else {
            return;
        };
        let signature = signature(round);
        let _ = self.act(who, PanelsAction::SubmitBeacon { round, signature, sitting });
    }

    pub(super) fn forks(&mut self, who: usize, step: &Step) {
        if step.kind == "fork" {
            let text = self.society.records.insert(b"Another road.".to_vec());
            let pool = step.what.is_multiple_of(2).then(|| self.own(0));
            let _ = self.act(who, ForkAction::Announce { charter: None, pool, text });
        }
        let open = fork::query::running(&self.society.state);
        let Some(fork) = open.last().copied() else { return };
        // The founder stays, who issues.
        for who in [who, usize::from(step.what) % PEOPLE].into_iter().filter(|who| *who != 0) {
            let _ = self.act(who, ForkAction::Join { fork, pooled: step.more.is_multiple_of(3) });
        }
    }
}
