#!/usr/bin/env python3
"""Writes what SaslPrep is made of, and what it is tested against, out of Python's own Unicode 3.2.

    stringprep.py tables     src/main/resources/io/securechannel/auth/scram/stringprep-3.2.txt
    stringprep.py digests    src/test/resources/io/securechannel/auth/scram/saslprep-digests.txt
    stringprep.py prepare    reads JSON strings, a line each; writes [query,stored], null where refused or empty
"""
import hashlib
import json
import sys

# This file has the module's name: without this it would import itself.
sys.path.pop(0)
import stringprep  # noqa: E402
import unicodedata  # noqa: E402

UCD = unicodedata.ucd_3_2_0
CODE_POINTS = [c for c in range(0x110000) if not 0xD800 <= c <= 0xDFFF]
TABLES_C = (stringprep.in_table_c12, stringprep.in_table_c21_c22, stringprep.in_table_c3, stringprep.in_table_c4,
            stringprep.in_table_c5, stringprep.in_table_c6, stringprep.in_table_c7, stringprep.in_table_c8,
            stringprep.in_table_c9)


def prohibited(c):
    return any(table(c) for table in TABLES_C)


def second_of_a_composition():
    seconds = set()
    for code in CODE_POINTS:
        parts = UCD.normalize("NFD", chr(code))
        if len(parts) > 1 and UCD.normalize("NFC", parts) == chr(code):
            seconds.update(parts[1:])
    return seconds


def nfkc(text):
    """By Unicode 3.2. Python takes combining classes from its newest version, also for characters that 3.2 did not know,
    whose class is 0 there: so what is between such characters is normalised by itself."""
    stretches = [""]
    for c in text:
        if stringprep.in_table_a1(c):
            stretches += [c, ""]
        else:
            stretches[-1] += c
    return "".join(UCD.normalize("NFKC", each) for each in stretches)


def prepare(text, stored):
    """RFC 4013. None where it is refused."""
    if stored and any(stringprep.in_table_a1(c) for c in text):
        return None
    mapped = "".join(" " if stringprep.in_table_c12(c) else c for c in text
                     if stringprep.in_table_c12(c) or not stringprep.in_table_b1(c))
    done = nfkc(mapped)
    if any(prohibited(c) for c in done):
        return None
    if any(stringprep.in_table_d1(c) for c in done):
        if any(stringprep.in_table_d2(c) for c in done):
            return None
        if not (stringprep.in_table_d1(done[0]) and stringprep.in_table_d1(done[-1])):
            return None
    return done


def ranges(predicate):
    found, start = [], None
    for code in range(0x110001):
        inside = code < 0x110000 and predicate(chr(code))
        if inside and start is None:
            start = code
        elif not inside and start is not None:
            found.append("%X" % start if start == code - 1 else "%X-%X" % (start, code - 1))
            start = None
    return found


def tables():
    seconds = second_of_a_composition()
    corrected = [c for c in CODE_POINTS if not stringprep.in_table_a1(chr(c))
                 and UCD.normalize("NFKC", chr(c)) != unicodedata.normalize("NFKC", chr(c))]
    print("# RFC 3454's tables, and what of NFKC is needed, in Unicode 3.2. Made by stringprep.py (see the tests); not by hand.")
    for name, predicate in (
            ("UNASSIGNED", stringprep.in_table_a1),
            ("NOTHING", stringprep.in_table_b1),
            ("SPACE", stringprep.in_table_c12),
            ("PROHIBITED", prohibited),
            ("RIGHT_TO_LEFT", stringprep.in_table_d1),
            ("LEFT_TO_RIGHT", stringprep.in_table_d2),
            ("NOT_INERT", lambda c: not 0xD800 <= ord(c) <= 0xDFFF and (
                UCD.normalize("NFKC", c) != c or UCD.combining(c) != 0 or c in seconds))):
        print(name, " ".join(ranges(predicate)))
    print("CORRECTED", " ".join("%X=%X" % (c, ord(UCD.normalize("NFKC", chr(c)))) for c in corrected))


def line(text):
    return "\t".join("!" if done is None else done for done in (prepare(text, False), prepare(text, True))) + "\n"


def sequences(seed, count):
    """Strings of 1 to 8 code points, mostly of those that normalisation cares about, by a generator that Java has too."""
    seconds = sorted(ord(c) for c in second_of_a_composition())
    state = seed

    def draw(bound):
        nonlocal state
        state = (state * 6364136223846793005 + 1442695040888963407) % 2**64
        return (state >> 33) % bound

    for _ in range(count):
        text = ""
        for _ in range(1 + draw(8)):
            kind = draw(4)
            if kind == 0:
                text += chr(seconds[draw(len(seconds))])
            elif kind == 1:
                text += chr(0x20 + draw(0x2000))
            elif kind == 2:
                text += chr(0x1100 + draw(0x100))
            else:
                code = draw(0x30000)
                text += chr(code) if not 0xD800 <= code <= 0xDFFF else "x"
        yield text


def digests():
    print("# SHA-256 over lines of query TAB stored ('!' where refused) for each code point of a plane; made by stringprep.py")
    for plane in (0, 1, 2, 14):
        lines = "".join(line(chr(c)) for c in CODE_POINTS if c >> 16 == plane)
        print(plane, hashlib.sha256(lines.encode()).hexdigest())
    lines = "".join(line(text) for text in sequences(2026, 4000))
    print("sequences", hashlib.sha256(lines.encode()).hexdigest())
    print("seconds", " ".join("%X" % ord(c) for c in sorted(second_of_a_composition())))


def answer():
    for text in sys.stdin:
        text = json.loads(text)
        print(json.dumps([prepare(text, False) or None, prepare(text, True) or None], separators=(",", ":")))


if __name__ == "__main__":
    sys.stdout.reconfigure(newline="\n")
    {"tables": tables, "digests": digests, "prepare": answer}[sys.argv[1]]()
