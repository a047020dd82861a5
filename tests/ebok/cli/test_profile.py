"""`ebok profile` as typed in a terminal."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from ebok.cli.profile import group
from tenants.profile import presets
from tenants.profile.models import ProfileVersion
from tenants.registry.models import Tenant


def ebok_profile(*words: str) -> Result:
    return CliRunner().invoke(group, words)


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """Rzeszów's preset in a folder of its own, with one number changed."""
    for name, content in presets.source("rzeszow").files.items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_bytes(content)
    text = presets.source("rzeszow").text.replace(b"    amount: 14", b"    amount: 10")
    (tmp_path / "profile.yaml").write_bytes(text)
    return tmp_path


@pytest.mark.parametrize("name", ["rzeszow", "kostrzyn"])
def test_validate_a_preset(name: str) -> None:
    result = ebok_profile("validate", name)
    assert result.exit_code == 0
    assert "OK" in result.output


def test_validate_names_what_is_worth_a_second_look_and_stops_for_nothing(copy: Path) -> None:
    assert "„Sprawdź numer konta” potwierdza każde konto" in ebok_profile("validate", str(copy)).stderr
    main = copy / "profile.yaml"
    main.write_text(main.read_text().replace("  account_check: true", "  account_check: false"))
    result = ebok_profile("validate", str(copy))
    assert (result.exit_code, result.stderr) == (0, "")


def test_validate_says_file_line_column_and_sentence(copy: Path) -> None:
    main = copy / "profile.yaml"
    main.write_text(main.read_text().replace("  radius: soft", "  radius: sof"))
    line = next(n for n, text in enumerate(main.read_text().splitlines(), 1) if text == "  radius: sof")
    result = ebok_profile("validate", str(copy))
    assert result.exit_code == 1
    assert result.stderr == f"{main}:{line}:11: Wartość „sof” nie jest tu znana. Czy chodziło o „soft”?\n"


def test_validate_an_unknown_preset() -> None:
    result = ebok_profile("validate", "rzeszuw")
    assert result.exit_code == 1
    assert "Nie ma wzorca „rzeszuw”. Wybierz jeden z: kostrzyn, rzeszow." in result.stderr


def test_diff_says_what_changes(copy: Path) -> None:
    result = ebok_profile("diff", "rzeszow", str(copy))
    assert result.exit_code == 1
    assert result.output == (
        "registration.activation_promise.amount\n"
        "    Rejestracja › termin aktywacji › ile: było 14, będzie 10.\n"
    )
    assert ebok_profile("diff", "rzeszow", "rzeszow").exit_code == 0
    (change,) = json.loads(ebok_profile("diff", "--json", "rzeszow", str(copy)).output)
    assert (change["before"], change["after"]) == (14, 10)


def test_schema_is_the_exported_one() -> None:
    exported = Path(__file__).parents[3] / "docs" / "profile.schema.json"
    assert ebok_profile("schema").output == exported.read_text()


def test_apply_and_export(rzeszow: Tenant, copy: Path, tmp_path_factory: pytest.TempPathFactory) -> None:
    with rzeszow:
        ProfileVersion.objects.all().delete()
    assert "version 1 is in force" in ebok_profile("apply", "rzeszow", "--tenant", "rzeszow").output
    assert "nothing to change" in ebok_profile("apply", "rzeszow", "--tenant", "rzeszow").output
    trial = ebok_profile("apply", str(copy), "--tenant", "rzeszow", "--dry-run")
    assert "było 14, będzie 10" in trial.output and "in force" not in trial.output
    assert ebok_profile("diff", "tenant:rzeszow", str(copy)).exit_code == 1
    assert (
        "version 2 is in force"
        in ebok_profile("apply", str(copy), "--tenant", "rzeszow", "--note", "Szybciej").output
    )
    for number, folder in ((None, copy), (1, presets.folder("rzeszow"))):
        target = tmp_path_factory.mktemp("export")
        words = ["--version", str(number)] if number else []
        assert ebok_profile("export", "--tenant", "rzeszow", *words, str(target)).exit_code == 0
        exported = {
            path.relative_to(target): path.read_bytes() for path in target.rglob("*") if path.is_file()
        }
        assert exported == {
            path.relative_to(folder): path.read_bytes() for path in folder.rglob("*") if path.is_file()
        }
    assert (
        ebok_profile(
            "export", "--tenant", "rzeszow", "--version", "9", str(tmp_path_factory.mktemp("x"))
        ).exit_code
        == 1
    )


@pytest.mark.django_db
def test_apply_to_an_unknown_utility() -> None:
    result = ebok_profile("apply", "rzeszow", "--tenant", "nowhere")
    assert (result.exit_code, result.stderr) == (1, "Error: There is no utility nowhere.\n")
