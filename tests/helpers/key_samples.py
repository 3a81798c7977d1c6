"""Profiles and keys for tests, and a helper without a process."""

from collections import defaultdict

from terminal_app.core.keys import Environment, KeyTrouble, Profile, Storage
from terminal_app.core.secret import Credentials, Secret
from terminal_app.credentials.protocol import Op, Reply, Request

KEY = Credentials(Secret("bg_0123456789abcdef"), Secret("f" * 64), Secret("pass12345"))
OTHER_KEY = Credentials(Secret("bg_fedcba9876543210"), Secret("0" * 64), Secret("other678"))
PASSWORD = Secret("correct horse battery")
SYSTEM = Profile("main", Environment.LIVE, Storage.SYSTEM)
SEALED = Profile("sealed", Environment.DEMO, Storage.FILE)
SESSION = Profile("brief", Environment.DEMO, Storage.SESSION)


class FakeHelper:
    """Does in memory what the helper process does.

    Attributes:
        asked: every request.
        items, files: what is stored, by place; files with their password.
        troubles: what to answer instead, by operation.
    """

    def __init__(self) -> None:
        self.asked: list[Request] = []
        self.items: dict[str, Secret] = {}
        self.files: dict[str, tuple[Secret, Secret]] = {}
        self.troubles: defaultdict[Op, KeyTrouble | None] = defaultdict(lambda: None)

    async def ask(self, request: Request) -> Reply:
        """Do one thing."""
        self.asked.append(request)
        if (trouble := self.troubles[request.op]) is not None:
            return Reply(trouble=trouble, detail="planned")
        record, password = request.record, request.password
        match request.op:
            case Op.GET:
                return Reply(self.items.get(request.place))
            case Op.PUT if record is not None:
                self.items[request.place] = record
            case Op.DELETE:
                self.items.pop(request.place, None)
            case Op.SEAL if record is not None and password is not None:
                self.files[request.place] = (record, password)
            case Op.OPEN if request.place in self.files:
                kept, its_password = self.files[request.place]
                return Reply(kept) if password == its_password else Reply(trouble=KeyTrouble.WRONG_PASSWORD)
            case _:
                pass
        return Reply()
