//! Shares of amounts, exact at any size: products of two amounts do not fit a machine number.

use polity_types::Amount;

/// Returns `whole * part / all`, rounded down, exactly. `part` is between nothing and `all`; of
/// nothing, and where `whole` is nothing or less, nothing is returned.
///
/// Cost: a step for each binary digit of `whole`, of which an amount has at most 100.
#[must_use]
pub(super) fn share(whole: Amount, part: Amount, all: Amount) -> Amount {
    let (Some(whole), Some(part), Some(all)) = (positive(whole), positive(part), positive(all))
    else {
        return Amount::ZERO;
    };
    let part = part.min(all);
    // Digit by digit from the highest: quotient and rest of `part` times the digits read so far.
    // Quotients stay at most `whole` and rests below `all`, both at most 10^30.
    let (mut quotient, mut rest) = (0_u128, 0_u128);
    for place in (0..u128::BITS.saturating_sub(whole.leading_zeros())).rev() {
        (quotient, rest) = carry(quotient.saturating_mul(2), rest.saturating_mul(2), all);
        if whole.checked_shr(place).unwrap_or(0) & 1 == 1 {
            (quotient, rest) = carry(quotient, rest.saturating_add(part), all);
        }
    }
    i128::try_from(quotient).ok().and_then(Amount::new).unwrap_or(Amount::ZERO)
}

/// Takes `all` out of a rest that is below twice as much.
fn carry(quotient: u128, rest: u128, all: u128) -> (u128, u128) {
    match rest.checked_sub(all) {
        Some(rest) => (quotient.saturating_add(1), rest),
        None => (quotient, rest),
    }
}

fn positive(amount: Amount) -> Option<u128> {
    u128::try_from(amount.minor_units()).ok().filter(|units| *units > 0)
}

/// Returns the sum; beyond the largest amount, the largest amount.
#[must_use]
pub(super) fn plus(one: Amount, other: Amount) -> Amount {
    one.plus(other).unwrap_or(Amount::MAX)
}

/// Returns the difference, at least nothing.
#[must_use]
pub(super) fn less(one: Amount, other: Amount) -> Amount {
    one.minus(other).unwrap_or_default().max(Amount::ZERO)
}

/// Returns a share of time: `whole` times the part of `length` that has passed, rounded down.
#[must_use]
pub(super) fn grown(whole: Amount, passed: u64, length: u64) -> Amount {
    if passed >= length {
        return whole;
    }
    share(whole, Amount::from(passed), Amount::from(length))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn amount(units: i128) -> Amount {
        Amount::new(units).unwrap()
    }

    #[test]
    fn exi_7_shares_are_exact_at_the_largest_amounts() {
        let most = Amount::MAX;
        assert_eq!(share(most, most, most), most);
        assert_eq!(share(most, amount(1), most), amount(1));
        let one_less = most.minus(amount(1)).unwrap();
        assert_eq!(share(most, one_less, most), one_less);
        assert_eq!(share(one_less, one_less, most), most.minus(amount(2)).unwrap());
        assert_eq!(share(one_less, amount(1), most), Amount::ZERO);
        assert_eq!(share(amount(10), amount(1), amount(3)), amount(3));
        for none in [
            share(amount(-5), amount(1), amount(1)),
            share(amount(5), amount(0), amount(1)),
            share(amount(5), amount(1), amount(0)),
        ] {
            assert_eq!(none, Amount::ZERO);
        }
        assert_eq!(share(amount(5), amount(9), amount(3)), amount(5));
    }

    proptest! {
        #[test]
        fn small_shares_are_those_of_machine_numbers(whole in 0_i128..1 << 60, part in 1_i128..1 << 60, more in 0_i128..1 << 60) {
            let all = part + more;
            prop_assert_eq!(share(amount(whole), amount(part), amount(all)), amount(whole * part / all));
        }

        #[test]
        fn large_shares_add_up(whole in 0_i128..=10_i128.pow(30), part in 1_i128..10_i128.pow(30), all in 1_i128..=10_i128.pow(30)) {
            let part = part.min(all);
            let one = share(amount(whole), amount(part), amount(all));
            let other = share(amount(whole), amount(all - part), amount(all));
            let sum = one.plus(other).unwrap().minor_units();
            prop_assert!(sum == whole || sum == whole - 1);
        }
    }
}
