//! A real Chromium, spoken to over a pipe by the protocol of its developer tools.
#![allow(
    dead_code,
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects,
    clippy::print_stdout,
    reason = "shared by several tests, which fail by panicking"
)]

use std::io::{BufRead as _, BufReader, Write as _};
use std::path::Path;
use std::process::{Child, ChildStdin, Command, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::time::Duration;

use polity_types::Base64;
use serde_json::{Value, json};

/// Longest time for the browser to answer, or to come to show something.
const PATIENCE: Duration = Duration::from_secs(60);

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

    fn open(&mut self) {
        let target = self.call("Target.createTarget", &json!({"url": "about:blank"}));
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

    /// Goes to an address and waits until it is loaded, scripts included.
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

    /// Takes a picture of the whole page, where the environment names a folder for them.
    pub(crate) fn picture(&mut self, name: &str) {
        let Some(folder) = std::env::var_os("POLITY_PICTURES") else { return };
        let params = json!({"captureBeyondViewport": true, "format": "png"});
        let answer = self.call("Page.captureScreenshot", &params);
        let plain = answer["data"].as_str().unwrap().replace('+', "-").replace('/', "_");
        let bytes: Base64 = plain.trim_end_matches('=').parse().unwrap();
        std::fs::write(Path::new(&folder).join(format!("{name}.png")), bytes.0).unwrap();
    }

    /// Asserts that nothing lies beside the screen, but in what runs sideways by itself. and, where there is a copy of axe-core, that it
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
        let all = self.complaints.iter().filter(|one| !one.contains("404"));
        all.cloned().collect()
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
