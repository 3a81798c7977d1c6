"""A certificate authority of our own, and certificates with one thing wrong each. Made when a test runs.

A certificate is only proven to be refused for its fault when everything else about it is right, so the tests
have the program trust this authority and nothing else.
"""

import datetime as dt
import ipaddress
import ssl
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import NamedTuple

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

HERE = ipaddress.IPv4Address("127.0.0.1")
ELSEWHERE = ipaddress.IPv4Address("127.0.0.2")

Key = ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey
Extensions = Sequence[tuple[x509.ExtensionType, bool]]

_WEAK_BITS = 1024
_DAY = dt.timedelta(days=1)


def _name(text: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, text)])


def _addresses(*addresses: ipaddress.IPv4Address) -> x509.SubjectAlternativeName:
    return x509.SubjectAlternativeName([x509.IPAddress(address) for address in addresses])


@dataclass
class Certificate:
    """A certificate, its key, and who else is sent along with it."""

    certificate: x509.Certificate
    key: Key
    chain: tuple[x509.Certificate, ...] = ()

    def save(self, path: Path) -> Path:
        """Write everything a server needs."""
        parts = [one.public_bytes(Encoding.PEM) for one in (self.certificate, *self.chain)]
        key = self.key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
        path.write_bytes(b"".join((*parts, key)))
        return path


@dataclass
class Authority:
    """An authority with a name; two of one name are still two."""

    name: str = "test authority"
    key: Key = field(default_factory=lambda: ec.generate_private_key(ec.SECP256R1()))

    @cached_property
    def certificate(self) -> x509.Certificate:
        """The authority's own certificate."""
        return self.sign(self.name, self.key, extensions=_ca())

    def save(self, path: Path) -> Path:
        """Write the certificate that a client trusts."""
        path.write_bytes(self.certificate.public_bytes(Encoding.PEM))
        return path

    def sign(
        self,
        subject: str,
        key: Key,
        *,
        begins: dt.timedelta = -_DAY,
        ends: dt.timedelta = _DAY,
        extensions: Extensions = (),
    ) -> x509.Certificate:
        """Sign a certificate for a key."""
        now = dt.datetime.now(dt.UTC)
        builder = x509.CertificateBuilder(
            _name(self.name),
            _name(subject),
            key.public_key(),
            x509.random_serial_number(),
            now + begins,
            now + ends,
        )
        for extension, critical in extensions:
            builder = builder.add_extension(extension, critical)
        return builder.sign(self.key, hashes.SHA256())

    def issue(
        self,
        *,
        subject: str = "server",
        key: Key | None = None,
        begins: dt.timedelta = -_DAY,
        ends: dt.timedelta = _DAY,
        names: x509.SubjectAlternativeName | None = None,
        usage: x509.ObjectIdentifier = ExtendedKeyUsageOID.SERVER_AUTH,
        chain: tuple[x509.Certificate, ...] = (),
    ) -> Certificate:
        """A certificate for a server on this computer, good unless something is asked for."""
        key = key or ec.generate_private_key(ec.SECP256R1())
        extensions: Extensions = [
            (names or _addresses(HERE), False),
            (x509.BasicConstraints(ca=False, path_length=None), True),
            (x509.ExtendedKeyUsage([usage]), False),
        ]
        signed = self.sign(subject, key, begins=begins, ends=ends, extensions=extensions)
        return Certificate(signed, key, chain)

    def second(self, *, ca: bool = True, ends: dt.timedelta = _DAY, limits: Extensions = ()) -> "Authority":
        """An authority below this one; its certificate is signed here."""
        below = Authority("intermediate")
        constraints = _ca() if ca else [(x509.BasicConstraints(ca=False, path_length=None), True)]
        below.__dict__["certificate"] = self.sign(
            "intermediate", below.key, ends=ends, extensions=[*constraints, *limits]
        )
        return below


def _ca() -> Extensions:
    return [(x509.BasicConstraints(ca=True, path_length=None), True)]


def _own_certificate(_authority: Authority) -> Certificate:
    key = ec.generate_private_key(ec.SECP256R1())
    alone = Authority("127.0.0.1", key)
    names: Extensions = [(_addresses(HERE), False)]
    return Certificate(alone.sign("127.0.0.1", key, extensions=names), key)


def _under(below: Authority, *, sent: bool = True) -> Certificate:
    return below.issue(chain=(below.certificate,) if sent else ())


def _elsewhere_only() -> Extensions:
    network = x509.IPAddress(ipaddress.ip_network("10.0.0.0/8"))
    return [(x509.NameConstraints(permitted_subtrees=[network], excluded_subtrees=None), True)]


def _tampered(authority: Authority) -> Certificate:
    good = authority.issue()
    data = bytearray(good.certificate.public_bytes(Encoding.DER))
    data[-1] ^= 1  # the last byte of the signature
    return Certificate(x509.load_der_x509_certificate(bytes(data)), good.key)


class Bad(NamedTuple):
    """How a bad certificate is made, and what OpenSSL says is wrong with it."""

    make: Callable[[Authority], Certificate]
    wrong: str


BAD: Mapping[str, Bad] = {
    "signed by itself": Bad(_own_certificate, "self-signed certificate"),
    "signed by a stranger": Bad(lambda _ours: Authority("stranger").issue(), "local issuer certificate"),
    "signed by an authority that only has the name": Bad(
        lambda ours: Authority(ours.name).issue(), "signature failure"
    ),
    "for another host": Bad(lambda ours: ours.issue(names=_addresses(ELSEWHERE)), "address mismatch"),
    "for a host in its common name only": Bad(
        lambda ours: ours.issue(
            subject=str(HERE), names=x509.SubjectAlternativeName([x509.DNSName("server")])
        ),
        "address mismatch",
    ),
    "expired": Bad(lambda ours: ours.issue(begins=-2 * _DAY, ends=-_DAY), "has expired"),
    "not valid yet": Bad(lambda ours: ours.issue(begins=_DAY, ends=2 * _DAY), "not yet valid"),
    "with a weak key": Bad(
        lambda ours: ours.issue(key=rsa.generate_private_key(65537, _WEAK_BITS)), "key too weak"
    ),
    "for clients": Bad(lambda ours: ours.issue(usage=ExtendedKeyUsageOID.CLIENT_AUTH), "unsuitable"),
    "signed by somebody who may not sign": Bad(
        lambda ours: _under(ours.second(ca=False)), "invalid CA certificate"
    ),
    "under an authority that is not shown": Bad(
        lambda ours: _under(ours.second(), sent=False), "local issuer certificate"
    ),
    "under an expired authority": Bad(lambda ours: _under(ours.second(ends=-_DAY / 2)), "has expired"),
    "under an authority for other networks": Bad(
        lambda ours: _under(ours.second(limits=_elsewhere_only())), "permitted subtree violation"
    ),
    "changed after it was signed": Bad(_tampered, "signature failure"),
}
"""Certificates that must be refused, each for one reason."""


def server_context(
    certificate: Certificate, path: Path, newest: ssl.TLSVersion = ssl.TLSVersion.MAXIMUM_SUPPORTED
) -> ssl.SSLContext:
    """What a server with this certificate offers; it holds nothing against weak things itself."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.set_ciphers("ALL:@SECLEVEL=0")
    if newest is not ssl.TLSVersion.MAXIMUM_SUPPORTED:
        context.minimum_version = context.maximum_version = newest
    context.load_cert_chain(certificate.save(path))
    return context
