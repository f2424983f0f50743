"""How the environment is used"""
