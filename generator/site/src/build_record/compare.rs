//! Reports workshops, sessions and names of an earlier build that a build would lose.

use content::config::Removed;
use content::load::Sources;
use content::page_file;
use content::publication::Publications;
use diagnostics::{Diagnostic, Diagnostics, Message, Rejection, message, phrase};
use jiff::civil::{Date, Time};
use model::programme::{Session, Workshop};
use model::slug::Slug;
use resolve::{Alias, Content, TextKey};

use crate::input::Input;
use crate::site_content::SiteContent;

use super::{BuildRecord, RecordedSession, RecordedWorkshop};

/// A build to compare with an earlier one, and its content.
struct Comparison<'a> {
    earlier: &'a BuildRecord,
    content: &'a Content,
    sources: &'a Sources,
    removed: &'a [Removed],
    publications: &'a Publications,
}

/// Reports missing workshops, sessions and names if data about them may be stored on a day.
pub(crate) fn compare(
    earlier: Option<&BuildRecord>,
    input: &Input,
    site_content: &SiteContent,
    today: Date,
    diagnostics: &mut Diagnostics,
) {
    let Input { sources, publications, .. } = input;
    let (config, content) = (&input.main().config, &site_content.main().content);
    config.check_removed(sources, diagnostics);
    let now = config.time_zone.to_timestamp(today.to_datetime(Time::MIN));
    let (Some(earlier), Ok(now)) = (earlier, now) else { return };
    let all_are_read = sources.workshops.keys().all(|slug| content.programme.workshops.contains_key(slug));
    // The aliases of an unreadable workshop, which was reported, are unknown.
    if !all_are_read {
        return;
    }
    let removed: Vec<_> = config.removed.iter().map(|removed| removed.value.clone()).collect();
    let comparison = Comparison { earlier, content, sources, removed: &removed, publications };
    for (identifier, workshop) in earlier.workshops.iter().filter(|(_, workshop)| workshop.is_kept(now)) {
        comparison.workshop(identifier, workshop, diagnostics);
    }
}

impl Comparison<'_> {
    fn workshop(&self, identifier: &Slug, earlier: &RecordedWorkshop, diagnostics: &mut Diagnostics) {
        let names = self.earlier.names(identifier);
        if names.iter().any(|name| self.is_removed(name, None)) {
            return;
        }
        let name = names.last().unwrap_or(identifier);
        let present = self.owner(name).map_or(name, |workshop| &workshop.slug);
        if let Some(problem) = self.publications.hiding_again(present) {
            diagnostics.push(problem);
            return;
        }
        let Some(now) = self.owner(name) else {
            diagnostics.push(self.missing(name, &names, earlier));
            return;
        };
        let stored = self.content.identifier(&now.slug);
        if stored != identifier {
            diagnostics.push(self.stored_elsewhere(identifier, now, &names));
            return;
        }
        for lost in names.iter().filter(|other| self.owner(other).is_none_or(|it| it.slug != now.slug)) {
            let aliases = self.aliases(now, &names);
            let message = message! {
                LostAlias,
                en: "the former name `{lost}` no longer leads to this workshop",
                fr: "l’ancien nom `{lost}` ne mène plus à cet atelier"
            };
            let hint = phrase! {
                en: "addresses with it are in mails and bookmarks: write {aliases}",
                fr: "des courriels et des favoris contiennent son adresse : écrivez {aliases}"
            };
            diagnostics.push(self.at_aliases(&now.slug, message).with_hint(hint));
        }
        self.sessions(name, earlier, now, diagnostics);
    }

    /// Returns the workshop with this current or former name.
    fn owner(&self, name: &Slug) -> Option<&Workshop> {
        let has_name = |slug: &Slug| slug == name || self.content.former_names(slug).contains(name);
        self.content.programme.workshops.values().find(|workshop| has_name(&workshop.slug))
    }

    fn is_removed(&self, name: &Slug, session: Option<&Slug>) -> bool {
        self.removed.iter().any(|removed| removed.workshop == *name && removed.session.as_ref() == session)
    }

    fn missing(&self, name: &Slug, names: &[Slug], earlier: &RecordedWorkshop) -> Diagnostic {
        let message = message! {
            GoneWorkshop,
            en: "the workshop `{name}` is gone, but people may have registered for it",
            fr: "l’atelier `{name}` a disparu, alors que des personnes y sont peut-être inscrites"
        };
        let known = self.earlier.all_names();
        let is_new = |workshop: &&Workshop| !known.contains(&workshop.slug);
        let starts = |session: &Session| (session.announced.date, session.announced.start);
        let likeness = |workshop: &Workshop| {
            let same_title = workshop.title == earlier.title;
            let kept = earlier.sessions.iter().filter(|session| {
                workshop.sessions.iter().any(|other| starts(other) == (session.date, session.start))
            });
            usize::from(same_title) + kept.count()
        };
        let new = self.content.programme.workshops.values().filter(is_new);
        let likely = new.map(|workshop| (likeness(workshop), workshop)).max_by_key(|(likeness, _)| *likeness);
        let removal = phrase! {
            en: "once its registrations are dealt with, write `removed: [{name}]` in `content/site.yaml`",
            fr: "une fois ses inscriptions traitées, écrivez `removed: [{name}]` dans `content/site.yaml`"
        };
        match likely.filter(|(likeness, _)| *likeness > 0) {
            Some((_, now)) => {
                let (aliases, new) = (self.aliases(now, names), &now.slug);
                let hint = phrase! {
                    en: "if `{new}` is its new name, write {aliases} here; otherwise, {removal}",
                    fr: "si `{new}` est son nouveau nom, écrivez ici {aliases} ; sinon, {removal}";
                    removal
                };
                self.at_aliases(&now.slug, message).with_hint(hint)
            }
            None => {
                let aliases = list(names);
                let hint = phrase! {
                    en: "restore its folder, or write `aliases: {aliases}` in the `index.md` of its new one; {removal}",
                    fr: "rétablissez son dossier, ou écrivez `aliases: {aliases}` dans l’`index.md` du nouveau ; {removal}";
                    removal
                };
                Diagnostic::of_file(format!("content/{}", page_file::of_workshop(name)), message)
                    .with_hint(hint)
            }
        }
    }

    fn stored_elsewhere(&self, identifier: &Slug, now: &Workshop, names: &[Slug]) -> Diagnostic {
        let merged = self.earlier.workshops.keys().find(|other| {
            *other != identifier
                && self.earlier.names(other).iter().any(|it| self.content.identifier(&now.slug) == it)
        });
        if let Some(other) = merged {
            let message = message! {
                MergedWorkshops,
                en: "the workshops `{other}` and `{identifier}` cannot be merged",
                fr: "les ateliers `{other}` et `{identifier}` ne peuvent pas être réunis"
            };
            let hint = phrase! {
                en: "each has its own registrations and seats: keep both folders, or write `removed: [{other}]` in \
                     `content/site.yaml` and the former address in full, such as `/…/{other}/`",
                fr: "chacun a ses inscriptions et ses places : gardez les deux dossiers, ou écrivez `removed: [{other}]` dans \
                     `content/site.yaml` et l’ancienne adresse en entier, comme `/…/{other}/`"
            };
            return self.at_aliases(&now.slug, message).with_hint(hint);
        }
        let message = message! {
            StoredElsewhere,
            en: "the registrations of this workshop are stored under `{identifier}`",
            fr: "les inscriptions de cet atelier sont enregistrées sous `{identifier}`"
        };
        let aliases = self.aliases(now, names);
        let hint = match now.slug == *identifier {
            true => phrase! {
                en: "the first alias would replace that name: write the former address in full, such as \
                     `/ateliers/ancien/`",
                fr: "le premier des `aliases` remplacerait ce nom : écrivez l’ancienne adresse en entier, comme \
                     `/ateliers/ancien/`"
            },
            false => phrase! {
                en: "the first alias must be that name: write {aliases}",
                fr: "le premier des `aliases` doit être ce nom : écrivez {aliases}"
            },
        };
        self.at_aliases(&now.slug, message).with_hint(hint)
    }

    /// Returns the key `aliases` with which a workshop keeps these names and its other aliases.
    fn aliases(&self, now: &Workshop, names: &[Slug]) -> String {
        let mut all: Vec<Slug> = names.iter().filter(|name| **name != now.slug).cloned().collect();
        let others = self.content.former_names(&now.slug);
        all.extend(others.into_iter().filter(|name| !names.contains(name)));
        format!("`aliases: {}`", list(&all))
    }

    /// Creates a diagnostic about the aliases of a workshop.
    fn at_aliases(&self, slug: &Slug, message: Message) -> Diagnostic {
        let aliases = self.content.aliases.get(&TextKey::Workshop(slug.clone()));
        let first = aliases.and_then(|aliases| {
            let names = aliases.list.iter().filter(|alias| matches!(alias.value, Alias::Name(_)));
            Some((&aliases.file, names.map(|alias| alias.span.clone()).next()?))
        });
        match (first, self.sources.workshops.get(slug).and_then(|files| files.index.as_ref())) {
            (Some((file, span)), _) => Diagnostic::new(file, span, message),
            (None, Some(file)) => Diagnostic::new(file, 0..3, message),
            (None, None) => Diagnostic::of_file(Sources::workshop_path(slug, "index.md"), message),
        }
    }

    fn sessions(
        &self,
        name: &Slug,
        earlier: &RecordedWorkshop,
        now: &Workshop,
        diagnostics: &mut Diagnostics,
    ) {
        for session in &earlier.sessions {
            if self.is_removed(name, Some(&session.id)) || self.is_removed(&now.slug, Some(&session.id)) {
                continue;
            }
            let still = now.sessions.iter().any(|it| it.id == session.id);
            // A session first announced for that time is the same session, whatever its identifier.
            let same = now.sessions.iter().find(|it| is_same(session, it));
            let problem = match same {
                Some(same) if same.id == session.id => continue,
                Some(same) => renamed(session, same),
                None if still => continue,
                None => missing(session, name),
            };
            let file = self.sources.workshops.get(&now.slug).and_then(|files| files.sessions.as_ref());
            let Rejection { message, hint } = problem;
            let problem = match file {
                Some(file) => Diagnostic::new(file, 0..0, message),
                None => Diagnostic::of_file(Sources::workshop_path(&now.slug, "sessions.yaml"), message),
            };
            diagnostics.push(problem.with_hint(hint));
        }
    }
}

fn is_same(earlier: &RecordedSession, now: &Session) -> bool {
    now.was_first_announced_for(earlier.date, earlier.start)
        && (now.announced.date, now.announced.start) == (earlier.date, earlier.start)
}

fn renamed(earlier: &RecordedSession, now: &Session) -> Rejection {
    let (RecordedSession { id, date, .. }, new) = (earlier, &now.id);
    Rejection {
        message: message! {
            RenamedSession,
            en: "the session of {date} was `{id}` and would become `{new}`, under which people may have registered for another",
            fr: "la séance du `{date}` était `{id}` et deviendrait `{new}`, sous lequel des personnes sont peut-être inscrites à \
                 une autre"
        },
        hint: phrase! {
            en: "write `id: {id}` in it, and another `id` in any session that is new",
            fr: "écrivez-y `id: {id}`, et un autre `id` dans toute nouvelle séance"
        },
    }
}

fn missing(earlier: &RecordedSession, workshop: &Slug) -> Rejection {
    let RecordedSession { id, date, .. } = earlier;
    Rejection {
        message: message! {
            GoneSession,
            en: "the session `{id}` of {date} is gone, but people may have registered for it",
            fr: "la séance `{id}` du `{date}` a disparu, alors que des personnes y sont peut-être inscrites"
        },
        hint: phrase! {
            en: "restore it with `id: {id}` and, if it does not take place, `status: cancelled`, or `previously` if it was \
                 moved; if it has no registrations, write `removed: [{workshop}/{id}]` in `content/site.yaml`",
            fr: "rétablissez-la avec `id: {id}` et, si elle n’a pas lieu, `status: cancelled`, ou `previously` si elle est \
                 déplacée ; si elle n’a pas d’inscription, écrivez `removed: [{workshop}/{id}]` dans `content/site.yaml`"
        },
    }
}

fn list(names: &[Slug]) -> String {
    let names: Vec<_> = names.iter().map(Slug::as_str).collect();
    format!("[{}]", names.join(", "))
}
