"""The Python version"""
