"""The rules: a folder a topic, a file a rule. Adding the file is registering it."""
