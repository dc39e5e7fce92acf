"""A real mail server on loopback, by others (aiosmtpd). Writes what it takes into a folder, a file each.

Usage: smtp.py FOLDER [tls]. With `tls` it takes nobody in who has not upgraded and logged in as
post with the password "s3cret"; the certificate that signs its own is FOLDER/root.pem. Prints its port.
Recipients: later…@ is told 451 twice, never…@ is told 550, silent…@ breaks the connection off. Prints a line for each letter.
"""

import pathlib
import ssl
import sys

import trustme
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult

folder = pathlib.Path(sys.argv[1])
told = {}


class Taker:
    count = 0

    async def handle_RCPT(self, server, session, envelope, address, options):
        kind = address.split("@")[0]
        if kind.startswith("later") and told.get(address, 0) < 2:
            told[address] = told.get(address, 0) + 1
            return "451 4.7.1 come back later, " + address
        if kind.startswith("never"):
            return "550 5.1.1 nobody is called " + address
        envelope.rcpt_tos.append(address)
        return "250 fine"

    async def handle_DATA(self, server, session, envelope):
        Taker.count += 1
        head = f"X-To: {','.join(envelope.rcpt_tos)}\r\nX-Secret: {session.ssl is not None}\r\n"
        taken = folder / f"{Taker.count:04}.taking"
        taken.write_bytes(head.encode() + envelope.content)
        taken.rename(folder / f"{Taker.count:04}.eml")
        print("taken", flush=True)
        if any(to.startswith("silent") for to in envelope.rcpt_tos):
            server.transport.abort()
        return "250 taken"


options = {}
if "tls" in sys.argv[2:]:
    authority = trustme.CA()
    authority.cert_pem.write_to_path(str(folder / "root.pem"))
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    authority.issue_cert("localhost").configure_cert(context)
    options = {
        "tls_context": context,
        "require_starttls": True,
        "auth_required": True,
        "authenticator": lambda server, session, envelope, mechanism, data: AuthResult(
            success=(data.login, data.password) == (b"post", b"s3cret"), handled=False
        ),
    }


class AnyPort(Controller):
    """Listens on a port that is free, and finds it again."""

    def _trigger_server(self):
        self.port = self.server.sockets[0].getsockname()[1]
        super()._trigger_server()


controller = AnyPort(Taker(), hostname="127.0.0.1", port=0, **options)
controller.start()
print(controller.port, flush=True)
sys.stdin.read()
controller.stop()
