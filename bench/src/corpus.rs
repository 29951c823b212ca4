//! The invented programme: the same for everyone, and for every generator. What a workshop holds is random, but derived
//! from its number alone; its days depend on how many there are, because they always spread over the same years.

mod words;

use jiff::ToSpan as _;
use jiff::civil::{Date, date};

use self::words::{Venue, Words, any};

/// The day as of which sites are built.
pub(crate) const TODAY: Date = date(2027, 1, 15);

/// The days between which the first sessions of workshops lie.
const FIRST: Date = date(2007, 1, 8);
const LAST: Date = date(2027, 6, 30);

/// A programme.
pub(crate) struct Corpus {
    /// The names of the topics.
    pub(crate) topics: Vec<String>,
    /// The places.
    pub(crate) venues: Vec<Venue>,
    /// The speakers.
    pub(crate) speakers: Vec<Speaker>,
    /// The workshops in the order of time.
    pub(crate) workshops: Vec<Workshop>,
}

/// Someone who speaks at sessions.
pub(crate) struct Speaker {
    /// The name in addresses.
    pub(crate) slug: String,
    /// The full name.
    pub(crate) name: String,
}

/// A workshop.
pub(crate) struct Workshop {
    /// The name in addresses.
    pub(crate) slug: String,
    /// The title.
    pub(crate) title: String,
    /// One sentence.
    pub(crate) summary: String,
    /// Two topics, as positions in [`Corpus::topics`].
    pub(crate) topics: [usize; 2],
    /// The sessions in the order of time.
    pub(crate) sessions: [Session; 2],
    /// The description in Markdown.
    pub(crate) text: String,
}

/// A session of a workshop.
pub(crate) struct Session {
    /// The title.
    pub(crate) title: String,
    /// The day.
    pub(crate) date: Date,
    /// When it starts.
    pub(crate) start: &'static str,
    /// When it ends.
    pub(crate) end: &'static str,
    /// The place, as a position in [`Corpus::venues`].
    pub(crate) venue: usize,
    /// The speaker, as a position in [`Corpus::speakers`].
    pub(crate) speaker: usize,
    /// The description in Markdown.
    pub(crate) text: String,
}

impl Corpus {
    /// Invents a programme with this many workshops.
    ///
    /// # Errors
    ///
    /// Returns an error if the file of words is damaged.
    pub(crate) fn new(count: usize) -> anyhow::Result<Corpus> {
        let words = Words::read()?;
        let workshops = (0..count).map(|number| workshop(&words, number, count)).collect();
        let speakers = words.given_names.iter().flat_map(|given| {
            words.family_names.iter().map(move |family| Speaker {
                slug: format!("{given}-{family}").to_lowercase(),
                name: format!("{given} {family}"),
            })
        });
        Ok(Corpus { speakers: speakers.collect(), workshops, topics: words.topics, venues: words.venues })
    }

    /// Returns the workshop that is edited: one in the middle.
    pub(crate) fn edited(&self) -> &Workshop {
        &self.workshops[self.workshops.len() / 2]
    }
}

impl Workshop {
    /// Returns whether its last session is over.
    pub(crate) fn is_past(&self) -> bool {
        self.sessions[1].date < TODAY
    }

    /// Returns the day of its first session.
    pub(crate) fn begins(&self) -> Date {
        self.sessions[0].date
    }
}

fn workshop(words: &Words, number: usize, count: usize) -> Workshop {
    let mut random = fastrand::Rng::with_seed(number as u64);
    let days = (LAST - FIRST).get_days() as usize * number / count;
    let first = FIRST.saturating_add(i32::try_from(days).unwrap_or_default().days());
    let topic = random.usize(..words.topics.len());
    Workshop {
        slug: format!("atelier-{number:05}"),
        title: any(&words.titles, &mut random),
        summary: any(&words.sentences, &mut random),
        topics: [topic, (topic + 1 + random.usize(..words.topics.len() - 1)) % words.topics.len()],
        sessions: [
            session(words, 2 * number, first, &mut random),
            session(words, 2 * number + 1, first.saturating_add(14.days()), &mut random),
        ],
        text: words.text(&mut random),
    }
}

fn session(words: &Words, number: usize, date: Date, random: &mut fastrand::Rng) -> Session {
    let [start, end] = if random.bool() { ["09:30", "16:30"] } else { ["14:00", "17:15"] };
    Session {
        title: any(&words.sessions, random),
        date,
        start,
        end,
        venue: random.usize(..words.venues.len()),
        speaker: number % (words.given_names.len() * words.family_names.len()),
        text: words.short_text(random),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_programme_is_the_same_each_time() {
        let texts = |corpus: &Corpus| corpus.workshops.iter().map(|it| it.text.clone()).collect::<Vec<_>>();
        let (few, many) = (Corpus::new(4).unwrap(), Corpus::new(40).unwrap());
        assert_eq!(texts(&few), texts(&many)[..4]);
        assert_ne!(many.workshops[0].text, many.workshops[1].text);
    }

    #[test]
    fn some_workshops_are_past_and_some_are_not() {
        let corpus = Corpus::new(60).unwrap();
        let past = corpus.workshops.iter().filter(|workshop| workshop.is_past()).count();
        assert!((50..60).contains(&past), "{past}");
        assert!(corpus.workshops.iter().all(|workshop| workshop.topics[0] != workshop.topics[1]));
    }
}
