//! The options of the command line.

use std::path::PathBuf;

use clap::Parser;
use jiff::civil::Date;
use site::ToolLanguage;

/// Shows the site while you edit it: builds it, rebuilds it after every change, and stores registrations in a file on
/// this machine.
#[derive(Parser)]
#[command(name = "preview", version = version::VERSION)]
pub struct Arguments {
    /// Language of problems, warnings and messages [default: that of `LC_ALL`, `LC_MESSAGES` or `LANG`, or English]
    #[arg(long, value_name = "LANGUAGE", value_parser = usage::languages())]
    pub lang: Option<ToolLanguage>,

    /// The folder that contains `content/`, and `themes/` if the site has its own [default: the nearest one, from the current folder upwards]
    #[arg(long, value_name = "DIR")]
    pub root: Option<PathBuf>,

    /// The port to listen on; 0 chooses any free port [default: 4000, or any free port if it is taken]
    #[arg(long, value_name = "PORT")]
    pub port: Option<u16>,

    /// Show everything as of this day, such as 2022-11-15
    #[arg(long, value_name = "DATE")]
    pub today: Option<Date>,

    /// Do not open the page whose file is saved; only reload open pages
    #[arg(long)]
    pub no_follow: bool,

    /// The database file [default: .preview/registrations.sqlite in the root folder]
    #[arg(long, value_name = "FILE")]
    pub database: Option<PathBuf>,
}
