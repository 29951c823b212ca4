//! The same of builds in one process, which keeps the record of the last one in memory, as the preview does.

use std::cell::{Cell, RefCell};

use site::{BuildError, BuildOptions, BuildReport, Followed};
use tests::site::SiteTest;

use super::edited::edit;
use super::{Edits, Outcome, build_cold, options, options_of};

#[test]
fn any_edits_have_the_effect_of_a_cold_build_in_one_process() {
    let (edits, cold) = (RefCell::new(Edits::new()), Cell::new(None));
    let (only_pages, goes_on) = (Cell::new(0), Cell::new(true));
    let next = || {
        let options = options_of(&edits.borrow().site);
        cold.set(Some(build_cold(&options)));
        goes_on.get().then_some(options)
    };
    let done = |followed: Followed| {
        let mut edits = edits.borrow_mut();
        only_pages.set(only_pages.get() + usize::from(followed.only_pages));
        let dist = edits.site.site.root().join("dist");
        let cold = cold.take().expect("the site was built before");
        let (followed, cold) = Outcome::of(followed.result, &dist).comparable(cold);
        goes_on.set(edits.check(&followed, &cold, edit));
    };
    site::follow(next, done);
    let edits = edits.into_inner();
    // Otherwise it is not proven for these.
    assert!(only_pages.get() * 10 > edits.builds, "{} of {}", only_pages.get(), edits.builds);
}

/// An edit while a site is followed, and whether only pages may differ afterwards.
struct Step<'a> {
    edit: &'a dyn Fn(&SiteTest),
    only_pages: bool,
}

/// An edit after which everything is built.
fn whole(edit: &dyn Fn(&SiteTest)) -> Step<'_> {
    Step { edit, only_pages: false }
}

/// An edit after which only pages are built.
fn pages(edit: &dyn Fn(&SiteTest)) -> Step<'_> {
    Step { edit, only_pages: true }
}

/// Follows a site while it is edited, and returns the result of each build.
fn follow(site: &SiteTest, steps: &[Step<'_>]) -> Vec<Result<BuildReport, BuildError>> {
    let (number, results) = (Cell::new(0), RefCell::new(Vec::new()));
    let next = || {
        (steps.get(number.get())?.edit)(site);
        Some(BuildOptions { drafts: true, ..options(site) })
    };
    let done = |Followed { result, only_pages }: Followed| {
        assert_eq!(only_pages, steps[number.get()].only_pages, "step {}", number.get());
        number.set(number.get() + 1);
        results.borrow_mut().push(result);
    };
    site::follow(next, done);
    results.into_inner()
}

const PAGE: &str = "
//- content/pages/contact.md
---
title: Contact
---
Écrivez-nous. Le [programme](../index.md).
";

#[test]
fn an_edit_of_a_text_takes_only_its_page() {
    let site = SiteTest::new(PAGE);
    let page = "content/pages/contact.md";
    let results = follow(
        &site,
        &[
            whole(&|_| ()),
            pages(&|_| ()),
            pages(&|site| site.edit(page, "Écrivez-nous", "Appelez-nous")),
            pages(&|site| site.edit(page, "Appelez-nous", "Venez")),
            // Lists and other pages may show the title.
            whole(&|site| site.edit(page, "title: Contact", "title: Adresses")),
            whole(&|site| site.edit(page, "Venez", "[Venez](#ici)")),
        ],
    );
    let reports: Vec<_> = results.into_iter().map(Result::ok).collect();
    let counted = |report: &BuildReport| (report.rendered, report.written, report.removed);
    let counts: Vec<_> = reports.iter().map(|report| report.as_ref().map(counted)).collect();
    assert_eq!(counts[1..4], [Some((0, 0, 0)), Some((1, 1, 0)), Some((1, 1, 0))]);
    assert_eq!(counts[5], None, "the link leads nowhere");
    let files = |index: usize| reports[index].as_ref().map(|report| report.written + report.unchanged);
    assert_eq!(files(0), files(3));
    let html = site.file("site/contact/index.html");
    assert!(html.contains("Venez") && html.contains("Adresses"), "{html}");
}

#[test]
fn a_hand_in_the_output_is_noticed() {
    let site = SiteTest::new(PAGE);
    let path = "dist/site/contact/index.html";
    let good = |site: &SiteTest| assert!(site.file("site/contact/index.html").contains("Écrivez-nous"));
    let results = follow(
        &site,
        &[
            whole(&|_| ()),
            whole(&|site| site.write(path, "else")),
            whole(&|site| {
                good(site);
                site.remove(path);
            }),
            whole(&|site| {
                good(site);
                site.write("dist/site/more.html", "more");
            }),
        ],
    );
    assert!(results.iter().all(Result::is_ok));
    assert!(!site.root().join("dist/site/more.html").exists());
    good(&site);
}
