//! A real Chromium, spoken to over a pipe by the protocol of its developer tools.
#![allow(
    dead_code,
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects,
    clippy::print_stdout,
    reason = "shared by several tests, which fail by panicking"
)]

use std::collections::BTreeSet;
use std::io::{BufRead as _, BufReader, Write as _};
use std::path::Path;
use std::process::{Child, ChildStdin, Command, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::time::Duration;

use polity_types::{Base64, PersonId};
use serde_json::{Value, json};

/// Longest time for the browser to answer, or to come to show something.
const PATIENCE: Duration = Duration::from_secs(60);

/// Whether a page that asks this browser for a key is painted whole.
const ANSWERED: &str =
    "(document.documentElement.dataset.answered || !document.querySelector('[data-fills]'))";

/// Returns the runs of Latin words that a Persian page shows, of its scripts too. What is set apart (`bdi`, `dir`,
/// class `id`, the signs U+2068 and U+2069) is a name, an identifier or somebody's own words; capitals alone are
/// codes of assets.
pub(crate) const LATIN: &str = r#"(() => {
  const may = new Set(["Polity", "English", "Beancount", "Python", "polity"]);
  const apart = "bdi,code,pre,script,style,svg,textarea,.id,[dir=auto],[lang=en],select";
  const found = [];
  const look = (text) => {
    const plain = text.replace(/\u2068[^\u2069]*\u2069/g, " ");
    const words = plain.match(/[A-Za-z][A-Za-z0-9:'-]+/g) ?? [];
    if (words.some((word) => /[a-z]/.test(word) && !may.has(word))) found.push(text.trim().slice(0, 160));
  };
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const { parentElement: at, data } = walker.currentNode;
    if (!at.closest(apart) && at.checkVisibility()) look(data);
  }
  for (const one of document.querySelectorAll("[aria-label],[title],[alt],[placeholder]")) {
    if (one.closest(apart)) continue;
    for (const name of ["aria-label", "title", "alt", "placeholder"]) look(one.getAttribute(name) ?? "");
  }
  return found;
})()"#;

/// What is unsound about a page, each in a sentence.
const SOUND: &str = r#"(async () => {
  const found = [];
  const said = (is, words) => { if (!is) found.push(words); };
  const shown = (one) => one.outerHTML.slice(0, 120);
  const all = (selector) => [...document.querySelectorAll(selector)].filter((one) => one.checkVisibility());
  said(document.documentElement.dataset.answered || !document.querySelector("[data-fills]"), "what it fills is never there");
  const moved = await new Promise((done) => {
    let sum = 0;
    new PerformanceObserver((list) => { for (const one of list.getEntries()) sum += one.value; })
      .observe({ type: "layout-shift", buffered: true });
    requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(() => done(sum), 50)));
  });
  said(moved < 0.01, `the layout moved by ${moved}`);
  said(document.title.trim().length > 3 && !document.title.includes("<"), `the title is ${document.title}`);
  said(document.documentElement.lang, "no language");
  said(document.querySelector("meta[name=description]")?.content.length > 20, "no description");
  const view = document.querySelector("meta[name=viewport]")?.content ?? "";
  said(view.includes("width=device-width") && !/user-scalable|maximum-scale/.test(view), `the viewport is ${view}`);
  const loaded = performance.getEntriesByType("resource");
  for (const { name } of loaded) said(new URL(name).origin === location.origin || name.startsWith("blob:"), `asks for ${name}`);
  const bytes = (those) => those.reduce((sum, one) => sum + one.decodedBodySize, 0);
  const scripts = bytes(loaded.filter(({ name }) => name.endsWith(".js")));
  said(scripts <= 50 * 1024, `${scripts} bytes of scripts`);
  const [page] = performance.getEntriesByType("navigation");
  const whole = bytes([page, ...loaded.filter(({ name }) => !name.endsWith(".woff2"))]);
  said(whole <= 100 * 1024, `${whole} bytes in all, ${page.decodedBodySize} of them the page, ${scripts} scripts`);
  const levels = all("h1, h2, h3, h4, h5, h6").map((one) => Number(one.tagName[1]));
  said(levels.filter((level) => level === 1).length === 1 && levels[0] === 1, `headings begin ${levels.slice(0, 3)}`);
  levels.reduce((last, level) => (said(level <= last + 1, `a heading goes from ${last} to ${level}`), level), 0);
  for (const one of all("img")) said(one.hasAttribute("alt"), `no alternative: ${shown(one)}`);
  for (const one of all("svg[role=img]")) said(one.querySelector("title") || one.getAttribute("aria-label"), `no name: ${shown(one)}`);
  for (const one of all("input, select, textarea")) said(one.labels?.length || one.getAttribute("aria-label") || one.getAttribute("aria-labelledby"), `no label: ${shown(one)}`);
  for (const one of all("a, button, summary")) said(one.textContent.trim() || one.getAttribute("aria-label"), `no words: ${shown(one)}`);
  for (const one of all("a[href], button, input, select, textarea, summary")) {
    const { width, height } = (one.closest("label") ?? one).getBoundingClientRect();
    // Links within a line of text are as high as the line (WCAG 2.2, 2.5.8, exception "inline").
    const isInline = one.tagName === "A" && getComputedStyle(one).display === "inline";
    if (!isInline && !one.closest(".skip")) said(width >= 24 && height >= 24, `${Math.round(width)} by ${Math.round(height)}: ${shown(one)}`);
  }
  for (const one of all("button:not(.quiet, .small), .button:not(.quiet, .small)")) {
    const { height } = one.getBoundingClientRect();
    said(height >= 44, `${Math.round(height)} high: ${shown(one)}`);
  }
  return [...new Set(found)];
})()"#;

/// Scripts that a page loads at most, before and after something was signed there. Unit: bytes, as they are.
pub(crate) const SCRIPT_BYTES_MAX: u64 = 50 * 1_024;

/// A browser with one page. Killed when dropped.
pub(crate) struct Browser {
    child: Child,
    /// What the page said on its console, and what it failed at.
    complaints: Vec<String>,
    input: ChildStdin,
    messages: Receiver<Value>,
    next: u64,
    /// Every address that was asked for.
    requests: Vec<String>,
    session: Value,
    _profile: tempfile::TempDir,
}

impl Drop for Browser {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

impl Browser {
    /// Starts a browser; none: there is none on this machine.
    pub(crate) fn start() -> Option<Self> {
        Self::start_with(&[])
    }

    /// As [`Self::start`], with more flags.
    pub(crate) fn start_with(flags: &[String]) -> Option<Self> {
        let mut names = ["chromium", "chromium-browser", "google-chrome"].into_iter();
        let name = names.find(|name| {
            let found = Command::new(name).arg("--version").output();
            found.is_ok_and(|output| output.status.success())
        })?;
        let profile = tempfile::tempdir().unwrap();
        // The browser reads commands from the third file and writes to the fourth.
        let mut child = Command::new("sh")
            .args(["-c", "exec \"$0\" \"$@\" 3<&0 4>&1 </dev/null >/dev/null 2>&1", name])
            .args(["--headless", "--no-sandbox", "--disable-gpu", "--disable-quic"])
            .args(["--disable-background-networking", "--disable-component-update"])
            .args(["--disable-sync", "--no-first-run", "--remote-debugging-pipe"])
            .arg(format!("--user-data-dir={}", profile.path().display()))
            .args(flags)
            .arg("about:blank")
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let input = child.stdin.take().unwrap();
        let output = BufReader::new(child.stdout.take().unwrap());
        let (sender, messages) = channel();
        std::thread::spawn(move || {
            for message in output.split(0).map_while(Result::ok) {
                let Ok(message) = serde_json::from_slice(&message) else { break };
                if sender.send(message).is_err() {
                    break;
                }
            }
        });
        let mut browser = Self {
            child,
            complaints: Vec::new(),
            input,
            messages,
            next: 0,
            requests: Vec::new(),
            session: Value::Null,
            _profile: profile,
        };
        browser.open();
        Some(browser)
    }

    pub(crate) fn open(&mut self) {
        self.open_in(json!({"url": "about:blank"}));
    }

    /// Opens a page whose storage is its own, as another person's browser has it; returns what
    /// [`Self::be`] takes to come back to this one.
    pub(crate) fn somebody_else(&mut self) -> Value {
        let before = self.session.take();
        let context = self.call("Target.createBrowserContext", &json!({}));
        let context = &context["browserContextId"];
        self.open_in(json!({"browserContextId": context, "url": "about:blank"}));
        before
    }

    /// Goes on with another page; returns what takes one back.
    pub(crate) fn be(&mut self, page: Value) -> Value {
        std::mem::replace(&mut self.session, page)
    }

    fn open_in(&mut self, wish: Value) {
        let target = self.call("Target.createTarget", &wish);
        let attach = json!({"flatten": true, "targetId": target["targetId"]});
        self.session = self.call("Target.attachToTarget", &attach)["sessionId"].clone();
        for domain in ["Log", "Network", "Page", "Runtime"] {
            self.call(&format!("{domain}.enable"), &json!({}));
        }
    }

    fn send(&mut self, method: &str, params: &Value) -> u64 {
        self.next = self.next.checked_add(1).unwrap();
        let mut message = json!({"id": self.next, "method": method, "params": params});
        if let Some(session) = self.session.as_str() {
            message["sessionId"] = session.into();
        }
        let mut bytes = message.to_string().into_bytes();
        bytes.push(0);
        self.input.write_all(&bytes).unwrap();
        self.next
    }

    fn hear(&mut self) -> Value {
        let message = self.messages.recv_timeout(PATIENCE).expect("the browser answers");
        let params = &message["params"];
        match message["method"].as_str().unwrap_or_default() {
            "Network.requestWillBeSent" => {
                self.requests.push(params["request"]["url"].as_str().unwrap_or_default().into());
            }
            "Log.entryAdded" if params["entry"]["level"] == "error" => {
                self.complaints.push(params["entry"].to_string());
            }
            "Runtime.exceptionThrown" => self.complaints.push(params.to_string()),
            "Runtime.consoleAPICalled" if params["type"] == "error" => {
                self.complaints.push(params["args"].to_string());
            }
            _ => {}
        }
        message
    }

    /// Has the browser do something and returns its answer.
    pub(crate) fn call(&mut self, method: &str, params: &Value) -> Value {
        let message = self.answer(method, params);
        assert!(message["error"].is_null(), "{method}: {message}");
        message["result"].clone()
    }

    fn answer(&mut self, method: &str, params: &Value) -> Value {
        let id = self.send(method, params);
        loop {
            let message = self.hear();
            if message["id"] == id {
                return message;
            }
        }
    }

    /// Goes to an address and waits until it is loaded, scripts included, and what it fills is there: a page
    /// that is left while it opens its storage for the first time can keep the next ones from it.
    pub(crate) fn go(&mut self, url: &str) {
        // A change of the fragment alone would load nothing.
        self.call("Page.navigate", &json!({"url": "about:blank"}));
        let id = self.send("Page.navigate", &json!({"url": url}));
        let mut is_answered = false;
        loop {
            let message = self.hear();
            is_answered |= message["id"] == id;
            if is_answered && message["method"] == "Page.loadEventFired" {
                break;
            }
        }
        self.until("document.readyState === 'complete' && location.href !== 'about:blank'");
        self.until(&format!("{ANSWERED} || performance.now() > 3500"));
    }

    /// Evaluates an expression in the page, a promise to its end.
    pub(crate) fn eval(&mut self, expression: &str) -> Value {
        let params = json!({"awaitPromise": true, "expression": expression, "returnByValue": true});
        let mut message = self.answer("Runtime.evaluate", &params);
        // A page that is left takes its promises along; the next one is asked anew.
        while message["error"]["code"] == -32_000 {
            message = self.answer("Runtime.evaluate", &params);
        }
        assert!(message["error"].is_null(), "{expression}: {message}");
        let answer = message["result"].clone();
        let fault = &answer["exceptionDetails"];
        assert!(fault.is_null(), "{expression}: {fault}");
        answer["result"]["value"].clone()
    }

    /// Waits until an expression is true in the page.
    pub(crate) fn until(&mut self, expression: &str) {
        let limit = PATIENCE.as_millis().saturating_sub(5_000);
        let wait = format!(
            "new Promise((done) => {{ const begun = Date.now(); const look = () => {{ \
             let is = false; try {{ is = Boolean({expression}); }} catch {{}} \
             if (is) return done(''); if (Date.now() - begun > {limit}) \
             return done(document.body.innerText); setTimeout(look, 20); }}; look(); }})"
        );
        let answer = self.eval(&wait);
        assert_eq!(answer, "", "never came true: {expression}; {:?}", self.complaints);
    }

    /// Presses what a selector names, once it is there and may be pressed.
    pub(crate) fn press(&mut self, selector: &str) {
        let found = format!("document.querySelector({selector:?})");
        self.until(&format!("{found} && !{found}.disabled && {found}.checkVisibility()"));
        self.eval(&format!("{found}.click()"));
    }

    /// Writes into a field.
    pub(crate) fn fill(&mut self, selector: &str, text: &str) {
        self.until(&format!("document.querySelector({selector:?})?.checkVisibility()"));
        let text = Value::from(text);
        self.eval(&format!(
            "(() => {{ const field = document.querySelector({selector:?}); field.value = {text}; \
             field.dispatchEvent(new Event('input', {{ bubbles: true }})); \
             field.dispatchEvent(new Event('change', {{ bubbles: true }})); }})()"
        ));
    }

    /// Presses a key of the keyboard.
    pub(crate) fn key(&mut self, key: &str) {
        let (code, text) = match key {
            "Enter" => (13, "\r"),
            "Tab" => (9, ""),
            "ArrowUp" => (38, ""),
            "ArrowDown" => (40, ""),
            "Escape" => (27, ""),
            " " => (32, " "),
            other => panic!("no such key: {other}"),
        };
        let kind = if text.is_empty() { "rawKeyDown" } else { "keyDown" };
        for kind in [kind, "keyUp"] {
            let mut params =
                json!({"key": key, "code": key, "type": kind, "windowsVirtualKeyCode": code});
            if kind == "keyDown" {
                params["text"] = text.into();
            }
            self.call("Input.dispatchKeyEvent", &params);
        }
    }

    /// Returns what can be read in a part of the page.
    pub(crate) fn text(&mut self, selector: &str) -> String {
        let text = self.eval(&format!("document.querySelector({selector:?})?.innerText ?? ''"));
        text.as_str().unwrap().to_owned()
    }

    /// Signs what the dialog asks, which must say so.
    pub(crate) fn sign(&mut self, words: &str) {
        self.until("document.querySelector('dialog[open]')");
        let asked = self.text("dialog");
        assert!(asked.contains(words), "{words}: {asked}");
        self.press("dialog .actions button:not(.quiet)");
        self.until("!document.querySelector('dialog')");
    }

    /// Waits until the page says so; with all that it took to sign, its scripts are no more than a page may have.
    pub(crate) fn said(&mut self, words: &str) {
        self.until(&format!("document.getElementById('said').innerText.includes('{words}')"));
        self.scripts_within(SCRIPT_BYTES_MAX);
    }

    /// Makes a key that the browser keeps, and applies with it, on the page of one's own.
    pub(crate) fn apply(&mut self, site: &str) -> PersonId {
        self.go(&format!("{site}/me"));
        self.eval("document.getElementById('no-paper').click()");
        self.fill("#without-words", "I can lose this for good");
        self.press("#make-browser");
        self.until("document.getElementById('apply').checkVisibility()");
        self.until("document.getElementById('person').innerText.startsWith('person1')");
        let person = self.text("#person").parse().unwrap();
        self.press("#apply button");
        self.sign("Apply for membership");
        self.said("You have applied");
        person
    }

    /// Becomes a member with a key that the browser keeps, once somebody admits them.
    pub(crate) fn join(&mut self, site: &str, admit: impl FnOnce(PersonId)) -> PersonId {
        let person = self.apply(site);
        admit(person);
        self.go(&format!("{site}/me"));
        self.press("#swear");
        self.sign("I have read the charter");
        self.said("You are a member");
        person
    }

    /// Makes the screen so wide. Unit: pixels.
    pub(crate) fn screen(&mut self, width: u64) {
        let is_phone = width < 600;
        let params = json!({
            "deviceScaleFactor": 1, "height": 844, "mobile": is_phone, "width": width,
        });
        self.call("Emulation.setDeviceMetricsOverride", &params);
    }

    /// Sets the scheme of colours.
    pub(crate) fn scheme(&mut self, scheme: &str) {
        let features = json!([{"name": "prefers-color-scheme", "value": scheme}]);
        self.call("Emulation.setEmulatedMedia", &json!({"features": features}));
    }

    /// Gives the machine a device that holds passkeys, and whose owner always agrees.
    pub(crate) fn authenticator(&mut self) {
        self.call("WebAuthn.enable", &json!({}));
        let device = json!({"options": {
            "automaticPresenceSimulation": true, "hasResidentKey": true,
            "hasUserVerification": true, "isUserVerified": true, "protocol": "ctap2",
            "transport": "internal",
        }});
        self.call("WebAuthn.addVirtualAuthenticator", &device);
    }

    /// Reads the QR code that is drawn in a part of the page, with a decoder that is not ours.
    pub(crate) fn code(&mut self, selector: &str) -> String {
        let drawn = self.eval(&format!(
            "(() => {{ const svg = document.querySelector({selector:?} + ' svg'); return {{              size: svg.viewBox.baseVal.width, path: svg.lastChild.getAttribute('d') }}; }})()"
        ));
        let size = usize::try_from(drawn["size"].as_u64().unwrap()).unwrap();
        let scale = 4;
        let mut pixels = vec![255; size * scale * size * scale];
        let width = size * scale;
        for module in drawn["path"].as_str().unwrap().split('M').skip(1) {
            let (x, rest) = module.split_once(' ').unwrap();
            let (x, y): (usize, usize) =
                (x.parse().unwrap(), rest.split('h').next().unwrap().parse().unwrap());
            for (down, right) in
                (0..scale).flat_map(|down| (0..scale).map(move |right| (down, right)))
            {
                pixels[(y * scale + down) * width + x * scale + right] = 0;
            }
        }
        let mut image =
            rqrr::PreparedImage::prepare_from_greyscale(width, width, |x, y| pixels[y * width + x]);
        let grids = image.detect_grids();
        assert_eq!(grids.len(), 1, "one code is drawn");
        grids[0].decode().unwrap().1
    }

    /// Reads QR codes of the page as it is printed: from a picture of the sheet, as a scanner of 192 dots an inch makes
    /// it, with a decoder that is not ours; as long as codes are wanting, from finer pictures, of 288 and 384 dots.
    pub(crate) fn printed_codes(&mut self, wanted: usize) -> BTreeSet<String> {
        let mut read = BTreeSet::new();
        for scale in 2..=4 {
            if read.len() < wanted {
                read.extend(self.codes_at(scale));
            }
        }
        read
    }

    fn codes_at(&mut self, scale: u8) -> Vec<String> {
        // As wide as a sheet of A4 between its margins.
        let size =
            json!({"deviceScaleFactor": scale, "height": 980, "mobile": false, "width": 672});
        self.call("Emulation.setDeviceMetricsOverride", &size);
        self.call("Emulation.setEmulatedMedia", &json!({"media": "print"}));
        let params = json!({"captureBeyondViewport": true, "format": "png"});
        let answer = self.call("Page.captureScreenshot", &params);
        // Where the codes stand on the sheet, each with the white around it. A whole sheet has millions of dots.
        let places = self.eval(
            "[...document.querySelectorAll('main svg')].filter((one) => one.checkVisibility() && one.clientWidth > 100)\
             .map((one) => { const { height, width, x, y } = one.getBoundingClientRect(); \
             return [x + scrollX, y + scrollY, width, height]; })",
        );
        self.call("Emulation.setEmulatedMedia", &json!({"media": ""}));
        self.call("Emulation.clearDeviceMetricsOverride", &json!({}));
        let picture = answer["data"].as_str().unwrap();
        // The browser unpacks its own picture: of each code width, height, and a sign for each dot, dark or light.
        let cuts = self.eval(&format!(
            "(async () => {{
               const image = new Image();
               image.src = 'data:image/png;base64,{picture}';
               await image.decode();
               return {places}.map((place) => {{
                 const [x, y, width, height] = place.map((length) => Math.round(length * {scale}));
                 const canvas = new OffscreenCanvas(width, height).getContext('2d');
                 canvas.drawImage(image, x, y, width, height, 0, 0, width, height);
                 const {{ data }} = canvas.getImageData(0, 0, width, height);
                 let dots = '';
                 for (let at = 0; at < data.length; at += 4) dots += data[at] + data[at + 1] + data[at + 2] < 384 ? '#' : ' ';
                 return {{ dots, height, width }};
               }});
             }})()"
        ));
        cuts.as_array().unwrap().iter().filter_map(decoded).collect()
    }

    /// Takes a picture of the whole page, where the environment names a folder for them.
    pub(crate) fn picture(&mut self, name: &str) {
        let Some(folder) = std::env::var_os("POLITY_PICTURES") else { return };
        let params = json!({"captureBeyondViewport": true, "format": "png"});
        let answer = self.call("Page.captureScreenshot", &params);
        let plain = answer["data"].as_str().unwrap().replace('+', "-").replace('/', "_");
        let bytes: Base64 = plain.trim_end_matches('=').parse().unwrap();
        std::fs::write(Path::new(&folder).join(format!("{name}.png")), bytes.0).unwrap();
    }

    /// Asserts that nothing lies beside the screen, but in what runs sideways by itself, and, where there is a copy of axe-core, that it
    /// finds nothing.
    pub(crate) fn fits(&mut self) {
        self.fits_as("this page");
    }

    /// As [`Self::fits`], of a page that is called so where something is found.
    pub(crate) fn fits_as(&mut self, name: &str) {
        let installed = concat!(
            env!("CARGO_MANIFEST_DIR"),
            "/../../target/axe/node_modules/axe-core/axe.min.js"
        );
        let axe = std::env::var_os("POLITY_AXE").unwrap_or_else(|| installed.into());
        let script = std::fs::read_to_string(axe);
        if script.is_err() {
            println!("skipped: axe-core on {name}: not installed");
        }
        if let Ok(script) = script {
            self.eval(&format!("{script}; 0"));
            let found = self.eval(
                "axe.run().then(({ violations }) => violations.map(({ id, nodes }) => \
                 `${id}: ${nodes.map(({ html }) => html.slice(0, 200)).join(' ')}`))",
            );
            assert_eq!(found, json!([]), "axe-core: {name}");
        }
        self.is_within(name);
    }

    /// Looks at pages of a society in Persian, by night, on the smallest phone: they fit, and say nothing in Latin
    /// letters but names and what people wrote. Meant for a browser of its own.
    pub(crate) fn reads_in_persian(&mut self, site: &str, pages: &[String]) {
        self.screen(320);
        self.scheme("dark");
        let at = site.find("/s/").unwrap();
        self.go(&format!("{}/language/fa?to={}/", &site[..at], &site[at..]));
        for page in pages {
            let name = format!("{page}, fa, dark, 320");
            self.go(&format!("{site}/{page}"));
            self.picture(&format!("fa-dark-320-{}", page.replace('/', "-")));
            assert_eq!(self.eval("document.documentElement.dir"), "rtl", "{name}");
            assert_eq!(self.eval(LATIN), json!([]), "in Latin letters: {name}");
            self.fits_as(&name);
        }
    }

    /// Asserts that nothing lies beside the screen, but in what runs sideways by itself.
    pub(crate) fn is_within(&mut self, name: &str) {
        let wide = self.eval(
            "[...document.querySelectorAll('body *')].filter((one) => { \
             const { left, right } = one.getBoundingClientRect(); \
             return (right > innerWidth + 1 || left < -1) && one.checkVisibility() && \
             !one.closest('pre, .scroll, .skip, .bar nav') && !one.closest('thead'); }).map((one) => one.outerHTML.slice(0, 80))",
        );
        assert_eq!(wide, json!([]), "beside the screen: {name}");
    }

    /// Asserts what can be measured of a page that is sound: nothing moves while it loads, nothing comes from
    /// elsewhere, it is not heavy, it says what it is, and its parts can be named, reached and pressed.
    pub(crate) fn is_sound(&mut self, name: &str) {
        let found = self.eval(SOUND);
        assert_eq!(found, json!([]), "unsound: {name}");
    }

    /// Prints the page, asserts that what is only for the screen is not there and that all lies within the sheet,
    /// and returns how many sheets it takes. Where the environment names a folder for pictures, it is kept there.
    pub(crate) fn print(&mut self, name: &str) -> usize {
        // As wide as a sheet of A4 between its margins.
        let size = json!({"deviceScaleFactor": 1, "height": 980, "mobile": false, "width": 672});
        self.call("Emulation.setDeviceMetricsOverride", &size);
        self.call("Emulation.setEmulatedMedia", &json!({"media": "print"}));
        let shown = self.eval(
            "[...document.querySelectorAll('nav, footer, button, form, dialog, .demo, .skip, .unprinted, .command, .imprint')]\
             .filter((one) => one.checkVisibility() !== one.matches('.imprint')).map((one) => one.outerHTML.slice(0, 90))",
        );
        assert_eq!(shown, json!([]), "on paper: {name}");
        let wide = self.eval(
            "[...document.querySelectorAll('main *')].filter((one) => one.checkVisibility() && \
             one.getBoundingClientRect().right > innerWidth + 1).map((one) => one.outerHTML.slice(0, 90))",
        );
        assert_eq!(wide, json!([]), "beside the sheet: {name}");
        let paper = self.eval("getComputedStyle(document.body).backgroundColor");
        assert_eq!(paper, "rgb(255, 255, 255)", "{name}");
        self.picture(&format!("print-{name}"));
        self.call("Emulation.setEmulatedMedia", &json!({"media": ""}));
        self.call("Emulation.clearDeviceMetricsOverride", &json!({}));
        let params = json!({"preferCSSPageSize": true, "printBackground": false});
        let answer = self.call("Page.printToPDF", &params);
        let plain = answer["data"].as_str().unwrap().replace('+', "-").replace('/', "_");
        let bytes: Base64 = plain.trim_end_matches('=').parse().unwrap();
        if let Some(folder) = std::env::var_os("POLITY_PICTURES") {
            std::fs::write(Path::new(&folder).join(format!("print-{name}.pdf")), &bytes.0).unwrap();
        }
        assert!(bytes.0.starts_with(b"%PDF-"), "{name}");
        let text = String::from_utf8_lossy(&bytes.0);
        text.matches("/Type /Page\n").count().max(text.matches("/Type/Page\n").count())
    }

    /// Asserts that the page loaded so much script at most. Unit: bytes, uncompressed.
    pub(crate) fn scripts_within(&mut self, bytes: u64) {
        let sent = self.eval(
            "performance.getEntriesByType('resource').filter(({ name }) => name.endsWith('.js'))\
             .reduce((sum, { decodedBodySize }) => sum + decodedBodySize, 0)",
        );
        let sent = sent.as_u64().unwrap();
        assert!(sent > 0 && sent <= bytes, "{sent} bytes of scripts");
    }

    /// Returns what the page complained of, but for pages that are not there.
    pub(crate) fn complaints_but_missing(&mut self) -> Vec<String> {
        self.eval("0");
        self.complaints.iter().filter(|one| !one.contains("404")).cloned().collect()
    }

    /// Asserts that what was refused before it was signed is no fault for the browser to report.
    pub(crate) fn was_refused(&mut self) {
        assert_eq!(self.complaints_but_missing(), Vec::<String>::new());
    }

    /// Asserts that what was signed was refused when it was handed in and nothing else failed, and forgets that.
    pub(crate) fn was_refused_late(&mut self) {
        self.eval("0");
        assert!(self.complaints.drain(..).all(|one| one.contains("status of 422")));
    }

    /// Asserts that nothing failed, and that nothing was asked of anybody but one server.
    pub(crate) fn is_quiet(&mut self, address: &str) {
        self.eval("0");
        assert_eq!(self.complaints, Vec::<String>::new());
        assert!(!self.requests.is_empty());
        for url in &self.requests {
            let own = format!("http://{address}/");
            let is_own = url.starts_with(&own) || url.starts_with("blob:") || url == "about:blank";
            assert!(is_own, "asked for {url}");
        }
    }
}

/// Reads the QR code that a cut of a picture shows, with a decoder that is not ours.
fn decoded(cut: &Value) -> Option<String> {
    let size = |name: &str| usize::try_from(cut[name].as_u64().unwrap()).unwrap();
    let (width, height) = (size("width"), size("height"));
    let dots = cut["dots"].as_str().unwrap().as_bytes();
    let gray = |x: usize, y: usize| if dots[y * width + x] == b'#' { 0 } else { 255 };
    let mut image = rqrr::PreparedImage::prepare_from_greyscale(width, height, gray);
    image.detect_grids().iter().find_map(|grid| Some(grid.decode().ok()?.1))
}
