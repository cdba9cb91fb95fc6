"""The routes. Each module adds its own to the application."""
