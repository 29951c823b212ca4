//! French words, without accents.

use super::Roles;

/// The words by role. `*` stands for any ending.
pub(super) const WORDS: &[(Roles, &str)] = &[
    (Roles::MONTH, yaml::months::FRENCH),
    (
        Roles::WEEKDAY,
        "lundi=1 lun=1 mardi=2 mercredi=3 mer=3 jeudi=4 jeu=4 vendredi=5 ven=5 samedi=6 sam=6 dimanche=7 dim=7",
    ),
    (
        Roles::LINK,
        "le la les l retenir noter ensuite alors enfin un une du au de des d aux a et puis en ce cette ces est sont sera seront a ont aura auront \
         etait se s y qui nous notre nos vous date dates fixe* prochain prochaine prochains prochaines matin soir \
         apres-midi presentiel n no numero annee pour toute tout toutes tous deux trois ici ainsi arretee arretees \
         retenue retenues",
    ),
    (Roles::OF, "du de des d"),
    (
        Roles::SESSION,
        "seance*=1 journee*=1 session*=1 rencontre*=1 atelier* cycle* rendez retrouv* retrouverons jour=1 jours=1",
    ),
    (
        Roles::EVENT,
        "lieu deroul* tiendra tiendront ouvrira ouvrent tient tiennent prevue prevues prevu prevus programmee programmees \
         programme programmes fixee fixees fixe fixes organisee organisees aura auront attend attendons accueill* \
         reunira reuniront donnons",
    ),
    (
        Roles::ORDINAL,
        "premier=1 premiere=1 deuxieme=2 second=2 seconde=2 troisieme=3 quatrieme=4 cinquieme=5 sixieme=6 \
         dernier=255 derniere=255",
    ),
    (
        Roles::OTHER_EVENT,
        "congres colloque* salon* assemblee* conseil* comite* edition* precedent* passe passee passes passees \
         dernierement ancien* annul* desist* report* initialement national* europeen* mondial* international* \
         patrimoine portes jury commemor* anniversaire* greve* ferie* vacances election* festival* exposition*",
    ),
    (
        Roles::OTHER_TOPIC,
        "inscri* cloture* limite delai* echeance* loi lois decret* arrete ordonnance* circulaire* directive* \
         reglement* code article alinea webinaire* conference* reunion* diner* visite* vote* publi* paru* parait \
         rapport* enquete* questionnaire* nee naissance deces mort cree creee fonde* signe* adopt* vigueur livr* \
         remis* rendre rendu* renvoy* envoy* enverr* recev* transme* train* depart* pay* factur* rembours* \
         confinement* permanence* appel* candidat* reform* incendie* tempete* siecle tribunal cour jurisprudence \
         promulg* journal bulletin newsletter revue insee nomm* recrut* retraite* hommage hotel* reserv* \
         adress* communiqu* diffus* document* lien covid soutenance these signature* depot* plainte* recensement",
    ),
    (
        Roles::REFERENCE,
        "avant apres entre depuis veille lendemain suite jusqu jusque partir compter dater tard ici pour semaines \
         mois autour issue",
    ),
    (
        Roles::SCHEDULE,
        "date dates calendrier* programme deroule deroulement agenda seance* journee* session* quand",
    ),
    (Roles::START, "commenc* debut* demarr*"),
    (Roles::END, "conclu* termin* achev* finit finira finissent fin cloture* clotur*"),
    (
        Roles::OTHER_HOURS,
        "accueil* cafe dejeun* pause* diner* train* tgv depart* arriv* gare telephon* joindre joignable* permanence* \
         secretariat standard ouvert* bureau* guichet* visite* hotel* navette* metro restaur* parking* table* \
         plenier* apero* cocktail repas buffet petit lundi vendredi locataire* gardien* agence* accueillent travail \
         chantier* loge intervention* intervient conference* webinaire* formation* duree dure groupe* ouvre* ferme* \
         cantine appel* ligne* portes boite* autonomie reunion* matin* apres midi",
    ),
    (Roles::HOURS, "horaire* heures"),
    (Roles::HOUR, "h heures heure"),
    (
        Roles::FEE,
        "tarif* prix cout coute coutent coutera cout* frais montant* participation* inscription* droits forfait",
    ),
    (Roles::PERSON, "personne* participant* inscrit* adherent* membre* stagiaire*"),
    (
        Roles::OTHER_AMOUNT,
        "dejeun* repas diner* hotel* nuit* nuitee* train* billet* parking* loyer* logement* locataire* locati* \
         subvention* budget* travaux m mois an ans annu* economi* econom* aide* prime* amende* chiffre* million* \
         milliard* cotis* adhesion* remis* reduc* acompte* dossier* renov* chantier* energie* electricit* gaz \
         chauffage* charge* depens* invest* dette* impay* bail caution* garantie* region* etat departement* commune* \
         ville* menage* revenu* salair* plafond* foncier* construction* achat* vente* vendu* euros-m2 fonds emprunt* \
         pret prets taxe* impot* amort* relog* demenag* enveloppe* don dons hebergement* transport* deplacement* annee* livre* ouvrage* \
         abonnement* facture* parc isol* toiture* chaudiere* fenetre* ascenseur* gardien* visite* partenaire* mecen* \
         sponsor* jour-homme devis marche* prestat* surcout* penal* indemn* rembours* tablette* licence* logiciel* \
         consomm* seuil* dont aide remise credit* apl caf rsa smic",
    ),
    (Roles::CURRENCY, "euro euros eur chf francs livres gbp"),
    (Roles::SEAT, "place places siege sieges"),
    (Roles::LIMIT, "limit* maxim* max jusqu capacite jauge plafonn* restreint*"),
    (
        Roles::OFFERED,
        "disponib* offre* offert* ouvert* seulement nombre reserv* compte comptera accueil* reunira propos*",
    ),
    (Roles::PARTICIPANT, "participant* inscrit*"),
    (
        Roles::OTHER_SEATS,
        "parking* stationn* bus car cars autocar* creche* ehpad residence* foyer* hebergement* salle* amphi* \
         logement* theatre* organisme* organisation* structure* entreprise* inscription* table* groupes sous equipe* \
         auditorium voiture* velo* garage* internat* pension* village* locataire* habitant* immeuble* restaur* \
         repas dejeun* diner* heure* salari* collaborat* agence* menage* residen* dernier* \
         precedent* edition* ascenseur* reste restent restant* minim* maintenu* jury comite* ligne* webinaire* conference* congres ecole* \
         lit lits camping* tribune*",
    ),
    (Roles::PLACE, "lieu lieux adresse ou"),
    (Roles::IN, "a sur vers"),
    (Roles::INCLUDED, "compris comprise* compri* inclus* inclut comprend hors sauf non"),
    (Roles::PER, "par"),
    (
        Roles::PAST,
        "eu tenu tenue tenues tenus reuni reunis deroulee deroules deroulees eut fut furent avait avaient etait \
         etaient participaient rassemble dernier derniere",
    ),
    (Roles::TAX, "ht ttc tva taxes"),
];
