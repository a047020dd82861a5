"""The tables of a utility's schema, room by room, so that Django finds them."""

from tenants.billing.models import *  # noqa: F403 -- this file exists to import every room's tables
from tenants.customers.models import *  # noqa: F403
from tenants.files.models import *  # noqa: F403
from tenants.integration.models import *  # noqa: F403
from tenants.legal.models import *  # noqa: F403
from tenants.metering.models import *  # noqa: F403
from tenants.profile.models import *  # noqa: F403
from tenants.registration.models import *  # noqa: F403
