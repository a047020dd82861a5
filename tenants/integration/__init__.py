"""The billing package: validate everything, then all or nothing; API keys of machines."""
