"""Theme `domains`: the addresses at which the office answers."""

from typing import Annotated

from pydantic import Field

from tenants.profile.schema.types import Host, LocalisedText, Section


class Domains(Section):
    """Hosts are wishes here: the platform serves one only after it has been verified."""

    primary: Host = Field(description="The host that links in e-mails carry.")
    further: tuple[Host, ...] = Field(default=(), description="Other hosts that lead to the same office.")
    former_paths: tuple[Annotated[str, Field(pattern=r"^/[A-Za-z0-9/_.-]*$")], ...] = Field(
        default=(),
        description="Paths of the former system, for example /ebok/; they lead to the home page.",
    )
    demo: tuple[Host, ...] = Field(
        default=(), description="Hosts on this computer for trying things out (….localhost)."
    )
    address_shown: LocalisedText = Field(description="The address as printed in letters and leaflets.")
