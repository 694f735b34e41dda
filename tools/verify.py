#!/usr/bin/env python3
"""Checks a county file of Yimen (yimen county export) without Yimen: plain Python 3.8, no packages.

    python3 verify.py FILE.zip [--head 12-9f86d0...]

1. Every part of the zip file has the lines, bytes and sha256 that manifest.json states.
2. The chain in tables/audit.entry.jsonl holds from its first entry to the head: the hash of an
   entry is sha256 over these lines, joined by a line break, in UTF-8:
       yimen-audit-1, county, number, previous, at, kind, subject, content
   `previous` is the hash of the entry before, 64 zeros for the first; numbers have no gap.
3. With --head: a head written down earlier is met on the way.
4. The rows of every approved budget are those that were approved. The content of an entry
   `budget.approved` states for each table the columns, the number of rows and a sha256 over the
   rows: each as JSON of these columns without blanks, in the order of their bytes, joined by line
   breaks.

Exit status 0: sound; 1: not sound, with the first reason; 2: wrong use or unreadable.
"""
import argparse
import hashlib
import json
import sys
import zipfile

NO_HASH = "0" * 64


class Unsound(Exception):
    pass


def check(condition, reason):
    if not condition:
        raise Unsound(reason)


def verify_parts(archive, manifest):
    names = sorted(part["name"] for part in manifest["parts"])
    found = sorted(name for name in archive.namelist() if name != "manifest.json")
    check(names == found, "the parts are not those of the manifest")
    for part in manifest["parts"]:
        digest, size, rows = hashlib.sha256(), 0, 0
        with archive.open(part["name"]) as stream:
            for chunk in iter(lambda: stream.read(1 << 20), b""):
                digest.update(chunk)
                size += len(chunk)
                rows += chunk.count(b"\n")
        check(size == part["bytes"], f"{part['name']}: {size} bytes, stated {part['bytes']}")
        check(digest.hexdigest() == part["sha256"], f"{part['name']}: another sha256 than stated")
        if part["rows"] is not None:
            check(rows == part["rows"], f"{part['name']}: {rows} rows, stated {part['rows']}")


def rows_of(archive, table):
    with archive.open(f"tables/{table}.jsonl") as stream:
        for line in stream:
            yield json.loads(line)


def hash_entry(entry):
    names = ("county", "number", "previous", "at", "kind", "subject", "content")
    text = "\n".join(["yimen-audit-1"] + [str(entry[name]) for name in names])
    return hashlib.sha256(text.encode("utf-8")).hexdigest()


def verify_chain(archive, county, outside):
    """Returns the entries and the last hash; raises at the first break."""
    entries, previous = [], NO_HASH
    for entry in rows_of(archive, "audit.entry"):
        number = len(entries) + 1
        check(entry["county"] == county, f"entry {number}: of another county")
        check(entry["number"] == number, f"entry {number} is missing")
        check(entry["previous"] == previous, f"entry {number} does not follow the one before it")
        check(entry["hash"] == hash_entry(entry), f"entry {number} was altered")
        if number in outside:
            check(outside[number] == entry["hash"], f"entry {number} is not the one of the given head")
        previous = entry["hash"]
        entries.append(entry)
    last = max(outside, default=0)
    check(last <= len(entries), f"the chain ends at {len(entries)}, before the given head {last}")
    heads = list(rows_of(archive, "audit.head"))
    recorded = (heads[0]["number"], heads[0]["hash"]) if heads else (0, NO_HASH)
    check(recorded == (len(entries), previous), "the recorded head is not the end of the chain")
    return entries, previous


def digest_rows(rows, columns):
    lines = []
    for row in rows:
        chosen = {column: row[column] for column in columns}
        text = json.dumps(chosen, ensure_ascii=False, separators=(",", ":"))
        lines.append(text.encode("utf-8"))
    return hashlib.sha256(b"\n".join(sorted(lines))).hexdigest()


def version_of(row):
    sequence = row["sequence"]
    name = "initial" if sequence == 0 else f"adjustment-{sequence}"
    return f"{row['county']}/budget/{row['year']}/{row['department']}/{name}"


def verify_rows(archive, entries):
    approved = {e["subject"]: json.loads(e["content"]) for e in entries if e["kind"] == "budget.approved"}
    tables = sorted({table for content in approved.values() for table in content["rows"]})
    for table in tables:
        by_version = {}
        for row in rows_of(archive, table):
            by_version.setdefault(version_of(row), []).append(row)
        for subject, content in approved.items():
            stated = content["rows"].get(table)
            if stated is None:
                continue
            rows = by_version.get(subject, [])
            check(
                len(rows) == stated["count"] and digest_rows(rows, stated["columns"]) == stated["sha256"],
                f"{subject}: the rows of {table} are not those that were approved",
            )
    frozen = {version_of(row) for row in rows_of(archive, "budget.version") if row["frozen"]}
    return len(approved), len(frozen - set(approved))


def main():
    parser = argparse.ArgumentParser(description="Checks a county file of Yimen.")
    parser.add_argument("file")
    parser.add_argument("--head", action="append", default=[], help="a head kept outside, NUMBER-HASH")
    arguments = parser.parse_args()
    try:
        outside = {int(number): digest for number, digest in (h.split("-") for h in arguments.head)}
        with zipfile.ZipFile(arguments.file) as archive:
            manifest = json.loads(archive.read("manifest.json"))
            check(manifest["kind"] == "yimen-county", f"a {manifest['kind']}, not a county file")
            verify_parts(archive, manifest)
            entries, last = verify_chain(archive, manifest["county"], outside)
            sound, untold = verify_rows(archive, entries)
    except Unsound as reason:
        print(f"NOT SOUND: {reason}")
        return 1
    except (OSError, ValueError, KeyError, zipfile.BadZipFile) as error:
        print(f"cannot be read: {error}", file=sys.stderr)
        return 2
    rows = sum(part["rows"] or 0 for part in manifest["parts"])
    print(f"sound: county {manifest['county']}, {rows} rows, {len(entries)} entries, head {len(entries)}-{last}")
    print(f"{sound} approved budgets are as approved; {untold} were approved before there was a chain")
    if not outside:
        print("no --head given: a chain written anew as a whole, or cut at its end, would not show")
    return 0


if __name__ == "__main__":
    sys.exit(main())
