//! The program: runs the command, prints what it found and sets the exit status. Only `requests` uses the network.

mod diff;
mod init;
mod new;
mod progress;
mod report;
mod requests;
mod schemas;

use std::path::Path;
use std::process::ExitCode;
use std::time::{Duration, Instant};

use diagnostics::{Code, Diagnostics, Failure, Phrase, ToolLanguage, phrase, suggestion};
use generator::{Arguments, BuildArgs, Command, DiffFormat, SiteArgs};
use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use site::{Against, BuildError, BuildOptions, BuildReport, day_of_site};

use self::diff::{Diff, Written};
use self::init::Init;
use self::progress::Progress;
use self::report::{Report, Summary, note};
use self::requests::Answers;

#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    let Arguments { lang, command } = usage::parse(usage::language("--lang"));
    let language = lang.unwrap_or_else(usage::language_of_environment);
    match command {
        Command::Build(arguments) => build(arguments, language),
        Command::Check { site, against, deny_warnings, report, external, timeout } => {
            let against = against.map_or(Against::Nothing, Against::File);
            let external = external.then(|| Duration::from_secs(timeout));
            let checked = check(&site, &against, deny_warnings, external);
            Report { format: report.format, language, writes: false }.print(checked)
        }
        Command::New { new } => {
            let language = language_of(&new.root, lang);
            let created = new::run(&new, language).map(Phrase::same);
            Report::for_people(language).print(created.map(Summary::of).map_err(BuildError::Other))
        }
        Command::Schema { root, out } => {
            let written = schemas::write(&root, out.as_deref(), lang);
            Report::for_people(language).print(written.map(Summary::of).map_err(BuildError::Other))
        }
        Command::Init { folder, ci, today } => {
            let today = today.unwrap_or_else(|| TimeZone::UTC.to_datetime(Timestamp::now()).date());
            let language = lang.unwrap_or(ToolLanguage::French);
            let init = Init { folder: &folder, language, automation: ci, today };
            let created = init::init(&init);
            Report::for_people(language).print(created.map(Summary::of).map_err(BuildError::Other))
        }
        Command::Diff { base, site, format } => {
            let report = Report::for_people(language);
            report.print(diff(base.as_deref(), &site, lang, format, report))
        }
        Command::ProcessingRecord { site } => {
            let language = language_of(&site.root, lang);
            let record = site::processing_record(&site.root, today(&site), language);
            Report::for_people(language).print(record.map(Phrase::same).map(Summary::of))
        }
        Command::Explain { code } => Report::for_people(language).print(explain(&code, language)),
    }
}

/// Returns the language of what a command writes about a site: the given one, or that of the site, or without such a site,
/// that of the environment.
fn language_of(root: &Path, given: Option<ToolLanguage>) -> ToolLanguage {
    let of_site = || ToolLanguage::of_locale(&site::language_of_site(root));
    given.or_else(of_site).unwrap_or_else(usage::language_of_environment)
}

/// Builds the site and prints the result.
fn build(arguments: BuildArgs, language: ToolLanguage) -> ExitCode {
    let BuildArgs { site, dist, against, no_against, drafts, no_cache, deny_warnings, report, timings } =
        arguments;
    let previous = if no_against { Against::Nothing } else { Against::Previous };
    let progress = Progress::start();
    let options = BuildOptions {
        today: today(&site),
        dist: dist.unwrap_or_else(|| site.root.join("dist")),
        root: site.root,
        against: against.map_or(previous, Against::File),
        drafts,
        // With `--today`, everything published at any time of that day is shown.
        now: site.today.is_none().then(Timestamp::now),
        anew: no_cache,
        deny_warnings,
    };
    let built = built(&options);
    let stages = progress.finish();
    let status = Report { format: report.format, language, writes: true }.print(built);
    if timings {
        stages.iter().for_each(|stage| note(&stage.to_string()));
    }
    status
}

/// Builds the site.
fn built(options: &BuildOptions) -> Result<Summary, BuildError> {
    let began = Instant::now();
    let BuildReport { pages, written, removed, unchanged, warnings, .. } = site::build(options)?;
    let folder = options.dist.join("site");
    let (folder, seconds) = (folder.display(), began.elapsed().as_secs_f64());
    let (seconds, end) = (format!("{seconds:.1}"), end(&warnings));
    let with_comma = seconds.replace('.', ",");
    let pages = counted(pages);
    let line = phrase! {
        en: "{pages} in {folder}: {written} files written, {unchanged} unchanged, {removed} removed, in {seconds} s{end}",
        fr: "{pages} dans {folder} ; fichiers écrits : {written}, inchangés : {unchanged}, supprimés : {removed}, en \
             {with_comma} s{end}";
        pages, end
    };
    Ok(Summary { lines: vec![line], warnings })
}

/// Checks the site and, if `external` gives a timeout, its external links.
fn check(
    site: &SiteArgs,
    against: &Against,
    deny_warnings: bool,
    external: Option<Duration>,
) -> Result<Summary, BuildError> {
    let report = site::check_against(&site.root, today(site), against)?;
    let (pages, end) = (counted(report.pages), end(&report.warnings));
    let mut lines = vec![phrase! {
        en: "{pages}, no problems{end}",
        fr: "{pages}, aucun problème{end}";
        pages, end
    }];
    lines.extend(report.untranslated_questions);
    let mut problems = Diagnostics::default();
    if let Some(timeout) = external {
        let Answers { asked, broken, unclear } =
            requests::ask(&report.external_links, &report.base_url, timeout)?;
        problems.append(broken);
        lines.push(phrase! {
            en: "{asked} external addresses requested",
            fr: "{asked} adresses d’autres sites interrogées"
        });
        lines.extend(unclear);
    }
    if !problems.is_empty() || deny_warnings {
        problems.append(report.warnings.clone());
    }
    match problems.is_empty() {
        true => Ok(Summary { lines, warnings: report.warnings }),
        false => Err(BuildError::Content(problems.sorted())),
    }
}

/// Compares the site with an earlier state and returns the report.
fn diff(
    base: Option<&str>,
    site: &SiteArgs,
    language: Option<ToolLanguage>,
    format: DiffFormat,
    report: Report,
) -> Result<Summary, BuildError> {
    // With `--today`, everything published at any time of that day is compared.
    let now = site.today.is_none().then(Timestamp::now);
    let diff = Diff { base, root: &site.root, today: today(site), now, language, format };
    let Written { differences, note: about_earlier } = diff::diff(&diff)?;
    if let Some(line) = about_earlier {
        note(line.text(report.language));
    }
    Ok(Summary::of(Phrase::same(differences)))
}

/// Returns the page about a code.
fn explain(typed: &str, language: ToolLanguage) -> Result<Summary, BuildError> {
    if let Some(code) = Code::parse(typed) {
        let page = code.explanation(language);
        return Ok(Summary { lines: vec![Phrase::same(page.trim_end())], ..Summary::default() });
    }
    let hint = Code::nearest(typed).map(|code| suggestion::did_you_mean(code.id()));
    let hint = hint.unwrap_or_else(|| {
        phrase! {
            en: "the code is at the end of a message, in brackets",
            fr: "le code est à la fin d’un message, entre crochets"
        }
    });
    let unknown = phrase! {
        en: "there is no code `{typed}`; {hint}",
        fr: "il n’y a pas de code `{typed}` ; {hint}";
        hint
    };
    Err(BuildError::Other(Failure::new(unknown)))
}

/// Returns a number of pages in words.
fn counted(pages: usize) -> Phrase {
    match pages {
        // French has the singular for zero, too.
        0 => phrase! { en: "0 pages", fr: "0 page" },
        1 => phrase! { en: "1 page", fr: "1 page" },
        _ => phrase! { en: "{pages} pages", fr: "{pages} pages" },
    }
}

/// Returns the end of a summary, such as ", 2 warnings"; empty without warnings.
fn end(warnings: &Diagnostics) -> Phrase {
    if warnings.is_empty() {
        return Phrase::default();
    }
    let count = warnings.count();
    phrase! { en: ", {count}", fr: ", {count}"; count }
}

/// Returns the day as of which the site is built.
fn today(site: &SiteArgs) -> Date {
    site.today.unwrap_or_else(|| day_of_site(&site.root, Timestamp::now()))
}
