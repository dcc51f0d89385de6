"""A mail server for the tests (aiosmtpd), and the reading of what it was sent by Python's own parser.

serve FOLDER [--cert FILE --key FILE --user NAME --password WORD] [--refuse ADDRESS] [--lose N]
    Listens on a free port of 127.0.0.1, prints it, and keeps each mail in the Maildir FOLDER. With a
    certificate it insists on STARTTLS, with a user on logging in. --refuse: has no such box. --lose: keeps the
    first N mails, but answers that it could not.
read FOLDER
    Prints the mails as JSON lines: subject, to, from, id, date, text.
"""

import argparse
import asyncio
import email
import email.policy
import json
import mailbox
import ssl

from aiosmtpd.handlers import Mailbox
from aiosmtpd.smtp import SMTP, AuthResult


class Keeper(Mailbox):
    def __init__(self, arguments):
        super().__init__(arguments.folder)
        self.refuse = arguments.refuse
        self.lose = arguments.lose

    async def handle_RCPT(self, server, session, envelope, address, options):
        if address == self.refuse:
            return f"550 5.1.1 <{address}> no such box"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):
        answer = await super().handle_DATA(server, session, envelope)
        if self.lose > 0:
            self.lose -= 1
            return "451 lost"
        return answer


async def serve(arguments):
    options = {}
    if arguments.cert:
        context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
        context.load_cert_chain(arguments.cert, arguments.key)
        options |= {"tls_context": context, "require_starttls": True}
    if arguments.user:
        wanted = (arguments.user.encode(), arguments.password.encode())

        def authenticate(server, session, envelope, mechanism, data):
            return AuthResult(success=(data.login, data.password) == wanted)

        options |= {"authenticator": authenticate, "auth_required": True}
    keeper = Keeper(arguments)
    server = await asyncio.get_running_loop().create_server(
        lambda: SMTP(keeper, hostname="localhost", **options), "127.0.0.1", 0
    )
    print(server.sockets[0].getsockname()[1], flush=True)
    await server.serve_forever()


def read(folder):
    for raw in mailbox.Maildir(folder, create=True):
        mail = email.message_from_bytes(bytes(raw), policy=email.policy.default)
        kept = {"subject": "subject", "to": "to", "from": "from", "id": "message-id", "date": "date"}
        found = {name: str(mail[header]) for name, header in kept.items()}
        print(json.dumps(found | {"text": mail.get_content()}))


parser = argparse.ArgumentParser()
parser.add_argument("task", choices=["serve", "read"])
parser.add_argument("folder")
for option in ["cert", "key", "user", "password", "refuse"]:
    parser.add_argument(f"--{option}")
parser.add_argument("--lose", type=int, default=0)
given = parser.parse_args()
if given.task == "serve":
    asyncio.run(serve(given))
else:
    read(given.folder)
