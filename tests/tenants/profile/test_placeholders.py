"""`{{name}}` is all there is: it is replaced, everything else is refused or left alone."""

import pytest

from tenants.profile.placeholders import fill, foreign_syntax_in, names_in


def test_names_in_order() -> None:
    assert names_in("{{b}} i {{ a }}, {{b}}") == ["b", "a", "b"]


def test_values_go_in_as_they_are_and_are_not_read_again() -> None:
    assert fill("Faktura {{number}}: {{ amount }}", {"number": "{{amount}}", "amount": "12,00 zł"}) == (
        "Faktura {{amount}}: 12,00 zł"
    )


def test_no_message_leaves_with_a_hole() -> None:
    with pytest.raises(KeyError):
        fill("{{code}}", {})


@pytest.mark.parametrize(
    ("text", "piece"),
    [
        ("{{ user.password }}", "{{ user.password }}"),
        ("{{a|safe}}", "{{a|safe}}"),
        ("{% if x %}", "{% if x %}"),
        ("{# x #}", "{# x #}"),
        ("{{a}} {{", "{{"),
        ("a }} b", "}} b"),
        ("{{A}}", "{{A}}"),
        ("{{}}", "{{}}"),
    ],
)
def test_anything_else_is_foreign(text: str, piece: str) -> None:
    assert foreign_syntax_in(text) == piece


def test_single_braces_are_text() -> None:
    assert foreign_syntax_in("{a} 100% {{b}} #1") is None
