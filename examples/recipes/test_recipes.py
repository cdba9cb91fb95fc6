"""What the READMEs say of the recipes is so."""

import ast
import io
import re
import subprocess
import sys
import tokenize
from pathlib import Path

import pytest

HERE = Path(__file__).resolve().parent
RECIPES = sorted(path.parent for path in HERE.glob("*/app.py"))
NOT_CODE = (tokenize.COMMENT, tokenize.NL, tokenize.NEWLINE, tokenize.INDENT, tokenize.DEDENT, tokenize.ENDMARKER)


def code_lines(path):
    """Lines with code: no blank ones, comments or docstrings."""
    text, lines = path.read_text(), set()
    for token in tokenize.generate_tokens(io.StringIO(text).readline):
        if token.type not in NOT_CODE:
            lines |= set(range(token.start[0], token.end[0] + 1))
    for node in ast.walk(ast.parse(text)):
        body = getattr(node, "body", None)
        for one in body if isinstance(body, list) else ():
            if isinstance(one, ast.Expr) and isinstance(one.value, ast.Constant) and isinstance(one.value.value, str):
                lines -= set(range(one.lineno, one.end_lineno + 1))
    return len(lines)


def test_there_are_five():
    names = ["backend_registration", "eddsa_keys", "private_tasks", "rs256_keys", "shared_secret"]
    assert [recipe.name for recipe in RECIPES] == names


@pytest.mark.parametrize("recipe", RECIPES, ids=lambda recipe: recipe.name)
def test_every_test_that_the_readme_names_exists(recipe):
    there = set(re.findall(r"^def (test_\w+)", "".join(path.read_text() for path in recipe.glob("test_*.py")), re.MULTILINE))
    named = set(re.findall(r"`(test_\w+)`", (recipe / "README.md").read_text()))
    assert named and named <= there, named - there


@pytest.mark.parametrize("recipe", RECIPES, ids=lambda recipe: recipe.name)
def test_the_line_counts_are_current(recipe):
    (row,) = re.findall(
        rf"^\| {recipe.name} \|[^|]*\| (\d+)(?:, and (\d+) in `(\w+\.py)`)? \|", (HERE / "README.md").read_text(), re.MULTILINE
    )
    assert int(row[0]) == code_lines(recipe / "auth.py")
    assert not row[2] or int(row[1]) == code_lines(recipe / row[2])


def test_the_database_file_is_the_same_in_all():
    assert len({(recipe / "database.py").read_text() for recipe in RECIPES}) == 1


@pytest.mark.parametrize("recipe", RECIPES, ids=lambda recipe: recipe.name)
def test_the_example_of_the_environment_names_every_setting(recipe):
    named = set(re.findall(r"^(?:# )?([A-Z0-9_]+)=", (recipe / ".env.example").read_text(), re.MULTILINE))
    code = (recipe / "config.py").read_text()
    read = set(re.findall(r"^    ([A-Z0-9_]+):", code, re.MULTILINE)) | set(re.findall(r'AliasChoices\("\w+", "(\w+)"', code))
    assert named == read


URLS = {
    "sqlite:///tasks.sqlite": "sqlite+aiosqlite:///tasks.sqlite",
    "sqlite:////data/tasks.sqlite": "sqlite+aiosqlite:////data/tasks.sqlite",
    "sqlite+aiosqlite:////data/tasks.sqlite": "sqlite+aiosqlite:////data/tasks.sqlite",
    "postgres://u:p@h:1/d": "postgresql+asyncpg://u:p@h:1/d",
    "postgresql+psycopg2://u:p@h/d": "postgresql+asyncpg://u:p@h/d",
    "postgresql+asyncpg://u:p@h/d": "postgresql+asyncpg://u:p@h/d",
    "postgresql://u:p@h/d?sslmode=require&channel_binding=require": "postgresql+asyncpg://u:p@h/d?ssl=require",
}


def test_database_urls_with_and_without_a_driver():
    line = f"from database import url_of\nfor url in {list(URLS)!r}: print(url_of(url).render_as_string(hide_password=False))"
    ran = subprocess.run([sys.executable, "-c", line], cwd=HERE / "eddsa_keys", capture_output=True, text=True, check=True)
    assert ran.stdout.split() == list(URLS.values())
