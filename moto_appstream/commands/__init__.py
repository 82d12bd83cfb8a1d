"""The commands of ``moto-appstream``."""
