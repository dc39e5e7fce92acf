//! Files that the pages load, built into the program.

use std::collections::BTreeMap;
use std::sync::{Arc, LazyLock};

use axum::extract::{Path, State};
use axum::http::{Uri, header};
use axum::response::{IntoResponse, Response};

use crate::answer::Failure;
use crate::api::find;
use crate::societies::Societies;
use crate::words::{self, Tongue, squeeze};

/// The words of one module.
macro_rules! wording {
    ($name:literal) => {
        (
            concat!("wording/", $name, ".js"),
            "text/javascript",
            include_str!(concat!("../../../../sdk/js/src/wording/", $name, ".js")),
        )
    };
}

/// Name, kind, content.
const FILES: &[(&str, &str, &str)] = &[
    ("style.css", "text/css", include_str!("../../assets/style.css")),
    ("mark.svg", "image/svg+xml", include_str!("../../assets/mark.svg")),
    ("mark-dark.svg", "image/svg+xml", include_str!("../../assets/mark-dark.svg")),
    ("act.js", "text/javascript", include_str!("../../assets/act.js")),
    ("acting.js", "text/javascript", include_str!("../../assets/acting.js")),
    ("agree.js", "text/javascript", include_str!("../../assets/agree.js")),
    ("applicant.js", "text/javascript", include_str!("../../assets/applicant.js")),
    ("budget.js", "text/javascript", include_str!("../../assets/budget.js")),
    ("ballot.js", "text/javascript", include_str!("../../assets/ballot.js")),
    ("begin.js", "text/javascript", include_str!("../../assets/begin.js")),
    ("breach.js", "text/javascript", include_str!("../../assets/breach.js")),
    ("check.js", "text/javascript", include_str!("../../assets/check.js")),
    ("demo.js", "text/javascript", include_str!("../../assets/demo.js")),
    ("exit.js", "text/javascript", include_str!("../../assets/exit.js")),
    ("descend.js", "text/javascript", include_str!("../../assets/descend.js")),
    ("fork.js", "text/javascript", include_str!("../../assets/fork.js")),
    ("found.js", "text/javascript", include_str!("../../assets/found.js")),
    ("fa.js", "text/javascript", include_str!("../../assets/fa.js")),
    ("home.js", "text/javascript", include_str!("../../assets/home.js")),
    ("delegate.js", "text/javascript", include_str!("../../assets/delegate.js")),
    ("deeds.js", "text/javascript", include_str!("../../assets/deeds.js")),
    ("live.js", "text/javascript", include_str!("../../assets/live.js")),
    ("machine.js", "text/javascript", include_str!("../../assets/machine.js")),
    ("mail-page.js", "text/javascript", include_str!("../../assets/mail-page.js")),
    ("asking.js", "text/javascript", include_str!("../../assets/asking.js")),
    ("forms.js", "text/javascript", include_str!("../../assets/forms.js")),
    ("giving.js", "text/javascript", include_str!("../../assets/giving.js")),
    ("hosts.js", "text/javascript", include_str!("../../assets/hosts.js")),
    ("me.js", "text/javascript", include_str!("../../assets/me.js")),
    ("money.js", "text/javascript", include_str!("../../assets/money.js")),
    ("offer.js", "text/javascript", include_str!("../../assets/offer.js")),
    ("propose.js", "text/javascript", include_str!("../../assets/propose.js")),
    ("panels.js", "text/javascript", include_str!("../../assets/panels.js")),
    ("pausing.js", "text/javascript", include_str!("../../assets/pausing.js")),
    ("passport.js", "text/javascript", include_str!("../../assets/passport.js")),
    ("ring.js", "text/javascript", include_str!("../../assets/ring.js")),
    ("places.js", "text/javascript", include_str!("../../assets/places.js")),
    ("signal.js", "text/javascript", include_str!("../../assets/signal.js")),
    ("sharing.js", "text/javascript", include_str!("../../assets/sharing.js")),
    ("sign.js", "text/javascript", include_str!("../../assets/sign.js")),
    ("steward.js", "text/javascript", include_str!("../../assets/steward.js")),
    ("void.js", "text/javascript", include_str!("../../assets/void.js")),
    ("spender.js", "text/javascript", include_str!("../../assets/spender.js")),
    ("vote.js", "text/javascript", include_str!("../../assets/vote.js")),
    ("treasurer.js", "text/javascript", include_str!("../../assets/treasurer.js")),
    ("when.js", "text/javascript", include_str!("../../assets/when.js")),
    ("whom.js", "text/javascript", include_str!("../../assets/whom.js")),
    ("words.js", "text/javascript", include_str!("../../assets/words.js")),
    ("verify.py", "text/plain; charset=utf-8", include_str!("../../../../spec/verify.py")),
    ("bech32m.js", "text/javascript", include_str!("../../../../sdk/js/src/bech32m.js")),
    ("beginning.js", "text/javascript", include_str!("../../../../sdk/js/src/beginning.js")),
    ("bytes.js", "text/javascript", include_str!("../../../../sdk/js/src/bytes.js")),
    ("canonical.js", "text/javascript", include_str!("../../../../sdk/js/src/canonical.js")),
    ("chain.js", "text/javascript", include_str!("../../../../sdk/js/src/chain.js")),
    ("choice.js", "text/javascript", include_str!("../../../../sdk/js/src/choice.js")),
    ("client.js", "text/javascript", include_str!("../../../../sdk/js/src/client.js")),
    ("ed25519.js", "text/javascript", include_str!("../../../../sdk/js/src/ed25519.js")),
    ("founding.js", "text/javascript", include_str!("../../../../sdk/js/src/founding.js")),
    ("hash.js", "text/javascript", include_str!("../../../../sdk/js/src/hash.js")),
    ("identifier.js", "text/javascript", include_str!("../../../../sdk/js/src/identifier.js")),
    ("index.js", "text/javascript", include_str!("../../../../sdk/js/src/index.js")),
    ("invitation.js", "text/javascript", include_str!("../../../../sdk/js/src/invitation.js")),
    ("key.js", "text/javascript", include_str!("../../../../sdk/js/src/key.js")),
    ("keyring.js", "text/javascript", include_str!("../../../../sdk/js/src/keyring.js")),
    ("keys.js", "text/javascript", include_str!("../../../../sdk/js/src/keys.js")),
    ("mail.js", "text/javascript", include_str!("../../../../sdk/js/src/mail.js")),
    ("merkle.js", "text/javascript", include_str!("../../../../sdk/js/src/merkle.js")),
    ("note.js", "text/javascript", include_str!("../../../../sdk/js/src/note.js")),
    ("operation.js", "text/javascript", include_str!("../../../../sdk/js/src/operation.js")),
    ("passkey.js", "text/javascript", include_str!("../../../../sdk/js/src/passkey.js")),
    ("person.js", "text/javascript", include_str!("../../../../sdk/js/src/person.js")),
    ("presentation.js", "text/javascript", include_str!("../../../../sdk/js/src/presentation.js")),
    ("proof.js", "text/javascript", include_str!("../../../../sdk/js/src/proof.js")),
    ("qr.js", "text/javascript", include_str!("../../../../sdk/js/src/qr.js")),
    ("request.js", "text/javascript", include_str!("../../../../sdk/js/src/request.js")),
    ("shape.js", "text/javascript", include_str!("../../../../sdk/js/src/shape.js")),
    ("signature.js", "text/javascript", include_str!("../../../../sdk/js/src/signature.js")),
    ("state.js", "text/javascript", include_str!("../../../../sdk/js/src/state.js")),
    ("submit.js", "text/javascript", include_str!("../../../../sdk/js/src/submit.js")),
    ("wallet.js", "text/javascript", include_str!("../../../../sdk/js/src/wallet.js")),
    ("wording.js", "text/javascript", include_str!("../../../../sdk/js/src/wording.js")),
    wording!("breach"),
    wording!("charter"),
    wording!("dues"),
    wording!("exit"),
    wording!("fork"),
    wording!("governance"),
    wording!("identity"),
    wording!("membership"),
    wording!("names"),
    wording!("needed"),
    wording!("offices"),
    wording!("panels"),
    wording!("places"),
    wording!("signals"),
    wording!("spending"),
    wording!("tell"),
    wording!("treasury"),
];

/// Returns the scripts: name and content.
#[cfg(test)]
pub(crate) fn scripts() -> impl Iterator<Item = (&'static str, &'static str)> {
    FILES.iter().filter(|(_, kind, _)| *kind == SCRIPT).map(|(name, _, script)| (*name, *script))
}

/// Fonts under the SIL Open Font License, whose text lies beside them.
const FONTS: &[(&str, &[u8])] = &[
    font_file(
        "public-sans-latin.woff2",
        include_bytes!("../../assets/fonts/public-sans-latin.woff2"),
    ),
    font_file(
        "public-sans-latin-ext.woff2",
        include_bytes!("../../assets/fonts/public-sans-latin-ext.woff2"),
    ),
    font_file(
        "source-serif-latin.woff2",
        include_bytes!("../../assets/fonts/source-serif-latin.woff2"),
    ),
    font_file(
        "source-serif-latin-ext.woff2",
        include_bytes!("../../assets/fonts/source-serif-latin-ext.woff2"),
    ),
    font_file(
        "source-serif-latin-italic.woff2",
        include_bytes!("../../assets/fonts/source-serif-latin-italic.woff2"),
    ),
];

const fn font_file(name: &'static str, content: &'static [u8]) -> (&'static str, &'static [u8]) {
    (name, content)
}

/// `GET /assets/fonts/{file}`.
pub(crate) async fn font(Path(file): Path<String>) -> Result<Response, Failure> {
    let (_, content) =
        FONTS.iter().find(|(name, _)| *name == file).ok_or(Failure::NotFound("file"))?;
    let headers =
        [(header::CONTENT_TYPE, "font/woff2"), (header::CACHE_CONTROL, "public, max-age=2592000")];
    Ok((headers, *content).into_response())
}

/// `GET /assets/{file}` and `GET /assets/wording/{file}`.
pub(crate) async fn show(uri: Uri) -> Result<Response, Failure> {
    let file = uri.path().trim_start_matches("/assets/");
    let (_, kind, content) =
        FILES.iter().find(|(name, ..)| *name == file).ok_or(Failure::NotFound("file"))?;
    let headers = kept_as(kind);
    match *kind {
        SCRIPT => {
            let english = WRITTEN.get(&(Tongue::English.code(), file)).cloned();
            Ok((headers, english.ok_or(Failure::NotFound("file"))?).into_response())
        }
        "text/css" => Ok((headers, STYLE.as_str()).into_response()),
        _ => Ok((headers, *content).into_response()),
    }
}

/// The style sheet as it is sent.
static STYLE: LazyLock<String> =
    LazyLock::new(|| squeeze::style(include_str!("../../assets/style.css")));

const SCRIPT: &str = "text/javascript";

fn kept_as(kind: &'static str) -> [(header::HeaderName, &'static str); 2] {
    [(header::CONTENT_TYPE, kind), (header::CACHE_CONTROL, "public, max-age=300")]
}

/// The scripts in each language, by their names.
static WRITTEN: LazyLock<BTreeMap<(&str, &str), String>> = LazyLock::new(|| {
    let scripts = FILES.iter().filter(|(_, kind, _)| *kind == SCRIPT);
    scripts
        .flat_map(|(name, _, script)| {
            Tongue::ALL.map(|tongue| {
                let said = match tongue {
                    Tongue::English => (*script).to_owned(),
                    Tongue::Persian => words::scripted(name, script, tongue, None),
                };
                ((tongue.code(), *name), squeeze::script(&said))
            })
        })
        .collect()
});

/// `GET /assets/{language}/{*file}`: a script in a language.
pub(crate) async fn script(
    Path((code, file)): Path<(String, String)>,
) -> Result<Response, Failure> {
    let found = WRITTEN.get(&(code.as_str(), file.as_str())).ok_or(Failure::NotFound("file"))?;
    Ok((kept_as(SCRIPT), found.clone()).into_response())
}

/// `GET /s/{society}/assets/{language}/{*file}`: a script in a language, in the society's own words.
pub(crate) async fn own_script(
    State(societies): State<Arc<Societies>>,
    Path((society, code, file)): Path<(String, String, String)>,
) -> Result<Response, Failure> {
    let served = find(&societies, &society)?;
    let is_it = |(name, kind, _): &&(&str, &str, &str)| *name == file && *kind == SCRIPT;
    let (name, _, script) = FILES.iter().find(is_it).ok_or(Failure::NotFound("file"))?;
    let tongue = Tongue::of(&code).ok_or(Failure::NotFound("language"))?;
    let own = served.words(tongue);
    let script = words::scripted(name, script, tongue, own.as_deref());
    Ok((kept_as(SCRIPT), squeeze::script(&script)).into_response())
}
