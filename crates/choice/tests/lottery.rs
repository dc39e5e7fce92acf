//! Published lotteries over panels: what verification refuses, the exact chances it returns, and draws.
#![expect(clippy::unwrap_used, reason = "tests stop at what they cannot make")]

use num_bigint::BigInt;
use num_rational::BigRational;
use num_traits::Zero;
use polity_choice::ChoiceError;
use polity_choice::exact::Ratio;
use polity_choice::lots::{Category, Lottery, Pool, Quota, draw_panel, verify};

/// Five people of the north, two of the south and one of the isles: 3 of them, at least 1 from the
/// north and at most 1 from the isles.
fn pool() -> Pool {
    let quota = |feature: &str, least, most| Quota { feature: feature.into(), least, most };
    let quotas = vec![quota("north", 1, 3), quota("south", 0, 2), quota("isles", 0, 1)];
    let mut pool = Pool::new(vec![Category { name: "region".into(), quotas }]).unwrap();
    for region in ["north", "south", "north", "isles", "north", "south", "north", "north"] {
        pool.add(&[region]).unwrap();
    }
    pool
}

fn lottery(rows: &[(&[usize], u64)]) -> Lottery {
    let compositions = rows.iter().map(|(composition, _)| composition.to_vec()).collect();
    Lottery { compositions, parts: rows.iter().map(|&(_, parts)| parts).collect() }
}

fn published() -> Lottery {
    lottery(&[(&[2, 1, 0], 3), (&[1, 1, 1], 2), (&[3, 0, 0], u64::MAX), (&[1, 2, 0], 1)])
}

fn ratio(top: u128, bottom: u128) -> Ratio {
    BigRational::new(BigInt::from(top), BigInt::from(bottom))
}

#[test]
fn chances_are_exact() {
    let pool = pool();
    assert_eq!(pool.groups(), [vec![0, 2, 4, 6, 7], vec![1, 5], vec![3]]);
    let chances = verify(&published(), &pool, 3, None).unwrap();
    let all = u128::from(u64::MAX);
    let total = all + 6;
    let expected =
        [ratio(2 * 3 + 2 + 3 * all + 1, 5 * total), ratio(3 + 2 + 2, 2 * total), ratio(2, total)];
    for (group, people) in pool.groups().into_iter().enumerate() {
        for person in people {
            assert_eq!(chances[person].0, expected[group], "person {person}");
        }
    }
    let sum = chances.iter().fold(Ratio::zero(), |sum, chance| sum + &chance.0);
    assert_eq!(sum, ratio(3, 1), "the chances of all come to the seats");
}

#[test]
fn the_least_chance_holds_to_the_last_unit() {
    let total = u128::from(u64::MAX) + 6;
    let holds = ratio(2, total);
    let beyond = &holds + ratio(1, total << 60);
    assert!(verify(&published(), &pool(), 3, Some(&holds)).is_ok());
    let refusal = verify(&published(), &pool(), 3, Some(&beyond)).unwrap_err();
    assert!(refusal.to_string().contains("person 3 has 2/"), "{refusal}");
}

#[test]
fn what_does_not_hold_is_refused() {
    let cases: &[(&str, Lottery, usize, &str)] = &[
        ("nothing", lottery(&[]), 3, "0 compositions"),
        (
            "no chance",
            lottery(&[(&[3, 0, 0], 1), (&[2, 1, 0], 0)]),
            3,
            "composition 2 has no chance",
        ),
        ("a group too few", lottery(&[(&[2, 1], 1)]), 3, "composition 1 takes more people"),
        ("a group too many", lottery(&[(&[2, 1, 0, 0], 1)]), 3, "composition 1 takes more people"),
        ("too many people", lottery(&[(&[0, 3, 0], 1)]), 3, "composition 1 takes more people"),
        ("a quota unmet", lottery(&[(&[0, 2, 1], 1)]), 3, "does not meet the quotas"),
        ("other seats", lottery(&[(&[2, 1, 0], 1)]), 4, "does not meet the quotas"),
        (
            "chances missing",
            Lottery { compositions: vec![vec![3, 0, 0]; 2], parts: vec![1] },
            3,
            "not one chance for each",
        ),
    ];
    for (name, lottery, seats, reason) in cases {
        let refusal = verify(lottery, &pool(), *seats, None).unwrap_err();
        assert!(matches!(refusal, ChoiceError::BadLottery(_)), "{name}: {refusal}");
        assert!(refusal.to_string().contains(reason), "{name}: {refusal}");
    }
    let long = Lottery { compositions: vec![vec![3, 0, 0]; 100_001], parts: vec![1; 100_001] };
    assert!(verify(&long, &pool(), 3, None).is_err());
}

#[test]
fn draws_refuse_what_does_not_fit() {
    for bad in [
        lottery(&[]),
        lottery(&[(&[2, 1], 1)]),
        lottery(&[(&[2, 1, 0, 0], 1)]),
        lottery(&[(&[0, 3, 0], 1)]),
        Lottery { compositions: vec![vec![3, 0, 0]; 2], parts: vec![1] },
    ] {
        assert!(draw_panel(&bad, &pool(), [0; 32]).is_err(), "{bad:?}");
    }
}

/// Whoever knows the seed can repeat a draw, in any later version too.
#[test]
fn draws_stay_as_they_were() {
    let lottery = lottery(&[(&[2, 1, 0], 3), (&[1, 1, 1], 2), (&[3, 0, 0], 4), (&[1, 2, 0], 1)]);
    let drawn: Vec<(usize, Vec<usize>)> = (0..4)
        .map(|number| draw_panel(&lottery, &pool(), [number; 32]).unwrap())
        .map(|draw| (draw.composition, draw.panel))
        .collect();
    // As computed from the definition with another program.
    let expected = [(1, vec![0, 1, 3]), (0, vec![1, 2, 4]), (0, vec![1, 2, 4]), (2, vec![0, 4, 6])];
    assert_eq!(drawn, expected);
}

/// Over many seeds compositions and people come as often as their exact chances say.
#[test]
fn draws_follow_the_exact_chances() {
    let pool = pool();
    let lottery = lottery(&[(&[2, 1, 0], 3), (&[1, 1, 1], 2), (&[3, 0, 0], 4), (&[1, 2, 0], 1)]);
    let chances = verify(&lottery, &pool, 3, None).unwrap();
    let draws = 20_000u32;
    let (mut of_composition, mut of_person) = ([0u32; 4], [0u32; 8]);
    for number in 0..draws {
        let mut seed = [7; 32];
        seed[..4].copy_from_slice(&number.to_be_bytes());
        let draw = draw_panel(&lottery, &pool, seed).unwrap();
        assert!(pool.admits(&draw.panel, 3));
        of_composition[draw.composition] += 1;
        for person in draw.panel {
            of_person[person] += 1;
        }
    }
    // Five standard deviations are at most 5 * sqrt(20,000) / 2.
    let near = |times: u32, chance: Ratio| {
        let off = ratio(times.into(), 1) - chance * ratio(draws.into(), 1);
        assert!(off < ratio(354, 1) && off > ratio(0, 1) - ratio(354, 1), "{off} off");
    };
    for (&times, &parts) in of_composition.iter().zip(&lottery.parts) {
        near(times, ratio(parts.into(), 10));
    }
    for (&times, chance) in of_person.iter().zip(chances) {
        near(times, chance.0);
    }
}

#[cfg(feature = "fair-selection")]
#[test]
fn fair_lotteries_hold_exactly() {
    use polity_choice::lots::fair::{Goal, fair_selection};
    let pool = pool();
    for goal in [Goal::Leximin, Goal::Maximin, Goal::Nash] {
        let fair = fair_selection(&pool, 3, goal, [1; 32]).unwrap();
        let chances = verify(&fair.lottery, &pool, 3, None).unwrap();
        assert_eq!(chances, fair.chances);
        let sum = chances.iter().fold(Ratio::zero(), |sum, chance| sum + &chance.0);
        assert_eq!(sum, ratio(3, 1));
        // Everybody can have 3/8.
        let least = ratio(374_999, 1_000_000);
        let allowed = if goal == Goal::Nash { ratio(37, 100) } else { least };
        assert!(verify(&fair.lottery, &pool, 3, Some(&allowed)).is_ok(), "{goal:?}");
    }
    // Two from the isles are needed, and there is one.
    let quota = |feature: &str, least, most| Quota { feature: feature.into(), least, most };
    let quotas = vec![quota("north", 0, 3), quota("isles", 2, 3)];
    let mut small = Pool::new(vec![Category { name: "region".into(), quotas }]).unwrap();
    for region in ["north", "north", "isles"] {
        small.add(&[region]).unwrap();
    }
    let refusal = fair_selection(&small, 3, Goal::Leximin, [1; 32]).unwrap_err();
    assert!(matches!(refusal, ChoiceError::Infeasible { .. }), "{refusal}");
}

/// 200 of 2,000 people in some 300 groups, with exact quotas: LEXIMIN ends, nobody is left out, and
/// nobody's chance is farther from the best than the parts of the lottery can say.
#[cfg(feature = "fair-selection")]
#[test]
fn two_thousand_people_get_what_the_bound_allows() {
    use polity_choice::lots::SeedStream;
    use polity_choice::lots::fair::{Goal, fair_selection};
    let sizes = [2usize, 4, 5, 8];
    let feature = |number: usize| format!("f{number}");
    let quotas = |size: usize| {
        let quota =
            |number| Quota { feature: feature(number), least: 200 / size, most: 200 / size };
        (0..size).map(quota).collect()
    };
    let categories =
        sizes.map(|size| Category { name: size.to_string(), quotas: quotas(size) }).into();
    let mut pool = Pool::new(categories).unwrap();
    let mut stream = SeedStream::new([3; 32]);
    for _ in 0..2_000 {
        // Low features are more frequent, so that chances differ.
        let person = sizes.map(|size| {
            let size = u128::try_from(size).unwrap();
            let (one, other) = (stream.below(size), stream.below(size) + 1);
            feature(usize::try_from(one.min(other)).unwrap())
        });
        pool.add(&person.each_ref().map(String::as_str)).unwrap();
    }
    assert!(pool.groups().len() > 250);
    let fair = fair_selection(&pool, 200, Goal::Leximin, [1; 32]).unwrap();
    let distance = fair.distance.unwrap();
    assert!(distance < 1e-7 && fair.unreachable.is_empty(), "{distance}");
    assert!((fair.lowest - fair.bound).abs() <= distance, "{} {}", fair.lowest, fair.bound);
    let lowest = fair.chances.iter().map(|chance| chance.0.clone()).min().unwrap();
    assert!(verify(&fair.lottery, &pool, 200, Some(&lowest)).is_ok());
}
