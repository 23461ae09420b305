import ast
import re

from tests import compose
from tests.processes import PROJECT

INTERNAL = {"EDUKAI_PORT"}  # `make up` tells its own children
OF_COMMANDS = {"EDUKAI_OPERATOR_EMAIL", "EDUKAI_OPERATOR_PASSWORD"}


def variables_of_settings() -> set[str]:
    tree = ast.parse((PROJECT / "edukai" / "settings.py").read_text())
    calls = [node for node in ast.walk(tree) if isinstance(node, ast.Call) and ast.unparse(node.func).startswith("env.")]
    return {call.args[0].value for call in calls if call.args and isinstance(call.args[0], ast.Constant)}


def test_the_example_lists_every_variable_with_one_line_of_meaning():
    entries = re.findall(r"^# (.+)\n#([A-Z_0-9]+)=(.*)$", (PROJECT / ".env.example").read_text(), re.MULTILINE)
    assert {name for _, name, _ in entries} == (variables_of_settings() | OF_COMMANDS | compose.variables()) - INTERNAL
    assert all(len(meaning) > 3 for meaning, _, _ in entries)
