use NameOf::{Function, Organisation, Person};
use proptest::prelude::*;

use super::*;

const ALL: [NameOf; 3] = [Person, Function, Organisation];

#[test]
fn real_names_contain_no_address() {
    let people = [
        "O’Brien",
        "Nguyễn",
        "d’Ormesson",
        "X Æ A-12",
        "A",
        "Madonna",
        "J.-P. Martin",
        "J.P.Martin",
        "J.Ch. Martin",
        "J.R.R. Tolkien",
        "M.de La Tour",
        "Mme.de Sévigné",
        "Dr.Martin",
        "St.Pierre",
        "Muñoz-Ibarra",
        "李",
        "علی",
        "Jr.",
        "Marie (née Roux)",
        "N’Guessan",
        "Le Gall / Petit",
    ];
    let functions = [
        "Directeur.rice",
        "Technicien.ne de secteur",
        "Chargé.e.s de mission",
        "Adhérent.es",
        "Gardien.ne.s",
        "Resp.technique/maintenance",
        "Dir.adj. RH/DSI",
        "Chef de projet (SI)",
        "DGA 2/3",
        "Directrice : habitat",
        "Resp. IT",
        "Dir.SI",
        "Ouvrier.re",
        "Administrateur.trice",
        "N+1",
        "Chargée d’affaires @ Habitat",
    ];
    let organisations = [
        "Habitat 76",
        "3F",
        "1001 Vies Habitat",
        "Logis.fr",
        "Bienveo.fr (USH)",
        "SARL Logis.fr",
        "S.A. d’HLM",
        "Dupont & Cie",
        "Habitat@venir",
        "Form@tion",
        "ICF – Sud-Est",
        "I3F",
        "CDC.Habitat",
        "L’Office 64",
        "Vilogia",
        "Union sociale pour l’habitat",
        "OPH 93/94",
        "75002 Paris Cedex 02",
    ];
    for (of, texts) in [(Person, &people[..]), (Function, &functions), (Organisation, &organisations)] {
        for text in texts {
            assert!(!of.has_address(text) && has_letter_or_digit(text), "{of:?}: {text}");
        }
    }
}

#[test]
fn addresses_are_found_in_all_kinds_of_names() {
    let addresses = [
        "https://evil.example/x",
        "Claire https://evil.example",
        "HTTP://EVIL.EXAMPLE",
        "hxxp://evil",
        "://",
        "www.evil.example",
        "Www.Evil.com",
        "evil.com/login",
        "évil.fr/a",
        "bit.ly/3xY",
        "t.me/gagner",
        "t.co/a",
        "evil.com:8080",
        "evil.com?x=1",
        "192.168.1.1",
        "10.0.0.1/admin",
        "claire@evil.com",
        "claire.m@sous.evil.zz",
        "mailto:claire",
        "javascript:alert(1)",
        "http:\\\\evil.com",
        "tel:+33123456789",
        "Gagnez (evil.com/a)",
        "\u{ff48}ttps\u{ff1a}//evil",
        "evil\u{ff0e}com/x",
        "evil.com#a",
        "login.banque.com",
        "xn--vil-9la.xn--p1ai",
        "a.xn--p1ai/x",
        "Votre compte est bloqué, voir impots.com",
        "logis.fr et habitat.fr",
    ];
    for text in addresses {
        for of in ALL {
            assert!(of.has_address(text), "{of:?}: {text}");
        }
    }
    for text in ["Logis.fr", "evil.com", "Gagnez sur evil.top", "banque.xyz."] {
        assert!(Person.has_address(text) && Function.has_address(text), "{text}");
    }
}

#[test]
fn punctuation_alone_is_not_a_name() {
    for text in ["", "-", "…", "’", " . ", "«»", "—", "🙂", "\u{301}", "\u{2800}", "***", "/"] {
        assert!(!has_letter_or_digit(text), "{text:?}");
    }
    for text in ["A", "é", "3", "ʰ", "李", "क्", "-x-"] {
        assert!(has_letter_or_digit(text), "{text:?}");
    }
}

proptest! {
    #[test]
    fn checking_never_panics(text in ".{0,60}") {
        for of in ALL {
            of.has_address(&text);
        }
    }

    #[test]
    fn words_without_dots_and_symbols_are_not_addresses(text in "[\\p{L}]{1,12}([ ’-][\\p{L}]{1,12}){0,4}") {
        for of in ALL {
            prop_assert!(!of.has_address(&text));
        }
    }
}
