//! Dates as a reader of the language writes them.

use proofmark::Timestamp;

/// Reads `YYYY-MM-DD`, or a date and time of which the date is taken, and writes it out in `language`. A language that
/// is not known here gets the date as it stands in ISO 8601, which everybody can read.
pub(crate) fn written_out(text: &str, language: &str) -> Option<String> {
    let (year, month, day) = parse(text)?;
    let primary = language.split(['-', '_']).next().unwrap_or_default();
    let Some((_, months, pattern)) = LANGUAGES.iter().find(|(name, _, _)| *name == primary) else {
        return Some(format!("{year:04}-{month:02}-{day:02}"));
    };
    let name = months.split(' ').nth(month.checked_sub(1)?)?;
    let written = pattern.replace("{d}", &day.to_string()).replace("{m}", name);
    Some(written.replace("{y}", &year.to_string()))
}

/// Year, month and day of a date or a date and time.
pub(crate) fn parse(text: &str) -> Option<(u16, usize, u8)> {
    let date = if text.len() == 10 { format!("{text}T00:00:00Z") } else { text.to_owned() };
    Timestamp::parse(&date).ok()?;
    let number = |range: core::ops::Range<usize>| text.get(range)?.parse::<u16>().ok();
    Some((number(0..4)?, usize::from(number(5..7)?), u8::try_from(number(8..10)?).ok()?))
}

/// Language, names of the months as they stand in a date, and the order of the parts.
const LANGUAGES: [(&str, &str, &str); 14] = [
    (
        "en",
        "January February March April May June July August September October November December",
        "{d} {m} {y}",
    ),
    (
        "de",
        "Januar Februar März April Mai Juni Juli August September Oktober November Dezember",
        "{d}. {m} {y}",
    ),
    (
        "fr",
        "janvier février mars avril mai juin juillet août septembre octobre novembre décembre",
        "{d} {m} {y}",
    ),
    (
        "es",
        "enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre",
        "{d} de {m} de {y}",
    ),
    (
        "pt",
        "janeiro fevereiro março abril maio junho julho agosto setembro outubro novembro dezembro",
        "{d} de {m} de {y}",
    ),
    (
        "it",
        "gennaio febbraio marzo aprile maggio giugno luglio agosto settembre ottobre novembre dicembre",
        "{d} {m} {y}",
    ),
    (
        "nl",
        "januari februari maart april mei juni juli augustus september oktober november december",
        "{d} {m} {y}",
    ),
    (
        "sv",
        "januari februari mars april maj juni juli augusti september oktober november december",
        "{d} {m} {y}",
    ),
    (
        "pl",
        "stycznia lutego marca kwietnia maja czerwca lipca sierpnia września października listopada grudnia",
        "{d} {m} {y}",
    ),
    (
        "el",
        "Ιανουαρίου Φεβρουαρίου Μαρτίου Απριλίου Μαΐου Ιουνίου Ιουλίου Αυγούστου Σεπτεμβρίου Οκτωβρίου Νοεμβρίου Δεκεμβρίου",
        "{d} {m} {y}",
    ),
    (
        "uk",
        "січня лютого березня квітня травня червня липня серпня вересня жовтня листопада грудня",
        "{d} {m} {y}",
    ),
    (
        "ru",
        "января февраля марта апреля мая июня июля августа сентября октября ноября декабря",
        "{d} {m} {y} г.",
    ),
    ("ja", "1 2 3 4 5 6 7 8 9 10 11 12", "{y}年{m}月{d}日"),
    ("zh", "1 2 3 4 5 6 7 8 9 10 11 12", "{y}年{m}月{d}日"),
];

#[cfg(test)]
mod tests {
    use super::written_out;

    #[test]
    fn each_language_has_its_own_order_and_others_the_iso_form() {
        let written = |language| written_out("2026-03-05", language).unwrap();
        assert_eq!(written("en"), "5 March 2026");
        assert_eq!(written("de-AT"), "5. März 2026");
        assert_eq!(written("es"), "5 de marzo de 2026");
        assert_eq!(written("ja"), "2026年3月5日");
        assert_eq!(written("xx"), "2026-03-05");
        assert_eq!(written_out("2026-12-31T23:00:00Z", "el").unwrap(), "31 Δεκεμβρίου 2026");
    }

    #[test]
    fn what_is_no_date_is_none() {
        for text in ["", "2026", "2026-13-01", "2026-02-30", "05.03.2026", "2026-03-05T", "２０２６-03-05"]
        {
            assert_eq!(written_out(text, "en"), None, "{text}");
        }
    }

    #[test]
    fn every_language_has_twelve_months() {
        for (language, months, pattern) in super::LANGUAGES {
            assert_eq!(months.split(' ').count(), 12, "{language}");
            assert!(["{d}", "{m}", "{y}"].iter().all(|part| pattern.contains(part)), "{language}");
        }
    }
}
