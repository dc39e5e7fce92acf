//! Places, and who lives there now or says so.

use polity_machine::modules::places::PlacesEvent;
use rusqlite::params;

use super::{Done, Projection};

impl Projection<'_> {
    pub(super) fn places(&self, event: &PlacesEvent) -> Done {
        match event {
            PlacesEvent::Arrived { person, place, .. } => self.run(
                "INSERT INTO residents (person, place, arrived) VALUES (?1, ?2, ?3) \
                 ON CONFLICT (person) DO UPDATE SET place = ?2, arrived = ?3, confirmed = NULL, \
                 by = NULL, votes = NULL, vouches = 0",
                params![person.to_string(), place, self.time],
            ),
            PlacesEvent::Attested { by, evidence, land, place } => self.run(
                "UPDATE places SET land = ?2, evidence = ?3, attested = ?4, attested_by = ?5 \
                 WHERE place = ?1 AND closed IS NULL",
                params![
                    place,
                    land,
                    evidence.map(|hash| hash.to_string()),
                    evidence.map(|_| self.time),
                    evidence.map(|_| by)
                ],
            ),
            PlacesEvent::Closed { place, residents, .. } => {
                self.run("DELETE FROM residents WHERE place = ?1", params![place])?;
                self.run(
                    "UPDATE places SET closed = ?2, residents = ?3 \
                     WHERE place = ?1 AND closed IS NULL",
                    params![place, self.time, residents],
                )
            }
            PlacesEvent::Confirmed { by, person, .. } => self.run(
                "UPDATE residents SET confirmed = ?2, by = ?3, vouches = 0 WHERE person = ?1",
                params![person.to_string(), self.time, by],
            ),
            PlacesEvent::Counted { person, .. } => self.run(
                "UPDATE residents SET votes = ?2 WHERE person = ?1",
                params![person.to_string(), self.time],
            ),
            PlacesEvent::Departed { person, .. } => {
                self.run("DELETE FROM residents WHERE person = ?1", params![person.to_string()])
            }
            PlacesEvent::Opened { by, country, evidence, kind, land, number, place, title } => {
                self.run(
                    "INSERT INTO places (number, place, title, kind, country, land, evidence, \
                     attested, attested_by, opened) \
                     VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)",
                    params![
                        number,
                        place,
                        title,
                        kind.as_str(),
                        country,
                        land,
                        evidence.map(|hash| hash.to_string()),
                        evidence.map(|_| self.time),
                        evidence.map(|_| by),
                        self.time
                    ],
                )?;
                self.index("place", place, title, "")
            }
            // That a residence lasts longer is read from the state.
            PlacesEvent::Renewed { .. } => Ok(()),
            PlacesEvent::Rested { person, .. } => self.run(
                "UPDATE residents SET votes = NULL WHERE person = ?1",
                params![person.to_string()],
            ),
            PlacesEvent::Vouched { person, .. } => self.run(
                "UPDATE residents SET vouches = vouches + 1 WHERE person = ?1",
                params![person.to_string()],
            ),
        }
    }
}
