"""The search: floats find suspects by the million, the judge decides them exactly."""
