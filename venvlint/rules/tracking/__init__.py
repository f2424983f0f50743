"""What Git and Docker see"""
