# The words of the pages in English. See CONTRIBUTING.md and src/words.rs.

## frame

frame-paused = nobody can { $deed }. Called by { $by }: { $reason }
frame-member = Member { $number }
frame-nobody = nobody
frame-one-signer = One key signs this society's log. Whoever holds it could show two histories to two people; comparing checkpoints with others exposes that.
frame-signers = { $count } keys sign this society's log; more than two thirds sign every checkpoint.

## begin

begin-begin-with-a-key = Begin with a key
begin-you-are-known-here = You are known here by a key, not by a name or an address. It signs what you do; whoever has it acts as you, and nobody can give you another if it is lost, unless you name guardians later.
begin-a-second-key-if = A second key, if this browser is gone
begin-make-one-as-a = Make one as a file, to keep elsewhere or print. <span>With it you are still yourself when the device breaks or this address moves. Nobody here keeps a copy.</span>
begin-go-without-one = Go without one.
begin-type-i-can-lose = Type: <span>I can lose this for good</span>
begin-use-a-passkey-of = Use a passkey of this device
begin-keep-a-key-in = Keep a key in this browser
begin-use-an-ethereum-wallet = Use an Ethereum wallet
begin-a-key-in-the = A key in the browser cannot be read out, not even by this page; it goes when the storage of this address is cleared. A passkey stays with the phone or computer and asks for its PIN or fingerprint each time.<span> A wallet signs here as its address, which everybody may then see.</span><span2> Passkeys do not work at this address: the society has not listed it.</span2>
begin-your-second-key = Your second key
begin-this-file-is-a = This file is a whole key. Keep it where a thief or a fire that takes this device does not take it too. It is shown now and never again.
begin-save-the-file = Save the file
begin-i-have-saved-it = I have saved it
begin-your-second-key-is = Your second key is not saved
begin-this-page-was-left = This page was left before the file of your second key was saved, and the file is gone. Nobody knows you by these keys yet: begin anew, it costs nothing.
begin-begin-anew = Begin anew

## bring

bring-put-down = Put down of my own money with it:
bring-or-members = (or members support it instead)
bring-bring-a-proposal = Bring a proposal
bring-to-bring-one-here = To bring one here, JavaScript must be on. The page reads without it, and the command for a terminal stands below.
bring-to-bring-one-here-2 = To bring one here, make a key or join on <link>your passport</link>.
bring-write-one = Write one
bring-what-it-is-about = What it is about, and why
bring-the-first-line-is = The first line is its title. Public for ever.
bring-decided-by = Decided by
bring-options-one-on-each = Options, one on each line
bring-what-is-shared-out = What is shared out
bring-share-amount = Amount
bring-projects = Projects
bring-projects-how = Each with what it costs. Those that are taken are paid from this fund, each to whom you name.
bring-add-a-project = Add a project
bring-a-project = A project
bring-project-title = What it is
bring-project-cost = It costs
bring-how-many-are-taken = How many are taken
bring-what-it-does = What it does
bring-add-a-payment = Add a payment
bring-admit-somebody = Admit somebody
bring-recall-somebody = Recall somebody from an office
bring-whom = Whom
bring-change-the-charter = Change the charter
bring-by-this-rule-no = By this rule no payment, admission or change of the charter is decided; the terminal takes other acts.
bring-bring-the-proposal = Bring the proposal
bring-a-payment = A payment
bring-from = From
bring-to-a-persons-identifier = To: a person, by name or identifier, or an account
bring-amount = Amount
bring-of = Of
bring-for-what-public-for = For what <span>public for ever; may be left empty</span>
bring-the-applicants-identifier = The applicant: a name or an identifier
bring-the-whole-new-text = The whole new text
bring-show-what-changes = Show what changes
bring-more = More that this rule may carry
bring-more-how = Each is written on its own page, which brings you back here with it.

## chart

chart-flows = In and out of the funds, in { $asset }
chart-flows-words = In the last twelve months { $came } came in, drawn upwards, and { $went } went out, drawn downwards.
chart-founder = Lines of the charter that give a power to the founder alone
chart-founder-words = From { $first -> [one] 1 line *[other] { $first } lines } at the stage "{ $begin }" to { $last } at the stage "{ $end }".
chart-held = Held by all funds together, in { $asset }
chart-held-words = From { $first } on { $begin } to { $last } now; most on { $peak }, { $most }.
chart-today = today
chart-turnout = How many of those who may vote did
chart-turnout-words = { $mean } on average, in { $count } votes.

## census

census-census = Census
census-figures-that-anyone-can = Figures that anyone can check, as of the last batch of the log, { $time }.
census-download-the-proof = Download the proof
census-check-in-this-browser = Check in this browser
census-the-check-compares-each = The check compares each figure above with what the society's signers signed. It takes the society's identifier from this page; compare it with one that you have from elsewhere, or <link>check without this page</link>. { $strength }

## charter

charter-you-are-asked = You are asked whether you agree
charter-agree-or-leave = Version { $version } is in force since you signed an older one. Read it below: you may agree, or <link>leave with your share</link>.
charter-what-changed = What changed since then
charter-changed-since = What changed from version { $since } to version { $version }
charter-no-rule-changed = No rule changed: the words around them did.
charter-i-agree = I agree to this text
charter-charter = Charter
charter-on-this-page = On this page
charter-rules-of = What <link>the charter</link>, version { $version }, says, one sentence for each rule that the program reads.
charter-what-it-says-rule = What it says, rule by rule
charter-what-one-promises = What one promises
charter-version-and-those-before = Version { $version }, and those before
charter-how-power-moves-as = How power moves as we grow
charter-words = Words
charter-parts = Parts of the charter
charter-as-the-program-reads = As the program reads it
charter-this-is-the-text = This is the text that members sign, and the program reads its rules from it: what is <span>marked like this</span> is a rule and runs as it stands, except where the text says that no machine does it. <link>The text as it is signed</link> has each rule under its name.
charter-to-join-is-to = To join is to sign this text: the oath names version { $version } by its SHA-256, <span>{ $hash }</span>, and there is no other wording. Whoever swears says: I have read this charter, I keep to it, and what is decided in the way it says holds for me too, until I leave. One may leave on any day. <link>The text exactly as it is signed</link>.
charter-versions = Versions
charter-version = Version { $number }
charter-in-force = , in force
charter-since-by-text-of = : since { $since }, by { $by }. <link>Text of version { $number }</link>
charter-who-swore-to-an = Who swore to an older version is bound by the one in force as well: it was changed in the way the older one says, and between the result and its effect there was time to leave. Nobody has to sign again, except where a section of the charter asks its members anew.

## check

check-check = Check
check-check-this-society-yourself = Check this society yourself
check-you-need-its-identifier = You need its identifier from somewhere that you trust: a card, a friend, a contract. A page that lies could name another.
check-the-identifier-begins-with = The identifier begins with { $code } and is made from the society's founding, so that nobody else can have it. This page says that it is <span>{ $society }</span>; whoever founded or runs the society can tell you whether that is right.
check-identifier-of-the-society = Identifier of the society
check-proof-file = Proof file
check-check-the-file-in = Check the file in this browser
check-without-this-page = Without this page
check-download-a-proof-for = Download a proof, for example of <link>the census</link>. It comes as { $code }.
check-with-the-program-says = With the program: { $code } says what the file proves, in words, and when it was so.
check-with-python-alone-the = With Python alone: { $code } (<link>the script</link> has about a hundred lines: read it first).
check-everything-downloads-the-whole = Everything: { $code } downloads the whole log from this address, does all of it again, and compares every result. Whoever holds a copy of the society's folder names the folder instead of the address.
check-what-the-words-mean = What the words mean
check-log = Log
check-everything-that-was-ever = Everything that was ever done, in order; each entry signed by whoever did it.
check-checkpoint = Checkpoint
check-a-short-signed-note = A short signed note: how many entries the log has, and a number that would differ if one letter of them did. <link>The newest one</link>.
check-signer = Signer
check-a-key-that-signs = A key that signs checkpoints. The charter says who may change the signers.
check-proof = Proof
check-a-file-that-leads = A file that leads from a figure, or an entry, to a checkpoint. It is checked without the network.
check-comparing-with-others = Comparing with others
check-to-compare-let-keep = { $strength } To compare: let { $code } keep the newest checkpoint that you saw, and run it again later, or at another address of the society: it refuses a log that went back or sideways. Or read the second and third line of the <link>checkpoint</link> to somebody else: with the same second line, the third must be the same.

## decision

decision-versions = Other versions
decision-versions-how = Others may bring other versions while it is discussed. When voting opens, those that enough members support stand beside it, and one of all is chosen by { $method }; then yes or no is asked of that one, where the rule asks yes or no.
decision-version-by = Brought by { $by }. Members who support it: { $count }; needed: { $needed }.
decision-offer = Bring another version
decision-version-title = What it is called
decision-version-why = What is different, and why
decision-version-copy = Acts as they are signed; it begins as a copy of what is proposed, to be changed
decision-bring-version = Bring the version
decision-withdraw-version = Withdraw this version
decision-support-version = Support this version
decision-decision = Decision { $number }
decision-proposal = Proposal { $number }. { $verdict }
decision-among-what-is-chosen = Among what is chosen
decision-taken = (taken)
decision-acts = Acts
decision-options-budget = There is { $amount } to share out. An option costs what it pays, and those that are taken cost no more than that together.
decision-options-cost = All { $count } of them cost { $sum } together.
decision-options-choose = { $count } of them are taken.
decision-options-office = Whoever is elected holds the office “{ $office }” for { $term }.
decision-options-talk = Whichever is taken, nothing is done by itself: the result stands in the log.
decision-option-nothing = Nothing is done.
decision-nothing-but-what-its = Nothing but what its text says.
decision-the-whole-new-text = The whole new text of the charter
decision-lines-that-change-in = Lines that change in the text
decision-who-gains = Who gains, and who loses
decision-nobody-gains = Nobody gains or loses a power by it.
decision-rules-that-change = Rules that change
decision-rule-new = New: { $words }
decision-rule-gone = No longer: { $words }
decision-rule-until-now = Until now: { $words }
decision-both-texts = Both texts, whole
decision-replaced = It replaces { $text }
decision-replaced-version = { $title }, version { $number }, in force since { $since }
decision-as-it-is-signed = As it is signed, for programs
decision-all-of-it-takes = All of it takes effect together, or none of it.
decision-tried = Tried against the rules and the state as they are now: it would take effect. It is tried again when its time comes.
decision-in-the-words-of = In the words of whoever proposed it
decision-arguments = Arguments
decision-none-yet = None yet.
decision-how-it-is-decided = How it is decided
decision-each-body-votes-for = Each body votes for itself
decision-who = Who
decision-may-vote = May vote
decision-voted = Voted
decision-yes = Yes
decision-no = No
decision-abstained = Abstained
decision-needed = Needed
decision-taking-part-from-a = Taking part from a terminal
decision-the-program-signs-with = The program { $code } signs with your own key, named { $code2 } unless you add { $code3 }. The key that a browser keeps is another one. Who may argue stands in <link>the charter</link>.
decision-how-it-was-counted = How it was counted
decision-who-voted-how = Who voted how
decision-who-voted-how-is = Who voted how is shown here when the vote is over. Until then each ballot stands in the log, with its signature.
decision-no-ballot-was-cast = No ballot was cast.
decision-ballots-are-open-each = Ballots are open: each stands in the log with its signature.
decision-the-first-are-listed = The first { $len } are listed.
decision-ballots = { $len ->
    [one] { $len } ballot
   *[other] { $len } ballots
}
decision-choice = Choice
decision-when = When
decision-entry = Entry
decision-all-decisions = All decisions

## decisions

decisions-share = Share
decisions-turnout = Turnout
decisions-turnout-table = As a table
decisions-decisions = Decisions
decisions-a-decision-that-passed = A decision that passed takes effect by itself, after a time to object or to leave.
decisions-signals = Beside what is decided, { $count } <link>standing questions</link> are open, which decide nothing.
decisions-open = Open
decisions-nothing-is-open = Nothing is open.
decisions-proposals-that-are-not = Proposals that are not over, oldest first
decisions-proposal = Proposal
decisions-stage = Stage
decisions-until = Until
decisions-by-the-rule = by the rule "{ $procedure }"
decisions-decided = Decided
decisions-nothing-has-been-decided = Nothing has been decided yet.
decisions-proposals-that-are-over = Proposals that are over, newest first
decisions-outcome = Outcome
decisions-ballots = Ballots
decisions-on = On
decisions-earlier-decisions = Earlier decisions
decisions-bring-a-proposal = Bring a proposal: { $code }
decisions-argue-vote-object-the = Argue, vote, object: the page of each open decision has the command.
decisions-who-may-do-what = Who may do what, and the procedures, stand in <link>the charter</link>.

## demo

demo-look-as = Look as…
demo-this-society-is-made = This society is made up, with a year behind it. You may be anybody in it.
demo-the-keys-of-these = The keys of these people lie on the machine that serves these pages, and it gives them to any page it shows: that is what makes this a demonstration. In a society of your own nobody holds your key but you, and there is no such switch.
demo-to-act-as-somebody = To act as somebody, the page has to hold a key, which takes JavaScript; it is off here. As a visitor you read everything without.
demo-you-now = · you now
demo-look-as-this = Look as this
demo-nothing-that-you-do = Nothing that you do here can break anything: stop the program and start it again, and the year is as it was.

## dues

dues-dues = Dues
dues-what-members-give-and = What members give, and what follows if they do not.
dues-the-charter-asks-for = The <link>charter</link> asks for no dues.
dues-where-somebody-stands-is = Where somebody stands is on the page of their dues, to which their own page leads. What is lost comes back with the payment; to leave, to object and to take what is one's own is never lost.
dues-taking-part = Taking part
dues-see-what-you-owe = See what you owe: { $code }
dues-pay-it-or-for = Pay it, or for somebody else: { $code }, with { $code2 }
dues-choose-how-you-give = Choose how you give: { $code }. For a share of what you earn, say it with { $code2 }: it stays on your machine, and only the amount that follows from it is signed.
dues-giving = Giving
dues-anyone-who-is-known = Anyone who is known here may give to a fund. Lists need not name you ({ $code2 }); the public log shows your identifier all the same, for ever. From a terminal: { $code }

## entry

entry-entry = Entry { $index }
entry-by = By
entry-as-it-stands-in = As it stands in the log
entry-what-was-signed-letter = What was signed, letter for letter, for programs and for whoever checks. Times in it count seconds from 1970.
entry-download-the-proof-that = Download the proof that it stands in the log
entry-entry-before = <link>Entry before</link> ·
entry-entry-after = <link>Entry after</link> ·
entry-the-log = The log

## exit

exit-leave-with-a-share = Leave with a share
exit-what-would-take-along = What <link>{ $name }</link> would take along now. It is a right: nobody is asked, and nobody can hold it back.
exit-of-the-share = { $part } % of the share
exit-rounded-down-what-is = Rounded down; what is left of the division stays with those who stay
exit-share = Share
exit-the-fund-holds = The fund holds
exit-set-aside-already = Set aside already
exit-decided-not-paid-yet = Decided, not paid yet
exit-what-is-shared = What is shared
exit-claim-given-up = Claim given up
exit-without-a-most = (without a most { $most })
exit-nothing = nothing
exit-not-shared-what-is = Not shared: what is approved and not paid yet, for it is somebody else's; what is set aside; every fund that the charter does not open. What is decided and waits counts as spent, unless you leave against it. What comes to you is in your own account, which stays yours when you are no member.
exit-rules = What the charter says of leaving
exit-taken-along = Taken along
exit-lost = What ends by leaving
exit-kept-until = The claim is kept until { $until }. What is not taken by then stays with the society, unless most of it is set aside that day.
exit-or-against = Who opposes something that waits, or leaves after a breach, may do so <link>at the value before it</link>.
exit-why = Why it is as much
exit-why-coming = { $amount } of what they put in is set aside or decided to be paid back to them. It counts no more in this share: it is paid to them besides.
exit-why-instead = { $amount } that others decided to pay back to them, without being asked by them, is in this share: taking it takes it instead, and it is not paid to them any more.
exit-why-decided = { $amount } in { $fund } is decided and waits to be paid, also what of it is for them. It is kept apart from this share; whoever opposes it leaves at the value before it (below), and gives up what it would pay them.
exit-why-detour = { $amount } of { $fund } is still to go to funds that are not open, and as much is to come to them out of such funds. It is theirs besides; so it is kept apart from this share, and from nobody else's. To leave against what waits gives up what it would pay instead.
exit-why-detour-ends = What repeats to them out of { $fund } ends: { $amount }, of periods that have not begun, for funds that are open are still to fill such funds. What has begun is paid to the end. To take a part and stay leaves it as it is.
exit-gives-up = { $amount } that “{ $what }” would pay them is given up: it is paid to them no more, also if members stop it and then decide it themselves. To take a part and stay leaves it as it is.
exit-why-others = { $amount } of { $fund } is kept apart for what other open funds are to pay and do not hold: open funds fill one another.
exit-unpaid-kept = Of { $asset } nothing would be paid now, and nothing is given up for it: the claim stays. Whoever leaves keeps it and may take it later, as long as the charter says; it does not grow any more.
exit-unpaid-taken = Of { $asset } all that has vested was taken already: nothing of it is left to take.
exit-unpaid-no-claim = To { $asset } there is no claim yet.
exit-unpaid-away = Of { $asset } nothing would be paid now, for it is set aside or waits. One claim stands behind all assets, so the share is not paid as it is: who leaves without a share keeps all of the claim; who takes the others alone gives this up.
exit-unpaid-others = See the share of the others alone.
exit-only = This is the share of { $assets } alone. <link>See the share of all that is open</link>.
exit-least = Signed here, it is for { $least } at least, { $percent } % of what is shown: if it would be less by then, it is refused, and the claim stays whole.
exit-why-repeats-end = What repeats to them out of { $fund } ends: { $amount }, of periods that have not begun. What has begun is paid to the end. To take a part and stay leaves it as it is.
exit-why-repeats-stay = { $amount } repeats to them out of { $fund }, in periods that have not begun. It is theirs besides, and so kept apart from this part of the share. To take the whole would end it.
exit-at-the-value-before = At the value before
exit-nothing-waits-for-its = Nothing waits for its effect now.
exit-whoever-opposes-what-waits = Whoever opposes what waits leaves at the value before it takes effect; to leave against it is to object to it. Whoever brought it or voted for it does not.
exit-act = Announced act { $number }: { $words }
exit-until = { $title }, until { $until } <span>({ $obstacle })</span>
exit-until-2 = until { $until }
exit-see-the-share-against = · <link>see the share against it</link>
exit-this-is-you = This is you
exit-leave-with-this-share = Leave { $name } with this share
exit-your-membership-ends-at = The membership ends at once, with what rests on it. What has not grown yet falls to those who stay.
exit-votes-end = Ballots in second votes go, a delegate's for whoever leaves too; a first vote that is open counts on.
exit-take-a-part-stay = Take a part and stay, in per cent
exit-take-a-part-leave = Take a part and leave the rest, in per cent
exit-take-it = Take it

## found

found-description = Found a society: choose a charter, answer a few questions, sign, and it runs.
found-found-a-society = Found a society
found-skip-to-the-content = Skip to the content
found-polity = Polity
found-choose-a-charter-answer = Choose a charter, answer a few questions, read what it comes to, sign. It takes about five minutes, and everything stays on this machine.
found-this-page-makes-a = This page makes a key and signs with JavaScript, which is off here. Without it: { $code } { $code2 }
found-a-charter-to-begin = 1. A charter to begin with
found-each-is-a-whole = Each is a whole text that works as it stands. You change what you like, now, and later together.
found-texts-are-in-english = The texts are in English; what each rule means is said in your language beside them, and you may write the text in yours.
found-for = For { $whom }.
found-for-reading-circle = a circle of readers: short, and everything in it is explained
found-for-hub = a co-living house, or several
found-for-pop-up-village = 150 people for some weeks
found-for-network-union = 50,000 who bargain together
found-for-platform-co-op = a platform owned by those who work on it
found-for-open-source-project = a few people spread over the world
found-for-digital-sabbath = a village of some weeks whose screens stay dark in the evening
found-for-sugar-free = a co-living house without sugar
found-for-zone-town = a town in a special zone that a company began
found-for-medical-freedom = a town in a special zone where one may try treatments on oneself
found-for-dao = a treasury with one purpose
found-for-network-state = 100,000 citizens in many countries
found-ready-made-charters = Ready-made charters
found-read-it = Read it
found-the-code-that-the = The code that the terminal printed
found-whoever-sees-the-terminal = Whoever sees the terminal founds, and nobody else, wherever this page is opened.
found-next = Next
found-what-is-yours-about = 2. What is yours about it
found-another-charter = Another charter
found-read-it-2 = 3. Read it
found-of-a-fork = From a fork of another society
found-of-a-fork-how = Whoever left by a fork founds the new society on the proof of it. Its charter is the one that all who left had read; you can change it before you sign.
found-founder-papers = Your papers to found with
found-key-file = Your key, as a file
found-key-file-how = The key with which you left, if this browser does not have it.
found-this-is-the-law = This is the law from the first moment on, in full. Your answers are marked. Where the words around one still say something else, <link>change the text</link>.
found-the-charter = The charter
found-change-the-text = Change the text
found-the-whole-charter = The whole charter
found-read-it-again = Read it again
found-what-the-machine-makes = What the machine makes of it
found-this-is-what-i = This is what I want to sign
found-change-the-answers = Change the answers
found-sign = 4. Sign
found-you-are-by = You are <span></span>, by <span2></span2>.
found-found-it = Found it
found-read-it-once-more = Read it once more
found-it-lives = It lives
found-keep-its-identifier-with = Keep its identifier with your second key, and give it to everybody by another way than this page: whoever has it can check what this program says. <span></span>
found-invite-the-first = Invite the first
found-look-around = Look around
found-you-take-it-afterwards = You take it as your first act, once the society is there. It stands in its public log for ever: choose a pseudonym if you like.
found-take-your-name = Take your name

## home

home-in-figures = In figures, with what came and went: <link>treasury</link>.
home-join = Join
home-read-it = Read the charter
home-home = Home
home-people-belong-to-it = { $name }. { $kind } { $members ->
    [one] 1 person belongs to it.
   *[other] { $members } people belong to it.
}
home-it-was-founded-on = It was founded on { $founded } by { $founder }.
home-its-rules-are-one = Its rules are one text, <link>the charter</link>, which members sign; everything that is done here stands in one public <link2>log</link2>.
home-now = Now
home-members = Members
home-past-probation = Past probation
home-entries-in-the-log = Entries in the log
home-held-by = Held by { $fund }
home-need-until = until …
home-nothing-waits = Nothing waits for you.
home-being-decided = Being decided
home-what-you-can-do = What you can do here
home-read-the-charter-the = <link>Read the charter</link>: the text that members sign is what runs.
home-see-who-belongs-how = <link>See who belongs</link>, <link2>how to join</link2> and <link3>how to leave</link3>.
home-follow-the-money-what = <link>Follow the money</link>: what is held, what was paid, and what allowed it.
home-check-a-proof-without = <link>Check a proof</link> without trusting this page.
home-lately = Lately
news-opened = To be decided: { $title }
news-ended = { $title }: it { $how }
news-charter = Version { $number } of the charter holds
news-stage = The society reached the stage { $title }
news-office = A term of the office { $title } began
news-stream = Payment { $number }, which repeats, ended before its time: { $why }
home-the-whole-log = The whole log
home-check-this = have it checked
home-stage-voted = { $stage }; { $voted } have voted
home-members-of = { $members } of { $whole } members
home-until-the-next = { $missing ->
    [one] 1 more member
   *[other] { $missing } more members
} until the stage "{ $name }". Then powers move by themselves: <link>what changes</link>.
home-until-the-next-also = { $missing ->
    [one] 1 more member
   *[other] { $missing } more members
} and { $also } until the stage "{ $name }": it needs each of these. Then powers move by themselves: <link>what changes</link>.
left-minute = now
left-minutes = { $count ->
    [one] 1 minute left
   *[other] { $count } minutes left
}
left-hours = { $count ->
    [one] 1 hour left
   *[other] { $count } hours left
}
left-days = { $count ->
    [one] 1 day left
   *[other] { $count } days left
}
home-what = What

## invoice

invoice-invoice-is = Invoice { $number } is
invoice-open-until = open until { $until }
invoice-closed-it-takes-no = closed: it takes no more payments
invoice-altogether = Altogether
invoice-to = To
invoice-made-by = Made by
invoice-what-it-is-for = What it is for
invoice-who-pays-what = Who pays what
invoice-each-share-is-paid = Each share is paid once, by its payer or by whoever pays for them
invoice-is = Is
invoice-paid-by = paid by { $paid_by }
invoice-not-paid = not paid
invoice-pay = Pay { $amount }
invoice-to-scan-or-to = To scan, or to send on
invoice-a-code-that-leads = A code that leads to this page
invoice-all-invoices = All invoices

## keys

keys-my-keys = My keys
keys-each-key-acts-as = Each key acts as you, in what it may do. Have more than one, in more than one place.
keys-this-page-signs-with = This page signs with JavaScript, which is off here. The program { $code } does what it does.
keys-somebody-would-replace-your = Somebody would replace your keys
keys-asked-title = Somebody asks for new keys in the place of yours
keys-asked-what = If it is not you: tell your guardians now that they agree to nothing. Once enough of them agree you can object here.
keys-if-it-was-not = If it was not you who asked your guardians: object. Then your spending and your keys rest, the time doubles, and more guardians must agree.
keys-object = Object
keys-the-keys-that-speak = The keys that speak for you
keys-vote-without-being-asked = Vote without being asked each time
keys-one-signature-makes-a = One signature makes a key in this browser that votes, argues and shows your passport for seven days. To spend, to change keys and to leave, your own key is asked as before.
keys-make-it-for-seven = Make it, for seven days
keys-one-more-key = One more key
keys-as-a-file-to = As a file, to print or keep elsewhere; or for another device of yours, by a code that you scan with it. Whoever gets either acts as you.
keys-as-a-file = As a file
keys-for-another-device = For another device
keys-scan-this-with-the = Scan this with the other device now; it is shown once, and nobody else may see it.
keys-or-open-this-address = Or open this address there
keys-save-this-file = Save this file
keys-guardians = Guardians
keys-people-whom-you-trust = People whom you trust, and who know you: together, and after some days, they can give you new keys if you lose yours. Nobody sees who they are before they are needed, so you get a file that each of them keeps.
keys-their-identifiers-one-on = Their names or identifiers, one on each line
keys-how-many-of-them = How many of them must agree <span>more than half if left empty</span>
keys-days-in-which-an = Days in which an old key can object
keys-name-them = Name them
keys-somebody-named-you-as = Somebody named you as their guardian
keys-agree-only-if-they = Agree only if they told you the statement themselves, face to face or by voice.
keys-whose-keys = Whose keys: a name or an identifier
keys-the-statement-letters-and = The statement, 64 letters and digits
keys-agree-to-their-new = Agree to their new keys
keys-brought-title = Act as this person on this device?
keys-brought-only-if = Only if you made this link yourself, on another device of yours. Whoever sent it has the key as well: what you do here, they can do too, and they can take it away from you.
keys-brought-yes = Yes, I made this link
keys-brought-no = No, forget it
keys-you-lost-your-keys = You lost your keys
keys-if-you-named-guardians = If you named guardians: take the file that each of them keeps. This browser makes a new key, and your guardians agree to it.
keys-the-file = The file
keys-begin-to-recover = Begin to recover
keys-if-you-have-a = If you have a key in a file:
keys-the-file-of-your = the file of your key
keys-if-you-have-none = If you have none of them, <link>begin as a new person</link>.
keys-your-guardians-are-asked = Your guardians are asked
keys-tell-each-of-them = Tell each of them yourself, by voice: this is your statement.
keys-void = An operation that must not take effect
keys-void-how = You signed something that was not handed in, or a key that you lost did: name it here, and it never takes effect. What has taken effect already stays.
keys-void-which = The operation: its identifier, or the signed file's text
keys-void-it = Have it never take effect

## layout

layout-description = { $name }: its charter, its people, its decisions, its treasury and its log, for anybody to read and to check.
layout-a-demonstration-all-of = <strong>A demonstration.</strong> All of it is made up, and its keys are everybody's. You look at it as: { $role }.
layout-look-as-somebody-else = Look as somebody else
layout-pages = Pages
layout-the-lists-on-this = The lists on this page are still catching up with the log: what the last { $behind } batches did is missing in them. Load the page again in a moment.
layout-paused-until = <strong>Paused until { $until }:</strong> { $words }
layout-check-yourself = Check this society yourself
layout-checkpoint = checkpoint
layout-deadlines-for-calendars = deadlines for calendars
layout-language = Language
layout-news = News
layout-news-for-readers = news for feed readers
layout-times-are-utc = times are UTC
link-home = Home
link-people = People
link-decisions = Decisions
link-offices = Offices
link-treasury = Treasury
link-charter = Charter
link-census = Census
link-log = Log
link-check = Check
link-search = Search
link-me = Me

## log

log-everything-that-was-done = Everything that was done here, in order. { $size } entries.
log-what-did-here = What { $by } did here.
log-what-people-do-comes = What people do comes in batches; the signers close each batch with an entry of their own, a seal, which says what came of it.
log-seals-are-listed-only = Seals are listed. <link>Only what people did</link>
log-only-what-people-did = Only what people did is listed. <link>Every entry, with the seals</link>
log-by-itself = By itself, by rule
log-what-all-did = What all did
log-nothing-is-in-this = Nothing is in this list.
log-newest-first = Newest first
log-older-entries = Older entries
log-newest-entries = Newest entries

## lost

lost-first-page = First page

## mail

mail-address = Your address
mail-ask = Send me letters
mail-confirm = Yes, the address is mine
mail-confirm-else = If you did not ask for this, do nothing: the address is forgotten within two days.
mail-confirm-lead = Somebody asked for letters of { $name } at this address. One letter a day at most, and only when something waits for you.
mail-confirm-subject = { $name }: is this address yours?
mail-confirmed = The address is confirmed. When something waits for you in { $name }, you will have a letter, one a day at most.
mail-kept = The address stands on this server alone, in a file beside the log, not in the log. It is deleted when you say so here, by the link in any letter, or when you leave. Whoever runs the server can read it, and so can the mail server that it sends through.
mail-kept-title = What is kept
mail-language = Language of the letters
mail-lead = When a vote, dues, a bill or a signature waits for you in { $name }, or a payment to you that repeats ended before its time, a letter says so: once a day at most, and none when there is nothing to say.
mail-needs-script = This page signs with JavaScript, which is off here. { $code } does the same in a terminal.
mail-no-more = No more letters
mail-off = This server sends no letters. Deadlines are in <link>a calendar</link>, and news in <feed>a feed</feed>.
mail-show = Show what is kept about me
mail-stop = No more letters
mail-stop-lead = No more letters of { $name }? The address is deleted at once.
mail-stopped = There will be no more letters. The address is deleted.
mail-subject = { $name }: { $count ->
    [one] one thing waits for you
    *[other] { $count } things wait for you
}
mail-title = Letters by e-mail
mail-trial = This is a trial. Letters arrive.
mail-trial-subject = A trial: letters arrive
mail-subject-keys = { $name }: somebody would replace your keys
mail-until = until { $time } UTC
mail-waits = { $count ->
    [one] One thing waits
    *[other] { $count } things wait
} for you in { $name }:
mail-why = You have this letter because you asked { $name } for it, and something waits for you.

## me

me-me = Me
me-my-passport = My passport
me-who-you-are-in = Who you are in { $name }: a key that you hold, and what the log says of it.
me-this-page-makes-and = This page makes and keeps a key with JavaScript, which is off here. Everything else on these pages reads without it, and the program { $code } does what this page does.
me-you-are-known-here = You are known here already? <link>Bring a key of yours, or recover lost ones</link>.
me-what-you-are-here = What you are here
me-standing = Standing
me-society = Society
me-card = Card
me-key = Key
me-your-identifier-the-same = Your identifier, the same in every society: <span></span>
me-show-my-passport = Show my passport
me-who-votes-for-me = Who votes for me
me-keys-guardians-devices = Keys, guardians, devices
me-copy-the-identifier = Copy the identifier
me-your-page-as-others = Your page, as others see it
me-invited = You are invited to { $name }
me-invited-read = Read <link>the charter</link>: what members agree to. It opens beside this page, which keeps your invitation.
me-invited-key = Begin with a key, below. There is no account and no password: the key is how you are known.
me-invited-apply = Apply with the invitation, which is filled in for you.
me-invited-oath = Once you are admitted, read what you promise and sign it: from then on you are a member.
me-invited-once = The invitation works once. It stays in this address, which is sent to nobody.
me-join = Join
me-read-the-charter-first = Read <link>the charter</link> first. To apply makes your key known here, in public and for ever; it binds you to nothing yet.
me-members-must-vouch-for = { $vouches } members must vouch for you, or whoever may admits you.
me-invitation-code = Invitation code
me-if-you-have-one = if you have one
me-apply = Apply
me-you-have-applied = You have applied
me-send-your-identifier-to = Send your identifier to members who know you. This page says so when you are admitted.
me-withdraw-the-application = Withdraw the application
me-the-oath = The oath
me-you-are-admitted-to = You are admitted. To join is to sign <link>the charter</link>, version { $version }. This is what it comes to:
me-whoever-swears-says-i = Whoever swears says: I have read this charter, I keep to it, and what is decided in the way it says holds for me too, until I leave. One may leave on any day.
me-sign-the-oath = Sign the oath
me-withdraw-instead = Withdraw instead
me-needs-you = What needs you
me-the-lot-fell-on = The lot fell on you
me-you-were-drawn-for = You were drawn for a seat. Nobody can take it in your place; if you decline or stay silent, the next in the order of the draw is asked. <link>How you were drawn</link>.
me-you-belong = You belong
me-vote-and-argue-on = Vote and argue on the page of each <link>decision</link>.
me-invite-somebody = Invite somebody
me-the-link-works-once = The link works once, for seven days. Send it to one person, in private.
me-make-a-link = Make a link
me-the-link = The link
me-leave = Leave
me-at-once-on-any = At once, on any day; nobody has to agree. <link>What becomes of money, ballots and vouches</link>.
me-leave-with-your-share = Leave with your share
me-leave-2 = Leave { $name }
me-societies-at-this-address = Societies at this address
me-take-the-key-out = Take the key out of this browser
me-the-key-is-forgotten = The key is forgotten for good. What you are stays; you cannot act here any more without another key of yours.
me-i-have-another-key = I have another key of mine elsewhere, or I give this person up for good.
me-forget-the-key = Forget the key
me-the-program-does-the = The program { $code } does the same from a terminal, with a key in a file:
me-name = Name
me-a-name-if-you-like = A name, if you like
me-your-name-here = Your name here
me-others-read-it-instead = Others read it instead of a number: 2 to 32 letters, digits, spaces, hyphens or apostrophes, in one script, and not to be taken for somebody else's. You can take another after 30 days; the one that you had is nobody else's for 90.
me-it-stands-in-the-log = A name stands in a public log for ever, beside all that you sign. Choose a pseudonym if you like.
me-you-may-take-another = You may take another name from <span></span> on.
me-take-this-name = Take this name
me-give-the-name-up = Give the name up

## missing

missing-the-pages-of-are = The pages of { $name } are listed above; <link>the search</link> may find what you look for.
missing-all-societies-served-here = All societies served here

## offices

offices-offices = Offices
offices-whoever-holds-an-office = Whoever holds an office was elected to it or drawn by lot, for a term, and can be recalled.
offices-the-charter-names-no = The <link>charter</link> names no office: what is done here is done by decision, or by whom the charter names.
offices-the-charter-gives-this = The charter gives this office no power of its own.
offices-who-holds-it-may = Who holds it may:
offices-who-holds-it = Who holds it
offices-holder = Holder
offices-since = Since
offices-seats-free = { $free ->
    [one] 1 seat is free.
   *[other] { $free } seats are free.
}
offices-who-stands = Who stands
offices-the-election-is-on = The election is on: <link>proposal { $number }</link>.
offices-it-is-filled-by = It is filled by lot: see <link>the panels</link>.
offices-stand = Stand for it
offices-stand-no-longer = Stand no longer
offices-open-the-election = Open the election
offices-give-it-up = Give the office up
offices-propose-to-recall = Propose to recall
offices-load = Waits for them
offices-load-nothing = nothing
offices-load-votes = votes: { $count }
offices-load-signatures = signatures: { $count }
offices-load-acts = acts of theirs that wait: { $count }
offices-load-requests = requests to decide on: { $count }
offices-load-applications = applications: { $count }
offices-load-waivers = dues to waive or not: { $count }
offices-load-announced = Announced in 30 days
offices-load-any = Waits for any of them: { $what }.
offices-load-none = Nothing waits for any one of them.
offices-load-is = The load of an office is what waits for its holders now: votes in which they decide, payments to sign, requests, applications and waivers on which any of them may decide, and their own acts that wait for their effect.
offices-any-member-past-probation = Any member past probation may stand, at any time. When a seat is free, or its term is nearly over (its last quarter, or its last 30 days if that is shorter), any of them opens the election, in which all who stand are on the ballot.
offices-panels-drawn-by-lot = Panels, drawn by lot

## treasurer

treasurer-pay = Pay from a fund
treasurer-pay-how = By the line of the charter that lets you. Where it asks for a wait, the payment is <link>announced</link> first, and members can object.
treasurer-to = To: a name, an identifier or an account
treasurer-category = Category, such as expense:rent, if you like
treasurer-pay-now = Pay
treasurer-book = Book what came in
treasurer-came-in-at = It came in at
treasurer-book-it = Book it
treasurer-say = Say what is there
treasurer-how-checked = How that can be checked (public for ever)
treasurer-say-it = Say it

## delegate

delegate-title = Let them vote for you
delegate-what-it-is = Where you do not vote yourself, their ballot counts for you as well. You can vote yourself on any decision, and take this back on any day.
delegate-on = On what
delegate-days = For how many days <span>empty: until you take it back</span>
delegate-let-them = Let them vote for me
delegate-take-back = Take it back

## acts

acts-announced = Announced
acts-announced-acts = Announced acts
acts-what-they-are = What somebody may do by the charter and has announced. It takes effect by itself, unless enough members object in time.
acts-none = Nothing is announced.
acts-by = Announced by
acts-since = Announced on
acts-takes-effect = Takes effect
acts-object-so-far = Objections
acts-objections = { $count ->
    [one] 1 member objects
   *[other] { $count } members object
}
acts-objections-of = { $count } of { $needed } objections that stop it
acts-look-or-object = look, or object
acts-wait = { $count ->
    [one] <link>1 act is announced</link> and can be objected to.
   *[other] <link>{ $count } acts are announced</link> and can be objected to.
}
acts-withdraw = Withdraw it
acts-act = Announced act { $number }
acts-outcome = What became of it
acts-not-shown-yet = it is over; the lists are catching up
acts-pauses = Emergency pauses
acts-pauses-are = What the charter lets be stopped at once, for a time. Rights go on; what would fall due waits.
acts-paused-now = <strong>Paused until { $until }</strong>, by { $by }.
acts-it-stops = While it is on, nobody can:
acts-call-pause = Call this pause
acts-renew-pause = Have it last longer
acts-pause-why = Why: the first line stands on every page, public for ever
acts-pause-it = Pause
acts-end-pause = End the pause now

## needs

needs-admit = Admit { $person }…, who has applied, or not
needs-claim = You were drawn: rule on claim { $number } of a breach
needs-oath = You are admitted: sign the oath
needs-vouches = { $count } of { $needed } members vouch for you: send your identifier to those who know you
person-for-votes = (for { $count } votes)
needs-consent = Read the charter in force, and agree to it or leave
needs-guardian = { $person }… has lost their keys and named you as a guardian: ask them, and agree to their new keys
needs-keys-asked = Somebody asks your guardians for new keys in the place of yours: { $count } of { $needed } agree. If it is not you, tell your guardians now
needs-keys-taken = Your guardians agreed to new keys in the place of yours. Object now if it was not you
needs-keys-disputed = New keys in the place of yours are disputed, and your spending rests: ask your guardians to take their word back if it is not you
needs-vote = Vote on decision { $number }: { $title }
needs-vote-silence = Decision { $number }, where silence is consent: { $title }. Object if you must
needs-vote-consent = Consent to decision { $number }, or object with a reason: { $title }
needs-vouch-several = { $count } people have applied: vouch for those whom you know
needs-admit-several = { $count } people have applied: admit them, or not
needs-vouch = { $person }… has applied: vouch for them, if you know them
needs-bill = Pay bill { $number }: { $amount }.
needs-seat = A seat on the panel "{ $panel }": take it or decline
needs-dues = Pay dues of { $count ->
    [one] 1 period
   *[other] { $count } periods
  }: { $amount }.
needs-in-work = work, or what your tier asks for
needs-membership-rests = The powers of a member rest until they are settled; the rights do not.
needs-reminded = This is a reminder.
needs-signature = Sign the payment of request { $number }: { $amount }.
needs-vote-rests = Where members past probation vote, the vote rests until they are settled.

## owed

owed-of-by-the-tier = Of { $who }, by the tier "{ $tier }".
owed-periods-paid = Periods paid
owed-next-due = Next due
owed-what-is-open-the = What is open, the oldest first; a payment settles the oldest
owed-period = Period
owed-or = Or
owed-what-members-give = What members give

## panels

panels-have-it-drawn = Have it drawn
panels-take-the-seat = Take the seat
panels-decline = Decline
panels-give-it-up = Give the seat up
panels-panels = Panels
panels-some-decide-because-the = Some decide because the lot fell on them: for a term, for one proposal, or to hold an office.
panels-the-charter-draws-nobody = The <link>charter</link> draws nobody by lot.
panels-people-are-on-the = { $count } people are on the published list, as commitments without names. Whoever has the code of a place that was drawn takes the seat: { $code }
panels-the-list-was-not = The list was not published yet.
panels-any-member-past-probation = Any member past probation has it drawn when its time has come: { $code }
panels-draw = Draw { $number }: { $panel }, { $cause }
panels-it-is = It is
panels-drawn-by = Drawn by
panels-candidates = Candidates
panels-numbers-drawn = Numbers drawn
panels-seed = Seed
panels-who-was-asked-in = Who was asked, in the order of the draw
panels-who-was-asked-then = Who was asked, when they answered, and what came of it: { $code }
panels-number = Number
panels-answer = Answer
panels-anyone-may-bring-round = Anyone may bring round { $round }, once it is there: { $code }
panels-who-was-drawn-takes = Who was drawn takes the seat or declines it on <link>their own page</link>, or from a terminal: { $code }
panels-anybody-draws-again = Anybody draws again from public data: { $code2 }
panels-has-done = did it
panels-has-not-done = has not done it yet
panels-commit-title = Your secret draws
panels-commit-how = You are one of those whose secrets draw together. You commit to one now, and reveal it later; until then nobody must know it.
panels-commit-warning = This browser keeps the secret until then. Save it as a file too: without it you cannot reveal, and the draw begins again without you.
panels-commit = Make a secret and commit to it
panels-save-secret = Save the secret
panels-reveal-how = All have committed. Reveal your secret now.
panels-reveal = Reveal my secret
panels-secret-file = The file of the secret, if this browser does not have it
panels-done-waits = You have done your part; the others have until { $until }.
panels-asked-until = until { $until }
panels-beacon-title = Bring the round
panels-beacon-signature = The signature of round { $round }, as the beacon gives it <span>letters and digits; “signature” in its answer</span>
panels-beacon-bring = Bring it
panels-claim-title = You have a code
panels-claim-code = The code, as you were given it <span>a number, a dash, letters</span>
panels-claim-list = The published list, a file
panels-claim = Take the seat
panels-publish-title = Publish the list
panels-publish-how = Lots are drawn among the people on a list. What is published are numbers that show nobody's name; each of them gets a code.
panels-publish-count = For how many people
panels-publish-or = Or a list that was made before
panels-publish-make = Make codes and list
panels-publish-save-codes = Save the codes
panels-publish-save-list = Save the list
panels-publish-warning = Save both files now. Hand out the codes one by one; whoever has a code can take its seat. The list is for everybody.
panels-publish = Publish it

## paper

paper-back = Back to the decision.
paper-ballot = Ballot
paper-check = Whoever doubts it checks the proof of the decision's page: { $code }
paper-how-it-counts = Paper alone does not count here. It is for a meeting: whoever holds the key of the member casts what stands on it, and the log says so under the member's name. It may be changed until voting closes.
paper-member = Member, number
paper-not-open = There is no ballot now: voting is not open.
paper-number = Write a number.
paper-object = I object
paper-on-paper = On paper
paper-place-and-day = Place and day
paper-print-it = This page is made to be printed.
paper-rank = Number them in your order, 1 for the first. What has no number comes after all that have one.
paper-result = Result
paper-signature = Signature

## passport

passport-passport = Passport
passport-shows-one-asker-who = Shows one asker who you are in { $name }, once. It holds without a network.
passport-this-page-signs-and = This page signs and checks with JavaScript, which is off here. { $code } checks a passport from a file.
passport-show-yours = Show yours
passport-whoever-sees-it-learns = Whoever sees it learns your identifier, what you are called here if you took a name, whether you belong, since when and under which number, which charter you swore to, and which keys speak for you: all of it stands in the public log. They can show to nobody that they are you, and use it neither twice nor elsewhere.
passport-who-asks-as-they = Who asks? <span>as they name themselves</span>
passport-their-code-if-they = Their code <span>if they show one</span>
passport-for = For <span></span>
passport-save-it-as-a = Save it as a file
passport-ask-somebody-for-theirs = Ask somebody for theirs
passport-you-name-yourself-and = You name yourself, and get a code that the passport must answer. Once this page is loaded, asking and checking need no network.
passport-you-are = You are
passport-the-society-by-its = The society, by its identifier <span>from a source that you trust</span>
passport-ask = Ask
passport-your-code-they-scan = Your code: <strong></strong>. They scan this, or type both:
passport-what-their-codes-say = What their codes say, one after the other, or the file's text
passport-or-the-file = Or the file
passport-check-it = Check it
passport-scan-with-the-camera = Scan with the camera

## people

people-people = People
people-members-people-are-known = { $count } members. People are known here by their keys; a name is what they chose to be called.
people-joining = Joining
people-leaving = Leaving
people-nobody-is-on-this = Nobody is on this page.
people-members-and-those-who = Members and those who were, in the order in which they came
people-member = Member
people-joined = Joined
people-full-member-since = Full member since
people-left = Left
people-member-2 = Member { $number }
people-founder = , founder
people-next-page = Next page
people-waiting-to-join = Waiting to join
people-person = Person
people-known-since = Known since
people-make-your-key-it = Make your key on <link>your passport</link>, on a phone or a computer; it takes a minute. It stays with you: it is what you are here.
people-read-the-charter-to = Read <link>the charter</link>. To join is to sign it; <link2>what one promises</link2> is that text, and nothing beside it.
people-get-an-invitation-from = Get an invitation from a member, a link or a code, and apply with it on the same page.
people-apply-anyone-may-it = Apply on the same page; anyone may. It shows your identifier.
people-ask-members-whom-you = Ask members whom you know to vouch for you; { $vouches } must. Send them your identifier: they open your page here and press “Vouch”. This page cannot introduce you to anybody: members appear here as keys, and a vouch says that somebody knows you. If you know no member yet, talk to whoever told you of the society.
people-once-you-are-admitted = Once you are admitted, sign the charter on your passport. You sign version { $version }, whose SHA-256 is <span>{ $charter }</span>.
people-who-admits-as-the = Who admits, as the charter says it:
people-anyone-may-leave-on = Anyone may leave on any day, at once, and nobody has to agree: on <link>your passport</link>, alone or with what the charter gives along.
people-your-own-money = Your own money
people-stays-yours-as-no = stays yours. As no member you pass it on in <link>the treasury</link>, to any person known here, or to a fund.
people-find-somebody = A name or an identifier
people-by-a-terminal = The program polity is the same that serves these pages. With it, in this order:
people-the-common-money = The common money
people-stays-common-the-charter = stays common; the charter gives no part of it to who leaves.
people-that-you-cast-stay = that you cast stay counted, and in votes that opened while you were a member you may still vote.
people-vouches = Vouches
people-that-you-gave-stay = that you gave stay: whom you brought in stays a member.
people-keeps-for-ever-what = keeps for ever what you signed, under your key: your oath, ballots, arguments, payments. Nothing can be taken out of it.
people-what-you-take-along = What you take along
people-your-key-which-works = your key, which works in any society, and proofs that you belonged and what you did: download them from your own page here before or after.
people-coming-back = Coming back
people-goes-as-joining-does = goes as joining does, with the same key; you get your old number again.

## person

person-do-you-know-this = Do you know this person?
person-a-vouch-says-that = A vouch says that you do, under your key and for ever.
person-vouch = Vouch
person-admit = Admit
person-members-who-know-this = Members who know this person vouch with { $code }
person-what-to-do-with = What to do with it
person-waiting-for-them = Waiting for them
person-until = until { $ends }
person-how-they-voted = How they voted
person-newest-first-a-ballot = Newest first; a ballot of a delegate is counted for more than one vote
person-decision = Decision
person-ballot = Ballot
person-topic = Topic
person-what-they-did = What they did
person-entry-of-the-log = Entry of the log
person-all-that-they-did = All that they did
person-what-they-would-take = <link>What they would take along if they left</link> ·
person-all-people = All people
person-applicant = Applicant
person-decline = Decline the application
person-decline-why = Why, if it is to be said: public for ever
person-decline-it = Decline it
person-declined = The application was declined on { $time }.

## request

request-request-is = Request { $number } is { $standing }.
request-asks-for = Asks for
request-asked-by = Asked by
request-in-the-books = In the books
request-what-it-says = What it says
request-payments = Payments
request-to = { $amount } to { $to }
request-receipts = Receipts
request-whoever-made-the-request = Whoever made the request keeps the receipts. These are their salted hashes: whoever is shown a receipt with its salt can check it against them.
request-signatures = Signatures
request-from-a-terminal-whoever = From a terminal, whoever may: { $code }, { $code2 }, { $code3 }, { $code4 } or { $code5 } in the same way.
request-all-requests = All requests

## search

search-search = Search
search-words-in-proposals-arguments = Words in proposals, arguments, standing questions, names of people and places, the charter and its rules in plain words, or a person's identifier
search-nothing-here-holds-all = Nothing here holds all of these words.
search-found = { $count ->
    [one] 1 passage holds all of these words.
   *[other] { $count } passages hold all of these words.
 }
search-found-more = More than { $count } passages hold all of these words.
search-add-a-word-to = Add a word to narrow it down.

## sheet

sheet-draft-support = It is discussed once enough members support it. You support three at a time.
sheet-your-part = Your part
sheet-to-take-part = To take part here, make a key or join on <link>your passport</link>.
sheet-to-vote-argue-or = To vote, argue or object on this page, JavaScript must be on. The page reads without it, and commands for a terminal stand below.
sheet-abstain = Abstain
sheet-to-object-needs-a = To object needs a reason, which is public for ever.
sheet-the-reason-if-you = The reason, if you object
sheet-consent = Consent
sheet-stand-aside = Stand aside
sheet-give-votes-for-credits = Give votes, for credits of the season
sheet-several-votes-cost-their = Several votes cost their square: 1, 4, 9, 16… credits.
sheet-each-vote-costs-credit = Each vote costs 1 credit.
sheet-below-they-count-against = Below 0 they count against it.
sheet-cast-the-ballot = Cast the ballot
sheet-support-it-with-points = Support it with points
sheet-you-have-points-for = You have { $credits } points for all requests together. Support grows while it stands, and you may move it at any time.
sheet-points-on-this-request = Points on this request
sheet-support-it = Support it
sheet-no-support = No support
sheet-choose-one = Choose one
sheet-choose-all-that-you = Choose all that you approve of
sheet-choose-what-you-would = Choose what the money should go to
sheet-basket-how = There is { $has }. You may choose more than that: what is paid for follows from all ballots together.
sheet-put-them-in-your = Put them in your order, the best first
sheet-give-each-to-points = Give each 0 to { $high } points
sheet-spend-up-to-credits = Spend up to { $credits } credits on votes
sheet-your-order = Your order
sheet-not-ranked-after-all = Not ranked: after all that are ranked
sheet-several-votes-for-one = Several votes for one option cost their square: 1, 4, 9, 16… Below 0 they count against it.
sheet-you-may-change-it = You may change it until voting closes. Who voted how is public.
sheet-it-passed-and-waits = It passed and waits. An objection is public, and cannot be taken back.
sheet-argue = Argue
sheet-side = Side
sheet-for = For
sheet-against = Against
sheet-a-remark = A remark
sheet-your-argument-public-for = Your argument, public for ever
sheet-bring-the-argument = Bring the argument
sheet-withdraw-your-proposal = Withdraw your proposal

## societies

societies-description = The societies that are served at this address.
societies-societies = Societies
societies-societies-served-here = Societies served here

## spending

spending-spending = Spending
spending-who-asks-for-money = Who asks for money of the society, who approved it, and what was paid. What is approved is set aside, and paid once.
spending-requests = Requests
spending-nobody-asked-to-be = Nobody asked to be paid yet.
spending-budgets = Budgets
spending-no-fund-has-a = No fund has a budget: each pays what <link>the charter</link> lets.
spending-what-each-fund-may = What each fund may still pay
spending-fund = Fund
spending-what-is-left-then = What is left then
spending-what-repeats = What repeats
spending-no-payment-repeats = No payment repeats.
spending-ended = Ended before their time, in the last 30 days
stream-ended = Payment { $number }, { $each } every { $every } from { $from } to { $to }, ended before its time: { $why }. Not paid: { $unpaid }; { $never } of { $times } periods never began.
stream-back = { $amount } of it was set aside for the period in which it ended, and went back to the fund.
stream-left-out = The command begins only whole periods again: these { $amount } are paid by themselves, if they are owed.
stream-why-budget = the budget left no room for another period
stream-why-fund-empty = the fund held too little for another period
stream-why-payee-gone = its payee can be paid here no more
stream-why-share-taken = its payee took the whole of their share
stream-why-stopped = somebody who may ended it
stream-next-budget = To go on: wait for the next period of the budget or have it set higher, then begin it again:
stream-next-fund-empty = To go on: bring money into the fund, then begin it again:
stream-next-payee-gone = To go on, name an account that can be paid:
stream-next-share-taken = It goes on only if it is begun again:
stream-next-stopped = It goes on only if it is begun again:
spending-wages-rents-and-the = Wages, rents and the like
spending-each-time = Each time
spending-every = Every
spending-paid = Paid
spending-period-ends = Period ends
spending-more-periods = More periods
spending-invoices-and-shared-bills = Invoices and shared bills
spending-nobody-asked-others-to = Nobody asked others to pay yet.
spending-open = open
spending-closed = closed
spending-ask-to-be-paid = Ask to be paid: { $code }
spending-split-a-bill-that = Split a bill that you paid: { $code }
spending-ask-whoever-has-the = Ask whoever has the link to pay: { $code }
spending-have-a-fund-pay = Have a fund pay again and again, set a budget or who signs: by a <link>decision</link>, or { $code }

## stages

stages-carries = Voices, their own included
stages-founder = What the founder holds
stages-founder-words = Of all lines of the charter that give somebody a power, those that give it to the founder alone; what was handed over for good counts as handed over at every stage.
stages-now = now
stages-of-all = Lines in all
stages-of-the-founder = Lines of the founder
stages-on = On
stages-stage = Stage
stages-voices = Who carries most voices
stages-voices-words = Those for whom most members let them vote, as a share of all who may. Whoever votes for themselves takes their voice back for that vote.
stages-stages = Stages
stages-the-charter-of-has = The charter of { $name } has no stages: who may do what changes only by an amendment. The society has { $members ->
    [one] 1 member.
   *[other] { $members } members.
}
stages-has-members = { $name } has { $members ->
    [one] 1 member
   *[other] { $members } members
}
stages-and-is-at-the = and is at the stage <strong>{ $name }</strong>, since { $since }.
stages-as-a-society-grows = As a society grows, power moves by itself, as <link>the charter</link> says. Nobody can hold a stage back, and a stage that came stays, unless the members change the charter.
stages-here-the-society-is = : here the society is now
stages-it-came = : it came
stages-no-power-changes-then = No power changes then.
stages-the-founder = The founder
stages-founded-by = The society was founded by { $who }.
stages-succession = If the founder leaves, steps down, or signs nothing for { $days } days, what the founder alone may do passes to the decision “{ $to }”, within the same limits, for good.
stages-last-heard = The last sign of life was on { $heard }; without another one it passes on { $passes }. Whatever the founder signs begins the time anew.
stages-no-succession = What the founder alone may do ends if the founder leaves or steps down; it passes to nobody, unless a stage or an amendment says so.
stages-nothing-is-theirs = Nothing is the founder's alone at this stage.
stages-passed = Since { $since } the decision “{ $to }” does what the founder alone could, as far as no lock forbids it: { $why }.
stages-passed-to-nobody = Since { $since } nobody may do what the founder alone could: { $why }.
stages-why-left = the founder left
stages-why-silent = the founder had signed nothing for as long as the charter says
stages-why-stepped-down = the founder stepped down
stages-step-down = Give up what only I may do, for good
stages-step-down-by = From a terminal, the founder: { $code }
stages-who-may-do-what = Who may do what, rule by rule
stages-pauses = Emergency pauses

## statement

statement-no-category = no category
statement-statement = Statement
statement-in-what-was-there = { $name }, in { $asset }: what was there, what came and went, and what is there then.
statement-opening = Opening
statement-came-in = Came in
statement-went-out = Went out
statement-closing = Closing
statement-on-booked = { $on }, booked { $time }
statement-booked-then = By its entries the society held { $amount } here when this time was over: some of what the bank has in it was booked later, or what was booked in it is of another day.
statement-every-line-follows-from = Every line follows from the one before, and all of them together from the opening to the closing.
statement-these-lines-do-not = These lines do not add up: the lists of this server are being made, or are damaged. Check the proofs on the treasury page.
statement-by-category = By category
statement-nothing-moved-in-this = Nothing moved in this time.
statement-what-came-and-went = What came and went under each category
statement-category = Category
statement-every-movement = Every movement
statement-earlier-ones-are-left = { $hidden } earlier ones are left out here; the files below have all.
statement-oldest-first = Oldest first
statement-held-then = Held then
statement-with = With
statement-from-day = First day
statement-until-day = Last day
statement-show-this-time = Show this time
statement-fiscal-years = Fiscal years:
statement-days = { $from } to { $until }
statement-from-the-beginning = From the beginning
statement-files = Files
statement-this-statement-as-ofx = <link>This statement as OFX</link>, which bookkeeping programs read
statement-this-statement-as-csv = <link>This statement as CSV</link>, a table
statement-of-a-year = Of a year: { $code }
statement-beside-a-banks-statement = Beside a bank's statement: { $code }
statement-back-to-the-treasury = Back to the treasury

## steward

steward-the-charter-lets-you = What else can be done with the money
steward-pay = Pay them
steward-issue = Issue the society's own credit
steward-issue-it = Issue it
steward-open-a-fund = Open a fund
steward-its-name = Its name <span>small letters, digits and dashes</span>
steward-open = Open it
steward-open-a-place-outside = Open a place outside
steward-who-holds-it-there = Who holds it there, and how that can be checked: public for ever
steward-account = Account
steward-close-an-account = Close an account that holds nothing
steward-close = Close it
steward-count-another-asset = Count another asset
steward-its-code = Its code <span>capitals and digits</span>
steward-decimal-places = Decimal places
steward-count-it = Count it
steward-several-payments-at-once = Make several payments at once
steward-payments-one-on-each = Payments <span>one on each line: to whom, then how much; all are made, or none</span>
steward-pay-again-and-again = Have a fund pay again and again
steward-every-how-many-days = Every how many days
steward-how-many-times = How many times
steward-when-a-period-begins = when a period begins
steward-second-by-second = second by second
steward-begin = Begin
steward-set-a-budget = Set a budget
steward-at-most = At most <span>left empty, the budget ends</span>
steward-in-how-many-days = In how many days
steward-for-which-category = For which category <span>left empty, for all that the fund pays</span>
steward-lapses = lapses
steward-is-carried-over = is carried over
steward-set-it = Set it
steward-set-who-signs = Set who signs the payments of a fund
steward-how-many-sign = How many sign <span>0: nobody any more</span>
steward-of-whom = Of whom
steward-these-members = these members
steward-members-one-on-each = Members <span>one name or identifier on each line</span>

## treasury

treasury-by-category = The last twelve months, by category
treasury-by-month = Month by month, as a table
treasury-came = Came in
treasury-category = Category
treasury-course = How the money went: { $asset }
treasury-month = Month
treasury-month-by-month = The last twelve months, newest first
treasury-went = Went out
treasury-treasury = Treasury
treasury-what-the-society-holds = What the society holds, what moved, and what allowed it.
treasury-funds = Funds
treasury-there-is-no-money = There is no money here yet.
treasury-a-fund-is-money = A fund is money of the society under a name. It is paid out only as <link>the charter</link> says.
treasury-what-each-fund-holds = What each fund holds now
treasury-holds = Holds
treasury-statement-of-in = Statement of { $account } in { $asset }
treasury-proof-of = Proof of { $account }
treasury-ended-how-on = How it goes on
treasury-a-fund-that-never = A fund that never held anything has no record: its proof says "no record", which means 0.
treasury-more-funds = More funds
treasury-assets = Assets
treasury-the-society-counts-no = The society counts no asset yet.
treasury-an-asset-is-what = An asset is what the society counts in. Its own credit is issued only as <link>the charter</link> says. Every movement takes as much from one account as it gives to another, so that all accounts together hold exactly what was issued or came in outside, and mutual credit sums to nothing.
treasury-what-there-is-of = What there is of each asset
treasury-asset = Asset
treasury-what-it-is = What it is
treasury-held-by-all-together = Held by all together
treasury-ever-issued = Ever issued
treasury-movements = Movements
treasury-proof-of-2 = Proof of { $code }
treasury-held-outside = Held outside
treasury-what-is-held-outside = What is held outside, no proof of this society can show: whoever holds it says so, and the books say what should be there. You trust them as far as you trust whoever says it.
treasury-what-should-be-at = What should be at each place outside, and what was last said to be there
treasury-place = Place
treasury-should-be-there = Should be there
treasury-said-to-be-there = Said to be there
treasury-on-by = { $held }, on { $time } by <span>{ $by }</span>
treasury-off = ; the books held { $then } then: { $difference } off
treasury-same-then = ; the books held the same then
treasury-moved-since = ; { $moved } moved since
treasury-how-that-can-be = (<link>how that can be checked</link>)
treasury-nothing-was-said-yet = nothing was said yet
treasury-terms-of = Terms of { $account }
treasury-payments-and-other-movements = Payments and other movements
treasury-no-money-has-moved = No money has moved yet.
treasury-allowed-by = Allowed by
treasury-older-movements = Older movements
treasury-all-of-it-for = All of it for other programs: <link>Beancount</link>, <link2>CSV</link2>.
treasury-for-a-host = For the bookkeeper of whoever holds the money: <link>one table of all funds and places outside</link>.
treasury-ask-to-be-paid = Ask to be paid, see budgets, wages and invoices: <link>spending</link>. What members give: <link2>dues</link2>.
treasury-pass-on-your-own = Pass on your own money: { $code }
treasury-have-the-society-pay = Have the society pay: bring a proposal with a payment; see <link>decisions</link>.

## breach

breach-claim = Claim { $number }
breach-raised-by = Raised by
breach-put-down = Put down
breach-support = Support
breach-support-it = Support this claim
breach-members-support-it-until = Members may support it until
breach-of-members-support = { $have } of the { $needed } members who must support it do. Then a panel is drawn.
breaches-put-down = Put down { $words }, kept if the claim is dismissed. Without it { $sponsors } members must support the claim.
breach-seats-that-uphold-it = Seats that uphold it
breach-seats-that-do-not = Seats that do not
breach-decide = Decide
breach-of-seats-again = { $needed } of { $seats } seats uphold it, more than two thirds, since a panel dismissed a claim about the same before or still rules on one; { $dismiss } dismiss it. Empty ones are among them.
breach-of-seats-empty-ones = { $needed } of { $seats } seats, empty ones among them
breach-the-panel-rules-until = The panel rules until
breach-the-members-may-rule = The members may rule until
breach-one-leaves-at-the = One leaves at the value before until
breach-who-is-accused-spends = <strong>Who is accused spends none of the common money.</strong> The members end that by a decision: { $code }. What the accused had approved and nobody was paid is in its fund again, and somebody else may approve it; so is what nobody had earned of what repeats.
breach-whoever-leaves-now-is = Whoever leaves now is paid what their part was worth on the morning of that day: see it from <link>your page</link>, or by { $code }
breach-what-is-claimed = What is claimed
breach-evidence = Evidence
breach-sha = <link>{ $words }</link>, SHA-256 <span>{ $hash }</span>
breach-the-panel = The panel
breach-nobody-has-a-seat = Nobody has a seat yet: it is being drawn.
breach-it-is-over-who = It is over; who ruled how stands in the log.
breach-rulings-are-public-and = Rulings are public, and count while who made them has the seat
breach-ruling = Ruling
breach-how-they-were-drawn = How they were drawn: <link>draw { $sitting }</link>.
breach-you-were-drawn = You were drawn
breach-a-ruling-is-public = A ruling is public, and stands.
breach-it-holds = It holds
breach-it-does-not-hold = It does not hold
breach-by-a-terminal = By a terminal: { $code }
breach-the-members = What the members can do
breach-the-members-how = Nobody does this alone: it takes a decision.
breach-uphold = Uphold the claim
breach-lift = Let them spend again

## breaches

breaches-breaches = Breaches
breaches-breaches-of-the-commandment = Breaches of the commandment
breaches-who-breaks-what-all = Who breaks what all agreed to answers to people whom nobody chose: a panel is drawn by lot for each claim.
breaches-the-charter-does-not = The <link>charter</link> does not say what follows a breach.
breaches-nobody-claimed-a-breach = Nobody claimed a breach yet.
breaches-claims-the-newest-first = Claims, the newest first
breaches-claim = Claim
breaches-the-office-of = the office of { $name }
breaches-raise-a-claim = Raise a claim
breaches-to-raise-one-here = To raise one here, JavaScript must be on. The page reads without it, and the command for a terminal stands below.
breaches-what-happened-and-how = What happened, and how it breaks the commandment
breaches-the-first-line-is = The first line is its title. Public for ever: name nobody's private matters.
breaches-the-office-of-2 = The office of { $value }
breaches-a-member = A member
breaches-the-members-identifier-if = The member, if it is one: a name or an identifier
breaches-the-day-on-which = The day on which it was (UTC)
breaches-what-shows-it-a = What shows it: a text that becomes a public record
breaches-raise-the-claim = Raise the claim
breaches-by-a-terminal-with = By a terminal, with files and addresses as evidence: { $code }

## exit

exit-before-the-breach-the = (before the breach the claim was worth { $before })
exit-after-a-breach-of = After a breach of the commandment

breach-lead-office = Claim { $number }, that the office of { $name } broke the commandment, is { $standing }.
breach-lead-person = Claim { $number }, that { $person } broke the commandment, is { $standing }.
exit-window = <link>Claim { $number }</link> is upheld: until { $until } who leaves for good may do so at the value before it · <share>see that share</share>
exit-window-pays-until-empty = Each fund pays the value before until it is empty, to whoever comes first: to wait may cost a part of it, or all.
exit-windows-best = Who may leave before several breaches is paid, of each fund, at the best of the values: <link>see the share before all of them</link>.
exit-window-named = <strong><link>Claim { $number }</link> is upheld; the share above is at the value before it</strong>: until { $until } who leaves for good may do so at the value before it

## pages

part-grace = It passed. It takes effect by itself on { $ends }.
part-draft = It is a draft, waiting for members who support it, and lapses on { $ends } without them.
part-queued = It waits for a place: as many proposals are open as there can be, and the one that waits longest has the next.
part-waits = It is { $stage }. Voting opens on { $ends }.
part-newcomers = Half or more of the members were on probation when the vote was to open. It waits for them and opens on { $until }: by then whoever was there can vote in it.
part-newcomers-yet = { $count } of { $members } members are on probation, half or more. If it is still so when the vote is to open, it waits for them and opens on { $until }.
part-open-hidden = Voting is open until { $ends }. The charter asks that totals be left off until it ends. That is a courtesy: whoever reads the log can count.
part-open-no-quorum = Voting is open until { $ends }. { $count } of { $eligible } have voted; it fails unless { $quorum } do.
part-open-silence = Open until { $ends }. Silence is consent: nobody has objected, so it would pass. One objection, with its reason, stops it.
part-open-consent = Open until { $ends }. Nobody objects, so it would pass. One objection, with its reason, stops it.
part-open-objected = Open until { $ends }. As it stands it would be rejected: { $count ->
    [one] somebody objected
   *[other] { $count } objected
}, and one objection is enough.
part-open-passes = Voting is open until { $ends }. Enough have voted, and as the ballots stand it would pass.
part-open-fails = Voting is open until { $ends }. Enough have voted, and as the ballots stand it would be rejected.
part-open-enough = Voting is open until { $ends }. Enough have voted; the options are counted when it ends.
part-open-takes = Voting is open until { $ends }. Enough have voted; if it ended now, this would be taken: { $taken }.
part-open-takes-none = Voting is open until { $ends }. Enough have voted; if it ended now, no option would be taken.
part-effect = It takes effect on { $time }.
part-effect-if = If it passes, it takes effect by itself on { $time }.
part-effect-confirmed = If its second vote confirms it, it takes effect { $grace } later.
part-objections = Every member may object until then; { $needed } objections send it to a second vote.
part-objections-members = Every member may object until then; { $needed } objections take it from those who decided it and bring it before the members.
part-objections-noted = Every member may object until then; objections are noted in the log, and no rule of the charter stops it for them.
part-may-leave = Whoever does not want to live with it may leave before.
concern-of-act = As things stand, act { $act } would be refused: { $reason } That can change before it takes effect.
concern-of-option = As things stand, act { $act } of option { $option } would be refused: { $reason } That can change before it takes effect.
outcome-failed = passed, and could not take effect: { $reason }
decisions-proposal-number = Proposal { $number }
decisions-election = Election: { $office }
decisions-tally = { $yes } yes, { $no } no, { $abstain } abstained
decisions-taken = { $ballots ->
    [one] 1 ballot; taken: { $taken }
   *[other] { $ballots } ballots; taken: { $taken }
}
decisions-none-taken = { $ballots ->
    [one] 1 ballot; nothing was taken
   *[other] { $ballots } ballots; nothing was taken
}
decisions-votes = { $ballots ->
    [one] 1 ballot; { $pro } votes for it, { $against } against
   *[other] { $ballots } ballots; { $pro } votes for it, { $against } against
}
decisions-points = { $ballots ->
    [one] 1 ballot; { $pro } votes or points for it
   *[other] { $ballots } ballots; { $pro } votes or points for it
}
decisions-supported = { $count } of { $needed } support it
decisions-voted = { $count } of { $eligible }
decision-took-effect = It took effect on { $closed }.
decision-is-over = It { $words }. It was over on { $closed }.
people-waits = waits for admission, { $vouches ->
    [one] 1 vouch
   *[other] { $vouches } vouches
}
account-common = the common fund
account-fund = the fund { $name }
account-escrow = set aside ({ $name })
account-outside = outside ({ $name })
account-issue = newly issued
role-visitor = A visitor
role-visitor-does = Somebody without a key: reads everything, checks everything, does nothing.
role-applicant = An applicant
role-applicant-does = Somebody who applied and for whom one member vouches; one more is missing.
role-newcomer = A newcomer
role-newcomer-does = Somebody who was admitted a moment ago and can sign the oath.
role-member = A member
role-member-does = Votes, argues, objects, vouches for who waits, invites, leaves.
role-panelist = A member drawn by lot
role-panelist-does = Has a seat on the panel for small gifts, and a vote there.
role-treasurer = A treasurer
role-treasurer-does = May pay bills up to a limit, two days before the money goes, and stop payments.
role-founder = The founder
role-founder-does = Began it all; may do today what any member may.

## short words of the program: each under its own letters

term-took-effect = took effect
term-lapsed-because-too-few-members-supported-it = lapsed, because too few members supported it
term-was-withdrawn = was withdrawn
term-did-not-pass-too-few-voted = did not pass: too few voted
term-passed = passed
term-was-rejected = was rejected
term-no-vote = no vote
term-waiting-for-its-second-vote = waiting for its second vote
term-in-discussion = in discussion
term-waiting-for-members-who-support-it = waiting for members who support it
term-in-its-grace-period = in its grace period
term-waiting-for-a-place = waiting for a place
term-at-the-vote = at the vote
term-no-longer-a-member = no longer a member
term-full-member = full member
term-on-probation = on probation
term-admitted-has-not-sworn-yet = admitted; has not sworn yet
term-known-by-a-key-never-a-member = known by a key; never a member
term-it-is-a-startup-society = It is a startup society.
term-it-is-a-hub = It is a hub.
term-it-is-a-network-union = It is a network union.
term-it-is-an-archipelago = It is an archipelago.
term-it-is-a-network-state = It is a network state.
term-it-is-a-circle = It is a circle.
term-may-vote = May vote
term-could-vote = Could vote
term-voted = Voted
term-yes = Yes
term-no = No
term-abstained = Abstained
term-abstain = Abstain
term-for = For
term-against = Against
term-comment = Comment
term-a-remark = A remark
term-consents = Consents
term-objections = Objections
term-objections-that-stop-it = Objections that stop it
term-must-vote-for-it-to-count = Must vote, for it to count
term-had-to-vote-for-it-to-count = Had to vote, for it to count
term-yes-needed-if-nobody-else-voted = Yes needed, if nobody else voted
term-must-say-yes-at-least-since-members-objected = Must say yes at least, since members objected
term-votes-for = Votes for
term-votes-against = Votes against
term-votes-for-it-needed-if-nobody-else-voted = Votes for it needed, if nobody else voted
term-must-support-it = Must support it
term-support-it = Support it
term-brought-by = Brought by
term-brought-on = Brought on
term-decided-by = Decided by
term-in-the-log = In the log
term-standing = Standing
term-founder = Founder
term-number = Number
term-joined = Joined
term-full-member-since = Full member since
term-left = Left
term-known-since = Known since
term-applied = Applied
term-vouched-for-by = Vouched for by
term-swore-to-the-charter = Swore to the charter
term-agreed-later-to = Agreed later to
term-holds = Holds
term-delegates = Delegates
term-delegate = Delegate
term-credits = Credits
term-points = Points
keys-if-a-passkey-of = If a passkey of yours speaks for you here: your identifier
keys-use-my-passkey = Use my passkey
layout-demonstration = Demonstration

## needs

## signals

signals-signals = Standing questions
signals-a-question-stays = What do we think of it, today? A question stays open as long as the charter says; everybody asked has one stance, and may change it or take it back at any time. It decides nothing.
signals-the-charter-has-none = The <link>charter</link> has no standing questions.
signals-without-javascript = To take a stance here, JavaScript must be on. The page reads without it, and the command for a terminal stands below.
signals-open = Open
signals-nothing-is-asked = Nothing is asked now.
signals-asked-by = Asked by { $by }, open until { $closes }.
signals-ask-one = Ask one
signals-the-question = The question
signals-of-the-kind = Of the kind
signals-ask-it = Ask it
signals-over = Over
signals-questions-whose-time = Questions whose time is over, the last ones first
signals-total = Total
signals-earlier = Earlier questions
signals-ask-by = Ask one: { $code }
signals-stand-by = Take a stance, or change it: { $code } Take it back: { $code2 }
signals-question-number = Standing question { $number }
signals-open-until = Open until { $closes }. It decides nothing.
signals-closed-on = Closed on { $closes }. It decided nothing.
signals-asked-by-whom = Asked by
signals-since = Since
signals-kind = Kind
signals-have-a-stance = Have a stance
signals-may-take-one = May take one
signals-how-it-went = How it went
signals-day-by-day = Day by day
signals-the-total-at = The total at the end of each day on which it changed, the last one first
signals-reads-approve = From { $from } to { $to }. At the top, all who have a stance approve; at the bottom, nobody does.
signals-reads-points = The average, from { $from } to { $to }: { $most } at the top, 1 at the bottom.
signals-day = Day
signals-all = All standing questions
signals-how-many = How many have each stance
signals-your-stance = Your stance
signals-take-back = Take it back
signals-withdraw = Withdraw the question
signals-approve = Approve
signals-disapprove = Disapprove
signals-nobody-yet = Nobody has a stance yet.
signals-sum-approve = { $percent }% approve, of { $count } with a stance; { $eligible } may take one.
signals-sum-points = { $mean } of { $most } points on average, of { $count } with a stance; { $eligible } may take one.
forms-ask = Ask
forms-ask-others-to-pay = Ask others to pay: an invoice, a link, a shared bill
forms-ask-to-be-paid = Ask to be paid
forms-category = In the books, if you know: such as expense:food
forms-open-for-days = Open for how many days
forms-publish-the-receipts = Let everybody read the receipts, for ever
forms-receipts = Receipts <span>at most 8; they stay on your device, and only a salted hash of each becomes public</span>
forms-remove = Remove
forms-the-money-goes = The money goes
forms-to-me = to me
forms-to-sign-here-javascript = To sign something here, JavaScript must be on. The page reads without it, and the commands for a terminal stand below.
forms-to-sign-here-make = To sign something here, make a key or join on <link>your passport</link>.
forms-to-whom = To whom <span>a name, an identifier or a fund; left empty, to you</span>
forms-who-pays = Who pays <span>one name or identifier on each line, with their parts after a space; the first bears what does not divide; left empty, whoever has the link pays</span>
spending-earned = Earned, not taken
spending-end-it = End it
spending-stands-still = Stands still, since <link>claim { $claim }</link> was upheld
request-its-payment-waits = Its payment waits: whoever approved it is stopped since <link>claim { $claim }</link> was upheld. What is set aside for it goes back to its fund.
spending-take-it = Take it
request-approve = Approve
request-check-a-receipt = Check a receipt that you were shown
request-check-it = Check it
request-its-salt = Its salt <span>32 digits and letters; left empty for a public receipt</span>
request-pay = Pay
request-public-read-it = public: read it
request-refuse = Refuse
request-refuse-it = Refuse it, and say why
request-sign-the-payment = Sign the payment
request-take-it-back = Take it back
request-the-file = The file
request-why = Why, public for ever
invoice-close-it = Close it
dues-choose = Choose
dues-choose-how-i-give = Choose how I give
dues-each-time = Each time:
dues-give = Give
dues-give-to-a-fund = Give to a fund
dues-lists-may-name-me = Lists may name me. The public log shows my identifier in any case, for ever.
dues-tier = Tier
dues-what-i-earn = What I earn in a period <span>stays on this device; only what follows from it is signed</span>
dues-what-i-give = What I give each time
dues-what-i-owe = What I owe
owed-confirm = Confirm
owed-confirm-work = Confirm work in the place of dues
owed-for-how-many-minutes = For how many minutes
owed-of-how-many-periods = Of how many periods: open ones first, then ones to come
owed-waive = Waive
owed-waive-dues = Waive dues
treasury-pass-it-on = Pass it on
treasury-pass-my-own-on = Pass on money of my own
person-pass-money-on = Pass money on to them
credit-warning = That is { $held }: further below nothing than { $warn }, from where on the charter has people warned. At { $limit } the credit ends.
fee-of-an-act = By the charter this costs you { $amount }, which goes to { $fund }.
needs-approval = Approve or refuse request { $number }: { $amount }.
needs-approval-several = { $count } requests to be paid wait: approve or refuse them.
needs-payment = Pay out request { $number }, which is approved: { $amount }.
needs-payment-several = { $count } requests are approved: pay them out.
needs-waiver = A member asks that the dues of { $count ->
    [one] one period
   *[other] { $count } periods
} be waived.
owed-ask-for-a-waiver = Ask that dues be waived
owed-asks-for-a-waiver = They ask that the dues of { $count ->
    [one] one period
   *[other] { $count } periods
} be waived.
owed-each-time-when = Each time when dues of theirs fall due, you pay them from your own money: up to this altogether, until you end it.
owed-end-the-sponsorship = End the sponsorship
owed-no-reason-stands = No reason stands in the log. Whoever may waive sees that you ask.
owed-pays-the-dues-of = Pays the dues of:
owed-say-no = Say no
owed-sponsor = Sponsor
owed-sponsor-them = Pay their dues from now on
owed-sponsored-by = { $by } pays them from now on, { $left } more at most.
owed-take-the-question-back = Take the question back



# Forks
forks-forks = Forks
forks-lead = A part of the members may leave together, each with their share and a proof of it, and found a society of their own that takes them in.
forks-not-in-charter = The <link>charter</link> does not say how members fork. Each may leave alone.
forks-descent = Where this society comes from
forks-descends-from = It descends from fork { $fork } of { $parent }. Its founding names the proof, and was taken only because that holds.
forks-came-over = Came over
forks-of = { $one } of { $all }
forks-carried-over = Carried over
forks-waits-for-others = Waits for who did not come yet
forks-history = Past, in the parent's log
forks-entries = { $size } entries
forks-charter-as-read = It has the charter that those who left had read.
forks-charter-otherwise = Its charter is not, or no longer, the one that those who left had read.
forks-come-over = Come over
forks-papers-how = If you left by that fork: download your papers from its page there, and show them here. You are a member at once, and what was carried over for you is yours.
forks-papers = Papers of the fork
forks-come-over-button = Swear the charter and come over
forks-without-script = To sign here, JavaScript must be on. The page reads without it, and the command for a terminal stands below.
forks-parents-proof = Download the parent's proof
forks-here = Forks of this society
forks-none = Nobody announced a fork yet.
forks-fork = Fork
forks-signed-up = Signed up
forks-left = Left
forks-until = Sign up until
forks-announce = Announce a fork
forks-no-room = As many forks run side by side as there may: sign up for one of them, or wait until one is over.
forks-why = Why, and what the new society is to be
forks-charter = The new society's charter
forks-charter-hint = Begin with the charter in force and change what is to be otherwise. Leave it empty to say it later.
forks-pool = Pool for the new society (optional)
forks-pool-hint = A place outside, or the identifier of a person who holds it for the new society. Whoever signs up chooses whether their share goes there.
forks-announce-button = Announce the fork
forks-open = open: members sign up
forks-leaving = under way: who signed up leaves
forks-done = done: who signed up has left
forks-too-few = given up: too few signed up
forks-nothing = nothing
forks-all = All forks
fork-title = Fork { $number }
fork-lead = Fork { $number } is { $standing }.
fork-announced-by = Announced by
fork-least = Must sign up, or nobody leaves
fork-paid = Paid out
fork-pool = Pool
fork-pooled = Of it to the pool
fork-sign-up = Sign up
fork-to-sign-up-is-to-leave = To sign up is to leave: when the time is over you are no member any more, and have your share. Until then you may take it back.
fork-what-you-take = What you would take along
fork-pool-mine = My share goes to the pool, and is mine in the new society
fork-take-back = Take it back
fork-papers-lead = Who left comes over to the new society with their papers: their line of the list, and the path that proves it.
fork-papers-mine = Download my papers
fork-papers-founder = Papers to found with
fork-papers-founder-how = One of you founds the new society: with these papers on the page that polity serve opens in an empty folder, or from a terminal.
fork-nothing-to-sign = There is nothing to sign.
fork-same-charter = It is the charter in force when the fork was announced, letter for letter.
fork-no-charter = The fork names no charter.
fork-who-signed-up = Who signed up
fork-share-to-the-pool = share to the pool
fork-who-left = Who left
fork-place = Place

## delegates

person-what-delegates-did = What became of the votes that they delegated
needs-window = Claim { $number } of a breach is upheld: who leaves does so at the value before it, { $amount } for you now. Each fund pays that until it is empty. Stay, or leave
needs-share = You left without your share, { $amount } now: take it, or it stays with the society
needs-fork = Fork { $number } gathers, { $count ->
    [one] { $count } member so far
   *[other] { $count } members so far
}: who signs up leaves with the others, each with their share. Sign up, or stay
needs-fork-joined = You leave with fork { $number } when its time is over, if enough sign up. Until then you can take your signature back
needs-newcomers = Decision { $number } waits for those on probation, and then opens its vote: { $title }
needs-vote-delegated = { $title } (the delegate has not voted yet)
needs-unused-one = The delegate did not vote on “{ $title }”: the vote went unused
needs-unused = The delegates did not vote { $count } times in the last 30 days, last on “{ $title }”: the votes went unused
needs-stream = Payment { $number }, which repeats, ended before its time: { $why }. { $unpaid } is not paid
delegates-title = What became of delegated votes
delegates-lead = Counts what was delegated when a vote opened. A ballot of one’s own comes before the delegate’s; if neither votes, the vote is used by nobody.
delegates-of = Of { $who }
delegates-now = Who votes for them now
delegates-how-to-give = To let somebody vote for you, open their page among the <link>people</link>.
delegates-nothing-given = Nobody: they vote themselves.
delegates-votes-for = On “{ $topic }”: { $delegate }, { $words }
delegates-left = who left: nobody votes
delegates-until-ended = until they end it
delegates-by-topic = By topic
delegates-how-used = How many votes were used, and by whom
delegates-count-delegate = By the delegate
delegates-count-own = By themselves
delegates-count-unused = Unused
delegates-count-waiting = Still open
delegates-vote-by-vote = Vote by vote
delegates-when-opened = Votes that were delegated when they opened, the newest proposal first
delegates-delegate = Delegate
delegates-their-ballot = Their ballot
delegates-what-became = What became of it
delegates-earlier = Earlier votes
delegates-by-command = The same in a terminal: { $code } Name another: { $code2 }
delegates-their-page = Their page
delegates-used-delegate = used by the delegate
delegates-used-own = used by themselves: { $choice }
delegates-used-unused = unused: neither voted
delegates-used-waiting = open: neither has voted yet
delegates-did-not-vote = did not vote
delegates-not-yet = has not voted yet
delegates-vote-round = , vote { $round }

## how votes were counted

count-turnout = { $voted } of { $eligible } voted
count-turnout-needed = { $voted } of { $eligible } voted; { $quorum } had to, for it to count
count-first = First preferences
count-round = Round { $round }
count-taken = ✓ taken
count-part = { $name } ({ $votes })
count-comma = ,
count-others = others
count-moved = Votes went from { $from } to { $to }.
count-nowhere = Votes of { $from } count for nobody any more.
count-came = Votes came to { $to }.
count-legend = Full colour: votes that stayed. Pale: votes that came in this round. Outlined: votes that went. The line, where there is one, is the quota, which seats somebody.
count-pairs-legend = In colour: the row is ahead, the stronger the further.
count-won = Ahead of
count-ahead = against { $against }, ahead
count-behind = against { $against }, behind
count-level = against { $against }, level
basket-title = Where the money goes
basket-taken = ✓ paid for
basket-legend = The bar is the money, and the line its end: each project begins where the one before it ends. Outlined: what a project that is not paid for would have cost.
basket-paid = { $count } chose it. With it, { $spent } are spent.
basket-bought = { $count } chose it, and each gave about { $each } for it at most, of the equal part that everybody has. With it, { $spent } are spent.
basket-nobody = Nobody chose it.
basket-too-much = { $count } chose it. It costs more than the { $left } that were left in the end.
basket-too-few = { $count } chose it. { $left } were left in the end; of those who chose it, the parts that were left were not enough for it.

## campaigns

campaigns-title = Campaigns
campaigns-lead = What people gather for, how far it is, and how one takes part. The machine counts, and each figure has its proof.
campaigns-none = Nothing is gathered for now. A campaign begins with a proposal that needs support, with something that enough members can stop, or with the next stage.
campaigns-no-end = until it is reached
campaigns-draft = A proposal that is discussed once enough members support it
campaigns-draft-words = { $has } of { $needs } members support it.
campaigns-draft-part = Support it
campaigns-fork = Leaving together, each with their share, to found a society of their own
campaigns-fork-words = { $has } signed up; it takes { $needs }.
campaigns-fork-part = Sign up
campaigns-grow = The next stage, which members bring
campaigns-grow-words = { $has } of { $needs } members.
campaigns-grow-part = Invite somebody
campaigns-request = A request from a fund, which support carries while it stands
campaigns-request-words = { $has } thousandths of the strength that all members could give; { $needs } carry it.
campaigns-request-part = Support it
campaigns-stop = Something that takes effect unless enough members object
campaigns-stop-words = { $has } members object; { $needs } stop it and have it voted on.
campaigns-stop-part = Object
decisions-campaigns = What is gathered for, and how far it is, stands under <link>campaigns</link>.
passport-print = Print it
passport-on-paper = Whoever asked opens the page Passport of this society, or any page that checks its passports, scans the codes one after the other, and reads who this is. No network is needed for that once the page is open. The codes count for ten minutes; a new sheet is made the same way. The society is:

## forms

why-not-yours = What you cannot do here by yourself, and why

## machine

machine-machine = The machine
machine-what-it-is = Who carries this society's log, where passkeys work, and which rules the program follows. Whoever runs it decides none of this.
machine-signers = Who signs the log
machine-signers-how = { $needed } of { $count } must sign every checkpoint.
machine-set-signers = Have others sign
machine-signers-one-on-each = Keys, one on each line
machine-set = Set them
machine-addresses = Where passkeys work
machine-addresses-how = A passkey works at a domain that stands here, on the pages that stand beside it, and nowhere else. On the machine itself, http://localhost stands for every port.
machine-no-addresses = At no address yet.
machine-set-addresses = Set the addresses
machine-addresses-one-on-each = On each line a domain, then the addresses of its pages
machine-rules = The rules
machine-rules-now = Version { $version } of the machine's rules is in force. This program knows rules up to version { $known }.
machine-newer = Move to the next version


## places

places-places = Places
places-where-we-are = Where we are at home, how much land we have there and what shows it, and who lives there.
places-open-now = Places
places-land = Land
places-land-shown = for which something was shown
places-m2 = { $land } m²
places-residents = Residents
places-confirmed = confirmed
places-what-land-proves = The proof says that somebody whom the charter lets said so, and with which text they showed it; whether the text is right, whoever doubts it looks up where it says.
places-open = Open
places-none-is-open = No place is open.
places-each-with-its-land = Each place with its land and who lives there
places-place = Place
places-kind = Kind
places-shown = Shown on
places-not-shown = not yet
places-with-a-vote = With a vote there
places-living-at-one = Living at one
places-the-charter-says-nothing = The <link>charter</link> does not say how one comes to live at a place.
places-open-one = Open a place
places-its-name = What it is called
places-no-street = public for ever: no street, no number
places-its-id = Its id
places-id-form = lower-case letters, digits and hyphens
places-country = Country
places-country-form = two letters, or nothing
places-land-in-m2 = Land or floor, in m²
places-what-shows-it = What shows it
places-public-text = a deed, a lease, an entry in a register; the text is public for ever, so leave out what is nobody's business
places-open-it = Open it
places-closed = Closed
places-the-last-ones-first = Places that were closed, the last ones first
places-residents-at-the-end = Residents at the end
places-earlier = Earlier ones
places-open-by = Open one: { $code }
places-arrive-by = Say that you live there: { $code }
places-vouch-by = Vouch for somebody: { $code } Go: { $code2 }
places-kind-house = House
places-kind-hub = Hub
places-kind-land = Land
places-kind-town = Town
places-kind-vessel = Vessel
places-kind-village = Village
places-open-since = Open since
places-shown-by = What shows its land: <link>this text</link>, named on { $at } by { $by }. Nobody else checked it.
places-nothing-shows = Nothing was shown for this land, so it counts in no figure.
places-you-here = You
places-you-do-not-live = You do not live here, as far as is known.
places-you-live-elsewhere = You live <link>elsewhere</link>, or say so; one lives at one place.
places-your-word = You say that you live here. It is not confirmed, and lapses on
places-you-live-here = You live here.
places-you-vote-from = As a resident you vote from
places-renew-before = Say so again before
places-i-live-here = I live here
places-i-still-live-here = I still live here
places-i-go = I live here no longer
places-who-says-so = Who says that they live here
places-nobody-waits = Nobody waits to be confirmed.
places-not-confirmed-yet = They wait to be confirmed
places-vouches = Vouched for by
places-vouch = Vouch
places-more-claims = There are more; those above come first.
places-who-lives-here = Who lives here, as confirmed
places-nobody-lives-here = Nobody's residence here is confirmed.
places-confirmed-residents = Since when, and whether they vote here
places-vote = Vote
places-say-its-land = Say what land it has
places-say-it = Say it
places-this-place = This place
places-close = Close this place
places-confirm = Confirm
places-strike-off = End the residence
places-vouched = { $count ->
    [0] nobody yet
    [one] 1 resident
   *[other] { $count } residents
 }
places-votes = votes here
places-votes-not = has no vote here yet
places-all = All places

# What an act asks, by its name; each field that such a sentence does not name is listed after it.
deed-breach-lift = Lets whom claim { $claim } of a breach stopped spend again
deed-breach-raise = Claims that the commandment was broken by { $accused }
deed-breach-rule = Rules on claim { $claim } of a breach; that it holds: { $upholds }
deed-breach-sponsor = Supports claim { $claim } of a breach
deed-breach-uphold = Upholds claim { $claim } of a breach, on which the panel did not rule
deed-charter-end-pause = Ends the emergency pause { $pause } before its time
deed-charter-pause = Calls the emergency pause { $pause }
deed-charter-set-relying-parties = Has passkeys work at these addresses and at no others
deed-charter-set-rules-version = Moves to version { $version } of the machine's rules
deed-charter-set-signers = Has these keys sign the society's log, and no others
deed-charter-step-down = Gives up for good what the founder alone may do
deed-charter-withdraw-act = Withdraws announced act { $act }
deed-dues-ask-waiver = Asks that dues be waived; periods: { $periods }
deed-dues-confirm-work = Confirms that { $member } worked { $work } in the place of dues
deed-dues-donate = Gives { $amount } to { $to }
deed-dues-end-sponsorship = Ends that somebody else pays the dues of { $member }
deed-dues-pay = Pays { $amount } for dues
deed-dues-sponsor = Pays the dues of { $member } from now on, up to { $amount } in all
deed-dues-waive = Waives the dues of { $member }; periods: { $periods }
deed-fork-join = Signs up for fork { $fork }
deed-fork-withdraw = Withdraws from fork { $fork }
deed-governance-argue = Argues on decision { $proposal }: { $side }
deed-governance-cast-ballot = Votes on decision { $proposal }: { $ballot }
deed-governance-delegate = Lets { $delegate } vote in the own place on { $topic }
deed-governance-object = Objects to { $target }
deed-governance-offer = Brings another version of decision { $proposal }: { $title }
deed-governance-propose = Proposes, to be decided by the rule { $procedure }: { $text }
deed-governance-sponsor = Supports decision { $proposal }
deed-governance-undelegate = Lets nobody else vote on { $topic } any more
deed-governance-withdraw = Withdraws decision { $proposal }
deed-membership-admit = Admits { $applicant }
deed-membership-apply = Applies for membership
deed-membership-decline = Declines the application of { $applicant }
deed-membership-leave = Leaves the society
deed-membership-swear = Swears the oath to the charter: { $charter }
deed-membership-vouch = Vouches for { $applicant }
deed-membership-withdraw = Withdraws the own application
deed-names-give-up = Gives up the own name here
deed-names-take = Takes the name { $name } here
deed-offices-call-election = Opens an election of the office { $office }
deed-offices-recall = Recalls { $holder } from the office { $office }
deed-offices-resign = Resigns from the office { $office }
deed-offices-seat = Seats { $holder } in the office { $office }
deed-offices-stand = Stands for the office { $office }
deed-offices-stand-down = Stands for the office { $office } no longer
deed-panels-accept = Takes the seat of draw { $sitting }
deed-panels-call-draw = Has the panel { $panel } drawn by lot
deed-panels-claim = Claims a seat of draw { $sitting } with a code
deed-panels-commit = Commits to a secret for draw { $sitting }
deed-panels-decline = Declines a seat of draw { $sitting }
deed-panels-publish-list = Publishes the list of outsiders for the panel { $panel }, with { $count } people
deed-panels-reveal = Reveals the secret for draw { $sitting }
deed-panels-submit-beacon = Brings round { $round } of the beacon for draw { $sitting }
deed-places-arrive = Lives at the place { $place } from now on
deed-places-attest = Says that the place { $place } has { $land }
deed-places-close = Closes the place { $place }
deed-places-confirm = Confirms that { $person } lives at the place { $place }
deed-places-depart = Lives at the place { $place } no longer
deed-places-end-residence = Ends that { $person } counts as living at the place { $place }
deed-places-open = Opens the place { $place }, called { $title }: { $kind }, { $land }
deed-places-renew = Says again that they live at the place { $place }
deed-places-vouch = Vouches that { $person } lives at the place { $place }
deed-signals-ask = Asks a standing question: { $question }
deed-signals-stand = Takes a stance on standing question { $signal }: { $stance }
deed-signals-withdraw = Withdraws standing question { $signal }
deed-spending-approve = Approves request { $request }, for which { $amount } are set aside
deed-spending-claim = Takes what has accrued of payment { $stream } that repeats
deed-spending-close-invoice = Closes invoice { $invoice }
deed-spending-invoice = Asks others to pay { $amount } to { $to }
deed-spending-pay = Pays out request { $request }
deed-spending-pay-batch = Makes these payments from { $fund }, { $amount } together, all or none
deed-spending-pay-invoice = Pays { $amount } for invoice { $invoice }
deed-spending-reject = Refuses request { $request }
deed-spending-request = Asks to be paid from { $fund }: { $lines }
deed-spending-set-budget = Lets { $fund } pay at most { $limit } in every { $per }
deed-spending-set-signers = Has payments of { $fund } signed by { $needed } of these: { $of }
deed-spending-sign = Signs the payment of request { $request }
deed-spending-start-stream = Has { $fund } pay { $each } to { $to } every { $every }, { $times } times: { $amount } altogether
deed-spending-stop-stream = Ends payment { $stream } that repeats
deed-spending-withdraw = Takes request { $request } back
deed-treasury-attest = Says that { $held } are { $account }
deed-treasury-close-account = Closes { $account }
deed-treasury-create-asset = Counts a further asset, { $asset }, with { $decimals } decimal places
deed-treasury-issue = Issues { $amount } of the society's own credit to { $to }
deed-treasury-open-account = Opens { $account }
deed-treasury-open-outside = Opens a place { $account } where assets are held
deed-treasury-pay = Pays { $amount } from { $from } to { $to }
deed-treasury-receive = Books { $amount } that came in { $from } into { $to }
deed-treasury-take-out = Passes { $amount } of one's own on to { $to }
deed-treasury-transfer = Passes { $amount } of one's own on to { $to }

told-left-out = { $name } took their share instead of the { $amount } that this would pay back: it is left out, and the rest is paid.
told-falls-away = Falls away: { $list }
told-comes = Comes: { $list }
told-passkeys-lost = Whoever has only a passkey of an address that falls away cannot act any more.
deed-effect = If it took effect now, { $account } would go from { $before } to { $after }

# Fields of acts.
told-field-account = Account
told-field-accused = Accused
told-field-act = Announced act
told-field-actions = What it does
told-field-acts = Acts in which it broke it
told-field-against = Because of
told-field-alternative = Version
told-field-amount = Amount
told-field-applicant = Applicant
told-field-asset = Of
told-field-assets = Assets
told-field-ballot = Ballot
told-field-budget = To share out
told-field-category = Category
told-field-charter = Charter
told-field-choose = How many are taken
told-field-claim = Claim
told-field-contest = Among what is chosen
told-field-count = How many
told-field-country = Country
told-field-decimals = Decimal places
told-field-delegate = Delegate
told-field-deposit = Put down
told-field-each = Each time
told-field-every = Every
told-field-evidence = Evidence
told-field-file = File
told-field-fork = Fork
told-field-from = From
told-field-fund = Fund
told-field-hash = SHA-256
told-field-held = Holds
told-field-holder = Holder
told-field-id = Identifier
told-field-invitation = Invitation
told-field-invoice = Invoice
told-field-is-named = May be named
told-field-key = Key
told-field-kind = Kind
told-field-land = Land or floor
told-field-letter = Letter
told-field-limit = At most
told-field-lines = Payments
told-field-member = Member
told-field-memo = For
told-field-name = Name
told-field-needed = How many sign
told-field-number = Number
told-field-of = Of whom
told-field-office = Office
told-field-options = Options
told-field-origins = At
told-field-pace = Paid
told-field-paid = Paid
told-field-panel = Panel
told-field-part = Part
told-field-parts = Parts
told-field-path = Path
told-field-pause = Pause
told-field-payer = Payer
told-field-per = In every
told-field-periods = Periods
told-field-person = Person
told-field-place = Place
told-field-placeholder = Number of the invitation
told-field-points = Points
told-field-pool = Pool
told-field-pooled = Pooled
told-field-procedure = Rule
told-field-proof = Shown by
told-field-proposal = Decision
told-field-question = Question
told-field-receipts = Receipts, as SHA-256
told-field-relying-parties = Addresses
told-field-remainder = Pays what does not divide
told-field-replaces = In the place of
told-field-request = Request
told-field-root = Root
told-field-round = Vote or round
told-field-salt = Salt
told-field-secret = Secret
told-field-shares = Shares
told-field-side = Side
told-field-signal = Standing question
told-field-signature = Signature
told-field-signers = Keys
told-field-since = Since
told-field-sitting = Draw
told-field-stance = Stance
told-field-stream = Payment that repeats
told-field-target = To what
told-field-terms = Terms
told-field-text = Text
told-field-tier = Tier
told-field-times = How often
told-field-title = Called
told-field-to = To
told-field-topic = Topic
told-field-unspent = What is left
told-field-until = Until
told-field-upholds = It holds
told-field-url = Address
told-field-version = Version
told-field-work = Work

told-yes = yes
told-no = no
told-none = none
told-below = as it stands below, for programs
told-holders = those who hold the office { $office }
told-square-metres = { $land } m²
told-accrues = second by second
told-at-once = when each time begins
told-carried = is carried over
told-lapses = lapses
told-option = option { $number }
told-objects = objects: { $text }
told-points = { $count } points
told-for = { $count } votes for
told-against = { $count } votes against
told-about = What that is, as the society has it: { $act } ({ $rows })
told-payment = { $amount } to { $to }
told-after = told when the vote is over
spending-request-number = Request { $number }
request-why-refused = Why it was refused
spending-limit-each = { $limit } in each { $per }
spending-all-that-it-pays = all that it pays
spending-for-what = For
calendar-keys = New keys for { $person } take effect, unless they object

# What stands under a number that an act names.
calendar-window = Last time to leave at the value before the breach of claim { $number }
calendar-fork = Last time to sign up for fork { $number }
calendar-object = Last time to object: { $words }
amount-how = such as 12.50 or 12,50
