"""Dependency declarations"""
