"""The tables of a utility's schema, room by room, so that Django finds them."""

import tenants.billing.models
import tenants.cases.models
import tenants.customers.models
import tenants.files.models
import tenants.integration.models
import tenants.legal.models
import tenants.metering.models
import tenants.network.models
import tenants.notifications.models
import tenants.profile.models
import tenants.registration.models
import tenants.septic.models  # noqa: F401 -- importing the rooms is what this file is for
