//! English words.

use super::Roles;

/// The words by role. `*` stands for any ending.
pub(super) const WORDS: &[(Roles, &str)] = &[
    (Roles::MONTH, yaml::months::ENGLISH),
    (
        Roles::WEEKDAY,
        "monday=1 mon=1 tuesday=2 tue=2 tues=2 wednesday=3 wed=3 thursday=4 thu=4 thur=4 thurs=4 friday=5 fri=5 \
         saturday=6 sat=6 sunday=7 sun=7",
    ),
    (
        Roles::LINK,
        "the a an on of from and in at is are will be for our we you to date dates fixed th st nd rd both two three each \
         this these next morning afternoon no number by held it its that which both",
    ),
    (Roles::OF, "of from"),
    (Roles::SESSION, "session*=1 day=1 days=1 workshop* cycle* meet meeting*=1"),
    (Roles::EVENT, "place held takes take taking scheduled planned set meet meets"),
    (Roles::ORDINAL, "first=1 second=2 third=3 fourth=4 fifth=5 sixth=6 last=255 final=255 closing=255"),
    (
        Roles::OTHER_EVENT,
        "congress fair* assembly board committee* edition* previous* past earlier cancel* postpon* originally \
         national european world international heritage jury anniversar* strike* holiday* election* festival* \
         exhibition*",
    ),
    (
        Roles::OTHER_TOPIC,
        "regist* deadline* clos* law laws act decree* order regulation* directive* article conference* webinar* \
         dinner* visit* vote* publish* publication* report* survey* questionnaire* born died found* sign* adopt* \
         force deliver* hand* return* send* sent receive* train* depart* pay* paid invoice* refund* lockdown* call* \
         appl* reform* fire storm* century tribunal court* newsletter review appoint* retire* hotel* book* covid \
         census",
    ),
    (
        Roles::REFERENCE,
        "before after between since until till by following eve ahead prior later weeks months",
    ),
    (Roles::SCHEDULE, "date dates calendar schedule programme agenda session* day* when"),
    (Roles::START, "start* begin* opens"),
    (Roles::END, "end ends ending finish* close* conclude*"),
    (
        Roles::OTHER_HOURS,
        "welcome* coffee lunch* break* dinner* train* depart* arriv* station phone telephone* reach* office* desk \
         open* visit* hotel* shuttle* underground restaurant* parking* table* plenary meal* buffet breakfast monday \
         friday tenant* caretaker* work works site group* duration lasts conference* webinar* call* line morning \
         afternoon closed doors",
    ),
    (Roles::HOURS, "hours times time"),
    (Roles::HOUR, "h am pm"),
    (Roles::FEE, "fee fees price* cost costs rate rates participation registration charge*"),
    (Roles::PERSON, "person persons people participant* attendee* member* registrant*"),
    (
        Roles::OTHER_AMOUNT,
        "lunch* meal* dinner* hotel* night* train* ticket* parking* rent rents home homes tenan* grant* budget* works \
         month* year* annual* saving* subsid* fine fines million* billion* membership deposit* renovat* energy \
         electricit* gas heating spend* invest* debt* region* state council* household* income* salar* land purchase* \
         sale* fund* loan* tax taxes accommodation transport travel book* subscription* invoice* insulat* roof* \
         boiler* visit* partner* sponsor* quote* penalt* discount* licen* software consum* threshold* credit* flat \
         flats housing building*",
    ),
    (Roles::CURRENCY, "euro euros eur chf francs pounds gbp"),
    (Roles::SEAT, "seat seats place places spots"),
    (Roles::LIMIT, "limit* maxim* max up most capacity cap capped restrict*"),
    (Roles::OFFERED, "available only number reserv* offer* welcome* accommodat* has"),
    (Roles::PARTICIPANT, "participant* attendee* registrant*"),
    (
        Roles::OTHER_SEATS,
        "parking bus coach coaches nursery residence* hall room rooms theatre* organisation* company companies \
         registration* table* group* team* car cars bike* tenant* resident* building* restaurant* meal* lunch* \
         dinner* hour* minute* staff previous edition* jury committee* conference* webinar* school* bed beds home \
         homes take takes took taking",
    ),
    (Roles::PLACE, "venue where location address"),
    (Roles::IN, "in at"),
    (Roles::INCLUDED, "included including includes excluding excludes without plus"),
    (Roles::PER, "per each"),
    (Roles::PAST, "was were took had brought gathered last"),
    (Roles::TAX, "vat tax excl incl"),
];
