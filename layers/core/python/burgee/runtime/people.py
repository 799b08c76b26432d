"""Who signed in: nobody, where no sign-in is configured."""

from __future__ import annotations

from typing import TYPE_CHECKING

from burgee.domain.people import Person
from burgee.runtime.settings import SignInSettings
from burgee.runtime.wiring import once, settings

if TYPE_CHECKING:
    from burgee.runtime.signing_keys import FetchedKeys


def person_of(token: str) -> Person | None:
    """The person that a token proves; None for any other text. Raises SignInUnavailable."""
    sign_in = settings().sign_in
    return _recognised(token, sign_in) if sign_in else None


def _recognised(token: str, sign_in: SignInSettings) -> Person | None:
    # PyJWT and cryptography take a third of a second to load: not for those who show a key.
    from burgee.services.recognise_person import recognise

    return recognise(token, signing_keys(), issuer=sign_in.issuer, client_id=sign_in.client_id)


@once
def signing_keys() -> FetchedKeys:
    """The keys of the sign-in that is configured."""
    from burgee.runtime.signing_keys import FetchedKeys

    sign_in = settings().sign_in
    if sign_in is None:
        raise LookupError("no sign-in is configured")
    return FetchedKeys(sign_in.keys_url)
