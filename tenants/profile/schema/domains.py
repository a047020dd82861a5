"""Theme `domains`: the addresses at which the office answers."""

from pydantic import Field

from tenants.profile.schema.types import Host, LocalisedText, Section


class Domains(Section):
    """Hosts are wishes here: the platform serves one only after it has been verified."""

    primary: Host = Field(description="The host that links in e-mails carry.")
    further: tuple[Host, ...] = Field((), description="Other hosts that lead to the same office.")
    demo: tuple[Host, ...] = Field((), description="Hosts on this computer for trying things out (….localhost).")
    address_shown: LocalisedText = Field(description="The address as printed in letters and leaflets.")
