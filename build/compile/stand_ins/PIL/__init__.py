"""Stands in for Pillow where no agent gets pictures: AutoGen imports it for the name of a type."""
