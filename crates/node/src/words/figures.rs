//! Figures and dates as readers of Persian expect them: Persian digits, `٬` between thousands, `٫` before
//! decimals, `٪` behind, and the Solar Hijri calendar with its Iranian months. What is written in Latin letters
//! (identifiers, hashes, codes of assets) keeps its own digits and is set apart, so that it is not reordered.

use polity_types::Timestamp;

/// Begins and ends a part of a line whose direction is its own (Unicode UAX #9).
const APART: [char; 2] = ['\u{2068}', '\u{2069}'];
/// Months of the Solar Hijri calendar.
const MONTHS: [&str; 12] = [
    "فروردین",
    "اردیبهشت",
    "خرداد",
    "تیر",
    "مرداد",
    "شهریور",
    "مهر",
    "آبان",
    "آذر",
    "دی",
    "بهمن",
    "اسفند",
];
/// Months of the Gregorian calendar, as Persian calls them.
const FOREIGN_MONTHS: [&str; 12] = [
    "ژانویهٔ",
    "فوریهٔ",
    "مارس",
    "آوریل",
    "مه",
    "ژوئن",
    "ژوئیهٔ",
    "اوت",
    "سپتامبر",
    "اکتبر",
    "نوامبر",
    "دسامبر",
];
/// Unit: seconds.
const DAY: u64 = 86_400;
/// Days from 1 Farvardin 1348, which is 21 March 1969, to 1 January 1970. Unit: days.
const DAYS_BEFORE_1970: u64 = 286;

/// Returns the Persian digit of a digit.
pub(crate) fn digit(c: char) -> char {
    let value = c.to_digit(10).filter(|_| c.is_ascii_digit());
    value.and_then(|value| char::from_u32(value.saturating_add(0x6F0))).unwrap_or(c)
}

/// Returns whether a text has Latin letters.
pub(crate) fn has_words(text: &str) -> bool {
    text.chars().any(|c| c.is_ascii_alphabetic())
}

/// Returns whether a text is a number, in digits and the signs between them.
pub(crate) fn is_number(text: &str) -> bool {
    let is_of = |c: char| c.is_ascii_digit() || matches!(c, ',' | '.' | '\u{202f}' | '\u{a0}');
    text.starts_with(|c: char| c.is_ascii_digit()) && text.chars().all(is_of)
}

/// Sets a text apart that has a direction of its own.
pub(crate) fn isolated(text: &str) -> String {
    let [begin, end] = APART;
    format!("{begin}{text}{end}")
}

/// Writes the figures of a text that are no part of a word; the rest is as it was.
pub(crate) fn numbers(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut token = String::new();
    let chars: Vec<char> = text.chars().collect();
    let is_of =
        |c: char| c.is_ascii_alphanumeric() || c == '_' || ('\u{c0}'..'\u{2b0}').contains(&c);
    for (at, &c) in chars.iter().enumerate() {
        let near = |by: isize| at.checked_add_signed(by).and_then(|at| chars.get(at)).copied();
        let is_between = |test: fn(&char) -> bool| {
            near(-1).is_some_and(|c| test(&c)) && near(1).is_some_and(|c| test(&c))
        };
        let joins = matches!(c, '.' | ',' | '-' | ':' | '/' | '…')
            && is_between(char::is_ascii_alphanumeric);
        let groups = c == '\u{202f}' && is_between(char::is_ascii_digit);
        let signs = matches!(c, '-' | '−')
            && near(1).is_some_and(|c| c.is_ascii_digit())
            && !near(-1).is_some_and(char::is_alphanumeric);
        if is_of(c) || joins || groups {
            token.push(c);
        } else if signs {
            out.push_str(&number(&token));
            token = c.to_string();
        } else {
            out.push_str(&number(&token));
            token.clear();
            out.push(c);
        }
    }
    out.push_str(&number(&token));
    out.replace(" %", "٪").replace("\u{a0}%", "٪").replace('%', "٪")
}

/// Writes one figure, or a word as it is.
fn number(token: &str) -> String {
    if has_words(token) || !token.contains(|c: char| c.is_ascii_digit()) {
        return token.to_owned();
    }
    let is_decimal = token.matches('.').count() == 1;
    let whole = token.split('.').next().unwrap_or_default();
    let mut groups = whole.trim_start_matches(['-', '−']).split(',');
    let is_plain = |group: &str| group.bytes().all(|c| c.is_ascii_digit());
    let is_first = |group: &str| (1..=3).contains(&group.len()) && is_plain(group);
    let is_grouped = groups.next().is_some_and(is_first)
        && groups.all(|group| group.len() == 3 && is_plain(group));
    let sign = |c: char| match c {
        ',' if !is_grouped => '،',
        '\u{202f}' | ',' => '٬',
        '.' if is_decimal => '٫',
        c => digit(c),
    };
    let written: String = token.chars().map(sign).collect();
    // A sign stands before its number, from left to right.
    if token.starts_with(['-', '−']) { format!("\u{2066}{written}\u{2069}") } else { written }
}

/// Returns whether a text is a number, a part in per cent, or an amount with the code of its asset.
pub(crate) fn is_amount(text: &str) -> bool {
    let plain = text.strip_prefix('-').unwrap_or(text);
    match plain.split_once([' ', '\u{a0}']) {
        Some((number, code)) => {
            let is_code = |c: u8| c.is_ascii_uppercase() || c.is_ascii_digit();
            is_number(number) && (2..=12).contains(&code.len()) && code.bytes().all(is_code)
        }
        None => is_number(plain.strip_suffix('%').unwrap_or(plain)),
    }
}

/// Writes what is put into a sentence: figures, a date, an amount with its asset, or a name set apart.
pub(crate) fn value(text: &str) -> String {
    if let Some(time) = time_in(text) {
        return time;
    }
    if let Some(inside) = text.strip_prefix('"').and_then(|text| text.strip_suffix('"')) {
        return format!("«{}»", value(inside));
    }
    match text {
        _ if is_amount(text) && has_words(text) => isolated(&numbers(text)),
        _ if text.contains('<') || !has_words(text) => numbers(text),
        _ => isolated(text),
    }
}

/// Reads `2026-11-21`, `2026-11-21T17:00:00Z` or the like, and writes it.
fn time_in(text: &str) -> Option<String> {
    let is_form = (10..=24).contains(&text.len()) && text.is_ascii();
    let time = midnight(text.get(..10).filter(|_| is_form)?)?;
    let rest = text.get(10..)?.trim_start_matches(['T', ' ']);
    let rest = rest.trim_end_matches("UTC").trim_end_matches('Z').trim();
    if rest.is_empty() {
        return Some(date(time));
    }
    let mut clock = rest.split(['.', ':']).map(digits);
    let (hours, minutes) = (clock.next()??, clock.next()??);
    let seconds = hours.checked_mul(3_600)?.checked_add(minutes.checked_mul(60)?)?;
    Some(moment(Timestamp(time.0.checked_add(seconds)?)))
}

/// Returns when a day of the Gregorian calendar begins: `2026-11-21`.
pub(crate) fn midnight(text: &str) -> Option<Timestamp> {
    let mut day = text.split('-').map(digits);
    let (year, month, day) = (day.next()??, day.next()??, day.next()??);
    let time = Timestamp(days_to(year, month, day)?.checked_mul(DAY)?);
    // There is no 31 February.
    time.to_string().starts_with(text).then_some(time)
}

fn digits(text: &str) -> Option<u64> {
    let is_number = (1..=4).contains(&text.len()) && text.bytes().all(|c| c.is_ascii_digit());
    is_number.then(|| text.parse().ok())?
}

/// Returns the days from 1 January 1970 to a day of the Gregorian calendar.
fn days_to(year: u64, month: u64, day: u64) -> Option<u64> {
    const LENGTHS: [u64; 12] = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];
    let is_long =
        |year: u64| year.is_multiple_of(4) && !year.is_multiple_of(100) || year.is_multiple_of(400);
    let is_day =
        (1_970..10_000).contains(&year) && (1..=12).contains(&month) && (1..=31).contains(&day);
    let years = (1_970..year).map(|year| if is_long(year) { 366 } else { 365 }).sum::<u64>();
    let before = LENGTHS.iter().take(usize::try_from(month.checked_sub(1)?).ok()?).sum::<u64>();
    let leap = u64::from(month > 2 && is_long(year));
    is_day
        .then(|| years.checked_add(before)?.checked_add(leap)?.checked_add(day.checked_sub(1)?))?
}

/// Writes a day: `۳۰ آبان ۱۴۰۵`.
pub(crate) fn date(time: Timestamp) -> String {
    let (year, month, day) = solar(time.0.checked_div(DAY).unwrap_or_default());
    let month = usize::try_from(month)
        .ok()
        .and_then(|month| MONTHS.get(month))
        .copied()
        .unwrap_or_default();
    numbers(&format!("{day} {month} {year}"))
}

/// Writes a month of the Gregorian calendar, `2026-11`: `نوامبر ۲۰۲۶`.
pub(crate) fn month(text: &str) -> Option<String> {
    let (year, month) = text.split_once('-')?;
    let (year, month) = (digits(year)?, digits(month)?);
    let name = usize::try_from(month).ok()?.checked_sub(1).and_then(|at| FOREIGN_MONTHS.get(at))?;
    // Books close by the months of the Gregorian calendar: which days these are, the reader's own calendar says.
    let day = |days: u64| date(Timestamp(days.saturating_mul(DAY)));
    let first = first_day(year, month)?;
    let next = match month {
        12 => first_day(year.saturating_add(1), 1)?,
        _ => first_day(year, month.saturating_add(1))?,
    };
    let (first, last) = (day(first), day(next.saturating_sub(1)));
    // The year is said once, unless it changes within.
    let end = last.rsplit_once(' ').map_or("", |(_, year)| year);
    let first = first.strip_suffix(end).map_or(first.as_str(), str::trim_end);
    Some(numbers(&format!("{name} {year} ({first} تا {last})")))
}

/// Returns the first day of a month of the Gregorian calendar, in days since 1970; nothing before.
fn first_day(year: u64, month: u64) -> Option<u64> {
    // A year that begins in March has its odd day at its end.
    let (year, month) = if month < 3 {
        (year.checked_sub(1)?, month.saturating_add(9))
    } else {
        (year, month.saturating_sub(3))
    };
    let leap = (year / 4).saturating_sub(year / 100).saturating_add(year / 400);
    let before = month.saturating_mul(153).saturating_add(2) / 5;
    let days = year.checked_mul(365)?.saturating_add(leap).saturating_add(before);
    days.checked_sub(719_468)
}

/// Writes a time to the minute, in UTC: `۳۰ آبان ۱۴۰۵، ۱۷:۰۰`.
pub(crate) fn moment(time: Timestamp) -> String {
    let minutes = time.0.checked_rem(DAY).unwrap_or_default() / 60;
    let clock = format!("{:02}:{:02}", minutes / 60, minutes % 60);
    format!("{}، {}", date(time), numbers(&clock))
}

/// Returns year, month from 0 and day of a day since 1970. The rule of 33 years agrees with the sky, and with
/// the law of Iran, from 1178 to 1633 (1799 to 2254); beyond, it may be a day off.
fn solar(days: u64) -> (u64, u64, u64) {
    let mut left = days.saturating_add(DAYS_BEFORE_1970);
    let mut year = 1_348_u64;
    // A cycle of 33 years has 12 053 days; ages are passed over at once.
    let cycles = left / 12_053;
    left = left.saturating_sub(cycles.saturating_mul(12_053));
    year = year.saturating_add(cycles.saturating_mul(33));
    loop {
        let length = if is_leap(year) { 366 } else { 365 };
        if left < length {
            break;
        }
        left = left.saturating_sub(length);
        year = year.saturating_add(1);
    }
    // Six months of 31 days, then those of 30.
    let (month, day) = if left < 186 {
        (left / 31, left % 31)
    } else {
        let rest = left.saturating_sub(186);
        ((rest / 30).saturating_add(6), rest % 30)
    };
    (year, month, day.saturating_add(1))
}

/// Returns whether a year has 366 days.
fn is_leap(year: u64) -> bool {
    year.saturating_mul(25).saturating_add(11) % 33 < 8
}

/// Elements in which nothing is written for people.
const BARE: [&str; 7] = ["code", "pre", "script", "style", "textarea", "svg", "title"];

/// Writes the figures in the text of a page, but not in code, in identifiers, and in what is written in Latin
/// letters.
pub(crate) fn page(html: &str) -> String {
    let mut out = String::with_capacity(html.len().saturating_add(html.len() / 4));
    let mut rest = html;
    // The element within which nothing is changed, and how deep another of its name stands in it.
    let mut within: Option<(String, usize)> = None;
    while let Some((text, after)) = rest.split_once('<') {
        put(&mut out, text, within.is_some());
        out.push('<');
        let Some((tag, after)) = after.split_once('>') else {
            rest = after;
            continue;
        };
        out.push_str(tag);
        out.push('>');
        rest = after;
        let name: String =
            tag.trim_start_matches('/').chars().take_while(char::is_ascii_alphanumeric).collect();
        within = match within {
            None if !tag.starts_with('/') && is_bare(&name, tag) => Some((name, 1)),
            Some((one, deep)) if one == name => {
                let deep = if tag.starts_with('/') {
                    deep.saturating_sub(1)
                } else {
                    deep.saturating_add(1)
                };
                (deep > 0).then_some((one, deep))
            }
            same => same,
        };
    }
    put(&mut out, rest, within.is_some());
    out
}

fn is_bare(name: &str, tag: &str) -> bool {
    let class = tag.split_once("class=\"").and_then(|(_, after)| after.split('"').next());
    let is_id = class.is_some_and(|class| class.split(' ').any(|one| one == "id"));
    is_id
        || tag.contains("dir=\"auto\"")
        || BARE.contains(&name) && name != "svg" && name != "title"
}

fn put(out: &mut String, text: &str, is_bare: bool) {
    if is_bare || is_latin(text) {
        out.push_str(text);
        return;
    }
    let text = commas(text);
    // Entities are not figures.
    let mut rest = text.as_str();
    while let Some((before, after)) = rest.split_once('&') {
        out.push_str(&numbers(before));
        let end = after.find(';').filter(|at| *at < 10).map_or(0, |at| at.saturating_add(1));
        out.push('&');
        let (entity, after) = after.split_at_checked(end).unwrap_or(("", after));
        out.push_str(entity);
        rest = after;
    }
    out.push_str(&numbers(rest));
}

/// Writes the commas of a list, but not those within what is set apart.
fn commas(text: &str) -> String {
    let mut deep = 0_usize;
    let mut chars = text.chars().peekable();
    let mut out = String::with_capacity(text.len());
    while let Some(c) = chars.next() {
        match c {
            '\u{2066}'..='\u{2068}' => deep = deep.saturating_add(1),
            '\u{2069}' => deep = deep.saturating_sub(1),
            _ => {}
        }
        let is_comma = c == ',' && deep == 0 && chars.peek().is_none_or(|next| *next == ' ');
        out.push(if is_comma { '،' } else { c });
    }
    out
}

/// Returns whether a text is written in Latin letters: codes of assets alone do not make it so.
fn is_latin(text: &str) -> bool {
    let is_arabic = |c: char| ('\u{600}'..'\u{700}').contains(&c);
    let mut words = text.split(|c: char| !c.is_alphabetic()).filter(|word| !word.is_empty());
    !text.contains(is_arabic) && words.any(|word| word.chars().any(char::is_lowercase))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_are_those_of_the_solar_hijri_calendar() {
        for (time, said) in [
            ("1970-01-01T00:00:00Z", "۱۱ دی ۱۳۴۸"),
            ("1979-02-11T00:00:00Z", "۲۲ بهمن ۱۳۵۷"),
            ("2000-03-19T23:59:59Z", "۲۹ اسفند ۱۳۷۸"),
            ("2000-03-20T00:00:00Z", "۱ فروردین ۱۳۷۹"),
            ("2021-03-20T00:00:00Z", "۳۰ اسفند ۱۳۹۹"),
            ("2024-03-20T12:00:00Z", "۱ فروردین ۱۴۰۳"),
            ("2025-03-20T00:00:00Z", "۳۰ اسفند ۱۴۰۳"),
            ("2025-03-21T00:00:00Z", "۱ فروردین ۱۴۰۴"),
            ("2026-11-21T00:00:00Z", "۳۰ آبان ۱۴۰۵"),
            ("2026-09-22T00:00:00Z", "۳۱ شهریور ۱۴۰۵"),
            ("2100-03-21T00:00:00Z", "۱ فروردین ۱۴۷۹"),
        ] {
            let date = time_in(&time[..10]).unwrap();
            assert_eq!(date, said, "{time}");
        }
        assert_eq!(month("2026-11").unwrap(), "نوامبر ۲۰۲۶ (۱۰ آبان تا ۹ آذر ۱۴۰۵)");
        assert_eq!(month("2025-12").unwrap(), "دسامبر ۲۰۲۵ (۱۰ آذر تا ۱۰ دی ۱۴۰۴)");
        assert_eq!(month("2026-03").unwrap(), "مارس ۲۰۲۶ (۱۰ اسفند ۱۴۰۴ تا ۱۱ فروردین ۱۴۰۵)");
        assert_eq!(first_day(1970, 1), Some(0));
        assert_eq!(first_day(2024, 3).zip(first_day(2024, 2)).map(|(b, a)| b - a), Some(29));
        assert!(month("2026-13").is_none() && month("2026").is_none() && month("x-1").is_none());
        assert_eq!(time_in("2026-11-21T07:05:59Z").unwrap(), "۳۰ آبان ۱۴۰۵، ۰۷:۰۵");
    }

    #[test]
    fn figures_are_written_and_identifiers_kept() {
        for (text, said) in [
            ("1\u{202f}234.50", "۱٬۲۳۴٫۵۰"),
            ("10 %", "۱۰٪"),
            ("SHA-256 و 3 تا", "SHA-256 و ۳ تا"),
            ("person1abc9 در 12:30", "person1abc9 در ۱۲:۳۰"),
            ("1.2.3", "۱.۲.۳"),
            ("1:7,2:3", "۱:۷،۲:۳"),
            ("-12.50 و 3-4", "\u{2066}-۱۲٫۵۰\u{2069} و ۳-۴"),
            ("3.", "۳."),
        ] {
            assert_eq!(numbers(text), said);
        }
        assert_eq!(value("500 USDC"), "\u{2068}۵۰۰ USDC\u{2069}");
        assert_eq!(value("2026-11-21T17:00:00Z"), "۳۰ آبان ۱۴۰۵، ۱۷:۰۰");
        assert_eq!(value("2026-11-21"), "۳۰ آبان ۱۴۰۵");
        assert_eq!(value("person1xyz"), "\u{2068}person1xyz\u{2069}");
    }

    #[test]
    fn a_page_keeps_code_identifiers_attributes_and_what_is_in_latin_letters() {
        let page = page(
            "<p id=\"a1\">عضو 3 از 1,000</p><code>4 <code>5</code> 6</code><b class=\"id x\">x7</b> <td>12.50 USDC</td><p>Room 8</p>&#39;9<p dir=\"auto\">2 of <b>3</b></p><i>4, 5</i>",
        );
        assert_eq!(
            page,
            "<p id=\"a1\">عضو ۳ از ۱٬۰۰۰</p><code>4 <code>5</code> 6</code><b class=\"id x\">x7</b> <td>۱۲٫۵۰ USDC</td><p>Room 8</p>&#39;۹<p dir=\"auto\">2 of <b>3</b></p><i>۴، ۵</i>"
        );
    }
}
