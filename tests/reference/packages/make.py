#!/usr/bin/env python3
"""Packages made with Python's own tar and the package `cryptography` (Debian: python3-cryptography).

    python3 tests/reference/packages/make.py            writes the fixtures beside this file
    python3 tests/reference/packages/make.py --open F K unpacks F.tar with the private key K and
                                                        writes the data to standard output

The fixtures are read by tests/unit/package/packed_test.cpp; `make test` does not need Python's
package. The second form is the other direction: it opens what `skjerm datastore pack` wrote.
The keys here are for tests alone. Made with cryptography 38.0.4, Python 3.11.
"""

import base64
import hashlib
import io
import os
import sys
import tarfile
from pathlib import Path

from cryptography.fernet import Fernet
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import padding, rsa

HERE = Path(__file__).resolve().parent
OAEP = padding.OAEP(mgf=padding.MGF1(hashes.SHA256()), algorithm=hashes.SHA256(), label=None)
NAME = "REFERENCE"
METADATA = b'{"temporalityType":"FIXED"}\n'
DATA = "".join(f"{row:011d};{row % 2 + 1};;2025-01-01;\n" for row in range(200)).encode()


def private_key():
    file = HERE / "microdata_private_key.pem"
    if not file.exists():
        key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
        file.write_bytes(
            key.private_bytes(
                serialization.Encoding.PEM,
                serialization.PrivateFormat.PKCS8,
                serialization.NoEncryption(),
            )
        )
        (HERE / "microdata_public_key.pem").write_bytes(
            key.public_key().public_bytes(
                serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo
            )
        )
    return serialization.load_pem_private_key(file.read_bytes(), password=None)


def add(tar, name, content):
    member = tarfile.TarInfo(name)
    member.size = len(content)
    tar.addfile(member, io.BytesIO(content))


def pack(file, tar_format, chunk_bytes, order):
    key = Fernet.generate_key()
    wrapped = private_key().public_key().encrypt(key, OAEP)
    chunks = [DATA[at : at + chunk_bytes] for at in range(0, len(DATA), chunk_bytes)]
    named = [
        (f"chunks/{number}.csv.encr", Fernet(key).encrypt(chunk))
        for number, chunk in enumerate(chunks, 1)
    ]
    with tarfile.open(file, "w", format=tar_format) as tar:
        add(tar, f"{NAME}.json", METADATA)
        add(tar, f"{NAME}.symkey.encr", wrapped)
        add(tar, f"{NAME}.md5", hashlib.md5(DATA).hexdigest().encode())
        folder = tarfile.TarInfo("chunks")
        folder.type = tarfile.DIRTYPE
        tar.addfile(folder)
        for name, token in sorted(named, key=order):
            add(tar, name, token)


def make():
    for folder in ("ustar", "gnu", "pax"):
        (HERE / folder).mkdir(exist_ok=True)
    # In the order of the numbers, of the text (1, 10, 2 …), and backwards.
    number = lambda item: int(item[0].split("/")[1].split(".")[0])
    pack(HERE / "ustar" / f"{NAME}.tar", tarfile.USTAR_FORMAT, 700, number)
    pack(HERE / "gnu" / f"{NAME}.tar", tarfile.GNU_FORMAT, 700, lambda item: item[0])
    pack(HERE / "pax" / f"{NAME}.tar", tarfile.PAX_FORMAT, 1000, lambda item: -number(item))
    (HERE / "fernet.txt").write_bytes(
        # The example of the specification of Fernet: key, time, IV, plain text, token.
        b"cw_0x689RpI-jtRR7oE8h_eQsKImvJapLeSbXpwF4e4= 499162800 "
        + base64.urlsafe_b64encode(bytes(range(16)))
        + b" hello "
        + Fernet(b"cw_0x689RpI-jtRR7oE8h_eQsKImvJapLeSbXpwF4e4=")._encrypt_from_parts(
            b"hello", 499162800, bytes(range(16))
        )
        + b"\n"
    )


def open_package(file, key_file):
    key = serialization.load_pem_private_key(Path(key_file).read_bytes(), password=None)
    name = Path(file).stem
    with tarfile.open(file) as tar:
        read = lambda member: tar.extractfile(member).read()
        fernet = Fernet(key.decrypt(read(f"{name}.symkey.encr"), OAEP))
        count = sum(member.endswith(".csv.encr") for member in tar.getnames())
        data = b"".join(
            fernet.decrypt(read(f"chunks/{number}.csv.encr")) for number in range(1, count + 1)
        )
        assert hashlib.md5(data).hexdigest() == read(f"{name}.md5").decode().strip()
    sys.stdout.buffer.write(data)


if __name__ == "__main__":
    if sys.argv[1:2] == ["--open"]:
        open_package(*sys.argv[2:4])
    else:
        os.umask(0o022)
        make()
