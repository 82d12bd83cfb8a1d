"""What moto's own API serves of ours: seeding over HTTP, and a page."""
