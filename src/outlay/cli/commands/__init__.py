"""The commands, one file each; `register` adds it to the application."""
