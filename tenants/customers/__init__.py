"""The mirror of the billing system's customers, contracts and service points, and who has access to them."""
