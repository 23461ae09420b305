"""`make demo`: the whole stack with fresh data on free ports, and the main job done through its HTTP API, as any client would."""

import shutil
import sys
import time
from concurrent.futures import ThreadPoolExecutor

import httpx

from demo_data.demo import cvs, schools
from demo_data.demo.screen import DemoFailed, bars, console
from demo_data.demo.stack import FOLDER, stack

SCHOOLS_FOR = "CV_Oluwaseun_Adebayo_2026.pdf"  # who lives in Croydon, where some of the demo's schools are


def main() -> int:
    began = time.monotonic()
    shutil.rmtree(FOLDER, ignore_errors=True)
    FOLDER.mkdir(parents=True)
    try:
        with stack() as client:
            story(client)
    except (DemoFailed, httpx.HTTPError, OSError) as error:
        console.print(f"[bold red]The demo failed:[/] {error}\nThe log of the stack: {FOLDER / 'stack.log'}")
        return 1
    console.print(f"Done in {time.monotonic() - began:.0f} s. [bold]make up[/] starts the stack for yourself.")
    return 0


def story(client: httpx.Client) -> None:
    """CVs are worked on while schools come in; then what came out, and the schools near one of the candidates."""
    batch = cvs.upload(client)
    with bars() as progress, ThreadPoolExecutor(1) as aside:
        imports = aside.submit(schools.import_sheets, client, progress)
        cvs.wait_for(client, batch["id"], progress)
        reports = imports.result()
    people = cvs.show(client, batch["id"])
    cvs.check(client, batch["id"], people)
    schools.show_reports(client, reports)
    schools.show_nearest(client, next(person for person in people if person["original_name"] == SCHOOLS_FOR))


if __name__ == "__main__":
    sys.exit(main())
