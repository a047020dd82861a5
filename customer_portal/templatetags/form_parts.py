"""`{% load form_parts %}`: a form control with its hint and error tied to it, and what kind of control it is.

Django ties the help text and the errors of a BoundField to its widget; a hint given in the template is not
known to it, so `control` writes `aria-describedby` itself, with the ids that the field component puts on hint
and error.
"""

from typing import Any

from django import forms, template
from django.forms import BoundField
from django.utils.safestring import SafeString

register = template.Library()

_KINDS: tuple[tuple[type[forms.Widget], str], ...] = (  # the first that fits: subclasses before their parents
    (forms.HiddenInput, "hidden"),
    (forms.MultiWidget, "group"),
    (forms.SelectDateWidget, "group"),
    (forms.CheckboxSelectMultiple, "choices"),
    (forms.RadioSelect, "choices"),
    (forms.CheckboxInput, "checkbox"),
    (forms.FileInput, "file"),
)


@register.filter
def kind(field: BoundField) -> str:
    """'checkbox', 'choices', 'file', 'group', 'hidden' or 'input': which shape the field component gives
    it.
    """
    return next((name for widget, name in _KINDS if isinstance(field.field.widget, widget)), "input")


@register.simple_tag
def control(field: BoundField, hint: str = "", **attributes: Any) -> SafeString:
    """The bare control of a BoundField, described by its hint and error. Attributes with empty values are
    left out.
    """
    attrs: dict[str, Any] = {
        name.replace("_", "-"): value for name, value in attributes.items() if value not in ("", None, False)
    }
    described = [f"{field.auto_id}_helptext"] if hint or field.help_text else []
    described += [f"{field.auto_id}_error"] if field.errors else []
    if described:
        attrs["aria-describedby"] = " ".join(described)
    # A placeholder vanishes as one types; labels and hints say it better, and for everybody.
    field.field.widget.attrs.pop("placeholder", None)
    return field.as_widget(attrs=attrs)
