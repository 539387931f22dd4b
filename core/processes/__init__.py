"""One command that starts the web server, the worker and the clock, and keeps them alive."""
