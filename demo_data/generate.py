"""Makes everything in demo_data/ that is made: `python demo_data/generate.py`. Elsewhere with `--out FOLDER`.

With numbers, material for benchmarks instead: `--cvs 1000` plain CVs, `--schools 25000 --contacts 26000`.
The same bytes come out every time on a machine with the same fonts and libraries.
"""

import argparse
import json
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from demo_data import many, pdf, people, schools, truth, word

HERE = Path(__file__).resolve().parent
SCHOOLS, CONTACTS = 1_200, 2_000


def make_demo(out: Path) -> None:
    """Writes the CVs to `out`/cvs, what is true about them to truth.json, and the sheets of schools and contacts."""
    everyone = people.everyone()
    (out / "cvs").mkdir(exist_ok=True)
    for person in everyone:
        content = word.render(person) if person.file.endswith(".docx") else pdf.render(person)
        if person.expected == "corrupt":
            content = content[: len(content) // 3]  # as after a download that broke off
        (out / "cvs" / person.file).write_bytes(content)
    facts = {person.file: truth.truth(person) for person in everyone}
    (out / "truth.json").write_text(json.dumps(facts, ensure_ascii=False, indent=1, sort_keys=True) + "\n", encoding="utf-8")
    schools.make(out, SCHOOLS, CONTACTS)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--out", type=Path, default=HERE, help="folder to write to")
    parser.add_argument("--cvs", type=int, metavar="COUNT", help="plain CVs of distinct people")
    parser.add_argument("--size-kb", type=int, default=200, help="about how large each of them is (200)")
    parser.add_argument("--schools", type=int, metavar="COUNT", help="rows of Organizations.xlsx")
    parser.add_argument("--contacts", type=int, metavar="COUNT", help="rows of Contacts.xlsx")
    options = parser.parse_args()
    for_benchmarks = any((options.cvs, options.schools, options.contacts))
    if for_benchmarks and options.out == HERE:
        parser.error("numbers go with --out: demo_data/ keeps what the demo needs")
    options.out.mkdir(parents=True, exist_ok=True)
    if not for_benchmarks:
        make_demo(options.out)
    if options.cvs:
        many.make(options.out, options.cvs, options.size_kb * 1024)
    if options.schools or options.contacts:
        schools.make(options.out, options.schools or SCHOOLS, options.contacts or CONTACTS)
    print(f"Written to {options.out}")


if __name__ == "__main__":
    main()
