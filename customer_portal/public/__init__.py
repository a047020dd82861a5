"""Pages anybody may open: home, documents, downloads, pages of the profile, the theme."""
