mod filters;

use super::super::tests::rendered;

/// Returns, for each problem, its message, the part of the text that it marks, and its hint.
fn found(text: &str) -> Vec<(String, String, String)> {
    let problems = rendered(text).problems;
    let found = problems.into_iter();
    found
        .map(|found| {
            (
                text[found.range].to_owned(),
                found.message.phrase.english().to_owned(),
                found.hint.english().to_owned(),
            )
        })
        .collect()
}

/// Asserts that each text has one problem, with the given part and hint.
fn assert_reported(cases: &[(&str, &str, &str)]) {
    for (text, part, hint) in cases {
        let found = found(text);
        let [(found_part, message, found_hint)] = found.as_slice() else { panic!("{text}: {found:?}") };
        assert_eq!(found_part, part, "{text}: {message}");
        assert!(found_hint.contains(hint), "{text}: {message}: {found_hint}");
    }
}

const LINES: &[(&str, &str, &str)] = &[
    ("##Programme", "##Programme", "`## Programme`"),
    ("Texte\n\n#Nos prochaines dates\n", "#Nos prochaines dates", "`# Nos prochaines dates`"),
    ("Texte\n\n###Été", "###Été", "`### Été`"),
    ("##\u{a0}Programme", "\u{a0}", "type an ordinary space instead: `## Programme`"),
    ("#\u{202f}Programme", "\u{202f}", "`# Programme`"),
    ("#&nbsp;Programme", "&nbsp;", "`# Programme`"),
    ("##\u{200b} Programme", "\u{200b}", "delete it: `## Programme`"),
    ("\u{feff}## Programme", "\u{feff}##", "delete it: `## Programme`"),
    ("####### Sept", "####### Sept", "at most six `#`"),
    ("-premier", "-premier", "`- premier`"),
    ("Texte :\n-**premier** point", "-**premier** point", "`- **premier** point`"),
    ("> -premier", "-premier", "`- premier`"),
    ("- un\n\n  -deux", "-deux", "`- deux`"),
    ("-\u{a0}premier", "\u{a0}", "`- premier`"),
    ("*\u{a0}premier", "\u{a0}", "`* premier`"),
    ("\u{a0}- premier", "\u{a0}-", "`- premier`"),
    ("1.Premier", "1.Premier", "`1. Premier`, or `1\\.`"),
    ("2)\u{a0}deux", "\u{a0}", "`2) deux`"),
    ("*un\n*deux", "*un", "`- un`"),
    ("Texte :\n• un\n• deux", "• un", "`- un`"),
    ("– un\n– deux", "– un", "`- un`"),
    ("- [ ] faire", "[ ]", "`\\[ ]`"),
    ("[!NOTE] Texte", "[!NOTE] Texte", "`> [!NOTE]`"),
    ("=====", "=====", "`---`"),
];

#[test]
fn headings_and_lists_without_an_ordinary_space() {
    assert_reported(LINES);
}

#[test]
fn every_odd_character_before_the_mark_of_a_line_is_reported() {
    let odd: Vec<_> = ('\0'..=char::MAX).filter(|c| super::is_odd_space(*c)).collect();
    assert!(odd.contains(&'\u{3164}') && odd.contains(&'\u{a0}') && odd.contains(&'\u{200b}'));
    for character in odd {
        for mark in ["- a", "## a", "1. a"] {
            let found = found(&format!("{character}{mark}"));
            let [(_, message, _)] = found.as_slice() else { panic!("{character:?}{mark}: {found:?}") };
            assert!(message.contains("before `"), "{character:?}{mark}: {message}");
        }
    }
}

const LINKS: &[(&str, &str, &str)] = &[
    ("[le site] (https://club.fr)", "[le site] (https://club.fr)", "`[le site](https://club.fr)`"),
    ("[le site]\n(www.club.fr)", "[le site]\n(www.club.fr)", "`[le site](https://www.club.fr)`"),
    ("![Plan] (plan.jpg)", "![Plan] (plan.jpg)", "`![Plan](plan.jpg)`"),
    ("(le site)[https://club.fr]", "(le site)[https://club.fr]", "`[le site](https://club.fr)`"),
    ("(le *site*)[../pages/a.md]", "(le *site*)[../pages/a.md]", "`[le *site*](../pages/a.md)`"),
    ("[plan](plan acces.pdf)", "[plan](plan acces.pdf)", "`[plan](<plan acces.pdf>)`"),
    ("![a](photo 1.jpg)", "![a](photo 1.jpg)", "`![a](<photo 1.jpg>)`"),
    ("[a](tel:01 23 45)", "[a](tel:01 23 45)", "`[a](tel:012345)`"),
    ("[a](https://a.fr/b c)", "[a](https://a.fr/b c)", "`[a](https://a.fr/b%20c)`"),
    ("[a](plan.pdf “Plan”)", "[a](plan.pdf “Plan”)", "`[a](plan.pdf \"Plan\")`"),
    ("[a](plan.pdf", "[a](", "`[a](address)`"),
    ("a](plan.pdf)", "](plan.pdf)", "`[text](plan.pdf)`"),
    ("[le site][]", "[le site][]", "`[le site](address)`"),
    ("<www.club.fr>", "<www.club.fr>", "`<https://www.club.fr>`"),
    ("<!– note –>", "<!– note –>", "`<!-- comment -->`"),
    ("| a |\n|---|\n| [b] (c.pdf) |", "[b] (c.pdf)", "`[b](c.pdf)`"),
];

#[test]
fn failed_links() {
    assert_reported(LINKS);
}

const EMPHASIS: &[(&str, &str, &str)] = &[
    ("Un **mot **gras", "**mot **", "`**mot**`"),
    ("Un ** mot** gras", "** mot**", "`**mot**`"),
    ("Un **mot gras", "**", "at both ends"),
    ("**(important)**suite", "**(important)**", "`**(important)**`"),
    ("*l’*atelier", "*l’*", "`*l’*`"),
    ("un *mot *penché", "*mot *", "`*mot*`"),
    ("_l’_atelier", "_l’_", "`_l’_`"),
    ("un __mot __gras", "__mot __", "`__mot__`"),
    ("~~annulé ~~le", "~~annulé ~~", "`~~annulé~~`"),
    ("**\u{a0}mot**", "**\u{a0}mot**", "`**mot**`"),
    ("gras** suite", "**", "at both ends"),
    ("Un `mot", "`", "backticks"),
];

#[test]
fn failed_emphasis() {
    assert_reported(EMPHASIS);
}

const TABLES: &[(&str, &str, &str)] = &[
    ("| Jour | Heure |\n| Lundi | 9 h |", "| Jour | Heure |", "`|---|---|` below its head"),
    ("Jour | Heure\nLundi | 9 h", "Jour | Heure", "`|---|---|` below its head"),
    ("| a | b |\n|---|\n| 1 | 2 |", "| a | b |", "its head has 2 cells, so write `|---|---|`"),
    ("|---|---|\n| 1 | 2 |", "|---|---|", "column headings above it"),
];

#[test]
fn rows_of_bars_that_are_not_a_table() {
    assert_reported(TABLES);
}

const FOREIGN: &[(&str, &str, &str)] = &[
    ("## Titre {#mon-id}", "{#mon-id}", "a heading gets its anchor"),
    ("Texte{: .lead}", "{: .lead}", "the theme decides"),
    ("[a](x.md){target=_blank}", "{target=_blank}", "remove it"),
    ("[[Autre page]]", "[[Autre page]]", "`[Autre page](page.md)`"),
    ("[[_TOC_]]", "[[_TOC_]]", "`toc: true`"),
    ("[TOC]", "[TOC]", "`toc: true`"),
    ("{{< figure src=\"a.png\" >}}", "{{< figure src=\"a.png\" >}}", "`\\{{<`"),
    ("{% include a %}", "{% include a %}", "`\\{%`"),
    ("un ==important== mot", "==important==", "`**important**`"),
    ("le 2^e^ étage", "^e^", "`e` without"),
    ("Bravo :tada: !", ":tada:", "the emoji itself"),
    ("::: tip Astuce", "::: tip Astuce", "`> [!NOTE]`"),
    ("!!! note", "!!! note", "`> [!NOTE]`"),
    ("[b]gras[/b]", "[/b]", "`**bold**`"),
    ("une note^[ici]", "^[ici]", "`[^1]`"),
    ("un\\ \ndeux", "\\", "breaks the line"),
    ("*[HLM] : Habitation", "*[HLM] :", "`*[HLM]: Habitation`"),
    ("```\ncode", "```", "below the code"),
];

#[test]
fn markup_of_other_programs() {
    assert_reported(FOREIGN);
}

#[test]
fn a_backslash_keeps_the_character() {
    for text in [
        "\\##Programme",
        "\\-premier",
        "1\\.Premier",
        "\\[le site] (https://club.fr)",
        "\\[plan](plan acces.pdf)",
        "(le site)\\[https://club.fr]",
        "Un \\**mot \\**gras",
        "\\*l’\\*atelier",
        "\\| a | b |",
        "\\{#mon-id}",
        "\\[[Autre page]]",
        "\\{{< a >}}",
        "\\==mot\\==",
        "2\\^e^",
        "\\:tada:",
        "Un \\` seul",
        "\\:::",
        "\\<www.club.fr>",
        "\\*un\n\\*deux",
    ] {
        assert_eq!(found(text), [], "{text}");
    }
}

#[test]
fn code_and_working_markup_are_left_alone() {
    for text in [
        "`##Titre` et `[a] (https://b.fr)` et `**`",
        "```\n##Titre\n-premier\n| a | b |\n{{< a >}}\n```",
        "~~~~\n```\n~~~~",
        "> ```\n> code\n> ```",
        "- a\n\n  ```\n  code\n  ```",
        "    ##Titre",
        "**gras** et *penché* et ***les deux***, **gras**, (*a*) « **b** »",
        "## Titre\n\n- un\n- deux\n\n1. un\n2. deux",
        "[a](x.md) [b](<plan acces.pdf>) <https://club.fr> <a@b.fr>",
        "| a | b |\n|---|---|\n| 1 \\| 2 | **3** |",
        "a\\\nb  \nc",
        "> [!NOTE]\n> Texte",
        "<!-- [a] (https://b.fr) **mot **gras -->",
        "https://club.fr/_a_b/**c et www.club.fr/_l’_a",
        "Texte[^1]\n\n[^1]: Une note",
    ] {
        let found: Vec<_> =
            found(text).into_iter().filter(|(_, message, _)| !message.contains("skips")).collect();
        assert_eq!(found, [], "{text}");
    }
}

#[test]
fn ordinary_prose_passes() {
    for text in [
        "#ChacunPourTous",
        "Le mot-dièse #ChacunPourTous, et #2.",
        "#ChacunPourTous est un collectif. #Logement",
        "*source : Insee, 2024",
        "* source : Insee",
        "Tarif : 100 €* ou 200 €**.\n\n*hors taxes\n\n**par personne",
        "Tarif : 200 €**\n\n** par personne",
        "| Tarif |\n|---|\n| 100 €** |\n\n**hors taxes",
        "Les participants (**) paient 3 * 4 = 12 €, soit a * b.\n\n(**) sauf exception",
        "2 ** 8 et 5*3 et 2**8",
        "[sic] et […] et (voir [1]) et [1] (p. 2) et [sic] (voir plus bas)",
        "Les [élus] (et les agents) et (Insee)[1]",
        "-5 °C le matin, -10 % sur tout\n-5 ensuite",
        "--verbeux\n-> suite",
        "+33 1 23 45 67 89",
        "2.5 millions, 1.a, 3.b) et 1er, 1° et 2e",
        "3.fr est un site",
        "– Bonjour !",
        "— Bonjour !\\\n— Bonsoir !",
        "Le club\n– fondé en 1998 –\nréunit",
        "Accueil | Contact",
        "Lundi | 9 h\\\nMardi | 10 h",
        "|x| est la valeur absolue",
        "a == b, a ==> b, C++ et C++, 1 ++ 2",
        "Attention !!!",
        "!!! IMPORTANT !!!",
        "Rendez-vous à 9:30:15 ; ratio 1:2:3 ; a : b : c",
        "Nom : ________ Prénom : ________",
        "mon_fichier_final.txt et __init__ et snake_case",
        "m**** et *****",
        "~50 personnes, ~ 60",
        "{a, b} et { x } et {…}",
        "x^2 + y^2",
        "1 < 2 > 0, <3",
        "C:\\Users\\moi et \\o/",
        "• Un seul point",
        "directeur·rice·s",
        "Il a dit : [inaudible] (rires)",
        "Prix (hors taxes) [voir annexe 2]",
        "R&D, M&A",
    ] {
        assert_eq!(found(text), [], "{text}");
    }
}

#[test]
fn each_near_miss_is_reported_once_in_order() {
    let text = "##Un **mot **gras\n\n[[a] (https://b.fr)]\n\n-un **x";
    let places: Vec<_> = found(text).into_iter().map(|(part, ..)| part).collect();
    assert_eq!(places, ["##Un **mot **gras", "[[", "-un **x"]);
}
