"""What the utility tells its customers: news, outages, water quality, and how each person wants to be told."""
