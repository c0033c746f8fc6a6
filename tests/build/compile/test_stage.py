import json

import pytest

from build.compile.environment import Environment
from build.compile.settings import parse_settings
from build.compile.stage import copy_data, stage_packages, stage_stand_ins
from build.errors import BuildError


@pytest.fixture
def source(tmp_path):
    folder = tmp_path / "source"
    for name in ("backend", "acme"):
        (folder / name / "__pycache__").mkdir(parents=True)
        (folder / name / "__init__.py").write_text('"""Words for us."""\n')
        (folder / name / "__pycache__" / "x.pyc").touch()
        (folder / name / ".hidden").touch()
    (folder / "product.json").write_text('{"name": "Acme"}')
    (folder / "prices.txt").write_text("7")
    return folder


def stage(source, tmp_path, **table):
    settings = parse_settings({"plugins": ["acme"], **table})
    found = Environment(tmp_path, tmp_path, {}, {name: source / name for name in settings.own})
    return settings, stage_packages(source, settings, found, tmp_path / "stage")


def names(folder):
    return sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file())


def test_the_stage_holds_the_packages_the_brand_and_the_plugins(source, tmp_path):
    stage(source, tmp_path)
    staged = tmp_path / "stage"
    assert names(staged) == ["acme/__init__.py", "backend/__init__.py", "backend/plugins.json", "backend/product.json"]
    assert json.loads((staged / "backend" / "plugins.json").read_text()) == ["acme"]


def test_every_module_carries_the_canary_of_its_content(source, tmp_path):
    _, canary = stage(source, tmp_path)
    assert all(canary in path.read_text() for path in (tmp_path / "stage").rglob("*.py"))
    (source / "acme" / "__init__.py").write_text("X = 1\n")
    assert stage(source, tmp_path)[1] != canary


def test_a_stand_in_lies_where_it_is_found_first(tmp_path):
    stage_stand_ins(parse_settings({"stand_ins": ["PIL"]}), tmp_path)
    assert names(tmp_path) == ["PIL/Image.py", "PIL/__init__.py"]


def test_data_goes_to_its_place(source, tmp_path):
    settings, _ = stage(source, tmp_path, data=["prices.txt=tables/prices.txt", "acme=more/acme"])
    program = tmp_path / "program"
    copy_data(source, settings, tmp_path / "stage", program)
    placed = ["backend/plugins.json", "backend/product.json", "more/acme/__init__.py", "tables/prices.txt"]
    assert names(program) == placed


@pytest.mark.parametrize(
    ("entry", "said"),
    [
        ("gone.txt=gone.txt", "gone.txt is not there"),
        ("prices.txt=backend/product.json", "would replace a part"),
        ("prices.txt=program", "would replace a part"),
    ],
)
def test_data_that_cannot_be_placed_is_told(source, tmp_path, entry, said):
    settings, _ = stage(source, tmp_path, data=[entry])
    program = tmp_path / "program"
    program.mkdir()
    (program / "program").touch()
    with pytest.raises(BuildError, match=said):
        copy_data(source, settings, tmp_path / "stage", program)
