"""The house rules that a machine can check, read from the syntax trees."""

import ast
from collections.abc import Callable, Iterable, Iterator
from functools import cache
from pathlib import Path

from django.conf import settings

APPS = ("candidate", "organization", "account", "edukai")  # each may import those behind it
SEES_EVERY_APP = {"edukai.urls", "edukai.settings", "edukai.dashboard"}
MOST_LINES, MOST_FUNCTION_LINES, MOST_VIEW_LINES = 300, 40, 15

# Rooms of an app from the roof to the floor; each may import its own level and those below.
LEVELS = (
    {"urls", "public_urls", "suppression_urls"},
    {"admin", "views", "checks", "service", "tasks"},
    {"serializers", "forms"},
    {"replies"},
    {"edits", "texts", "mail_events"},
    {"flows"},
    {"asking", "versions", "events", "campaigns"},
    {
        "queries",
        "uploads",
        "imports",
        "outreach",
        "outcomes",
        "activity",
        "password_reset",
        "calls",
        "suppressions",
        "suppression_lists",
        "mail_rates",
    },
    {"documents", "ai", "cv_pdf", "geo", "sheets"},
    {"models", "profile", "quality", "taxonomy", "links", "mail_text"},
)
ENGINES = (
    "candidate.documents",
    "candidate.ai",
    "candidate.cv_pdf",
    "candidate.profile",
    "candidate.quality",
    "candidate.taxonomy",
    "organization.sheets",
)


def modules() -> dict[str, Path]:
    found = {}
    for app in APPS:
        for file in sorted((settings.BASE_DIR / app).rglob("*.py")):
            if "migrations" not in file.parts:
                found[".".join(file.relative_to(settings.BASE_DIR).with_suffix("").parts).removesuffix(".__init__")] = file
    return found


MODULES = modules()
Function = ast.FunctionDef | ast.AsyncFunctionDef


@cache
def tree(module: str) -> ast.Module:
    return ast.parse(MODULES[module].read_text())


def imports(module: str, *, runtime_only: bool = False) -> Iterator[str]:
    """What a module imports of our own, in full ("candidate.models"); `runtime_only` leaves TYPE_CHECKING blocks out.

    A `lazy_module` stands in such a block, and counts all the same.
    """
    parsed = tree(module)
    typing_only = {id(inner) for node in ast.walk(parsed) if _is_type_checking(node) for inner in ast.walk(node)}
    for node in ast.walk(parsed):
        if runtime_only and id(node) in typing_only:
            continue
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names if alias.name.split(".")[0] in APPS)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{module} imports relatively"
            if (node.module or "").split(".")[0] in APPS:
                yield from (_full(node.module or "", alias.name) for alias in node.names)
        elif isinstance(node, ast.Call) and ast.unparse(node.func) == "lazy_module" and isinstance(node.args[0], ast.Constant):
            yield str(node.args[0].value)


def _full(package: str, name: str) -> str:
    """`from candidate import models` names a module, `from candidate.models import Batch` a thing in one."""
    return f"{package}.{name}" if f"{package}.{name}" in MODULES else package


def _is_type_checking(node: ast.AST) -> bool:
    return isinstance(node, ast.If) and isinstance(node.test, ast.Name) and node.test.id == "TYPE_CHECKING"


def level(module: str) -> int | None:
    """0 is the roof; None for what belongs to no room (management commands, the package itself)."""
    room = module.split(".")[1] if "." in module else ""
    return next((number for number, rooms in enumerate(LEVELS) if room in rooms), None)


def functions(module: str) -> Iterator[Function]:
    yield from (node for node in ast.walk(tree(module)) if isinstance(node, Function))


def test_it_knows_the_house():
    assert {"candidate.flows", "candidate.ai.base", "edukai.jobs.runner", "account.sessions"} <= set(MODULES)
    assert "candidate.models" in imports("candidate.flows.processing")
    assert level("candidate.documents.pdf") == level("candidate.cv_pdf")


def offenders(found: Callable[[str], list[str]], modules: Iterable[str] = MODULES) -> dict[str, list[str]]:
    """What is found in which module, where something is."""
    return {module: what for module in modules if (what := found(module))}


def test_apps_import_one_way():
    def behind(module: str) -> list[str]:
        allowed = APPS[APPS.index(module.split(".")[0]) :]
        return [name for name in imports(module, runtime_only=True) if name.split(".")[0] not in allowed]

    assert offenders(behind, MODULES.keys() - SEES_EVERY_APP) == {}


def test_rooms_import_downwards():
    def above(module: str) -> list[str]:
        app, own = module.split(".")[0], level(module)
        higher = range(own) if own is not None and app != "edukai" else ()
        return [name for name in imports(module) if name.split(".")[0] == app and level(name) in higher]

    assert offenders(above) == {}


def test_engines_know_no_database():
    def named(module: str) -> list[str]:
        nodes = list(ast.walk(tree(module)))
        names = [node.module or "" for node in nodes if isinstance(node, ast.ImportFrom)]
        names += [alias.name for node in nodes if isinstance(node, ast.Import) for alias in node.names]
        foreign = [name for name in imports(module) if not name.startswith((*ENGINES, "edukai"))]
        return foreign + [name for name in names if "models" in name.split(".") or name.startswith("django.db")]

    engines = [module for module in MODULES if module.startswith(ENGINES)]
    assert engines
    assert offenders(named, engines) == {}


def test_imports_stand_at_the_top():
    def inside(module: str) -> list[str]:
        within = (node for function in functions(module) for node in ast.walk(function))
        return [f"line {node.lineno}" for node in within if isinstance(node, ast.Import | ast.ImportFrom)]

    assert offenders(inside) == {}


def test_modules_are_short():
    assert {module: length for module, file in MODULES.items() if (length := len(file.read_text().splitlines())) > MOST_LINES} == {}


def test_functions_are_short():
    assert offenders(lambda module: [function.name for function in functions(module) if _lines(function) > MOST_FUNCTION_LINES]) == {}


def test_view_methods_are_short():
    views = [module for module in MODULES if "views" in module.split(".")[1:]]
    assert views
    assert offenders(lambda module: [function.name for function in functions(module) if _lines(function) > MOST_VIEW_LINES], views) == {}


def test_every_function_is_typed():
    def untyped(module: str) -> list[str]:
        return [function.name for function in functions(module) if function.returns is None or not all(map(_typed, _arguments(function)))]

    assert offenders(untyped) == {}


def _lines(function: Function) -> int:
    return (function.end_lineno or 0) - function.lineno + 1


def _typed(argument: ast.arg) -> bool:
    return argument.annotation is not None or argument.arg in ("self", "cls")


def _arguments(function: Function) -> list[ast.arg]:
    arguments = function.args
    starred = [argument for argument in (arguments.vararg, arguments.kwarg) if argument]
    return [*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs, *starred]
