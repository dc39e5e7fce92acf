//! The proposals of the year, as people wrote them.

/// A proposal of the past.
pub(super) struct Due {
    /// What is said for (`+`), against (`-`) and beside it.
    pub(super) arguments: &'static [(char, &'static str)],
    pub(super) author: usize,
    /// How long ago: days and hours.
    pub(super) days: u64,
    pub(super) hours: u64,
    pub(super) is_withdrawn: bool,
    /// Of a hundred, how many like each option, or say yes.
    pub(super) likes: &'static [u64],
    /// How many object in the grace period.
    pub(super) objectors: usize,
    pub(super) procedure: &'static str,
    /// How many support it, where it is a draft.
    pub(super) sponsors: usize,
    pub(super) text: &'static str,
    pub(super) title: &'static str,
    /// Of a hundred who may, how many vote.
    pub(super) turnout: u64,
    pub(super) what: What,
}

/// What is proposed. Amounts are in hundredths.
pub(super) enum What {
    /// A change of the charter.
    Amend { new: &'static str, old: &'static str },
    /// The place outside where the money lies, and the funds.
    Begin { terms: &'static str },
    /// A choice that moves nothing.
    Choose { choose: u64, options: &'static [&'static str] },
    /// A budget, and a payment that repeats.
    Keep,
    /// The places where the society is at home.
    Open,
    /// A payment.
    Pay { category: &'static str, cents: u64, memo: &'static str },
    /// A budget to share.
    Share { budget: u64, options: &'static [(&'static str, u64)] },
    /// Credit that is issued, and given to some people.
    Thank { each: u64, issued: u64, people: &'static [usize] },
    /// A place to choose, which is paid.
    Where { options: &'static [(&'static str, u64)] },
}

/// A proposal of nobody about nothing, to be filled in.
const BLANK: Due = Due {
    arguments: &[],
    author: 1,
    days: 0,
    hours: 0,
    is_withdrawn: false,
    likes: &[],
    objectors: 0,
    procedure: "everyday",
    sponsors: 0,
    text: "",
    title: "",
    turnout: 45,
    what: What::Choose { choose: 1, options: &[] },
};

/// In the order in which they came.
pub(super) const PROPOSALS: &[Due] = &[
    Due {
        days: 343,
        author: 4,
        title: "A bank account, and three funds beside the common one",
        text: "The association has its account. What is on it is ours together: the library buys books, \
               the kitchen buys food, and solidarity pays the train for those who cannot.",
        likes: &[96],
        turnout: 90,
        what: What::Begin {
            terms: "The account of the association at the savings bank in the market square. Two \
                    treasurers may draw on it; every member may look at the statements in the reading room.",
        },
        ..BLANK
    },
    Due {
        days: 318,
        author: 6,
        title: "Credit for those who cook",
        text: "We count what we do for each other. 4 000 LTC for the common fund are enough for a year, and \
               the first eight of us have cooked since spring.",
        likes: &[91],
        turnout: 70,
        what: What::Thank { issued: 400_000, each: 12_000, people: &[1, 2, 3, 4, 5, 6, 7, 8] },
        ..BLANK
    },
    Due {
        days: 300,
        author: 9,
        procedure: "reading",
        title: "What we read in winter",
        text: "One book for all tables. Tick all that you would read.",
        likes: &[60, 35, 52, 20, 44],
        turnout: 60,
        what: What::Choose {
            choose: 1,
            options: &[
                "Middlemarch",
                "The Leopard",
                "Kindred",
                "Invisible Cities",
                "The Dispossessed",
            ],
        },
        ..BLANK
    },
    Due {
        days: 284,
        author: 11,
        title: "A piano for the reading room",
        text: "It is old, it is for sale, and one of us can tune it.",
        likes: &[27],
        turnout: 62,
        arguments: &[
            ('-', "The room is on the fourth floor, and the stairs turn twice."),
            ('+', "We sing anyway. We might as well sing in tune."),
        ],
        what: What::Pay { category: "expense:furniture", cents: 220_000, memo: "A piano" },
        ..BLANK
    },
    Due {
        days: 262,
        author: 3,
        procedure: "amendment",
        sponsors: 4,
        title: "A shorter probation",
        text: "Two weeks are long. Ten days show who reads along.",
        likes: &[82],
        turnout: 58,
        what: What::Amend {
            old: "admission.probation = \"14 days\"",
            new: "admission.probation = \"10 days\"",
        },
        ..BLANK
    },
    Due {
        days: 246,
        author: 5,
        title: "Where we are at home",
        text: "A house, two rooms, an orchard and a boat: with what shows that they are ours to use, where \
               something does. Nobody has measured the boat.",
        likes: &[93],
        turnout: 66,
        what: What::Open,
        ..BLANK
    },
    Due {
        days: 240,
        author: 12,
        procedure: "choosing",
        title: "Where the summer table stands",
        text: "Four towns offered. The deposit goes out as soon as we know.",
        likes: &[40, 58, 51, 12],
        turnout: 66,
        what: What::Where {
            options: &[
                ("Lisbon: a courtyard in Graça", 180_000),
                ("Ljubljana: the old sugar mill", 140_000),
                ("Leipzig: a printing house", 120_000),
                ("No summer table this year", 0),
            ],
        },
        ..BLANK
    },
    Due {
        days: 226,
        author: 8,
        procedure: "kitchens",
        title: "Cooking until midnight",
        text: "Those who work late want to eat late. The kitchen stays open until midnight.",
        likes: &[88],
        turnout: 24,
        what: What::Pay { category: "expense:kitchen", cents: 4_000, memo: "Lamps" },
        ..BLANK
    },
    Due {
        days: 214,
        author: 5,
        procedure: "pot",
        title: "The spring pot",
        text: "1 500 EUR. Tick what you would like to see.",
        likes: &[55, 48, 30, 62, 25, 41, 36],
        turnout: 57,
        what: What::Share {
            budget: 150_000,
            options: &[
                ("Folding shelves for the travelling library", 31_250),
                ("A bread oven on a trailer", 64_000),
                ("Headphones for the listening table", 18_000),
                ("Reading glasses, fifty pairs", 12_500),
                ("A sign above the door", 22_000),
                ("Large-print books", 35_000),
                ("A cargo bicycle, second-hand", 78_000),
            ],
        },
        ..BLANK
    },
    Due {
        days: 190,
        author: 14,
        procedure: "credits",
        title: "What the association works on in spring",
        text: "Two things, and we do them properly.",
        likes: &[50, 44, 61, 22, 35],
        turnout: 49,
        what: What::Choose {
            choose: 2,
            options: &[
                "A table in every port",
                "Reading with prisoners",
                "Translations by members",
                "A printed yearbook",
                "A school for hosts",
            ],
        },
        ..BLANK
    },
    Due {
        days: 176,
        author: 16,
        is_withdrawn: true,
        title: "Paid doorkeepers",
        text: "Somebody should sit at the door on Fridays.",
        what: What::Pay { category: "expense:people", cents: 60_000, memo: "Doorkeepers in May" },
        ..BLANK
    },
    Due {
        days: 160,
        author: 18,
        turnout: 5,
        likes: &[70],
        title: "A new typeface for the letterhead",
        text: "The old one is cramped.",
        what: What::Pay { category: "expense:printing", cents: 38_000, memo: "A typeface" },
        ..BLANK
    },
    Due {
        days: 150,
        author: 22,
        procedure: "gifts",
        likes: &[85],
        turnout: 85,
        title: "Bus fare for the table in Gdańsk",
        text: "Six people, one bus, two nights. Three of them have no income this month.",
        what: What::Pay { category: "expense:travel", cents: 18_000, memo: "The bus to Gdańsk" },
        ..BLANK
    },
    Due {
        days: 130,
        author: 25,
        procedure: "amendment",
        sponsors: 1,
        title: "Membership only by invitation",
        text: "We are many. Those who come should be brought by somebody.",
        what: What::Amend {
            old: "admission.application = \"open\"",
            new: "admission.application = \"invite\"",
        },
        ..BLANK
    },
    Due {
        days: 118,
        author: 7,
        procedure: "pot",
        title: "The summer pot",
        text: "2 000 EUR. Tick what you would like to see.",
        likes: &[44, 61, 38, 52, 20, 47],
        turnout: 46,
        what: What::Share {
            budget: 200_000,
            options: &[
                ("A tent for forty", 92_000),
                ("A choir for beginners", 24_000),
                ("Books in Ukrainian and Arabic", 45_000),
                ("Repairing the cargo bicycle", 16_500),
                ("A film about the first table", 88_000),
                ("Crockery that does not break", 30_000),
            ],
        },
        ..BLANK
    },
    Due {
        days: 97,
        author: 28,
        likes: &[63],
        turnout: 41,
        title: "A reading barge",
        text: "It lies in the canal, it has a stove, and it would be ours.",
        arguments: &[
            ('+', "A house that moves is what a network needs."),
            ('-', "We do not have the money. If this passes, it will fail."),
        ],
        what: What::Pay { category: "expense:furniture", cents: 6_400_000, memo: "A barge" },
        ..BLANK
    },
    Due {
        days: 66,
        author: 30,
        procedure: "amendment",
        sponsors: 4,
        likes: &[36],
        turnout: 44,
        title: "More vouches at once",
        text: "Six open vouches are few for those who travel.",
        what: What::Amend {
            old: "admission.open_vouches_max = 6",
            new: "admission.open_vouches_max = 12",
        },
        ..BLANK
    },
    Due {
        days: 58,
        author: 19,
        likes: &[74],
        turnout: 45,
        title: "Somebody who keeps the rooms",
        text: "Forty-five euros a week for whoever sweeps, airs and locks, for half a year; and no more than three \
               hundred a month for all that is cleaning.",
        what: What::Keep,
        ..BLANK
    },
    Due {
        days: 45,
        author: 33,
        procedure: "choosing",
        likes: &[30, 55, 47, 25],
        turnout: 43,
        title: "A name for the newsletter",
        text: "It goes to four hundred people and is called \"newsletter\".",
        what: What::Choose {
            choose: 1,
            options: &["Crumbs", "The Second Helping", "Marginalia", "Table Talk"],
        },
        ..BLANK
    },
    Due {
        days: 30,
        author: 35,
        likes: &[79],
        turnout: 47,
        title: "Two hundred books for Marseille",
        text: "The table there has sixty people and one shelf.",
        what: What::Pay { category: "expense:books", cents: 90_000, memo: "Books for Marseille" },
        ..BLANK
    },
    Due {
        days: 10,
        hours: 2,
        author: 36,
        procedure: "amendment",
        sponsors: 5,
        likes: &[78],
        turnout: 46,
        title: "Payments by treasurers wait three days",
        text: "Two days pass quickly when one is travelling. With three everybody can object.",
        arguments: &[('+', "I was in the mountains when the last one went through.")],
        what: What::Amend {
            old: "grace     = \"2 days\"\nchallenge = \"5%\"",
            new: "grace     = \"3 days\"\nchallenge = \"5%\"",
        },
        ..BLANK
    },
    Due {
        days: 8,
        hours: 3,
        author: 38,
        likes: &[71],
        turnout: 44,
        objectors: 3,
        title: "A second-hand oven for the table in Trieste",
        text: "Theirs has two flames, one of which is a rumour.",
        arguments: &[('-', "The landlord should pay for that.")],
        what: What::Pay { category: "expense:kitchen", cents: 58_000, memo: "An oven for Trieste" },
        ..BLANK
    },
    Due {
        days: 5,
        hours: 8,
        author: 41,
        likes: &[64],
        turnout: 55,
        title: "Rent the second room in the printing house",
        text: "The room next door is free from January: forty square metres, north light, and a door to the \
               yard. A year costs 3 600 EUR, and we would have a place where one can read while others cook.",
        arguments: &[
            (
                '+',
                "On Thursdays we are fifty people in a room for thirty. I have stopped bringing friends.",
            ),
            (
                '+',
                "The suppers alone have paid for half of it since summer; it is all in the books.",
            ),
            ('-', "A second room is a second thing to clean, to heat and to argue about."),
            ('?', "Would the yard be ours as well, or only the door to it?"),
        ],
        what: What::Pay {
            category: "expense:rent",
            cents: 360_000,
            memo: "The second room, a year",
        },
        ..BLANK
    },
    Due {
        days: 4,
        hours: 20,
        author: 44,
        procedure: "choosing",
        likes: &[42, 50, 46, 30, 10],
        turnout: 58,
        title: "Where the next summer table stands",
        text: "Five offers this time. Rank as many as you like; what you leave out comes last.",
        arguments: &[('+', "Palermo has a cinema in the courtyard. That is all I will say.")],
        what: What::Where {
            options: &[
                ("Porto: a school above the river", 195_000),
                ("Palermo: a courtyard with a cinema", 170_000),
                ("Wrocław: the old tram depot", 125_000),
                ("Ghent: a boat and a garden", 150_000),
                ("No summer table next year", 0),
            ],
        },
        ..BLANK
    },
    Due {
        days: 5,
        hours: 3,
        author: 50,
        procedure: "reading",
        likes: &[58, 33, 49, 41, 22, 37],
        turnout: 52,
        title: "What we read this winter",
        text: "One book for all tables. Tick all that you would read; nobody is held to it.",
        what: What::Choose {
            choose: 1,
            options: &[
                "The Summer Book",
                "Season of Migration to the North",
                "A Wizard of Earthsea",
                "The Radetzky March",
                "Austerlitz",
                "The Door",
            ],
        },
        ..BLANK
    },
    Due {
        days: 4,
        hours: 6,
        author: 52,
        procedure: "pot",
        likes: &[50, 57, 33, 46, 28, 40],
        turnout: 51,
        title: "The winter pot",
        text: "2 400 EUR, to be shared out. Tick what you would like to see; everybody's part is the same.",
        what: What::Share {
            budget: 240_000,
            options: &[
                ("Blankets and lamps for the yard", 28_000),
                ("Reading aloud in the hospital", 42_000),
                ("A loom for the workshop", 96_000),
                ("Bread flour for the winter", 54_000),
                ("A map of all tables, printed", 67_500),
                ("Language evenings, three months", 38_000),
            ],
        },
        ..BLANK
    },
    Due {
        days: 3,
        hours: 22,
        author: 55,
        procedure: "credits",
        likes: &[55, 41, 47, 36, 28],
        turnout: 48,
        title: "What the association works on next year",
        text: "You have a hundred credits: one vote costs one, two cost four, three cost nine.",
        what: What::Choose {
            choose: 2,
            options: &[
                "A house of our own",
                "Tables for night workers",
                "A prize for translators",
                "Books for ships",
                "An archive of letters",
            ],
        },
        ..BLANK
    },
    Due {
        days: 96,
        author: 7,
        procedure: "household",
        title: "A stove for the house in Lisbon",
        text: "The old one smokes. Whoever lives here knows; whoever visits will be glad.",
        arguments: &[('+', "I have repaired it three times."), ('-', "Blankets are cheaper.")],
        likes: &[78],
        turnout: 90,
        what: What::Pay { category: "expense:furniture", cents: 41_000, memo: "A stove" },
        ..BLANK
    },
    Due {
        days: 2,
        hours: 20,
        author: 8,
        procedure: "household",
        title: "Curtains for the front rooms in Lisbon",
        text: "The street looks in, and we read at the window.",
        likes: &[70],
        turnout: 60,
        what: What::Pay { category: "expense:furniture", cents: 18_000, memo: "Curtains" },
        ..BLANK
    },
    Due {
        days: 2,
        hours: 18,
        author: 60,
        procedure: "kitchens",
        likes: &[100],
        turnout: 20,
        title: "Lentils on Mondays",
        text: "Mondays are lentils, so that nobody has to think on Mondays.",
        what: What::Pay { category: "expense:kitchen", cents: 9_500, memo: "Lentils until spring" },
        ..BLANK
    },
    Due {
        days: 2,
        hours: 10,
        author: 63,
        procedure: "gifts",
        likes: &[80],
        turnout: 80,
        title: "Glasses for one of us",
        text: "Somebody who reads to all of us cannot see the page any more.",
        what: What::Pay { category: "expense:gifts", cents: 24_000, memo: "Glasses" },
        ..BLANK
    },
    Due {
        days: 2,
        hours: 2,
        author: 66,
        procedure: "amendment",
        sponsors: 2,
        title: "Three members vouch",
        text: "We are many now. Three who know someone are better than two.",
        what: What::Amend { old: "admission.vouches = 2", new: "admission.vouches = 3" },
        ..BLANK
    },
    Due {
        days: 1,
        hours: 0,
        author: 70,
        title: "A membership in the library of the university",
        text: "Twelve cards for the whole year, to be lent out at the table like books.",
        arguments: &[
            ('+', "It is the only place in town that has the journals."),
            ('?', "Do the cards have names on them?"),
        ],
        what: What::Pay { category: "expense:books", cents: 48_000, memo: "Twelve library cards" },
        ..BLANK
    },
];
