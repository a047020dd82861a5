"""How each person wants to be told, and what they were told: topic by channel, hours of silence, the delivery log."""

from __future__ import annotations

from datetime import time
from uuid import UUID

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from customer_portal.doors import (
    CustomerRequest,
    LinkedRequest,
    customers_only,
    leads_on,
    look_at,
    opened_by,
    profile_of,
)
from tenants.identity.models import User
from tenants.notifications import selectors, services
from tenants.notifications.models import Message, MessageChannel
from tenants.profile.schema import Capability, Profile

PER_PAGE = 30


class PreferencesForm(forms.Form):
    """One box per topic and channel that the person may decide on, and hours of silence."""

    language = forms.ChoiceField(label=gettext_lazy("Language of messages"))
    quiet_from = forms.TimeField(
        label=gettext_lazy("No SMS from"),
        required=False,
        widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
        error_messages={"invalid": gettext_lazy("Enter an hour such as 22:00.")},
    )
    quiet_to = forms.TimeField(
        label=gettext_lazy("until"),
        required=False,
        widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
        error_messages={"invalid": gettext_lazy("Enter an hour such as 07:00.")},
    )

    def __init__(
        self, data: object, *, user: User, profile: Profile, languages: list[tuple[str, str]]
    ) -> None:
        super().__init__(data)  # type: ignore[arg-type]  # request.POST or None
        self.choices = selectors.choices_of(user, profile)
        for choice in self.choices:
            if choice.free:
                self.fields[choice.name] = forms.BooleanField(
                    required=False,
                    initial=choice.wanted,
                    label=f"{choice.settings.title}: {_CHANNELS[choice.channel]}",
                )
        language = self.fields["language"]
        assert isinstance(language, forms.ChoiceField)
        language.choices, language.initial = languages, user.language
        quiet = selectors.quiet_time_of(user)
        if quiet:
            self.fields["quiet_from"].initial, self.fields["quiet_to"].initial = quiet.starts, quiet.ends

    def clean(self) -> dict[str, object]:
        data = self.cleaned_data
        starts, ends = data.get("quiet_from"), data.get("quiet_to")
        if (starts is None) != (ends is None) and not self.errors:
            self.add_error("quiet_to", _("Enter both hours, or none."))
        if isinstance(starts, time) and starts == ends:
            self.add_error("quiet_to", _("The two hours must differ."))
        return data


_CHANNELS = {MessageChannel.EMAIL: gettext_lazy("e-mail"), MessageChannel.SMS: gettext_lazy("SMS")}


@require_http_methods(["GET", "HEAD", "POST"])
@opened_by(Capability.NOTIFICATIONS)
def preferences(request: LinkedRequest) -> HttpResponse:
    """Topic by channel in one table; what cannot be switched off says why."""
    profile = profile_of(request)
    names = {"pl": "polski", "en": "English", "uk": "українська"}
    languages = [(str(code), names[code]) for code in profile.office.languages]
    form = PreferencesForm(
        request.POST if request.method == "POST" else None,
        user=request.user,
        profile=profile,
        languages=languages,
    )
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        wanted = {choice: bool(data[choice.name]) for choice in form.choices if choice.free}
        services.set_preferences(
            user=request.user, wanted=wanted, language=data["language"],
            quiet=(data["quiet_from"], data["quiet_to"]) if data["quiet_from"] else None,
        )  # fmt: skip
        messages.success(request, _("Saved. This is how we will tell you."))
        return redirect("preferences")
    rows: dict[str, dict[str, object]] = {}
    for choice in form.choices:
        row = rows.setdefault(
            choice.settings.key, {"title": choice.settings.title, "days": choice.settings.days}
        )
        row[choice.channel] = {
            "choice": choice,
            "field": form[choice.name] if choice.free else None,
        }
    context = {
        "form": form,
        "rows": list(rows.values()),
        "sms": any(choice.channel == MessageChannel.SMS for choice in form.choices),
        "settings": profile.notifications,
        "one_language": len(languages) < 2,
    }
    return render(request, "customer_portal/notices/preferences.html", context)


@require_safe
@opened_by(Capability.NOTIFICATIONS)
def messages_sent(request: LinkedRequest) -> HttpResponse:
    """What we told this person: when, how, whether it left, and when they opened it."""
    page = Paginator(selectors.messages_of(request.user), PER_PAGE).get_page(request.GET.get("page"))
    titles = {topic.key: topic.title for topic in profile_of(request).notifications.topics}
    rows = [
        (line, titles.get(line.topic, line.subject), _CHANNELS[MessageChannel(line.channel)]) for line in page
    ]
    return render(request, "customer_portal/notices/messages.html", {"page": page, "rows": rows})


@require_safe
@customers_only
@leads_on
def message_opened(request: CustomerRequest, message_id: UUID) -> HttpResponse:
    """On to the page a message is about, of the customer it is about, whomever the reader looked at before.

    Only its reader's visit counts: mail scanners follow links too.
    """
    try:
        line = selectors.message(message_id)
    except Message.DoesNotExist as error:
        raise Http404 from error
    if line.user_uuid != request.user.uuid or not line.target:
        raise Http404
    services.mark_opened(line=line, at=timezone.now())
    about = next(
        (one for one in request.standing.accesses if one.customer.number == line.customer_number), None
    )
    if about:
        look_at(request, about)
    elif line.customer_number:
        number = {"label": profile_of(request).glossary.customer_number.label, "number": line.customer_number}
        messages.info(
            request, _("That message is about %(label)s %(number)s, which you no longer see.") % number
        )
        return redirect("account")
    return redirect(line.target)
