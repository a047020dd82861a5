"""Which utilities exist and how to enter one: Tenant, Domain, database roles, host to tenant, context.

Lives in the public schema. The bottom floor: knows no other room."""
