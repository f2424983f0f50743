"""The audit itself"""
