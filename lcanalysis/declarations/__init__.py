"""Declared files: YAML read safely, validated strictly, every fault with its line."""
