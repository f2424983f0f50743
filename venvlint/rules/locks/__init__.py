"""Locks"""
