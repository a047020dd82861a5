"""What waits for a customer: everything that needs doing, the most urgent first, said once for pages and machines.

Stands above the rooms it asks. Owns no table and changes nothing; what each room knows rides along in the one statement of
the overview (`tenants.customers.glances`).
"""
