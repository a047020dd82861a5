"""Forms of letting somebody in: what they may do is chosen sentence by sentence, and nothing is ticked beforehand."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from typing import Any

from django import forms
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from customer_portal.documents.forms import MailboxField
from customer_portal.registration.forms import PasswordForm
from tenants.customers.models import AccessRole
from tenants.delegation import sharing
from tenants.identity.models import User
from tenants.legal.selectors import to_accept_at_registration
from tenants.profile.formats import date_table
from tenants.profile.schema import Capability, Profile

DAY_FORMATS = ["%d.%m.%Y", "%Y-%m-%d", "%d-%m-%Y", "%d/%m/%Y"]


class _Sharing(forms.Form):
    """Role and scope: what the role allows and what the one who shares has is checked by the verb, told here."""

    role = forms.ChoiceField(
        label=gettext_lazy("Role"),
        widget=forms.RadioSelect,
        error_messages={
            "required": gettext_lazy("Choose the role."),
            "invalid_choice": gettext_lazy("Choose one of these."),
        },
    )
    scope = forms.MultipleChoiceField(
        label=gettext_lazy("What may this person do?"),
        widget=forms.CheckboxSelectMultiple,
        required=False,
        error_messages={"invalid_choice": gettext_lazy("Choose from these.")},
    )

    def offer(self, roles: Collection[AccessRole], capabilities: Collection[Capability]) -> None:
        """Which roles and which sentences there are to choose from."""
        role, scope = self.fields["role"], self.fields["scope"]
        assert isinstance(role, forms.ChoiceField)
        assert isinstance(scope, forms.MultipleChoiceField)
        role.choices = [(one.value, sharing.ROLES[one]) for one in roles]
        scope.choices = [(one.value, sharing.SENTENCES[one]) for one in sharing.shareable(capabilities)]

    def refuse(self, problem: sharing.SharingProblem) -> None:
        """The verb's refusal, as a sentence at the field it is about."""
        said: dict[type[sharing.SharingProblem], tuple[str, str]] = {
            sharing.ScopeEmpty: ("scope", _("Choose at least one thing.")),
            sharing.RoleNotAllowed: ("role", _("Choose one of these.")),
            sharing.WrongDay: ("until", _("Choose a day from today on, within the longest time allowed.")),
        }
        viewer = self.cleaned_data.get("role") == AccessRole.VIEWER
        too_wide = _("A viewer only looks. Leave out what is done, or choose the role of a delegate.")
        not_yours = _("You cannot share what you do not have yourself.")
        said[sharing.ScopeTooWide] = ("scope", too_wide if viewer else not_yours)
        field, text = said.get(
            type(problem), (None, _("This is not possible now. Call us and we will help."))
        )
        self.add_error(field if field in self.fields else None, text)


class ReshapeForm(_Sharing):
    """What somebody may do, and until when."""

    until = forms.DateField(
        label=gettext_lazy("Until when? The last day"),
        input_formats=DAY_FORMATS,
        widget=forms.DateInput(
            format="%d.%m.%Y", attrs={"inputmode": "numeric", "autocomplete": "off", "maxlength": "10"}
        ),
        error_messages={
            "required": gettext_lazy("Enter the last day."),
            "invalid": gettext_lazy(
                "There is no such day. Write day, month and year with full stops, for example 20.11.2026."
            ),
        },
    )

    def __init__(
        self, *args: Any, profile: Profile, capabilities: Collection[Capability], today: date, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.offer([AccessRole(one) for one in profile.access.delegate_roles], capabilities)
        latest = sharing.latest_day(profile.access.delegate_months, today)
        self.fields["until"].help_text = _("At the latest %(day)s. You can end it sooner at any time.") % {
            "day": date_table(latest)
        }


class InviteForm(ReshapeForm):
    """Whom to let in, found by e-mail."""

    email = MailboxField(
        label=gettext_lazy("E-mail address of this person"),
        help_text=gettext_lazy(
            "We send the invitation there. Whoever opens it must sign in with this address."
        ),
    )
    field_order = ["email", "role", "scope", "until"]


class NewLoginForm(PasswordForm):
    """A login made right behind the invitation: a name, a password, the regulations."""

    full_name = forms.CharField(
        label=gettext_lazy("Full name"),
        max_length=200,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
        error_messages={"required": gettext_lazy("Enter your full name.")},
    )
    field_order = ["full_name", "password"]

    def __init__(self, *args: Any, profile: Profile, email: str, today: date, **kwargs: Any) -> None:
        super().__init__(*args, profile=profile, user=User(email=email), **kwargs)
        for document, version in to_accept_at_registration(profile, today):
            self.fields[f"accept_{document.key}"] = forms.BooleanField(
                label=format_html(
                    '{} <a href="{}" target="_blank" rel="noopener">{}</a>',
                    str(profile.registration.labels.acceptance),
                    reverse("document_version", args=[document.key, version.number]),
                    str(document.title),
                ),
                error_messages={
                    "required": _("To go on, read and accept: %(title)s.") % {"title": document.title}
                },
            )


class MandateForm(_Sharing):
    """For whom somebody says to act, on what paper."""

    customer_number = forms.CharField(
        max_length=40,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        error_messages={"required": gettext_lazy("Enter the number.")},
    )
    customer_name = forms.CharField(
        label=gettext_lazy("Name of the person, company or community"),
        max_length=300,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        error_messages={"required": gettext_lazy("Enter the name.")},
    )
    file = forms.FileField(
        label=gettext_lazy("The signed power of attorney"),
        help_text=gettext_lazy("PDF, JPEG or PNG, at most 10 MB."),
        error_messages={
            "required": gettext_lazy("Add the signed paper."),
            "empty": gettext_lazy("The file is empty."),
        },
    )
    field_order = ["customer_number", "customer_name", "role", "scope", "file"]

    def __init__(self, *args: Any, profile: Profile, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        number = profile.glossary.customer_number
        self.fields["customer_number"].label = str(number.label)
        self.fields["customer_number"].help_text = str(number.where_on_invoice)
        opened = [one for one in profile.registration.all_capabilities if profile.access.has(one)]
        self.offer([AccessRole.DELEGATE, AccessRole.MANAGER], opened)
        self.fields["scope"].help_text = _(
            "For a property manager leave this empty: a manager does everything."
        )
