//! What people of the demonstration are called: first names and pseudonyms as a society of many places has
//! them. A few keep their number.

use polity_machine::modules::names::NamesAction;

use super::past::Past;
use crate::failure::Failure;

/// The founder, as the charter calls her.
const FOUNDER: &str = "Nora";
/// Every so many, somebody takes no name.
const UNNAMED: usize = 13;

/// Those who come after the founder, in that order.
#[rustfmt::skip]
const NAMES: [&str; 312] = [
    "Mateo", "Anneke", "Tomasz", "Leila", "Ibrahim", "Sunniva", "Kwame", "Yuki", "Rosalind", "Dario",
    "Amara", "Henrik", "Chiara", "Babak", "Saoirse", "Nikhil", "Odile", "Þórunn", "Esteban", "Farida",
    "Juno", "Wanjiru", "Piotr", "Ayelet", "Björn", "Camille", "Tariq", "Hanae", "Ngozi", "Laszlo",
    "Ivana", "Paloma", "Quiet Harbour", "Rashid", "Signe", "Thandi", "Umberto", "Vesna", "Wei Ling",
    "Ximena", "Yasmin", "Zoltan", "Aroha", "Bogdan", "Ceren", "Dagny", "Emeka", "Fiadh", "Gaspard",
    "Hinemoa", "Ismail", "Jadwiga", "Kofi", "Lucía", "Malik", "Nadia", "Okan", "Priya", "Rowan",
    "Salome", "Tuuli", "Ulrike", "Viktor", "Wren", "Xavier", "Ylva", "Zainab", "Anselm", "Birgit",
    "Cosima", "Demba", "Elif", "Florin", "Greta", "Hamid", "Ines", "Jorunn", "Kamala", "Lorenzo",
    "Maren", "نسرین", "Oisín", "Petra", "Raúl", "Sefa", "Tove", "Ursula", "Valentin", "Winona",
    "Юлія", "Yaw", "Zdenka", "Ada Lovelock", "Benedikt", "Clémence", "Devika", "Eirlys", "Fatou",
    "Gonzalo", "Hedda", "Ilse", "Javier", "Katinka", "Lamine", "Mirela", "Nuru", "Olamide", "Pekka",
    "Rania", "Sólveig", "Timur", "Una", "Veronika", "Walid", "Yesenia", "Žofia", "Arjun", "Beatriz",
    "Casimir", "Dilnoza", "Erasmus", "Freya", "Giulia", "Haruto", "Ioana", "Jamal", "Kerstin",
    "Léopold", "Makena", "Nils", "Oriol", "Philippa", "Rekha", "Stellan", "Tiago", "Ute", "Vusi",
    "Wilhelmina", "Xochitl", "Yonas", "Zehra", "Alba", "Bashir", "Catrin", "Dmitri", "Eun-ji",
    "Francesca", "Goran", "Hye-won", "Isidora", "Jules", "Khadija", "Ludmila", "Marisol", "Naveen",
    "Oda", "Paweł", "Ramona", "Sibusiso", "Tamsin", "Ugo", "Vilde", "Wojciech", "Yara", "Zubair",
    "Agnieszka", "Brisa", "Cheikh", "Delphine", "Endre", "Fernanda", "Guillermo", "Hildur", "Imani",
    "Jarek", "Kalina", "Lotte", "Mehmet", "Nova", "Orla", "Pilar", "Ruaridh", "Sanjay", "Teodora",
    "Ulises", "Violeta", "Wambui", "美咲", "Yevgeni", "Zuzana", "Alasdair", "Blanka", "Chidi",
    "Dorothea", "Emre", "Filippa", "Gudrun", "Hugo", "Irena", "Joaquín", "Kristof", "Lwazi", "Matilda",
    "Nasrin", "Oskar", "Perpetua", "Rosa", "Siddharth", "Tekla", "Ugnė", "Vanja", "Wassim", "Ylli",
    "Zahra", "Amadou", "Brigid", "Cornelis", "Danuta", "Eskil", "Fikret", "Gwendolen", "Hassan",
    "Ingeborg", "Jasna", "Kenji", "Liv", "Mbali", "Noor", "Old Kettle", "Pascale", "Roksana", "Sándor",
    "Tereza", "Uxía", "Vincenzo", "Wiebke", "Yusuf", "Zora", "Astrid", "Bruna", "Cyprian", "Duygu",
    "Elspeth", "Farhad", "Gisela", "Halima", "Ilkka", "Jelena", "Kamil", "Lidia", "Moss", "Nkechi",
    "Ottavia", "Pranav", "Rémi", "Saga", "Tor", "Umm Hani", "Vera", "Wafa", "Yannick", "Zeynep",
    "Albrecht", "Bahar", "Claudia", "Dusan", "Edith", "Folke", "Gabriela", "Hoda", "Idris", "Jytte",
    "Karima", "Lars", "Mónica", "Νεφέλη", "Ondřej", "Paper Crane", "Rafaela", "Sunita", "Thijs",
    "Ulla", "Veli", "Wanda", "Yohannes", "Zsófia", "Abena", "Baldur", "Cecilie", "Dinara", "Eoin",
    "Faisal", "Grażyna", "Hiroshi", "Ilinca", "Jovana", "Kirsi", "Leandro", "Mirembe", "Nikolai",
    "Osvaldo", "Pernille", "Rustam", "Sahar", "Torvald", "Ulyana", "Vidar", "Winifred", "Ye-jin",
    "Zacharie", "Aurelio", "Half Moon",
];

/// Returns what somebody is called, in the order in which they come, if they take a name.
pub(super) fn of(number: usize) -> Option<&'static str> {
    match number.checked_sub(1) {
        None => Some(FOUNDER),
        Some(_) if number.is_multiple_of(UNNAMED) => None,
        Some(place) => NAMES.get(place).copied(),
    }
}

impl Past {
    /// Has somebody take the name that is theirs.
    pub(super) fn name(&mut self, number: usize) -> Result<(), Failure> {
        let Some(name) = of(number).filter(|_| self.members.contains(&number)) else {
            return Ok(());
        };
        let actor = self.who(number);
        self.act(&actor, NamesAction::Take { name: name.to_owned() })
    }
}

#[cfg(test)]
mod tests {
    use polity_machine::modules::names::query;

    use super::super::plan::PEOPLE;
    use super::*;

    #[test]
    fn everybody_has_a_name_that_is_theirs_alone() {
        let all: Vec<&str> = (0..=PEOPLE).filter_map(of).collect();
        assert!(all.len() > PEOPLE * 9 / 10 && all.len() < PEOPLE);
        for (place, name) in all.iter().enumerate() {
            assert!(query::is_name(name), "{name}");
            let alike = all.iter().take(place).find(|other| query::are_alike(name, other));
            assert_eq!(alike, None, "{name}");
        }
    }
}
