//! What one person may carry while all others are silent, and so takes a limit where it spends (CHA-27).

use crate::charter_text::Charter;

const BASE: &str = "# Charter of the box\n\n`society.name = \"Box\"` `society.kind = \"hub\"` `society.currency = \"BOX\"`\n\n\
    > `society.commandment = \"Tests tell the truth.\"`\n\n\
    `admission.vouches = 0` `admission.probation = \"1 day\"` `admission.application = \"open\"`\n\n```toml\n\
    power = [\n{ id = \"admitting\", may = \"membership.admit\", who = \"founder\" },\n\
    { id = \"proposing\", may = \"governance.propose\", who = \"member\" },\n\
    { id = \"paying\", may = \"treasury.pay\", who = \"decision: spend\" },\n]\n\n\
    [[office]]\nid = \"keeper\"\nname = \"Keeper\"\nseats = 1\nterm = \"1 year\"\n\
    filled = \"decision: ordinary\"\nrecalled = \"decision: ordinary\"\n\n\
    [[decision]]\nid = \"ordinary\"\nelectorate = \"members\"\nmethod = \"yes-no\"\nquorum = \"10%\"\n\
    threshold = \"more than half\"\ndiscussion = \"1 day\"\nvoting = \"1 day\"\ngrace = \"none\"\n\n\
    [[decision]]\nid = \"spend\"\ndiscussion = \"none\"\nvoting = \"1 hour\"\ngrace = \"none\"\n";

/// Returns whether a line that spends without a limit is a fault where the decision is made in this way.
fn takes_a_limit(decision: &str) -> bool {
    let text = format!("{BASE}{decision}\n```\n");
    match Charter::parse(&text, &crate::registry::action_names()) {
        Ok(_) => false,
        Err(faults) => {
            let codes: Vec<&str> = faults.iter().map(|fault| fault.code).collect();
            assert_eq!(codes, ["charter.limit_missing"], "{decision}: {faults:#?}");
            true
        }
    }
}

/// CHA-27: members are many where a twentieth of them must take part or more, and no one of them is enough.
#[test]
fn cha_27_what_one_member_carries_while_others_are_silent_takes_a_limit() {
    let yes_no = "method = \"yes-no\"\nthreshold = \"more than half\"\nelectorate = \"members\"";
    assert!(takes_a_limit(&format!("{yes_no}\nquorum = \"adaptive\"")));
    assert!(takes_a_limit(&format!("{yes_no}\nquorum = \"0.01%\"")));
    assert!(takes_a_limit(&format!("{yes_no}\nquorum = \"4.9%\"")));
    assert!(!takes_a_limit(&format!("{yes_no}\nquorum = \"5%\"")));
    for method in ["consent", "plurality"] {
        let by = format!("method = \"{method}\"\nelectorate = \"members past probation\"");
        assert!(takes_a_limit(&format!("{by}\nquorum = \"0.01%\"")), "{method}");
        assert!(!takes_a_limit(&format!("{by}\nquorum = \"a quarter\"")), "{method}");
    }
    let conviction = "method = \"conviction\"\nelectorate = \"members\"\nasset = \"BOX\"\n\
                      fund = \"fund-x\"\nhalf_life = \"1 hour\"\nmost = \"99%\"";
    assert!(takes_a_limit(&format!("{conviction}\nleast = \"0.01%\"")));
    assert!(!takes_a_limit(&format!("{conviction}\nleast = \"5%\"")));
    let silent = "method = \"lazy-consensus\"\nelectorate = \"members\"";
    assert!(takes_a_limit(silent));
}

/// CHA-27: a mix that members lead is no decision of many where one holder, who is a member too, makes the quorum.
#[test]
fn cha_27_what_one_holder_carries_in_a_mix_takes_a_limit() {
    let mix = |own: &str, keeper: &str, quorum: &str| {
        takes_a_limit(&format!(
            "mix = [{{ of = \"members past probation\", share = \"{own}\" }}, \
             {{ of = \"office: keeper\", share = \"{keeper}\" }}]\nmethod = \"yes-no\"\n\
             quorum = \"{quorum}\"\nthreshold = \"more than half\""
        ))
    };
    assert!(mix("51%", "49%", "10%"));
    assert!(mix("51%", "49%", "49%"));
    // As one of twenty members they add 2.55 % of the whole to it.
    assert!(mix("51%", "49%", "51.5%"));
    assert!(!mix("51%", "49%", "51.6%"));
    assert!(mix("90%", "10%", "10%"));
    assert!(!mix("90%", "10%", "15%"));
    // Each house of its own: members are many in one of them.
    let houses = |quorum: &str| {
        takes_a_limit(&format!(
            "houses = [{{ of = \"members\", quorum = \"{quorum}\", threshold = \"more than half\" }}, \
             {{ of = \"office: keeper\", quorum = \"half\", threshold = \"more than half\" }}]\n\
             method = \"yes-no\""
        ))
    };
    assert!(houses("1%"));
    assert!(!houses("10%"));
}
