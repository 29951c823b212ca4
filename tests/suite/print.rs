//! Printed pages, in a real browser. Ignored on machines without Chromium.

use tests::browser::{Scripts, Visit};
use tests::project::SiteCopy;

#[tokio::test(flavor = "multi_thread")]
#[cfg_attr(not(chromium), ignore = "needs Chromium")]
async fn a_workshop_fits_on_one_sheet() {
    let visit = Visit::start(SiteCopy::new(), Scripts::Off).await;
    let browser = &visit.browser;
    for workshop in ["proximite", "exemple-renovation-energetique"] {
        browser.open(&format!("/ateliers/{workshop}/")).await;
        assert_eq!(browser.sheets().await, 1, "{workshop}");
    }
    // Content longer than a sheet is not cut off.
    browser.open("/confidentialite/").await;
    assert!(browser.sheets().await > 1);
    visit.stop().await;
}
