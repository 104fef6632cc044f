"""Tokens of Google: for a service account's key, for a person's stored login, or for the machine that this runs on.

Times are the vendor's, as its last answer told them: a token is renewed before it ends, whatever the clock here says.
"""

from __future__ import annotations

import base64
import json
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, Final

from outlay.ingest.pulling.answers import need
from outlay.ingest.pulling.errors import SourceAccessError, SourceFormatError, SourceRequestError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from outlay.ingest.pulling.http import HttpClient

METADATA_URL: Final = "http://metadata.google.internal/computeMetadata/v1/instance/service-accounts/default/token"
"""Where a machine of Google Cloud gets a token of its own service account; no setting leads elsewhere."""
_FLAVOR: Final = {"metadata-flavor": "Google"}
_SECONDS: Final = 5.0
_HOUR: Final = 3600
_EARLY: Final = timedelta(minutes=1)
_KEY_HINT: Final = "create a key of type JSON for a service account and give the whole file"


class GoogleLogin:
    """Gives the header that a request needs."""

    def __init__(self, http: HttpClient, *, key: str | None, login_url: str, scope: str, now: datetime) -> None:
        """A login; without a key, that of the machine this runs on (workload identity)."""
        self._http = http
        self._key = key
        self._login_url = login_url
        self._scope = scope
        self._now = now
        self._token = ""
        self._ends: datetime | None = None

    @property
    def owner(self) -> str:
        """Whose login it is."""
        if self._key is None:
            return "the service account of this machine"
        account = self._account()
        return str(account.get("client_email") or account.get("account") or "a person's login")

    def headers(self, hint: str) -> dict[str, str]:
        """The header with a token that holds for at least a minute more.

        Raises:
            SourceError: if the login is not accepted; `hint` says what it must be allowed to.
        """
        if self._ends is None or self._clock() >= self._ends - _EARLY:
            answer = self._fetch_of_machine() if self._key is None else self._fetch(hint)
            self._token = str(need(answer, "access_token", "the token's answer"))
            self._ends = self._clock() + timedelta(seconds=int(answer.get("expires_in", _HOUR)))
        return {"authorization": f"Bearer {self._token}"}

    def _clock(self) -> datetime:
        return self._http.vendor_time or self._now

    def _fetch(self, hint: str) -> Any:  # noqa: ANN401 - whatever the vendor sent
        account = self._account()
        try:
            return self._http.post_form(self._login_url, form=self._form(account), scope_hint=hint)
        except SourceRequestError:
            if self._http.vendor_time is None or account.get("type") == "authorized_user":
                raise
        return self._http.post_form(self._login_url, form=self._form(account), scope_hint=hint)  # by the vendor's clock

    def _form(self, account: Mapping[str, Any]) -> dict[str, str]:
        if account.get("type") == "authorized_user":
            names = ("client_id", "client_secret", "refresh_token")
            return {"grant_type": "refresh_token", **{name: str(account.get(name, "")) for name in names}}
        assertion = self._assertion(account)
        return {"grant_type": "urn:ietf:params:oauth:grant-type:jwt-bearer", "assertion": assertion}

    def _account(self) -> Mapping[str, Any]:
        try:
            account = json.loads(self._key or "")
        except ValueError:  # its message may quote the key
            account = None
        if not isinstance(account, dict):
            message = "service_account_key is not the JSON of a service account's key"
            raise SourceFormatError(message, hint=_KEY_HINT)
        if account.get("type") in {"external_account", "impersonated_service_account"}:
            message = f"service_account_key is of type {account['type']}, which Outlay does not read"
            hint = "run Outlay with a service account of Google Cloud (leave the key out), or create a key of type JSON"
            raise SourceFormatError(message, hint=hint)
        return account

    def _assertion(self, account: Mapping[str, Any]) -> str:
        """A signed claim to be the service account (RFC 7523), good for an hour."""
        from cryptography.hazmat.primitives.asymmetric import rsa
        from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
        from cryptography.hazmat.primitives.hashes import SHA256
        from cryptography.hazmat.primitives.serialization import load_pem_private_key

        try:
            key = load_pem_private_key(str(account["private_key"]).encode(), password=None)
            email = str(account["client_email"])
        except (ValueError, TypeError, KeyError):  # their messages may quote the key
            message = "service_account_key is not the JSON of a service account's key"
            raise SourceFormatError(message, hint=_KEY_HINT) from None
        if not isinstance(key, rsa.RSAPrivateKey):
            message = "service_account_key holds no RSA key"
            raise SourceAccessError(message, hint="create a new key of type JSON for the service account")
        issued = int(self._clock().timestamp())
        claims = {"iss": email, "scope": self._scope, "aud": self._login_url, "iat": issued, "exp": issued + _HOUR}
        signed = f"{_part({'alg': 'RS256', 'typ': 'JWT'})}.{_part(claims)}"
        return f"{signed}.{_base64(key.sign(signed.encode(), PKCS1v15(), SHA256()))}"

    def _fetch_of_machine(self) -> Any:  # noqa: ANN401 - whatever the vendor sent
        """Ask the metadata server, whose address is refused to whatever a setting or redirect names."""
        import httpx2

        address = f"{METADATA_URL}?scopes={self._scope}"
        try:
            with httpx2.Client(timeout=_SECONDS, trust_env=False) as client:
                answer = client.get(address, headers=_FLAVOR)
        except httpx2.TransportError:
            answer = None
        if answer is None or answer.status_code != httpx2.codes.OK or "metadata-flavor" not in answer.headers:
            said = "does not answer" if answer is None else f"answered {answer.status_code}"
            message = f"no service_account_key is set, and the metadata server of Google Cloud {said}"
            hint = (
                "set service_account_key, or run Outlay on Google Cloud with a service account (GKE: workload identity)"
            )
            raise SourceAccessError(message, hint=hint)
        return answer.json()


def _part(content: Mapping[str, Any]) -> str:
    return _base64(json.dumps(content, separators=(",", ":")).encode())


def _base64(content: bytes) -> str:
    return base64.urlsafe_b64encode(content).rstrip(b"=").decode()
