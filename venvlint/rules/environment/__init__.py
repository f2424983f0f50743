"""Environments on disk"""
