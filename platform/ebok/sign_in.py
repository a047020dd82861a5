"""What we add to allauth's sign-in page: the utility's announcements and its own words."""

from __future__ import annotations

from typing import Any

from allauth.account import views
from django.utils.timezone import localdate

from tenants.content.markdown import as_html


class SignInView(views.LoginView):  # type: ignore[misc]  # allauth is untyped
    """Signing in, with the news that the utility wants seen here."""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        page: dict[str, Any] = super().get_context_data(**kwargs)
        in_force = self.request.in_force
        if in_force is not None:
            news = in_force.profile.content.announcements_at("sign_in", localdate())
            page["announcements"] = [(item, as_html(str(item.body))) for item in news]
        return page
