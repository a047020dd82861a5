"""All customers of one login side by side, for managers of property."""
