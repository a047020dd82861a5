"""Messages to people: topics, channels, texts from the profile, the delivery log. Never knows what an invoice is."""
