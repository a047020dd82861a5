"""The profile: the whole utility in one typed, frozen document."""

from typing import Literal

from pydantic import Field

from tenants.profile.schema.access import Access
from tenants.profile.schema.accessibility import Accessibility
from tenants.profile.schema.areas import Areas
from tenants.profile.schema.branding import Branding
from tenants.profile.schema.contacts import Contacts
from tenants.profile.schema.content import Content
from tenants.profile.schema.domains import Domains
from tenants.profile.schema.forms import Forms
from tenants.profile.schema.glossary import Glossary
from tenants.profile.schema.legal import Legal
from tenants.profile.schema.network import Network
from tenants.profile.schema.notifications import Notifications
from tenants.profile.schema.office import Office
from tenants.profile.schema.payments import Payments
from tenants.profile.schema.readings import Readings
from tenants.profile.schema.registration import Registration
from tenants.profile.schema.retention import Retention
from tenants.profile.schema.security import Security
from tenants.profile.schema.services import Services
from tenants.profile.schema.tariffs import Tariffs
from tenants.profile.schema.types import Section
from tenants.profile.schema.water import Water


class Profile(Section):
    """Everything in which one utility differs from another. Each field but the first is a theme."""

    format: Literal[1] = Field(description="Version of this file's format; today always 1.")
    office: Office = Field(description="Names, registers, languages, tone.")
    glossary: Glossary = Field(description="The utility's own words.")
    branding: Branding = Field(description="Colours, logo, shape.")
    contacts: Contacts = Field(description="Address, telephones, hours.")
    domains: Domains = Field(description="Addresses at which the office answers.")
    registration: Registration = Field(description="How a person gets in.")
    legal: Legal = Field(description="Regulations and consents.")
    forms: Forms = Field(description="Forms on paper.")
    services: Services = Field(description="Cases a customer may file.")
    readings: Readings = Field(description="Rules for readings.")
    water: Water = Field(default_factory=Water, description="Comparison, leaks, verification of meters.")
    tariffs: Tariffs = Field(default_factory=Tariffs, description="Prices, for forecasts.")
    payments: Payments = Field(description="Rules for payments.")
    notifications: Notifications = Field(description="Messages and their words.")
    content: Content = Field(description="Announcements, pages, downloads, hints.")
    retention: Retention = Field(default_factory=Retention, description="How long what is kept.")
    areas: Areas = Field(default_factory=Areas, description="Municipalities with other rules.")
    security: Security = Field(default_factory=Security, description="Passwords, sessions, enumeration.")
    access: Access = Field(description="What is switched on.")
    network: Network = Field(
        default_factory=Network, description="Supply zones, quality of the water, outages."
    )
    accessibility: Accessibility = Field(
        default_factory=Accessibility, description="The declaration of accessibility."
    )

    def readings_in(self, area: str) -> Readings:
        """The rules for readings in an area: its own where it has some, else those of the whole utility."""
        own = next((one.readings for one in self.areas.areas if one.key == area), None)
        return own or self.readings

    @property
    def takes_readings_from_guests(self) -> bool:
        """Whether readings may be sent without signing in, anywhere in the utility."""
        everywhere = [self.readings, *(area.readings for area in self.areas.areas if area.readings)]
        return any(rules.accepted and rules.without_login for rules in everywhere)


THEMES: tuple[str, ...] = tuple(name for name in Profile.model_fields if name != "format")
