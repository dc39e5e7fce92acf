//! Members who leave, one by one and all of them, and what chance seldom brings about before they do.

use polity_machine::modules::exit::ExitAction;
use polity_machine::modules::governance::{self, GovernanceAction, Target};
use polity_machine::modules::membership::MembershipAction;
use polity_machine::modules::offices::OfficesAction;
use polity_machine::modules::spending::{self, Line, Pace, SignersOf, SpendingAction, Unspent};
use polity_machine::modules::treasury::{self, AccountId, TreasuryAction};
use polity_machine::modules::{breach, charter};
use polity_types::{Amount, Seconds};

use super::super::books::Rule;
use super::{PEOPLE, Step, World, amount, asset, fund};

impl World {
    pub(super) fn leaves(&mut self, who: usize, step: &Step) {
        let claim = breach::query::count(&self.society.state);
        // Before the last breach, or before all whose windows are open.
        let mut breach: Vec<u64> =
            step.kind.ends_with("before").then_some(claim).into_iter().collect();
        if !breach.is_empty() && step.more.is_multiple_of(2) {
            breach = self.books.windows.keys().copied().collect();
        }
        let proposal = governance::query::counts(&self.society.state).made;
        let is_against = step.kind.ends_with("against");
        let against = if is_against { self.opposed(proposal) } else { Vec::new() };
        let part =
            if step.more.is_multiple_of(4) { 1_000_000 } else { u64::from(step.more) * 15 + 1 };
        let assets = (step.what.is_multiple_of(3)).then(|| vec![asset("EUR")]);
        if step.kind.starts_with("part") {
            let _ = self.act(
                who,
                ExitAction::Take {
                    against,
                    assets,
                    breaches: breach.clone(),
                    least: Vec::new(),
                    part,
                },
            );
            return;
        }
        let before = self.pools_and_aside();
        if self.act(
            who,
            ExitAction::Leave {
                against,
                assets: assets.clone(),
                breaches: breach.clone(),
                least: Vec::new(),
            },
        ) {
            assert!(!self.is_member(who));
            // What was set aside for them may go back.
            assert!(self.pools_and_aside() <= before);
            let again = ExitAction::Leave {
                against: Vec::new(),
                assets,
                breaches: breach.clone(),
                least: Vec::new(),
            };
            assert!(!self.act(who, again), "somebody left twice");
        }
    }

    /// Returns the act that waits and was announced last, or else a proposal.
    fn opposed(&self, proposal: u64) -> Vec<Target> {
        let act = charter::query::acts(&self.society.state, None, 64).pop();
        let act = act.map(|(number, _)| Target::Act { number });
        vec![act.unwrap_or(Target::Proposal { number: proposal })]
    }

    /// Has everybody leave who is left but the founder, one after the other at the same moment: what they are paid
    /// and what stays is what was there.
    pub(crate) fn everybody_leaves(&mut self) {
        self.wait(Seconds(1));
        let before = self.pools();
        let (taken, back) = (self.books.taken.clone(), self.books.back.clone());
        for who in (1..PEOPLE).rev() {
            if self.is_member(who) {
                let (against, assets, breach) = (Vec::new(), None, None);
                let breaches = breach.into_iter().collect();
                let leave = ExitAction::Leave { against, assets, breaches, least: Vec::new() };
                // Who would give up one asset for another that is set aside keeps the claim.
                assert!(self.act(who, leave) || self.act(who, MembershipAction::Leave {}));
            }
        }
        // What was set aside for one of them, who takes a share instead, goes back.
        let went = |name: &str| {
            let pool = (format!("fund-{name}"), "EUR".to_owned());
            let of = |sums: &std::collections::BTreeMap<_, i128>| {
                sums.get(&pool).copied().unwrap_or_default()
            };
            of(&self.books.taken) - of(&taken) - (of(&self.books.back) - of(&back))
        };
        let sums = [went("common"), went("house")];
        let stays = self.pools();
        for ((before, went), stays) in before.iter().zip(sums).zip(&stays) {
            assert_eq!(*before, went + stays, "what was paid and what stays is what was there");
        }
        let by_shares = self.books.claims.sharing.rule == Rule::Shares;
        let held = self.books.held(&self.own(0).to_string(), "SHR");
        assert!(!by_shares || held > 0, "the founder keeps what is theirs");
    }

    /// Returns what the pools hold.
    fn pools(&self) -> Vec<i128> {
        let held = |name: &str, code: &str| {
            treasury::query::balance(&self.society.state, &fund(name), &asset(code)).minor_units()
        };
        ["common", "house"].iter().flat_map(|name| [held(name, "EUR")]).collect()
    }

    /// Returns what the pools hold, and what is set aside, together.
    fn pools_and_aside(&self) -> i128 {
        let of = |name: &str| {
            spending::query::owed(&self.society.state, &fund(name), &asset("EUR")).minor_units()
        };
        let aside: i128 = ["common", "house", "chest"].map(of).iter().sum();
        self.pools().iter().sum::<i128>() + aside
    }

    /// What chance seldom brings about: a treasurer announces a payment, against which somebody leaves; approves a
    /// request, spends most of what there is, announces to pay the rest, and is found guilty. Somebody else approves
    /// the request anew, and members leave at the value before.
    pub(crate) fn scene(&mut self) {
        let free = SpendingAction::SetSigners {
            fund: fund("common"),
            needed: 0,
            of: SignersOf::People(Vec::new()),
        };
        let _ = self.act(0, free);
        // Who comes, goes without a share and takes it later takes what had vested when they went.
        let late = PEOPLE - 1;
        let _ = self.act(late, MembershipAction::Leave {});
        for who in 1..PEOPLE {
            if !self.is_member(who) {
                self.joins(who);
            }
        }
        self.fill();
        self.settle_dues();
        self.wait(Seconds::days(2));
        let _ = self.act(late, MembershipAction::Leave {});
        let step = |kind, more| Step { kind, who: 5, what: 1, more };
        // By name, as treasurer and as warden.
        for _ in 0..3 {
            self.court(0, &step("lift", 0));
        }
        if self.treasurer(1).is_none() {
            self.take(&step("stand", 0));
        }
        let Some(by) = self.treasurer(1) else { return };
        let others: Vec<usize> =
            (1..PEOPLE).filter(|who| *who != by && self.is_member(*who)).collect();
        self.announce(by, 0, self.pools()[0] / 3);
        if let Some(who) = others.get(2) {
            self.leaves_and_is_paid_back(*who, *who, others[0]);
        }
        if let Some(who) = others.get(3) {
            self.leaves_and_is_paid_back(*who, others[1], others[0]);
        }
        if let [.., other, who] = others.as_slice() {
            // Of what two are to be paid back, together and by and by, one takes a share instead.
            self.pays_back_together(by, [*who, *other]);
            for to in [*who, *other] {
                self.begins(by, to, Some("refund:dues"));
            }
            self.leaves(*who, &step("leave", 1));
        }
        if let [first, second, ..] = others.as_slice() {
            for who in [*first, *second] {
                self.begins(by, who, None);
            }
            self.leaves(*first, &step("leave against", 1));
            self.leaves(*second, &step("part", 4_001));
        }
        self.by_detour(by);
        self.wait(Seconds::days(3));
        self.leaves(late, &step("part", 4));
        self.take(&step("stream", 1));
        // It stands still when they leave.
        if let Some(who) = others.iter().copied().find(|who| self.is_member(*who)) {
            self.begins(by, who, None);
        }
        // And somebody took their share before that of whom a period has begun.
        if let Some(who) = others.iter().copied().rev().find(|who| self.is_member(*who)) {
            let to = self.own(who);
            self.repeats(by, 500, Some("wages"), ("common", to));
            self.leaves(who, &step("part", 4));
        }
        self.spends_and_is_accused(by);
        for who in others {
            self.leaves(who, &Step { kind: "leave before", who: 5, what: 1, more: 2 });
            if self.pools()[0] < 1_000 {
                break;
            }
        }
        // What the accused began before would pay its next period.
        self.wait(Seconds::days(4));
        self.court(self.member(1), &step("lift", 0));
    }

    /// Has somebody accuse a treasurer, or the office: whose last claim is open, or rests, leaves it to another.
    fn accuses(&mut self, what: u8) {
        let claims = breach::query::count(&self.society.state);
        for who in 0..PEOPLE {
            self.court(who, &Step { kind: "accuse", who: 5, what, more: 25 });
            if breach::query::count(&self.society.state) > claims {
                break;
            }
        }
    }

    /// Has somebody leave to whom a part of what they put in is to come back: if they asked for it, it comes, and is no
    /// share any more; if somebody else did, they take it as a share instead where contributions count.
    fn leaves_and_is_paid_back(&mut self, who: usize, asks: usize, by: usize) {
        let (amount, asset) = (amount(600), asset("EUR"));
        let ask = SpendingAction::Request {
            asset: asset.clone(),
            category: "refund:dues".parse().ok(),
            fund: fund("common"),
            lines: vec![Line { amount, to: self.own(who) }],
            receipts: Vec::new(),
            text: None,
        };
        let _ = self.act(asks, ask);
        let request = spending::query::counts(&self.society.state).requests;
        let _ = self.act(by, SpendingAction::Approve { amount, asset, request });
        self.leaves(who, &Step { kind: "leave", who: 5, what: 1, more: 1 });
        if self.act(by, SpendingAction::Pay { request }) {
            self.books.note("paid back after leaving");
        }
    }

    /// Has a treasurer begin to pay somebody by and by, out of what they may take a share of.
    fn begins(&mut self, by: usize, to: usize, category: Option<&str>) {
        let each = if category.is_some() { 100 } else { 500 };
        let to = self.own(to);
        self.repeats(by, each, category, ("common", to));
    }

    fn repeats(
        &mut self,
        by: usize,
        each: u64,
        category: Option<&str>,
        (from, to): (&str, AccountId),
    ) {
        let stream = SpendingAction::StartStream {
            amount: amount(4 * each),
            asset: asset("EUR"),
            category: category.map(|category| category.parse().unwrap()),
            each: amount(each),
            every: Seconds::days(1),
            fund: fund(from),
            memo: None,
            pace: if category.is_some() { Pace::Accrues } else { Pace::AtOnce },
            times: 4,
            to,
        };
        let _ = self.act(by, stream);
    }

    /// Has a treasurer fill a fund that is not open, by and by and by what is announced, and pay two out of it: one takes
    /// a part of their share, the other leaves against what is announced.
    fn by_detour(&mut self, by: usize) {
        let is_closed = |name: &&str| !self.books.claims.is_open(&format!("fund-{name}"));
        let Some(closed) = ["house", "chest"].into_iter().find(is_closed) else { return };
        let are = |who: &usize| *who != by && self.is_member(*who);
        let others: Vec<usize> = (1..PEOPLE).filter(are).collect();
        let [first, second, ..] = others[..] else { return };
        self.issue("EUR", 4_000, fund(closed));
        self.repeats(by, 300, None, ("common", fund(closed)));
        for who in [first, second] {
            let to = self.own(who);
            self.repeats(by, 400, None, (closed, to));
        }
        self.leaves(first, &Step { kind: "part", who: 5, what: 1, more: 30_001 });
        self.announces(by, fund(closed), 700);
        self.leaves(second, &Step { kind: "part against", who: 5, what: 1, more: 30_001 });
        self.leaves(first, &Step { kind: "leave", who: 5, what: 1, more: 1 });
        // What is announced to pay somebody, by itself or with others, they give up.
        let own = self.own(second);
        self.announces(by, own, 500);
        self.leaves(second, &Step { kind: "leave against", who: 5, what: 1, more: 1 });
    }

    /// Has a treasurer announce to pay two people back together.
    fn pays_back_together(&mut self, by: usize, to: [usize; 2]) {
        self.pays_together(by, to, 1_200, Some("refund:dues"));
    }

    fn pays_together(&mut self, by: usize, to: [usize; 2], each: u64, category: Option<&str>) {
        let lines = to.map(|to| Line { amount: amount(each), to: self.own(to) }).to_vec();
        let batch = SpendingAction::PayBatch {
            amount: amount(2 * each),
            asset: asset("EUR"),
            category: category.map(|category| category.parse().unwrap()),
            fund: fund("common"),
            lines,
            memo: None,
        };
        let _ = self.act(by, batch);
    }

    /// Has everybody be a member who owes nothing, with something to share, and nobody be stopped; returns a treasurer.
    fn gathers(&mut self) -> Option<usize> {
        for who in 1..PEOPLE {
            if !self.is_member(who) {
                self.joins(who);
            }
        }
        self.fill();
        self.settle_dues();
        self.wait(Seconds::days(2));
        for _ in 0..3 {
            self.court(0, &Step { kind: "lift", who: 5, what: 1, more: 0 });
        }
        if self.treasurer(1).is_none() {
            let stand = || OfficesAction::Stand { office: "treasurer".into() };
            let _ = (0..PEOPLE).find(|who| self.act(*who, stand()));
            self.elect("treasurer");
        }
        self.treasurer(1)
    }

    /// Has a treasurer announce to pay two together, or to pay them back, of whom one leaves against it; enough members
    /// stop it, and carry it then themselves.
    pub(crate) fn stops_and_carries(&mut self) {
        let Some(by) = self.gathers() else { return };
        for category in [None, Some("refund:dues")] {
            let are = |who: &usize| *who != by && self.is_member(*who);
            let others: Vec<usize> = (1..PEOPLE).filter(are).collect();
            let [leaver, other, ..] = others[..] else { return };
            self.pays_together(by, [leaver, other], 333, category);
            let act = self.opposed(0);
            self.leaves(leaver, &Step { kind: "leave against", who: 5, what: 1, more: 1 });
            for who in (0..PEOPLE).filter(|who| *who != by) {
                let _ = self.act(who, GovernanceAction::Object { target: act[0] });
            }
            self.carry();
            self.wait(Seconds::days(2));
        }
    }

    /// Has a treasurer announce to pay two back together, and all that the open funds hold of that asset be set aside, while
    /// another asset pays. One leaves with all, of which the first pays nothing; one with the other alone; both are paid back.
    pub(crate) fn sets_an_asset_aside(&mut self) {
        let Some(by) = self.gathers() else { return };
        let are = |who: &usize| *who != by && self.is_member(*who);
        let others: Vec<usize> = (1..PEOPLE).filter(are).collect();
        let [leaver, other, asks, approves, ..] = others[..] else { return };
        for who in [leaver, other] {
            let (amount, asset, to) = (amount(300), asset("LEAF"), fund("common"));
            let (category, memo) = (None, None);
            let _ = self.act(who, TreasuryAction::Transfer { amount, asset, category, memo, to });
        }
        self.pays_back_together(by, [leaver, other]);
        let requests = self.sets_all_aside(asks, approves);
        let leave = |assets| {
            let (against, breaches, least) = (Vec::new(), Vec::new(), Vec::new());
            ExitAction::Leave { against, assets, breaches, least }
        };
        if !self.act(leaver, leave(None)) && self.refused == "exit.nothing_of" {
            self.books.note("not given up for what another asset pays");
            let _ = self.act(leaver, leave(Some(vec![asset("LEAF")])));
        }
        for request in requests {
            let _ = self.act(asks, SpendingAction::Withdraw { request });
        }
        let _ = self.act(other, leave(Some(vec![asset("LEAF")])));
        let held = |world: &Self| world.books.held(&world.own(leaver).to_string(), "EUR");
        let (had, had_kept) =
            (held(self), self.books.done.get("a refund stayed of what paid nothing").copied());
        self.wait(Seconds::days(3));
        if had_kept.is_some() && held(self) == had + 1_200 {
            self.books.note("a refund of what paid nothing came");
        }
        for who in [leaver, other] {
            self.leaves(who, &Step { kind: "part", who: 5, what: 1, more: 4 });
        }
    }

    /// Has all EUR of the open funds be set aside; returns the requests.
    fn sets_all_aside(&mut self, asks: usize, approves: usize) -> Vec<u64> {
        let fund_of = |name: &&str| fund(name.trim_start_matches("fund-"));
        let open: Vec<AccountId> = self.books.claims.open.iter().map(fund_of).collect();
        let mut requests = Vec::new();
        for fund in open {
            let asset = asset("EUR");
            let (limit, per, unspent) = (None, Seconds::days(3), Unspent::Lapse);
            let (category, of) = (None, SignersOf::People(Vec::new()));
            let budget = SpendingAction::SetBudget {
                asset: asset.clone(),
                category,
                fund: fund.clone(),
                limit,
                per,
                unspent,
            };
            let _ = self.act(0, budget);
            let _ = self.act(0, SpendingAction::SetSigners { fund: fund.clone(), needed: 0, of });
            let held = treasury::query::balance(&self.society.state, &fund, &asset);
            let ask = SpendingAction::Request {
                asset: asset.clone(),
                category: None,
                fund,
                lines: vec![Line { amount: held, to: self.own(asks) }],
                receipts: Vec::new(),
                text: None,
            };
            let _ = self.act(asks, ask);
            let request = spending::query::counts(&self.society.state).requests;
            let _ = self.act(approves, SpendingAction::Approve { amount: held, asset, request });
            requests.push(request);
        }
        requests
    }

    /// Has everybody pay what they owe, so that nobody's membership rests.
    fn settle_dues(&mut self) {
        for who in 0..PEOPLE {
            self.issue("EUR", 2_000, self.own(who));
            self.take(&Step { kind: "dues", who: who.try_into().unwrap(), what: 1, more: 1 });
        }
    }

    /// Has there be something to share: by contributions what the members put in, otherwise gifts too.
    fn fill(&mut self) {
        if self.books.claims.sharing.rule != Rule::Contributions {
            self.issue("EUR", 500_000, fund("common"));
        }
        for who in 0..PEOPLE {
            for code in ["EUR", "LEAF", "SHR"] {
                self.issue(code, 2_000, self.own(who));
            }
            // What a fund has of the shares is nobody's claim.
            for (units, code, to) in [(1_500, "EUR", "common"), (40, "SHR", "house")] {
                let (amount, asset, to) = (amount(units), asset(code), fund(to));
                let (category, memo) = (None, None);
                let _ =
                    self.act(who, TreasuryAction::Transfer { amount, asset, category, memo, to });
            }
        }
    }

    /// Has a treasurer announce a payment out of the common fund.
    fn announce(&mut self, by: usize, to: usize, units: i128) {
        let to = self.own(to);
        self.announces(by, to, units);
    }

    fn announces(&mut self, by: usize, to: AccountId, units: i128) {
        let amount = Amount::new(units).unwrap();
        let batch = SpendingAction::PayBatch {
            amount,
            asset: asset("EUR"),
            category: None,
            fund: fund("common"),
            lines: vec![Line { amount, to }],
            memo: None,
        };
        let _ = self.act(by, batch);
    }

    fn spends_and_is_accused(&mut self, by: usize) {
        let (payee, signer) = (self.member(3), self.member(7));
        let ask = SpendingAction::Request {
            asset: asset("EUR"),
            category: None,
            fund: fund("common"),
            lines: vec![Line { amount: amount(77), to: self.own(payee) }],
            receipts: Vec::new(),
            text: None,
        };
        let asks = (0..PEOPLE).find(|who| *who != by && self.is_member(*who)).unwrap_or(0);
        let _ = self.act(asks, ask);
        let request = spending::query::counts(&self.society.state).requests;
        let approve = SpendingAction::Approve { amount: amount(77), asset: asset("EUR"), request };
        let _ = self.act(by, approve.clone());
        let held = self.pools()[0];
        let by_contributions = self.books.claims.sharing.rule == Rule::Contributions;
        let spent = if by_contributions { held - 5_000 } else { held * 3 / 5 };
        let spent = u64::try_from(spent).unwrap_or(1);
        let _ = self.act(by, self.pay("EUR", spent, "common", by));
        self.announce(by, 0, self.pools()[0] / 2);
        // The person, and both offices: windows to leave, side by side.
        for what in [1, 2, 4] {
            self.accuses(what);
        }
        let _ = self.act(signer, SpendingAction::Pay { request });
        for who in 0..PEOPLE {
            let _ = self.act(who, approve.clone());
        }
        let _ = self.act(signer, SpendingAction::Pay { request });
    }
}
