"""Makes the demo CVs and what is true about them: `python demo_data/generate.py`. With `--count`, many plain ones for benchmarks.

The same bytes come out every time on a machine with the same fonts and libraries.
"""

import argparse
import json
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from demo_data import many, pdf, people, truth, word

HERE = Path(__file__).resolve().parent


def make_demo(out: Path, truth_file: Path) -> int:
    """Writes one CV for each person to `out`, and the facts to `truth_file`. Returns how many."""
    everyone = people.everyone()
    for person in everyone:
        content = word.render(person) if person.file.endswith(".docx") else pdf.render(person)
        if person.expected == "corrupt":
            content = content[: len(content) // 3]  # as after a download that broke off
        (out / person.file).write_bytes(content)
    facts = {person.file: truth.truth(person) for person in everyone}
    truth_file.write_text(json.dumps(facts, ensure_ascii=False, indent=1, sort_keys=True) + "\n", encoding="utf-8")
    return len(everyone)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--out", type=Path, default=HERE / "cvs", help="folder to write to")
    parser.add_argument("--count", type=int, help="make this many plain CVs of distinct people instead of the demo ones")
    parser.add_argument("--size-kb", type=int, default=200, help="about how large each of them is")
    options = parser.parse_args()
    options.out.mkdir(parents=True, exist_ok=True)
    if options.count is None:
        truth_file = HERE / "truth.json" if options.out == HERE / "cvs" else options.out / "truth.json"
        made = make_demo(options.out, truth_file)
    else:
        made = many.make(options.out, options.count, options.size_kb * 1024)
    print(f"{made} CVs in {options.out}")


if __name__ == "__main__":
    main()
