"""Tables and plots with one look for the whole course."""
