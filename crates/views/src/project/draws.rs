//! Draws by lot: which numbers were drawn, who was asked, and what they answered. The state forgets it when a draw is
//! over.

use polity_machine::modules::panels::PanelsEvent;
use rusqlite::params;

use super::{Done, Projection};

impl Projection<'_> {
    pub(super) fn panels(&self, event: &PanelsEvent) -> Done {
        match event {
            PanelsEvent::DrawBegan { sitting, .. } => self
                .run("INSERT INTO draws (number, numbers) VALUES (?1, '[]')", params![sitting]),
            PanelsEvent::Drawn { numbers, sitting } => {
                let numbers: Vec<String> = numbers.iter().map(u64::to_string).collect();
                let numbers = format!("[{}]", numbers.join(","));
                self.run("UPDATE draws SET numbers = ?2 WHERE number = ?1", params![sitting, numbers])
            }
            PanelsEvent::Offered { number, person, sitting, .. } => self.run(
                "INSERT INTO asked (draw, place, number, person, status, time) VALUES \
                 (?1, (SELECT count(*) FROM asked WHERE draw = ?1), ?2, ?3, 'offered', ?4)",
                params![sitting, number, person.map(|person| person.to_string()), self.time],
            ),
            PanelsEvent::Accepted { person, sitting } => self.run(
                "UPDATE asked SET status = 'accepted', answered = ?3 WHERE draw = ?1 AND person = ?2",
                params![sitting, person.to_string(), self.time],
            ),
            PanelsEvent::Claimed { number, person, sitting } => self.run(
                "UPDATE asked SET status = 'accepted', person = ?3, answered = ?4 \
                 WHERE draw = ?1 AND number = ?2",
                params![sitting, number, person.to_string(), self.time],
            ),
            // Whoever had taken the seat gave it up.
            PanelsEvent::Declined { person, sitting } => self.run(
                "UPDATE asked SET answered = ?3, \
                 status = CASE status WHEN 'accepted' THEN 'left' ELSE 'declined' END \
                 WHERE draw = ?1 AND person = ?2",
                params![sitting, person.to_string(), self.time],
            ),
            PanelsEvent::Lapsed { number, sitting, .. } => self.run(
                "UPDATE asked SET status = 'lapsed' WHERE draw = ?1 AND number = ?2",
                params![sitting, number],
            ),
            PanelsEvent::Ended { sitting } => self.run(
                "UPDATE draws SET ended = ?2 WHERE number = ?1",
                params![sitting, self.time],
            ),
            // Chance is read from the state, where it is proven.
            PanelsEvent::Committed { .. }
            | PanelsEvent::Failed { .. }
            | PanelsEvent::ListPublished { .. }
            | PanelsEvent::Revealed { .. }
            | PanelsEvent::Seeded { .. }
            | PanelsEvent::Withheld { .. } => Ok(()),
        }
    }
}

#[cfg(test)]
mod tests {
    use polity_machine::frame::state::MemoryRecords;
    use polity_machine::modules::panels::PanelsEvent;
    use polity_machine::testing::Actor;
    use polity_types::{PersonId, Timestamp};
    use rusqlite::Connection;

    use super::Projection;
    use crate::schema::TABLES;

    fn offered(number: u64, person: Option<PersonId>) -> PanelsEvent {
        PanelsEvent::Offered { number, person, sitting: 2, until: Timestamp(90) }
    }

    #[test]
    fn each_who_was_asked_has_the_last_that_became_of_them() {
        let mut connection = Connection::open_in_memory().unwrap();
        connection.execute_batch(TABLES).unwrap();
        let person = |name: &str| Actor::named(name).person;
        let [ana, ben, cleo, dan, eve] = ["ana", "ben", "cleo", "dan", "eve"].map(person);
        let sitting = 2;
        let tables = connection.transaction().unwrap();
        tables.execute("INSERT INTO draws (number, numbers) VALUES (2, '[]')", []).unwrap();
        let events = [
            PanelsEvent::Drawn { numbers: vec![7, 3, 9, 4, 1], sitting },
            offered(7, Some(ana)),
            offered(3, Some(ben)),
            PanelsEvent::Accepted { person: ana, sitting },
            PanelsEvent::Declined { person: ben, sitting },
            offered(9, Some(cleo)),
            PanelsEvent::Lapsed { number: 9, person: Some(cleo), sitting },
            PanelsEvent::Declined { person: ana, sitting },
            // Another draw's answers change nothing here.
            PanelsEvent::Accepted { person: ben, sitting: 3 },
            offered(4, None),
            PanelsEvent::Claimed { number: 4, person: dan, sitting },
            offered(1, Some(eve)),
            PanelsEvent::Ended { sitting },
        ];
        for (time, event) in (10..).zip(&events) {
            let records = &MemoryRecords::default();
            let of = Projection { entry: None, height: 1, records, time, tables: &tables };
            of.panels(event).unwrap();
        }
        let sql =
            "SELECT number, person, status, answered FROM asked WHERE draw = 2 ORDER BY place";
        let mut read = tables.prepare(sql).unwrap();
        let row =
            |row: &rusqlite::Row<'_>| -> rusqlite::Result<(u64, String, String, Option<u64>)> {
                Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?))
            };
        let told: Vec<_> = read.query_map([], row).unwrap().map(Result::unwrap).collect();
        let asked = |number, person: PersonId, status: &str, answered| {
            (number, person.to_string(), status.to_owned(), answered)
        };
        let wanted = [
            asked(7, ana, "left", Some(17)),
            asked(3, ben, "declined", Some(14)),
            asked(9, cleo, "lapsed", None),
            asked(4, dan, "accepted", Some(20)),
            asked(1, eve, "offered", None),
        ];
        assert_eq!(told, wanted);
        let drawn: (String, u64) = tables
            .query_row("SELECT numbers, ended FROM draws WHERE number = 2", [], |row| {
                Ok((row.get(0)?, row.get(1)?))
            })
            .unwrap();
        assert_eq!(drawn, ("[7,3,9,4,1]".to_owned(), 22));
    }
}
